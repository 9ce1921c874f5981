#pragma once

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTableView;

namespace assay {

class CoverageModel;
class EmptyState;

/// Which categories a collection asks through which providers, and with how much weight.
class CoverageTab final : public QWidget {
    Q_OBJECT
public:
    /// model outlives the tab.
    explicit CoverageTab(CoverageModel &model, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateState();
    void retranslate();

    CoverageModel &m_model;
    QLabel *m_summary;
    QTableView *m_table;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
};

} // namespace assay
