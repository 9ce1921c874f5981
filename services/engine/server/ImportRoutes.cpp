#include "services/engine/imports/Imports.h"
#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/engine/server/Validation.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

constexpr std::size_t mostPaths = 1000;

std::optional<Problem> readPaths(const QByteArray &body, QStringList &paths)
{
    Json raw;
    if (auto problem = parseBody(body, raw))
        return problem;
    const Json *list = member(raw, "paths");
    if (!list || !list->is_array() || list->empty() || list->size() > mostPaths)
        return problem::validation(QStringLiteral("paths is required, and must be a list of 1 to 1000 files and folders"));
    for (const Json &one : *list) {
        const QString path = one.is_string() ? QString::fromStdString(one.get<std::string>()) : QString();
        if (!QDir::isAbsolutePath(path))
            return problem::validation(QStringLiteral("paths must be absolute, as the engine has a folder of its own"));
        paths << QDir::cleanPath(path);
    }
    return {};
}

void begin(Services &services, const ApiRequest &request, const Answer &answer)
{
    if (const auto problem = refusedWhileDraining(services))
        return answer.problem(*problem);
    QStringList paths;
    if (const auto problem = readPaths(request.http.body, paths))
        return answer.problem(*problem);
    services.imports.begin(paths, request.tenant, request.owner,
                           orProblem<QString>(answer, [answer](const QString &id) { answer.json(202, {{"id", id.toStdString()}}); }));
}

void list(Services &services, const ApiRequest &request, const Answer &answer)
{
    answer.json(200, services.imports.list(request.tenant));
}

void view(Services &services, const ApiRequest &request, const Answer &answer)
{
    qint64 runs = 0, problems = 0;
    for (const auto &problem : {request.query.onlyAllows({QStringLiteral("runs"), QStringLiteral("problems")}),
                                request.query.integer(QStringLiteral("runs"), runs), request.query.integer(QStringLiteral("problems"), problems)}) {
        if (problem)
            return answer.problem(*problem);
    }
    const auto found = services.imports.view(request.parameter("id"), request.tenant, runs, problems);
    found ? answer.json(200, *found) : answer.problem(problem::fromError(found.error()));
}

void cancel(Services &services, const ApiRequest &request, const Answer &answer)
{
    services.imports.cancel(request.parameter("id"), request.tenant, orProblem<Done>(answer, [answer](const Done &) { answer.empty(); }));
}

} // namespace

void addImportRoutes(Router &router, Services &services)
{
    const auto add = [&](const char *method, const QString &path, void (*handler)(Services &, const ApiRequest &, const Answer &)) {
        router.add(method, path, [&services, handler](const ApiRequest &request, const Answer &answer) { handler(services, request, answer); });
    };
    add("POST", QStringLiteral("/api/v1/imports"), begin);
    add("GET", QStringLiteral("/api/v1/imports"), list);
    add("GET", QStringLiteral("/api/v1/imports/{id}"), view);
    add("DELETE", QStringLiteral("/api/v1/imports/{id}"), cancel);
}

} // namespace assay::engine
