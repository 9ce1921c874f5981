#pragma once

#include <QString>

namespace assay {

struct JobRow;

/// What a baseline is a baseline for. Runs of one collection, or of the same set of benchmarks, are compared with it: of every
/// model, or of one family of models only, which goes first.
struct RunScope {
    QString benchmarks; ///< "collection:ID", or "benchmarks:PROVIDER/ID …" in a fixed order; empty: the run cannot be compared
    QString family;     ///< of models, see modelFamily(); empty: all models

    bool isValid() const { return !benchmarks.isEmpty(); }
    QString key() const;
    /// For all models.
    static RunScope of(const JobRow &row);
    static RunScope ofFamily(const JobRow &row);
    /// For people: "starter-v1, all models", "starter-v1, gemma-3 models only".
    static QString sentence(const JobRow &row, bool familyOnly);
};

} // namespace assay
