#pragma once

#include "models/common/Roles.h"
#include "models/jobs/BaselineDelta.h"
#include "services/api/RunLibrary.h"
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
    QString collection, batch;      ///< as in RunRecord
    QStringList benchmarks, providers;
    Word<RunState> state;
    Verdict verdict = Verdict::NotGated; ///< what the statistics say under the policy in force, not the server's rule
    QString verdictReason;          ///< one sentence, e.g. "Fails 2 of 6 gates"
    std::optional<double> score;    ///< in its own unit
    QString scoreText;              ///< with its unit, as shown
    QString message;                ///< the server's sentence about the state; may be empty
    QDateTime created, started, finished; ///< invalid when unknown
    QStringList tags;               ///< the server's
    qint64 itemsDone = 0, itemsTotal = 0; ///< over all benchmarks that told; total 0: unknown
    QList<RunResult> results;
    QString haystack;               ///< lower case: everything that free text is looked for in

    qint64 goneMs = 0;              ///< since when its server has it no more; 0: it has
    bool archived = false;          ///< its server has put it away; set by the list
    bool cached = false;            ///< from the library; its server has not told of it since the start
    QString note;                   ///< from here on: what the user says about it, see models/library
    QStringList ownTags;
    bool baseline = false;          ///< others are compared with it
    BaselineDelta delta;            ///< to the baseline of its scope
    bool operator==(const JobRow &) const = default;

    /// When it happened, for sorting and dates: started, else made; 0 when unknown. Milliseconds since 1970.
    qint64 whenMs() const
    {
        const QDateTime &when = started.isValid() ? started : created;
        return when.isValid() ? when.toMSecsSinceEpoch() : 0;
    }
    /// The server's and the user's.
    QStringList allTags() const;
};

JobRow jobRow(const RunRecord &run);
/// Back again, for the library.
RunRecord runRecord(const JobRow &row);
JobRow jobRow(const Job &job, const QString &connectionId = {});
/// What a person calls the job: its name, else its model and target.
QString jobTitle(const JobRow &row);

} // namespace assay
