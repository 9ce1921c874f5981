#include "models/results/ResultRow.h"

#include "models/common/Words.h"
#include "services/verdict/RunBenchmarks.h"

#include <QCoreApplication>

namespace assay {

static QString translated(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

bool ResultRow::operator==(const ResultRow &other) const
{
    return index == other.index && id == other.id && providerId == other.providerId && state == other.state
        && metric == other.metric && lowerIsBetter == other.lowerIsBetter && unit == other.unit && n == other.n
        && server == other.server && notExtracted == other.notExtracted && errors == other.errors
        && latencyMs == other.latencyMs && message == other.message && judged.verdict == other.judged.verdict
        && judged.value == other.judged.value && judged.gate == other.judged.gate
        && judged.margin == other.judged.margin && judged.interval == other.judged.interval
        && judged.reason == other.judged.reason;
}

static std::optional<qint64> count(const QVariantMap &map, const char *key)
{
    const QVariant value = map.value(QLatin1String(key));
    return value.typeId() == QMetaType::Double || value.typeId() == QMetaType::LongLong
        ? std::optional(value.toLongLong())
        : std::nullopt;
}

static void addEngineNotes(ResultRow &row, const BenchmarkResult &result)
{
    const QVariantMap notes = result.additionalInfo.toVariantMap().value(QStringLiteral("assay")).toMap();
    row.notExtracted = count(notes, "not_extracted");
    row.errors = count(notes, "errors");
    const QVariantMap latency = notes.value(QStringLiteral("latency_ms")).toMap();
    for (const char *key : {"p50", "mean"}) {
        if (!row.latencyMs && latency.contains(QLatin1String(key)))
            row.latencyMs = latency.value(QLatin1String(key)).toDouble();
    }
}

static ResultRow makeRow(const RunBenchmark &one, const Job &job, const GatePolicy &policy)
{
    ResultRow row;
    row.index = one.index;
    row.id = one.id;
    row.providerId = one.providerId;
    row.state = one.state;
    row.message = one.message;
    row.metric = one.metric;
    row.lowerIsBetter = one.lowerIsBetter;
    row.unit = metricInfo(row.metric).unit;
    row.server = one.server;
    if (one.result >= 0)
        addEngineNotes(row, job.results.benchmarks.at(one.result));
    if (one.summary.n && *one.summary.n > 0)
        row.n = one.summary.n;
    row.judged = judge(one.summary, one.gate, policy, row.state, QLocale());
    return row;
}

QList<ResultRow> resultRows(const Job &job, const QList<BenchmarkRef> &plan, const GatePolicy &policy)
{
    QList<ResultRow> rows;
    for (const RunBenchmark &one : runBenchmarks(job, plan))
        rows << makeRow(one, job, policy);
    return rows;
}

std::optional<GateVerdict> judgedJobGate(const Job &job, const std::optional<PassCriteria> &collectionCriteria,
                                         const GatePolicy &policy)
{
    std::optional<double> threshold;
    if (job.passCriteria && job.passCriteria->threshold)
        threshold = job.passCriteria->threshold;
    else if (collectionCriteria)
        threshold = collectionCriteria->threshold;
    if (!threshold)
        return std::nullopt;
    MetricSummary summary;
    summary.name = QStringLiteral("score");
    if (job.results.test)
        summary.value = job.results.test->score;
    return judge(summary, Gate{*threshold, false}, policy, job.status.state, QLocale());
}

QString verdictGlyph(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass: return QStringLiteral("✓");
    case Verdict::Fail: return QStringLiteral("✗");
    case Verdict::TooClose: return QStringLiteral("◐");
    case Verdict::NoResult: return QStringLiteral("⊘");
    case Verdict::Pending: return QStringLiteral("○");
    case Verdict::NotGated: break;
    }
    return QStringLiteral("–");
}

Tone verdictTone(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass: return Tone::Pass;
    case Verdict::Fail: return Tone::Fail;
    case Verdict::TooClose: return Tone::TooClose;
    case Verdict::NoResult: return Tone::Error;
    case Verdict::Pending:
    case Verdict::NotGated: break;
    }
    return Tone::Neutral;
}

int verdictOrder(Verdict verdict)
{
    switch (verdict) {
    case Verdict::NoResult: return 0;
    case Verdict::Fail: return 1;
    case Verdict::TooClose: return 2;
    case Verdict::Pass: return 3;
    case Verdict::NotGated: return 4;
    case Verdict::Pending: break;
    }
    return 5;
}

QString gateText(const ResultRow &row, const QLocale &locale)
{
    if (!row.judged.gate)
        return {};
    const QString value = formatMetric(row.metric, row.judged.gate->threshold, locale);
    return (row.judged.gate->lowerIsBetter ? QStringLiteral("≤ %1") : QStringLiteral("≥ %1")).arg(value);
}

static QString signedMargin(const ResultRow &row, const QLocale &locale)
{
    const double margin = *row.judged.margin;
    const QString amount = formatMetric(row.metric, std::abs(margin), locale);
    return (margin < 0 ? QStringLiteral("−") : QStringLiteral("+")) + amount;
}

QString verdictCell(const ResultRow &row, const QLocale &locale)
{
    const Verdict verdict = row.judged.verdict;
    QString word = verdictName(verdict);
    if (verdict == Verdict::Pending || (verdict == Verdict::NotGated && row.state != RunState::Completed))
        word = stateText(row.state);
    if (verdict == Verdict::Fail && row.judged.margin)
        return QStringLiteral("%1 %2 %3").arg(verdictGlyph(verdict), word, signedMargin(row, locale));
    return QStringLiteral("%1 %2").arg(verdictGlyph(verdict), word);
}

QString serverVerdictText(const ResultRow &row)
{
    if (!row.server || !row.server->pass)
        return {};
    return verdictName(*row.server->pass ? Verdict::Pass : Verdict::Fail);
}

static QString verdictReading(const ResultRow &row, const QLocale &locale)
{
    const auto margin = [&] { return formatMetric(row.metric, std::abs(row.judged.margin.value_or(0)), locale); };
    switch (row.judged.verdict) {
    case Verdict::Pass:
        return row.judged.margin == 0.0 ? translated(QT_TRANSLATE_NOOP("assay", "passes exactly at the gate"))
                                        : translated(QT_TRANSLATE_NOOP("assay", "passes by %1")).arg(margin());
    case Verdict::Fail: return translated(QT_TRANSLATE_NOOP("assay", "fails by %1")).arg(margin());
    case Verdict::TooClose: return translated(QT_TRANSLATE_NOOP("assay", "too close to call"));
    case Verdict::NoResult:
        return row.message.isEmpty() ? translated(QT_TRANSLATE_NOOP("assay", "no result"))
                                     : translated(QT_TRANSLATE_NOOP("assay", "no result: %1")).arg(row.message);
    case Verdict::Pending: return stateText(row.state);
    case Verdict::NotGated: break;
    }
    if (row.state != RunState::Completed)
        return row.message.isEmpty() ? stateText(row.state)
                                     : QStringLiteral("%1: %2").arg(stateText(row.state), row.message);
    return translated(QT_TRANSLATE_NOOP("assay", "not gated"));
}

QString readingValueText(const ResultRow &row, const QLocale &locale)
{
    QStringList parts;
    if (row.judged.value)
        parts << formatMetric(row.metric, *row.judged.value, locale);
    if (row.judged.interval) {
        parts << translated(QT_TRANSLATE_NOOP("assay", "interval %1 to %2"))
                     .arg(formatMetric(row.metric, row.judged.interval->low, locale),
                          formatMetric(row.metric, row.judged.interval->high, locale));
    }
    if (row.judged.gate) {
        const QString words = row.judged.gate->lowerIsBetter ? translated(QT_TRANSLATE_NOOP("assay", "gate at most %1"))
                                                             : translated(QT_TRANSLATE_NOOP("assay", "gate at least %1"));
        parts << words.arg(formatMetric(row.metric, row.judged.gate->threshold, locale));
    }
    parts << verdictReading(row, locale);
    return parts.join(QStringLiteral(", "));
}

QString readingText(const ResultRow &row, const QLocale &locale)
{
    return QStringLiteral("%1, %2").arg(row.id, readingValueText(row, locale));
}

QString axisGroup(const ResultRow &row)
{
    // Numbers without a known scale share an axis only with the same metric.
    if (row.unit == MetricUnit::Unbounded)
        return QStringLiteral("metric:") + row.metric;
    return QStringLiteral("unit:%1").arg(int(row.unit));
}

QString axisGroupTitle(const ResultRow &row)
{
    switch (row.unit) {
    case MetricUnit::Ratio: return translated(QT_TRANSLATE_NOOP("assay", "Score, 0 to 1"));
    case MetricUnit::Percent: return translated(QT_TRANSLATE_NOOP("assay", "Score, 0 to 100 %"));
    case MetricUnit::TokensPerSecond: return translated(QT_TRANSLATE_NOOP("assay", "Throughput, tok/s"));
    case MetricUnit::PerSecond: return translated(QT_TRANSLATE_NOOP("assay", "Throughput, per second"));
    case MetricUnit::Seconds: return translated(QT_TRANSLATE_NOOP("assay", "Time, s"));
    case MetricUnit::Milliseconds: return translated(QT_TRANSLATE_NOOP("assay", "Time, ms"));
    case MetricUnit::Tokens: return translated(QT_TRANSLATE_NOOP("assay", "Tokens"));
    case MetricUnit::Count: return translated(QT_TRANSLATE_NOOP("assay", "Count"));
    case MetricUnit::Unbounded: break;
    }
    return row.metric.isEmpty() ? translated(QT_TRANSLATE_NOOP("assay", "No metric yet")) : row.metric;
}

} // namespace assay
