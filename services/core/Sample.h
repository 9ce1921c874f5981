#pragma once

#include "services/core/JsonText.h"

#include <QList>
#include <QString>

#include <optional>

namespace assay {

/// One item of a benchmark as it was asked and answered.
struct Sample {
    qint64 ordinal = 0;  ///< position in the dataset, from 0; the order of the sample table
    QString itemKey;     ///< identity across runs; see ItemKey.h
    int repeat = 0;      ///< 0 for the first time an item was asked
    QString prompt;      ///< what the model was sent; chat messages as "role: text" paragraphs
    QString response;    ///< what it said; null when there was no answer
    QString target;      ///< expected answer as text
    QString extracted;   ///< the answer found in the response; null when none was found
    bool extractionFailed = false; ///< a scorer looked for an answer and found none
    std::optional<double> score;   ///< of the primary scorer, in its unit; none when the request failed
    JsonText scores;     ///< object: scoring function -> its result object
    std::optional<double> latencyMs;
    std::optional<qint64> promptTokens, completionTokens;
    QString error;       ///< one sentence when the request failed; null otherwise
    JsonText metadata;   ///< the dataset row's other columns
    bool operator==(const Sample &) const = default;
};

/// Which samples, in which order. Paging is by key (afterOrdinal or the sort column's last value), never by offset.
struct SampleQuery {
    enum class Filter { All, Failed, Passed, NotExtracted, Errors };
    Filter filter = Filter::All;
    QString search;      ///< substring of prompt, response or target; empty: no filter
    QString sort;        ///< "ordinal" (default), "score", "latency_ms", "completion_tokens"; leading '-' for descending
    qint64 offset = 0;   ///< first row; the window asks by row number
    int limit = 200;     ///< 1..1000
    bool operator==(const SampleQuery &) const = default;
};

struct SamplePage {
    QList<Sample> items;
    qint64 totalCount = 0; ///< samples that match the filter
};

/// The scores of a benchmark in compact columns, for comparisons: same index, same item.
struct ScoreColumns {
    QStringList itemKeys;
    QList<int> repeats;
    QList<std::optional<double>> scores;
    QList<int> groups; ///< items with the same number belong together (questions about one passage); empty: no groups
};

} // namespace assay
