#pragma once

#include "services/core/Job.h"
#include "services/core/Result.h"

namespace assay {

/// One benchmark of a job on its way to the server.
struct RunCall {
    QString runId;      ///< as the server names it; empty: not known yet
    QStringList before; ///< runs like it that were there before it was sent: none of them is this one; empty where a server lists none
    qint64 sentMs = 0;  ///< since 1970; 0: not sent
    qint64 lostMs = 0;  ///< since when its answer is lost; 0: it is not
    int parts = -1;     ///< pieces of its samples that are kept; -1: not copied yet
    bool operator==(const RunCall &) const = default;
};

/// A job as it is kept here: such a server forgets its runs within a day or at its end, and knows no jobs.
struct KeptRun {
    Job job;
    QString key;            ///< of the submit that made it; empty: started by somebody else
    QList<RunCall> calls;   ///< one for each of job.benchmarks
};

/// Its parameters, which may hold rows, are more than the GUI thread should read or write.
bool isLong(const Job &job);

/// Sets the job's state from those of its benchmarks, each of which has a status.
void settleJob(Job &job);

/// What a server, or its absence, said about a run.
Message runtimeMessage(const QString &text, const QString &code);
/// Over, now, with no result.
void failBenchmark(BenchmarkStatus &status, const Message &why);

QByteArray encodeKeptRun(const KeptRun &record);
Result<KeptRun> decodeKeptRun(const QByteArray &text);

} // namespace assay
