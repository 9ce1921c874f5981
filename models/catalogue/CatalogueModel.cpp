#include "models/catalogue/CatalogueModel.h"

#include "models/authoring/EntryRowsModel.h"
#include "services/authoring/AuthoredDraft.h"

#include <QLocale>
#include <QMimeData>

namespace assay {

namespace {
constexpr quintptr providerLevel = 0; ///< internal id of a provider; a benchmark's is its provider's row plus one

QString title(const Provider &provider)
{
    if (!provider.title.isEmpty())
        return provider.title;
    return provider.name.isEmpty() ? provider.resource.id : provider.name;
}
} // namespace

CatalogueModel::CatalogueModel(CatalogueService &service, QObject *parent)
    : QAbstractItemModel(parent),
      m_list(this, [&service](const ProviderQuery &query) { return service.listProviders(query); },
             [this](const QList<Provider> &all) { merge(all); }, [this] { Q_EMIT loadChanged(); })
{
    connect(&service, &CatalogueService::providersChanged, this, &CatalogueModel::refresh);
}

QModelIndex CatalogueModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return parent.isValid() ? createIndex(row, column, quintptr(parent.row()) + 1) : createIndex(row, column, providerLevel);
}

QModelIndex CatalogueModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == providerLevel)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, providerLevel);
}

int CatalogueModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_providers.size());
    if (parent.internalId() != providerLevel || parent.column() != 0)
        return 0;
    return int(m_providers.at(parent.row()).benchmarks.size());
}

int CatalogueModel::columnCount(const QModelIndex &) const { return ColumnCount; }

QVariant CatalogueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == ItemsColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Benchmark");
    case CategoryColumn: return tr("Category");
    case MetricColumn: return tr("Metric");
    case ItemsColumn: return tr("Items");
    default: return {};
    }
}

static QVariant benchmarkText(const ProviderBenchmark &benchmark, int column)
{
    switch (column) {
    case CatalogueModel::NameColumn: return benchmark.name.isEmpty() ? benchmark.id : benchmark.name;
    case CatalogueModel::CategoryColumn: return benchmark.category;
    case CatalogueModel::MetricColumn:
        if (!benchmark.primaryScore)
            return benchmark.metrics.value(0);
        return QString(benchmark.primaryScore->metric
                       + (benchmark.primaryScore->lowerIsBetter.value_or(false) ? QStringLiteral(" ↓") : QStringLiteral(" ↑")));
    case CatalogueModel::ItemsColumn:
        return benchmark.datasetSize ? QLocale().toString(*benchmark.datasetSize) : QStringLiteral("–");
    default: return {};
    }
}

/// What runs it, in few words.
static QString runtimeText(const Provider &provider)
{
    QStringList kinds;
    if (provider.resource.id == QLatin1String("assay"))
        kinds << CatalogueModel::tr("engine itself");
    if (provider.runtime && provider.runtime->local)
        kinds << CatalogueModel::tr("local command");
    if (provider.runtime && provider.runtime->k8s)
        kinds << CatalogueModel::tr("container");
    return kinds.isEmpty() ? CatalogueModel::tr("no runtime") : kinds.join(QStringLiteral(" · "));
}

Qt::ItemFlags CatalogueModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    return index.isValid() && index.internalId() != providerLevel ? flags | Qt::ItemIsDragEnabled : flags;
}

QStringList CatalogueModel::mimeTypes() const { return {QStringLiteral("application/x-assay-rows+json")}; }

QMimeData *CatalogueModel::mimeData(const QModelIndexList &indexes) const
{
    QVariantList rows;
    for (const QModelIndex &index : indexes) {
        if (index.column() == 0 && index.internalId() != providerLevel) {
            const Provider &provider = m_providers.at(int(index.internalId()) - 1);
            rows << EntryRowsModel::rowFor(provider.resource.id, provider.benchmarks.at(index.row()));
        }
    }
    auto *data = new QMimeData;
    data->setData(mimeTypes().first(), jsonOf(rows));
    return data;
}

QVariant CatalogueModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const bool isBenchmark = index.internalId() != providerLevel;
    const Provider &provider = m_providers.at(isBenchmark ? int(index.internalId()) - 1 : index.row());
    if (role == IsBenchmarkRole)
        return isBenchmark;
    if (role == ProviderIdRole)
        return provider.resource.id;
    if (role == Qt::TextAlignmentRole && index.column() == ItemsColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (!isBenchmark) {
        switch (role) {
        case Qt::DisplayRole:
            switch (index.column()) {
            case NameColumn: return tr("%1 (%2)").arg(title(provider)).arg(provider.benchmarks.size());
            case CategoryColumn: return provider.resource.readOnly() ? tr("built-in") : tr("own");
            case MetricColumn: return runtimeText(provider);
            default: return {};
            }
        case BuiltInRole: return provider.resource.readOnly();
        case ToneRole: return int(index.column() == NameColumn ? Tone::Plain : Tone::Muted);
        case Qt::ToolTipRole: return provider.description;
        case IdRole: return provider.resource.id;
        case SearchRole: return title(provider).toLower();
        default: return {};
        }
    }
    const ProviderBenchmark &benchmark = provider.benchmarks.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return benchmarkText(benchmark, index.column());
    case Qt::ToolTipRole: return benchmark.description;
    case IdRole: return QString(provider.resource.id + QLatin1Char('/') + benchmark.id);
    case BenchmarkIdRole: return benchmark.id;
    case BuiltInRole: return provider.resource.readOnly();
    case ToneRole: return int(index.column() == NameColumn ? Tone::Plain : Tone::Muted);
    case SearchRole:
        return (QStringList{benchmark.id, benchmark.name, benchmark.category, title(provider)} + benchmark.tags
                + benchmark.metrics).join(QLatin1Char('\n')).toLower();
    default: return {};
    }
}

/// A provider that stays keeps its row; one whose benchmarks changed is taken out and put in again.
void CatalogueModel::merge(const QList<Provider> &fresh)
{
    for (int row = int(m_providers.size()) - 1; row >= 0; --row) {
        const int at = rowOf(fresh, m_providers.at(row).resource.id);
        if (at >= 0 && fresh.at(at).benchmarks == m_providers.at(row).benchmarks)
            continue;
        beginRemoveRows({}, row, row);
        m_providers.removeAt(row);
        endRemoveRows();
    }
    for (int row = 0; row < int(fresh.size()); ++row) {
        const int old = rowOf(m_providers, fresh.at(row).resource.id, row);
        if (old < 0) {
            beginInsertRows({}, row, row);
            m_providers.insert(row, fresh.at(row));
            endInsertRows();
            continue;
        }
        if (old != row && beginMoveRows({}, old, old, {}, row)) {
            m_providers.move(old, row);
            endMoveRows();
        }
        if (std::exchange(m_providers[row], fresh.at(row)) != fresh.at(row))
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

QString CatalogueModel::providerTitle(const QString &id) const
{
    const int row = rowOf(m_providers, id);
    return row < 0 ? id : title(m_providers.at(row));
}

const ProviderBenchmark *CatalogueModel::benchmark(const QString &providerId, const QString &id) const
{
    for (const Provider &provider : m_providers) {
        if (provider.resource.id != providerId)
            continue;
        for (const ProviderBenchmark &benchmark : provider.benchmarks) {
            if (benchmark.id == id)
                return &benchmark;
        }
    }
    return nullptr;
}

} // namespace assay
