#include "services/engine/runner/AnswerSources.h"

#include "services/engine/runner/ModelClient.h"
#include "services/engine/runner/RecordedModel.h"

namespace assay::engine {

Result<std::shared_ptr<AnswerSource>> makeAnswerSource(const AttemptSpec &spec, const RunSettings &settings, const RunnerParts &parts,
                                                       const std::function<void(const QString &)> &log)
{
    if (const auto name = Recording::nameOf(spec.model.url)) {
        auto recording = Recording::load(*name, parts.options.recordingFolders);
        if (!recording)
            return recording.error();
        log(QStringLiteral("answers: recording %1").arg(*name));
        return std::shared_ptr<AnswerSource>(std::make_shared<RecordedModel>(*std::move(recording)));
    }
    auto endpoint = parseEndpoint(spec.model.url);
    if (!endpoint)
        return endpoint.error();
    log(QStringLiteral("answers: %1, %2 at once, %3 s each, %4 retries")
            .arg(endpoint->shown).arg(settings.concurrency).arg(settings.timeoutSeconds).arg(settings.retries));
    ModelClientOptions options;
    options.endpoint = *std::move(endpoint);
    options.model = spec.model.name;
    options.secretRef = spec.model.secretRef;
    options.generation = settings.generation;
    options.concurrency = settings.concurrency;
    options.totalMs = static_cast<qint64>(settings.timeoutSeconds * 1000);
    options.connectMs = std::min(parts.options.connectMs, options.totalMs);
    options.retry = parts.options.retry;
    options.retry.retries = settings.retries;
    options.pause = parts.options.pause;
    options.log = log;
    return std::shared_ptr<AnswerSource>(std::make_shared<ModelClient>(parts.curl, std::move(options), parts.options.secrets));
}

nlohmann::json describe(const AnswerOrigin &origin)
{
    nlohmann::json from{{"job", origin.jobId.toStdString()},
                        {"benchmark_index", origin.benchmarkIndex},
                        {"attempt", origin.attempt},
                        {"provider_id", origin.providerId.toStdString()},
                        {"benchmark", origin.benchmarkId.toStdString()},
                        {"model", origin.modelName.toStdString()},
                        {"samples", origin.samples}};
    if (!origin.runName.isEmpty())
        from["name"] = origin.runName.toStdString();
    return {{"answers", "stored"}, {"answers_from", std::move(from)}};
}

} // namespace assay::engine
