#include "models/samples/FacetModel.h"

#include "services/core/Async.h"
#include "services/verdict/Intervals.h"

#include <QLocale>

#include <cmath>

namespace assay {

FacetModel::FacetModel(JobService &service, QObject *parent) : QAbstractTableModel(parent), m_service(service) {}

int FacetModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_facets.size());
}

int FacetModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

/// Wilson's for right and wrong, else from the spread of the scores.
static std::optional<Interval> intervalOf(const SampleFacet &facet)
{
    if (facet.scored == 0)
        return {};
    const double n = double(facet.scored), mean = facet.sum / n;
    if (facet.binary)
        return wilsonInterval(facet.sum, n);
    if (facet.scored < 2)
        return {};
    const double variance = std::max(0.0, (facet.sumOfSquares - n * mean * mean) / (n - 1));
    return normalInterval(mean, std::sqrt(variance / n));
}

static QString cell(const SampleFacet &facet, int column)
{
    const QLocale locale;
    switch (column) {
    case FacetModel::ValueColumn: return facet.value.isNull() ? FacetModel::tr("(none)") : facet.value.isEmpty() ? FacetModel::tr("(empty)") : facet.value;
    case FacetModel::CountColumn: return locale.toString(facet.count);
    case FacetModel::MeanColumn: return facet.scored > 0 ? locale.toString(facet.sum / double(facet.scored), 'f', 3) : QStringLiteral("–");
    case FacetModel::IntervalColumn:
        if (const auto interval = intervalOf(facet))
            return QStringLiteral("%1–%2").arg(locale.toString(interval->low, 'f', 3), locale.toString(interval->high, 'f', 3));
        return {};
    default: return {};
    }
}

QVariant FacetModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SampleFacet &facet = m_facets.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return cell(facet, index.column());
    case Qt::TextAlignmentRole: return int((index.column() == ValueColumn ? Qt::AlignLeading : Qt::AlignTrailing) | Qt::AlignVCenter);
    case SortRole:
        if (index.column() == CountColumn)
            return facet.count;
        if (index.column() >= MeanColumn)
            return facet.scored > 0 ? facet.sum / double(facet.scored) : -1.0;
        return facet.value;
    default: return {};
    }
}

QVariant FacetModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == ValueColumn ? Qt::AlignLeading : Qt::AlignTrailing) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ValueColumn: return tr("Value");
    case CountColumn: return tr("Samples");
    case MeanColumn: return tr("Mean Score");
    case IntervalColumn: return tr("95 % Interval");
    default: return {};
    }
}

void FacetModel::setSource(const QString &jobId, int benchmarkIndex, const QString &metadata)
{
    if (jobId == m_jobId && benchmarkIndex == m_benchmarkIndex && metadata == m_metadata)
        return;
    m_jobId = jobId;
    m_benchmarkIndex = benchmarkIndex;
    m_metadata = metadata;
    ++m_ticket;
    beginResetModel();
    m_facets.clear();
    endResetModel();
    m_load = LoadState::Idle;
    Q_EMIT loadChanged();
    refresh();
}

void FacetModel::refresh()
{
    if (m_jobId.isEmpty() || m_metadata.isEmpty())
        return;
    m_load = LoadState::Loading;
    Q_EMIT loadChanged();
    SampleFacetQuery query;
    query.metadata = m_metadata;
    whenDone(m_service.sampleFacets(m_jobId, m_benchmarkIndex, query), this, [this, ticket = ++m_ticket](const Result<QList<SampleFacet>> &facets) {
        if (ticket != m_ticket)
            return;
        m_load = facets ? LoadState::Ready : LoadState::Failed;
        if (facets && *facets != m_facets) {
            beginResetModel();
            m_facets = *facets;
            endResetModel();
        } else if (!facets) {
            m_error = facets.error();
        }
        Q_EMIT loadChanged();
    });
}

QString FacetModel::expressionAt(int row) const
{
    if (row < 0 || row >= m_facets.size())
        return {};
    const auto quoted = [](QString text) {
        return QLatin1Char('"') + text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\"")) + QLatin1Char('"');
    };
    const QString field = QStringLiteral("meta.") + quoted(m_metadata);
    const QString &value = m_facets.at(row).value;
    return value.isNull() ? field + QStringLiteral(":none") : field + QLatin1Char('=') + quoted(value);
}

} // namespace assay
