#pragma once

#include "services/core/Job.h"
#include "services/verdict/FailureAdvice.h"
#include "services/verdict/Judge.h"

#include <QLocale>

namespace assay {

QString phaseText(const Word<Phase> &phase);

/// Rounded, for estimates: "45 s", "38 min", "2 h 10 min".
QString roughDurationText(qint64 ms);
/// "12 KB", "3.4 MB".
QString sizeText(qint64 bytes, const QLocale &locale);

/// From the first benchmark's start to the last one's end, or to nowMs while it runs; none before anything started.
std::optional<qint64> runDurationMs(const Job &job, qint64 nowMs);

/// What the whole run comes to, in words.
struct RunSummary {
    Verdict verdict = Verdict::NotGated;
    QString verdictAndScore; ///< the sentence without the duration
    QString sentence;   ///< "Fails 2 of 6 gates · score 0.612 (gate 0.650) · 38 min"
    QString statistics; ///< what the statistics say, with the policy
    QString server;     ///< what the server's own rule said
};
RunSummary runSummary(const Job &job, const QList<GateVerdict> &verdicts, const std::optional<GateVerdict> &jobGate,
                      const GatePolicy &policy, qint64 nowMs, const QLocale &locale);

} // namespace assay
