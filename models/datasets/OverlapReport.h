#pragma once

#include "services/core/OverlapFinder.h"

#include <QMetaType>
#include <QStringList>

#include <optional>

namespace assay {

struct DatasetRow;

/// One of the two datasets of a check.
struct OverlapSide {
    QString dataset; ///< its id
    QString column; ///< that is compared; empty: all columns, one after the other
    std::optional<qint64> rows; ///< how many, if its server tells
};

struct OverlapRequest {
    OverlapSide here, there; ///< there: not looked at where options.within
    OverlapOptions options;
};

/// A pair of rows that were read a second time and have in common what they were found by.
struct OverlapFinding {
    OverlapPair pair;
    OverlapExcerpt here, there;
};

/// What a check found. Values, any thread.
struct OverlapReport {
    OverlapRequest request;
    OverlapResult result;
    QList<OverlapFinding> findings; ///< in the order of result.pairs
    qint64 unconfirmed = 0; ///< pairs that were not alike when their rows were read again
    QStringList problems; ///< why not all was read; translated sentences
};

/// What is compared of a row.
QString overlapText(const DatasetRow &row, const QString &column);

/// Nothing was found.
bool isClean(const OverlapResult &result);
/// The dataset, if there is one, in which there was nothing to compare; else empty.
QString nothingComparedOf(const OverlapReport &report);

/// The result in words. Shares have no interval: all rows were compared, no sample was drawn.
QString overlapSentence(const OverlapReport &report);
/// What else one has to know about it, a sentence each: what was left out, and how the list differs from the counts.
/// Without the report's problems.
QStringList overlapNotes(const OverlapReport &report);

/// The list as a table in RFC 4180 (UTF-8, lines ending in CR LF, one header line, rows counted from 1); long texts as
/// excerpts. Any thread.
QByteArray overlapCsv(const OverlapReport &report);

} // namespace assay

Q_DECLARE_METATYPE(assay::OverlapReport)
