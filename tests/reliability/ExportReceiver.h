#pragma once

#include "tests/reliability/ContractModel.h"
#include "tests/support/ScriptedServer.h"

#include <mutex>

namespace assay::test {

/// Where a sequence's jobs are exported to: an MLflow server and a registry in one, as small as the engine needs them.
/// Its runs are made before it turns away what belongs to them, so that another try finds them. Any thread.
class ExportReceiver {
public:
    ExportReceiver();
    void answer(Receiver how);
    QByteArray url() const { return m_server.url().toUtf8(); }
    QByteArray host() const { return url().mid(int(qstrlen("http://"))); }

    /// Ids of the runs that were made for a key.
    std::vector<std::string> runs(const std::string &key) const;
    /// The manifest that a tag names; empty: none.
    std::string manifest(const std::string &tag) const;

private:
    ScriptedReply reply(const ScriptedRequest &request);
    ScriptedReply mlflow(const ScriptedRequest &request, const QByteArray &method);

    mutable std::mutex m_mutex;
    Receiver m_how = Receiver::Good;
    std::map<std::string, std::vector<std::string>> m_runs;
    std::map<std::string, std::string> m_manifests;
    int m_made = 0;
    ScriptedServer m_server; ///< last: its threads use the rest
};

} // namespace assay::test
