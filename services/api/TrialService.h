#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Result.h"

#include <QFuture>
#include <QObject>

#include <optional>

namespace assay {

/// Something in a report that breaks the contract, or will surprise.
struct TrialFault {
    QString path; ///< of the member, e.g. "benchmark_status_event.phase"; empty: the report as a whole
    QString rule;
    bool refused = false; ///< servers do not take such a report; else they do
    bool operator==(const TrialFault &) const = default;
};

/// One report that the command posted, taken or not.
struct TrialReport {
    qint64 number = 0; ///< from 1
    qint64 atMs = 0;   ///< since the trial began
    qint64 bytes = 0;  ///< of the body; `body` may be shorter
    QString body;      ///< as posted
    QString status, phase; ///< words of the wire; empty where it has none
    QList<TrialFault> faults;
    bool operator==(const TrialReport &) const = default;
};

/// How the command ended, and what it and all that it started used.
struct TrialEnd {
    int code = 0;
    std::optional<int> signal;
    double userSeconds = 0, systemSeconds = 0, wallSeconds = 0;
    qint64 maxRssBytes = 0; ///< of the largest process
    bool operator==(const TrialEnd &) const = default;
};

/// How a trial stands, with what came since the last look.
struct TrialState {
    enum class Phase { Running, Ending, Over };
    Phase phase = Phase::Running;
    bool cancelled = false;
    qint64 tookMs = 0;
    qint64 requests = 0; ///< to the toy model
    QList<TrialReport> reports; ///< new ones
    QByteArray output;          ///< new bytes, UTF-8
    qint64 outputNext = 0;      ///< where the next look goes on
    std::optional<TrialEnd> end;
    QStringList faults; ///< of the whole, once it is over
};

/// Tries a provider's command without a job (Capability::TryProviders). Threads and errors as JobService.
class TrialService : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// Starts it and answers with its id. `shownCommand`: what the user was shown and said yes to. Error::Conflict: another trial runs,
    /// or the command is denied.
    virtual QFuture<Result<QString>> begin(const Provider &provider, const QString &benchmarkId, const QString &shownCommand) = 0;
    virtual QFuture<Result<TrialState>> look(const QString &id, qint64 reportsKnown, qint64 outputFrom) = 0;
    virtual QFuture<Result<Done>> cancel(const QString &id) = 0;
};

} // namespace assay
