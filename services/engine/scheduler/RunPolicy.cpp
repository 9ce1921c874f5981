#include "services/engine/scheduler/RunPolicy.h"

#include <QCoreApplication>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

constexpr double longestSeconds = 366.0 * 24 * 3600;
constexpr int mostRetries = 100;
constexpr qint64 longestBackoffMs = 10LL * 60 * 1000;

Json object(const JsonText &text)
{
    const Json parsed = Json::parse(text.text.begin(), text.text.end(), nullptr, false);
    return parsed.is_object() ? parsed : Json::object();
}

Json settingsOf(const JsonText &custom)
{
    const Json all = object(custom);
    const auto own = all.find("assay");
    return own == all.end() ? Json::object() : *own;
}

void seconds(const Json &from, const char *name, qint64 &ms)
{
    if (const auto found = from.find(name); found != from.end() && found->is_number())
        ms = std::llround(std::clamp(found->get<double>(), 0.0, longestSeconds) * 1000);
}

struct SecondsMember {
    const char *name;
    bool mayBeZero;
};
constexpr SecondsMember secondsMembers[] = {
    {"time_limit_seconds", false}, {"job_time_limit_seconds", false}, {"stall_seconds", true}, {"retry_backoff_seconds", true}};

} // namespace

RunPolicy runPolicy(const RunPolicy &settings, const JsonText &custom, const JsonText &parameters)
{
    RunPolicy policy = settings;
    const Json own = settingsOf(custom);
    if (own.is_object()) {
        seconds(own, "time_limit_seconds", policy.timeLimitMs);
        seconds(own, "job_time_limit_seconds", policy.jobTimeLimitMs);
        seconds(own, "stall_seconds", policy.stallMs);
        seconds(own, "retry_backoff_seconds", policy.backoffMs);
        if (const auto retries = own.find("retries"); retries != own.end() && retries->is_number_integer())
            policy.retries = std::clamp(retries->get<int>(), 0, mostRetries);
        if (const auto on = own.find("retry_on"); on != own.end())
            policy.retryReported = *on == "all";
    }
    seconds(object(parameters), "time_limit_seconds", policy.timeLimitMs);
    return policy;
}

std::optional<QString> runPolicyFault(const JsonText &custom)
{
    const Json own = settingsOf(custom);
    if (!own.is_object())
        return QCoreApplication::translate("assay", "custom.assay must be an object, for example {\"retries\": 2}");
    for (const auto &[name, mayBeZero] : secondsMembers) {
        const auto found = own.find(name);
        if (found == own.end())
            continue;
        const bool good = found->is_number() && found->get<double>() <= longestSeconds
            && (mayBeZero ? found->get<double>() >= 0 : found->get<double>() > 0);
        if (!good && mayBeZero)
            return QCoreApplication::translate("assay", "custom.assay.%1 must be a number of seconds from 0 to 31622400, not %2")
                .arg(QLatin1String(name), QString::fromStdString(found->dump()));
        if (!good)
            return QCoreApplication::translate("assay",
                                               "custom.assay.%1 must be a number of seconds above 0 and at most 31622400, not %2; leave it out "
                                               "for the engine's own limit")
                .arg(QLatin1String(name), QString::fromStdString(found->dump()));
    }
    if (const auto retries = own.find("retries");
        retries != own.end() && (!retries->is_number_integer() || *retries < 0 || *retries > mostRetries))
        return QCoreApplication::translate("assay", "custom.assay.retries must be a whole number from 0 to %1, not %2")
            .arg(mostRetries)
            .arg(QString::fromStdString(retries->dump()));
    if (const auto on = own.find("retry_on"); on != own.end() && *on != "infrastructure" && *on != "all")
        return QCoreApplication::translate("assay", "custom.assay.retry_on must be \"infrastructure\" or \"all\", not %1")
            .arg(QString::fromStdString(on->dump()));
    return {};
}

qint64 retryDelayMs(const RunPolicy &policy, int retry, double random)
{
    const double full = double(policy.backoffMs) * std::exp2(std::clamp(retry - 1, 0, 30));
    return std::llround(std::min(full, double(longestBackoffMs)) * (0.5 + random / 2));
}

} // namespace assay::engine
