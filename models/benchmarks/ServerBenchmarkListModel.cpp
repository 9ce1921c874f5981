#include "models/benchmarks/ServerBenchmarkListModel.h"

#include "services/api/Connection.h"
#include "services/core/Async.h"

namespace assay {

static QString memberLine(const QString &name, const QVariant &value)
{
    if (value.canConvert<QString>())
        return QStringLiteral("%1: %2").arg(name, value.toString());
    return QString::fromUtf8(JsonText::fromVariantMap({{name, value}}).text);
}

QString serverBenchmarkText(const RegisteredBenchmark &benchmark)
{
    QStringList lines{ServerBenchmarkListModel::tr("Name: %1").arg(benchmark.id), ServerBenchmarkListModel::tr("Dataset: %1").arg(benchmark.datasetId)};
    const QString functions = benchmark.scoringFunctions.join(QStringLiteral(", "));
    lines << ServerBenchmarkListModel::tr("Scored by: %1").arg(functions.isEmpty() ? ServerBenchmarkListModel::tr("nothing; a run names its functions") : functions);
    if (!benchmark.providerId.isEmpty())
        lines << ServerBenchmarkListModel::tr("Evaluated by: %1").arg(benchmark.providerId);
    if (!benchmark.providerBenchmarkId.isEmpty() && benchmark.providerBenchmarkId != benchmark.id)
        lines << ServerBenchmarkListModel::tr("Its name there: %1").arg(benchmark.providerBenchmarkId);
    const QVariantMap metadata = benchmark.metadata.toVariantMap();
    if (!metadata.isEmpty())
        lines << QString() << ServerBenchmarkListModel::tr("Metadata");
    for (auto it = metadata.cbegin(); it != metadata.cend(); ++it)
        lines << memberLine(it.key(), it.value());
    return lines.join(QLatin1Char('\n'));
}

ServerBenchmarkListModel::ServerBenchmarkListModel(Connection &connection, QObject *parent) : MergedTable(parent), m_connection(connection)
{
    if (BenchmarkService *service = connection.benchmarks())
        connect(service, &BenchmarkService::benchmarksChanged, this, &ServerBenchmarkListModel::refresh);
}

void ServerBenchmarkListModel::refresh()
{
    ++m_asked;
    BenchmarkService *service = m_connection.benchmarks();
    if (!service || !m_connection.capabilities().has(Capability::RegisterBenchmarks))
        return answered(Error{Error::Kind::Unsupported, m_connection.capabilities().reasonMissing(Capability::RegisterBenchmarks)});
    m_load = LoadState::Loading;
    Q_EMIT loadChanged();
    whenDone(service->list(), this, [this, asked = m_asked](const Result<QList<RegisteredBenchmark>> &answer) {
        if (asked == m_asked)
            answered(answer);
    });
}

void ServerBenchmarkListModel::answered(const Result<QList<RegisteredBenchmark>> &answer)
{
    m_load = answer ? LoadState::Ready : LoadState::Failed;
    m_error = answer ? Error{} : answer.error();
    if (answer)
        mergeAnyOrder(m_benchmarks, *answer, [](const RegisteredBenchmark &one) { return one.id; });
    Q_EMIT loadChanged();
}

void ServerBenchmarkListModel::look(const QString &id)
{
    BenchmarkService *service = m_connection.benchmarks();
    if (!service || rowOf(id) < 0)
        return;
    whenDone(service->get(id), this, [this, id, looked = ++m_looked](const Result<RegisteredBenchmark> &answer) {
        if (looked == m_looked)
            this->looked(id, answer);
    });
}

void ServerBenchmarkListModel::looked(const QString &id, const Result<RegisteredBenchmark> &answer)
{
    const int row = rowOf(id);
    if (row < 0)
        return; // it has gone meanwhile
    if (!answer) {
        Q_EMIT lookFailed(answer.error().message);
    } else if (!(*answer == m_benchmarks.at(row))) {
        m_benchmarks[row] = *answer;
        m_benchmarks[row].id = id;
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

int ServerBenchmarkListModel::rowOf(const QString &id) const
{
    for (int row = 0; row < m_benchmarks.size(); ++row) {
        if (m_benchmarks.at(row).id == id)
            return row;
    }
    return -1;
}

int ServerBenchmarkListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_benchmarks.size()); }
int ServerBenchmarkListModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant ServerBenchmarkListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const RegisteredBenchmark &one = m_benchmarks.at(index.row());
    if (role == IdRole)
        return one.id;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case IdColumn: return one.id;
    case DatasetColumn: return one.datasetId;
    case FunctionsColumn: return one.scoringFunctions.join(QStringLiteral(", "));
    default: return one.providerId;
    }
}

QVariant ServerBenchmarkListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case IdColumn: return tr("Benchmark");
    case DatasetColumn: return tr("Dataset");
    case FunctionsColumn: return tr("Scoring Functions");
    case ProviderColumn: return tr("Evaluated By");
    default: return {};
    }
}

} // namespace assay
