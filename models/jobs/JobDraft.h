#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Job.h"

#include <QStringList>

#include <functional>
#include <optional>

namespace assay {

/// One chosen benchmark of a job that is being composed.
struct DraftBenchmark {
    QString providerId, id, title;
    QStringList metrics;               ///< what the provider lists; the gate may look at any
    QString metric;                    ///< the gated one; empty: the provider's own primary score, or none
    bool lowerIsBetter = false;
    bool gated = false;
    double threshold = 0;              ///< in the metric's own unit; counts when gated
    double weight = 1;                 ///< > 0
    std::optional<qint64> datasetSize; ///< items; none: the provider does not say
    JsonText parameters;               ///< from the collection; kept
    bool operator==(const DraftBenchmark &) const = default;
};

/// A job that is being composed. Value type: saved as one small text, compared, turned into a Job.
struct JobDraft {
    enum class Target { Endpoint, Recorded };
    Target target = Target::Endpoint;
    QString url, model;       ///< endpoint
    QString secretName;       ///< name in the keychain; the key itself is never part of a draft
    QString recording;        ///< name of recorded answers
    QString collectionId;     ///< where the benchmarks came from; empty: chosen one by one
    std::optional<double> collectionThreshold;
    QList<DraftBenchmark> benchmarks, fromCollection; ///< the second: as the collection had them, to see what was changed
    qint64 numExamples = 0;   ///< items of each benchmark; 0: all
    QString name;
    QStringList tags;
    bool operator==(const JobDraft &) const = default;

    bool isEmpty() const { return *this == JobDraft(); }
    /// True when the collection can be sent as a reference: nothing of it was changed.
    bool sendsCollection() const;
    /// What the server is sent. Gates in the metric's own unit; a changed collection goes as its benchmarks, because
    /// servers ignore changed gates inside a collection.
    Job toJob() const;
    /// Requests that the job will make; none when a benchmark's size is not known.
    std::optional<qint64> requests() const;
    double weightSum() const;
    void add(const DraftBenchmark &benchmark);
    int indexOf(const QString &providerId, const QString &id) const;

    /// Finds a benchmark in the catalogue; null when it is not there.
    using Lookup = std::function<const ProviderBenchmark *(const QString &providerId, const QString &id)>;
    /// A draft that asks the same again. A collection job comes back as its benchmarks.
    static JobDraft fromJob(const Job &job, const Lookup &lookup);

    QByteArray encode() const;
    /// An empty draft when the text cannot be read.
    static JobDraft decode(const QByteArray &text);
};

DraftBenchmark draftBenchmark(const QString &providerId, const ProviderBenchmark &benchmark);
/// `known`: the provider's entry, null when the catalogue lacks it.
DraftBenchmark draftBenchmark(const BenchmarkRef &entry, const ProviderBenchmark *known);

/// Something to mend before the job can run (error) or to think about (warning).
struct DraftIssue {
    enum class Step { Target, Benchmarks, Gates, Review };
    Step step = Step::Target;
    bool error = true;
    QString text; ///< translated, one sentence with the fix
};
QList<DraftIssue> draftIssues(const JobDraft &draft);

} // namespace assay
