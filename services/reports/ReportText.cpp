#include "services/reports/ReportText.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace assay::reports {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

} // namespace

QString numberText(double value, const QString &unit)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    if (unit.isEmpty())
        return QString::number(value, 'f', 3);
    const double size = std::abs(value);
    const int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return QString::number(value, 'f', decimals);
}

/// A gate is shown as it was set: 0.5, not 0.500.
static QString gateNumber(double value)
{
    return QString::number(value, 'g', 6);
}

QString gateText(const ReportScore &score)
{
    if (!score.gate)
        return QStringLiteral("–");
    const QString sign = score.lowerIsBetter ? QStringLiteral("≤ ") : QStringLiteral("≥ ");
    return sign + gateNumber(*score.gate);
}

QString intervalText(const ReportScore &score)
{
    if (!score.low || !score.high)
        return QStringLiteral("–");
    return numberText(*score.low, score.unit) + QStringLiteral(" – ") + numberText(*score.high, score.unit);
}

QString valueText(const ReportScore &score)
{
    return score.value ? numberText(*score.value, score.unit) : QStringLiteral("–");
}

QString verdictGlyph(ReportVerdict verdict)
{
    switch (verdict) {
    case ReportVerdict::Pass: return QStringLiteral("✓");
    case ReportVerdict::Fail: return QStringLiteral("✗");
    case ReportVerdict::TooClose: return QStringLiteral("◐");
    case ReportVerdict::NoResult: return QStringLiteral("?");
    case ReportVerdict::Pending: return QStringLiteral("…");
    case ReportVerdict::NotGated: break;
    }
    return QStringLiteral("○");
}

QString verdictWord(ReportVerdict verdict)
{
    switch (verdict) {
    case ReportVerdict::Pass: return tr("Pass");
    case ReportVerdict::Fail: return tr("Fail");
    case ReportVerdict::TooClose: return tr("Too close to call");
    case ReportVerdict::NoResult: return tr("No result");
    case ReportVerdict::Pending: return tr("Pending");
    case ReportVerdict::NotGated: break;
    }
    return tr("Not gated");
}

const char *verdictId(ReportVerdict verdict)
{
    switch (verdict) {
    case ReportVerdict::Pass: return "pass";
    case ReportVerdict::Fail: return "fail";
    case ReportVerdict::TooClose: return "too_close";
    case ReportVerdict::NoResult: return "no_result";
    case ReportVerdict::Pending: return "pending";
    case ReportVerdict::NotGated: break;
    }
    return "not_gated";
}

QString exactNumber(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest) : QString();
}

QString differenceText(double value, const QString &unit)
{
    const QString text = numberText(std::abs(value), unit);
    static const QRegularExpression zero(QStringLiteral("^0\\.?0*$"));
    return zero.match(text).hasMatch() ? text : (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + text;
}

QString pText(const ReportDifference &difference)
{
    const std::optional<double> p = difference.adjusted ? difference.adjusted : difference.pValue;
    if (!p)
        return QStringLiteral("–");
    return *p < 0.001 ? QStringLiteral("< 0.001") : QString::number(*p, 'f', 3);
}

QString directionText(const ReportDifference &difference)
{
    if (!difference.pValue)
        return tr("uncertainty not known");
    if (!difference.significant || !difference.better)
        return difference.significant ? tr("different") : tr("could be chance");
    return *difference.better ? tr("better") : tr("worse");
}

QString caveatWord(ReportCaveat::Level level)
{
    switch (level) {
    case ReportCaveat::Level::Red: return tr("Not comparable");
    case ReportCaveat::Level::Amber: return tr("Compare with care");
    case ReportCaveat::Level::Note: break;
    }
    return tr("Note");
}

const char *caveatId(ReportCaveat::Level level)
{
    switch (level) {
    case ReportCaveat::Level::Red: return "red";
    case ReportCaveat::Level::Amber: return "amber";
    case ReportCaveat::Level::Note: break;
    }
    return "note";
}

QString caveatLine(const ReportCaveat &caveat) { return QStringLiteral("%1: %2").arg(QLatin1String(caveatId(caveat.level)), caveat.text); }

QString intervalHeading(double level)
{
    //: %1 is a number, e.g. 95
    return tr("%1 % interval").arg(QString::number(level * 100, 'g', 4));
}

QString chanceText(const ReportFlips &flips)
{
    if (flips.gained + flips.lost + flips.bothRight + flips.bothWrong == 0)
        return tr("no items in common");
    if (!flips.pValue)
        return tr("not tested");
    constexpr double rounding = 1e-12; // 1 − 0.95 is a little more than 0.05
    const double p = *flips.pValue, bar = 1 - flips.level - rounding;
    if (flips.gained + flips.lost == 0 && p >= bar)
        return tr("no item changed");
    QString number = p < 0.001 ? QStringLiteral("p < 0.001") : QStringLiteral("p = ") + QString::number(p, 'f', 3);
    if (flips.comparisons > 1)
        number = tr("%1 after Holm over %2 comparisons").arg(number).arg(flips.comparisons);
    constexpr double muchLess = 0.2; // 0.01 at the usual level
    if (p < muchLess * bar) //: %1 is e.g. "p = 0.003"
        return tr("%1: very unlikely to be chance").arg(number);
    if (p < bar)
        return tr("%1: unlikely to be chance").arg(number);
    return tr("%1: may well be chance").arg(number);
}

QString runSentence(const ReportRun &run)
{
    if (!run.sentence.isEmpty())
        return run.sentence;
    const auto count = [&run](ReportVerdict verdict) {
        return int(std::ranges::count(run.scores, verdict, &ReportScore::verdict));
    };
    const int gates = int(run.scores.size()) - count(ReportVerdict::NotGated);
    const int failed = count(ReportVerdict::Fail) + count(ReportVerdict::NoResult);
    const int close = count(ReportVerdict::TooClose);
    if (gates == 0)
        return tr("No gates were set.");
    if (failed == 0 && close == 0) //: a run over benchmarks with gates
        return tr("Passes all gates (%1).").arg(gates);
    return tr("Passes %1 of %2 gates, fails %3; %4 too close to call.")
        .arg(QString::number(gates - failed - close), QString::number(gates), QString::number(failed), QString::number(close));
}

QString benchmarkLabel(const QString &id, const QString &name)
{
    return name.isEmpty() ? id : name;
}

QString reportTitle(const ReportData &data)
{
    return data.title.isEmpty() ? tr("Evaluation report") : data.title;
}

QString printable(const QString &text, QChar replacement)
{
    QString out = text;
    for (QChar &c : out) {
        if (c.isSurrogate()) // pairs are looked at below
            continue;
        const bool bidi = (c.unicode() >= 0x202A && c.unicode() <= 0x202E) || (c.unicode() >= 0x2066 && c.unicode() <= 0x2069);
        if ((c.category() == QChar::Other_Control && c != u'\n' && c != u'\t') || bidi || c.unicode() >= 0xFFFE)
            c = replacement;
    }
    for (qsizetype i = 0; i < out.size(); ++i) {
        const bool pair = out.at(i).isHighSurrogate() && i + 1 < out.size() && out.at(i + 1).isLowSurrogate();
        if (pair)
            ++i;
        else if (out.at(i).isSurrogate())
            out[i] = replacement;
    }
    return out;
}

QList<BenchmarkRows> rowsByBenchmark(const ReportData &data)
{
    QList<BenchmarkRows> rows;
    for (int run = 0; run < data.runs.size(); ++run) {
        for (ReportScore score : data.runs.at(run).scores) {
            for (std::optional<double> *number : {&score.value, &score.low, &score.high, &score.gate}) {
                if (*number && !std::isfinite(**number)) // upstream's NaN: there is no such number to draw
                    number->reset();
            }
            auto row = std::ranges::find_if(rows, [&score](const BenchmarkRows &r) {
                return r.id == score.benchmarkId && r.metric == score.metric && r.unit == score.unit;
            });
            if (row == rows.end()) {
                rows.append({score.benchmarkId, score.benchmarkName, score.metric, score.unit, score.lowerIsBetter, {}});
                row = rows.end() - 1;
            }
            row->scores.append({run, score});
        }
    }
    return rows;
}

} // namespace assay::reports
