#include "services/engine/runner/AnswerSources.h"

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
    const auto endpoint = parseEndpoint(spec.model.url);
    if (!endpoint)
        return endpoint.error();
    log(QStringLiteral("answers: %1, %2 at once, %3 s each, %4 retries")
            .arg(endpoint->shown).arg(settings.concurrency).arg(settings.timeoutSeconds).arg(settings.retries));
    ModelClientOptions options = clientOptions(settings, *endpoint, parts.options);
    options.model = spec.model.name;
    options.secretRef = spec.model.secretRef;
    options.log = log;
    return std::shared_ptr<AnswerSource>(std::make_shared<ModelClient>(parts.curl, std::move(options), parts.options.secrets));
}

ModelClientOptions clientOptions(const AskSettings &settings, const Endpoint &endpoint, const NativeRunnerOptions &options)
{
    ModelClientOptions out;
    out.endpoint = endpoint;
    out.generation = settings.generation;
    out.concurrency = settings.concurrency;
    out.totalMs = static_cast<qint64>(settings.timeoutSeconds * 1000);
    out.connectMs = std::min(options.connectMs, out.totalMs);
    out.retry = options.retry;
    out.retry.retries = settings.retries;
    out.pause = options.pause;
    return out;
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
