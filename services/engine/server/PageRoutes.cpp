#include "services/engine/server/ApiPages.h"
#include "services/engine/server/Metrics.h"
#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"

namespace assay::engine {

namespace {

void page(const Answer &answer, const QByteArray &type, const QByteArray &body)
{
    answer.raw({200, {{"Content-Type", type}, {"Cache-Control", "no-cache, no-store, must-revalidate"}}, body, {}});
}

} // namespace

void addPageRoutes(Router &router, Services &services, HttpMetrics &http, JobMetrics &jobs)
{
    const auto pages = std::make_shared<ApiPages>();
    router.add("GET", QStringLiteral("/openapi.yaml"), [pages](const ApiRequest &request, const Answer &answer) {
        if (request.http.header("accept").contains("application/json"))
            page(answer, "application/json", pages->json());
        else
            page(answer, "application/yaml", pages->yaml());
    });
    router.add("GET", QStringLiteral("/docs"), [pages](const ApiRequest &, const Answer &answer) {
        page(answer, "text/html; charset=utf-8", pages->html());
    });
    router.add("GET", QStringLiteral("/metrics"), [&services, &http, &jobs](const ApiRequest &, const Answer &answer) {
        answer.raw({200,
                    {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"}},
                    jobs.text(services.scheduler.load().queued) + http.text() + processMetrics(),
                    {}});
    });
}

} // namespace assay::engine
