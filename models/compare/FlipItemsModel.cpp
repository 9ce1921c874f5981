#include "models/compare/FlipItemsModel.h"

#include "models/triage/TriageBook.h"
#include "services/verdict/Compare.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace assay {

QString flipTitle(FlipChange change)
{
    switch (change) {
    case FlipChange::Lost: return QCoreApplication::translate("assay", "Lost");
    case FlipChange::Gained: return QCoreApplication::translate("assay", "Gained");
    case FlipChange::BothWrong: return QCoreApplication::translate("assay", "Both wrong");
    case FlipChange::Measured: return QCoreApplication::translate("assay", "Measured");
    case FlipChange::BothRight: break;
    }
    return QCoreApplication::translate("assay", "Both right");
}

QString flipChangeText(FlipChange change)
{
    switch (change) {
    case FlipChange::Lost: return QCoreApplication::translate("assay", "▼ Lost");
    case FlipChange::Gained: return QCoreApplication::translate("assay", "▲ Gained");
    case FlipChange::BothWrong: return QCoreApplication::translate("assay", "✗ Both wrong");
    case FlipChange::Measured: return QStringLiteral("–");
    case FlipChange::BothRight: break;
    }
    return QCoreApplication::translate("assay", "✓ Both right");
}

void FlipItemsModel::setTriage(TriageBook &book)
{
    m_triage = &book;
    connect(&book, &TriageBook::reasonsChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, NotedColumn), index(rowCount() - 1, NotedColumn));
    });
    connect(&book, &TriageBook::placeRead, this, [this] {
        if (m_toDo)
            setToDo(true); // it was asked by notes that were not there yet
    });
}

int FlipItemsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_shown.size()); }
int FlipItemsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_triage ? ColumnCount : NotedColumn); }

static bool isNumber(int column) { return column == FlipItemsModel::BeforeColumn || column == FlipItemsModel::AfterColumn; }

QVariant FlipItemsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Item &one = item(index.row());
    if (role == IdRole)
        return one.key;
    if (role == ChangeRole)
        return int(one.change);
    if (role == ToneRole && index.column() == ChangeColumn)
        return int(one.change == Change::Lost ? Tone::Fail : one.change == Change::Gained ? Tone::Pass : Tone::Muted);
    if (role == Qt::TextAlignmentRole && isNumber(index.column()))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == SortRole && isNumber(index.column()))
        return index.column() == BeforeColumn ? one.before : one.after;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case ItemColumn: return one.repeat > 0 ? tr("%1, repeat %2", "an item's key").arg(one.key).arg(one.repeat) : one.key;
    case ChangeColumn: return flipChangeText(one.change);
    case BeforeColumn: return QLocale().toString(one.before, 'g', 4);
    case AfterColumn: return QLocale().toString(one.after, 'g', 4);
    case NotedColumn: return notedText(one);
    default: return {};
    }
}

QVariant FlipItemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ItemColumn: return tr("Item");
    case ChangeColumn: return tr("Change");
    case BeforeColumn: return tr("Before");
    case AfterColumn: return tr("After");
    case NotedColumn: return tr("Noted");
    default: return {};
    }
}

static FlipChange changeOf(const RightRule &rule, double before, double after)
{
    const bool was = *rule.isRight(before), is = *rule.isRight(after);
    return was ? (is ? FlipChange::BothRight : FlipChange::Lost) : (is ? FlipChange::Gained : FlipChange::BothWrong);
}

void FlipItemsModel::setScores(const ScoreColumns &before, const ScoreColumns &after, const RightRule &rule, MissingScores missing)
{
    beginResetModel();
    m_items.clear();
    std::fill(std::begin(m_counts), std::end(m_counts), 0);
    m_binary = true;
    ScoreJoin join(before);
    const ScorePairs pairs = join.with(after, true, missing);
    const bool decided = rule.decidesAll(pairs.before) && rule.decidesAll(pairs.after);
    m_unpaired = pairs.unpaired;
    for (qsizetype i = 0; i < pairs.items.size(); ++i) {
        const double a = pairs.before.at(std::size_t(i)), b = pairs.after.at(std::size_t(i));
        const Change change = decided ? changeOf(rule, a, b) : Change::Measured;
        m_items << Item{pairs.items.at(i).first, pairs.items.at(i).second, a, b, change};
        ++m_counts[int(change)];
        m_binary = m_binary && (a == 0 || a == 1) && (b == 0 || b == 1);
    }
    std::stable_sort(m_items.begin(), m_items.end(), [](const Item &x, const Item &y) { return x.change < y.change; });
    fill();
    endResetModel();
}

void FlipItemsModel::setShown(std::optional<Change> change)
{
    if (m_filter == change && !m_toDo)
        return;
    beginResetModel();
    m_filter = change;
    m_toDo = false;
    fill();
    endResetModel();
}

void FlipItemsModel::setToDo(bool on)
{
    if (!on && !m_toDo)
        return;
    beginResetModel();
    m_filter.reset();
    m_toDo = on;
    fill();
    endResetModel();
}

void FlipItemsModel::fill()
{
    m_shown.clear();
    for (int i = 0; i < m_items.size(); ++i) {
        if (m_toDo ? isUntouched(m_items.at(i)) : !m_filter || m_items.at(i).change == *m_filter)
            m_shown << i;
    }
}

bool FlipItemsModel::isUntouched(const Item &item) const
{
    return isFlip(item.change) && (!m_triage || m_triage->note(item.sample()).isEmpty());
}

int FlipItemsModel::untouched() const
{
    return int(std::ranges::count_if(m_items, [this](const Item &item) { return isUntouched(item); }));
}

QString FlipItemsModel::notedText(const Item &item) const
{
    const TriageNote note = m_triage->note(item.sample());
    QStringList parts{m_triage->reasonText(note), labelText(note.label), note.tags.join(QStringLiteral(", "))};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QList<double> FlipItemsModel::differences() const
{
    QList<double> all;
    all.reserve(m_items.size());
    for (const Item &one : m_items)
        all << one.after - one.before;
    return all;
}

int FlipItemsModel::nextFailure(int from) const
{
    for (int row = from + 1; row < m_shown.size(); ++row) {
        if (item(row).change == Change::Lost || item(row).change == Change::BothWrong)
            return row;
    }
    return -1;
}

int FlipItemsModel::nextFlip(int from) const
{
    for (int row = from + 1; row < m_shown.size(); ++row) {
        if (isFlip(item(row).change))
            return row;
    }
    return -1;
}

int FlipItemsModel::nextUntouched(int from) const
{
    const int rows = int(m_shown.size());
    for (int step = 1; step <= rows; ++step) {
        const int row = (std::max(from, -1) + step) % rows;
        if (isUntouched(item(row)))
            return row;
    }
    return -1;
}

} // namespace assay
