#include "models/results/LaneModel.h"

#include "models/common/Words.h"
#include "models/results/ResultRow.h"
#include "models/results/RunText.h"

#include <algorithm>

namespace assay {

LaneModel::LaneModel(Clock &clock, QObject *parent) : QAbstractTableModel(parent), m_clock(clock) {}

int LaneModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lanes.size());
}

int LaneModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

static bool isWorking(const LaneModel::Lane &lane)
{
    return !isTerminal(lane.state);
}

std::optional<qint64> LaneModel::leftMs(int row) const
{
    const Entry &entry = m_lanes.at(row);
    if (!isWorking(entry.lane) || !entry.lane.total || !entry.lane.done || entry.pace.size() < 2)
        return std::nullopt;
    const Pace &first = entry.pace.front();
    const qint64 items = entry.pace.back().done - first.done;
    // Up to now, not up to the last item: a stalled lane's time left grows.
    const qint64 elapsed = m_clock.monotonicMs() - first.atMs;
    if (items <= 0 || elapsed <= 0)
        return std::nullopt;
    const qint64 left = std::max<qint64>(0, *entry.lane.total - *entry.lane.done);
    return qint64(double(left) * double(elapsed) / double(items));
}

std::optional<qint64> LaneModel::leftMs() const
{
    std::optional<qint64> longest;
    for (int row = 0; row < m_lanes.size(); ++row) {
        if (const auto left = leftMs(row))
            longest = std::max(longest.value_or(0), *left);
    }
    return longest;
}

qint64 LaneModel::itemsDone() const
{
    qint64 sum = 0;
    for (const Entry &entry : m_lanes)
        sum += entry.lane.done.value_or(0);
    return sum;
}

std::optional<qint64> LaneModel::itemsTotal() const
{
    qint64 sum = 0;
    for (const Entry &entry : m_lanes) {
        if (!entry.lane.total)
            return std::nullopt;
        sum += *entry.lane.total;
    }
    return m_lanes.isEmpty() ? std::nullopt : std::optional(sum);
}

static std::optional<double> laneFraction(const LaneModel::Lane &lane)
{
    if (lane.state == RunState::Completed)
        return 1.0;
    return lane.done && lane.total && *lane.total > 0
        ? std::optional(std::clamp(double(*lane.done) / double(*lane.total), 0.0, 1.0))
        : std::nullopt;
}

double LaneModel::fractionDone() const
{
    double sum = 0;
    for (const Entry &entry : m_lanes)
        sum += isWorking(entry.lane) ? laneFraction(entry.lane).value_or(0) : 1;
    return m_lanes.isEmpty() ? 0 : sum / double(m_lanes.size());
}

QString LaneModel::text(int row, int column) const
{
    const Lane &lane = m_lanes.at(row).lane;
    const QLocale locale;
    switch (column) {
    case BenchmarkColumn: return lane.id;
    case StateColumn: return QStringLiteral("%1 %2").arg(stateGlyph(lane.state), stateText(lane.state));
    case PhaseColumn: return isWorking(lane) ? phaseText(lane.phase) : QString();
    case ProgressColumn:
        return lane.done && lane.total && *lane.total > 0
            ? tr("%1 %").arg(locale.toString(100.0 * double(*lane.done) / double(*lane.total), 'f', 0))
            : QString();
    case ItemsColumn:
        if (!lane.done)
            return {};
        return lane.total ? tr("%1 of %2").arg(locale.toString(*lane.done), locale.toString(*lane.total))
                          : locale.toString(*lane.done);
    case LeftColumn: {
        const auto left = leftMs(row);
        return left ? tr("about %1").arg(roughDurationText(*left)) : QString();
    }
    case MessageColumn: return lane.message;
    default: return {};
    }
}

QVariant LaneModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Lane &lane = m_lanes.at(index.row()).lane;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return text(index.row(), index.column());
    case Qt::ToolTipRole:
        // Escaped: a server's message is text, and tooltips would take it for markup.
        return index.column() == MessageColumn && !lane.message.isEmpty()
            ? QVariant(QStringLiteral("<p>%1</p>").arg(lane.message.toHtmlEscaped()))
            : QVariant();
    case FractionRole: {
        const auto fraction = laneFraction(lane);
        return fraction ? QVariant(*fraction) : QVariant();
    }
    case ToneRole: return int(lane.failed ? Tone::Error : index.column() == MessageColumn ? Tone::Warning : stateTone(lane.state));
    case StateRole: return int(lane.state.value());
    case IndexRole: return lane.index;
    case ReadingRole: {
        QStringList parts;
        for (int column = 0; column < ColumnCount; ++column) {
            const QString part = column == StateColumn ? stateText(lane.state) : text(index.row(), column);
            if (!part.isEmpty())
                parts << part;
        }
        return parts.join(QStringLiteral(", "));
    }
    default: return {};
    }
}

QVariant LaneModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::TextAlignmentRole && orientation == Qt::Horizontal)
        return int(Qt::AlignLeading | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (orientation == Qt::Vertical)
        return section < m_lanes.size() ? QVariant(m_lanes.at(section).lane.id) : QVariant();
    switch (section) {
    case BenchmarkColumn: return tr("Benchmark");
    case StateColumn: return tr("State");
    case PhaseColumn: return tr("Phase");
    case ProgressColumn: return tr("Progress");
    case ItemsColumn: return tr("Items");
    case LeftColumn: return tr("Time Left");
    case MessageColumn: return tr("Message");
    default: return {};
    }
}

void LaneModel::observe(Entry &entry)
{
    if (!entry.lane.done)
        return;
    // A retry starts again from fewer items: its pace is its own.
    if (!entry.pace.empty() && *entry.lane.done < entry.pace.back().done)
        entry.pace.clear();
    if (!entry.pace.empty() && *entry.lane.done == entry.pace.back().done)
        return;
    entry.pace.push_back({m_clock.monotonicMs(), *entry.lane.done});
    if (entry.pace.size() > 30)
        entry.pace.pop_front();
}

void LaneModel::put(int row, const Lane &lane)
{
    Entry &entry = m_lanes[row];
    if (entry.lane == lane)
        return;
    entry.lane = lane;
    observe(entry);
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void LaneModel::setJob(const Job &job, const QList<BenchmarkRef> &plan)
{
    QHash<qint64, const BenchmarkStatus *> statuses;
    for (const BenchmarkStatus &status : job.status.benchmarks)
        statuses.insert(status.benchmarkIndex.value_or(0), &status);
    const QList<ResultRow> rows = resultRows(job, plan, {});
    while (m_lanes.size() > rows.size()) {
        const int last = int(m_lanes.size()) - 1;
        beginRemoveRows({}, last, last);
        m_lanes.removeLast();
        endRemoveRows();
    }
    for (int row = 0; row < rows.size(); ++row) {
        Lane lane;
        lane.index = rows.at(row).index;
        lane.id = rows.at(row).id;
        lane.state = rows.at(row).state;
        lane.message = rows.at(row).message;
        if (const BenchmarkStatus *status = statuses.value(lane.index)) {
            lane.phase = status->phase;
            lane.done = status->itemsDone;
            lane.total = status->itemsTotal;
            lane.failed = status->errorMessage.has_value();
        }
        if (row == m_lanes.size()) {
            beginInsertRows({}, row, row);
            m_lanes.append({lane, {}});
            observe(m_lanes.last());
            endInsertRows();
            continue;
        }
        const Lane &old = m_lanes.at(row).lane;
        if (old.index != lane.index || old.id != lane.id) {
            m_lanes[row].pace.clear();
        } else if (!isTerminal(lane.state) && old.state == lane.state) {
            // The answer may be older than what was pushed meanwhile, and some servers only push counts.
            lane.done = lane.done ? std::max(*lane.done, old.done.value_or(0)) : old.done;
            lane.total = lane.total ? lane.total : old.total;
        }
        put(row, lane);
    }
}

bool LaneModel::apply(const JobChange &change)
{
    if (!change.benchmarkIndex)
        return true;
    const auto at = std::ranges::find(m_lanes, *change.benchmarkIndex, [](const Entry &e) { return qint64(e.lane.index); });
    if (at == m_lanes.end())
        return false;
    Lane lane = at->lane;
    if (change.benchmarkState.isSet())
        lane.state = change.benchmarkState;
    if (change.itemsDone)
        lane.done = change.itemsDone;
    if (change.itemsTotal)
        lane.total = change.itemsTotal;
    put(int(at - m_lanes.begin()), lane);
    return true;
}

} // namespace assay
