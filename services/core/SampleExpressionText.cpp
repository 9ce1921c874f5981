#include "services/core/SampleExpression.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>

namespace assay {

namespace {

bool anyTerm(const SampleExpression &expression, bool (*wanted)(const SampleTerm &))
{
    if (expression.kind == SampleExpression::Kind::Term)
        return wanted(*expression.term);
    return std::any_of(expression.children.begin(), expression.children.end(), [&](const auto &child) { return anyTerm(child, wanted); });
}

/// A member of a JSON object; dots lead further down unless a member has them in its name.
QVariant memberOf(const JsonText &json, const QString &name)
{
    QVariantMap map = json.toVariantMap();
    if (const auto whole = map.constFind(name); whole != map.constEnd())
        return *whole;
    const QStringList path = name.split(QLatin1Char('.'));
    for (qsizetype i = 0; i + 1 < path.size(); ++i)
        map = map.value(path.at(i)).toMap();
    return map.value(path.last());
}

QString asText(const QVariant &value)
{
    if (!value.isValid() || value.typeId() == QMetaType::Nullptr)
        return {};
    if (value.typeId() == QMetaType::QVariantMap || value.typeId() == QMetaType::QVariantList)
        return QString::fromUtf8(QJsonDocument::fromVariant(value).toJson(QJsonDocument::Compact));
    const QString text = value.toString();
    return text.isNull() ? QStringLiteral("") : text;
}

std::optional<double> asNumber(const QVariant &value)
{
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? 1 : 0;
    bool ok = false;
    const double number = value.isValid() && value.typeId() != QMetaType::Nullptr ? value.toDouble(&ok) : 0;
    return ok ? std::optional(number) : std::nullopt;
}

std::optional<double> numberOf(const SampleTerm &term, const Sample &sample)
{
    switch (term.field) {
    case SampleField::Score: return sample.score;
    case SampleField::Latency: return sample.latencyMs;
    case SampleField::Tokens: return sample.completionTokens ? std::optional(double(*sample.completionTokens)) : std::nullopt;
    case SampleField::PromptTokens: return sample.promptTokens ? std::optional(double(*sample.promptTokens)) : std::nullopt;
    case SampleField::Repeat: return sample.repeat;
    case SampleField::Number: return double(sample.ordinal + 1);
    case SampleField::Scorer: return asNumber(sample.scores.toVariantMap().value(term.name).toMap().value(QStringLiteral("score")));
    case SampleField::Metadata: return asNumber(memberOf(sample.metadata, term.name));
    default: return {};
    }
}

/// Null: there is none.
QString textOf(const SampleTerm &term, const Sample &sample)
{
    switch (term.field) {
    case SampleField::Prompt: return sample.prompt;
    case SampleField::Response: return sample.response;
    case SampleField::Target: return sample.target;
    case SampleField::Extracted: return sample.extracted;
    case SampleField::ErrorText: return sample.error.isEmpty() ? QString() : sample.error;
    case SampleField::Key: return sample.itemKey;
    case SampleField::Metadata: return asText(memberOf(sample.metadata, term.name));
    default: return {};
    }
}

bool compareNumber(const SampleTerm &term, const std::optional<double> &number)
{
    if (term.value == SampleTerm::Value::Any)
        return number.has_value() != (term.op == SampleOperator::NotEqual);
    if (term.value == SampleTerm::Value::None)
        return number.has_value() == (term.op == SampleOperator::NotEqual);
    if (!number)
        return false;
    switch (term.op) {
    case SampleOperator::Has:
    case SampleOperator::Equal: return *number == term.number;
    case SampleOperator::NotEqual: return *number != term.number;
    case SampleOperator::Less: return *number < term.number;
    case SampleOperator::LessEqual: return *number <= term.number;
    case SampleOperator::Greater: return *number > term.number;
    case SampleOperator::GreaterEqual: return *number >= term.number;
    case SampleOperator::Matches: break;
    }
    return false;
}

bool compareText(const SampleTerm &term, const QString &text, bool *gaveUp)
{
    if (term.op == SampleOperator::Matches) {
        if (text.isNull())
            return false;
        const auto match = term.regex.match(text);
        if (!match.isValid() && gaveUp)
            *gaveUp = true;
        return match.hasMatch();
    }
    const bool no = term.op == SampleOperator::NotEqual;
    if (term.value == SampleTerm::Value::Any)
        return text.isNull() == no;
    if (term.value == SampleTerm::Value::None)
        return text.isNull() != no;
    if (term.op == SampleOperator::Has)
        return text.contains(term.text, Qt::CaseInsensitive);
    return (text == term.text && !text.isNull()) != no;
}

bool hasKey(const SampleTerm &term, const Sample &sample)
{
    const auto from = std::lower_bound(term.keys.begin(), term.keys.end(), SampleKey{sample.itemKey, -1});
    return std::any_of(from, term.keys.end(), [&](const SampleKey &key) {
               return key.itemKey == sample.itemKey && (key.repeat < 0 || key.repeat == sample.repeat);
           });
}

bool fits(const SampleTerm &term, const Sample &sample, bool *gaveUp)
{
    if (isTriageField(term.field))
        return false;
    if (term.value == SampleTerm::Value::Keys)
        return hasKey(term, sample);
    switch (term.field) {
    case SampleField::Is: {
        if (term.value != SampleTerm::Value::Text)
            return (term.value == SampleTerm::Value::Any) != (term.op == SampleOperator::NotEqual);
        const bool is = term.text == QLatin1String("not_extracted") ? sample.extractionFailed : sampleOutcomeWord(sample) == term.text;
        return is != (term.op == SampleOperator::NotEqual);
    }
    case SampleField::AnyText:
        return compareText(term, sample.prompt, gaveUp) || compareText(term, sample.response, gaveUp)
            || compareText(term, sample.target, gaveUp);
    case SampleField::Extracted:
        if (term.value == SampleTerm::Value::None) // a scorer looked and found nothing
            return sample.extractionFailed != (term.op == SampleOperator::NotEqual);
        break;
    default: break;
    }
    if (term.value == SampleTerm::Value::Number || term.field <= SampleField::Number || term.field == SampleField::Scorer)
        return compareNumber(term, numberOf(term, sample));
    return compareText(term, textOf(term, sample), gaveUp);
}

QString inQuotes(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

} // namespace

bool isTriageField(SampleField field)
{
    return field >= SampleField::Tag;
}

bool needsTriage(const SampleExpression &expression)
{
    return anyTerm(expression, [](const SampleTerm &term) { return isTriageField(term.field); });
}

bool needsTexts(const SampleExpression &expression)
{
    return anyTerm(expression, [](const SampleTerm &term) {
        const bool whether = term.value == SampleTerm::Value::Any || term.value == SampleTerm::Value::None;
        return !(term.field <= SampleField::Is || isTriageField(term.field)
                 || (term.field == SampleField::Key
                     && (term.op == SampleOperator::Equal || term.op == SampleOperator::NotEqual || term.value == SampleTerm::Value::Keys))
                 || (term.field == SampleField::ErrorText && whether && term.op != SampleOperator::Matches)
                 || (term.field == SampleField::Extracted && term.value == SampleTerm::Value::None));
    });
}

QString sampleOutcomeWord(const Sample &sample)
{
    if (!sample.error.isEmpty())
        return QStringLiteral("error");
    if (!sample.score)
        return QStringLiteral("unscored");
    return *sample.score >= 0.5 ? QStringLiteral("passed") : QStringLiteral("failed");
}

SampleExpression withOutcomesTurned(const SampleExpression &expression)
{
    SampleExpression out = expression;
    for (SampleExpression &child : out.children)
        child = withOutcomesTurned(child);
    if (!out.term || out.term->field != SampleField::Is || out.term->value != SampleTerm::Value::Text)
        return out;
    const bool passed = out.term->text == QLatin1String("passed");
    if (!passed && out.term->text != QLatin1String("failed"))
        return out;
    auto term = std::make_shared<SampleTerm>(*out.term);
    term->text = passed ? QStringLiteral("failed") : QStringLiteral("passed");
    out.term = std::move(term);
    return out;
}

bool matches(const SampleExpression &expression, const Sample &sample, bool *gaveUp)
{
    switch (expression.kind) {
    case SampleExpression::Kind::Term: return fits(*expression.term, sample, gaveUp);
    case SampleExpression::Kind::Not: {
        bool gave = false; // nobody knows, so it is no match either way
        const bool in = matches(expression.children.first(), sample, &gave);
        if (gave && gaveUp)
            *gaveUp = true;
        return !in && !gave;
    }
    case SampleExpression::Kind::And:
        return std::all_of(expression.children.begin(), expression.children.end(), [&](const auto &one) { return matches(one, sample, gaveUp); });
    case SampleExpression::Kind::Or:
        return std::any_of(expression.children.begin(), expression.children.end(), [&](const auto &one) { return matches(one, sample, gaveUp); });
    }
    return false;
}

static const struct {
    const char *word;
    SampleField field;
    const char *help;
} completions[] = {
    {"score", SampleField::Score, QT_TRANSLATE_NOOP("assay", "the primary score, for example score<0.5")},
    {"latency", SampleField::Latency, QT_TRANSLATE_NOOP("assay", "time to answer, for example latency>2s")},
    {"tokens", SampleField::Tokens, QT_TRANSLATE_NOOP("assay", "tokens of the answer, for example tokens>100")},
    {"prompt_tokens", SampleField::PromptTokens, QT_TRANSLATE_NOOP("assay", "tokens of the prompt")},
    {"is:passed", SampleField::Is, QT_TRANSLATE_NOOP("assay", "answered right")},
    {"is:failed", SampleField::Is, QT_TRANSLATE_NOOP("assay", "answered wrong")},
    {"is:not_extracted", SampleField::Is, QT_TRANSLATE_NOOP("assay", "no answer was found in the response")},
    {"error:*", SampleField::ErrorText, QT_TRANSLATE_NOOP("assay", "the request failed")},
    {"extracted:none", SampleField::Extracted, QT_TRANSLATE_NOOP("assay", "no answer was found in the response")},
    {"extracted", SampleField::Extracted, QT_TRANSLATE_NOOP("assay", "the answer found, for example extracted=42")},
    {"prompt", SampleField::Prompt, QT_TRANSLATE_NOOP("assay", "text of the prompt, for example prompt:\"capital\"")},
    {"response", SampleField::Response, QT_TRANSLATE_NOOP("assay", "text of the response, for example response~/\\bno\\b/i")},
    {"target", SampleField::Target, QT_TRANSLATE_NOOP("assay", "the expected answer, for example target=42")},
    {"number", SampleField::Number, QT_TRANSLATE_NOOP("assay", "position in the data set, from 1")},
    {"repeat", SampleField::Repeat, QT_TRANSLATE_NOOP("assay", "0 for the first time an item was asked")},
    {"key", SampleField::Key, QT_TRANSLATE_NOOP("assay", "the item's key")},
    {"tag", SampleField::Tag, QT_TRANSLATE_NOOP("assay", "a tag that you gave")},
    {"reason", SampleField::Reason, QT_TRANSLATE_NOOP("assay", "a reason code that you gave, by number or name; reason:none is still to do")},
    {"note", SampleField::Note, QT_TRANSLATE_NOOP("assay", "text of your note")},
    {"label", SampleField::Label, QT_TRANSLATE_NOOP("assay", "your own judgement: right or wrong")},
};

QList<SampleCompletion> completeSampleExpression(const QString &text, qsizetype cursor, const QStringList &names)
{
    qsizetype from = std::clamp<qsizetype>(cursor, 0, text.size());
    bool inText = false;
    for (qsizetype i = 0; i < from; ++i) {
        if (text.at(i) == u'"' && (i == 0 || text.at(i - 1) != u'\\'))
            inText = !inText;
    }
    if (inText)
        return {};
    const qsizetype end = from;
    while (from > 0 && !text.at(from - 1).isSpace() && text.at(from - 1) != u'(' && text.at(from - 1) != u'-')
        --from;
    const QString word = text.mid(from, end - from);
    QList<SampleCompletion> out;
    const auto offer = [&](const QString &whole, const QString &help) {
        if (whole.size() > word.size() && whole.startsWith(word, Qt::CaseInsensitive))
            out.append({from, whole, help});
    };
    for (const auto &one : completions)
        offer(QLatin1String(one.word), QCoreApplication::translate("assay", one.help));
    for (const QString &name : names) {
        offer(name, name.startsWith(QLatin1String("scorer.")) ? QCoreApplication::translate("assay", "score of one scoring function")
                                                              : QCoreApplication::translate("assay", "a column of the data set"));
    }
    return out;
}

static QString writeTerm(const SampleTerm &term)
{
    static const char *const operators[] = {":", "=", "!=", "<", "<=", ">", ">=", "~"};
    QString field = QStringLiteral("text");
    if (term.field == SampleField::Scorer || term.field == SampleField::Metadata) {
        field = term.field == SampleField::Scorer ? QStringLiteral("scorer.") : QStringLiteral("meta.");
        field += inQuotes(term.name);
    } else {
        for (const auto &one : completions) {
            if (one.field == term.field)
                field = QString(QLatin1String(one.word)).section(u':', 0, 0);
        }
    }
    field += QLatin1String(operators[int(term.op)]);
    if (term.op == SampleOperator::Matches) {
        QString pattern = term.text;
        return field + QLatin1Char('/') + pattern.replace(QLatin1Char('/'), QLatin1String("\\/")) + QLatin1Char('/')
            + (term.regex.patternOptions() & QRegularExpression::CaseInsensitiveOption ? QStringLiteral("i") : QString());
    }
    if (term.value == SampleTerm::Value::Any)
        return field + QLatin1Char('*');
    if (term.value == SampleTerm::Value::None)
        return field + QStringLiteral("none");
    if (term.value == SampleTerm::Value::Number)
        return field + QString::number(term.number, 'g', 17);
    if (term.value != SampleTerm::Value::Keys)
        return field + inQuotes(term.text);
    QStringList keys;
    for (const SampleKey &key : term.keys)
        keys << inQuotes(key.itemKey) + (key.repeat >= 0 ? QStringLiteral("#%1").arg(key.repeat) : QString());
    return field + QLatin1Char('{') + keys.join(QLatin1Char(' ')) + QLatin1Char('}');
}

QString writeSampleExpression(const SampleExpression &expression)
{
    if (expression.kind == SampleExpression::Kind::Term)
        return writeTerm(*expression.term);
    QStringList parts;
    for (const SampleExpression &child : expression.children) {
        const QString text = writeSampleExpression(child);
        const bool bare = child.kind == SampleExpression::Kind::Term || child.kind == SampleExpression::Kind::Not || text.isEmpty();
        parts << (bare ? text : QLatin1Char('(') + text + QLatin1Char(')'));
    }
    if (expression.kind == SampleExpression::Kind::Not)
        return QStringLiteral("not ") + parts.first();
    return parts.join(expression.kind == SampleExpression::Kind::Or ? QStringLiteral(" or ") : QStringLiteral(" "));
}

} // namespace assay
