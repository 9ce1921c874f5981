#pragma once

#include "models/results/RunMetricsModel.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace assay {

class StatePanel;

/// Finds metrics by words, each of which must occur, and orders numbers as numbers; rows without a number come last.
class MetricOrder : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWords(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QStringList m_words;
};

/// All metrics of all benchmarks of a run.
class MetricsTab : public QWidget {
    Q_OBJECT
public:
    explicit MetricsTab(RunModel &run, QWidget *parent = nullptr);
    RunMetricsModel &model() { return m_model; }
    bool focusSearch();

Q_SIGNALS:
    /// The reader wants to say what this metric means.
    void dictionaryRequested(const QString &metric);
    void copied(int rows);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildBar();
    void update();
    void copyRows();

    RunMetricsModel m_model;
    MetricOrder m_order;
    QLineEdit *m_search = nullptr;
    QLabel *m_count = nullptr;
    QPushButton *m_copy = nullptr, *m_define = nullptr;
    QStackedWidget *m_stack;
    StatePanel *m_state;
    QTableView *m_table;
};

} // namespace assay
