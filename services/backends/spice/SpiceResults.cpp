#include "services/backends/spice/SpiceResults.h"

#include "services/backends/rest/ItemInput.h"
#include "services/backends/rest/RunStore.h"
#include "services/backends/rest/SampleList.h"
#include "services/core/ItemKey.h"
#include "services/core/JsonMembers.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <cmath>

namespace assay {

namespace {

using Json = nlohmann::json;

/// An input that is a list of chat messages, or the text itself.
Json inputOf(const QString &text)
{
    const std::string bytes = text.toStdString();
    if (text.startsWith(QLatin1Char('['))) {
        Json list = Json::parse(bytes, nullptr, false);
        if (list.is_array() && !list.empty() && std::all_of(list.begin(), list.end(), [](const Json &one) { return one.is_object() && one.contains("role"); }))
            return list;
    }
    return Json(bytes);
}

QString promptOf(const Json &input)
{
    if (input.is_string())
        return QString::fromStdString(input.get<std::string>());
    QStringList paragraphs;
    for (const Json &message : input) {
        const auto content = message.find("content");
        const std::string text = content == message.end() ? std::string() : content->is_string() ? content->get<std::string>() : content->dump();
        const auto &role = message["role"];
        paragraphs << QStringLiteral("%1: %2").arg(QString::fromStdString(role.is_string() ? role.get<std::string>() : role.dump()), QString::fromStdString(text));
    }
    return paragraphs.join(QStringLiteral("\n\n"));
}

struct Group {
    const SpiceScore *first;
    QHash<QString, std::optional<double>> values;
};

Sample sampleOf(const Group &group, const QStringList &scorers)
{
    Sample sample;
    const Json input = inputOf(group.first->input);
    sample.prompt = promptOf(input);
    sample.response = group.first->actual;
    sample.target = group.first->expected;
    sample.itemKey = itemKey({}, json::canonicalJson(itemInput(input)), json::canonicalJson(Json(group.first->expected.toStdString())));
    QList<JsonMember> scores;
    QStringList names = scorers;
    for (auto it = group.values.cbegin(); it != group.values.cend(); ++it) {
        if (!names.contains(it.key()))
            names << it.key();
    }
    for (const QString &name : std::as_const(names)) {
        const auto value = group.values.value(name);
        if (!group.values.contains(name) || !value)
            continue;
        scores.append({name, jsonObject({{QStringLiteral("score"), jsonText(*value)}})});
        if (name == names.first())
            sample.score = *value;
    }
    sample.scores = jsonObject(scores);
    return sample;
}

} // namespace

QString spiceProvider() { return QStringLiteral("spice"); }

QString spicePrimaryMetric(const QStringList &scorers)
{
    return scorers.isEmpty() ? QString() : scorers.first() + QStringLiteral("/mean");
}

QList<Sample> spiceSamples(const QList<SpiceScore> &scores, const QStringList &scorers)
{
    std::vector<Group> groups;
    QHash<QString, QList<std::size_t>> byRow; // rows may be there twice
    for (const SpiceScore &score : scores) {
        const QString row = score.input + QChar(0) + score.expected + QChar(0) + score.actual;
        QList<std::size_t> &same = byRow[row];
        const auto open = std::find_if(same.cbegin(), same.cend(), [&](std::size_t at) { return !groups[at].values.contains(score.scorer); });
        const std::size_t at = open == same.cend() ? groups.size() : *open;
        if (open == same.cend()) {
            groups.push_back({&score, {}});
            same << at;
        }
        groups[at].values.insert(score.scorer, score.value);
    }
    QList<Sample> samples;
    samples.reserve(qsizetype(groups.size()));
    for (const Group &group : groups)
        samples << sampleOf(group, scorers);
    numberSamples(samples);
    return samples;
}

BenchmarkResult spiceResult(const SpiceRun &run, const QString &eval, int index, const QList<Sample> &samples)
{
    QHash<QString, MetricTally> tallies;
    for (const Sample &sample : samples) {
        const auto scores = Json::parse(sample.scores.text.begin(), sample.scores.text.end(), nullptr, false);
        for (const auto &[scorer, value] : scores.items())
            tallies[QString::fromStdString(scorer) + QStringLiteral("/mean")].add(value.value("score", 0.0));
    }
    QList<JsonMember> metrics, known;
    for (const auto &[name, told] : run.metrics) {
        const MetricTally tally = tallies.value(name);
        // The runtime adds up in 32 bits.
        const bool same = tally.n > 0 && std::abs(tally.mean() - told) <= 1e-5 * std::max(1.0, std::abs(told));
        metrics.append({name, jsonText(same ? tally.mean() : told)});
        if (same)
            known.append({name, tally.info()});
    }
    QList<JsonMember> config{{QStringLiteral("harness"), jsonText(QStringLiteral("spice.ai"))}, {QStringLiteral("dataset"), jsonText(run.dataset)}};
    if (!samples.isEmpty())
        config.append({QStringLiteral("items"), {QByteArray::number(samples.size())}});
    QList<JsonMember> assay{{QStringLiteral("config"), jsonObject(config)}};
    if (!known.isEmpty())
        assay.append({QStringLiteral("metrics"), jsonObject(known)});
    BenchmarkResult result;
    result.id = eval;
    result.providerId = spiceProvider();
    result.benchmarkIndex = index;
    result.metrics = jsonObject(metrics);
    result.additionalInfo = jsonObject({{QStringLiteral("assay"), jsonObject(assay)}, {QStringLiteral("run_id"), jsonText(run.id)}});
    return result;
}

BenchmarkStatus spiceStatus(const SpiceRun &run, const QString &eval, int index)
{
    BenchmarkStatus status;
    status.id = eval;
    status.providerId = spiceProvider();
    status.benchmarkIndex = index;
    status.status = run.state;
    status.startedAt = run.createdAt;
    status.completedAt = run.completedAt;
    if (run.state == RunState::Failed) {
        const QString text = run.error.isEmpty() ? QCoreApplication::translate("assay", "The runtime says that the run failed, and not why.") : run.error;
        status.errorMessage = Message{text, QStringLiteral("spice_failed"), QStringLiteral("runtime"), {}};
    }
    return status;
}

Job spiceForeignJob(const SpiceRun &run, const QString &eval)
{
    Job job;
    job.resource.id = run.id;
    job.resource.createdAt = run.createdAt;
    job.resource.updatedAt = run.completedAt.isEmpty() ? run.createdAt : run.completedAt;
    job.name = QCoreApplication::translate("assay", "%1 on %2", "an eval and a model").arg(eval, run.model);
    job.model.name = run.model;
    BenchmarkRef ref;
    ref.id = eval;
    ref.providerId = spiceProvider();
    if (const QString metric = spicePrimaryMetric(run.scorers); !metric.isEmpty())
        ref.primaryScore = PrimaryScore{metric, {}, {}};
    job.benchmarks = {ref};
    job.status.benchmarks = {spiceStatus(run, eval, 0)};
    settleJob(job);
    if (!run.metrics.isEmpty())
        job.results.benchmarks = {spiceResult(run, eval, 0)};
    return job;
}

} // namespace assay
