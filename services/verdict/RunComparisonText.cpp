#include "services/verdict/RunComparison.h"

#include <QCoreApplication>

#include <cmath>

namespace assay {

namespace {

using State = ComparedCell::State;
using Basis = ComparedCell::Basis;

QString intervalWords(const ComparedRow &row, const ComparedCell &cell, const QLocale &locale)
{
    return QCoreApplication::translate("assay", "interval %1 to %2")
        .arg(formatMetric(row.metric, cell.interval->low, locale), formatMetric(row.metric, cell.interval->high, locale));
}

/// A difference of two bare numbers: which way, and that nobody knows whether it means anything.
QString bareSentence(const ComparedRow &row, double difference, const QString &name, const QLocale &locale, Wording wording)
{
    const QString by = amountText(row.metric, difference, locale);
    if (difference == 0)
        return QCoreApplication::translate("assay", "%1 reports the same number; its uncertainty is not known.").arg(name);
    const bool better = row.lowerIsBetter ? difference < 0 : difference > 0;
    QString which;
    if (wording == Wording::Plain)
        which = difference > 0 ? QCoreApplication::translate("assay", "%1 is higher by %2").arg(name, by)
                               : QCoreApplication::translate("assay", "%1 is lower by %2").arg(name, by);
    else
        which = better ? QCoreApplication::translate("assay", "%1 is better by %2").arg(name, by)
                       : QCoreApplication::translate("assay", "%1 is worse by %2").arg(name, by);
    return QCoreApplication::translate("assay", "%1; no uncertainty is known, so this could be chance.").arg(which);
}

QString differenceSentence(
    const RunComparison &comparison, const ComparedRow &row, int run, const QLocale &locale, Wording wording)
{
    const ComparedCell &cell = row.cells.at(run);
    const QString name = comparison.names.at(run);
    if (cell.comparison)
        return comparisonSentence(*cell.comparison, name, locale, wording);
    return bareSentence(row, *cell.difference, name, locale, wording);
}

} // namespace

QString missingText(ComparedCell::State state)
{
    switch (state) {
    case State::Shown: break;
    case State::NotRun: return QCoreApplication::translate("assay", "not run");
    case State::Pending: return QCoreApplication::translate("assay", "not finished");
    case State::Failed: return QCoreApplication::translate("assay", "failed");
    case State::Cancelled: return QCoreApplication::translate("assay", "cancelled");
    case State::NoMetric: return QCoreApplication::translate("assay", "not reported");
    case State::NotComparable: return QCoreApplication::translate("assay", "not comparable");
    }
    return {};
}

QString differenceText(const ComparedRow &row, int run, const QLocale &locale)
{
    const ComparedCell &cell = row.cells.at(run);
    if (!cell.difference)
        return {};
    const QString amount = formatMetric(row.metric, std::abs(*cell.difference), locale);
    if (*cell.difference == 0)
        return amount;
    return (*cell.difference < 0 ? QStringLiteral("−") : QStringLiteral("+")) + amount;
}

QString differenceGlyph(const ComparedRow &row, int run, Wording wording)
{
    const ComparedCell &cell = row.cells.at(run);
    if (!cell.difference)
        return {};
    if (!cell.comparison)
        return QStringLiteral("?");
    if (!cell.significant())
        return QStringLiteral("≈");
    if (wording == Wording::Plain)
        return cell.comparison->difference > 0 ? QStringLiteral("△") : QStringLiteral("▽");
    return cell.comparison->better() ? QStringLiteral("▲") : QStringLiteral("▼");
}

QString cellText(const ComparedRow &row, int run, const QLocale &locale, Wording wording)
{
    const ComparedCell &cell = row.cells.at(run);
    if (!cell.value)
        return missingText(cell.state);
    const QString value = formatMetric(row.metric, *cell.value, locale);
    if (cell.state == State::NotComparable)
        return QStringLiteral("%1 (%2)").arg(value, missingText(cell.state));
    if (!cell.difference)
        return value;
    return QStringLiteral("%1 %2 %3").arg(value, differenceText(row, run, locale), differenceGlyph(row, run, wording));
}

QString cellSentence(const RunComparison &comparison, int row, int run, const QLocale &locale, Wording wording)
{
    const ComparedRow &line = comparison.rows.at(row);
    const ComparedCell &cell = line.cells.at(run);
    QStringList parts;
    if (cell.value)
        parts << formatMetric(line.metric, *cell.value, locale);
    if (cell.state != State::Shown)
        parts << missingText(cell.state);
    if (cell.interval)
        parts << intervalWords(line, cell, locale);
    if (cell.judged.verdict != Verdict::NotGated)
        parts << cell.judged.reason;
    QString text = QCoreApplication::translate("assay", "%1, %2: %3.")
                       .arg(line.id, comparison.names.at(run), parts.join(QStringLiteral(", ")));
    if (cell.difference)
        text = QStringLiteral("%1 %2").arg(text, differenceSentence(comparison, line, run, locale, wording));
    else if (cell.basis == Basis::Baseline)
        text = QStringLiteral("%1 %2").arg(text, QCoreApplication::translate("assay", "This is the baseline."));
    return cell.note.isEmpty() ? text : QStringLiteral("%1 %2").arg(text, cell.note);
}

QString runSentence(const RunComparison &comparison, int run, Wording wording)
{
    if (run == comparison.baseline)
        return {};
    const ComparisonTally &tally = comparison.tallies.at(run);
    const QString name = comparison.names.at(run);
    const int of = tally.compared();
    if (of == 0)
        return QCoreApplication::translate("assay", "%1 has no result to compare with %2.")
            .arg(name, comparison.names.at(comparison.baseline));
    const int clear = tally.better + tally.worse;
    if (clear == 0 && tally.chance == 0)
        return QCoreApplication::translate(
            "assay", "%1: the uncertainty of %n result(s) is not known, so every difference could be chance.", nullptr, of)
            .arg(name);
    if (clear == 0)
        return QCoreApplication::translate("assay", "%1: no difference on %n benchmark(s) is more than chance could be.", nullptr, of)
            .arg(name);
    QString text;
    if (wording == Wording::Plain)
        text = QCoreApplication::translate("assay", "%1 differs on %2 of %3").arg(name).arg(clear).arg(of);
    else if (tally.worse == 0)
        text = QCoreApplication::translate("assay", "%1 is better on %2 of %3").arg(name).arg(tally.better).arg(of);
    else if (tally.better == 0)
        text = QCoreApplication::translate("assay", "%1 is worse on %2 of %3").arg(name).arg(tally.worse).arg(of);
    else
        text = QCoreApplication::translate("assay", "%1 is better on %2 of %3, worse on %4")
                   .arg(name).arg(tally.better).arg(of).arg(tally.worse);
    return clear == of ? QCoreApplication::translate("assay", "%1.").arg(text)
                       : QCoreApplication::translate("assay", "%1, the rest could be chance.").arg(text);
}

QString comparisonSummary(const RunComparison &comparison, Wording wording)
{
    QStringList lines;
    for (int run = 0; run < comparison.names.size(); ++run) {
        if (run != comparison.baseline)
            lines << runSentence(comparison, run, wording);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace assay
