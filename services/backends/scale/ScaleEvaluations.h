#pragma once

#include "services/api/EvaluationService.h"
#include "services/backends/rest/RestClient.h"
#include "services/backends/scale/ScaleItemPick.h"
#include "services/backends/scale/ScaleRequest.h"

#include <memory>

namespace assay {

class ScaleDatasets;

/// New evaluations of a Scale GP account. GUI thread.
class ScaleEvaluations final : public EvaluationService {
    Q_OBJECT
public:
    /// The others outlive it.
    ScaleEvaluations(RestClient &client, ScaleDatasets &datasets, QObject *parent = nullptr)
        : EvaluationService(parent)
        , m_client(client)
        , m_datasets(datasets)
        , m_pick(client)
    {
    }

    EvaluationForm form() const override;
    QFuture<Result<EvaluationColumns>> columns(const EvaluationData &data) override;
    QFuture<Result<Job>> create(const EvaluationRequest &request) override;

private:
    struct Creation;
    using CreationPtr = std::shared_ptr<Creation>;
    QFuture<Result<GivenRows>> rowsOf(const EvaluationData &data);
    void write(const CreationPtr &creation, const EvaluationRequest &request, const GivenRows &rows);
    void send(const CreationPtr &creation, const QByteArray &body);
    void lookFor(const CreationPtr &creation, const Error &lost);

    RestClient &m_client;
    ScaleDatasets &m_datasets;
    ScaleItemPick m_pick;
};

} // namespace assay
