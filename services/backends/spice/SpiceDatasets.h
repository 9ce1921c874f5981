#pragma once

#include "services/api/DatasetService.h"
#include "services/backends/rest/RestClient.h"

#include <QHash>

namespace assay {

/// The datasets of a runtime's spicepod, which nobody changes from here; their rows are read by SQL, in the order in
/// which the runtime hands them out. GUI thread.
class SpiceDatasets final : public DatasetService {
    Q_OBJECT
public:
    explicit SpiceDatasets(RestClient &client, QObject *parent = nullptr)
        : DatasetService(parent)
        , m_client(client)
    {
    }

    /// Another runtime: nothing that was counted before holds any more.
    void forget() { m_counts.clear(); }

    QFuture<Result<QList<Dataset>>> list() override;
    QFuture<Result<Dataset>> get(const QString &id) override;
    QFuture<Result<DatasetRowPage>> rows(const QString &id, qint64 start, int limit) override;

private:
    void count(const QString &id);

    RestClient &m_client;
    QHash<QString, std::optional<qint64>> m_counts; ///< since the last list; none: asked for, and not known
};

/// A dataset's name in SQL: each part in quotes of its own, e.g. "financebench"."evals".
QString spiceTable(const QString &dataset);

} // namespace assay
