#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"

namespace assay::engine {

void addStreamRoutes(Router &router, Services &services)
{
    router.add("GET", QStringLiteral("/api/v1/events/stream"), [&services](const ApiRequest &request, const Answer &answer) {
        if (services.events.full()) {
            return answer.problem({503, "too_many_listeners",
                                   QStringLiteral("Too many programs follow this engine's events; close one and try again.")});
        }
        const auto stream = answer.stream("text/event-stream");
        if (stream && !services.events.subscribe(stream, request.http.header("last-event-id")))
            stream->finish();
    });
}

} // namespace assay::engine
