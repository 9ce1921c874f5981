#include "services/engine/datasets/RegisteredData.h"
#include "services/engine/posix/FileWrites.h"
#include "services/engine/runner/TaskLibrary.h"
#include "services/engine/server/Catalogue.h"
#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>

namespace assay::engine {

namespace {

Problem refusal(int status, const char *code, const QString &message)
{
    return {status, code, message};
}

/// The first line of a file that came this way.
const std::string madeHere = "# Made by Assay from the rows of a client.\n";

constexpr qint64 rowsLookedAt = 100; ///< of a registered dataset, which may be long; the run checks all

/// What is wrong with a task that a client sends, beyond what parseTask() says.
std::optional<Problem> checkTask(const Services &services, const TaskSpec &task, const QString &id, const QString &tenant)
{
    if (task.id != id) {
        return refusal(400, "task_invalid", QCoreApplication::translate("assay", "The task has the id '%1', the address says '%2': write the same one.").arg(task.id, id));
    }
    DatasetSource source = task.dataset;
    if (source.kind == DatasetSource::Kind::Registered) {
        auto first = registeredReader(services.workspace)(tenant, source.name, rowsLookedAt);
        if (!first)
            return refusal(400, "task_invalid", first.error().message);
        source.registered = std::make_shared<const RegisteredRows>(*std::move(first));
    } else if (source.kind != DatasetSource::Kind::Rows) {
        return refusal(400, "task_invalid",
                       QCoreApplication::translate("assay", "A task that is sent must have its rows within (dataset.rows) or name a dataset (dataset.registered); for a file, put both into the workspace's folder 'tasks'."));
    }
    const auto rows = Dataset::load(source, task.idColumn, neededColumns(task));
    return rows ? std::nullopt : std::optional(refusal(400, "task_invalid", rows.error().message));
}

void put(Services &services, const ApiRequest &request, const Answer &answer)
{
    static const QRegularExpression form(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$")); // also the file's name
    const QString id = request.parameter("id"), folder = services.workspace + QStringLiteral("/tasks"), name = id + QStringLiteral(".yaml");
    if (!form.match(id).hasMatch()) {
        return answer.problem(refusal(400, "task_invalid",
                                      QCoreApplication::translate("assay", "'%1' may hold letters, digits, _ and - only, 100 at most.").arg(id)));
    }
    const auto task = parseTask(request.http.body, name, folder);
    if (!task)
        return answer.problem(refusal(400, "task_invalid", task.error().message));
    if (const auto problem = checkTask(services, *task, id, request.tenant))
        return answer.problem(*problem);
    const auto known = services.catalogue.data()->provider(QLatin1String(nativeProviderId));
    const QString path = folder + QLatin1Char('/') + name;
    const std::string native = QFile::encodeName(path).toStdString();
    const std::string text = madeHere + request.http.body.toStdString(), before = readFile(native);
    const bool ours = before.starts_with(madeHere), same = before == text; // the same once more: its answer may have been lost
    const bool taken = known && std::any_of(known->benchmarks.begin(), known->benchmarks.end(), [&](const ProviderBenchmark &one) { return one.id == id; });
    if (!ours && (taken || QFile::exists(path))) { // a file that the user wrote is never replaced
        return answer.problem(refusal(409, "task_exists",
                                      QCoreApplication::translate("assay", "There is a benchmark '%1' that was not made here: choose another name.").arg(id)));
    }
    if (ours && !same && request.http.header("if-none-match").trimmed() == "*") {
        return answer.problem(refusal(409, "task_exists",
                                      QCoreApplication::translate("assay", "There is a benchmark '%1' already, made here with other rows or settings: choose another name.").arg(id)));
    }
    QDir().mkpath(folder);
    if (!same && !replaceFile(native, text)) {
        return answer.problem(refusal(500, "task_not_written",
                                      QCoreApplication::translate("assay", "The task could not be written to %1: %2").arg(folder, qt_error_string(errno))));
    }
    answer.json(202, {{"id", id.toStdString()}, {"provider_id", nativeProviderId}});
}

} // namespace

void addTaskRoutes(Router &router, Services &services)
{
    router.add("PUT", QStringLiteral("/api/v1/tasks/{id}"),
               [&services](const ApiRequest &request, const Answer &answer) { put(services, request, answer); });
}

} // namespace assay::engine
