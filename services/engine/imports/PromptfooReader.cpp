#include "services/engine/imports/PromptfooReader.h"

#include "services/core/ItemKey.h"
#include "services/engine/imports/PromptfooColumns.h"
#include "services/json/Json.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSet>

namespace assay::engine::imports {

using namespace promptfoo;

namespace {

constexpr qsizetype longestLabel = 60;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// Numbers under their own names; of objects in them as "tokenUsage.total".
void takeNumbers(const Json &in, const std::string &prefix, Json &metrics, int depth = 0)
{
    for (const auto &[name, value] : in.items()) {
        if (value.is_number())
            metrics[prefix + name] = value;
        else if (value.is_object() && depth < 3)
            takeNumbers(value, prefix + name + '.', metrics, depth + 1);
    }
}

const Json &providerConfig(const Json &config, const QString &provider)
{
    static const Json none;
    for (const Json &one : elementsOf(at(config, "providers"))) {
        if (providerOf(one) == provider)
            return at(one, "config");
    }
    return none;
}

ImportedBenchmark benchmarkOf(const Column &column, const QString &id, const Json &file)
{
    ImportedBenchmark benchmark;
    benchmark.id = id;
    benchmark.providerId = QStringLiteral("promptfoo");
    benchmark.hasSamples = true;
    takeNumbers(column.metrics, {}, benchmark.metrics);
    const auto count = [&](const char *name) { return wholeOf(at(column.metrics, name)).value_or(0); };
    qint64 right = count("testPassCount"), broken = count("testErrorCount"), all = right + count("testFailCount") + broken;
    const Verdicts &found = column.found;
    // In the file of an evaluation that was stopped the counts stand still, and the results went on. Old versions count errors as failures.
    const qint64 told = column.metrics.empty() ? found.all() : all;
    if (found.all() > 0 && (found.all() != all || found.passed != right)) {
        benchmark.metrics = {{"testPassCount", found.passed}, {"testFailCount", found.failed}, {"testErrorCount", found.errors}, {"score", found.score}};
        right = found.passed;
        all = found.all();
    }
    if (found.all() > 0)
        broken = found.errors;
    if (all > 0) {
        benchmark.metrics["pass_rate"] = double(right) / double(all);
        benchmark.primaryMetric = QStringLiteral("pass_rate");
        benchmark.info["metrics"]["pass_rate"] = {{"n", all}, {"binary", true}, {"successes", right}};
    }
    if (all == 0 || broken == all) {
        benchmark.state = RunState::Failed;
        benchmark.error = all == 0 ? tr("No test of it was run.") : tr("Every test ended in an error.");
    } else if (all != told) {
        benchmark.state = RunState::Failed;
        benchmark.error = tr("The evaluation was stopped before its end: the file has %1 results of it, and its own counts are of %2.").arg(all).arg(told);
    }
    benchmark.info["items"] = all;
    benchmark.info["errors"] = broken;
    const Json &config = at(file, "config"), &own = providerConfig(config, column.provider);
    putConfig(benchmark.info, "harness", "promptfoo");
    putConfig(benchmark.info, "harness_version", at(file, {"metadata", "promptfooVersion"}));
    putConfig(benchmark.info, "items", all);
    putConfig(benchmark.info, "prompt_sha256", sha256Of(column.raw).toStdString());
    for (const char *name : {"temperature", "top_p", "max_tokens", "seed"})
        putConfig(benchmark.info, name, at(own, name));
    putConfig(benchmark.info, "judge", at(config, {"defaultTest", "options", "provider"}));
    return benchmark;
}

qint64 createdOf(const Json &file)
{
    for (const Json &when : {at(file, {"results", "timestamp"}), at(file, {"metadata", "evaluationCreatedAt"}), at(file, "createdAt")}) {
        if (when.is_string())
            return msOf(when);
        if (const auto ms = wholeOf(when))
            return *ms;
    }
    return 0;
}

const QSet<QByteArray> &verdictMembers()
{
    static const QSet<QByteArray> names{"provider", "prompt", "promptIdx", "success", "score", "failureReason", "response", "error", "gradingResult"};
    return names;
}

QString idOf(const Column &column, const QString &description, qsizetype number, bool alone)
{
    if (alone)
        return description;
    const bool short_ = column.label.size() <= longestLabel && !column.label.contains(QLatin1Char('\n'));
    return description + QLatin1String(" / ") + (short_ ? column.label : tr("prompt %1").arg(number + 1));
}

} // namespace

Result<QList<ImportedRun>> readPromptfoo(const QString &path, const std::function<bool()> &stopped)
{
    FileSource source(path);
    source.stopWhen(stopped);
    JsonStream stream;
    stream.keep = [](const JsonPath &at) {
        const bool inResults = at.front() == "results";
        if (inResults && at.size() == 2)
            return at.back() == "results" ? Keep::Elements : at.back() == "outputs" ? Keep::Nothing : Keep::Whole;
        if (inResults && at.size() == 4 && at[1] == "results" && at[2].empty()) // of a result, what its verdict and its column hang on
            return verdictMembers().contains(QByteArray::fromStdString(at.back())) ? Keep::Whole : Keep::Nothing;
        return (inResults && at.size() == 3 && at[1] == "table" && at.back() == "body") || at.back() == "tests" || at.back() == "scenarios" ? Keep::Nothing
                                                                                                                                           : Keep::Whole;
    };
    Counting counting;
    stream.element = [&](JsonElement &&element) {
        counting.take(element.value);
        return true;
    };
    auto read = stream.read(source);
    if (!read)
        return read.error();
    const Json &file = read->value, &results = at(file, "results");
    QList<Column> columns = columnsOf(at(results, "prompts"));
    if (columns.isEmpty())
        columns = columnsOf(at(results, {"table", "head", "prompts"}));
    // Else the columns are not the file's own, and its results do not name them by number.
    const bool listed = !columns.isEmpty() && std::ranges::none_of(columns, [](const Column &one) { return one.metrics.empty(); });
    if (!listed)
        columns = counting.columns();
    else
        counting.put(columns);
    if (columns.isEmpty())
        return Error{Error::Kind::Invalid, tr("it has no results: neither prompts nor single results are in it")};
    QString description = textOf(at(file, {"config", "description"})).simplified();
    if (description.isEmpty())
        description = QStringLiteral("promptfoo");
    QList<ImportedRun> runs;
    for (qsizetype number = 0; number < columns.size(); ++number) {
        const Column &column = columns.at(number);
        auto run = std::ranges::find(runs, column.provider, &ImportedRun::part);
        if (run == runs.end()) {
            run = runs.insert(runs.end(), ImportedRun());
            run->part = column.provider;
            run->name = description;
            run->modelName = column.provider;
            run->createdMs = createdOf(file);
            if (at(file, "evalId").is_string())
                run->about["eval_id"] = at(file, "evalId");
        }
        const auto same = std::ranges::count(columns, column.provider, &Column::provider);
        QString id = idOf(column, description, run->benchmarks.size(), same == 1);
        if (std::ranges::find(run->benchmarks, id, &ImportedBenchmark::id) != run->benchmarks.end())
            id += QStringLiteral(" (%1)").arg(run->benchmarks.size() + 1);
        ImportedBenchmark benchmark = benchmarkOf(column, id, file);
        benchmark.samplesName = column.label;
        benchmark.column = listed ? int(number) : -1;
        run->benchmarks.append(benchmark);
    }
    return runs;
}

namespace {

QString targetOf(const Json &asserts)
{
    QStringList lines;
    for (const Json &one : elementsOf(asserts)) {
        const QString value = readable(at(one, "value"));
        lines << (value.isEmpty() ? textOf(at(one, "type")) : textOf(at(one, "type")) + QLatin1String(": ") + value);
    }
    return lines.join(QLatin1Char('\n'));
}

/// Gives each result its place: run, benchmark, ordinal, repeat.
class Results {
public:
    Results(const QList<ImportedRun> &runs, QList<QList<SampleCounts>> &counts, const SampleSink &sink) : m_runs(runs), m_counts(counts), m_sink(sink) {}

    bool take(const Json &in, bool cut, const QString &place)
    {
        const QString provider = providerOf(at(in, "provider"));
        const auto run = std::ranges::find(m_runs, provider, &ImportedRun::part);
        if (!in.is_object() || run == m_runs.end()) {
            m_sink.problem(place, tr("It is no result of a provider that the file lists, and was left out."));
            return true;
        }
        const int runIndex = int(run - m_runs.begin());
        const auto benchmark = benchmarkOf(*run, in);
        if (benchmark == run->benchmarks.end() && run->benchmarks.size() > 1) {
            m_sink.problem(place, tr("It is no result of a prompt that the file lists, and was left out."));
            return true;
        }
        const int index = benchmark == run->benchmarks.end() ? 0 : int(benchmark - run->benchmarks.begin());
        Column &column = m_columns[{runIndex, index}];
        Sample sample = sampleOf(in, cut);
        sample.repeat = column.repeats[sample.itemKey]++;
        const auto listed = wholeOf(at(in, "testIdx"));
        sample.ordinal = listed && *listed >= 0 && !column.ordinals.contains(*listed) ? *listed : column.next;
        column.ordinals.insert(sample.ordinal);
        column.next = std::max(column.next, sample.ordinal + 1);
        m_counts[runIndex][index].add(sample, m_numbers);
        return m_sink.sample(runIndex, index, std::move(sample));
    }

private:
    struct Column {
        QHash<QString, int> repeats;
        QSet<qint64> ordinals;
        qint64 next = 0;
    };

    /// By the number of its column: two prompts may have one label.
    static QList<ImportedBenchmark>::const_iterator benchmarkOf(const ImportedRun &run, const Json &in)
    {
        if (const auto column = wholeOf(at(in, "promptIdx")); column && *column >= 0) {
            const auto found = std::ranges::find(run.benchmarks, *column, &ImportedBenchmark::column);
            if (found != run.benchmarks.end())
                return found;
        }
        return std::ranges::find(run.benchmarks, labelOf(at(in, "prompt")), &ImportedBenchmark::samplesName);
    }

    Sample sampleOf(const Json &in, bool cut)
    {
        Sample sample;
        const Json &asserts = at(in, {"testCase", "assert"}), &vars = at(in, "vars"), &response = at(in, "response"), &grading = at(in, "gradingResult");
        sample.itemKey = itemKey({}, json::canonicalJson(vars), json::canonicalJson(asserts));
        sample.prompt = promptOf(in);
        sample.target = targetOf(asserts);
        if (const Json &output = at(response, "output"); !output.is_null())
            sample.response = readable(output);
        m_numbers.clear();
        Json scores = Json::object();
        if (isError(in)) {
            sample.error = textOf(at(in, "error"));
            if (sample.error.isEmpty())
                sample.error = textOf(at(response, "error"));
            if (sample.error.isEmpty())
                sample.error = tr("promptfoo reports an error without a text.");
        } else {
            sample.score = passed(in) ? 1 : 0;
            m_numbers.insert(QStringLiteral("pass_rate"), *sample.score);
            scores["pass"] = {{"score", *sample.score}, {"reason", at(grading, "reason")}};
            if (const auto score = numberOf(at(in, "score")))
                scores["score"] = {{"score", *score}};
            for (const auto &[name, value] : membersOf(at(in, "namedScores")).items()) {
                if (const auto number = numberOf(value))
                    scores[name] = {{"score", *number}};
            }
        }
        if (!scores.empty())
            sample.scores.text = dumped(scores);
        if (const auto latency = numberOf(at(in, "latencyMs")))
            sample.latencyMs = *latency;
        const Json &tokens = at(in, "tokenUsage").is_null() ? at(response, "tokenUsage") : at(in, "tokenUsage");
        sample.promptTokens = wholeOf(at(tokens, "prompt"));
        sample.completionTokens = wholeOf(at(tokens, "completion"));
        sample.metadata.text = metadataOf(in, cut);
        return sample;
    }

    static QString promptOf(const Json &in)
    {
        const QString raw = textOf(at(in, {"prompt", "raw"}));
        if (!raw.startsWith(QLatin1Char('['))) // else chat messages as JSON
            return raw;
        const auto messages = parseJson(raw.toUtf8());
        return messages && messages->is_array() ? messagesText(*messages) : raw;
    }

    static QByteArray metadataOf(const Json &in, bool cut)
    {
        Json metadata = membersOf(at(in, "vars"));
        for (const auto &[name, value] : membersOf(at(in, {"testCase", "metadata"})).items())
            metadata[name] = value;
        Json own = Json::object();
        if (const QString description = textOf(at(in, {"testCase", "description"})); !description.isEmpty())
            own["description"] = description.toStdString();
        if (const auto cost = numberOf(at(in, "cost")); cost && *cost > 0)
            own["cost"] = *cost;
        if (cut)
            own["cut"] = true;
        if (!own.empty())
            metadata["assay"] = std::move(own);
        return metadata.empty() ? QByteArray() : dumped(metadata);
    }

    const QList<ImportedRun> &m_runs;
    QList<QList<SampleCounts>> &m_counts;
    const SampleSink &m_sink;
    QHash<QPair<int, int>, Column> m_columns;
    QHash<QString, double> m_numbers; ///< of the last sample
};

} // namespace

Result<Done> readPromptfooSamples(const QString &path, const QList<ImportedRun> &runs, QList<QList<SampleCounts>> &counts, const SampleSink &sink)
{
    FileSource source(path);
    Results results(runs, counts, sink);
    JsonStream stream;
    stream.keep = [](const JsonPath &at) {
        if (at.size() == 1)
            return at.back() == "results" ? Keep::Whole : Keep::Nothing;
        return at.size() == 2 ? (at.back() == "results" ? Keep::Elements : Keep::Nothing) : Keep::Whole;
    };
    stream.element = [&](JsonElement &&element) {
        if (sink.cancelled && sink.cancelled())
            return false;
        sink.position(element.bytes);
        return results.take(element.value, element.cut, tr("line %1").arg(element.line));
    };
    const auto read = stream.read(source);
    return read ? Result<Done>(Done{}) : read.error();
}

} // namespace assay::engine::imports
