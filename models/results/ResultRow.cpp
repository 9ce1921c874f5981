#include "models/results/ResultRow.h"

#include "models/common/Words.h"
#include "services/verdict/RunBenchmarks.h"

#include <QCoreApplication>

namespace assay {

static QString translated(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

static bool same(const GateVerdict &a, const GateVerdict &b)
{
    return a.verdict == b.verdict && a.value == b.value && a.gate == b.gate && a.margin == b.margin && a.interval == b.interval && a.reason == b.reason;
}

static bool same(const std::optional<ResultRow::Recorded> &a, const std::optional<ResultRow::Recorded> &b)
{
    return a && b ? same(a->judged, b->judged) && a->server == b->server : a.has_value() == b.has_value();
}

bool ResultRow::operator==(const ResultRow &other) const
{
    return index == other.index && id == other.id && providerId == other.providerId && state == other.state
        && metric == other.metric && lowerIsBetter == other.lowerIsBetter && unit == other.unit && n == other.n
        && server == other.server && notExtracted == other.notExtracted && errors == other.errors
        && latencyMs == other.latencyMs && message == other.message && triedWeight == other.triedWeight
        && same(judged, other.judged) && same(recorded, other.recorded);
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

QString verdictCell(Verdict verdict)
{
    return verdict == Verdict::NotGated ? QString() : QStringLiteral("%1 %2").arg(verdictGlyph(verdict), verdictName(verdict));
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

static QString gateText(const ResultRow &row, const std::optional<Gate> &gate, const QLocale &locale)
{
    if (!gate)
        return {};
    const QString value = formatMetric(row.metric, gate->threshold, locale);
    return (gate->lowerIsBetter ? QStringLiteral("≤ %1") : QStringLiteral("≥ %1")).arg(value);
}

QString gateText(const ResultRow &row, const QLocale &locale)
{
    const QString now = gateText(row, row.judged.gate, locale);
    if (!row.recorded || row.recorded->judged.gate == row.judged.gate)
        return now;
    const QString then = gateText(row, row.recorded->judged.gate, locale);
    return then.isEmpty() ? translated(QT_TRANSLATE_NOOP("assay", "what if %1 (recorded: none)")).arg(now)
                          : translated(QT_TRANSLATE_NOOP("assay", "what if %1 (recorded: %2)")).arg(now, then);
}

static QString signedMargin(const ResultRow &row, double margin, const QLocale &locale)
{
    const QString amount = formatMetric(row.metric, std::abs(margin), locale);
    return (margin < 0 ? QStringLiteral("−") : QStringLiteral("+")) + amount;
}

static QString verdictCell(const ResultRow &row, const GateVerdict &judged, const QLocale &locale)
{
    const Verdict verdict = judged.verdict;
    QString word = verdictName(verdict);
    if (verdict == Verdict::Pending || (verdict == Verdict::NotGated && row.state != RunState::Completed))
        word = stateText(row.state);
    if (verdict == Verdict::Fail && judged.margin)
        return QStringLiteral("%1 %2 %3").arg(verdictGlyph(verdict), word, signedMargin(row, *judged.margin, locale));
    return QStringLiteral("%1 %2").arg(verdictGlyph(verdict), word);
}

/// Another gate is tried, which may or may not change the verdict; with another weight alone it cannot.
static bool isTriedVerdict(const ResultRow &row) { return row.recorded && row.recorded->judged.gate != row.judged.gate; }

QString verdictCell(const ResultRow &row, const QLocale &locale)
{
    const QString now = verdictCell(row, row.judged, locale);
    return isTriedVerdict(row) ? translated(QT_TRANSLATE_NOOP("assay", "what if %1 (recorded: %2)")).arg(now, verdictCell(row, row.recorded->judged, locale))
                               : now;
}

static QString testText(const std::optional<BenchmarkTest> &test)
{
    return test && test->pass ? verdictName(*test->pass ? Verdict::Pass : Verdict::Fail) : QString();
}

QString serverVerdictText(const ResultRow &row)
{
    if (!isTriedVerdict(row))
        return testText(row.server);
    const QString now = testText(row.server), then = testText(row.recorded->server);
    return now.isEmpty() ? then
        : then.isEmpty() ? translated(QT_TRANSLATE_NOOP("assay", "what if %1 (recorded: none)")).arg(now)
                         : translated(QT_TRANSLATE_NOOP("assay", "what if %1 (recorded: %2)")).arg(now, then);
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
    if (isTriedVerdict(row))
        parts << translated(QT_TRANSLATE_NOOP("assay", "what if; recorded: %1, %2"))
                     .arg(verdictCell(row, row.recorded->judged, locale), gateText(row, row.recorded->judged.gate, locale));
    if (row.triedWeight)
        parts << translated(QT_TRANSLATE_NOOP("assay", "what if with weight %1")).arg(locale.toString(*row.triedWeight, 'g', 4));
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
