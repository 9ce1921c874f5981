#pragma once

#include "services/backends/spice/SpiceReader.h"
#include "services/backends/rest/RunStore.h"

#include <deque>

namespace assay {

class RestClient;
struct SpiceRows;

/// What a runtime's tables tell about runs: those of others are taken in, those of ours whose answer was lost are found again, and
/// the rows of all are copied before the runtime forgets them. GUI thread.
class SpiceHistory : public QObject {
    Q_OBJECT
public:
    SpiceHistory(RestClient &client, RunStore &store, QObject *parent = nullptr);

    /// The evals of the spicepod: the tables do not name them.
    void setEvals(const QList<SpiceEval> &evals) { m_evals = evals; }
    /// How long after an answer was lost a run may be listed as running (10 minutes), or may not be listed (a runtime repeats an answer of
    /// its tables for a second), before nobody knows what became of it.
    void setPatience(qint64 runningMs, qint64 unseenMs)
    {
        m_patienceMs = runningMs;
        m_unseenMs = unseenMs;
    }

    /// Looks at the runs and changes the records by them.
    QFuture<Result<Done>> look();
    /// How a call of ours ended, by its own answer.
    void ended(KeptRun &record, int index, const SpiceRun &run);
    /// Ended without a run to show for it.
    void failed(KeptRun &record, int index, const Message &why);
    /// Forgets what it was about to do, for another runtime.
    void reset();
    /// The same, for the same runtime: the next look() finds what is to be done.
    void stop();

    /// Runs of the same eval and model as this call's.
    QStringList runsLike(const QList<SpiceRun> &runs, const KeptRun &record, int index) const;

Q_SIGNALS:
    void changed(const QString &id, int index);
    void listChanged();

private:
    struct Copy {
        QString id;
        int index;
        SpiceRun run;
    };
    bool isLike(const SpiceRun &run, const KeptRun &record, int index) const;
    QString evalOf(const SpiceRun &run) const;
    void apply(const QList<SpiceRun> &runs);
    void update(KeptRun &record, const SpiceRun &run);
    bool claim(const SpiceRun &run);
    void takeIn(const SpiceRun &run);
    void settleLost(const QList<SpiceRun> &runs);
    void settleForgotten(const QList<SpiceRun> &runs);
    void put(KeptRun &record, int index);
    void wantCopy(const QString &id, int index, const SpiceRun &run);
    void copyNext();
    void copied(const Copy &copy, const Result<SpiceRows> &rows);
    void copyEnded();

    RestClient &m_client;
    RunStore &m_store;
    QList<SpiceEval> m_evals;
    std::deque<Copy> m_copies; ///< the first is under way
    qint64 m_patienceMs = 600'000, m_unseenMs = 2400;
    int m_round = 0;
    bool m_copying = false;
};

} // namespace assay
