#include "services/engine/imports/EvalCardReader.h"

#include "services/core/States.h"
#include "services/engine/imports/StoredRuns.h"
#include "services/verdict/MetricInfo.h"
#include "services/verdict/RecordedPlan.h"
#include "services/verdict/WireScore.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cmath>
#include <map>

namespace assay::engine::imports {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// Cards write numbers as text.
std::optional<double> number(const Json &value)
{
    if (!value.is_string())
        return value.is_number() ? numberOf(value) : std::nullopt;
    bool isNumber = false;
    const double read = textOf(value).toDouble(&isNumber);
    return isNumber && std::isfinite(read) ? std::optional(read) : std::nullopt;
}

/// What a card says was asked for, where it lists that.
class Asked {
public:
    explicit Asked(const Json &card) : m_entries(elementsOf(at(card, {"context", "benchmarks"})))
    {
        for (const Json &entry : m_entries) {
            const auto [found, fresh] = m_byName.emplace(nameOf(entry), entry);
            if (!fresh)
                found->second = agreed(found->second, entry);
        }
    }
    /// The entry of a benchmark; null: there is none. Our own cards number their benchmarks. A server's do not, and have them in the
    /// order in which they ended: of a benchmark that was asked for twice, what both entries agree in.
    const Json &of(const Json &benchmark) const
    {
        static const Json none;
        if (const auto index = wholeOf(at(benchmark, "benchmark_index"))) {
            const bool there = *index >= 0 && *index < qint64(m_entries.size()) && nameOf(m_entries[std::size_t(*index)]) == nameOf(benchmark);
            return there ? m_entries[std::size_t(*index)] : none;
        }
        const auto found = m_byName.find(nameOf(benchmark));
        return found == m_byName.end() ? none : found->second;
    }

private:
    using Name = std::pair<QString, QString>;
    static Name nameOf(const Json &of) { return {textOf(at(of, "provider_id")), textOf(at(of, "id"))}; }
    static Json agreed(const Json &one, const Json &other)
    {
        Json same = Json::object();
        for (const auto &[name, value] : membersOf(one).items()) {
            if (at(other, name.c_str()) == value)
                same[name] = value;
        }
        return same;
    }

    const Json &m_entries; ///< of the card
    std::map<Name, Json> m_byName;
};

/// The metric that was tested, of a card that does not name it: the one with the tested value. Servers round that to a 32-bit float.
QString testedMetric(const Json &metrics, const Json &test)
{
    const auto score = number(at(test, "primary_score"));
    QString found;
    for (const auto &[name, value] : membersOf(metrics).items()) {
        const auto measured = number(value);
        if (!score || !measured || !value.is_number() || asFloat32(*measured) != asFloat32(*score))
            continue;
        if (!found.isEmpty())
            return {};
        found = QString::fromStdString(name);
    }
    return found;
}

/// What it was judged by: as the server's test has it, else as it was asked for.
void takeGate(ImportedBenchmark &benchmark, const Json &test, const Json &asked)
{
    benchmark.primaryMetric = textOf(at(test, "primary_score_metric"));
    if (benchmark.primaryMetric.isEmpty())
        benchmark.primaryMetric = textOf(at(asked, {"primary_score", "metric"}));
    if (benchmark.primaryMetric.isEmpty())
        benchmark.primaryMetric = testedMetric(benchmark.metrics, test);
    benchmark.gate = number(at(test, "threshold"));
    if (!benchmark.gate)
        benchmark.gate = number(at(asked, {"pass_criteria", "threshold"}));
    benchmark.weight = number(at(asked, "weight"));
    BenchmarkTest judged;
    judged.primaryScore = number(at(test, "primary_score"));
    judged.threshold = number(at(test, "threshold"));
    if (at(test, "pass").is_boolean())
        judged.pass = at(test, "pass").get<bool>();
    const Json &told = at(asked, {"primary_score", "lower_is_better"});
    const bool usual = told.is_boolean() ? told.get<bool>() : metricInfo(benchmark.primaryMetric).lowerIsBetter;
    benchmark.lowerIsBetter = directionOf(judged).value_or(usual);
}

/// The score over all benchmarks. 0.5 is what servers compare with where nobody set a gate.
void takeRunTest(ImportedRun &run, const Json &test)
{
    if (!test.is_object())
        return;
    run.about["test"] = test;
    const auto threshold = number(at(test, "threshold"));
    if (threshold && *threshold != wireDefaultThreshold)
        run.gate = threshold;
}

/// The card of a collection's job does not have the weights of its benchmarks. Where the server's score needs them, the one made here differs.
QString doubtOf(const ImportedRun &run)
{
    const auto told = number(at(run.about, {"test", "score"}));
    if (!told)
        return {};
    const ImportedJob imported = importedJob(run, {}, true);
    QList<WireEntry> entries;
    QList<std::optional<BenchmarkTest>> tests;
    for (qsizetype index = 0; index < imported.ends.size(); ++index) {
        entries.append(wireEntry(imported.job.job.benchmarks.at(index), nullptr));
        tests.append(wireBenchmarkTest(entries.constLast(), imported.ends.at(index).metrics));
    }
    const auto made = wireJobTest(entries, tests, {}, {});
    if (!made || asFloat32(*told) == *made->score)
        return {};
    return tr("The server's score over all benchmarks is %1. The card does not have the weights that it was made with; with equal ones it is %2.")
        .arg(*told, 0, 'g', 6)
        .arg(*made->score, 0, 'g', 6);
}

ImportedBenchmark benchmarkOf(const Json &in, const Json &asked)
{
    ImportedBenchmark benchmark;
    benchmark.id = textOf(at(in, "id"));
    benchmark.providerId = textOf(at(in, "provider_id"));
    benchmark.metrics = membersOf(at(in, "metrics"));
    benchmark.info = membersOf(at(in, {"additional_info", "assay"}));
    takeGate(benchmark, at(in, "test"), asked);
    benchmark.startedAt = textOf(at(in, "started_at"));
    benchmark.completedAt = textOf(at(in, "completed_at"));
    const auto state = Word<RunState>::fromText(textOf(at(in, "status"))).value();
    if (state == RunState::Completed)
        return benchmark;
    benchmark.state = state == RunState::Cancelled ? RunState::Cancelled : RunState::Failed;
    benchmark.error = textOf(at(in, {"error_message", "message"}));
    if (benchmark.error.isEmpty()) // still pending or running when the card was made, or a word that this version does not know
        benchmark.error = tr("The card says only that its status is '%1'.").arg(textOf(at(in, "status")));
    return benchmark;
}

} // namespace

Result<ImportedRun> readEvalCard(const QString &path)
{
    FileSource source(path);
    JsonStream stream;
    auto read = stream.read(source);
    if (!read)
        return read.error();
    const Json &card = read->value;
    ImportedRun run;
    run.modelName = textOf(at(card, {"context", "model", "name"}));
    run.modelUrl = textOf(at(card, {"context", "model", "url"}));
    run.createdMs = msOf(at(card, {"metadata", "created_at"}));
    if (at(card, {"metadata", "evaluation_job_id"}).is_string())
        run.about["evaluation_job_id"] = at(card, {"metadata", "evaluation_job_id"});
    if (at(card, {"context", "collection_id"}).is_string())
        run.about["collection_id"] = at(card, {"context", "collection_id"});
    takeRunTest(run, at(card, {"results", "collection", "test"}));
    QStringList names;
    const Asked asked(card);
    for (const Json &one : elementsOf(at(card, {"results", "benchmarks"}))) {
        ImportedBenchmark benchmark = benchmarkOf(one, asked.of(one));
        if (benchmark.id.isEmpty() || benchmark.providerId.isEmpty())
            return Error{Error::Kind::Invalid, tr("a benchmark in 'results.benchmarks' has no id or no provider_id")};
        names << benchmark.id;
        run.benchmarks.append(benchmark);
    }
    if (run.benchmarks.isEmpty())
        return Error{Error::Kind::Invalid, tr("it has no results: 'results.benchmarks' is empty")};
    if (run.about.contains("collection_id"))
        run.doubt = doubtOf(run);
    run.name = textOf(at(card, {"context", "collection_id"}));
    if (run.name.isEmpty())
        run.name = names.size() <= 3 ? names.join(QLatin1String(", ")) : QStringLiteral("%1, … (%2)").arg(names.mid(0, 2).join(QLatin1String(", "))).arg(names.size());
    return run;
}

} // namespace assay::engine::imports
