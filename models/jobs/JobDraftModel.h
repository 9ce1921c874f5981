#pragma once

#include "models/common/Roles.h"
#include "models/jobs/JobDraft.h"

#include <QAbstractTableModel>

namespace assay {

/// The draft of a job, and its chosen benchmarks as an editable table. Gates are checkable: unchecked means "report only".
class JobDraftModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { BenchmarkColumn, MetricColumn, DirectionColumn, GateColumn, WeightColumn, ShareColumn, ItemsColumn, ColumnCount };
    enum Role { MetricsRole = FirstOwnRole, ///< QStringList: what a metric cell may become
                MetricNameRole,             ///< QString: the gated metric of the row
                UnitSuffixRole };           ///< QString: " tok/s", or empty: what stands behind a number of this metric

    explicit JobDraftModel(QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    const JobDraft &draft() const { return m_draft; }
    /// Replaces everything.
    void setDraft(const JobDraft &draft);
    /// Changes what is no row: target, name, tags, limit. `edit` must leave the benchmarks alone.
    template<typename Edit>
    void edit(Edit edit)
    {
        const JobDraft before = m_draft;
        edit(m_draft);
        if (m_draft != before)
            changedNow();
    }
    void addBenchmark(const DraftBenchmark &benchmark);
    void removeBenchmark(int row);
    /// Puts the benchmarks of a collection in place of those chosen.
    void setCollection(const QString &id, const std::optional<double> &threshold, const QList<DraftBenchmark> &benchmarks);

Q_SIGNALS:
    void changed(); ///< anything of the draft

private:
    void changedNow();
    QVariant text(const DraftBenchmark &benchmark, int column) const;

    JobDraft m_draft;
};

} // namespace assay
