#pragma once

#include <QLineEdit>

class QCompleter;
class QStringListModel;

namespace assay {

class JobListModel;

/// The filter of the runs: completes keys and what the runs have under them, part by part.
class FilterLine : public QLineEdit {
    Q_OBJECT
public:
    explicit FilterLine(const JobListModel &jobs, QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void offer();
    void take(const QString &part);
    void retranslate();
    const JobListModel &m_jobs;
    QCompleter *m_completer;
    QStringListModel *m_offers;
};

} // namespace assay
