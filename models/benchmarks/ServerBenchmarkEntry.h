#pragma once

#include "services/api/BenchmarkService.h"

namespace assay {

/// A benchmark of a server as it is typed.
struct ServerBenchmarkEntry {
    QString name, dataset;
    QStringList functions; ///< chosen among the server's
    QString more;          ///< further functions, with commas between them
    QString provider, providerName;
    QString metadata; ///< an object's text
};

/// What is wrong with it, translated, by field; empty: nothing.
struct ServerBenchmarkProblems {
    QString name, dataset, functions, metadata;
    bool any() const { return !name.isEmpty() || !dataset.isEmpty() || !functions.isEmpty() || !metadata.isEmpty(); }
};

/// `taken`: names that the server has. Pure.
ServerBenchmarkProblems benchmarkProblems(const ServerBenchmarkEntry &entry, const QStringList &taken);
/// As it is registered. Pure.
RegisteredBenchmark registeredBenchmark(const ServerBenchmarkEntry &entry);

} // namespace assay
