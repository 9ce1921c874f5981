#include "services/json/Describer.h"
#include "services/json/Json.h"
#include "services/json/Mapping.h"

#include <QCoreApplication>

namespace assay {

// Found by argument-dependent lookup from Reader and Writer. Member names and types: EvalHub contract, section 3.

template<typename A>
void map(A &a, ResourceInfo &v)
{
    a.text("id", v.id);
    a.text("tenant", v.tenant);
    a.text("owner", v.owner);
    a.text("created_at", v.createdAt);
    a.text("updated_at", v.updatedAt);
    a.text("mlflow_experiment_id", v.mlflowExperimentId);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, PrimaryScore &v)
{
    a.text("metric", v.metric);
    a.boolean("lower_is_better", v.lowerIsBetter);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, PassCriteria &v)
{
    a.number("threshold", v.threshold);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, S3Ref &v)
{
    a.text("bucket", v.bucket);
    a.text("key", v.key);
    a.text("secret_ref", v.secretRef);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, PvcRef &v)
{
    a.text("claim_name", v.claimName);
    a.text("sub_path", v.subPath);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, GitRef &v)
{
    a.text("url", v.url);
    a.text("ref", v.ref);
    a.text("sub_path", v.subPath);
    a.text("secret_ref", v.secretRef);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, HfRef &v)
{
    a.text("repo_id", v.repoId);
    a.text("revision", v.revision);
    a.text("sub_path", v.subPath);
    a.text("secret_ref", v.secretRef);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, TestDataRef &v)
{
    a.text("type", v.type);
    a.object("s3", v.s3);
    a.object("pvc", v.pvc);
    a.object("git", v.git);
    a.object("hf", v.hf);
    a.text("resolved_sha", v.resolvedSha);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, Amount &v)
{
    a.text("request", v.request);
    a.text("limit", v.limit);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, Gpu &v)
{
    a.text("name", v.name);
    a.integer("count", v.count);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, Queue &v)
{
    a.text("kind", v.kind);
    a.text("name", v.name);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, HardwareConfig &v)
{
    a.text("hardware_profile_name", v.hardwareProfileName);
    a.object("queue", v.queue);
    a.object("cpu", v.cpu);
    a.object("memory", v.memory);
    a.object("gpu", v.gpu);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, Message &v)
{
    a.text("message", v.message);
    a.text("message_code", v.messageCode);
    a.text("message_origin", v.messageOrigin);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, BenchmarkRef &v)
{
    a.text("id", v.id);
    a.text("provider_id", v.providerId);
    a.text("url", v.url);
    a.number("weight", v.weight);
    a.object("primary_score", v.primaryScore);
    a.object("pass_criteria", v.passCriteria);
    a.free("parameters", v.parameters);
    a.object("test_data_ref", v.testDataRef);
    a.object("hardware_config", v.hardwareConfig);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, ModelTarget &v)
{
    a.text("name", v.name);
    a.text("url", v.url, A::reading ? json::Reader::Presence::Optional : json::Reader::Presence::Always);
    a.text("card_url", v.cardUrl);
    a.free("parameters", v.parameters);
    a.nested("auth", !v.secretRef.isNull() || !v.authExtra.isEmpty(), [&](A &auth) {
        auth.text("secret_ref", v.secretRef);
        auth.rest(v.authExtra);
    });
    a.rest(v.extra);
}

template<typename A>
void map(A &a, KeyValue &v)
{
    a.text("key", v.key);
    a.text("value", v.value);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, Experiment &v)
{
    a.text("name", v.name);
    a.list("tags", v.tags);
    a.text("artifact_location", v.artifactLocation);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, OciCoordinates &v)
{
    a.text("oci_host", v.ociHost);
    a.text("oci_repository", v.ociRepository);
    a.text("oci_tag", v.ociTag);
    a.text("oci_subject", v.ociSubject);
    a.free("annotations", v.annotations);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, OciExport &v)
{
    a.always("coordinates", v.coordinates);
    a.nested("k8s", !v.k8sConnection.isNull() || !v.k8sExtra.isEmpty(), [&](A &k8s) {
        k8s.text("connection", v.k8sConnection);
        k8s.rest(v.k8sExtra);
    });
    a.rest(v.extra);
}

template<typename A>
void map(A &a, Exports &v)
{
    a.object("oci", v.oci);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, CollectionRef &v)
{
    a.text("id", v.id);
    a.list("benchmarks", v.benchmarks);
    a.text("collection_updated_at", v.collectionUpdatedAt);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, BenchmarkStatus &v)
{
    a.text("provider_id", v.providerId);
    a.text("id", v.id);
    a.integer("benchmark_index", v.benchmarkIndex);
    a.word("status", v.status);
    a.word("phase", v.phase);
    a.object("error_message", v.errorMessage);
    a.object("warning_message", v.warningMessage);
    a.text("started_at", v.startedAt);
    a.text("completed_at", v.completedAt);
    a.integer("items_done", v.itemsDone);
    a.integer("items_total", v.itemsTotal);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, JobStatus &v)
{
    a.word("state", v.state);
    a.object("message", v.message);
    a.list("benchmarks", v.benchmarks);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, BenchmarkTest &v)
{
    a.number("primary_score", v.primaryScore);
    a.text("primary_score_metric", v.primaryScoreMetric);
    a.number("threshold", v.threshold);
    a.boolean("pass", v.pass);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, JobTest &v)
{
    a.number("score", v.score);
    a.number("threshold", v.threshold);
    a.boolean("pass", v.pass);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, BenchmarkResult &v)
{
    a.text("id", v.id);
    a.text("provider_id", v.providerId);
    a.integer("benchmark_index", v.benchmarkIndex);
    a.free("metrics", v.metrics);
    a.free("metrics_schema", v.metricsSchema);
    a.free("additional_info", v.additionalInfo);
    a.free("artifacts", v.artifacts);
    a.text("mlflow_run_id", v.mlflowRunId);
    a.text("logs_path", v.logsPath);
    a.object("test", v.test);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, JobAttempt &v)
{
    a.integer("attempt", v.attempt);
    a.word("status", v.status);
    a.text("started_at", v.startedAt);
    a.text("completed_at", v.completedAt);
    a.object("error_message", v.errorMessage);
    a.object("result", v.result);
    a.integer("exit_code", v.exitCode);
    a.integer("signal", v.signal);
    a.number("cpu_seconds", v.cpuSeconds);
    a.number("wall_seconds", v.wallSeconds);
    a.integer("max_rss_bytes", v.maxRssBytes);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, JobResults &v)
{
    a.list("benchmarks", v.benchmarks);
    a.object("test", v.test);
    a.text("mlflow_experiment_url", v.mlflowExperimentUrl);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, Job &v)
{
    // What the server adds is left out of a request.
    if (A::reading || !v.resource.id.isNull()) {
        a.always("resource", v.resource);
        a.always("status", v.status);
        a.always("results", v.results);
    }
    a.text("name", v.name);
    a.text("description", v.description);
    a.texts("tags", v.tags);
    a.always("model", v.model);
    a.list("benchmarks", v.benchmarks);
    a.object("collection", v.collection);
    a.object("pass_criteria", v.passCriteria);
    a.object("experiment", v.experiment);
    a.object("exports", v.exports);
    a.object("hardware_config", v.hardwareConfig);
    a.object("queue", v.queue);
    a.free("custom", v.custom);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, BenchmarkEvent &v)
{
    a.text("id", v.id);
    a.text("provider_id", v.providerId);
    a.integer("benchmark_index", v.benchmarkIndex);
    a.word("status", v.status);
    a.word("phase", v.phase);
    a.free("metrics", v.metrics);
    a.free("metrics_schema", v.metricsSchema);
    a.free("artifacts", v.artifacts);
    a.free("additional_info", v.additionalInfo);
    a.object("error_message", v.errorMessage);
    a.object("warning_message", v.warningMessage);
    a.text("started_at", v.startedAt);
    a.text("completed_at", v.completedAt);
    a.text("mlflow_run_id", v.mlflowRunId);
    a.text("logs_path", v.logsPath);
    a.free("job_meta", v.jobMeta);
    a.integer("items_done", v.itemsDone);
    a.integer("items_total", v.itemsTotal);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, ScoreRange &v)
{
    a.text("range", v.range);
    a.text("meaning", v.meaning);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, BenchmarkAgent &v)
{
    a.text("result_interpretation", v.resultInterpretation);
    a.list("score_ranges", v.scoreRanges);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, ProviderBenchmark &v)
{
    using P = json::Reader::Presence;
    a.text("id", v.id, P::Always);
    a.text("name", v.name, P::Always);
    a.text("description", v.description);
    a.text("category", v.category, P::Always);
    a.text("url", v.url);
    a.integer("num_few_shot", v.numFewShot, P::Always);
    a.integer("dataset_size", v.datasetSize, P::Always);
    a.texts("metrics", v.metrics);
    a.texts("tags", v.tags);
    a.object("primary_score", v.primaryScore);
    a.object("pass_criteria", v.passCriteria);
    a.object("agent", v.agent);
    a.texts("domains", v.domains);
    a.texts("tasks", v.tasks);
    a.texts("modalities", v.modalities);
    a.texts("evaluation_targets", v.evaluationTargets);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, EnvVar &v)
{
    a.text("name", v.name);
    a.text("value", v.value);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, K8sRuntime &v)
{
    a.text("image", v.image);
    a.texts("entrypoint", v.entrypoint);
    a.list("env", v.env);
    a.textWithAlias("cpu_request", "CPURequest", v.cpuRequest);
    a.textWithAlias("memory_request", "MemoryRequest", v.memoryRequest);
    a.textWithAlias("cpu_limit", "CPULimit", v.cpuLimit);
    a.textWithAlias("memory_limit", "MemoryLimit", v.memoryLimit);
    a.object("gpu", v.gpu);
    a.text("image_pull_policy", v.imagePullPolicy);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, LocalRuntime &v)
{
    a.text("command", v.command);
    a.list("env", v.env);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, Runtime &v)
{
    a.object("k8s", v.k8s);
    a.object("local", v.local);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, Agent &v)
{
    a.texts("evaluates", v.evaluates);
    a.texts("recommended_when", v.recommendedWhen);
    a.texts("complements", v.complements);
    a.texts("hints", v.hints);
    a.texts("result_interpretation", v.resultInterpretation);
    a.text("summary", v.summary);
    a.text("target_type", v.targetType);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, Provider &v)
{
    using P = json::Reader::Presence;
    if (A::reading || !v.resource.id.isNull())
        a.always("resource", v.resource);
    a.text("name", v.name, P::Always);
    a.text("title", v.title, P::Always);
    a.text("description", v.description);
    a.texts("tags", v.tags);
    a.list("benchmarks", v.benchmarks, P::Always);
    a.object("runtime", v.runtime);
    a.object("agent", v.agent);
    a.rest(v.extra);
}

template<typename A>
void map(A &a, Collection &v)
{
    if (A::reading || !v.resource.id.isNull())
        a.always("resource", v.resource);
    a.text("name", v.name);
    a.text("category", v.category);
    a.text("description", v.description);
    a.texts("tags", v.tags);
    a.list("benchmarks", v.benchmarks);
    a.object("pass_criteria", v.passCriteria);
    a.free("custom", v.custom);
    a.object("agent", v.agent);
    a.texts("domains", v.domains);
    a.texts("tasks", v.tasks);
    a.texts("modalities", v.modalities);
    a.texts("industries", v.industries);
    a.texts("evaluation_targets", v.evaluationTargets);
    a.integer("curation_order", v.curationOrder);
    a.integer("pinned_order", v.pinnedOrder);
    a.text("derived_from", v.derivedFrom);
    a.free("status", v.status);
    a.rest(v.extra);
}

} // namespace assay

namespace assay::json {

template<typename T>
T fromJson(const nlohmann::json &in)
{
    T value;
    Reader reader(in);
    map(reader, value);
    return value;
}

template<typename T>
nlohmann::json toJson(const T &value)
{
    Writer writer;
    map(writer, const_cast<T &>(value)); // the writer changes nothing
    return writer.take();
}

template<>
Sample fromJson<Sample>(const nlohmann::json &in)
{
    Sample v;
    Reader a(in);
    std::optional<qint64> ordinal, repeat;
    std::optional<bool> extractionFailed;
    a.integer("ordinal", ordinal);
    a.text("item_key", v.itemKey);
    a.integer("repeat", repeat);
    a.text("prompt", v.prompt);
    a.text("response", v.response);
    a.text("target", v.target);
    a.text("extracted", v.extracted);
    a.boolean("extraction_failed", extractionFailed);
    a.number("score", v.score);
    a.free("scores", v.scores);
    a.number("latency_ms", v.latencyMs);
    a.integer("prompt_tokens", v.promptTokens);
    a.integer("completion_tokens", v.completionTokens);
    a.text("error", v.error);
    a.free("metadata", v.metadata);
    std::optional<qint64> cutBytes;
    a.integer("cut_bytes", cutBytes);
    v.cutBytes = cutBytes.value_or(0);
    v.ordinal = ordinal.value_or(0);
    v.repeat = int(repeat.value_or(0));
    v.extractionFailed = extractionFailed.value_or(false);
    return v;
}

template<>
nlohmann::json toJson<Sample>(const Sample &v)
{
    Writer a;
    a.integer("ordinal", v.ordinal);
    a.text("item_key", v.itemKey);
    a.integer("repeat", v.repeat);
    a.text("prompt", v.prompt);
    a.text("response", v.response);
    a.text("target", v.target);
    a.text("extracted", v.extracted);
    a.boolean("extraction_failed", v.extractionFailed);
    a.number("score", v.score);
    a.free("scores", v.scores);
    a.number("latency_ms", v.latencyMs);
    a.integer("prompt_tokens", v.promptTokens);
    a.integer("completion_tokens", v.completionTokens);
    a.text("error", v.error);
    a.free("metadata", v.metadata);
    if (v.cutBytes > 0)
        a.integer("cut_bytes", v.cutBytes);
    return a.take();
}

template<>
ScoreColumns fromJson<ScoreColumns>(const nlohmann::json &in)
{
    ScoreColumns v;
    for (const auto &key : in.at("item_keys"))
        v.itemKeys << fromUtf8(key.get<std::string>());
    for (const auto &repeat : in.at("repeats"))
        v.repeats << repeat.get<int>();
    for (const auto &score : in.at("scores"))
        v.scores << (score.is_null() ? std::nullopt : std::optional(score.get<double>()));
    if (const auto groups = in.find("groups"); groups != in.end() && groups->is_array()) {
        for (const auto &group : *groups)
            v.groups << group.get<int>();
    }
    return v;
}

template<>
nlohmann::json toJson<ScoreColumns>(const ScoreColumns &v)
{
    auto out = nlohmann::json{{"item_keys", nlohmann::json::array()}, {"repeats", v.repeats}, {"scores", nlohmann::json::array()}};
    for (const QString &key : v.itemKeys)
        out["item_keys"].push_back(toUtf8(key));
    for (const auto &score : v.scores)
        out["scores"].push_back(score ? nlohmann::json(*score) : nlohmann::json());
    if (!v.groups.isEmpty())
        out["groups"] = v.groups;
    return out;
}

namespace {
Error unreadable(const std::exception &e)
{
    return {Error::Kind::Protocol, QCoreApplication::translate("assay", "The data cannot be read: %1").arg(QString::fromUtf8(e.what())),
            QString::fromUtf8(e.what())};
}
} // namespace

template<typename T>
Result<T> decode(const QByteArray &body)
{
    try {
        return fromJson<T>(nlohmann::json::parse(body.begin(), body.end()));
    } catch (const nlohmann::json::exception &e) {
        return unreadable(e);
    }
}

template<typename T>
QByteArray encode(const T &value)
{
    return dump(toJson(value));
}

template<typename T>
nlohmann::json toKnownJson(const T &value)
{
    const Writer::OnlyKnown only;
    return toJson(value);
}

template<typename T>
QList<Member> membersOf()
{
    QList<Member> members;
    T value{};
    Describer describer(members);
    map(describer, value);
    return members;
}

template QList<Member> membersOf<Job>();
template QList<Member> membersOf<Provider>();
template QList<Member> membersOf<Collection>();
template QList<Member> membersOf<BenchmarkEvent>();

template<typename T>
Result<Page<T>> decodePage(const QByteArray &body)
{
    try {
        const auto in = nlohmann::json::parse(body.begin(), body.end());
        Page<T> page;
        for (const auto &item : in.at("items"))
            page.items << fromJson<T>(item);
        page.totalCount = in.value("total_count", qint64(page.items.size()));
        return page;
    } catch (const nlohmann::json::exception &e) {
        return unreadable(e);
    }
}

#define ASSAY_JSON_TYPE(T) \
    template T fromJson<T>(const nlohmann::json &); \
    template nlohmann::json toJson<T>(const T &); \
    template Result<T> decode<T>(const QByteArray &); \
    template QByteArray encode<T>(const T &); \
    template nlohmann::json toKnownJson<T>(const T &); \
    template Result<Page<T>> decodePage<T>(const QByteArray &);

ASSAY_JSON_TYPE(Job)
ASSAY_JSON_TYPE(Provider)
ASSAY_JSON_TYPE(Collection)
ASSAY_JSON_TYPE(BenchmarkEvent)
ASSAY_JSON_TYPE(BenchmarkRef)
ASSAY_JSON_TYPE(BenchmarkStatus)
ASSAY_JSON_TYPE(BenchmarkResult)
ASSAY_JSON_TYPE(ProviderBenchmark)
ASSAY_JSON_TYPE(ModelTarget)
ASSAY_JSON_TYPE(PrimaryScore)
ASSAY_JSON_TYPE(PassCriteria)
ASSAY_JSON_TYPE(Message)
ASSAY_JSON_TYPE(ResourceInfo)
ASSAY_JSON_TYPE(TestDataRef)
ASSAY_JSON_TYPE(HardwareConfig)
ASSAY_JSON_TYPE(Experiment)
ASSAY_JSON_TYPE(Exports)
ASSAY_JSON_TYPE(BenchmarkTest)
ASSAY_JSON_TYPE(JobTest)
ASSAY_JSON_TYPE(CollectionRef)
ASSAY_JSON_TYPE(Queue)
ASSAY_JSON_TYPE(JobStatus)
ASSAY_JSON_TYPE(JobResults)
ASSAY_JSON_TYPE(Agent)
ASSAY_JSON_TYPE(Runtime)
ASSAY_JSON_TYPE(Sample)
ASSAY_JSON_TYPE(ScoreColumns)
ASSAY_JSON_TYPE(JobAttempt)

} // namespace assay::json
