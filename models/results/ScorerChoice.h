#pragma once

#include <QString>
#include <QStringList>
#include <QVariantMap>

namespace assay {

/// A scoring function of the local engine as somebody chose it, with what it is told.
struct ScorerChoice {
    QString function;     ///< e.g. "basic::subset_of"
    QVariantMap params = {}; ///< see scorerFields(); a judge's are below
    QString judgeUrl = {}, judgeModel = {};
    QString judgeSecret = {};  ///< name of its key in the keychain; empty: it needs none
    QString judgePrompt = {};  ///< with {input_query}, {expected_answer}, {generated_answer}
    QString judgePattern = {}; ///< regular expression; its first group is the score

    bool asksJudge() const;
    bool writesPrompt() const; ///< a judge that has no prompt and no pattern of its own
    bool operator==(const ScorerChoice &) const = default;
};

/// What has to be mended, one translated sentence for each field; empty: nothing.
struct ScorerProblems {
    QString params, judgeUrl, judgeModel, judgePrompt, judgePattern;
    bool any() const;
};
ScorerProblems scorerProblems(const ScorerChoice &choice);

/// The title of a function; what is not known is its own.
QString scorerTitle(const QString &function);

/// A prompt and a pattern to start from: one point for an answer that agrees with the reference. For models: not translated.
QString standardJudgePrompt();
QString standardJudgePattern();

/// What the scores of the items come to, in order; those that were asked for, else the function's own.
QStringList aggregationsOf(const ScorerChoice &choice);
/// The entry of a job's or a task's `scoring`.
QVariantMap scoringEntry(const ScorerChoice &choice);

} // namespace assay
