#pragma once

#include "models/compare/RunSet.h"
#include "services/verdict/Cost.h"
#include "services/verdict/MetricInfo.h"

#include <QAbstractTableModel>

namespace assay {

/// A number that each run of a comparison may have: a benchmark's score, a latency, tokens.
struct RunFigure {
    QString id;    ///< stable, for saved choices
    QString title; ///< "gsm8k, accuracy", "Latency, median, ms"
    QString metric; ///< for formatMetric()
    MetricUnit unit = MetricUnit::Unbounded;
    bool lowerIsBetter = false;
    struct Value {
        double value = 0;
        std::optional<Interval> interval;
    };
    QList<std::optional<Value>> values; ///< same index as the comparison's runs
    QString currency = {}; ///< of an amount of money; then `metric` is empty
    QStringList notes = {}; ///< of an amount, by run: why it has none, or only the least; null: nothing is to say
};

/// Scores first, then the job's own score, then time and tokens, then the cost by `prices`, one figure for each currency; only what at
/// least one run has.
QList<RunFigure> runFigures(const RunComparison &comparison, const QList<Job> &jobs, const QList<ModelPrice> &prices = {});

/// Two figures of the runs beside each other: what the trade-off chart draws and its table shows. GUI thread.
class TradeOffModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { RunColumn, XColumn, YColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setRuns(const RunSet &runs, const QList<ModelPrice> &prices = {});
    const QList<RunFigure> &figures() const { return m_figures; }
    /// Places in figures(); out of range: none.
    void setAxes(int x, int y);
    const RunFigure *x() const { return at(m_x); }
    const RunFigure *y() const { return at(m_y); }
    const QStringList &names() const { return m_names; }
    QString valueText(const RunFigure &figure, int run, const QLocale &locale) const;
    /// What the chosen figures leave out or know in part, one sentence; empty: nothing.
    QString notice() const;

private:
    const RunFigure *at(int place) const { return place >= 0 && place < m_figures.size() ? &m_figures.at(place) : nullptr; }
    QStringList m_names, m_refs;
    QList<RunFigure> m_figures;
    int m_x = -1, m_y = -1;
};

} // namespace assay
