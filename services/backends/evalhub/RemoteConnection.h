#pragma once

#include "services/api/ConnectionSettings.h"
#include "services/backends/evalhub/EvalHubConnection.h"
#include "services/backends/rest/Comeback.h"

namespace assay {

class RequestLog;
class SecretStore;
class WriteGuard;

/// An EvalHub server somewhere else, as its settings say. GUI thread.
///
/// Each attempt to connect reads the secret and the certificates anew, so that a changed one counts. A server that was not
/// reached is tried again by itself, less and less often; one that refuses the key is not, which could lock an account.
class RemoteConnection final : public EvalHubConnection {
    Q_OBJECT
public:
    struct Services {
        SecretStore &secrets;
        WriteGuard &guard;
        RequestLog *log = nullptr; ///< may be null
    };
    RemoteConnection(const ConnectionSettings &settings, const Services &services, QObject *parent = nullptr);

    void configure(const ConnectionSettings &settings) override;
    void close() override;

protected:
    void locate(bool again) override;

private:
    void onState();

    ConnectionSettings m_remote;
    Services m_services;
    Comeback m_comeback;
    int m_located = 0;
};

} // namespace assay
