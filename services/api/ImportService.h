#pragma once

#include "services/core/Result.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QStringList>

namespace assay {

/// A run that an import made, or found already there.
struct ImportRun {
    QString id;   ///< of the job on the same connection
    QString name, file, tool;
    bool known = false; ///< it was there before
    bool operator==(const ImportRun &) const = default;
};

/// Something that was not imported.
struct ImportFault {
    QString file;
    QString place;   ///< "line 7", or an entry of an archive; empty: the file as a whole
    QString message; ///< a sentence
    bool operator==(const ImportFault &) const = default;
};

/// How an import stands, with what came since the last look.
struct ImportState {
    enum class Phase { Waiting, Running, Completed, Cancelled, Failed };
    QString id;
    QStringList paths;
    Phase phase = Phase::Waiting;
    QString message; ///< why it failed; a sentence
    QString current; ///< the file that is read now
    qint64 files = 0, filesDone = 0, filesSkipped = 0; ///< skipped: no results of a known tool
    qint64 bytes = 0, bytesDone = 0;
    qint64 runsMade = 0, runsKnown = 0, samples = 0, problemCount = 0;
    QList<ImportRun> runs;       ///< new ones; of an import at most the first 5,000
    QList<ImportFault> problems; ///< same
    bool isOver() const { return phase != Phase::Waiting && phase != Phase::Running; }
    bool operator==(const ImportState &) const = default;
};

/// Results of other tools, from files of the machine that the server runs on (Capability::ImportResults). Imports go on in the server
/// when nobody looks. Threads and errors as JobService.
class ImportService : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// Absolute files and folders. Answers with the import's id.
    virtual QFuture<Result<QString>> begin(const QStringList &paths) = 0;
    virtual QFuture<Result<ImportState>> look(const QString &id, qint64 runsKnown, qint64 problemsKnown) = 0;
    /// The newest first, without runs and problems.
    virtual QFuture<Result<QList<ImportState>>> list() = 0;
    /// What is imported already stays.
    virtual QFuture<Result<Done>> cancel(const QString &id) = 0;
};

} // namespace assay
