#pragma once

#include "models/authoring/RowsModel.h"
#include "services/authoring/GateText.h"
#include "services/core/Catalogue.h"

#include <QSet>

#include <functional>

namespace assay {

/// The benchmarks of a collection or a job: gate with unit and direction, weight and the share it makes of the whole.
class EntryRowsModel final : public RowsModel {
    Q_OBJECT
public:
    enum Column { BenchmarkColumn, ProviderColumn, MetricColumn, DirectionColumn, GateColumn, WeightColumn, ShareColumn, LockColumn, ColumnCount };
    enum EntryRole { MetricsRole = RowsModel::ProblemRole + 1, ///< QStringList: what the provider says it reports
                     UnitRole };                               ///< QString: of the gated metric, or empty
    /// Null when the catalogue does not have it.
    using Lookup = std::function<const ProviderBenchmark *(const QString &providerId, const QString &id)>;

    /// `path`: "benchmarks".
    EntryRowsModel(DocumentModel &document, const QString &path, Lookup lookup, QObject *parent = nullptr);
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// What people call a provider; an id is shown as it is where there is none.
    void setProviderNames(std::function<QString(const QString &id)> names) { m_names = std::move(names); }
    /// Locked shares stay when another one is typed; what is locked is nobody's but this view's.
    bool isLocked(int row) const { return m_locked.contains(lockName(row)); }
    void setLocked(const QList<int> &rows, bool locked);
    void setForRows(const QList<int> &rows, int column, const QVariant &value) override;
    /// The catalogue is another now.
    void catalogueChanged();
    /// A row for a benchmark of a provider, with the provider's gate written out.
    static QVariantMap rowFor(const QString &providerId, const ProviderBenchmark &benchmark);

Q_SIGNALS:
    void refused(const QString &sentence); ///< why a share cannot be what was typed

protected:
    QString cellText(int row, int column) const override;

private:
    const ProviderBenchmark *known(int row) const;
    GateView gateAt(int row) const;
    double weight(int row) const;
    QList<double> weights() const;
    QString lockName(int row) const;
    bool setShares(const QList<int> &rows, const QString &text);
    Lookup m_lookup;
    std::function<QString(const QString &id)> m_names;
    QSet<QString> m_locked; ///< by provider, benchmark and its turn: a row that moves stays locked
};

} // namespace assay
