#include "services/engine/store/SampleFilter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

namespace assay::engine {

namespace {

const struct {
    const char *word, *column;
    bool sorted; ///< its index holds the samples of ended benchmarks only
} sortColumns[] = {
    {"score", "s.score", false},
    {"latency_ms", "s.latency", true},
    {"prompt_tokens", "s.prompt_tokens", true},
    {"completion_tokens", "s.completion_tokens", true},
};

/// The value of a member of a JSON object of sample_text; a long text counts by its beginning, which a place can hold.
QByteArray memberColumn(const char *object, const QString &name, const QByteArray &value)
{
    if (name.isEmpty() || name.contains(QChar::Null))
        return {};
    const QByteArray literal = '\'' + QString(name).replace(QLatin1Char('\''), QLatin1String("''")).toUtf8() + '\'';
    const QByteArray text = QByteArray("t.") + object;
    return "(SELECT CASE typeof(" + value + ") WHEN 'text' THEN substr(" + value + ", 1, 100) ELSE " + value + " END FROM sample_text t, json_each(CASE WHEN json_valid("
        + text + ") THEN " + text + " ELSE '{}' END) e WHERE t.id = s.text AND e.key = " + literal + " LIMIT 1)";
}

QByteArray sortColumn(const QString &word)
{
    for (const auto &known : sortColumns) {
        if (word == QLatin1String(known.word))
            return known.column;
    }
    const QString name = word.section(QLatin1Char('.'), 1);
    if (word.startsWith(QLatin1String("scorer.")))
        return memberColumn("scores", name, "CASE e.type WHEN 'object' THEN json_extract(e.value, '$.score') END");
    return word.startsWith(QLatin1String("meta.")) ? memberColumn("metadata", name, "e.atom") : QByteArray();
}

QByteArray numberColumn(SampleField field)
{
    switch (field) {
    case SampleField::Score: return "s.score";
    case SampleField::Latency: return "s.latency";
    case SampleField::Tokens: return "s.completion_tokens";
    case SampleField::PromptTokens: return "s.prompt_tokens";
    case SampleField::Repeat: return "s.repeat";
    case SampleField::Number: return "(s.ordinal + 1)";
    default: return {};
    }
}

QByteArray sqlOperator(SampleOperator op)
{
    switch (op) {
    case SampleOperator::NotEqual: return " <> ";
    case SampleOperator::Less: return " < ";
    case SampleOperator::LessEqual: return " <= ";
    case SampleOperator::Greater: return " > ";
    case SampleOperator::GreaterEqual: return " >= ";
    default: return " = ";
    }
}

SqlPart numberTerm(const SampleTerm &term)
{
    const QByteArray column = numberColumn(term.field);
    const bool no = term.op == SampleOperator::NotEqual;
    if (term.value == SampleTerm::Value::Any || term.value == SampleTerm::Value::None)
        return {column + ((term.value == SampleTerm::Value::Any) != no ? " IS NOT NULL" : " IS NULL"), {}};
    return {column + sqlOperator(term.op) + '?', {term.number}};
}

SqlPart outcomeTerm(const SampleTerm &term)
{
    static const QStringList words{QStringLiteral("unscored"), QStringLiteral("passed"), QStringLiteral("failed"), QStringLiteral("error")};
    const bool no = term.op == SampleOperator::NotEqual;
    if (term.value != SampleTerm::Value::Text)
        return {(term.value == SampleTerm::Value::Any) != no ? "1" : "0", {}};
    if (term.text == QLatin1String("not_extracted"))
        return {no ? "s.not_extracted = 0" : "s.not_extracted = 1", {}};
    return {QByteArray("s.outcome") + (no ? " <> ?" : " = ?"), {qint64(words.indexOf(term.text))}};
}

/// Of a term that needs no text; never NULL but for numbers that are not there.
SqlPart termSql(const SampleTerm &term)
{
    const bool no = term.op == SampleOperator::NotEqual;
    if (isTriageField(term.field))
        return {"0", {}};
    switch (term.field) {
    case SampleField::Is: return outcomeTerm(term);
    case SampleField::ErrorText: return {(term.value == SampleTerm::Value::Any) != no ? "s.outcome = 3" : "s.outcome <> 3", {}};
    case SampleField::Extracted: return {no ? "s.not_extracted = 0" : "s.not_extracted = 1", {}};
    case SampleField::Key:
        if (term.value == SampleTerm::Value::Keys)
            return keysCondition(term.keys);
        if (term.value != SampleTerm::Value::Text)
            return {(term.value == SampleTerm::Value::Any) != no ? "1" : "0", {}};
        return {no ? "s.item_key <> ?" : "s.item_key = ?", {term.text}};
    default: return numberTerm(term);
    }
}

/// `total`: true or false, never NULL, so that it can be negated.
SqlPart sqlOf(const SampleExpression &expression, bool total)
{
    if (expression.kind == SampleExpression::Kind::Term) {
        if (needsTexts(expression))
            return {};
        SqlPart part = termSql(*expression.term);
        if (total)
            part.text = '(' + part.text + ") IS TRUE";
        return part;
    }
    if (expression.kind == SampleExpression::Kind::Not) {
        if (needsTexts(expression))
            return {};
        SqlPart part = sqlOf(expression.children.first(), true);
        if (!part.text.isEmpty())
            part.text = "NOT (" + part.text + ')';
        return part;
    }
    const bool any = expression.kind == SampleExpression::Kind::Or;
    if (any && needsTexts(expression))
        return {}; // one branch may fit whatever the narrow ones say
    SqlPart out;
    for (const SampleExpression &child : expression.children) {
        const SqlPart part = sqlOf(child, total);
        if (part.text.isEmpty())
            continue;
        out.text += (out.text.isEmpty() ? "(" : any ? " OR (" : " AND (");
        out.add(part);
        out.text += ')';
    }
    if (total && out.text.isEmpty())
        out.text = "1";
    return out;
}

} // namespace

void SqlPart::bind(Statement &statement, int first) const
{
    for (const QVariant &value : values) {
        if (value.typeId() == QMetaType::Double)
            statement.bind(first++, value.toDouble());
        else if (value.typeId() == QMetaType::QString)
            statement.bind(first++, value.toString());
        else
            statement.bind(first++, value.toLongLong());
    }
}

SqlPart necessaryCondition(const SampleExpression &expression)
{
    return sqlOf(expression, false);
}

SqlPart keysCondition(const QList<SampleKey> &keys)
{
    QJsonArray exact, any;
    for (const SampleKey &key : keys) {
        if (key.repeat < 0)
            any.append(key.itemKey);
        else
            exact.append(QJsonArray{key.itemKey, key.repeat});
    }
    SqlPart out{"(", {}};
    if (!exact.isEmpty() || any.isEmpty())
        out.add({"(s.item_key, s.repeat) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))",
                 {QString::fromUtf8(QJsonDocument(exact).toJson(QJsonDocument::Compact))}});
    if (!exact.isEmpty() && !any.isEmpty())
        out.text += " OR ";
    if (!any.isEmpty())
        out.add({"s.item_key IN (SELECT value FROM json_each(?))", {QString::fromUtf8(QJsonDocument(any).toJson(QJsonDocument::Compact))}});
    out.text += ')';
    return out;
}

std::optional<SampleOrder> SampleOrder::of(const QString &sort)
{
    SampleOrder order;
    order.m_down = sort.startsWith(QLatin1Char('-'));
    const QString name = order.m_down ? sort.mid(1) : sort;
    if (name.isEmpty() || name == QLatin1String("ordinal"))
        return order;
    order.m_column = sortColumn(name);
    order.m_bySortedNumber = std::ranges::any_of(sortColumns, [&name](const auto &known) { return known.sorted && name == QLatin1String(known.word); });
    return order.m_column.isEmpty() ? std::nullopt : std::optional(order);
}

QStringList SampleOrder::columns()
{
    QStringList words{QStringLiteral("ordinal")};
    for (const auto &known : sortColumns)
        words << QLatin1String(known.word);
    words << QStringLiteral("scorer.NAME") << QStringLiteral("meta.NAME");
    return words;
}

QByteArray SampleOrder::orderBy() const
{
    const QByteArray direction = m_down ? " DESC" : "";
    return (m_column.isEmpty() ? QByteArray() : m_column + direction + ", ") + "s.ordinal" + direction + ", s.repeat" + direction;
}

QString SampleOrder::Place::text() const
{
    const QString last = value.typeId() == QMetaType::QString ? QLatin1Char('\'') + QString::fromLatin1(QUrl::toPercentEncoding(value.toString()))
        : value.typeId() == QMetaType::LongLong               ? QLatin1Char('i') + QString::number(value.toLongLong()) // a double would round it
        : value.isValid()                                     ? QString::number(value.toDouble(), 'g', 17)
                                                              : QString();
    return QStringLiteral("%1|%2|%3|").arg(lookedAt).arg(ordinal).arg(repeat) + last;
}

std::optional<SampleOrder::Place> SampleOrder::Place::of(const QString &text)
{
    const QStringList parts = text.split(QLatin1Char('|'));
    if (parts.size() != 4)
        return {};
    bool ok[4] = {false, false, false, true};
    Place place;
    place.lookedAt = parts.at(0).toLongLong(&ok[0]);
    place.ordinal = parts.at(1).toLongLong(&ok[1]);
    place.repeat = parts.at(2).toInt(&ok[2]);
    if (parts.at(3).startsWith(QLatin1Char('\'')))
        place.value = QUrl::fromPercentEncoding(parts.at(3).mid(1).toLatin1());
    else if (parts.at(3).startsWith(QLatin1Char('i')))
        place.value = parts.at(3).mid(1).toLongLong(&ok[3]);
    else if (!parts.at(3).isEmpty())
        place.value = parts.at(3).toDouble(&ok[3]);
    return ok[0] && ok[1] && ok[2] && ok[3] ? std::optional(place) : std::nullopt;
}

SqlPart SampleOrder::after(const Place &place) const
{
    const QByteArray later = QByteArray("(s.ordinal, s.repeat) ") + (m_down ? "<" : ">") + " (?, ?)";
    const QList<QVariant> position{place.ordinal, qint64(place.repeat)};
    if (m_column.isEmpty())
        return {later, position};
    // NULL comes before all numbers, and they before all texts.
    if (!place.value.isValid()) {
        if (m_down)
            return {m_column + " IS NULL AND " + later, position};
        return {'(' + m_column + " IS NOT NULL OR " + later + ')', position};
    }
    if (m_down)
        return {'(' + m_column + " < ? OR " + m_column + " IS NULL OR (" + m_column + " = ? AND " + later + "))",
                QList<QVariant>{place.value, place.value} + position};
    return {'(' + m_column + ", s.ordinal, s.repeat) > (?, ?, ?)", QList<QVariant>{place.value} + position};
}

} // namespace assay::engine
