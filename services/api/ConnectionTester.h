#pragma once

#include "services/api/ConnectionSettings.h"

#include <QObject>

#include <memory>
#include <optional>

namespace assay {

/// One rung of the ladder that a connection's test climbs.
struct ConnectionCheck {
    enum class Step { Address, Resolve, Connect, Tls, Health, Auth, Tenant, Version };
    enum class State { Waiting, Running, Passed, Warned, Failed, Skipped };
    Step step = Step::Address;
    State state = State::Waiting;
    qint64 ms = -1; ///< -1: not measured
    QString text;   ///< translated: what was seen, one sentence
    QString fix;    ///< translated: what to do about it; empty when nothing is to be done
};

/// Climbs from the address to what the server can do, and stops at the first rung that breaks. GUI thread; start() returns at
/// once, changed() tells of each rung, finished() comes once. Each rung ends within the settings' own time-outs.
class ConnectionTester : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// `secret`: typed and not saved yet; none: the one in the keychain. A test that runs is given up.
    virtual void start(const ConnectionSettings &settings, const std::optional<QString> &secret) = 0;
    virtual void cancel() = 0;
    /// Every rung of the kind of server, from the first start() on.
    virtual QList<ConnectionCheck> checks() const = 0;
    virtual bool isRunning() const = 0;

Q_SIGNALS:
    void started();             ///< the rungs are new
    void changed(int index);
    void finished(bool passed); ///< warnings count as passed; not after cancel()
};

} // namespace assay
