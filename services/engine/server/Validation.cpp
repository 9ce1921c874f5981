#include "services/engine/server/Validation.h"

#include "services/core/StoredAnswers.h"
#include "services/core/Time.h"
#include "services/engine/server/Checker.h"
#include "services/engine/server/DataRules.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QRegularExpression>
#include <QUrl>

namespace assay::engine {

namespace {

void checkTags(Checker &check, const QStringList &tags)
{
    for (qsizetype i = 0; i < tags.size(); ++i) {
        const QString &tag = tags.at(i);
        const auto size = tag.toUcs4().size();
        check.require(size >= 1 && size <= 128 && !tag.contains(QLatin1Char(',')) && !tag.contains(QLatin1Char('|')),
                      QStringLiteral("tags[%1] must have 1 to 128 characters, none of them ',' or '|'").arg(i));
    }
}

void checkCriteria(Checker &check, const std::optional<PassCriteria> &criteria, const QString &path)
{
    if (criteria)
        check.require(criteria->threshold.has_value(), path + QStringLiteral("pass_criteria.threshold is required"));
}

void checkPrimary(Checker &check, const std::optional<PrimaryScore> &score, const QString &path)
{
    if (score)
        check.present(score->metric, path + QStringLiteral("primary_score.metric"));
}

void checkQueue(Checker &check, const std::optional<Queue> &queue, const QString &path)
{
    if (!queue)
        return;
    check.oneOf(queue->kind, {QStringLiteral("kueue")}, QStringLiteral("kind"));
    check.present(queue->name, path + QStringLiteral("queue.name"));
    if (!queue->name.isEmpty())
        check.dnsLabel(queue->name, path + QStringLiteral("queue.name"));
}

void checkHardware(Checker &check, const std::optional<HardwareConfig> &hardware, const QString &path)
{
    if (!hardware)
        return;
    if (!hardware->hardwareProfileName.isEmpty()) {
        check.require(!hardware->queue && !hardware->cpu && !hardware->memory && !hardware->gpu,
                      QStringLiteral("hardware_config: hardware_profile_name cannot be combined with queue, cpu, memory, or gpu"));
        check.dnsLabel(hardware->hardwareProfileName, path + QStringLiteral("hardware_config.hardware_profile_name"));
    }
    checkQueue(check, hardware->queue, path + QStringLiteral("hardware_config."));
}

void checkFreeObject(Checker &check, const JsonText &value, const QString &path)
{
    check.require(value.isEmpty() || value.text.startsWith('{'), path + QStringLiteral(" must be an object"));
}

void checkEntries(Checker &check, const QList<BenchmarkRef> &entries, const QString &list, bool ofJob)
{
    for (qsizetype i = 0; i < entries.size(); ++i) {
        const BenchmarkRef &entry = entries.at(i);
        const QString path = QStringLiteral("%1[%2].").arg(list).arg(i);
        check.present(entry.id, path + QStringLiteral("id"));
        check.present(entry.providerId, path + QStringLiteral("provider_id"));
        check.require(!entry.weight || *entry.weight >= 0, path + QStringLiteral("weight must be 0 or more"));
        checkPrimary(check, entry.primaryScore, path);
        checkCriteria(check, entry.passCriteria, path);
        checkFreeObject(check, entry.parameters, path + QStringLiteral("parameters"));
        checkTestData(check, entry.testDataRef, path);
        if (ofJob)
            checkHardware(check, entry.hardwareConfig, path);
    }
}

/// A scheme, and a host where the scheme has one: `recorded:NAME` and `mailto:x` pass, `http://` does not.
bool isModelUrl(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^([A-Za-z][A-Za-z0-9+.-]*):([^\\s\\x00-\\x1f]+)$"));
    const auto match = form.match(text);
    if (!match.hasMatch())
        return false;
    const QString rest = match.captured(2);
    if (!rest.startsWith(QLatin1String("//")) || match.captured(1).compare(QLatin1String("file"), Qt::CaseInsensitive) == 0)
        return true;
    const QUrl url(text, QUrl::TolerantMode);
    return url.isValid() && !url.host().isEmpty();
}

void checkModel(Checker &check, const ModelTarget &model, const nlohmann::json &raw)
{
    const nlohmann::json *sent = member(raw, "model");
    check.require(sent, QStringLiteral("model is required"));
    check.present(model.name, QStringLiteral("model.name"));
    if (!model.url.trimmed().isEmpty())
        check.require(isModelUrl(model.url), QStringLiteral("model.url must be a URL with a scheme and a host, like http://127.0.0.1:8080/v1"));
    if (sent && member(*sent, "auth"))
        check.present(model.secretRef, QStringLiteral("model.auth.secret_ref"));
    checkFreeObject(check, model.parameters, QStringLiteral("model.parameters"));
}

void checkExports(Checker &check, const std::optional<Exports> &exports, const nlohmann::json &raw)
{
    if (!exports || !exports->oci)
        return;
    check.present(exports->oci->coordinates.ociHost, QStringLiteral("exports.oci.coordinates.oci_host"));
    check.present(exports->oci->coordinates.ociRepository, QStringLiteral("exports.oci.coordinates.oci_repository"));
    const nlohmann::json *all = member(raw, "exports");
    const nlohmann::json *oci = all ? member(*all, "oci") : nullptr;
    if (oci && member(*oci, "k8s"))
        check.present(exports->oci->k8sConnection, QStringLiteral("exports.oci.k8s.connection"));
}

void checkExperiment(Checker &check, const std::optional<Experiment> &experiment)
{
    if (!experiment)
        return;
    check.require(!experiment->name.trimmed().isEmpty(), QStringLiteral("experiment.name must not be blank"));
    check.require(experiment->tags.size() <= 20, QStringLiteral("experiment.tags has more than 20 entries"));
    for (qsizetype i = 0; i < experiment->tags.size(); ++i) {
        const QString path = QStringLiteral("experiment.tags[%1].").arg(i);
        check.present(experiment->tags.at(i).key, path + QStringLiteral("key"));
        check.length(experiment->tags.at(i).key, 250, path + QStringLiteral("key"));
        check.present(experiment->tags.at(i).value, path + QStringLiteral("value"));
        check.length(experiment->tags.at(i).value, 5000, path + QStringLiteral("value"));
    }
}

bool allPreRecorded(const QList<BenchmarkRef> &entries)
{
    return !entries.isEmpty() && std::ranges::all_of(entries, [](const BenchmarkRef &entry) {
        return takesStoredAnswers(entry) || (entry.testDataRef && entry.testDataRef->type == QLatin1String("pre_recorded_data"));
    });
}

void checkAgent(Checker &check, const std::optional<Agent> &agent)
{
    if (!agent)
        return;
    check.length(agent->summary, 200, QStringLiteral("agent.summary"));
    check.oneOf(agent->targetType, {QStringLiteral("model"), QStringLiteral("agent"), QStringLiteral("inference_server")},
                QStringLiteral("target_type"));
}

void checkMessage(Checker &check, const std::optional<Message> &message, const QString &name)
{
    if (!message)
        return;
    check.present(message->message, name + QStringLiteral(".message"));
    check.present(message->messageCode, name + QStringLiteral(".message_code"));
}

void checkDate(Checker &check, const QString &text, const QString &name)
{
    static const QRegularExpression form(
        QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$"));
    if (!text.isEmpty()) {
        check.require(form.match(text).hasMatch() && parseTime(text).isValid(),
                      name + QStringLiteral(" must be an RFC 3339 date and time with an offset"));
    }
}

void checkMetricsSchema(Checker &check, const BenchmarkEvent &event, const nlohmann::json &raw)
{
    const nlohmann::json *schema = member(raw, "metrics_schema");
    if (!schema)
        return;
    check.require(schema->is_array(), QStringLiteral("metrics_schema must be a list"));
    const nlohmann::json *metrics = member(raw, "metrics");
    QSet<QString> names;
    for (const auto &item : schema->is_array() ? *schema : nlohmann::json::array()) {
        const nlohmann::json *name = member(item, "name"), *type = member(item, "type");
        const QString text = name && name->is_string() ? QString::fromStdString(name->get<std::string>()) : QString();
        check.present(text, QStringLiteral("metrics_schema[].name"));
        check.require(metrics && metrics->is_object() && metrics->contains(text.toStdString()),
                      QStringLiteral("metrics_schema names '%1', which is not in metrics").arg(text));
        check.require(!names.contains(text), QStringLiteral("metrics_schema names '%1' twice").arg(text));
        names.insert(text);
        const QString word = type && type->is_string() ? QString::fromStdString(type->get<std::string>()) : QString();
        check.present(word, QStringLiteral("metrics_schema[].type"));
        check.oneOf(word,
                    {QStringLiteral("numeric"), QStringLiteral("categorical"), QStringLiteral("array_ordered"),
                     QStringLiteral("array_unordered"), QStringLiteral("time_series")},
                    QStringLiteral("type"));
    }
    checkFreeObject(check, event.metrics, QStringLiteral("metrics"));
}

} // namespace

const nlohmann::json *member(const nlohmann::json &object, const char *name)
{
    if (!object.is_object())
        return nullptr;
    const QString wanted = QString::fromLatin1(name).toLower();
    const auto exact = object.find(name);
    if (exact != object.end())
        return exact->is_null() ? nullptr : &*exact;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (QString::fromStdString(it.key()).toLower() == wanted)
            return it->is_null() ? nullptr : &*it;
    }
    return nullptr;
}

bool isResolvedSha(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("\\A[0-9a-fA-F]{7,40}\\z"));
    return form.match(text).hasMatch();
}

std::optional<Problem> parseBody(const QByteArray &body, nlohmann::json &out)
{
    if (body.trimmed().isEmpty())
        return problem::invalidJson(QStringLiteral("the body is empty"));
    if (json::isTooDeep(body))
        return problem::invalidJson(QStringLiteral("the document is nested too deeply"));
    auto parsed = json::parse(body);
    if (!parsed)
        return problem::invalidJson(parsed.error().detail);
    out = std::move(*parsed);
    return {};
}

std::optional<Problem> checkJob(const Job &job, const nlohmann::json &raw)
{
    Checker check;
    check.present(job.name, QStringLiteral("name"));
    checkTags(check, job.tags);
    checkModel(check, job.model, raw);
    const bool hasCollection = job.collection && !job.collection->id.isEmpty();
    if (job.collection) {
        check.present(job.collection->id, QStringLiteral("collection.id"));
        checkEntries(check, job.collection->benchmarks, QStringLiteral("collection.benchmarks"), true);
    }
    check.require(hasCollection || !job.benchmarks.isEmpty(), QStringLiteral("benchmarks: minimum one benchmark"));
    check.require(!job.collection || job.benchmarks.isEmpty(), QStringLiteral("either benchmarks or collection can be given, not both"));
    checkEntries(check, job.benchmarks, QStringLiteral("benchmarks"), true);
    checkCriteria(check, job.passCriteria, QString());
    checkExperiment(check, job.experiment);
    checkExports(check, job.exports, raw);
    checkHardware(check, job.hardwareConfig, QString());
    checkQueue(check, job.queue, QString());
    if (auto problem = check.problem())
        return problem;
    auto entries = job.benchmarks;
    if (job.collection)
        entries += job.collection->benchmarks;
    for (const BenchmarkRef &entry : entries) {
        if (entry.testDataRef && !entry.testDataRef->resolvedSha.isEmpty()) {
            return Problem{400, "resolved_sha_read_only",
                           QStringLiteral("The field 'resolved_sha' is read-only and must not be set on create.")};
        }
    }
    if (job.model.url.trimmed().isEmpty() && !allPreRecorded(entries)) {
        return Problem{400, "model_url_required",
                       QStringLiteral("The model URL is required when not all benchmarks have pre-recorded data.")};
    }
    return {};
}

std::optional<Problem> checkProvider(const Provider &provider)
{
    Checker check;
    checkTags(check, provider.tags);
    check.length(provider.description, 1024, QStringLiteral("description"));
    checkAgent(check, provider.agent);
    if (provider.runtime && provider.runtime->k8s) {
        check.oneOf(provider.runtime->k8s->imagePullPolicy, {QStringLiteral("if_not_present"), QStringLiteral("always")},
                    QStringLiteral("image_pull_policy"));
    }
    for (qsizetype i = 0; i < provider.benchmarks.size(); ++i) {
        const ProviderBenchmark &benchmark = provider.benchmarks.at(i);
        const QString path = QStringLiteral("benchmarks[%1].").arg(i);
        check.length(benchmark.description, 1024, path + QStringLiteral("description"));
        checkPrimary(check, benchmark.primaryScore, path);
        checkCriteria(check, benchmark.passCriteria, path);
        for (const ScoreRange &range : benchmark.agent ? benchmark.agent->scoreRanges : QList<ScoreRange>()) {
            check.present(range.range, path + QStringLiteral("agent.score_ranges[].range"));
            check.present(range.meaning, path + QStringLiteral("agent.score_ranges[].meaning"));
        }
    }
    return check.problem();
}

std::optional<Problem> checkCollection(const Collection &collection)
{
    Checker check;
    check.present(collection.name, QStringLiteral("name"));
    check.present(collection.category, QStringLiteral("category"));
    check.length(collection.category, 128, QStringLiteral("category"));
    check.length(collection.description, 1024, QStringLiteral("description"));
    checkTags(check, collection.tags);
    checkCriteria(check, collection.passCriteria, QString());
    checkAgent(check, collection.agent);
    check.require(!collection.benchmarks.isEmpty(), QStringLiteral("benchmarks: minimum one benchmark"));
    check.require(!collection.curationOrder || *collection.curationOrder >= 0, QStringLiteral("curation_order must be 0 or more"));
    check.require(!collection.pinnedOrder || *collection.pinnedOrder >= 0, QStringLiteral("pinned_order must be 0 or more"));
    checkEntries(check, collection.benchmarks, QStringLiteral("benchmarks"), false);
    return check.problem();
}

std::optional<Problem> checkEvent(const BenchmarkEvent &event, const nlohmann::json &raw)
{
    Checker check;
    check.present(event.id, QStringLiteral("id"));
    check.present(event.providerId, QStringLiteral("provider_id"));
    check.present(event.status.text(), QStringLiteral("status"));
    check.oneOf(event.status.text(),
                {QStringLiteral("pending"), QStringLiteral("running"), QStringLiteral("completed"), QStringLiteral("failed")},
                QStringLiteral("status"));
    check.oneOf(event.phase.text(),
                {QStringLiteral("initializing"), QStringLiteral("loading_data"), QStringLiteral("running_evaluation"),
                 QStringLiteral("post_processing"), QStringLiteral("persisting_artifacts"), QStringLiteral("completed")},
                QStringLiteral("phase"));
    checkDate(check, event.startedAt, QStringLiteral("started_at"));
    checkDate(check, event.completedAt, QStringLiteral("completed_at"));
    checkMessage(check, event.errorMessage, QStringLiteral("error_message"));
    checkMessage(check, event.warningMessage, QStringLiteral("warning_message"));
    checkMetricsSchema(check, event, raw);
    checkFreeObject(check, event.metrics, QStringLiteral("metrics"));
    checkFreeObject(check, event.artifacts, QStringLiteral("artifacts"));
    checkFreeObject(check, event.additionalInfo, QStringLiteral("additional_info"));
    return check.problem();
}

} // namespace assay::engine
