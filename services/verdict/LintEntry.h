#pragma once

#include "services/verdict/Lint.h"
#include "services/verdict/WireScore.h"

// Parts of the gate doctor that its files share.

namespace assay::doctor {

/// One benchmark as the server will judge it.
struct Entry {
    const BenchmarkRef *ref = nullptr; ///< null: the provider's own default is looked at
    const ProviderBenchmark *benchmark = nullptr; ///< null: not known
    QString id, providerId;
    QString pointer; ///< of the entry
    WireGate gate;
    MetricInfo info; ///< of the gated metric
    std::optional<double> lowest, highest; ///< of its scale: the dictionary's, else the provider's score ranges

    bool judged() const { return gate.score && gate.threshold; }
    bool lower() const { return gate.score && gate.score->lowerIsBetter.value_or(false); }
    /// The job's score turns only what the entry itself calls lower-is-better.
    bool turnedInJobScore() const
    {
        return ref && ref->primaryScore && ref->primaryScore->lowerIsBetter.value_or(false);
    }
};

class Findings {
public:
    Finding &add(const char *code, const QString &pointer, const QString &message, const QString &fix,
        const Entry *entry = nullptr);
    QList<Finding> list;
};

Entry makeEntry(const BenchmarkRef &ref, const QString &pointer, const LintSources &sources);
Entry makeEntry(const ProviderBenchmark &benchmark, const QString &providerId, const QString &pointer,
    const MetricDictionary &dictionary);

/// The rules that look at one entry alone.
void checkEntry(const Entry &entry, const LintSources &sources, Findings &findings);
/// The rules about the job's score. criteria: of the job or collection; pointer: of the document that may hold it.
void checkJobScore(const QList<Entry> &entries, const std::optional<PassCriteria> &criteria, const QString &pointer,
    Findings &findings);

QString number(double value); ///< shortest, for sentences
JsonText jsonNumber(double value);
QString escaped(const QString &key); ///< for a JSON pointer
QString tr(const char *text);

} // namespace assay::doctor
