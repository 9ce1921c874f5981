#include "services/json/Codec.h"
#include "services/json/CommonMapping.h"

namespace assay {

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

template QList<Member> membersOf<Provider>();
template QList<Member> membersOf<Collection>();

ASSAY_JSON_TYPE(Provider)
ASSAY_JSON_TYPE(Collection)
ASSAY_JSON_TYPE(ProviderBenchmark)
ASSAY_JSON_TYPE(Agent)
ASSAY_JSON_TYPE(Runtime)

} // namespace assay::json
