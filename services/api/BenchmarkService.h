#pragma once

#include "services/core/JsonText.h"
#include "services/core/Result.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

namespace assay {

/// A dataset and the functions that score answers to its rows, under a name that runs use.
struct RegisteredBenchmark {
    QString id, datasetId;
    QStringList scoringFunctions;
    QString providerId; ///< what evaluates; may be empty when it is registered and the server has one only
    QString providerBenchmarkId; ///< its name there; empty: the id
    JsonText metadata; ///< object; may be empty
    bool operator==(const RegisteredBenchmark &) const = default;
};

/// A rule that gives an answer its score.
struct ScoringFunction {
    QString id, providerId, description;
    QString returnType; ///< as on the wire, e.g. "number"
    JsonText params; ///< object with `type`; empty: none
    bool operator==(const ScoringFunction &) const = default;
};

/// Benchmarks that are made of a dataset and scoring functions (Capability::RegisterBenchmarks), and the functions that
/// there are. Threads and errors as JobService.
class BenchmarkService : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    virtual QFuture<Result<QList<RegisteredBenchmark>>> list() = 0;
    virtual QFuture<Result<RegisteredBenchmark>> get(const QString &id) = 0;
    /// As the server has it afterwards. Conflict: there is another one of that id. That dataset and functions exist, no
    /// server checks.
    virtual QFuture<Result<RegisteredBenchmark>> add(const RegisteredBenchmark &benchmark) = 0;
    virtual QFuture<Result<Done>> remove(const QString &id) = 0;
    virtual QFuture<Result<QList<ScoringFunction>>> scoringFunctions() = 0;

Q_SIGNALS:
    void benchmarksChanged(); ///< by this service's own calls
};

} // namespace assay
