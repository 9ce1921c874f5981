#include "services/backends/llamastack/LlamaServer.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QVersionNumber>

#include <algorithm>

namespace assay::llamastack {

namespace {

using Json = nlohmann::json;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

Error unreadable(const char *what)
{
    return { Error::Kind::Protocol, Text::tr("This is no answer of a Llama Stack server; check the URL."),
        QString::fromLatin1(what) };
}

bool anyBegins(const QStringList &routes, const char *begin)
{
    return std::any_of(routes.cbegin(), routes.cend(),
        [begin](const QString &route) { return route.startsWith(QLatin1String(begin)); });
}

} // namespace

Result<QString> readVersion(const QByteArray &body)
{
    const Json in = Json::parse(body.begin(), body.end(), nullptr, false);
    const auto it = in.is_object() ? in.find("version") : in.end();
    if (!in.is_object() || it == in.end() || !it->is_string())
        return unreadable("version");
    return QString::fromStdString(it->get<std::string>());
}

Result<QStringList> readRoutes(const QByteArray &body)
{
    const Json in = Json::parse(body.begin(), body.end(), nullptr, false);
    if (!in.is_object() || !in.contains("data") || !in["data"].is_array())
        return unreadable("routes");
    QStringList routes;
    for (const Json &one : in["data"]) {
        if (one.is_object() && one.contains("route") && one["route"].is_string())
            routes << QString::fromStdString(one["route"].get<std::string>());
    }
    return routes;
}

Server serverOf(const QString &version, const QStringList &routes)
{
    Server out;
    out.version = version;
    const QVersionNumber number = QVersionNumber::fromString(version);
    const auto isFrom = [&number](int major, int minor) { return number >= QVersionNumber(major, minor); };
    const bool numbered = !number.isNull();
    if (anyBegins(routes, "/v1alpha/") || anyBegins(routes, "/v1beta/")) {
        out.datasets = anyBegins(routes, "/v1beta/datasetio/");
        out.evaluations = anyBegins(routes, "/v1alpha/eval/");
        out.rerank = anyBegins(routes, "/v1alpha/inference/rerank");
        out.training = anyBegins(routes, "/v1alpha/post-training/");
        if (anyBegins(routes, "/v1alpha/post-training/jobs/{"))
            out.trainingRoutes = TrainingRoutes::Path;
    } else {
        const bool there = !numbered || (isFrom(0, 3) && !isFrom(0, 8));
        out.datasets = out.evaluations = out.rerank = there;
        out.training = there && (!numbered || !isFrom(0, 7));
        out.trainingRoutes = numbered && isFrom(0, 6) ? TrainingRoutes::Path : TrainingRoutes::Query;
    }
    out.trainingPurpose = !numbered || !isFrom(0, 7);
    // 0.3 has the route of reranking and answers 501 to everything.
    const bool onlyRoute
        = isFrom(0, 3) && !isFrom(0, 4) && !routes.isEmpty() && anyBegins(routes, "/v1alpha/inference/rerank");
    out.rerank = out.rerank && !onlyRoute;
    return out;
}

Capabilities capabilitiesOf(const Server &server)
{
    Capabilities out;
    out.serverName = QStringLiteral("Llama Stack");
    out.serverVersion = server.version;
    out.items = { Capability::ListJobs, Capability::DeleteJobs, Capability::ListProviders, Capability::Samples,
        Capability::Scores, Capability::QuerySamples, Capability::IdempotentSubmit, Capability::ListModels };
    if (server.evaluations)
        out.items += { Capability::SubmitJobs, Capability::CancelJobs, Capability::RegisterBenchmarks,
            Capability::CreateEvaluations };
    if (server.datasets)
        out.items += { Capability::Datasets, Capability::AddDatasets, Capability::RemoveDatasets, Capability::AppendRows };
    if (server.rerank)
        out.items.insert(Capability::Rerank);
    if (server.training)
        out.items.insert(Capability::Training);
    return out;
}

QStringList missingFrom(const Server &server)
{
    QStringList missing;
    if (!server.datasets)
        missing << Text::tr("datasets");
    if (!server.evaluations)
        missing << Text::tr("evaluations");
    if (!server.rerank)
        missing << Text::tr("reranking");
    if (!server.training)
        missing << Text::tr("fine-tuning");
    return missing;
}

Error notLlamaStack(const QString &place)
{
    return Error { Error::Kind::Protocol, Text::tr("%1 is not a Llama Stack server; check the URL.").arg(place) };
}

Error withoutEvaluations(const Server &server, const QString &place)
{
    return Error { Error::Kind::Unsupported,
        Text::tr("The Llama Stack server at %1 is version %2, which has neither datasets nor evaluations where 0.3 to "
                 "0.7 have "
                 "them. Use one of those, or run the benchmark on the local engine.")
            .arg(place, server.version),
        {}, QStringLiteral("no_evaluations") };
}

} // namespace assay::llamastack
