#include "models/plan/PlanModel.h"

#include "models/plan/PlanWords.h"

#include <algorithm>

namespace assay {

namespace {

constexpr quintptr topLevel = 0; ///< internal id of groups; lines carry their group's row plus one

QString metricOf(const PlanRow *row)
{
    return row && row->gate.score ? row->gate.score->metric : QString();
}

PlanModel::Line lineOf(const PlanValue &value, const QString &metric)
{
    PlanModel::Line line;
    line.kind = PlanModel::Kind::Value;
    line.value = value;
    line.name = planValueName(value.name);
    line.text = planValueText(value, metric, QLocale());
    line.origin = originText(value.origin);
    line.effect = QStringLiteral("%1 %2").arg(fateGlyph(value.fate), fateText(value.fate));
    if (!value.reason.isEmpty())
        line.effect += QStringLiteral(": ") + value.reason;
    return line;
}

PlanModel::Line lineOf(PlanModel::Kind kind, const QString &name, const QString &text, const QString &effect, const QString &code = {})
{
    PlanModel::Line line;
    line.kind = kind;
    line.name = name;
    line.text = text;
    line.effect = effect;
    line.value.code = code;
    line.value.reason = effect;
    return line;
}

bool isLost(const PlanModel::Line &line)
{
    return line.kind == PlanModel::Kind::Value && line.value.fate != Fate::Used;
}

} // namespace

PlanModel::PlanModel(QObject *parent) : QAbstractItemModel(parent) {}

QModelIndex PlanModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : topLevel);
}

QModelIndex PlanModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == topLevel)
        return {};
    return createIndex(int(child.internalId() - 1), 0, topLevel);
}

int PlanModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_groups.size());
    return parent.internalId() == topLevel && parent.column() == 0 ? int(m_groups.at(std::size_t(parent.row())).lines.size()) : 0;
}

int PlanModel::columnCount(const QModelIndex &) const { return ColumnCount; }

const PlanModel::Line *PlanModel::lineAt(const QModelIndex &index) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return nullptr;
    if (index.internalId() == topLevel)
        return &m_groups.at(std::size_t(index.row())).line;
    return &m_groups.at(index.internalId() - 1).lines.at(index.row());
}

static QString cellText(const PlanModel::Line &line, int column)
{
    switch (column) {
    case PlanModel::NameColumn: return line.name;
    case PlanModel::ValueColumn: return line.text;
    case PlanModel::OriginColumn: return line.origin;
    case PlanModel::EffectColumn: return line.effect;
    default: return {};
    }
}

static Tone toneOf(const PlanModel::Line &line, int column)
{
    switch (line.kind) {
    case PlanModel::Kind::Note: return column == PlanModel::EffectColumn ? Tone::Warning : Tone::Plain;
    case PlanModel::Kind::Drift: return column == PlanModel::EffectColumn ? Tone::Error : Tone::Plain;
    case PlanModel::Kind::Estimate: return Tone::Muted;
    case PlanModel::Kind::Value:
        if (line.value.fate == Fate::Used)
            return column == PlanModel::EffectColumn ? Tone::Muted : Tone::Plain;
        return column == PlanModel::EffectColumn ? fateTone(line.value.fate) : line.value.fate == Fate::Leaked ? Tone::Plain : Tone::Muted;
    case PlanModel::Kind::Group: break;
    }
    return Tone::Plain;
}

QVariant PlanModel::data(const QModelIndex &index, int role) const
{
    const Line *line = lineAt(index);
    if (!line)
        return {};
    const bool isValue = line->kind == Kind::Value;
    switch (role) {
    case Qt::DisplayRole: return cellText(*line, index.column());
    case Qt::ToolTipRole: {
        const QString tip = line->value.reason.isEmpty() ? cellText(*line, index.column()) : line->value.reason;
        return tip.toHtmlEscaped(); // a text of a server is no markup
    }
    case Qt::AccessibleTextRole:
        return isValue && index.column() == ValueColumn && line->value.fate != Fate::Used ? tr("%1, %2").arg(line->text, fateText(line->value.fate))
                                                                                          : cellText(*line, index.column());
    case IdRole: return QStringLiteral("%1/%2/%3").arg(index.internalId() == topLevel ? -1 : int(index.internalId())).arg(int(line->kind)).arg(line->value.name);
    case ToneRole: return int(toneOf(*line, index.column()));
    case KindRole: return int(line->kind);
    case OriginRole: return isValue ? QVariant(int(line->value.origin)) : QVariant();
    case FateRole: return isValue ? QVariant(int(line->value.fate)) : QVariant();
    case StruckRole: return isValue && (line->value.fate == Fate::Ignored || line->value.fate == Fate::Replaced);
    case CodeRole: return line->value.code;
    case ReasonRole: return line->value.reason;
    case FixRole: return line->value.fix;
    case PathRole: return line->value.path;
    case SentenceRole: {
        QStringList parts{line->name, line->text, line->origin, line->effect};
        parts.removeAll(QString());
        return parts.join(QStringLiteral(", "));
    }
    default: return {};
    }
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | Qt::AlignLeading);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Benchmark and Value");
    case ValueColumn: return tr("As Executed");
    case OriginColumn: return tr("From");
    case EffectColumn: return tr("Effect");
    default: return {};
    }
}

void PlanModel::setPlan(const EffectivePlan &plan, const QList<DriftLine> &drift)
{
    m_plan = plan;
    m_drift = drift;
    rebuild();
}

void PlanModel::setEstimate(const std::optional<Estimate> &estimate)
{
    m_estimate = estimate;
    rebuild();
}

static QList<PlanModel::Line> estimateLines(const Figure &requests, const Figure &tokens, const Figure &seconds)
{
    const QLocale locale;
    using Kind = PlanModel::Kind;
    QList<PlanModel::Line> lines{lineOf(Kind::Estimate, PlanModel::tr("Requests"), requestsText(requests, locale), requests.basis),
                                 lineOf(Kind::Estimate, PlanModel::tr("Tokens"), requestsText(tokens, locale), tokens.basis),
                                 lineOf(Kind::Estimate, PlanModel::tr("Time"), secondsText(seconds), seconds.basis)};
    for (PlanModel::Line &line : lines)
        line.origin = PlanModel::tr("Estimate");
    return lines;
}

PlanModel::Group PlanModel::groupOf(int benchmark, const QString &title, const QString &text, const QList<PlanValue> &values, const PlanRow *row) const
{
    Group group;
    group.benchmark = benchmark;
    group.line = lineOf(Kind::Group, title, text, {});
    for (const DriftLine &drift : m_drift) {
        if (drift.benchmark != benchmark)
            continue;
        const QString found = drift.planned.isEmpty() || drift.found.isEmpty() ? drift.planned + drift.found : tr("%1 → %2").arg(drift.planned, drift.found);
        group.lines << lineOf(Kind::Drift, tr("Came back otherwise"), found, drift.text, drift.code);
    }
    for (const PlanNote &note : m_plan.notes) {
        if (note.benchmark != benchmark)
            continue;
        Line line = lineOf(Kind::Note, note.refused ? tr("Refused") : tr("Note"), {}, note.text, note.code);
        line.value.fix = note.fix;
        line.value.path = note.path;
        group.lines << line;
    }
    for (const PlanValue &value : values)
        group.lines << lineOf(value, metricOf(row));
    const int lost = int(std::ranges::count_if(group.lines, isLost));
    if (lost > 0)
        group.line.effect = tr("%n value(s) will not do what was asked", nullptr, lost);
    return group;
}

std::vector<PlanModel::Group> PlanModel::groups() const
{
    std::vector<Group> fresh;
    const QString collection = m_plan.collectionId.isEmpty() ? QString() : tr("Collection %1").arg(m_plan.collectionId);
    fresh.push_back(groupOf(-1, tr("Job"), collection, m_plan.job, nullptr));
    if (m_estimate)
        fresh.back().lines << estimateLines(m_estimate->requests, m_estimate->tokens, m_estimate->seconds);
    for (const PlanRow &row : m_plan.rows) {
        fresh.push_back(groupOf(row.index, row.entry.id, row.entry.providerId, row.values, &row));
        if (m_estimate && row.index < m_estimate->benchmarks.size()) {
            const BenchmarkEstimate &costs = m_estimate->benchmarks.at(row.index);
            fresh.back().lines << estimateLines(costs.requests, costs.tokens, costs.seconds);
        }
    }
    for (const DriftLine &drift : m_drift) {
        const auto planned = [&drift](const Group &group) { return group.benchmark == drift.benchmark; };
        if (std::ranges::none_of(fresh, planned))
            fresh.push_back(groupOf(drift.benchmark, drift.found, tr("Not in the plan"), {}, nullptr));
    }
    return fresh;
}

void PlanModel::rebuild()
{
    const std::vector<Group> fresh = groups();
    while (m_groups.size() > fresh.size()) {
        beginRemoveRows({}, int(m_groups.size()) - 1, int(m_groups.size()) - 1);
        m_groups.pop_back();
        endRemoveRows();
    }
    for (std::size_t at = 0; at < fresh.size(); ++at) {
        if (at < m_groups.size()) {
            merge(int(at), fresh[at]);
            continue;
        }
        beginInsertRows({}, int(at), int(at));
        m_groups.push_back(fresh[at]);
        endInsertRows();
    }
}

void PlanModel::merge(int at, const Group &fresh)
{
    Group &group = m_groups[std::size_t(at)];
    const QModelIndex parent = index(at, 0);
    group.benchmark = fresh.benchmark;
    if (group.line != fresh.line) {
        group.line = fresh.line;
        Q_EMIT dataChanged(parent, index(at, ColumnCount - 1));
    }
    if (const int surplus = int(group.lines.size() - fresh.lines.size()); surplus > 0) {
        beginRemoveRows(parent, int(fresh.lines.size()), int(group.lines.size()) - 1);
        group.lines.resize(fresh.lines.size());
        endRemoveRows();
    }
    for (int i = 0; i < group.lines.size(); ++i) {
        if (group.lines.at(i) == fresh.lines.at(i))
            continue;
        group.lines[i] = fresh.lines.at(i);
        Q_EMIT dataChanged(index(i, 0, parent), index(i, ColumnCount - 1, parent));
    }
    if (group.lines.size() < fresh.lines.size()) {
        beginInsertRows(parent, int(group.lines.size()), int(fresh.lines.size()) - 1);
        group.lines += fresh.lines.mid(group.lines.size());
        endInsertRows();
    }
}

} // namespace assay
