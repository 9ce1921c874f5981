#include "services/backends/evalhub/EvalHubTrials.h"

#include "services/backends/evalhub/EvalHubClient.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay {

namespace {

using Json = nlohmann::json;

Result<EvalHubCall> ifOffered(const Capabilities &capabilities, const EvalHubCall &call)
{
    if (capabilities.has(Capability::TryProviders))
        return call;
    return Error{Error::Kind::Unsupported, capabilities.reasonMissing(Capability::TryProviders)};
}

QString pathOfTrial(const QString &id) { return pathOf({QStringLiteral("trials"), id}); }

Error unreadable(const char *what)
{
    return {Error::Kind::Protocol, QCoreApplication::translate("assay", "The answer about the trial cannot be read; update the engine or Assay."), QString::fromUtf8(what)};
}

TrialReport reportOf(const Json &in)
{
    TrialReport report;
    report.number = in.at("number").get<qint64>();
    report.atMs = in.at("at_ms").get<qint64>();
    report.bytes = in.at("bytes").get<qint64>();
    report.body = QString::fromStdString(in.at("body").get<std::string>());
    report.status = QString::fromStdString(in.at("status").get<std::string>());
    report.phase = QString::fromStdString(in.at("phase").get<std::string>());
    for (const Json &fault : in.at("faults"))
        report.faults.append({QString::fromStdString(fault.at("path").get<std::string>()), QString::fromStdString(fault.at("rule").get<std::string>()), fault.at("refused").get<bool>()});
    return report;
}

TrialEnd endOf(const Json &in)
{
    TrialEnd end;
    end.code = in.at("code").get<int>();
    if (const Json &signal = in.at("signal"); signal.is_number_integer())
        end.signal = signal.get<int>();
    end.userSeconds = in.at("user_seconds").get<double>();
    end.systemSeconds = in.at("system_seconds").get<double>();
    end.wallSeconds = in.at("wall_seconds").get<double>();
    end.maxRssBytes = in.at("max_rss_bytes").get<qint64>();
    return end;
}

} // namespace

Result<TrialState> decodeTrial(const QByteArray &body)
{
    try {
        const Json in = Json::parse(body.begin(), body.end());
        TrialState state;
        const std::string word = in.at("state").get<std::string>();
        state.phase = word == "over" ? TrialState::Phase::Over : word == "ending" ? TrialState::Phase::Ending : TrialState::Phase::Running;
        state.cancelled = in.at("cancelled").get<bool>();
        state.tookMs = in.at("took_ms").get<qint64>();
        state.requests = in.at("request_count").get<qint64>();
        for (const Json &report : in.at("reports"))
            state.reports << reportOf(report);
        state.output = QByteArray::fromStdString(in.at("output").at("text").get<std::string>());
        state.outputNext = in.at("output").at("next").get<qint64>();
        if (const auto end = in.find("end"); end != in.end())
            state.end = endOf(*end);
        for (const Json &fault : in.at("faults"))
            state.faults << QString::fromStdString(fault.get<std::string>());
        return state;
    } catch (const Json::exception &error) {
        return unreadable(error.what());
    }
}

EvalHubTrials::EvalHubTrials(EvalHubClient &client, QObject *parent) : TrialService(parent), m_client(client) {}

QFuture<Result<QString>> EvalHubTrials::begin(const Provider &provider, const QString &benchmarkId, const QString &shownCommand)
{
    EvalHubCall call{.method = "POST", .path = pathOf({QStringLiteral("trials")})};
    call.body = json::dump({{"provider", json::toJson(provider)}, {"benchmark_id", benchmarkId.toStdString()}, {"shown_command", shownCommand.toStdString()}});
    return m_client.callWhenKnown<QString>([call](const Capabilities &capabilities) { return ifOffered(capabilities, call); }, [](const HttpReply &reply) -> Result<QString> {
        const Json in = Json::parse(reply.body.begin(), reply.body.end(), nullptr, false);
        if (!in.is_object() || !in.contains("id") || !in["id"].is_string())
            return unreadable("id");
        return QString::fromStdString(in["id"].get<std::string>());
    });
}

QFuture<Result<TrialState>> EvalHubTrials::look(const QString &id, qint64 reportsKnown, qint64 outputFrom)
{
    EvalHubCall call{.path = pathOfTrial(id)};
    call.query = {{QStringLiteral("reports"), QString::number(reportsKnown)}, {QStringLiteral("output"), QString::number(outputFrom)}};
    return m_client.call<TrialState>(call, [](const HttpReply &reply) { return decodeTrial(reply.body); });
}

QFuture<Result<Done>> EvalHubTrials::cancel(const QString &id)
{
    EvalHubCall call{.method = "DELETE", .path = pathOfTrial(id)};
    call.expectJson = false;
    return m_client.call<Done>(call, [](const HttpReply &) { return Result<Done>(Done{}); });
}

} // namespace assay
