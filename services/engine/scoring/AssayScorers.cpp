#include "services/engine/scoring/Params.h"
#include "services/engine/scoring/PyJson.h"
#include "services/engine/scoring/PyRegex.h"
#include "services/engine/scoring/Scorers.h"

#include <QCoreApplication>
#include <QHash>

#include <cmath>

// Scorers that Llama Stack lacks. `expected_answer` may be one text or a list of accepted ones; unlike the functions
// above, they refuse parameters they do not know.

namespace assay::engine::scoring {

namespace {

QStringList accepted(const json &row)
{
    const json &expected = column(row, "expected_answer");
    QStringList answers;
    if (expected.is_array()) {
        for (const auto &answer : expected)
            answers << pyStr(answer);
    } else {
        answers << pyStr(expected);
    }
    if (answers.isEmpty() || (expected.is_null()))
        throw PyError(
            "ValueError", QCoreApplication::translate("assay", "The column \"expected_answer\" holds no answer."));
    return answers;
}

QString response(const json &row)
{
    return QString::fromStdString(textColumn(row, "generated_answer"));
}

/// Lower case words without punctuation, in the compatibility form of Unicode.
QStringList words(const QString &text, bool dropArticles)
{
    QString plain = pyLower(text.normalized(QString::NormalizationForm_KC));
    for (auto &c : plain) {
        if (!c.isLetterOrNumber() && !c.isMark() && !c.isSurrogate() && !c.isSymbol())
            c = c == u'\'' || c == u'\u2019' ? QChar(u'\x7f') : QChar(u' ');
    }
    plain.remove(QChar(u'\x7f')); // an apostrophe joins: don't -> dont
    QStringList result = pySplit(plain);
    if (dropArticles) {
        result.removeIf([](const QString &word) {
            return word == QLatin1String("a") || word == QLatin1String("an") || word == QLatin1String("the");
        });
    }
    return result;
}

class NormalizedMatch final : public Scorer {
public:
    NormalizedMatch(const QString &id, const QStringList &aggregations, bool dropArticles)
        : Scorer(id, aggregations)
        , m_dropArticles(dropArticles)
    {
    }

private:
    RowScore scoreRow(const json &row) const override
    {
        const QStringList given = words(response(row), m_dropArticles);
        const QStringList answers = accepted(row);
        return plainScore(std::any_of(answers.begin(), answers.end(),
            [&](const QString &answer) { return words(answer, m_dropArticles) == given; }));
    }
    bool m_dropArticles;
};

/// Numbers as people write them: 1,234.5 and -3 and 2e5; a comma only groups thousands.
std::optional<double> numberIn(const QString &text, bool last)
{
    static const PyRegex number(QStringLiteral("(?<![\\w.])[-+\\u2212]?(?:\\d{1,3}(?:,\\d{3})+(?!\\d)(?:\\.\\d+)?|\\d+("
                                               "?:\\.\\d+)?|\\.\\d+)(?:[eE][-+]?\\d+)?"));
    const auto found = number.findAll(text);
    if (found.isEmpty())
        return std::nullopt;
    QString digits = (last ? found.last() : found.first()).text();
    digits.remove(u',').replace(QChar(u'\u2212'), QStringLiteral("-"));
    return pyFloat(digits);
}

class NumberMatch final : public Scorer {
public:
    NumberMatch(const QString &id, const QStringList &aggregations, double tolerance, double relative, bool last)
        : Scorer(id, aggregations)
        , m_tolerance(tolerance)
        , m_relative(relative)
        , m_last(last)
    {
    }

private:
    RowScore scoreRow(const json &row) const override
    {
        const auto given = numberIn(response(row), m_last);
        bool right = false;
        for (const auto &answer : accepted(row)) {
            const auto wanted = numberIn(answer, m_last);
            if (!wanted)
                throw PyError("ValueError",
                    QCoreApplication::translate("assay",
                        "The column \"expected_answer\" must hold a number, not "
                        "\"%1\".")
                        .arg(answer));
            right = right
                || (given && std::abs(*given - *wanted) <= std::max(m_tolerance, m_relative * std::abs(*wanted)));
        }
        return lookedScore(right, given ? QString::fromStdString(pyFloatRepr(*given)) : QString());
    }
    double m_tolerance, m_relative;
    bool m_last;
};

class ContainsAny final : public Scorer {
public:
    ContainsAny(const QString &id, const QStringList &aggregations, bool caseSensitive, bool wholeWords)
        : Scorer(id, aggregations)
        , m_caseSensitive(caseSensitive)
        , m_wholeWords(wholeWords)
    {
    }

private:
    RowScore scoreRow(const json &row) const override
    {
        const QString text = response(row);
        for (const auto &answer : accepted(row)) {
            if (holds(text, answer))
                return lookedScore(true, answer);
        }
        return lookedScore(false, QString());
    }

    bool holds(const QString &text, const QString &answer) const
    {
        const auto sensitivity = m_caseSensitive ? Qt::CaseSensitive : Qt::CaseInsensitive;
        for (qsizetype at = text.indexOf(answer, 0, sensitivity); at >= 0;
             at = text.indexOf(answer, at + 1, sensitivity)) {
            const qsizetype end = at + answer.size();
            const bool apart = (at == 0 || !text.at(at - 1).isLetterOrNumber())
                && (end == text.size() || !text.at(end).isLetterOrNumber());
            if (!m_wholeWords || apart)
                return true;
        }
        return false;
    }
    bool m_caseSensitive, m_wholeWords;
};

/// Overlap of words, each as often as it occurs; the best of the accepted answers counts.
class TokenF1 final : public Scorer {
public:
    TokenF1(const QString &id, const QStringList &aggregations, bool dropArticles)
        : Scorer(id, aggregations)
        , m_dropArticles(dropArticles)
    {
    }

private:
    RowScore scoreRow(const json &row) const override
    {
        const QStringList given = words(response(row), m_dropArticles);
        json best = json { { "score", 0.0 }, { "precision", 0.0 }, { "recall", 0.0 } };
        for (const auto &answer : accepted(row)) {
            json one = compare(given, words(answer, m_dropArticles));
            if (one["score"].get<double>() > best["score"].get<double>())
                best = std::move(one);
        }
        RowScore result;
        result.value = best;
        return result;
    }

    static json compare(const QStringList &given, const QStringList &wanted)
    {
        if (given.isEmpty() || wanted.isEmpty()) {
            const double both = given.isEmpty() && wanted.isEmpty() ? 1.0 : 0.0;
            return { { "score", both }, { "precision", both }, { "recall", both } };
        }
        QHash<QString, int> counts;
        for (const auto &word : wanted)
            ++counts[word];
        int common = 0;
        for (const auto &word : given)
            common += counts.value(word) > 0 && counts[word]-- > 0;
        const double precision = common / static_cast<double>(given.size());
        const double recall = common / static_cast<double>(wanted.size());
        const double f1 = common == 0 ? 0.0 : 2 * precision * recall / (precision + recall);
        return { { "score", f1 }, { "precision", precision }, { "recall", recall } };
    }
    bool m_dropArticles;
};

class ValidJson final : public Scorer {
public:
    ValidJson(const QString &id, const QStringList &aggregations, const QStringList &requiredKeys, bool allowFence)
        : Scorer(id, aggregations)
        , m_requiredKeys(requiredKeys)
        , m_allowFence(allowFence)
    {
    }

private:
    RowScore scoreRow(const json &row) const override
    {
        QString text = pyStrip(response(row));
        if (m_allowFence) {
            static const PyRegex fence(QStringLiteral("(?s)\\A```[A-Za-z]*\\n(.*?)\\n?```\\Z"));
            if (const auto match = fence.search(text))
                text = match->group(1).value_or(text);
        }
        const json parsed = json::parse(text.toStdString(), nullptr, false);
        if (parsed.is_discarded())
            return plainScore(false);
        return plainScore(std::all_of(m_requiredKeys.begin(), m_requiredKeys.end(),
            [&parsed](const QString &key) { return parsed.is_object() && parsed.contains(key.toStdString()); }));
    }
    QStringList m_requiredKeys;
    bool m_allowFence;
};

} // namespace

ScorerPtr makeNormalizedMatch(const QString &id, const json &params)
{
    OwnParams own(id, params);
    const auto aggregations = own.aggregations(QStringLiteral("accuracy"));
    const bool dropArticles = own.boolean("drop_articles", false);
    own.finish();
    return std::make_shared<NormalizedMatch>(id, aggregations, dropArticles);
}

ScorerPtr makeNumberMatch(const QString &id, const json &params)
{
    OwnParams own(id, params);
    const auto aggregations = own.aggregations(QStringLiteral("accuracy"));
    const double tolerance = own.number("tolerance", 0, 0);
    const double relative = own.number("relative_tolerance", 0, 0);
    const bool last = own.choice("which", { QStringLiteral("last"), QStringLiteral("first") }) == QLatin1String("last");
    own.finish();
    return std::make_shared<NumberMatch>(id, aggregations, tolerance, relative, last);
}

ScorerPtr makeContainsAny(const QString &id, const json &params)
{
    OwnParams own(id, params);
    const auto aggregations = own.aggregations(QStringLiteral("accuracy"));
    const bool caseSensitive = own.boolean("case_sensitive", false);
    const bool wholeWords = own.boolean("whole_words", false);
    own.finish();
    return std::make_shared<ContainsAny>(id, aggregations, caseSensitive, wholeWords);
}

ScorerPtr makeTokenF1(const QString &id, const json &params)
{
    OwnParams own(id, params);
    const auto aggregations = own.aggregations(QStringLiteral("average"));
    const bool dropArticles = own.boolean("drop_articles", true);
    own.finish();
    return std::make_shared<TokenF1>(id, aggregations, dropArticles);
}

ScorerPtr makeValidJson(const QString &id, const json &params)
{
    OwnParams own(id, params);
    const auto aggregations = own.aggregations(QStringLiteral("accuracy"));
    const QStringList requiredKeys = own.texts("required_keys");
    const bool allowFence = own.boolean("allow_fence", true);
    own.finish();
    return std::make_shared<ValidJson>(id, aggregations, requiredKeys, allowFence);
}

} // namespace assay::engine::scoring
