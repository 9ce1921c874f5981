#pragma once

#include "models/jobs/RecordedModel.h"

#include <QList>

namespace assay {

class BatchStore;
class CatalogueModel;
class CollectionListModel;
class Connection;
class DraftStore;
class EndpointProbe;
class PriceListModel;
class RecipeListModel;
class SecretStore;

/// What composing a job needs. All outlive the page.
struct NewJobContext {
    Connection &connection;
    CatalogueModel &catalogue;
    CollectionListModel &collections;
    SecretStore &secrets;
    EndpointProbe &probe;
    DraftStore &drafts;
    BatchStore &batches;
    RecipeListModel &recipes;
    QList<RecordedModel> recordings = {};
    PriceListModel *prices = nullptr; ///< null: nothing is said about money
};

} // namespace assay
