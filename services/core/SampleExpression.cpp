#include "services/core/SampleExpression.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay {

namespace {

constexpr int deepest = 100;         // parentheses within parentheses
constexpr auto longest = 256 * 1024; // characters of an expression
// A pattern may ask for more work than there is time in the world: PCRE gives up after so many steps.
constexpr auto regexLimits = QLatin1String("(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=20000)");

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

struct Failure {
    SampleExpressionProblem problem;
};

struct FieldWord {
    const char *word;
    SampleField field;
};
const FieldWord fieldWords[] = {
    {"score", SampleField::Score},   {"latency", SampleField::Latency},     {"tokens", SampleField::Tokens},
    {"prompt_tokens", SampleField::PromptTokens}, {"repeat", SampleField::Repeat}, {"number", SampleField::Number},
    {"is", SampleField::Is},         {"prompt", SampleField::Prompt},       {"response", SampleField::Response},
    {"target", SampleField::Target}, {"extracted", SampleField::Extracted}, {"error", SampleField::ErrorText},
    {"key", SampleField::Key},       {"text", SampleField::AnyText},        {"tag", SampleField::Tag},
    {"reason", SampleField::Reason}, {"note", SampleField::Note},           {"label", SampleField::Label},
};
const QStringList outcomeWords{QStringLiteral("passed"), QStringLiteral("failed"), QStringLiteral("error"), QStringLiteral("not_extracted"),
                               QStringLiteral("unscored")};

bool isNumber(SampleField field)
{
    return field <= SampleField::Number;
}

/// Scorers give numbers; a column of metadata may hold either.
bool mayCompare(SampleField field)
{
    return isNumber(field) || field == SampleField::Scorer || field == SampleField::Metadata;
}

class Parser {
public:
    explicit Parser(const QString &text) : m_text(text) {}

    SampleExpression all()
    {
        if (m_text.size() > longest)
            fail(0, m_text.size(), tr("The filter is too long: leave some of it out."));
        skip();
        SampleExpression result;
        if (atEnd())
            return result;
        result = either(0);
        skip();
        if (!atEnd())
            fail(m_at, 1, tr("This parenthesis closes nothing: take it away, or open one before."));
        return result;
    }

private:
    [[noreturn]] void fail(qsizetype position, qsizetype length, const QString &message) { throw Failure{{position, std::max<qsizetype>(1, length), message}}; }
    bool atEnd() const { return m_at >= m_text.size(); }
    QChar here(qsizetype ahead = 0) const { return m_at + ahead < m_text.size() ? m_text.at(m_at + ahead) : QChar(); }
    void skip()
    {
        while (!atEnd() && here().isSpace())
            ++m_at;
    }
    /// A word of the language, not the beginning of a longer one or of a field.
    bool take(QLatin1String word)
    {
        skip();
        if (QStringView(m_text).mid(m_at, word.size()).compare(word, Qt::CaseInsensitive) != 0)
            return false;
        const QChar after = here(word.size());
        if (!after.isNull() && !after.isSpace() && after != u'(' && after != u')')
            return false;
        m_at += word.size();
        return true;
    }

    SampleExpression either(int depth)
    {
        QList<SampleExpression> parts{both(depth)};
        while (take(QLatin1String("or")))
            parts << both(depth);
        return parts.size() == 1 ? parts.first() : SampleExpression{SampleExpression::Kind::Or, parts, {}};
    }
    SampleExpression both(int depth)
    {
        QList<SampleExpression> parts{one(depth)};
        for (;;) {
            skip();
            const qsizetype before = m_at;
            if (atEnd() || here() == u')')
                break;
            if (take(QLatin1String("or"))) {
                m_at = before;
                break;
            }
            take(QLatin1String("and"));
            parts << one(depth);
        }
        return parts.size() == 1 ? parts.first() : SampleExpression{SampleExpression::Kind::And, parts, {}};
    }
    SampleExpression one(int depth)
    {
        skip();
        const qsizetype from = m_at;
        if (depth > deepest)
            fail(from, 1, tr("There are too many parentheses within each other: write the filter flatter."));
        if (atEnd() || here() == u')')
            fail(from, 1, tr("Something is missing here: write a comparison such as score<0.5."));
        const bool minus = here() == u'-' && !here(1).isSpace() && !here(1).isNull();
        if (minus)
            ++m_at;
        if (minus || take(QLatin1String("not")))
            return {SampleExpression::Kind::Not, {one(depth + 1)}, {}};
        for (const auto word : {QLatin1String("and"), QLatin1String("or")}) {
            if (take(word))
                fail(from, word.size(), tr("'%1' stands between two comparisons: write one before it, or put the word in quotes.").arg(word));
        }
        if (here() != u'(')
            return term();
        ++m_at;
        SampleExpression inside = either(depth + 1);
        skip();
        if (here() != u')')
            fail(from, 1, tr("This parenthesis is not closed: add one after the last comparison."));
        ++m_at;
        return inside;
    }

    QString quoted()
    {
        const qsizetype from = m_at++;
        QString out;
        while (!atEnd() && here() != u'"') {
            if (here() == u'\\' && (here(1) == u'"' || here(1) == u'\\'))
                ++m_at;
            out += here();
            ++m_at;
        }
        if (atEnd())
            fail(from, m_at - from, tr("This text has no end: add a quote after it."));
        ++m_at;
        return out;
    }
    QString word()
    {
        const qsizetype from = m_at;
        while (!atEnd() && !here().isSpace() && here() != u')' && here() != u'(' && here() != u'"' && here() != u'}')
            ++m_at;
        return m_text.mid(from, m_at - from);
    }
    /// The name before an operator; "::" belongs to the names of scorers. Empty, and nothing read: there is no operator.
    QString fieldName()
    {
        const qsizetype from = m_at;
        QString name;
        while (!atEnd()) {
            const QChar c = here();
            if (c == u'"' && name.endsWith(u'.')) {
                name += quoted();
            } else if (c == u':' && here(1) == u':') {
                name += QLatin1String("::");
                m_at += 2;
            } else if (c.isLetterOrNumber() || c == u'_' || c == u'.' || (!name.isEmpty() && (c == u'-' || c == u'/' || c == u'@'))) {
                name += c;
                ++m_at;
            } else {
                break;
            }
        }
        if (!name.isEmpty() && !atEnd() && QStringLiteral(":=<>~!").contains(here()))
            return name;
        m_at = from;
        return {};
    }
    SampleOperator comparison()
    {
        const QChar c = here(), next = here(1);
        const auto give = [this](int length, SampleOperator op) {
            m_at += length;
            return op;
        };
        if (c == u'<')
            return next == u'=' ? give(2, SampleOperator::LessEqual) : give(1, SampleOperator::Less);
        if (c == u'>')
            return next == u'=' ? give(2, SampleOperator::GreaterEqual) : give(1, SampleOperator::Greater);
        if (c == u'!' && next == u'=')
            return give(2, SampleOperator::NotEqual);
        if (c == u'=')
            return give(next == u'=' ? 2 : 1, SampleOperator::Equal);
        if (c == u'~')
            return give(1, SampleOperator::Matches);
        if (c == u':')
            return give(1, SampleOperator::Has);
        fail(m_at, 1, tr("'!' is no comparison: write != for 'is not'."));
    }
    void setField(SampleTerm &term, const QString &name, qsizetype from)
    {
        for (const FieldWord &known : fieldWords) {
            if (name.compare(QLatin1String(known.word), Qt::CaseInsensitive) == 0) {
                term.field = known.field;
                return;
            }
        }
        for (const auto &[prefix, field] : {std::pair(QStringLiteral("scorer."), SampleField::Scorer), {QStringLiteral("meta."), SampleField::Metadata}}) {
            if (name.startsWith(prefix) && name.size() > prefix.size()) {
                term.field = field;
                term.name = name.mid(prefix.size());
                return;
            }
        }
        QStringList known;
        for (const FieldWord &one : fieldWords)
            known << QLatin1String(one.word);
        fail(from, name.size(),
             tr("There is no '%1': use one of %2, scorer.NAME or meta.NAME; put it in quotes to search for it.").arg(name, known.join(QLatin1String(", "))));
    }
    void setNumber(SampleTerm &term, qsizetype from)
    {
        static const QRegularExpression form(QStringLiteral("^([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)(ms|s|min|%)?$"));
        const auto match = form.match(term.text);
        const QString unit = match.captured(2);
        const bool fits = match.hasMatch()
            && (unit.isEmpty() || (term.field == SampleField::Latency) == (unit != QLatin1String("%")));
        if (!fits) {
            if (term.field == SampleField::Latency)
                fail(from, m_at - from, tr("'%1' is no time: write a number with ms, s or min, for example 2s.").arg(term.text));
            fail(from, m_at - from, tr("'%1' is no number: write for example 0.5.").arg(term.text));
        }
        term.value = SampleTerm::Value::Number;
        term.number = match.captured(1).toDouble();
        if (unit == QLatin1String("s"))
            term.number *= 1000;
        else if (unit == QLatin1String("min"))
            term.number *= 60'000;
        else if (unit == QLatin1String("%"))
            term.number /= 100;
    }
    void setRegex(SampleTerm &term, qsizetype from)
    {
        QString pattern;
        bool ignoreCase = false;
        if (here() == u'/') {
            ++m_at;
            while (!atEnd() && here() != u'/') {
                if (here() == u'\\' && here(1) == u'/')
                    ++m_at; // \/ is a slash
                else if (here() == u'\\' && !here(1).isNull())
                    pattern += m_text.at(m_at++);
                pattern += here();
                ++m_at;
            }
            if (atEnd())
                fail(from, m_at - from, tr("This regular expression has no end: add a / after it."));
            ++m_at;
            if (here() == u'i') {
                ignoreCase = true;
                ++m_at;
            }
        } else {
            pattern = here() == u'"' ? quoted() : word();
        }
        if (pattern.isEmpty())
            fail(from, 1, tr("A regular expression is missing here: write for example /\\d+/."));
        term.text = pattern;
        term.regex.setPattern(regexLimits + pattern);
        term.regex.setPatternOptions(QRegularExpression::UseUnicodePropertiesOption
                                     | (ignoreCase ? QRegularExpression::CaseInsensitiveOption : QRegularExpression::NoPatternOption));
        if (!term.regex.isValid()) {
            const qsizetype at = from + 1 + std::max<qsizetype>(0, term.regex.patternErrorOffset() - regexLimits.size());
            fail(std::min(at, m_at - 1), 1, tr("The regular expression is not valid: %1.").arg(term.regex.errorString()));
        }
        term.regex.optimize();
    }
    void setKeys(SampleTerm &term, qsizetype from)
    {
        ++m_at;
        term.value = SampleTerm::Value::Keys;
        for (skip(); !atEnd() && here() != u'}'; skip()) {
            const qsizetype start = m_at;
            SampleKey key{here() == u'"' ? quoted() : word(), -1};
            if (key.itemKey.isEmpty())
                fail(start, 1, tr("An item key is missing here: write it in quotes."));
            if (here() == u'#') {
                ++m_at;
                bool ok = false;
                key.repeat = word().toInt(&ok);
                if (!ok)
                    fail(start, m_at - start, tr("After # stands the number of a repeat, from 0."));
            }
            term.keys << key;
        }
        if (atEnd())
            fail(from, m_at - from, tr("This list of keys has no end: add a } after it."));
        ++m_at;
        std::sort(term.keys.begin(), term.keys.end());
    }
    void setValue(SampleTerm &term)
    {
        skip();
        const qsizetype from = m_at;
        if (term.op == SampleOperator::Matches)
            return setRegex(term, from);
        if (term.field == SampleField::Key && term.op == SampleOperator::Has && here() == u'{')
            return setKeys(term, from);
        const bool inQuotes = here() == u'"';
        term.text = inQuotes ? quoted() : word();
        if (term.text.isEmpty() && !inQuotes)
            fail(from, 1, tr("A value is missing here."));
        const bool equality = term.op == SampleOperator::Has || term.op == SampleOperator::Equal || term.op == SampleOperator::NotEqual;
        if (!inQuotes && equality && term.text == QLatin1String("*"))
            term.value = SampleTerm::Value::Any;
        else if (!inQuotes && equality && term.text.compare(QLatin1String("none"), Qt::CaseInsensitive) == 0)
            term.value = SampleTerm::Value::None;
        else if (isNumber(term.field) || term.field == SampleField::Scorer || !equality)
            setNumber(term, from);
        else if (term.field == SampleField::Is && !outcomeWords.contains(term.text))
            fail(from, m_at - from, tr("'%1' is no outcome: use one of %2.").arg(term.text, outcomeWords.join(QLatin1String(", "))));
    }
    SampleExpression term()
    {
        const qsizetype from = m_at;
        auto made = std::make_shared<SampleTerm>();
        const QString name = here() == u'"' ? QString() : fieldName();
        if (name.isEmpty()) {
            made->text = here() == u'"' ? quoted() : word();
            if (made->text.isEmpty())
                fail(from, 1, tr("'%1' does not belong here: put it in quotes to search for it.").arg(here()));
        } else {
            setField(*made, name, from);
            const qsizetype operatorAt = m_at;
            made->op = comparison();
            const bool order = made->op >= SampleOperator::Less && made->op <= SampleOperator::GreaterEqual;
            if (order && !mayCompare(made->field))
                fail(operatorAt, m_at - operatorAt, tr("%1 is no number: use : for 'has', = for 'is' or ~ for a regular expression.").arg(name));
            if (made->op == SampleOperator::Matches && (isNumber(made->field) || made->field == SampleField::Is || made->field == SampleField::Scorer))
                fail(operatorAt, 1, tr("%1 is no text: ~ is for prompt, response, target, extracted, error, key and meta.NAME.").arg(name));
            setValue(*made);
        }
        return {SampleExpression::Kind::Term, {}, made};
    }

    const QString &m_text;
    qsizetype m_at = 0;
};

} // namespace

std::variant<SampleExpression, SampleExpressionProblem> parseSampleExpression(const QString &text)
{
    try {
        return Parser(text).all();
    } catch (const Failure &failure) {
        return failure.problem;
    }
}

} // namespace assay
