#include "services/engine/imports/InspectReader.h"

#include "services/core/ItemKey.h"
#include "services/engine/imports/Archive.h"
#include "services/json/Json.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSet>

namespace assay::engine::imports {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

const QSet<QString> &spreads()
{
    static const QSet<QString> names{QStringLiteral("stderr"), QStringLiteral("std"), QStringLiteral("var"), QStringLiteral("bootstrap_stderr")};
    return names;
}

/// "match/accuracy"; with several reducers "match/at_least_2/accuracy".
QString scoreName(const Json &score, const QHash<QString, int> &times)
{
    QString name = textOf(at(score, "name"));
    if (name.isEmpty())
        name = textOf(at(score, "scorer"));
    if (const QString reducer = textOf(at(score, "reducer")); times.value(name) > 1 && !reducer.isEmpty())
        name += QLatin1Char('/') + reducer;
    return name;
}

void takeMetrics(const Json &results, ImportedBenchmark &benchmark)
{
    const Json &scores = at(results, "scores");
    if (!scores.is_array())
        return;
    const QString headline = textOf(at(results, {"headline", "score"})) + QLatin1Char('/') + textOf(at(results, {"headline", "metric"}));
    QHash<QString, int> times;
    for (const Json &score : scores)
        ++times[textOf(at(score, "name"))];
    const auto items = wholeOf(at(results, "completed_samples"));
    for (const Json &score : scores) {
        const Json &metrics = at(score, "metrics");
        const QString name = scoreName(score, times);
        if (!metrics.is_object())
            continue;
        const auto error = numberOf(at(metrics, {"stderr", "value"}));
        const auto scored = wholeOf(at(score, "scored_samples"));
        for (const auto &[key, metric] : metrics.items()) {
            const auto value = numberOf(at(metric, "value"));
            if (!value)
                continue; // NaN: of no scored sample
            const QString metricKey = QString::fromStdString(key), full = name + QLatin1Char('/') + metricKey;
            benchmark.metrics[full.toStdString()] = *value;
            if (spreads().contains(metricKey))
                continue;
            Json &known = benchmark.info["metrics"][full.toStdString()];
            known = Json::object();
            if (scored || items)
                known["n"] = scored ? *scored : *items;
            if (error && (metricKey == QLatin1String("accuracy") || metricKey == QLatin1String("mean")))
                known["stderr"] = *error;
            if (benchmark.primaryMetric.isEmpty() || full == headline)
                benchmark.primaryMetric = full;
        }
    }
}

void takeConfig(const Json &header, ImportedBenchmark &benchmark)
{
    const Json &eval = at(header, "eval"), &dataset = at(eval, "dataset"), &config = at(eval, "config");
    Json &info = benchmark.info;
    putConfig(info, "harness", "inspect_ai");
    putConfig(info, "harness_version", at(eval, {"packages", "inspect_ai"}));
    putConfig(info, "task_version", at(eval, "task_version"));
    putConfig(info, "dataset", at(dataset, "location").is_null() ? at(dataset, "name") : at(dataset, "location"));
    putConfig(info, "items", at(dataset, "samples"));
    putConfig(info, "limit", at(config, "limit"));
    putConfig(info, "epochs", at(config, "epochs"));
    for (const char *name : {"temperature", "top_p", "max_tokens", "seed"}) {
        const Json &model = at(eval, {"model_generate_config", name}), &plan = at(header, {"plan", "config", name});
        putConfig(info, name, model.is_null() ? plan : model);
    }
    if (const Json &steps = at(header, {"plan", "steps"}); steps.is_array())
        putConfig(info, "prompt_sha256", sha256Of(QString::fromUtf8(dumped(steps))).toStdString());
    if (const Json &task = at(eval, "task_args"); task.is_object() && !task.empty())
        putConfig(info, "task_args", task);
    putConfig(info, "judge", at(eval, {"model_roles", "grader", "model"}));
    putConfig(info, "source_commit", at(eval, {"revision", "commit"}));
    if (const auto limit = wholeOf(at(config, "limit")))
        benchmark.parameters["num_examples"] = *limit;
    if (at(eval, "task_args").is_object() && !at(eval, "task_args").empty())
        benchmark.parameters["task_args"] = at(eval, "task_args");
}

void takeState(const Json &header, ImportedBenchmark &benchmark)
{
    const QString status = textOf(at(header, "status"));
    const QString said = textOf(at(header, {"error", "message"}));
    if (status == QLatin1String("success"))
        return;
    benchmark.state = status == QLatin1String("cancelled") ? RunState::Cancelled : RunState::Failed;
    if (status == QLatin1String("cancelled"))
        benchmark.error = tr("The run was cancelled before all its samples were done.");
    else if (status == QLatin1String("error"))
        benchmark.error = said.isEmpty() ? tr("Inspect ended it with an error that it did not describe.") : said;
    else
        benchmark.error = tr("The log has no end: the run was killed, or was still going on when it was imported.");
}

void takeOrdinals(const Json &dataset, InspectLog &log)
{
    const Json &ids = at(dataset, "sample_ids");
    log.numbered = ids.is_array() && !ids.empty();
    QSet<qint64> numbers;
    for (const Json &id : elementsOf(ids)) {
        log.ordinals.insert(textOf(id), log.ordinals.size());
        const auto number = id.is_number() ? wholeOf(id) : std::nullopt;
        log.numbered = log.numbered && number && *number >= 1;
        numbers.insert(number.value_or(0));
    }
    // 1, 2, 3 … in any order: that is how Inspect numbers what has no ids.
    const qint64 all = wholeOf(at(dataset, "samples")).value_or(numbers.size());
    for (const qint64 number : std::as_const(numbers))
        log.numbered = log.numbered && number <= all;
}

Result<InspectLog> logOf(const Json &header)
{
    const Json &eval = at(header, "eval");
    const QString task = textOf(at(eval, "task"));
    if (task.isEmpty())
        return Error{Error::Kind::Invalid, tr("it names no task: 'eval.task' is missing")};
    InspectLog log;
    ImportedBenchmark benchmark;
    benchmark.id = task;
    benchmark.providerId = QStringLiteral("inspect");
    benchmark.hasSamples = true;
    takeState(header, benchmark);
    takeMetrics(at(header, "results"), benchmark);
    takeConfig(header, benchmark);
    benchmark.startedAt = textOf(at(header, {"stats", "started_at"}));
    benchmark.completedAt = textOf(at(header, {"stats", "completed_at"}));
    takeOrdinals(at(eval, "dataset"), log);
    log.run.name = task;
    log.run.modelName = textOf(at(eval, "model"));
    log.run.modelUrl = textOf(at(eval, "model_base_url"));
    const QString created = textOf(at(eval, "created"));
    log.run.createdMs = msOf(at(eval, "created"));
    if (benchmark.startedAt.isEmpty())
        benchmark.startedAt = created;
    for (const Json &tag : elementsOf(at(eval, "tags")))
        log.run.tags << textOf(tag);
    for (const char *name : {"eval_id", "run_id", "task_id"}) {
        if (at(eval, name).is_string())
            log.run.about[name] = at(eval, name);
    }
    log.run.benchmarks.append(benchmark);
    return log;
}

/// Large parts that nothing here is read from.
Keep keepOfHeader(const JsonPath &path)
{
    const std::string &name = path.back();
    if (path.size() == 1 && (name == "samples" || name == "reductions" || name == "location" || name == "log_updates"))
        return Keep::Nothing;
    return name == "traceback" || name == "traceback_ansi" || name == "connection_limit_history" || name == "sample_reductions" || name == "model_args"
        ? Keep::Nothing
        : Keep::Whole;
}

Keep keepOfSample(const std::string &name)
{
    return name == "events" || name == "events_data" || name == "store" || name == "timelines" || name == "attachments" || name == "error_retries" ? Keep::Nothing
                                                                                                                                                   : Keep::Whole;
}

} // namespace

Result<InspectLog> readInspectArchive(const QString &path)
{
    Archive archive(path);
    std::optional<Json> header;
    while (archive.next()) {
        const bool whole = archive.name() == QLatin1String("header.json");
        if (!whole && archive.name() != QLatin1String("_journal/start.json"))
            continue;
        JsonStream stream;
        stream.keep = keepOfHeader;
        auto read = stream.read(archive.entry());
        if (!read && whole)
            return Error{read.error().kind, archive.name() + QLatin1String(": ") + read.error().message};
        if (read)
            header = std::move(read->value);
        if (whole)
            return logOf(*header);
    }
    if (!header)
        return Error{Error::Kind::Invalid, archive.fault().isEmpty() ? tr("it has neither header.json nor _journal/start.json, so it is no log of Inspect")
                                                                     : tr("the archive is damaged (%1)").arg(archive.fault())};
    return logOf(*header); // started, never ended
}

Result<InspectLog> readInspectJson(const QString &path)
{
    FileSource source(path);
    JsonStream stream;
    bool haveEval = false, haveStatus = false;
    stream.keep = keepOfHeader;
    stream.enough = [&](const JsonPath &at) {
        if (at.size() != 1)
            return false;
        haveEval = haveEval || at.back() == "eval";
        haveStatus = haveStatus || at.back() == "status";
        return at.back() == "samples" && haveEval && haveStatus;
    };
    auto read = stream.read(source);
    if (!read)
        return read.error();
    return logOf(read->value);
}

std::optional<double> inspectValue(const Json &value)
{
    if (const auto number = numberOf(value))
        return number;
    if (!value.is_string())
        return std::nullopt;
    const QString text = textOf(value);
    if (text == QLatin1String("C"))
        return 1;
    if (text == QLatin1String("P"))
        return 0.5;
    if (text == QLatin1String("I") || text == QLatin1String("N"))
        return 0;
    const QString lower = text.toLower();
    if (lower == QLatin1String("yes") || lower == QLatin1String("true"))
        return 1;
    if (lower == QLatin1String("no") || lower == QLatin1String("false"))
        return 0;
    bool valid = false;
    const double number = text.toDouble(&valid);
    return valid && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

namespace {

/// Turns Inspect's samples into ours.
class Samples {
public:
    Samples(const InspectLog &log, SampleCounts &counts, const SampleSink &sink)
        : m_log(log), m_counts(counts), m_sink(sink),
          m_primary(log.run.benchmarks.constFirst().primaryMetric.section(QLatin1Char('/'), 0, 0))
    {
    }

    /// False: stop.
    bool take(const Json &in, bool cut, const QString &place)
    {
        const QString id = textOf(at(in, "id"));
        const auto epoch = wholeOf(at(in, "epoch"));
        if (!in.is_object() || id.isEmpty() || (epoch && (*epoch < 1 || *epoch > 1'000'000))) {
            m_sink.problem(place, tr("It is no sample (an object with 'id' and 'epoch') and was left out."));
            return true;
        }
        Sample sample;
        sample.repeat = int(epoch.value_or(1)) - 1;
        const auto known = m_ordinals.constFind(id);
        if (const auto listed = m_log.ordinals.constFind(id); listed != m_log.ordinals.constEnd())
            sample.ordinal = *listed;
        else
            sample.ordinal = known != m_ordinals.constEnd() ? *known : m_log.ordinals.size() + m_unlisted++;
        m_ordinals.insert(id, sample.ordinal);
        if (m_seen.contains({sample.ordinal, sample.repeat})) {
            m_sink.problem(place, tr("The sample '%1' of epoch %2 comes twice; the second was left out.").arg(id.left(100)).arg(sample.repeat + 1));
            return true;
        }
        m_seen.insert({sample.ordinal, sample.repeat});
        fill(in, id, cut, sample);
        return m_sink.sample(0, 0, std::move(sample));
    }

private:
    void fill(const Json &in, const QString &id, bool cut, Sample &sample)
    {
        const Json &output = at(in, "output"), &target = at(in, "target");
        sample.prompt = promptOf(in);
        sample.target = readable(target);
        sample.itemKey = m_log.numbered ? itemKey({}, json::canonicalJson(at(in, "input")), json::canonicalJson(target)) : itemKey(id, {}, {});
        const Json &choices = at(output, "choices");
        if (at(output, "completion").is_string())
            sample.response = textOf(at(output, "completion"));
        else if (choices.is_array() && !choices.empty())
            sample.response = messagesText(at(choices[0], "message"));
        if (choices.is_array() && choices.empty() && sample.response.isEmpty())
            sample.response = QString();
        sample.error = textOf(at(in, {"error", "message"}));
        QHash<QString, double> numbers;
        takeScores(at(in, "scores"), sample, numbers);
        if (const auto seconds = numberOf(at(in, "total_time")); seconds)
            sample.latencyMs = *seconds * 1000;
        else if (const auto asked = numberOf(at(output, "time")))
            sample.latencyMs = *asked * 1000;
        takeTokens(at(in, "model_usage"), sample);
        sample.metadata.text = metadataOf(in, id, cut);
        m_counts.add(sample, numbers);
    }

    static QString promptOf(const Json &in)
    {
        const Json &messages = at(in, "messages");
        Json asked = Json::array();
        if (messages.is_array()) {
            for (const Json &message : messages) {
                if (textOf(at(message, "role")) == QLatin1String("assistant"))
                    break;
                asked.push_back(message);
            }
        }
        if (asked.empty())
            return messagesText(at(in, "input"));
        // A lone question is more readable without its role.
        return asked.size() == 1 && textOf(at(asked[0], "role")) == QLatin1String("user") ? messagesText(asked[0]) : messagesText(asked);
    }

    void takeScores(const Json &given, Sample &sample, QHash<QString, double> &numbers)
    {
        Json scores = Json::object();
        for (const auto &[key, score] : membersOf(given).items()) {
            const Json &value = at(score, "value");
            const auto number = inspectValue(value);
            Json out{{"score", number ? Json(*number) : Json()}};
            for (const char *name : {"value", "answer", "explanation", "metadata"}) {
                if (!at(score, name).is_null())
                    out[name] = at(score, name);
            }
            scores[key] = std::move(out);
            const QString name = QString::fromStdString(key);
            if (number)
                note(name, *number, numbers);
            for (const auto &[part, one] : membersOf(value).items()) { // several values of one scorer
                if (const auto partNumber = inspectValue(one)) {
                    scores[part] = {{"score", *partNumber}};
                    note(QString::fromStdString(part), *partNumber, numbers);
                }
            }
            if (sample.extracted.isNull() && at(score, "answer").is_string())
                sample.extracted = textOf(at(score, "answer"));
        }
        if (const auto primary = scores.find(m_primary.toStdString()); primary != scores.end())
            sample.score = numberOf(at(*primary, "score"));
        else if (m_primary.isEmpty() && !scores.empty())
            sample.score = numberOf(at(*scores.begin(), "score"));
        if (!scores.empty())
            sample.scores.text = dumped(scores);
    }

    static void note(const QString &score, double value, QHash<QString, double> &numbers)
    {
        for (const char *metric : {"/accuracy", "/mean"})
            numbers.insert(score + QLatin1String(metric), value);
    }

    static void takeTokens(const Json &usage, Sample &sample)
    {
        for (const auto &[model, one] : membersOf(usage).items()) {
            if (const auto tokens = wholeOf(at(one, "input_tokens")))
                sample.promptTokens = sample.promptTokens.value_or(0) + *tokens;
            if (const auto tokens = wholeOf(at(one, "output_tokens")))
                sample.completionTokens = sample.completionTokens.value_or(0) + *tokens;
        }
    }

    static QByteArray metadataOf(const Json &in, const QString &id, bool cut)
    {
        Json metadata = at(in, "metadata").is_object() ? at(in, "metadata") : Json::object();
        Json own{{"id", id.toStdString()}};
        if (const Json &messages = at(in, "messages"); messages.is_array())
            own["messages"] = messages.size();
        if (const Json &choices = at(in, {"output", "choices"}); choices.is_array() && !choices.empty() && at(choices[0], "stop_reason").is_string())
            own["finish_reason"] = at(choices[0], "stop_reason");
        if (!at(in, "limit").is_null())
            own["limit"] = at(in, "limit");
        if (!at(in, "choices").is_null())
            own["choices"] = at(in, "choices");
        if (cut)
            own["cut"] = true;
        metadata["assay"] = std::move(own);
        return dumped(metadata);
    }

    const InspectLog &m_log;
    SampleCounts &m_counts;
    const SampleSink &m_sink;
    const QString m_primary; ///< name of the score
    QHash<QString, qint64> m_ordinals;
    QSet<QPair<qint64, int>> m_seen;
    qint64 m_unlisted = 0;
};

Result<Done> archiveSamples(const QString &path, Samples &samples, const SampleSink &sink)
{
    Archive archive(path);
    while (archive.next()) {
        if (sink.cancelled && sink.cancelled())
            return Done{};
        if (!archive.name().startsWith(QLatin1String("samples/")) || !archive.name().endsWith(QLatin1String(".json")))
            continue;
        sink.position(archive.position());
        JsonStream stream;
        stream.keep = [](const JsonPath &at) { return at.size() == 1 ? keepOfSample(at.back()) : Keep::Whole; };
        const auto read = stream.read(archive.entry());
        if (!read)
            sink.problem(archive.name(), tr("The sample cannot be read and was left out: %1.").arg(read.error().message));
        else if (!samples.take(read->value, read->cut, archive.name()))
            return Done{};
    }
    if (!archive.fault().isEmpty())
        return Error{Error::Kind::Invalid, tr("the archive is damaged (%1); what comes after that place is missing").arg(archive.fault())};
    return Done{};
}

Result<Done> jsonSamples(const QString &path, Samples &samples, const SampleSink &sink)
{
    FileSource source(path);
    JsonStream stream;
    stream.keep = [](const JsonPath &at) {
        if (at.size() == 1)
            return at.back() == "samples" ? Keep::Elements : Keep::Nothing;
        return at.size() == 3 ? keepOfSample(at.back()) : Keep::Whole; // samples, element, member
    };
    stream.element = [&](JsonElement &&element) {
        if (sink.cancelled && sink.cancelled())
            return false;
        sink.position(element.bytes);
        return samples.take(element.value, element.cut, tr("line %1").arg(element.line));
    };
    const auto read = stream.read(source);
    return read ? Result<Done>(Done{}) : read.error();
}

} // namespace

Result<Done> readInspectSamples(const QString &path, Format format, const InspectLog &log, SampleCounts &counts, const SampleSink &sink)
{
    Samples samples(log, counts, sink);
    return format == Format::InspectArchive ? archiveSamples(path, samples, sink) : jsonSamples(path, samples, sink);
}

} // namespace assay::engine::imports
