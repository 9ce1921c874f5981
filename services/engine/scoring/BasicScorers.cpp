#include "services/engine/scoring/DocVqa.h"
#include "services/engine/scoring/MathAnswer.h"
#include "services/engine/scoring/Params.h"
#include "services/engine/scoring/PyJson.h"
#include "services/engine/scoring/PyRegex.h"
#include "services/engine/scoring/Scorers.h"

#include <QCoreApplication>

#include <variant>

// The functions of the `basic` provider that compare an expected with a generated answer.

namespace assay::engine::scoring {

namespace {

class Equality final : public Scorer {
    using Scorer::Scorer;
    RowScore scoreRow(const json &row) const override
    {
        const auto need = [&row](const char *name) -> const json & {
            const auto found = row.find(name);
            if (found == row.end()) // an assertion in the reference, unlike everywhere else
                throw PyError("AssertionError",
                    QCoreApplication::translate("assay", "The row has no column \"%1\".").arg(QLatin1String(name)));
            return *found;
        };
        const json &expected = need("expected_answer");
        return plainScore(pyEquals(expected, need("generated_answer")));
    }
};

class SubsetOf final : public Scorer {
    using Scorer::Scorer;
    RowScore scoreRow(const json &row) const override
    {
        const json &expected = column(row, "expected_answer");
        const json &generated = column(row, "generated_answer");
        if (generated.is_array())
            return plainScore(std::any_of(generated.begin(), generated.end(),
                [&expected](const json &element) { return pyEquals(expected, element); }));
        if (generated.is_object()) {
            if (expected.is_structured())
                throw PyError("TypeError",
                    QCoreApplication::translate("assay",
                        "The column \"expected_answer\" must hold text to "
                        "be looked for in an object."));
            return plainScore(expected.is_string() && generated.contains(expected.get_ref<const std::string &>()));
        }
        const std::string &text = textColumn(row, "generated_answer");
        return plainScore(text.find(textColumn(row, "expected_answer")) != std::string::npos);
    }
};

/// An expression that may be broken: the reference only notices when it gets that far.
using Expression = std::variant<PyRegex, PyError>;

class RegexParser final : public Scorer {
public:
    RegexParser(const QString &id, const StackParams &params)
        : Scorer(id, params.aggregations)
    {
        for (const auto &text : params.regexes) {
            try {
                m_expressions.emplace_back(PyRegex(text));
            } catch (const PyError &error) {
                if (m_expressions.empty())
                    throw; // every row would fail
                m_expressions.emplace_back(error);
            }
        }
    }

private:
    RowScore scoreRow(const json &row) const override
    {
        const json &expected = column(row, "expected_answer");
        column(row, "generated_answer");
        if (m_expressions.empty())
            return lookedScore(false, QString()); // whatever the answer's type
        const QString text = QString::fromStdString(textColumn(row, "generated_answer"));
        QString answer;
        for (const auto &expression : m_expressions) {
            if (const auto *broken = std::get_if<PyError>(&expression))
                throw *broken;
            if (const auto match = std::get<PyRegex>(expression).search(text)) {
                answer = match->group(1).value_or(QString());
                break;
            }
        }
        const bool right = !answer.isEmpty() && expected.is_string() && toQString(expected) == answer;
        return lookedScore(right, answer.isEmpty() ? QString() : answer);
    }

    std::vector<Expression> m_expressions;
};

class MathResponse final : public Scorer {
public:
    MathResponse(const QString &id, const StackParams &params)
        : Scorer(id, params.aggregations)
        , m_expression(params.regexes.first())
        , m_line(QStringLiteral(".*"))
    {
    }

private:
    RowScore scoreRow(const json &row) const override
    {
        column(row, "expected_answer");
        const QString response = QString::fromStdString(textColumn(row, "generated_answer", "AttributeError"));
        bool found = false;
        const QString generated = evaluateFractions(normalizeFinalAnswer(firstAnswer(response), m_expression, &found));
        const QString target = QString::fromStdString(textColumn(row, "expected_answer"));
        const QString expected = evaluateFractions(normalizeFinalAnswer(target, m_line));
        const bool right = generated == expected;
        return lookedScore(right, found || right ? generated : QString());
    }

    PyRegex m_expression, m_line;
};

class DocVqa final : public Scorer {
    using Scorer::Scorer;
    RowScore scoreRow(const json &row) const override
    {
        const std::string &text = textColumn(row, "expected_answer");
        const json accepted = json::parse(text, nullptr, false);
        if (text.starts_with("\xef\xbb\xbf") || (accepted.is_discarded() && !pyAcceptsJson(text)))
            throw PyError("JSONDecodeError",
                QCoreApplication::translate("assay",
                    "The column \"expected_answer\" must hold a JSON array of the "
                    "accepted answers as text, for example [\"Paris\"]."));
        column(row, "generated_answer");
        const QStringList answers = acceptedAnswers(accepted, row);
        return plainScore(
            answers.contains(docVqaNormalize(QString::fromStdString(textColumn(row, "generated_answer")))));
    }

    /// Normalised. A text stands for its characters, an object for the names of its members.
    static QStringList acceptedAnswers(const json &accepted, const json &row)
    {
        const auto refuse = [](const json &value) {
            throw PyError("TypeError",
                QCoreApplication::translate("assay", "The column \"expected_answer\" must list texts, not %1.")
                    .arg(QLatin1String(pyTypeName(value))));
        };
        QStringList answers;
        if (accepted.is_string()) {
            for (const auto c : toQString(accepted).toUcs4()) {
                const auto point = static_cast<char32_t>(c);
                answers << docVqaNormalize(QString::fromUcs4(&point, 1));
            }
        } else if (accepted.is_object()) {
            for (const auto &[name, value] : accepted.items())
                answers << docVqaNormalize(QString::fromStdString(name));
        } else if (accepted.is_array()) {
            textColumn(row, "generated_answer");
            for (const auto &answer : accepted) {
                if (!answer.is_string())
                    refuse(answer);
                answers << docVqaNormalize(toQString(answer));
            }
        } else {
            refuse(accepted);
        }
        return answers;
    }
};

StackParams regexParams(const QString &id, const json &given)
{
    StackParams params = stackParams(id, given);
    if (params.type != QLatin1String("regex_parser"))
        throw PyError("AssertionError",
            QCoreApplication::translate("assay", "%1 needs parameters of the type regex_parser, not %2.")
                .arg(id, params.type));
    return params;
}

} // namespace

ScorerPtr makeEquality(const QString &id, const json &params)
{
    return std::make_shared<Equality>(id, stackParams(id, params).aggregations);
}

ScorerPtr makeSubsetOf(const QString &id, const json &params)
{
    return std::make_shared<SubsetOf>(id, stackParams(id, params).aggregations);
}

ScorerPtr makeRegexParser(const QString &id, const json &params)
{
    return std::make_shared<RegexParser>(id, regexParams(id, params));
}

ScorerPtr makeMathResponse(const QString &id, const json &params)
{
    const StackParams checked = regexParams(id, params);
    if (checked.regexes.size() != 1)
        throw PyError("AssertionError",
            QCoreApplication::translate("assay",
                "%1 needs exactly one expression in "
                "\"parsing_regexes\", not %2.")
                .arg(id)
                .arg(checked.regexes.size()));
    return std::make_shared<MathResponse>(id, checked);
}

ScorerPtr makeDocVqa(const QString &id, const json &params)
{
    return std::make_shared<DocVqa>(id, stackParams(id, params).aggregations);
}

} // namespace assay::engine::scoring
