#include "models/metrics/MetricTableModel.h"

#include "services/core/Async.h"

#include <QLocale>

namespace assay {

class MetricTableModel::Step final : public QUndoCommand {
public:
    Step(MetricTableModel &model, const QList<Entry> &after, const QString &text) : QUndoCommand(text), m_model(model), m_before(model.m_own), m_after(after) {}
    void undo() override { m_model.setOwn(m_before); }
    void redo() override { m_model.setOwn(m_after); }

private:
    MetricTableModel &m_model;
    const QList<Entry> m_before, m_after;
};

MetricTableModel::MetricTableModel(const QList<Entry> &own, Save save, QObject *parent)
    : QAbstractTableModel(parent), m_save(std::move(save)), m_own(own), m_rows(rowsOf(own))
{
}

QList<MetricTableModel::Row> MetricTableModel::rowsOf(const QList<Entry> &own)
{
    const auto isAbout = [](const Entry &a, const Entry &b) { return a.names == b.names && a.pattern == b.pattern; };
    QList<Row> rows;
    const QList<Entry> &seed = MetricDictionary::seed().entries();
    for (int i = 0; i < own.size(); ++i) {
        if (std::ranges::none_of(seed, [&](const Entry &entry) { return isAbout(entry, own.at(i)); }))
            rows.append({own.at(i), i, false});
    }
    for (const Entry &entry : seed) {
        const auto mine = std::ranges::find_if(own, [&](const Entry &one) { return isAbout(entry, one); });
        rows.append(mine == own.end() ? Row{entry, -1, true} : Row{*mine, int(mine - own.begin()), true});
    }
    return rows;
}

int MetricTableModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }
int MetricTableModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QList<MetricTableModel::Word> MetricTableModel::units()
{
    return {{int(MetricUnit::Ratio), tr("Ratio, 0 to 1")}, {int(MetricUnit::Percent), tr("Percent, 0 to 100")},
            {int(MetricUnit::TokensPerSecond), tr("Tokens per second")}, {int(MetricUnit::PerSecond), tr("Per second")},
            {int(MetricUnit::Seconds), tr("Seconds")}, {int(MetricUnit::Milliseconds), tr("Milliseconds")},
            {int(MetricUnit::Tokens), tr("Tokens")}, {int(MetricUnit::Count), tr("Count")}, {int(MetricUnit::Unbounded), tr("No known scale")}};
}

QList<MetricTableModel::Word> MetricTableModel::intervals()
{
    return {{int(IntervalMethod::Automatic), tr("Automatic")}, {int(IntervalMethod::Wilson), tr("Wilson, a share of items")},
            {int(IntervalMethod::Normal), tr("Normal, from the standard error")}, {int(IntervalMethod::Bootstrap), tr("Bootstrap over the items")},
            {int(IntervalMethod::None), tr("None, an exact count")}};
}

static QString titleOf(const QList<MetricTableModel::Word> &words, int value)
{
    const auto found = std::ranges::find(words, value, &MetricTableModel::Word::value);
    return found == words.end() ? QString() : found->title;
}

QString MetricTableModel::text(const Row &row, int column) const
{
    const MetricInfo &info = row.entry.info;
    const auto end = [](const std::optional<double> &value) { return value ? QLocale().toString(*value, 'g', 6) : QStringLiteral("…"); };
    switch (column) {
    case MetricColumn: return row.entry.pattern.isEmpty() ? row.entry.names.join(QStringLiteral(", ")) : (row.entry.names + QStringList{row.entry.pattern}).join(QStringLiteral(", "));
    case TitleColumn: return info.title;
    case UnitColumn: return info.suffix.isEmpty() ? titleOf(units(), int(info.unit)) : info.suffix;
    case RangeColumn: return info.lowest || info.highest ? tr("%1 to %2", "lowest and highest value").arg(end(info.lowest), end(info.highest)) : tr("Open");
    case DirectionColumn: return info.lowerIsBetter ? tr("↓ lower is better") : tr("↑ higher is better");
    case DecimalsColumn: return info.decimals ? QLocale().toString(*info.decimals) : tr("Automatic");
    case IntervalColumn: return titleOf(intervals(), int(info.interval));
    case SourceColumn: return row.own < 0 ? tr("Assay") : row.seeded ? tr("Yours, changed") : tr("Yours");
    default: return {};
    }
}

QVariant MetricTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case SortRole: return text(row, index.column());
    case Qt::ToolTipRole: return text(row, MetricColumn);
    case ToneRole: return int(index.column() == SourceColumn && row.own >= 0 ? Tone::Running : Tone::Plain);
    default: return {};
    }
}

QVariant MetricTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case MetricColumn: return tr("Metric");
    case TitleColumn: return tr("Title");
    case UnitColumn: return tr("Unit");
    case RangeColumn: return tr("Range");
    case DirectionColumn: return tr("Direction");
    case DecimalsColumn: return tr("Decimals");
    case IntervalColumn: return tr("Interval");
    case SourceColumn: return tr("From");
    default: return {};
    }
}

bool MetricTableModel::change(int row, const Entry &entry)
{
    if (entry == m_rows.at(row).entry || problem(entry))
        return false;
    QList<Entry> own = m_own;
    if (isOwn(row))
        own[m_rows.at(row).own] = entry;
    else
        own << entry;
    push(own, tr("Change Metric"));
    return true;
}

int MetricTableModel::add(const QString &name)
{
    Entry entry;
    const auto taken = [this](const QString &word) {
        return std::ranges::any_of(m_own, [&](const Entry &one) { return one.names.contains(word); });
    };
    entry.names = {name};
    for (int number = 2; taken(entry.names.first()); ++number)
        entry.names = {QStringLiteral("%1_%2").arg(name).arg(number)};
    entry.info.known = true;
    QList<Entry> own = m_own;
    own.prepend(entry);
    push(own, tr("Add Metric"));
    return 0;
}

bool MetricTableModel::remove(int row)
{
    if (!isOwn(row))
        return false;
    QList<Entry> own = m_own;
    own.removeAt(m_rows.at(row).own);
    push(own, isSeeded(row) ? tr("Reset Metric") : tr("Remove Metric"));
    return true;
}

void MetricTableModel::push(const QList<Entry> &own, const QString &text) { m_stack.push(new Step(*this, own, text)); }

/// Rows of the user's own come and go at the top; the rest keeps its place.
void MetricTableModel::setOwn(const QList<Entry> &own)
{
    const QList<Row> fresh = rowsOf(own);
    const auto isSame = [](const Row &a, const Row &b) { return a.entry.names == b.entry.names && a.entry.pattern == b.entry.pattern; };
    int common = 0;
    while (fresh.size() != m_rows.size() && common < qMin(fresh.size(), m_rows.size()) && isSame(fresh.at(common), m_rows.at(common)))
        ++common;
    const int more = int(fresh.size() - m_rows.size());
    if (more > 0) {
        beginInsertRows({}, common, common + more - 1);
        m_rows = fresh;
        endInsertRows();
    } else if (more < 0) {
        beginRemoveRows({}, common, common - more - 1);
        m_rows = fresh;
        endRemoveRows();
    }
    m_rows = fresh;
    m_own = own;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    setMetricDictionary(MetricDictionary::seed().mergedWith(MetricDictionary::of(m_own)));
    Q_EMIT dictionaryChanged();
    whenDone(m_save(m_own), this, [this](const Result<Done> &done) {
        if (!done && done.error().kind != Error::Kind::Cancelled)
            Q_EMIT failed(done.error().message);
    });
}

} // namespace assay
