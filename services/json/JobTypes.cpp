#include "services/json/Codec.h"
#include "services/json/CommonMapping.h"

namespace assay {

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

} // namespace assay

namespace assay::json {

template QList<Member> membersOf<Job>();
template QList<Member> membersOf<BenchmarkEvent>();

ASSAY_JSON_TYPE(Job)
ASSAY_JSON_TYPE(BenchmarkEvent)
ASSAY_JSON_TYPE(BenchmarkStatus)
ASSAY_JSON_TYPE(BenchmarkResult)
ASSAY_JSON_TYPE(ModelTarget)
ASSAY_JSON_TYPE(Experiment)
ASSAY_JSON_TYPE(Exports)
ASSAY_JSON_TYPE(BenchmarkTest)
ASSAY_JSON_TYPE(JobTest)
ASSAY_JSON_TYPE(CollectionRef)
ASSAY_JSON_TYPE(JobStatus)
ASSAY_JSON_TYPE(JobResults)
ASSAY_JSON_TYPE(JobAttempt)

} // namespace assay::json
