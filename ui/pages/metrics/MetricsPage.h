#pragma once

#include "models/metrics/MetricTableModel.h"
#include "ui/pages/DocumentPage.h"

class QLineEdit;
class QPushButton;
class QScrollArea;
class QSortFilterProxyModel;
class QTableView;

namespace assay {

class EmptyState;
class MetricForm;

/// The metric dictionary: what every axis, cell, gate and check of the program goes by. Changes count at once.
class MetricsPage final : public DocumentPage {
    Q_OBJECT
public:
    /// `refused`: why the user's file cannot be used, so that it must not be written over; empty: it can. The model outlives the page.
    MetricsPage(MetricTableModel &model, const QString &refused, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("metrics"); }
    QString title() const override { return tr("Metrics"); }
    QIcon icon() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    bool focusFind() override;
    /// The user's entry of this name, made when there is none; one of the program's is shown, to be changed.
    void showMetric(const QString &name);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void add();
    void removeCurrent();
    int currentRow() const; ///< of the model; -1: none
    void choose(int row);
    void updateState();
    void fitSide();
    void retranslate();

    MetricTableModel &m_model;
    const QString m_refused;
    QSortFilterProxyModel *m_shown;
    QLineEdit *m_search;
    QTableView *m_table;
    MetricForm *m_form;
    QScrollArea *m_side;
    EmptyState *m_none;
    QLabel *m_note;
    QPushButton *m_add, *m_remove, *m_undo, *m_redo;
};

} // namespace assay
