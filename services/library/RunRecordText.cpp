#include "services/library/RunRecordText.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace assay {

namespace {

void put(QJsonObject &out, const char *name, const QString &value)
{
    if (!value.isEmpty())
        out.insert(QLatin1String(name), value);
}

void put(QJsonObject &out, const char *name, const QStringList &value)
{
    if (!value.isEmpty())
        out.insert(QLatin1String(name), QJsonArray::fromStringList(value));
}

void put(QJsonObject &out, const char *name, const std::optional<double> &value)
{
    if (value)
        out.insert(QLatin1String(name), *value);
}

void put(QJsonObject &out, const char *name, qint64 value)
{
    if (value != 0)
        out.insert(QLatin1String(name), value);
}

void put(QJsonObject &out, const char *name, bool value)
{
    if (value)
        out.insert(QLatin1String(name), true);
}

QStringList texts(const QJsonValue &value)
{
    QStringList all;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &item : array)
        all << item.toString();
    return all;
}

std::optional<double> number(const QJsonValue &value) { return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt; }

QJsonObject encodeResult(const RunResult &result)
{
    QJsonObject out;
    put(out, "benchmark", result.benchmark);
    put(out, "provider", result.provider);
    put(out, "metric", result.metric);
    put(out, "lower", result.lowerIsBetter);
    put(out, "score", result.score);
    put(out, "gate", result.gate);
    put(out, "n", result.samples);
    put(out, "stderr", result.standardError);
    put(out, "right", result.successes);
    put(out, "binary", result.binary);
    return out;
}

RunResult decodeResult(const QJsonObject &in)
{
    RunResult result;
    result.benchmark = in.value(QLatin1String("benchmark")).toString();
    result.provider = in.value(QLatin1String("provider")).toString();
    result.metric = in.value(QLatin1String("metric")).toString();
    result.lowerIsBetter = in.value(QLatin1String("lower")).toBool();
    result.score = number(in.value(QLatin1String("score")));
    result.gate = number(in.value(QLatin1String("gate")));
    result.samples = number(in.value(QLatin1String("n")));
    result.standardError = number(in.value(QLatin1String("stderr")));
    result.successes = number(in.value(QLatin1String("right")));
    result.binary = in.value(QLatin1String("binary")).toBool();
    return result;
}

} // namespace

QByteArray encodeRecord(const RunRecord &record)
{
    QJsonObject out;
    put(out, "name", record.name);
    put(out, "model", record.model);
    put(out, "collection", record.collection);
    put(out, "batch", record.batch);
    put(out, "benchmarks", record.benchmarks);
    put(out, "providers", record.providers);
    put(out, "tags", record.tags);
    put(out, "message", record.message);
    put(out, "started", record.started);
    put(out, "finished", record.finished);
    put(out, "done", record.itemsDone);
    put(out, "total", record.itemsTotal);
    put(out, "score", record.jobScore);
    QJsonArray results;
    for (const RunResult &result : record.results)
        results.append(encodeResult(result));
    if (!results.isEmpty())
        out.insert(QLatin1String("results"), results);
    return QJsonDocument(out).toJson(QJsonDocument::Compact);
}

void decodeRecord(const QByteArray &text, RunRecord &record)
{
    const QJsonObject in = QJsonDocument::fromJson(text).object();
    record.name = in.value(QLatin1String("name")).toString();
    record.model = in.value(QLatin1String("model")).toString();
    record.collection = in.value(QLatin1String("collection")).toString();
    record.batch = in.value(QLatin1String("batch")).toString();
    record.benchmarks = texts(in.value(QLatin1String("benchmarks")));
    record.providers = texts(in.value(QLatin1String("providers")));
    record.tags = texts(in.value(QLatin1String("tags")));
    record.message = in.value(QLatin1String("message")).toString();
    record.started = in.value(QLatin1String("started")).toInteger();
    record.finished = in.value(QLatin1String("finished")).toInteger();
    record.itemsDone = in.value(QLatin1String("done")).toInteger();
    record.itemsTotal = in.value(QLatin1String("total")).toInteger();
    record.jobScore = number(in.value(QLatin1String("score")));
    record.results.clear();
    const QJsonArray results = in.value(QLatin1String("results")).toArray();
    for (const QJsonValue &result : results)
        record.results << decodeResult(result.toObject());
}

} // namespace assay
