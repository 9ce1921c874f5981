#include "services/engine/server/ReportReading.h"

#include "services/engine/server/Validation.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

namespace assay::engine {

namespace {
Error invalid(const Problem &problem)
{
    return {Error::Kind::Invalid, problem.message, {}, QString::fromLatin1(problem.code)};
}
} // namespace

Result<BenchmarkEvent> readReport(const QByteArray &body)
{
    nlohmann::json raw;
    if (const auto problem = parseBody(body, raw))
        return invalid(*problem);
    if (!raw.is_object())
        return invalid(problem::invalidJson(QStringLiteral("the document is no object")));
    const nlohmann::json *inner = member(raw, "benchmark_status_event");
    if (!inner)
        return invalid(problem::validation(QStringLiteral("benchmark_status_event is required")));
    BenchmarkEvent event;
    try {
        event = json::fromJson<BenchmarkEvent>(*inner);
    } catch (const nlohmann::json::exception &e) {
        return invalid(problem::invalidJson(QString::fromUtf8(e.what())));
    }
    if (const auto problem = checkEvent(event, *inner))
        return invalid(*problem);
    for (auto *message : {&event.errorMessage, &event.warningMessage}) {
        if (*message && (*message)->messageOrigin.isEmpty())
            (*message)->messageOrigin = QStringLiteral("runtime");
    }
    if (const nlohmann::json *meta = member(*inner, "job_meta")) {
        const nlohmann::json *sha = member(*meta, "resolved_sha");
        if (!sha || !sha->is_string() || !isResolvedSha(QString::fromStdString(sha->get<std::string>())))
            event.jobMeta = {}; // ignored silently, as the contract says
    }
    return event;
}

} // namespace assay::engine
