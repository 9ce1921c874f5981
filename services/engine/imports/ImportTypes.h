#pragma once

#include "services/core/Job.h"
#include "services/core/Sample.h"
#include "services/engine/imports/JsonStream.h"

#include <QSet>

#include <functional>
#include <optional>
#include <vector>

// What the readers of other tools' results hand on. A reader knows its format and nothing of where the results go.

namespace assay::engine::imports {

enum class Format { Unknown, LmEval, LmEvalSamples, InspectArchive, InspectJson, Promptfoo, EvalCard };

/// One benchmark of a run. `info` becomes additional_info.assay, as the built-in runner writes it: items, samples, errors,
/// not_extracted, tokens, latency_ms, metrics (name -> n, stderr, groups, binary, successes, bootstrap) and config (provenance, flat).
struct ImportedBenchmark {
    QString id, providerId;
    RunState state = RunState::Completed; ///< Completed, Failed or Cancelled
    QString error;                        ///< why it is not completed
    Json metrics = Json::object();
    Json info = Json::object();
    QString primaryMetric;
    bool lowerIsBetter = false;
    std::optional<double> gate, weight;   ///< that the run was judged by; none: nobody set one
    QString startedAt, completedAt;       ///< RFC 3339; empty: not known
    Json parameters = Json::object();
    QString samplesName;                  ///< what the reader of samples finds them by
    int column = -1;                      ///< the same as a number, where the file has one; -1: it has none
    bool hasSamples = false;              ///< samples will follow
};

struct ImportedRun {
    QString part;            ///< which run of its file; empty: the only one
    QString name;
    QString modelName, modelUrl;
    Json modelParameters = Json::object();
    QStringList tags;
    std::optional<double> gate; ///< of the score over all benchmarks; none: nobody set one
    qint64 createdMs = 0;    ///< when the tool began it; 0: not known
    Json about = Json::object(); ///< facts of the run for custom.assay.import
    QString doubt;           ///< a sentence about what its file leaves open; empty: nothing
    QList<ImportedBenchmark> benchmarks;
};

/// Something that could not be imported, with the place: "line 7", or an entry of an archive.
struct ImportProblem {
    QString file, place, message;
    bool operator==(const ImportProblem &) const = default;
};

/// Takes samples one by one. All on the reader's thread.
struct SampleSink {
    /// run, benchmark: positions. False: stop reading.
    std::function<bool(int run, int benchmark, Sample &&)> sample;
    std::function<void(const QString &place, const QString &message)> problem;
    std::function<bool()> cancelled; ///< asked between entries and lines
    std::function<void(qint64 bytes)> position = [](qint64) {}; ///< how far the file has been read
};

/// Counts of one benchmark while its samples go by, for `info`.
class SampleCounts {
public:
    /// scores: metric -> value of this sample, for those that are means of samples.
    void add(const Sample &sample, const QHash<QString, double> &scores);
    /// Puts items, samples, errors, not_extracted, tokens and latency into info, and n, successes and binary of each metric whose
    /// value the samples explain: the mean of the scores is the metric to 1e-9. Where these are graded also their bootstrap, and where
    /// they come in groups the clustered error, which tools do not know of.
    void finish(ImportedBenchmark &benchmark) const;
    qint64 count() const { return m_count; }

private:
    struct Column {
        qint64 n = 0, ones = 0;
        double sum = 0, mean = 0, squares = 0; ///< squares: of the distances from the mean
        bool binary = true;
        std::vector<double> values; ///< the first of them, see mostValues
        QList<int> groups;          ///< same index
    };
    int groupOf(const Sample &sample);
    static void putGraded(const Column &column, Json &known);

    QHash<QByteArray, int> m_groupNumbers;
    QHash<QString, Column> m_columns;
    QList<double> m_latencies;
    QSet<qint64> m_ordinals;
    qint64 m_count = 0, m_errors = 0, m_notExtracted = 0, m_repeats = 1;
    qint64 m_promptTokens = 0, m_completionTokens = 0, m_withTokens = 0;
    qint64 m_withAllTokens = 0; ///< answers whose prompt and completion tokens are both known
};

/// A time in milliseconds since 1970; 0 where it is none. Without a zone it is local, as the tools write it.
qint64 msOf(const Json &time);
/// Text of chat messages as "role: text" paragraphs; of a text, the text.
QString messagesText(const Json &input);
/// Every text of a list, one a line; of anything else its text, or its JSON.
QString readable(const Json &value);
/// 64 hexadecimal digits; empty for an empty text.
QString sha256Of(const QString &text);
/// Puts a member unless the value is null or an empty text.
void putConfig(Json &info, const char *name, const Json &value);

} // namespace assay::engine::imports
