#pragma once

#include "services/api/Capabilities.h"
#include "services/backends/rest/RestClient.h"

namespace assay {

/// One call of the EvalHub API, relative to `/api/v1`.
using EvalHubCall = RestCall;

/// What a call does to the server, in words for a question, e.g. "delete a run"; empty for one that changes nothing.
QString describeWrite(const EvalHubCall &call);

/// What a status of 400 and above means; reads EvalHub's error object when there is one.
Error evalHubError(const HttpReply &reply, const QString &place);

/// Speaks EvalHub's API with one server. GUI thread.
class EvalHubClient : public RestClient {
    Q_OBJECT
public:
    explicit EvalHubClient(const QString &serverKind, QObject *parent = nullptr);

    void setCapabilities(const Capabilities &capabilities) { m_capabilities = capabilities; }
    const Capabilities &capabilities() const { return m_capabilities; }

    /// Makes the call once the server's capabilities are known; an error ends it unasked.
    using Build = std::function<Result<EvalHubCall>(const Capabilities &)>;
    template<typename T, typename Decode>
    QFuture<Result<T>> callWhenKnown(const Build &build, Decode decode)
    {
        return callBuilt<T>([this, build] { return build(m_capabilities); }, decode);
    }

private:
    Capabilities m_capabilities;
};

} // namespace assay
