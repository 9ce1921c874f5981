#pragma once

#include "models/library/SavedViews.h"
#include "ui/pages/runs/InlineInput.h"

#include <QToolButton>

#include <functional>

namespace assay {

/// The name of the view that is shown; its menu opens another, saves what is shown, renames and deletes.
class ViewsButton : public QToolButton {
    Q_OBJECT
public:
    /// `shown`: what the page shows now, without id and title.
    ViewsButton(SavedViews &views, std::function<RunsView()> shown, InlineInput &input, QWidget &back, QWidget *parent = nullptr);
    QString current() const { return m_current; }
    void setCurrent(const QString &id);

Q_SIGNALS:
    void viewChosen(const assay::RunsView &view);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void update();
    void saveAs();
    void rename();
    SavedViews &m_views;
    std::function<RunsView()> m_shown;
    InlineInput &m_input;
    QWidget &m_back;
    QString m_current = QStringLiteral("builtin:all");
    bool m_saving = false;
};

} // namespace assay
