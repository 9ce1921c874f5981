#pragma once

namespace assay {

class ConnectionRegistry;
class DraftStore;
class RequestLog;
class SecretStore;
class WriteGuard;

/// What connections of every kind are made with; all outlive the registry.
struct ConnectionParts {
    SecretStore &secrets;
    WriteGuard &guard;
    RequestLog &requests;
    DraftStore &kept; ///< where runs are kept of services that keep none
};

/// The kinds of server that can be connected to beside the local engine. New kinds are added here and nowhere else.
void addConnectionKinds(ConnectionRegistry &registry, const ConnectionParts &parts);

} // namespace assay
