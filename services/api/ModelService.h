#pragma once

#include "services/core/Result.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

namespace assay {

/// A model that the server itself asks.
struct ServedModel {
    QString id, providerId;
    QString type; ///< "llm", "embedding", "rerank"; empty: not told
    QString status = {}; ///< as on the wire, e.g. "Ready"; empty: not told
    QStringList datasets = {}; ///< that it may look into
    bool operator==(const ServedModel &) const = default;
};

/// The models of a server (Capability::ListModels). Threads and errors as JobService.
class ModelService : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// In the server's order. A server whose list is broken answers with an error that says to write the name.
    virtual QFuture<Result<QList<ServedModel>>> list() = 0;
    /// What a job that is for one of them has as the model's address; empty: it needs none.
    virtual QString address() const { return {}; }
};

} // namespace assay
