#include "services/engine/process/JobSpec.h"

#include "services/json/Json.h"

#include <QCryptographicHash>

#include <nlohmann/json.hpp>

#include <cmath>

namespace assay::engine {

namespace {

using Json = nlohmann::json;

Json parsed(const JsonText &text)
{
    Json value = Json::parse(text.text.begin(), text.text.end(), nullptr, false);
    return value.is_discarded() ? Json() : value;
}

QString safePart(QString part)
{
    constexpr qsizetype longest = 200; // bytes; a name may have 255
    for (QChar &c : part) {
        if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            c = QLatin1Char('_');
    }
    if (part == QLatin1String("."))
        return QStringLiteral("_");
    if (part == QLatin1String(".."))
        return QStringLiteral("__");
    if (part.toUtf8().size() > longest)
        return QString::fromLatin1(QCryptographicHash::hash(part.toUtf8(), QCryptographicHash::Sha256).toHex());
    return part;
}

QString safePath(const QString &id)
{
    QStringList parts;
    for (const QString &part : id.split(QLatin1Char('/'), Qt::SkipEmptyParts))
        parts.append(safePart(part));
    return parts.isEmpty() ? QStringLiteral("_") : parts.join(QLatin1Char('/'));
}

Json coordinates(const Exports &exports)
{
    return {{"oci", {{"coordinates", json::toKnownJson(exports).at("oci").at("coordinates")}}}};
}

} // namespace

QByteArray jobSpec(const AttemptSpec &spec, const QString &callbackUrl, const QString &secretRef)
{
    ModelTarget model = spec.model;
    if (!secretRef.isEmpty())
        model.secretRef = secretRef;
    Json parameters = parsed(spec.benchmark.parameters);
    if (!parameters.is_object())
        parameters = Json::object();
    Json out{{"id", spec.jobId.toStdString()},
             {"provider_id", spec.benchmark.providerId.toStdString()},
             {"benchmark_id", spec.benchmark.id.toStdString()},
             {"benchmark_index", spec.benchmarkIndex},
             {"model", json::toKnownJson(model)},
             {"callback_url", callbackUrl.toStdString()}};
    if (const auto examples = parameters.find("num_examples"); examples != parameters.end()) {
        // A whole number stays as it is; of another the fraction goes. What is no number is lost, as with the reference.
        if (examples->is_number_integer())
            out["num_examples"] = *examples;
        else if (examples->is_number() && std::abs(examples->get<double>()) < 9e18)
            out["num_examples"] = std::int64_t(examples->get<double>());
        parameters.erase(examples);
    }
    out["parameters"] = parameters;
    if (const auto &score = spec.benchmark.primaryScore ? spec.benchmark.primaryScore : spec.providerScore)
        out["primary_score"] = json::toKnownJson(*score);
    if (spec.job.experiment) {
        out["experiment_name"] = spec.job.experiment->name.toStdString();
        for (const KeyValue &tag : spec.job.experiment->tags)
            out["tags"].push_back({{"key", tag.key.toStdString()}, {"value", tag.value.toStdString()}});
    }
    if (spec.job.exports && spec.job.exports->oci)
        out["exports"] = coordinates(*spec.job.exports);
    return json::dump(out) + '\n';
}

QString jobSpecPath(const AttemptSpec &spec)
{
    return QStringLiteral("%1/%2/%3/%4/%5/meta/job.json")
        .arg(spec.workFolder, safePart(spec.jobId), QString::number(spec.benchmarkIndex), safePath(spec.benchmark.providerId),
             safePath(spec.benchmark.id));
}

} // namespace assay::engine
