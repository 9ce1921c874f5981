#pragma once

#include "services/api/TrialService.h"

namespace assay {

class EvalHubClient;

/// Trials of the local engine. GUI thread.
class EvalHubTrials final : public TrialService {
    Q_OBJECT
public:
    explicit EvalHubTrials(EvalHubClient &client, QObject *parent = nullptr);
    QFuture<Result<QString>> begin(const Provider &provider, const QString &benchmarkId, const QString &shownCommand) override;
    QFuture<Result<TrialState>> look(const QString &id, qint64 reportsKnown, qint64 outputFrom) override;
    QFuture<Result<Done>> cancel(const QString &id) override;

private:
    EvalHubClient &m_client;
};

/// Reads the answer of GET /trials/{id}. Error::Protocol names the member.
Result<TrialState> decodeTrial(const QByteArray &body);

} // namespace assay
