#pragma once

#include "services/api/TrainingService.h"
#include "services/backends/llamastack/LlamaServer.h"
#include "services/backends/rest/RestClient.h"

namespace assay {

/// Fine-tuning by a Llama Stack server of 0.3 to 0.6. GUI thread.
class LlamaTraining final : public TrainingService {
    Q_OBJECT
public:
    /// `server`: what answers, known once a request is sent; its routes moved in 0.6.
    LlamaTraining(RestClient &client, const llamastack::Server &server, QObject *parent = nullptr);

    QFuture<Result<QString>> tune(const SupervisedTuning &request) override;
    QFuture<Result<QString>> optimizePreferences(const PreferenceTuning &request) override;
    QFuture<Result<QStringList>> list() override;
    QFuture<Result<TrainingStatus>> status(const QString &jobUuid) override;
    QFuture<Result<QList<TrainingCheckpoint>>> artifacts(const QString &jobUuid) override;
    QFuture<Result<Done>> cancel(const QString &jobUuid) override;

private:
    RestClient::Build offered(const std::function<RestCall(const llamastack::Server &)> &make) const;
    QFuture<Result<QString>> begin(const QString &route, const QByteArray &body);

    RestClient &m_client;
    const llamastack::Server &m_server;
};

} // namespace assay
