#pragma once

#include "services/core/Sample.h"

#include <QRegularExpression>

#include <memory>
#include <variant>

// Filter expressions over samples, for instance: score<0.5 latency>2s not error:* (response~/\bparis\b/i or prompt:"capital")
//
//   expression: terms joined by `and` (or nothing), `or`, `not` (or a leading -), in parentheses; `and` binds closer than `or`
//   term:       FIELD OPERATOR VALUE, or a word or "text" alone: in prompt, response or target
//   operator:   `:` has (a part of a text, a number, a word), `=` `!=` equals or not, `<` `<=` `>` `>=` of numbers, `~` matches the
//               regular expression (/…/, /…/i, or a word)
//   value:      a word, "text" with \" and \\, a number with its unit; `*` any, `none` nothing; of `key` also a list with repeats:
//               key:{"id:7"#0 "id:9"#1}

namespace assay {

enum class SampleField {
    Score, Latency, Tokens, PromptTokens, Repeat, Number, // numbers of every sample
    Is,                                                   // passed, failed, error, not_extracted, unscored
    Prompt, Response, Target, Extracted, ErrorText, Key,  // texts
    AnyText,                                              // prompt, response or target
    Scorer, Metadata,                                     // one named value: scorer.NAME, meta.NAME
    Tag, Reason, Note, Label,                             // what people noted; only the window knows
};

enum class SampleOperator { Has, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, Matches };

/// One comparison.
struct SampleTerm {
    enum class Value { Any, None, Text, Number, Keys };
    SampleField field = SampleField::AnyText;
    QString name; ///< of a scorer or a metadata column
    SampleOperator op = SampleOperator::Has;
    Value value = Value::Text;
    QString text;      ///< as written, without quotes
    QList<SampleKey> keys; ///< of Value::Keys; repeat -1: any; sorted
    double number = 0; ///< in the field's own unit (latency: ms)
    QRegularExpression regex; ///< of SampleOperator::Matches; gives up after a bounded number of steps
};

struct SampleExpression {
    enum class Kind { And, Or, Not, Term };
    Kind kind = Kind::And;
    QList<SampleExpression> children;     ///< of And, Or and Not (one); an And without any matches all
    std::shared_ptr<const SampleTerm> term; ///< of Term
};

/// What is wrong with an expression, and where: characters of its text.
struct SampleExpressionProblem {
    qsizetype position = 0, length = 0;
    QString message; ///< translated, one sentence with the fix
};

/// An empty text is an expression that matches all.
std::variant<SampleExpression, SampleExpressionProblem> parseSampleExpression(const QString &text);

/// Whether it can be answered without prompt, response and the other texts of a sample.
bool needsTexts(const SampleExpression &expression);
/// Whether only the window can answer it: tags, reasons, notes and labels.
bool needsTriage(const SampleExpression &expression);
bool isTriageField(SampleField field);

/// passed, failed, error or unscored: a score of at least 0.5 passed. It knows no metric: see withOutcomesTurned().
QString sampleOutcomeWord(const Sample &sample);
/// The expression to ask where lower scores are better: passed and failed change places.
SampleExpression withOutcomesTurned(const SampleExpression &expression);

/// Whether a sample fits; its texts must be whole. Terms of triage never fit. `gaveUp` is set when a regular expression took too long.
/// Pure; any thread.
bool matches(const SampleExpression &expression, const Sample &sample, bool *gaveUp = nullptr);

/// One way in which the word that is being typed can go on.
struct SampleCompletion {
    qsizetype from = 0; ///< the word begins here
    QString word;       ///< what the word becomes
    QString help;       ///< translated
};
/// For the word before `cursor`. `names`: scorers and metadata columns as "scorer.NAME", "meta.NAME".
QList<SampleCompletion> completeSampleExpression(const QString &text, qsizetype cursor, const QStringList &names);

/// The text of an expression: parsed again it is the same one.
QString writeSampleExpression(const SampleExpression &expression);

} // namespace assay
