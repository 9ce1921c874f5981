#pragma once

#include "services/api/DatasetService.h"

namespace assay {

class EvalHubClient;

/// Datasets of the local engine, which serves Llama Stack's routes at its origin. GUI thread.
class EvalHubDatasets final : public DatasetService {
    Q_OBJECT
public:
    explicit EvalHubDatasets(EvalHubClient &client, QObject *parent = nullptr);
    QFuture<Result<QList<Dataset>>> list() override;
    QFuture<Result<DatasetAdded>> add(const DatasetRequest &request) override;
    QFuture<Result<Done>> remove(const QString &id) override;
    QFuture<Result<DatasetRowPage>> rows(const QString &id, qint64 start, int limit) override;

private:
    EvalHubClient &m_client;
};

} // namespace assay
