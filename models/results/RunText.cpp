#include "models/results/RunText.h"

#include "models/common/Words.h"
#include "services/core/Time.h"
#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay {

static QString translated(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

QString phaseText(const Word<Phase> &phase)
{
    switch (phase.value()) {
    case Phase::Initializing: return translated(QT_TRANSLATE_NOOP("assay", "Initialising"));
    case Phase::LoadingData: return translated(QT_TRANSLATE_NOOP("assay", "Loading data"));
    case Phase::RunningEvaluation: return translated(QT_TRANSLATE_NOOP("assay", "Asking the model"));
    case Phase::PostProcessing: return translated(QT_TRANSLATE_NOOP("assay", "Scoring"));
    case Phase::PersistingArtifacts: return translated(QT_TRANSLATE_NOOP("assay", "Saving artifacts"));
    case Phase::Completed: return translated(QT_TRANSLATE_NOOP("assay", "Completed"));
    case Phase::Unknown: break;
    }
    return phase.text();
}

QString roughDurationText(qint64 ms)
{
    const qint64 seconds = (std::max<qint64>(0, ms) + 500) / 1000;
    if (seconds < 100)
        return translated(QT_TRANSLATE_NOOP("assay", "%1 s")).arg(seconds);
    const qint64 minutes = (seconds + 30) / 60;
    if (minutes < 60)
        return translated(QT_TRANSLATE_NOOP("assay", "%1 min")).arg(minutes);
    return translated(QT_TRANSLATE_NOOP("assay", "%1 h %2 min")).arg(minutes / 60).arg(minutes % 60, 2, 10, QLatin1Char('0'));
}

QString sizeText(qint64 bytes, const QLocale &locale)
{
    return locale.formattedDataSize(bytes, bytes < 1024 ? 0 : 1, QLocale::DataSizeTraditionalFormat);
}

std::optional<qint64> runDurationMs(const Job &job, qint64 nowMs)
{
    std::optional<qint64> start, end;
    for (const BenchmarkStatus &status : job.status.benchmarks) {
        const QDateTime from = parseTime(status.startedAt), to = parseTime(status.completedAt);
        if (from.isValid())
            start = std::min(start.value_or(from.toMSecsSinceEpoch()), from.toMSecsSinceEpoch());
        if (to.isValid())
            end = std::max(end.value_or(to.toMSecsSinceEpoch()), to.toMSecsSinceEpoch());
    }
    if (!start)
        return std::nullopt;
    if (!isTerminal(job.status.state))
        end = nowMs;
    // A server's clock may be ahead of ours: nothing lasts less than nothing.
    return end ? std::optional(std::max<qint64>(0, *end - *start)) : std::nullopt;
}

static QString serverText(const Job &job, const QLocale &locale)
{
    const auto &test = job.results.test;
    if (!test || !test->pass) {
        return isTerminal(job.status.state) ? translated(QT_TRANSLATE_NOOP("assay", "The server gave no verdict."))
                                            : translated(QT_TRANSLATE_NOOP("assay", "The server has not judged yet."));
    }
    const QString word = verdictName(*test->pass ? Verdict::Pass : Verdict::Fail);
    if (!test->score || !test->threshold)
        return word;
    return translated(QT_TRANSLATE_NOOP("assay", "%1, score %2 against %3"))
        .arg(word, formatMetric(QStringLiteral("score"), *test->score, locale),
             formatMetric(QStringLiteral("score"), *test->threshold, locale));
}

static QString statisticsText(const QList<GateVerdict> &verdicts, const GatePolicy &policy, const QLocale &locale)
{
    const auto count = [&](Verdict wanted) {
        return int(std::count_if(verdicts.begin(), verdicts.end(), [&](const GateVerdict &v) { return v.verdict == wanted; }));
    };
    QStringList parts;
    const auto add = [&parts](int number, const QString &words) {
        if (number > 0)
            parts << words;
    };
    const auto numbered = [](const char *words, int number) { return QCoreApplication::translate("assay", words, nullptr, number); };
    const int pass = count(Verdict::Pass), fail = count(Verdict::Fail), close = count(Verdict::TooClose);
    const int none = count(Verdict::NoResult), pending = count(Verdict::Pending), free = count(Verdict::NotGated);
    add(fail, numbered(QT_TRANSLATE_N_NOOP("assay", "%n fail"), fail));
    add(none, numbered(QT_TRANSLATE_N_NOOP("assay", "%n without a result"), none));
    add(close, numbered(QT_TRANSLATE_N_NOOP("assay", "%n too close to call"), close));
    add(pass, numbered(QT_TRANSLATE_N_NOOP("assay", "%n pass"), pass));
    add(pending, numbered(QT_TRANSLATE_N_NOOP("assay", "%n not finished"), pending));
    add(free, numbered(QT_TRANSLATE_N_NOOP("assay", "%n not gated"), free));
    if (parts.isEmpty())
        parts << translated(QT_TRANSLATE_NOOP("assay", "nothing to judge yet"));
    const QString level = locale.toString(policy.level * 100, 'g', 4);
    const QString rule = policy.mode == GatePolicy::Mode::Strict
        ? translated(QT_TRANSLATE_NOOP("assay", "%1 (strict: the whole %2 % interval must clear the gate)"))
        : translated(QT_TRANSLATE_NOOP("assay", "%1 (lenient: the score alone decides, the %2 % interval is shown)"));
    return rule.arg(parts.join(QStringLiteral(", ")), level);
}

RunSummary runSummary(const Job &job, const QList<GateVerdict> &verdicts, const std::optional<GateVerdict> &jobGate,
                      const GatePolicy &policy, qint64 nowMs, const QLocale &locale)
{
    RunSummary summary;
    const JobVerdict verdict = judgeJob(verdicts, jobGate);
    summary.verdict = verdict.verdict;
    // Nothing to judge: what happens is the news, not that there is no gate.
    const bool stateSaysMore = verdict.gates == 0 && job.status.state != RunState::Completed;
    QStringList parts{stateSaysMore ? stateText(job.status.state) : verdict.sentence};
    if (job.results.test && job.results.test->score) {
        const QString score = formatMetric(QStringLiteral("score"), *job.results.test->score, locale);
        if (jobGate && jobGate->gate)
            parts << translated(QT_TRANSLATE_NOOP("assay", "score %1 (gate %2)"))
                         .arg(score, formatMetric(QStringLiteral("score"), jobGate->gate->threshold, locale));
        else
            parts << translated(QT_TRANSLATE_NOOP("assay", "score %1")).arg(score);
    }
    summary.verdictAndScore = parts.join(QStringLiteral(" · "));
    if (const auto duration = runDurationMs(job, nowMs))
        parts << durationText(*duration);
    summary.sentence = parts.join(QStringLiteral(" · "));
    summary.statistics = statisticsText(verdicts, policy, locale);
    summary.server = serverText(job, locale);
    return summary;
}

} // namespace assay
