#pragma once

#include "services/backends/rest/RestClient.h"
#include "services/core/JsonText.h"

#include <memory>

namespace assay {

/// Some rows of a dataset by their numbers, as an evaluation asks for them: by the ids of its items. The list of items
/// is read as far as the last of them. GUI thread.
class ScaleItemPick final : public QObject {
    Q_OBJECT
public:
    explicit ScaleItemPick(RestClient &client, QObject *parent = nullptr)
        : QObject(parent)
        , m_client(client)
    {
    }

    /// numbers: from 1, ascending, at least one. An array of {"dataset_item_id"}, as the dataset stands now. Invalid:
    /// it has fewer rows.
    QFuture<Result<JsonText>> of(const QString &datasetId, const QList<qint64> &numbers);

private:
    struct Walk;
    using WalkPtr = std::shared_ptr<Walk>;
    void readOn(const WalkPtr &walk);

    RestClient &m_client;
};

} // namespace assay
