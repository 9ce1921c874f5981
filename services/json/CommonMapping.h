#pragma once

#include "services/core/Common.h"
#include "services/core/Job.h"
#include "services/json/Mapping.h"

namespace assay {

// The members of what jobs, providers and collections share. Found by argument-dependent lookup from Reader and Writer. Member names
// and types: EvalHub contract, section 3.

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

} // namespace assay
