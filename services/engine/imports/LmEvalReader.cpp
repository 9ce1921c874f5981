#include "services/engine/imports/LmEvalReader.h"

#include "services/core/ItemKey.h"
#include "services/json/Json.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QSet>

#include <map>

namespace assay::engine::imports {

namespace {

constexpr qint64 longestLine = qint64(160) << 20;
constexpr char provider[] = "lm_evaluation_harness";

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// Of "acc_stderr,none" "acc,none"; empty for other names.
QString measuredBy(const QString &name)
{
    const QString metric = name.section(QLatin1Char(','), 0, 0);
    if (!metric.endsWith(QLatin1String("_stderr")))
        return {};
    const QString filter = name.section(QLatin1Char(','), 1);
    return metric.chopped(7) + (filter.isEmpty() ? QString() : QLatin1Char(',') + filter);
}

QString modelNameOf(const Json &file)
{
    const Json &config = at(file, "config");
    for (const Json &name : {at(file, "model_name"), at(config, {"model_args", "pretrained"}), at(config, {"model_args", "model"})}) {
        if (name.is_string() && !textOf(name).isEmpty())
            return textOf(name);
    }
    const QString arguments = textOf(at(config, "model_args"));
    for (const QString &one : arguments.split(QLatin1Char(','))) {
        if (one.startsWith(QLatin1String("pretrained=")) || one.startsWith(QLatin1String("model=")))
            return one.section(QLatin1Char('='), 1);
    }
    const QString model = textOf(at(config, "model"));
    return model.isEmpty() ? tr("unnamed model") : model;
}

QString modelUrlOf(const Json &config)
{
    if (const QString url = textOf(at(config, {"model_args", "base_url"})); !url.isEmpty())
        return url;
    for (const QString &one : textOf(at(config, "model_args")).split(QLatin1Char(','))) {
        if (one.startsWith(QLatin1String("base_url=")))
            return one.section(QLatin1Char('='), 1);
    }
    return {};
}

void takeMetrics(const Json &values, ImportedBenchmark &benchmark)
{
    for (const auto &[key, value] : values.items()) {
        if (key == "alias" || key == "name" || key == "sample_len" || key == "sample_count" || key == "samples" || value.is_boolean())
            continue;
        if (value.is_number())
            benchmark.metrics[key] = value;
    }
    for (const auto &[key, value] : benchmark.metrics.items()) {
        const QString name = QString::fromStdString(key), measured = measuredBy(name);
        if (!measured.isEmpty() && benchmark.metrics.contains(measured.toStdString())) {
            benchmark.info["metrics"][measured.toStdString()]["stderr"] = value;
        } else if (benchmark.primaryMetric.isEmpty()) {
            benchmark.primaryMetric = name;
        }
    }
}

void takeCounts(const Json &file, const Json &values, const std::string &task, ImportedBenchmark &benchmark)
{
    const auto n = wholeOf(at(file, {"n-samples", task.c_str(), "effective"}));
    for (const auto &[key, value] : benchmark.metrics.items()) {
        if (!measuredBy(QString::fromStdString(key)).isEmpty())
            continue;
        const auto own = wholeOf(at(values, {"sample_count", key.c_str()})); // of a group
        if (own || n)
            benchmark.info["metrics"][key]["n"] = own ? *own : *n;
    }
    if (n)
        benchmark.info["items"] = *n;
    const QString metric = benchmark.primaryMetric.section(QLatin1Char(','), 0, 0);
    const Json &better = at(file, {"higher_is_better", task.c_str(), metric.toUtf8().constData()});
    benchmark.lowerIsBetter = better.is_boolean() && !better.get<bool>();
}

void takeConfig(const Json &file, const std::string &task, ImportedBenchmark &benchmark)
{
    const Json &config = at(file, "config"), &own = at(file, {"configs", task.c_str()});
    Json &info = benchmark.info;
    putConfig(info, "harness", "lm-evaluation-harness");
    putConfig(info, "harness_version", at(file, "lm_eval_version").is_null() ? at(file, "git_hash") : at(file, "lm_eval_version"));
    putConfig(info, "task_version", at(file, {"versions", task.c_str()}));
    QString dataset = textOf(at(own, "dataset_path"));
    if (const QString part = textOf(at(own, "dataset_name")); !part.isEmpty())
        dataset += QLatin1Char('/') + part;
    putConfig(info, "dataset", dataset.toStdString());
    putConfig(info, "dataset_revision", at(own, {"dataset_kwargs", "revision"}));
    putConfig(info, "dataset_split", at(own, "test_split"));
    putConfig(info, "items", at(info, "items"));
    putConfig(info, "limit", at(config, "limit"));
    putConfig(info, "num_fewshot", at(file, {"n-shot", task.c_str()}));
    const QString prompt = readable(at(own, "description")) + textOf(at(own, "doc_to_text"));
    putConfig(info, "prompt_sha256", sha256Of(prompt).toStdString());
    putConfig(info, "system_prompt_sha256", sha256Of(textOf(at(file, "system_instruction"))).toStdString());
    putConfig(info, "chat_template_sha", at(file, "chat_template_sha"));
    putConfig(info, "temperature", at(own, {"generation_kwargs", "temperature"}));
    putConfig(info, "top_p", at(own, {"generation_kwargs", "top_p"}));
    putConfig(info, "max_tokens", at(own, {"generation_kwargs", "max_gen_toks"}));
    putConfig(info, "seed", at(config, "random_seed"));
    putConfig(info, "model_revision", at(config, "model_revision"));
    putConfig(info, "task_hash", at(file, {"task_hashes", task.c_str()}));
    if (own.is_object()) {
        benchmark.parameters = Json::object();
        for (const char *name : {"num_fewshot", "output_type", "repeats"}) {
            if (!at(own, name).is_null())
                benchmark.parameters[name] = at(own, name);
        }
    }
    if (const auto limit = wholeOf(at(config, "limit")))
        benchmark.parameters["num_examples"] = *limit;
}

} // namespace

Result<ImportedRun> readLmEvalResults(const QString &path)
{
    FileSource source(path);
    JsonStream stream;
    auto read = stream.read(source);
    if (!read)
        return read.error();
    const Json &file = read->value, &results = at(file, "results");
    if (!results.is_object() || results.empty())
        return Error{Error::Kind::Invalid, tr("it has no results: 'results' must be an object with a member for each task")};
    ImportedRun run;
    run.modelName = modelNameOf(file);
    run.modelUrl = modelUrlOf(at(file, "config"));
    if (const auto date = numberOf(at(file, "date")); date && *date > 0 && *date < 1e11)
        run.createdMs = qint64(*date * 1000);
    QStringList names;
    for (const auto &[task, values] : results.items()) {
        if (!values.is_object())
            return Error{Error::Kind::Invalid, tr("the results of the task '%1' are no object").arg(QString::fromStdString(task).left(100))};
        ImportedBenchmark benchmark;
        benchmark.id = QString::fromStdString(task);
        benchmark.providerId = QLatin1String(provider);
        takeMetrics(values, benchmark);
        takeCounts(file, values, task, benchmark);
        takeConfig(file, task, benchmark);
        const Json &members = at(file, {"group_subtasks", task.c_str()});
        const bool group = members.is_array() && !members.empty();
        if (group)
            benchmark.info["group_of"] = members;
        else
            benchmark.samplesName = benchmark.id;
        if (benchmark.metrics.empty() && group)
            continue; // a group that only gathers its tasks
        if (benchmark.metrics.empty()) {
            benchmark.state = RunState::Failed;
            benchmark.error = tr("The results have no metric of this task.");
        }
        names << benchmark.id;
        run.benchmarks.append(benchmark);
    }
    if (run.benchmarks.isEmpty())
        return Error{Error::Kind::Invalid, tr("it has no results: every task is empty")};
    run.name = names.size() <= 3 ? names.join(QLatin1String(", ")) : QStringLiteral("%1, … (%2)").arg(names.mid(0, 2).join(QLatin1String(", "))).arg(names.size());
    if (const auto seconds = textOf(at(file, "total_evaluation_time_seconds")).toDouble(); seconds > 0)
        run.about["seconds"] = seconds;
    return run;
}

namespace {

/// The first context that the model was given, and the answers among which it chose.
struct Asked {
    QString prompt;
    QStringList continuations;
};

Asked askedOf(const Json &arguments)
{
    Asked asked;
    const auto take = [&](const Json &first, const Json &second) {
        if (asked.prompt.isNull())
            asked.prompt = messagesText(first);
        asked.continuations << (second.is_string() ? textOf(second) : QString());
    };
    if (arguments.is_object()) { // gen_args_0, gen_args_1, … gen_args_10: by number
        std::map<int, const Json *> ordered;
        for (const auto &[name, value] : arguments.items())
            ordered[QString::fromStdString(name).section(QLatin1Char('_'), -1).toInt()] = &value;
        for (const auto &[number, value] : ordered)
            take(at(*value, "arg_0"), at(*value, "arg_1"));
    } else if (arguments.is_array()) {
        for (const Json &one : arguments) {
            if (one.is_array() && !one.empty())
                take(one[0], one.size() > 1 ? one[1] : Json());
        }
    }
    return asked;
}

/// A log-likelihood as the harness writes it: [-1.0, true], or its texts.
std::optional<double> likelihoodOf(const Json &value)
{
    const Json &number = value.is_array() && !value.empty() ? value[0] : value;
    if (number.is_string()) {
        bool valid = false;
        const double parsed = textOf(number).toDouble(&valid);
        return valid ? std::optional(parsed) : std::nullopt;
    }
    return numberOf(number);
}

/// The answer as text: what was generated, or of the choices the likeliest.
void takeAnswer(const Json &line, const Asked &asked, Sample &sample, Json &more)
{
    const Json &answers = at(line, "resps"), &filtered = at(line, "filtered_resps");
    const bool choices = asked.continuations.size() > 1 && std::ranges::none_of(asked.continuations, &QString::isEmpty);
    if (choices && filtered.is_array() && qsizetype(filtered.size()) >= asked.continuations.size()) {
        qsizetype best = -1;
        double most = 0;
        Json likelihoods = Json::array();
        for (qsizetype i = 0; i < asked.continuations.size(); ++i) {
            const auto likelihood = likelihoodOf(filtered[std::size_t(i)]);
            likelihoods.push_back({{"choice", asked.continuations.at(i).toStdString()}, {"log_likelihood", likelihood ? Json(*likelihood) : Json()}});
            if (likelihood && (best < 0 || *likelihood > most)) {
                best = i;
                most = *likelihood;
            }
        }
        more["choices"] = likelihoods;
        if (best >= 0)
            sample.response = asked.continuations.at(best);
        sample.extracted = sample.response;
        return;
    }
    const Json *first = &answers;
    while (first->is_array() && !first->empty())
        first = &(*first)[0];
    sample.response = readable(*first);
    if (answers.is_array() && !answers.empty() && answers[0].is_array() && answers[0].size() > 1)
        more["all_responses"] = answers[0];
    const Json &found = filtered.is_array() && !filtered.empty() ? filtered[0] : filtered;
    sample.extracted = found.is_null() ? QString() : readable(found);
    sample.extractionFailed = sample.extracted == QLatin1String("[invalid]"); // what the regex filter puts when it finds nothing
    if (sample.extractionFailed)
        sample.extracted = QString();
}

QString ownId(const Json &doc)
{
    for (const char *name : {"id", "_id", "question_id", "qid", "uuid", "task_id"}) {
        const Json &value = at(doc, name);
        if ((value.is_string() && !value.get_ref<const std::string &>().empty()) || value.is_number_integer())
            return textOf(value);
    }
    return {};
}

const QSet<QByteArray> &notScores()
{
    static const QSet<QByteArray> names{"doc_id", "doc", "target", "arguments", "resps", "filtered_resps", "filter", "metrics", "doc_hash", "prompt_hash", "target_hash"};
    return names;
}

QHash<QString, double> scoresOf(const Json &line, Json &scores)
{
    QHash<QString, double> numbers;
    const QString filter = at(line, "filter").is_string() ? textOf(at(line, "filter")) : QStringLiteral("none");
    for (const auto &[name, value] : line.items()) {
        if (notScores().contains(QByteArray::fromStdString(name)))
            continue;
        const QString metric = QString::fromStdString(name) + QLatin1Char(',') + filter;
        if (const auto number = numberOf(value)) {
            numbers.insert(metric, *number);
            scores[metric.toStdString()] = {{"score", *number}};
        } else {
            scores[metric.toStdString()] = {{"score", nullptr}, {"value", value}};
        }
    }
    return numbers;
}

/// Reads samples line by line; the lines of a document's other filters by their places, which a first pass notes.
class SamplesFile {
public:
    SamplesFile(const QString &path, const ImportedBenchmark &benchmark, SampleCounts &counts, const SampleSink &sink)
        : m_path(path), m_primary(benchmark.primaryMetric), m_counts(counts), m_sink(sink)
    {
        for (const auto &[name, value] : benchmark.metrics.items())
            m_filters.insert(QString::fromStdString(name).section(QLatin1Char(','), 1));
    }

    Result<Done> read()
    {
        return m_filters.size() <= 1 ? eachLine([this](Json &&line, qint64) { return take({std::move(line)}); }) : byDocument();
    }

private:
    struct Place {
        qint64 offset = 0, length = 0;
    };

    /// False from `taken` ends it.
    Result<Done> eachLine(const std::function<bool(Json &&, qint64)> &taken)
    {
        FileSource source(m_path);
        LineReader lines(source, longestLine);
        for (;;) {
            const auto next = lines.next();
            if (next == LineReader::Next::End || (m_sink.cancelled && m_sink.cancelled()))
                return Done{};
            if (next == LineReader::Next::Fault)
                return Error{Error::Kind::Storage, source.fault()};
            m_place = {lines.offset(), lines.length()};
            m_sink.position(lines.offset());
            const QString place = tr("line %1").arg(lines.number());
            if (next == LineReader::Next::TooLong) {
                m_sink.problem(place, tr("It is longer than 160 MiB and was left out."));
                continue;
            }
            if (std::all_of(lines.line().begin(), lines.line().end(), [](char c) { return c == ' ' || c == '\r' || c == '\t'; }))
                continue;
            auto line = parseJson(lines.line(), &m_cut);
            if (!line) {
                m_sink.problem(place, tr("It is not valid JSON and was left out: %1.").arg(line.error().message));
                continue;
            }
            if (!line->is_object() || at(*line, "doc_id").is_null()) {
                m_sink.problem(place, tr("It is no sample (an object with 'doc_id') and was left out."));
                continue;
            }
            if (!taken(std::move(*line), lines.number()))
                return Done{};
        }
    }

    Result<Done> byDocument()
    {
        std::map<qint64, std::map<QString, Place>> documents;
        auto noted = eachLine([&](Json &&line, qint64 number) {
            const auto id = wholeOf(at(line, "doc_id"));
            const QString filter = textOf(at(line, "filter"));
            if (!id || *id < 0)
                m_sink.problem(tr("line %1").arg(number), tr("Its 'doc_id' is no number, and it was left out."));
            else if (!documents[*id].emplace(filter, m_place).second)
                m_sink.problem(tr("line %1").arg(number), tr("The document %1 was answered by an earlier line; this one was left out.").arg(*id));
            return true;
        });
        if (!noted)
            return noted;
        for (const auto &[id, places] : documents) {
            std::vector<Json> lines;
            m_cut = false; // of this document's lines alone
            for (const auto &[filter, place] : places) {
                FileSource piece(m_path, place.offset, place.length);
                JsonStream stream;
                auto read = stream.read(piece);
                if (!read)
                    return read.error(); // it was read before: the file changed meanwhile
                m_cut = m_cut || read->cut;
                lines.push_back(std::move(read->value));
            }
            if ((m_sink.cancelled && m_sink.cancelled()) || !take(std::move(lines)))
                return Done{};
        }
        return Done{};
    }

    bool take(std::vector<Json> lines)
    {
        Sample sample;
        Json scores = Json::object(), more = Json::object();
        QHash<QString, double> numbers;
        const QString wanted = m_primary.section(QLatin1Char(','), 1);
        const Json *main = &lines.front();
        for (const Json &line : lines) {
            numbers.insert(scoresOf(line, scores));
            if (textOf(at(line, "filter")) == wanted)
                main = &line;
        }
        const Asked asked = askedOf(at(*main, "arguments"));
        const auto document = wholeOf(at(*main, "doc_id"));
        sample.ordinal = document && *document >= 0 ? *document : m_next;
        if (!m_ordinals.contains(sample.ordinal)) {
            m_ordinals.insert(sample.ordinal);
        } else {
            m_sink.problem(tr("doc_id %1").arg(sample.ordinal), tr("The document was answered by an earlier line; this one was left out."));
            return true;
        }
        m_next = sample.ordinal + 1;
        sample.prompt = asked.prompt;
        const Json &target = at(*main, "target");
        sample.target = readable(target);
        takeAnswer(*main, asked, sample, more);
        const QString id = ownId(at(*main, "doc"));
        const bool unique = !id.isEmpty() && !m_ids.contains(id);
        m_ids.insert(id);
        sample.itemKey = unique ? itemKey(id, {}, {}) : itemKey({}, json::canonicalJson(Json(sample.prompt.toStdString())), json::canonicalJson(target));
        if (const auto primary = numbers.find(m_primary); primary != numbers.end())
            sample.score = *primary;
        sample.scores.text = dumped(scores);
        if (std::exchange(m_cut, false))
            more["cut"] = true;
        Json metadata = at(*main, "doc").is_object() ? at(*main, "doc") : Json::object();
        if (!more.empty())
            metadata["assay"] = std::move(more);
        sample.metadata.text = metadata.empty() ? QByteArray() : dumped(metadata);
        m_counts.add(sample, numbers);
        return m_sink.sample(0, 0, std::move(sample));
    }

    const QString m_path, m_primary;
    SampleCounts &m_counts;
    const SampleSink &m_sink;
    QSet<QString> m_filters, m_ids;
    QSet<qint64> m_ordinals;
    Place m_place;
    qint64 m_next = 0;
    bool m_cut = false;
};

} // namespace

Result<Done> readLmEvalSamples(const QString &path, const ImportedBenchmark &benchmark, SampleCounts &counts, const SampleSink &sink)
{
    return SamplesFile(path, benchmark, counts, sink).read();
}

Result<QString> lmEvalSamplesHash(const QString &path, const std::function<bool()> &stopped)
{
    FileSource source(path);
    LineReader lines(source, longestLine);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (auto next = lines.next(); next != LineReader::Next::End; next = lines.next()) {
        if (next == LineReader::Next::Fault)
            return Error{Error::Kind::Storage, source.fault()};
        if (stopped && stopped())
            return Error{Error::Kind::Cancelled};
        if (next == LineReader::Next::TooLong)
            continue;
        const auto line = parseJson(lines.line());
        if (!line)
            continue;
        for (const char *name : {"doc_hash", "prompt_hash", "target_hash"})
            hash.addData(textOf(at(*line, name)).toUtf8());
    }
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace assay::engine::imports
