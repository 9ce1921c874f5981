#pragma once

#include "services/core/Common.h"

#include <QString>

#include <optional>

namespace assay {

/// Where a rescored benchmark's answers come from: the samples that a benchmark of another run stored on the same server. Written into
/// the benchmark's parameter `answers` as "stored:JOB_ID/BENCHMARK_INDEX"; without an index, the first benchmark.
struct StoredAnswers {
    QString jobId;
    int benchmarkIndex = 0;
    bool operator==(const StoredAnswers &) const = default;

    QString text() const;
    /// None: the text is no such reference.
    static std::optional<StoredAnswers> of(const QString &text);
};

/// Whether the benchmark asks for stored answers, readable or not.
bool takesStoredAnswers(const BenchmarkRef &entry);
/// None: it does not, or its reference cannot be read.
std::optional<StoredAnswers> storedAnswersOf(const BenchmarkRef &entry);
/// For users. run: its name or id; benchmark: its id.
QString noStoredAnswersText(const QString &run, const QString &benchmark);

} // namespace assay
