#pragma once

#include "services/core/JsonText.h"

#include <QHashFunctions>
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
    qint64 cutBytes = 0; ///< of the texts that are missing here, because the query asked for less; 0: all is there
    bool operator==(const Sample &) const = default;
};

/// A sample across runs.
struct SampleKey {
    QString itemKey;
    int repeat = 0;
    bool operator==(const SampleKey &) const = default;
    bool operator<(const SampleKey &other) const { return itemKey == other.itemKey ? repeat < other.repeat : itemKey < other.itemKey; }
};

inline size_t qHash(const SampleKey &key, size_t seed = 0)
{
    return qHashMulti(seed, key.itemKey, key.repeat);
}

/// Which samples, in which order. Rows are asked for by number, or, which stays quick however far down, after a page that is known.
struct SampleQuery {
    enum class Filter { All, Failed, Passed, NotExtracted, Errors };
    static constexpr int maxKeys = 1000;
    Filter filter = Filter::All;
    QString search;      ///< substring of prompt, response or target; empty: no filter
    QString filterExpression; ///< see SampleExpression.h; empty: no filter
    QList<SampleKey> itemKeys; ///< these only, at most maxKeys; empty: all
    /// "ordinal" (default), "score", "latency_ms", "prompt_tokens", "completion_tokens", or "scorer.NAME" and "meta.NAME" for a member of
    /// scores (its score) and metadata; leading '-' for descending
    QString sort;
    qint64 offset = 0;   ///< first row; not with `after`, and not with an expression that looks into texts
    QString after;       ///< SamplePage::next of the page before; empty: from `offset` on
    int limit = 200;     ///< 1..1000
    int textChars = 0;   ///< of each long text only so many characters (Sample::cutBytes tells); 0: whole
    bool count = true;   ///< false: the page may come sooner, without a count
    bool operator==(const SampleQuery &) const = default;
};

/// An expression that looks into texts is answered in parts: a page has what was found until its time was over.
struct SamplePage {
    QList<Sample> items;
    qint64 totalCount = 0; ///< samples that match; when not counted: those that were to be looked through
    bool counted = true;
    QString next;          ///< for SampleQuery::after; empty: nothing comes after this page
    qint64 lookedAt = 0;   ///< of a query that looks into texts: samples looked through up to here, with the pages before
    qint64 gaveUp = 0;     ///< samples of this page's part that a regular expression took too long for; they count as no match
};

/// How the samples of a benchmark spread over the values of one metadata column.
struct SampleFacetQuery {
    static constexpr int maxLimit = 1000;
    QString metadata; ///< name of the column
    SampleQuery::Filter filter = SampleQuery::Filter::All;
    int limit = 50; ///< values, the most frequent first; 1..maxLimit
    bool operator==(const SampleFacetQuery &) const = default;
};

/// The samples that have one value there.
struct SampleFacet {
    QString value;   ///< as text; null: the samples that have none
    qint64 count = 0, scored = 0;
    bool binary = false; ///< every score is 0 or 1
    double sum = 0, sumOfSquares = 0; ///< of the scores
    bool operator==(const SampleFacet &) const = default;
};

/// The scores of a benchmark in compact columns, for comparisons: same index, same item.
struct ScoreColumns {
    QStringList itemKeys;
    QList<int> repeats;
    QList<std::optional<double>> scores;
    QList<int> groups; ///< items with the same number belong together (questions about one passage); empty: no groups
};

} // namespace assay
