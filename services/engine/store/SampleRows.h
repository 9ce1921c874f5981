#pragma once

#include "services/engine/store/SampleFilter.h"
#include "services/engine/store/Writer.h"

// Reading the rows of samples; shared by the operations of this folder. All throw SqliteError.

namespace assay::engine {

/// The samples of one benchmark's latest attempt.
struct SampleScope {
    qint64 job = 0;
    int index = 0, attempt = 0;
    void bind(Statement &statement) const { statement.bind(1, job).bind(2, index).bind(3, attempt); }
};
Result<SampleScope> findSampleScope(Database &db, const QString &jobId, int index, const QString &tenant);

/// A narrow row; its texts are read when they are needed.
struct SampleRow {
    Sample sample;
    qint64 text = 0;  ///< row of sample_text
    qint64 bytes = 0; ///< of all texts; 0: not known
};
/// Of `sample s`, for readSampleRow().
extern const char *const sampleRowColumns;
SampleRow readSampleRow(const Statement &row);
/// Rows of a scope (parameters 1 to 3) that meet `where` (SQL that begins with AND; its parameters follow), ordered; limit and offset are
/// the last parameters. Columns: sampleRowColumns and the value that they are ordered by.
QByteArray sampleRowsSql(const SampleOrder &order, const QByteArray &where);
/// A part of `where` for an order by a sorted number, once areSorted().
extern const char *const onlySorted;
/// textChars: of each long text at most so many characters, 0: whole.
void readSampleTexts(Database &db, SampleRow &row, int textChars);

} // namespace assay::engine
