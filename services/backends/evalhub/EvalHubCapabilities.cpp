#include "services/backends/evalhub/EvalHubConnection.h"

#include "services/http/Redaction.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay {

Capabilities plainEvalHubCapabilities()
{
    Capabilities out;
    out.serverName = QStringLiteral("EvalHub");
    out.items = {Capability::ListJobs,       Capability::SubmitJobs,      Capability::CancelJobs,
                 Capability::DeleteJobs,     Capability::ListProviders,   Capability::EditProviders,
                 Capability::ListCollections, Capability::EditCollections, Capability::CloneCollections,
                 Capability::Logs};
    return out;
}

Result<Capabilities> decodeCapabilities(const QByteArray &body)
{
    static const QHash<QString, Capability> words{
        {QStringLiteral("list_jobs"), Capability::ListJobs},
        {QStringLiteral("submit_jobs"), Capability::SubmitJobs},
        {QStringLiteral("cancel_jobs"), Capability::CancelJobs},
        {QStringLiteral("delete_jobs"), Capability::DeleteJobs},
        {QStringLiteral("list_providers"), Capability::ListProviders},
        {QStringLiteral("edit_providers"), Capability::EditProviders},
        {QStringLiteral("list_collections"), Capability::ListCollections},
        {QStringLiteral("edit_collections"), Capability::EditCollections},
        {QStringLiteral("logs"), Capability::Logs},
        {QStringLiteral("log_ranges"), Capability::LogRanges},
        {QStringLiteral("samples"), Capability::Samples},
        {QStringLiteral("scores"), Capability::Scores},
        {QStringLiteral("query_samples"), Capability::QuerySamples},
        {QStringLiteral("put_tasks"), Capability::PutTasks},
        {QStringLiteral("event_stream"), Capability::EventStream},
        {QStringLiteral("idempotent_submit"), Capability::IdempotentSubmit},
        {QStringLiteral("recorded_models"), Capability::RecordedModels},
        {QStringLiteral("retry_benchmarks"), Capability::RetryBenchmarks},
        {QStringLiteral("cancel_benchmarks"), Capability::CancelBenchmarks},
        {QStringLiteral("plan_jobs"), Capability::PlanJobs},
        {QStringLiteral("approve_commands"), Capability::ApproveCommands},
        {QStringLiteral("drain"), Capability::Drain},
        {QStringLiteral("clone_collections"), Capability::CloneCollections},
        {QStringLiteral("try_providers"), Capability::TryProviders},
        {QStringLiteral("import_results"), Capability::ImportResults},
        {QStringLiteral("datasets"), Capability::Datasets},
        {QStringLiteral("append_rows"), Capability::AppendRows},
        {QStringLiteral("edit_rows"), Capability::EditRows},
    };
    const auto in = nlohmann::json::parse(body.begin(), body.end(), nullptr, false);
    if (!in.is_object())
        return Error{Error::Kind::Protocol,
                     QCoreApplication::translate("assay", "The server's list of capabilities cannot be read; update the server or Assay."),
                     quoted(QString::fromUtf8(body), 200)};
    Capabilities out;
    const auto text = [&in](const char *name) {
        const auto it = in.find(name);
        return it != in.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
    };
    out.serverName = text("name");
    out.serverVersion = text("version");
    const auto list = in.find("capabilities");
    if (list != in.end() && list->is_array()) {
        for (const auto &item : *list) {
            const auto known = item.is_string() ? words.constFind(QString::fromStdString(item.get<std::string>())) : words.cend();
            if (known != words.cend())
                out.items.insert(*known);
        }
    }
    if (out.has(Capability::Datasets)) // the word stands for all of it
        out.items += {Capability::AddDatasets, Capability::RemoveDatasets};
    return out;
}

} // namespace assay
