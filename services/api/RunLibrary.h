#pragma once

#include "services/api/RunRef.h"
#include "services/core/Result.h"
#include "services/core/States.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QStringList>

#include <optional>

namespace assay {

/// What a list needs of one benchmark's result: the gated metric and what is known about its uncertainty.
struct RunResult {
    QString benchmark, provider, metric; ///< metric empty: the server named none
    bool lowerIsBetter = false;
    std::optional<double> score, gate;   ///< in the metric's own unit
    std::optional<double> samples, standardError, successes;
    bool binary = false; ///< every sample is 0 or 1
    bool operator==(const RunResult &) const = default;
};

/// What a list needs of a run: facts as the server told them, no judgement. Times are milliseconds since 1970 in UTC, 0: unknown.
struct RunRecord {
    RunRef ref;
    QString name, model;
    QString collection;               ///< its id; empty: benchmarks chosen one by one
    QString batch;                    ///< id of the batch it was sent with; mostly empty
    QStringList benchmarks, providers; ///< asked for; a collection's are known once they have results
    QStringList tags;
    Word<RunState> state;
    QString message;                  ///< the server's sentence about the state
    qint64 created = 0, started = 0, finished = 0;
    qint64 itemsDone = 0, itemsTotal = 0;
    std::optional<double> jobScore;   ///< the server's own, over all benchmarks
    QList<RunResult> results;
    qint64 goneMs = 0;                ///< since when the server has it no more; 0: it has
    bool operator==(const RunRecord &) const = default;
};

/// What the user says about a run.
struct RunMark {
    RunRef ref;
    QString note;
    QStringList tags; ///< beside the server's
    bool operator==(const RunMark &) const = default;
};

/// The run that others of the same scope are compared with. The scope is made and read by models/library only.
struct RunBaseline {
    QString scope;
    RunRef ref;
    bool operator==(const RunBaseline &) const = default;
};

/// When a connection was last heard.
struct RunSourceAge {
    QString connectionId;
    qint64 heardMs = 0; ///< since 1970
    bool operator==(const RunSourceAge &) const = default;
};

struct LibraryContent {
    QList<RunRecord> runs;
    QList<RunMark> marks;
    QList<RunBaseline> baselines;
    QList<RunSourceAge> sources;
};

/// What the window knows about runs without asking a server, and what the user wrote about them. GUI thread; calls return at once
/// and keep their order. What was answered is on the disk. Errors: Storage; Unsupported where the file is a newer version's.
class RunLibrary : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    virtual QFuture<Result<LibraryContent>> load() = 0;
    /// What the servers told: replaces those that are known. Can be told again, so nobody has to wait for it.
    virtual QFuture<Result<Done>> index(const QList<RunRecord> &runs, const QList<RunSourceAge> &sources) = 0;
    /// Takes runs out of the index; marks stay.
    virtual QFuture<Result<Done>> forget(const QList<RunRef> &runs) = 0;
    /// What is known of a connection's runs, but those with marks: it was taken out, or is another server now.
    virtual QFuture<Result<Done>> forgetConnection(const QString &connectionId) = 0;
    /// Replaces note and tags of runs; an empty mark is none.
    virtual QFuture<Result<Done>> mark(const QList<RunMark> &marks) = 0;
    /// Replaces the baseline of its scope; without a job id there is none any more.
    virtual QFuture<Result<Done>> setBaseline(const RunBaseline &baseline) = 0;

Q_SIGNALS:
    /// Translated; something that the user must know, e.g. that the file was damaged.
    void noticed(const QString &sentence);
};

} // namespace assay
