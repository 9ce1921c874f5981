#pragma once

#include "models/common/Roles.h"
#include "services/verdict/RunComparison.h"

#include <QAbstractTableModel>

namespace assay {

/// A comparison as a table: a row for each benchmark and metric, a column for each run. Heat table and dot chart share it. GUI thread.
class HeatModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role {
        ReadingRole = FirstOwnRole, ///< the cell in words
    };
    using QAbstractTableModel::QAbstractTableModel;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// `wording` Plain: nothing is called better or worse.
    void setComparison(const RunComparison &comparison, Wording wording);
    const RunComparison &comparison() const { return m_comparison; }
    Wording wording() const { return m_wording; }
    /// Shows the rows only in which some difference is significant.
    void setSignificantOnly(bool only);
    bool isSignificantOnly() const { return m_significantOnly; }
    int hiddenRows() const { return int(m_comparison.rows.size() - m_shown.size()); }

    const ComparedRow &row(int row) const { return m_comparison.rows.at(m_shown.at(row)); }
    const ComparedCell &cell(const QModelIndex &index) const { return row(index.row()).cells.at(index.column()); }
    int sourceRow(int row) const { return m_shown.at(row); } ///< of comparison().rows
    /// -1: not shown.
    int rowOf(int sourceRow) const { return int(m_shown.indexOf(sourceRow)); }
    /// −1..1 for the filling: 0 unless significant, ±1 from p < 0.001 on; above 0 is better. Plain wording: always 0, a colour judges too.
    double strength(const QModelIndex &index) const;

    /// With tabs: value, interval, difference and p of each run; `rows` empty: all that are shown.
    QString asText(const QList<int> &rows = {}) const;
    /// "Smallest difference that this data can show: gsm8k 2.6 points, ..."; empty where nothing was tested.
    QString detectableText(const QLocale &locale, int most = 6) const;

private:
    void fill();
    RunComparison m_comparison;
    Wording m_wording = Wording::Judging;
    QList<int> m_shown;
    bool m_significantOnly = false;
};

/// "gsm8k", with the metric where it is not the primary one, with its turn where the benchmark is there twice, and "↓".
QString comparedRowTitle(const ComparedRow &row);
/// The row of the same benchmark's primary metric, which its items are scored by; -1: there is none.
int primaryRow(const RunComparison &comparison, int row);

} // namespace assay
