#include "services/reports/ReportBuilder.h"

#include "services/core/Time.h"
#include "services/json/Json.h"
#include "services/json/OrderedYaml.h"
#include "services/reports/ReportText.h"
#include "services/verdict/MetricInfo.h"
#include "services/verdict/RecordedPlan.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>
#include <cmath>

namespace assay::reports {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

/// None for anything but a number: a text is not 0.
std::optional<double> number(const QVariantMap &map, const char *name)
{
    const QVariant value = map.value(QLatin1String(name));
    bool isNumber = false;
    const double read = value.toDouble(&isNumber);
    return isNumber && std::isfinite(read) && value.typeId() != QMetaType::QString && value.typeId() != QMetaType::Bool ? std::optional(read) : std::nullopt;
}

std::optional<qint64> integer(const QVariantMap &map, const char *name)
{
    constexpr double most = 9e15; // whole numbers are exact up to there
    const auto read = number(map, name);
    return read && std::abs(*read) < most ? std::optional(std::llround(*read)) : std::nullopt;
}

void setInterval(const std::optional<Interval> &interval, std::optional<double> &low, std::optional<double> &high)
{
    if (!interval)
        return;
    low = interval->low;
    high = interval->high;
}

std::optional<qint64> rounded(const std::optional<double> &n)
{
    return n && std::isfinite(*n) && *n > 0 ? std::optional<qint64>(std::llround(*n)) : std::nullopt;
}

/// What the local engine notes beside the metrics.
void addNotes(ReportScore &score, const BenchmarkResult &result)
{
    const QVariantMap notes = result.additionalInfo.toVariantMap().value(QStringLiteral("assay")).toMap();
    score.notExtracted = integer(notes, "not_extracted");
    score.errors = integer(notes, "errors");
    const QVariantMap latency = notes.value(QStringLiteral("latency_ms")).toMap(), tokens = notes.value(QStringLiteral("tokens")).toMap();
    score.latencyMs = number(latency, "mean");
    score.promptTokens = integer(tokens, "prompt");
    score.completionTokens = integer(tokens, "completion");
}

/// Every other number that was reported; standard errors stand beside their metric.
QList<ReportMetric> otherMetrics(const BenchmarkResult &result, const QStringList &judged, double level)
{
    QList<ReportMetric> out;
    const QVariantMap metrics = result.metrics.toVariantMap(); // sorted by name
    for (auto it = metrics.cbegin(); it != metrics.cend(); ++it) {
        if (judged.contains(it.key()) || it.key().contains(QLatin1String("stderr")))
            continue;
        const MetricInfo info = metricInfo(it.key());
        const MetricSummary summary = metricSummary(result, it.key(), info.lowerIsBetter);
        if (!summary.value)
            continue;
        ReportMetric metric;
        metric.name = it.key();
        metric.unit = metricUnitText(info);
        metric.lowerIsBetter = info.lowerIsBetter;
        metric.value = summary.value;
        metric.standardError = summary.standardError;
        metric.n = rounded(summary.n);
        setInterval(metricInterval(summary, level), metric.low, metric.high);
        out.append(metric);
    }
    return out;
}

ReportScore reportScore(const JudgedRun &run, const JudgedBenchmark &benchmark)
{
    ReportScore score;
    score.benchmarkId = benchmark.id;
    score.providerId = benchmark.providerId;
    score.index = benchmark.index;
    score.state = benchmark.state.text();
    score.message = benchmark.message;
    score.metric = benchmark.metric;
    score.unit = metricUnitText(benchmark.metric);
    score.lowerIsBetter = benchmark.lowerIsBetter;
    score.value = benchmark.summary.value;
    score.standardError = benchmark.summary.standardError;
    score.n = rounded(benchmark.summary.n);
    setInterval(benchmark.judged.interval, score.low, score.high);
    if (benchmark.judged.gate)
        score.gate = benchmark.judged.gate->threshold;
    score.margin = benchmark.judged.margin;
    score.verdict = reportVerdict(benchmark.judged.verdict);
    score.reason = benchmark.judged.reason;
    const BenchmarkResult *result = run.resultOf(benchmark);
    if (!result || !benchmark.first)
        return score;
    if (result->test)
        score.server = ReportServerWord{result->test->primaryScoreMetric, result->test->primaryScore, result->test->threshold, result->test->pass};
    QStringList judged;
    for (const JudgedBenchmark &other : run.benchmarks) {
        if (other.index == benchmark.index)
            judged.append(other.metric);
    }
    score.otherMetrics = otherMetrics(*result, judged, run.rules.policy.level);
    addNotes(score, *result);
    return score;
}

/// The address without what may be secret in it: no user, and no value of a parameter that is called like a key.
QString openAddress(const QString &address)
{
    static const QRegularExpression secret(QStringLiteral("key|token|secret|passw|sig|auth|credential"), QRegularExpression::CaseInsensitiveOption);
    QUrl url(address);
    QUrlQuery query(url);
    QList<QPair<QString, QString>> items = query.queryItems(QUrl::FullyEncoded);
    bool any = !url.userInfo().isEmpty();
    for (auto &[name, value] : items) {
        if (value.isEmpty() || !name.contains(secret))
            continue;
        value = QStringLiteral("***");
        any = true;
    }
    if (!any)
        return address;
    query.setQueryItems(items);
    url.setQuery(query);
    return url.toString(QUrl::RemoveUserInfo);
}

Job withoutSecrets(Job job)
{
    job.model.url = openAddress(job.model.url);
    return job;
}

/// The newest time at which anything of the job ended, as the server wrote it.
QString endOf(const Job &job)
{
    QString newest;
    const auto take = [&newest](const QString &time) {
        if (!time.isEmpty() && (newest.isEmpty() || parseTime(newest) < parseTime(time)))
            newest = time;
    };
    for (const BenchmarkStatus &status : job.status.benchmarks)
        take(status.completedAt);
    if (newest.isEmpty())
        take(job.resource.updatedAt.isEmpty() ? job.resource.createdAt : job.resource.updatedAt);
    return newest;
}

QString mergedText(const Job &job)
{
    const QString others = mergedJobs(job).join(QStringLiteral(", "));
    return others.isEmpty() ? QString()
                            : tr("by Assay, not by the server, with %1, which tried failed benchmarks again; the last completed attempt counts").arg(others);
}

QList<QPair<QString, QString>> provenanceOf(const RunInput &input)
{
    const Job &job = input.judged.job;
    QString collection;
    if (job.collection)
        collection = job.collection->collectionUpdatedAt.isEmpty()
            ? job.collection->id
            : tr("%1, as of %2").arg(job.collection->id, job.collection->collectionUpdatedAt);
    QList<QPair<QString, QString>> out{{tr("Job"), job.resource.id},
                                       {tr("Name"), job.name},
                                       {tr("Server"), input.server},
                                       {tr("Model"), job.model.name},
                                       {tr("Model's address"), openAddress(job.model.url)},
                                       {tr("Collection"), collection},
                                       {tr("State"), job.status.state.text()},
                                       {tr("Submitted"), job.resource.createdAt},
                                       {tr("Ended"), isTerminal(job.status.state) ? endOf(job) : QString()},
                                       {tr("Tags"), job.tags.join(QStringLiteral(", "))},
                                       {tr("Plan"), input.judged.planUncertain ? collectionChangedText() : QString()},
                                       {tr("Merged"), mergedText(job)}};
    out.removeIf([](const auto &entry) { return entry.second.isEmpty(); });
    return out + input.provenance;
}

int weight(ReportVerdict verdict)
{
    switch (verdict) {
    case ReportVerdict::Fail: return 5;
    case ReportVerdict::NoResult: return 4;
    case ReportVerdict::Pending: return 3;
    case ReportVerdict::TooClose: return 2;
    case ReportVerdict::Pass: return 1;
    case ReportVerdict::NotGated: break;
    }
    return 0;
}

/// Sentences about a run come with and without a full stop.
QString withoutStop(QString sentence)
{
    if (sentence.endsWith(u'.'))
        sentence.chop(1);
    return sentence;
}

/// "gsm8k fails by 0.069; …" for the gates that decide, worst first, at most `most`.
QStringList worstGates(const ReportRun &run, qsizetype most)
{
    QList<const ReportScore *> bad;
    for (const ReportScore &score : run.scores) {
        if (weight(score.verdict) > weight(ReportVerdict::Pass))
            bad.append(&score);
    }
    std::ranges::stable_sort(bad, [](const ReportScore *a, const ReportScore *b) { return weight(a->verdict) > weight(b->verdict); });
    QStringList out;
    for (const ReportScore *score : bad.mid(0, most)) //: %1 is a benchmark, %2 why it fails, e.g. "fails by 0.07"
        out.append(tr("%1 %2.").arg(benchmarkLabel(score->benchmarkId, score->benchmarkName), score->reason));
    return out;
}

} // namespace

ReportRun reportRun(const RunInput &input)
{
    const JudgedRun &judged = input.judged;
    const Job job = withoutSecrets(judged.job);
    ReportRun run;
    run.ref = input.ref;
    run.model = job.model.name;
    run.jobId = job.resource.id;
    run.jobName = job.name;
    run.state = job.status.state.text();
    run.sentence = judged.verdict.sentence;
    run.verdict = reportVerdict(judged.verdict.verdict);
    for (const JudgedBenchmark &benchmark : judged.benchmarks)
        run.scores.append(reportScore(judged, benchmark));
    if (job.results.test && mergedJobs(job).isEmpty()) // it judged each job by itself
        run.server = ReportServerWord{{}, job.results.test->score, job.results.test->threshold, job.results.test->pass};
    if (judged.jobGate && judged.jobGate->gate)
        run.runGate = ReportRunGate{judged.jobGate->value, judged.jobGate->gate->threshold, reportVerdict(judged.jobGate->verdict), judged.jobGate->reason};
    run.provenance = provenanceOf(input);
    run.jobFile = jobFileText(job);
    run.jobJson = json::encode(job);
    nlohmann::json plan = nlohmann::json::array();
    for (const BenchmarkRef &ref : judged.plan)
        plan.push_back(json::toJson(ref));
    run.planJson = json::dump(plan);
    for (auto it = input.scores.cbegin(); it != input.scores.cend(); ++it)
        run.items.append({it.key(), it->itemKeys, it->repeats, it->groups, it->scores});
    return run;
}

void labelRuns(QList<ReportRun> &runs)
{
    const auto repeated = [&runs](const QString &label) { return std::ranges::count(runs, label, &ReportRun::model) > 1; };
    for (const bool byName : {true, false}) {
        QList<int> same;
        for (int i = 0; i < runs.size(); ++i) {
            if (repeated(runs.at(i).model))
                same.append(i);
        }
        for (const int i : std::as_const(same)) {
            const QString &more = byName ? runs.at(i).jobName : runs.at(i).jobId;
            if (!more.isEmpty()) //: %1 is a model, %2 the name of its run
                runs[i].model = tr("%1 (%2)").arg(runs.at(i).model, more);
        }
    }
}

ReportData reportOf(const QList<RunInput> &runs, const QString &toolVersion)
{
    ReportData data;
    data.toolVersion = toolVersion;
    for (const RunInput &input : runs) {
        data.runs.append(reportRun(input));
        const QString end = endOf(input.judged.job);
        if (data.date.isEmpty() || parseTime(data.date) < parseTime(end))
            data.date = end;
    }
    labelRuns(data.runs);
    if (!runs.isEmpty()) {
        const GatePolicy &policy = runs.first().judged.rules.policy;
        data.policy = policyText(policy);
        data.level = policy.level;
    }
    for (int i = 0; i < runs.size(); ++i) {
        if (!runs.at(i).judged.planUncertain)
            continue;
        //: %1 is a run, %2 a sentence about it
        const QString text = runs.size() > 1 ? tr("%1: %2").arg(data.runs.at(i).model, collectionChangedText()) : collectionChangedText();
        data.caveats.append({ReportCaveat::Level::Amber, {}, text});
    }
    if (runs.size() == 1)
        data.title = runs.first().judged.job.name.isEmpty() ? tr("Evaluation of %1").arg(data.runs.first().model)
                                                            : runs.first().judged.job.name;
    decide(data);
    return data;
}

void decide(ReportData &data, int only)
{
    constexpr qsizetype mostReasons = 3;
    QStringList sentences;
    data.verdict = ReportVerdict::NotGated;
    for (int i = 0; i < data.runs.size(); ++i) {
        const ReportRun &run = data.runs.at(i);
        if (only >= 0 && i != only)
            continue;
        ReportVerdict verdict = run.verdict;
        sentences.append(tr("%1: %2.").arg(run.model, withoutStop(runSentence(run))));
        sentences += worstGates(run, mostReasons);
        for (const ReportCheck &check : run.checks) {
            if (weight(check.verdict) > weight(verdict))
                verdict = check.verdict;
            if (weight(check.verdict) > weight(ReportVerdict::Pass))
                sentences.append(check.reason);
        }
        if (weight(verdict) > weight(data.verdict))
            data.verdict = verdict;
    }
    data.decision = sentences.join(u' ');
}

QString policyText(const GatePolicy &policy)
{
    return policy.mode == GatePolicy::Mode::Strict
        ? tr("strict: the whole %1 % interval must clear the gate").arg(QString::number(policy.level * 100, 'g', 4))
        : tr("lenient: the score alone decides");
}

QByteArray jobFileText(const Job &job)
{
    Job sent = withoutMergeMark(withoutSecrets(job));
    sent.resource = {};
    sent.status = {};
    sent.results = {};
    if (sent.collection)
        sent.collection->collectionUpdatedAt.clear();
    const nlohmann::json sorted = json::toKnownJson(sent);
    nlohmann::ordered_json ordered;
    const auto keep = [&](const std::string &name, const nlohmann::json &value) {
        const bool empty = value.is_null() || ((value.is_object() || value.is_array() || value.is_string()) && value.empty());
        if (!empty && !ordered.contains(name))
            ordered[name] = value;
    };
    for (const char *name : {"name", "description", "tags", "model", "collection", "benchmarks", "pass_criteria"}) {
        if (sorted.contains(name))
            keep(name, sorted[name]);
    }
    for (const auto &[name, value] : sorted.items()) {
        if (name != "resource" && name != "status" && name != "results")
            keep(name, value);
    }
    return json::toYaml(ordered);
}

} // namespace assay::reports
