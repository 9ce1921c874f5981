#pragma once

#include "models/jobs/JobFilter.h"

#include <optional>

namespace assay {

// The words of a filter line: keys, values, numbers and dates. All in lower case.
std::optional<JobFilter::Key> filterKey(const QString &key);
std::optional<RunState> stateWords(const QString &word);
std::optional<Verdict> verdictWords(const QString &word);
std::optional<RunGrouping> groupingWord(const QString &word);
QString groupingWord(RunGrouping grouping);
/// Values that a key takes; empty: anything.
QStringList filterWordsOf(const QString &key);
bool takesNumber(JobFilter::Key key);
bool takesDate(JobFilter::Key key);
/// False when it is none.
bool readNumber(JobFilter::Term &term, const QString &sign, const QString &value);
bool readDate(JobFilter::Term &term, const QString &sign, const QString &value, qint64 nowMs);
/// Names the part and what would be understood.
QString filterProblem(const QString &part, const QString &key, const QString &value);
QStringList filterTokens();
/// The word of a state or verdict as it is typed, e.g. "failed".
QString stateFilterWord(RunState state);
QString verdictFilterWord(Verdict verdict);

} // namespace assay
