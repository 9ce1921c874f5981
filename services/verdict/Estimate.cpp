#include "services/verdict/Estimate.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace assay {

namespace {

std::optional<double> numberOf(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Double:
    case QMetaType::Int:
    case QMetaType::LongLong:
    case QMetaType::ULongLong: return value.toDouble();
    default: return std::nullopt;
    }
}

/// A whole number of at least 1 under that name.
std::optional<double> countIn(const JsonText &parameters, const char *name)
{
    const auto value = numberOf(parameters.toVariantMap().value(QLatin1String(name)));
    return value && *value >= 1 ? std::optional(std::floor(*value)) : std::nullopt;
}

QString text(double value)
{
    return QLocale().toString(qint64(std::llround(value)));
}

/// A mean that is gathered part by part.
struct Mean {
    double sum = 0, weight = 0;
    void add(double total, double count)
    {
        sum += total;
        weight += count;
    }
    std::optional<double> value() const { return weight > 0 ? std::optional(sum / weight) : std::nullopt; }
};

const BenchmarkRef *entryOf(const Job &job, const BenchmarkResult &result)
{
    const qint64 index = result.benchmarkIndex.value_or(0);
    return index >= 0 && index < job.benchmarks.size() ? &job.benchmarks.at(index) : nullptr;
}

/// Answers to few and to many shots differ in length; where both say their shots they have to be the same.
bool comparable(const Job &job, const BenchmarkResult &result, const BenchmarkRef &entry)
{
    if (result.id != entry.id || result.providerId != entry.providerId)
        return false;
    const BenchmarkRef *ran = entryOf(job, result);
    if (!ran)
        return true;
    const QString shots = QStringLiteral("num_fewshot");
    const QVariant then = ran->parameters.toVariantMap().value(shots),
                   now = entry.parameters.toVariantMap().value(shots);
    return !then.isValid() || !now.isValid() || then == now;
}

Figure sumOf(const QList<BenchmarkEstimate> &parts, Figure BenchmarkEstimate::*member)
{
    Figure sum;
    int known = 0;
    QStringList bases;
    for (const BenchmarkEstimate &part : parts) {
        const Figure &figure = part.*member;
        if (figure.value) {
            sum.value = sum.value.value_or(0) + *figure.value;
            ++known;
            sum.assumed = sum.assumed || figure.assumed;
        }
        if (!bases.contains(figure.basis))
            bases << figure.basis;
    }
    sum.atLeast = sum.value && known < parts.size();
    sum.basis = bases.size() == 1 ? bases.first()
        : sum.value
        ? QCoreApplication::translate("assay", "Sum of %1 of %2 benchmarks; each says what its figure rests on.")
              .arg(known)
              .arg(parts.size())
        : QCoreApplication::translate("assay", "Known for none of the benchmarks.");
    return sum;
}

class Estimator {
public:
    Estimator(
        const Job &job, const BenchmarkLookup &benchmarks, const QList<Job> &earlier, const EstimateOptions &options)
        : m_job(job)
        , m_benchmarks(benchmarks)
        , m_earlier(earlier)
        , m_options(options)
        , m_recorded(job.model.url.startsWith(QLatin1String("recorded:")))
    {
    }

    BenchmarkEstimate make(const PlanRow &row) const
    {
        BenchmarkEstimate made;
        made.index = row.index;
        made.id = row.entry.id;
        made.requests = requests(row.entry);
        made.tokens = tokens(row.entry, made.requests.value);
        made.promptShare = promptShare(row.entry);
        made.seconds = seconds(row.entry, made.requests.value);
        return made;
    }

private:
    ItemsAsked asked(const BenchmarkRef &entry) const
    {
        return m_options.asked ? m_options.asked(entry)
                               : ItemsAsked { countIn(entry.parameters, "num_examples"), QStringLiteral("num_examples") };
    }

    Figure requests(const BenchmarkRef &entry) const
    {
        Figure figure;
        const ItemsAsked limit = asked(entry);
        const ProviderBenchmark *benchmark = m_benchmarks(entry.providerId, entry.id);
        // The wire writes 0 where nobody said a size.
        const bool sized = benchmark && benchmark->datasetSize.value_or(0) > 0 && !limit.endless;
        const double size = sized ? double(*benchmark->datasetSize) : 0;
        if (sized && (!limit.items || *limit.items >= size)) {
            figure.value = size;
            figure.basis
                = QCoreApplication::translate("assay", "All %1 items that the provider states.").arg(text(size));
        } else if (limit.items) {
            figure.value = *limit.items;
            figure.basis = limitBasis(limit, sized ? std::optional(size) : std::nullopt);
        } else if (limit.endless) {
            figure.basis = QCoreApplication::translate("assay", "Not known: the load test ends by time, or never; set %1 to end it by number.").arg(limit.parameter);
        } else if (limit.parameter.isEmpty()) {
            figure.basis = QCoreApplication::translate("assay", "Not known: the provider states no number of items, and its program has no limit for them.");
        } else {
            figure.basis = QCoreApplication::translate("assay", "Not known: the provider states no number of items; set %1 to limit them.").arg(limit.parameter);
        }
        const std::optional<double> repeats = countIn(entry.parameters, "repeats");
        if (figure.value && repeats && *repeats > 1) {
            figure.value = *figure.value * *repeats;
            figure.basis += u' ' + QCoreApplication::translate("assay", "Each is asked %1 times.").arg(text(*repeats));
        }
        return figure;
    }

    static QString limitBasis(const ItemsAsked &limit, std::optional<double> size)
    {
        const QString items = text(*limit.items);
        if (limit.byItself)
            return QCoreApplication::translate("assay", "%1 items, which is all that the program asks without %2.").arg(items, limit.parameter);
        if (limit.endless)
            return QCoreApplication::translate("assay", "%1 requests for each strength of load, by %2.").arg(items, limit.parameter);
        if (size)
            return QCoreApplication::translate("assay", "%1 of %2 items, by %3.").arg(items, text(*size), limit.parameter);
        return QCoreApplication::translate("assay", "%1 items by %2; fewer if the data is shorter, the provider states no size.").arg(items, limit.parameter);
    }

    Figure tokens(const BenchmarkRef &entry, std::optional<double> requests) const
    {
        if (m_recorded)
            return { 0.0, false, false, QCoreApplication::translate("assay", "The answers are recorded; no model is asked.") };
        if (!requests)
            return { {}, false, false,
                QCoreApplication::translate("assay", "Not known, because the number of requests is not.") };
        const EarlierAnswers same = earlierAnswers(m_earlier, entry, &m_job.model);
        if (same.tokens)
            return { *requests * *same.tokens, false, false,
                QCoreApplication::translate(
                    "assay", "%1 tokens a request, the mean of %2 earlier answers of this model.")
                    .arg(text(*same.tokens), text(same.withTokens)) };
        const EarlierAnswers any = earlierAnswers(m_earlier, entry, nullptr);
        if (any.tokens)
            return { *requests * *any.tokens, false, false,
                QCoreApplication::translate(
                    "assay", "%1 tokens a request, the mean of %2 earlier answers of other models.")
                    .arg(text(*any.tokens), text(any.withTokens)) };
        if (m_options.tokensPerRequest)
            return { *requests * *m_options.tokensPerRequest, false, true,
                QCoreApplication::translate(
                    "assay", "An assumption: %1 tokens a request, prompt and answer. No earlier run tells.")
                    .arg(text(*m_options.tokensPerRequest)) };
        return { {}, false, false,
            QCoreApplication::translate("assay", "Not known: no earlier run tells how long the answers are.") };
    }

    /// From the same answers as tokens().
    std::optional<double> promptShare(const BenchmarkRef &entry) const
    {
        const EarlierAnswers same = earlierAnswers(m_earlier, entry, &m_job.model);
        return same.tokens ? same.promptShare : earlierAnswers(m_earlier, entry, nullptr).promptShare;
    }

    Figure seconds(const BenchmarkRef &entry, std::optional<double> requests) const
    {
        if (m_recorded)
            return { {}, false, false,
                QCoreApplication::translate("assay", "Not known, but short: the answers are recorded.") };
        if (!requests)
            return { {}, false, false,
                QCoreApplication::translate("assay", "Not known, because the number of requests is not.") };
        const EarlierAnswers same = earlierAnswers(m_earlier, entry, &m_job.model);
        if (!same.latencyMs)
            return { {}, false, false,
                QCoreApplication::translate(
                    "assay", "Not known: no earlier run of this model tells how long an answer takes.") };
        double atOnce = countIn(entry.parameters, "concurrency")
                            .value_or(countIn(m_job.model.parameters, "concurrency").value_or(m_options.concurrency));
        atOnce = std::clamp(atOnce, 1.0, std::max(1.0, *requests));
        return { std::ceil(*requests / atOnce) * *same.latencyMs / 1000, false, false,
            QCoreApplication::translate(
                "assay", "%1 ms a request, the mean of %2 earlier answers of this model; %3 at once.")
                .arg(text(*same.latencyMs), text(same.withLatency), text(atOnce)) };
    }

    const Job &m_job;
    const BenchmarkLookup &m_benchmarks;
    const QList<Job> &m_earlier;
    const EstimateOptions &m_options;
    const bool m_recorded;
};

} // namespace

EarlierAnswers earlierAnswers(const QList<Job> &jobs, const BenchmarkRef &entry, const ModelTarget *model)
{
    Mean tokens, latency, prompts;
    EarlierAnswers found;
    for (const Job &job : jobs) {
        if (model && (job.model.name != model->name || job.model.url != model->url))
            continue;
        for (const BenchmarkResult &result : job.results.benchmarks) {
            if (!comparable(job, result, entry))
                continue;
            const QVariantMap told = result.additionalInfo.toVariantMap().value(QStringLiteral("assay")).toMap();
            const double answers = numberOf(told.value(QStringLiteral("samples"))).value_or(0);
            if (answers < 1)
                continue;
            const QVariantMap counted = told.value(QStringLiteral("tokens")).toMap(),
                              timed = told.value(QStringLiteral("latency_ms")).toMap();
            const auto prompt = numberOf(counted.value(QStringLiteral("prompt"))),
                       completion = numberOf(counted.value(QStringLiteral("completion")));
            const auto mean = numberOf(timed.value(QStringLiteral("mean")));
            if (prompt || completion)
                tokens.add(prompt.value_or(0) + completion.value_or(0), answers);
            if (prompt && completion)
                prompts.add(*prompt, *prompt + *completion);
            if (mean && !timed.value(QStringLiteral("recorded")).toBool())
                latency.add(*mean * answers, answers);
        }
    }
    found.tokens = tokens.value();
    found.latencyMs = latency.value();
    found.withTokens = tokens.weight;
    found.promptShare = prompts.value();
    found.withLatency = latency.weight;
    return found;
}

Estimate estimateJob(const EffectivePlan &plan, const Job &job, const BenchmarkLookup &benchmarks,
    const QList<Job> &earlier, const EstimateOptions &options)
{
    Estimate estimate;
    const Estimator estimator(job, benchmarks, earlier, options);
    for (const PlanRow &row : plan.rows)
        estimate.benchmarks << estimator.make(row);
    estimate.requests = sumOf(estimate.benchmarks, &BenchmarkEstimate::requests);
    estimate.tokens = sumOf(estimate.benchmarks, &BenchmarkEstimate::tokens);
    estimate.seconds = sumOf(estimate.benchmarks, &BenchmarkEstimate::seconds);
    return estimate;
}

/// Each benchmark where a place is free first.
static Figure lastEnd(const QList<BenchmarkEstimate> &all, int atOnce)
{
    Figure figure = sumOf(all, &BenchmarkEstimate::seconds);
    if (!figure.value)
        return figure;
    QList<double> ends(atOnce > 0 ? atOnce : int(all.size()), 0.0);
    for (const BenchmarkEstimate &one : all) {
        const auto free = std::ranges::min_element(ends);
        *free += one.seconds.value.value_or(0);
    }
    figure.value = *std::ranges::max_element(ends);
    return figure;
}

BatchEstimate estimateTogether(const QList<Estimate> &jobs, int atOnce)
{
    QList<BenchmarkEstimate> all;
    for (const Estimate &job : jobs)
        all += job.benchmarks;
    BatchEstimate together { sumOf(all, &BenchmarkEstimate::requests), sumOf(all, &BenchmarkEstimate::tokens), lastEnd(all, atOnce), {} };
    for (const BenchmarkEstimate &one : std::as_const(all)) {
        if (!one.requests.value && !together.unsized.contains(one.id))
            together.unsized << one.id;
    }
    return together;
}

} // namespace assay
