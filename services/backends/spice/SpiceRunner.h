#pragma once

#include "services/backends/rest/RunStore.h"
#include "services/http/HttpTypes.h"

#include <QTimer>

namespace assay {

class RestClient;
class SpiceHistory;
struct SpiceRun;

/// Sends the evals of all jobs to a runtime, one after the other: each call answers when its run is over, which may take hours. What
/// was sent is never sent again by itself. GUI thread.
class SpiceRunner : public QObject {
    Q_OBJECT
public:
    SpiceRunner(RestClient &client, RunStore &store, SpiceHistory &history, QObject *parent = nullptr);

    /// Between two looks for what was lost.
    void setLookInterval(int ms) { m_look.setInterval(ms); }

    /// The runtime is there: goes on with what waits, and looks for what was lost by an end of this program.
    void start();
    /// The same, unless it was stopped: an answer or a save that was still to come wakes no connection that was closed.
    void resume();
    /// Sends nothing more until start(); what is under way is given up, and looked for then.
    void stop();
    /// Ends the call of this job that is under way.
    void abort(const QString &id);

Q_SIGNALS:
    void changed(const QString &id, int index);

private:
    struct Flight {
        QString id;
        int index = -1;
        QFuture<Result<HttpReply>> reply;
    };
    void next();
    void begin(const QString &id, int index);
    void send(const QString &id, int index);
    void answered(const QString &id, int index, const Result<HttpReply> &reply);
    void lose(KeptRun &record, int index);
    void findLost();
    bool anyLost() const;

    RestClient &m_client;
    RunStore &m_store;
    SpiceHistory &m_history;
    Flight m_flight; ///< no id: nothing is under way
    QTimer m_look;
    bool m_running = false, m_stopped = false;
    int m_round = 0;
};

} // namespace assay
