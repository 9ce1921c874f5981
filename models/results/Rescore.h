#pragma once

#include "models/results/ResultRow.h"
#include "models/results/ScorerChoice.h"
#include "services/core/Job.h"
#include "services/core/StoredAnswers.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace assay {

/// What the reader asks for.
struct RescoreRequest {
    QString name;          ///< of the new run
    QList<int> benchmarks; ///< of the run, by their index
    ScorerChoice scorer;
};

/// What has to be mended, one translated sentence for each field; empty: nothing.
struct RescoreProblems {
    QString name, benchmarks;
    ScorerProblems scorer;
    bool any() const;
};
RescoreProblems rescoreProblems(const RescoreRequest &request);

/// The job that scores the stored answers of `source`. benchmarks: all of that run; a collection's are known from its results only. It names no address of the model: none
/// is asked, and a server that does not know stored answers refuses it.
Job rescoreJob(const Job &source, const QList<ResultRow> &benchmarks, const RescoreRequest &request);

/// Whose answers a run scores again, each run once, in order.
QStringList answerRuns(const Job &job);

} // namespace assay
