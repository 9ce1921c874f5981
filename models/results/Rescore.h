#pragma once

#include "models/results/ResultRow.h"
#include "services/core/Job.h"
#include "services/core/StoredAnswers.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace assay {

/// A way of scoring answers that are stored already.
struct RescoreFunction {
    QString id;    ///< scoring function, e.g. "basic::subset_of"
    QString title; ///< translated, what it looks at
    bool judge = false; ///< a judge model reads each answer
};
/// Those that need nothing beyond the answer and the target, then the judge.
QList<RescoreFunction> rescoreFunctions();
/// The title of one of them.
QString scorerTitle(const QString &function);

/// What the reader asks for.
struct RescoreRequest {
    QString name;          ///< of the new run
    QList<int> benchmarks; ///< of the run, by their index
    QString function;
    QString judgeUrl, judgeModel;
    QString judgeSecret;   ///< name of its key in the keychain; empty: it needs none
    QString judgePrompt;   ///< with {input_query}, {expected_answer}, {generated_answer}
    QString judgePattern;  ///< regular expression; its first group is the score

    bool asksJudge() const;
};

/// What has to be mended, one translated sentence for each field; empty: nothing.
struct RescoreProblems {
    QString name, benchmarks, judgeUrl, judgeModel, judgePrompt, judgePattern;
    bool any() const;
};
RescoreProblems rescoreProblems(const RescoreRequest &request);

/// A prompt and a pattern to start from: one point for an answer that agrees with the reference. For models: not translated.
QString standardJudgePrompt();
QString standardJudgePattern();

/// The job that scores the stored answers of `source`. benchmarks: all of that run; a collection's are known from its results only. It names no address of the model: none
/// is asked, and a server that does not know stored answers refuses it.
Job rescoreJob(const Job &source, const QList<ResultRow> &benchmarks, const RescoreRequest &request);

/// Whose answers a run scores again, each run once, in order.
QStringList answerRuns(const Job &job);

} // namespace assay
