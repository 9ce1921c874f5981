#pragma once

#include "models/jobs/JobRow.h"

#include <QVariant>

namespace assay {

/// What the list knows beside the row when it makes a cell's text.
struct JobCellContext {
    qint64 nowMs = 0;     ///< wall clock
    bool away = false;    ///< the row's server does not answer
    qint64 ageMs = -1;    ///< since it last did; -1: unknown
};

// Cells of JobListModel, by its columns. Pure functions.
QString jobColumnTitle(int column);
QString jobCellText(const JobRow &row, int column, const JobCellContext &context);
QString jobCellToolTip(const JobRow &row, int column, const JobCellContext &context);
Tone jobCellTone(const JobRow &row, int column);
bool jobColumnIsNumber(int column);
/// Milliseconds; -1 before the start and where the end is not known.
qint64 jobDurationMs(const JobRow &row, qint64 nowMs);
/// Less than, equal to or greater than 0, by the raw values; without making any text.
int compareJobs(const JobRow &a, const JobRow &b, int column, qint64 nowMs);

} // namespace assay
