#pragma once

#include "models/common/Roles.h"
#include "services/core/Job.h"
#include "services/verdict/Judge.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>

namespace assay {

/// What the list of runs keeps of a job: its own few values and ready texts, so that ten thousand rows stay small.
struct JobRow {
    QString id;                     ///< RunRef::text()
    QString connectionId, connection; ///< where it is, and that place's name; set by the list
    QString name, model;
    QString target;                 ///< collection id, or benchmark ids joined by commas
    Word<RunState> state;
    Verdict verdict = Verdict::NotGated; ///< what the statistics say under the strict policy, not the server's rule
    QString verdictReason;          ///< one sentence, e.g. "Fails 2 of 6 gates"
    std::optional<double> score;    ///< in its own unit
    QString scoreText;              ///< with its unit, as shown
    QString message;                ///< the server's sentence about the state; may be empty
    QDateTime created, started, finished; ///< invalid when unknown
    QStringList tags;
    qint64 itemsDone = 0, itemsTotal = 0; ///< over all benchmarks that told; total 0: unknown
    QString haystack;               ///< lower case: everything that free text is looked for in
    bool operator==(const JobRow &) const = default;
};

JobRow jobRow(const Job &job);
/// What a person calls the job: its name, else its model and target.
QString jobTitle(const JobRow &row);

} // namespace assay
