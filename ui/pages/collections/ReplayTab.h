#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace assay {

class EmptyState;
class ReplayModel;

/// Stored runs beside what the collection's gates of the moment would say of them. Reads the runs when it is first shown.
class ReplayTab final : public QWidget {
    Q_OBJECT
public:
    /// model outlives the tab.
    explicit ReplayTab(ReplayModel &model, QWidget *parent = nullptr);
    /// Why there are no runs to be read, translated; empty: there are.
    void setUnavailable(const QString &reason);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void updateState();
    void retranslate();

    ReplayModel &m_model;
    QString m_unavailable;
    QLabel *m_summary, *m_limits;
    QPushButton *m_read;
    QTreeView *m_tree;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
};

} // namespace assay
