#include "services/backends/llamastack/EvalWire.h"

#include "services/backends/llamastack/WireReading.h"
#include "services/core/JsonMembers.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay::llamastack {

namespace {

using Json = nlohmann::ordered_json;

QString unreadable()
{
    return QCoreApplication::translate(
        "assay", "The answer about evaluations cannot be read; is this a Llama Stack server?");
}

JsonText objectIn(const Json &in, const char *name)
{
    const auto it = in.find(name);
    return it != in.end() && it->is_object() ? JsonText { QByteArray::fromStdString(it->dump()) } : JsonText();
}

/// The text, or the number that a server may send instead, as text.
QString idIn(const Json &in, const char *name)
{
    const Json &id = in.at(name);
    return QString::fromStdString(id.is_string() ? id.get<std::string>() : id.dump());
}

template <typename T, typename Read>
Result<QList<T>> readingList(const QByteArray &body, Read read)
{
    return reading<QList<T>>(body, unreadable, [read](const Json &in) {
        QList<T> list;
        for (const Json &one : in.at("data"))
            list << read(one);
        return list;
    });
}

RegisteredBenchmark benchmarkOf(const Json &in)
{
    RegisteredBenchmark out;
    out.id = idIn(in, "identifier");
    out.datasetId = textIn(in, "dataset_id");
    out.providerId = textIn(in, "provider_id");
    out.providerBenchmarkId = textIn(in, "provider_resource_id");
    out.metadata = objectIn(in, "metadata");
    if (const auto functions = in.find("scoring_functions"); functions != in.end() && functions->is_array()) {
        for (const Json &one : *functions)
            out.scoringFunctions << QString::fromStdString(one.get<std::string>());
    }
    return out;
}

ServedModel modelOf(const Json &in)
{
    if (in.contains("identifier"))
        return { idIn(in, "identifier"), textIn(in, "provider_id"), textIn(in, "model_type") };
    ServedModel out { idIn(in, "id"), {}, {} };
    if (const auto own = in.find("custom_metadata"); own != in.end() && own->is_object()) {
        out.providerId = textIn(*own, "provider_id");
        out.type = textIn(*own, "model_type");
    }
    return out;
}

} // namespace

QString provider()
{
    return QStringLiteral("llamastack");
}

Result<QList<RegisteredBenchmark>> decodeBenchmarks(const QByteArray &body)
{
    return readingList<RegisteredBenchmark>(body, benchmarkOf);
}

Result<RegisteredBenchmark> decodeBenchmark(const QByteArray &body)
{
    return reading<RegisteredBenchmark>(body, unreadable, benchmarkOf);
}

QByteArray encodeBenchmark(const RegisteredBenchmark &benchmark)
{
    QList<JsonMember> members { { QStringLiteral("benchmark_id"), jsonText(benchmark.id) },
        { QStringLiteral("dataset_id"), jsonText(benchmark.datasetId) } };
    Json functions = Json::array();
    for (const QString &one : benchmark.scoringFunctions)
        functions.push_back(one.toStdString());
    members.append({ QStringLiteral("scoring_functions"), { QByteArray::fromStdString(functions.dump()) } });
    if (!benchmark.providerBenchmarkId.isEmpty())
        members.append({ QStringLiteral("provider_benchmark_id"), jsonText(benchmark.providerBenchmarkId) });
    if (!benchmark.providerId.isEmpty())
        members.append({ QStringLiteral("provider_id"), jsonText(benchmark.providerId) });
    if (!benchmark.metadata.isEmpty())
        members.append({ QStringLiteral("metadata"), benchmark.metadata });
    return jsonObject(members).text;
}

Result<QList<ScoringFunction>> decodeScoringFunctions(const QByteArray &body)
{
    return readingList<ScoringFunction>(body, [](const Json &in) {
        ScoringFunction out { idIn(in, "identifier"), textIn(in, "provider_id"), textIn(in, "description"), {},
            objectIn(in, "params") };
        if (const auto type = in.find("return_type"); type != in.end() && type->is_object())
            out.returnType = textIn(*type, "type");
        return out;
    });
}

Result<QList<ServedModel>> decodeModels(const QByteArray &body)
{
    return readingList<ServedModel>(body, modelOf);
}

Word<RunState> stateOf(const QString &word)
{
    if (word == QLatin1String("scheduled"))
        return RunState::Pending;
    if (word == QLatin1String("in_progress"))
        return RunState::Running;
    return Word<RunState>::fromText(word);
}

Result<EvalJob> decodeEvalJob(const QByteArray &body)
{
    return reading<EvalJob>(body, unreadable, [](const Json &in) {
        return EvalJob { idIn(in, "job_id"), stateOf(textIn(in, "status")) };
    });
}

} // namespace assay::llamastack
