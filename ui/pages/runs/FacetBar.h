#pragma once

#include <QWidget>

#include <functional>

class QToolButton;

namespace assay {

class JobListModel;

/// One button a facet; its menu names the values with their counts, and ticks put parts into the filter line and take them out.
/// Counts are made when a menu opens, so that typing costs nothing.
class FacetBar : public QWidget {
    Q_OBJECT
public:
    /// `line`: the filter line as it is now.
    FacetBar(const JobListModel &jobs, std::function<QString()> line, QWidget *parent = nullptr);
    /// The line has changed: buttons say what they filter by.
    void update();

Q_SIGNALS:
    void lineRequested(const QString &line);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill(const QString &key, QToolButton *button);
    const JobListModel &m_jobs;
    std::function<QString()> m_line;
    QList<QToolButton *> m_buttons; ///< as facetKeys()
};

} // namespace assay
