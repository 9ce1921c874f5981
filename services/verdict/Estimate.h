#pragma once

#include "services/verdict/EffectivePlan.h"

#include <functional>

// What a job will ask for, before it runs: requests, tokens and time, each with what it rests on. Pure functions, any
// thread; the sentences are translated.

namespace assay {

/// A number with its basis.
struct Figure {
    std::optional<double> value; ///< none: not known
    bool atLeast = false; ///< a sum with parts that are not known
    bool assumed = false; ///< rests on an assumption, at least in part
    QString basis; ///< one sentence: what it rests on, or why it is not known
    bool operator==(const Figure &) const = default;
};

/// What earlier answers to one benchmark took, per request.
struct EarlierAnswers {
    std::optional<double> tokens, latencyMs; ///< means; tokens: prompt and completion together
    double withTokens = 0, withLatency = 0; ///< answers that each mean is over
    std::optional<double> promptShare = {}; ///< 0..1 of the tokens; none: no result tells prompt and answer apart
    bool operator==(const EarlierAnswers &) const = default;
};

/// Means over the completed results of a benchmark in `jobs`, weighted by their answers; recorded answers say nothing
/// about time. model: only jobs that asked this one at this address; null: all jobs.
EarlierAnswers earlierAnswers(const QList<Job> &jobs, const BenchmarkRef &entry, const ModelTarget *model);

/// Requests that the local engine keeps going at once unless the job says otherwise (docs: `concurrency`).
inline constexpr int engineConcurrency = 4;

/// How many items an entry asks for by its parameters.
struct ItemsAsked {
    std::optional<double> items = {}; ///< at least 1; none: no limit
    QString parameter = {}; ///< the one that limits them; empty: the program has none
    bool byItself = false; ///< `items` is what the program does where the entry says nothing
    bool endless = false; ///< the program makes its own requests, whatever the size of the data
};

struct EstimateOptions {
    std::optional<double> tokensPerRequest = 500; ///< where no earlier answer tells; none: then tokens are not known
    int concurrency = 1; ///< requests at once, where the job does not say it
    std::function<ItemsAsked(const BenchmarkRef &entry)> asked = {}; ///< none: by num_examples, for every provider
};

struct BenchmarkEstimate {
    int index = 0; ///< benchmark_index
    QString id;
    Figure requests, tokens, seconds;
    std::optional<double> promptShare = {}; ///< 0..1 of the tokens; none: not known
};

struct Estimate {
    QList<BenchmarkEstimate> benchmarks;
    Figure requests, tokens, seconds; ///< of the job; seconds: one benchmark after the other
};

/// plan: of this job. earlier: jobs of any kind, e.g. the newest of the server.
Estimate estimateJob(const EffectivePlan &plan, const Job &job, const BenchmarkLookup &benchmarks,
    const QList<Job> &earlier, const EstimateOptions &options = {});

/// Several jobs that are sent together, e.g. one a target.
struct BatchEstimate {
    Figure requests, tokens;
    Figure seconds; ///< until the last benchmark has ended
    QStringList unsized; ///< ids of benchmarks whose number of requests is not known, each once
};

/// atOnce: benchmarks that the server runs at the same time, in the order of the jobs; 0: all of them.
BatchEstimate estimateTogether(const QList<Estimate> &jobs, int atOnce);

} // namespace assay
