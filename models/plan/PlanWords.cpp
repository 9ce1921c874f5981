#include "models/plan/PlanWords.h"

#include "models/results/RunText.h"
#include "services/core/CutText.h"
#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>

#include <cmath>

namespace assay {

constexpr qsizetype longestShown = 2000; ///< characters in a cell: a job may hold its rows, and no table lays those out

static QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

static QString numbered(const char *text, int count)
{
    return QCoreApplication::translate("assay", text, nullptr, count);
}

QString planValueName(const QString &name)
{
    const QString parameters = QStringLiteral("parameters.");
    if (name.startsWith(parameters))
        return name.mid(parameters.size());
    if (name == QLatin1String("primary_score"))
        return tr("Metric");
    if (name == QLatin1String("pass_criteria"))
        return tr("Gate");
    if (name == QLatin1String("weight"))
        return tr("Weight");
    if (name == QLatin1String("test_data_ref"))
        return tr("Test data");
    if (name == QLatin1String("hardware_config"))
        return tr("Hardware");
    return name;
}

QString planValueText(const PlanValue &value, const QString &metric, const QLocale &locale)
{
    if (value.name == QLatin1String("primary_score")) {
        const QVariantMap score = value.value.toVariantMap();
        const bool lower = score.value(QStringLiteral("lower_is_better")).toBool();
        return score.value(QStringLiteral("metric")).toString() + (lower ? QStringLiteral(" ↓") : QStringLiteral(" ↑"));
    }
    bool isNumber = false;
    const double number = value.value.text.toDouble(&isNumber);
    if (value.name == QLatin1String("pass_criteria") && isNumber)
        return metric.isEmpty() ? locale.toString(number, 'g', 6) : formatMetric(metric, number, locale);
    if (value.name == QLatin1String("weight") && isNumber)
        return locale.toString(number, 'g', 6);
    // A text without its quotes; an empty one keeps them, or nothing would be seen.
    const QByteArray &text = value.value.text;
    QString shown = text.size() > 2 && text.startsWith('"')
        ? JsonText{"{\"t\":" + text + '}'}.toVariantMap().value(QStringLiteral("t")).toString()
        : QString::fromUtf8(text.left(3 * longestShown + 4)); // of which no character is longer
    if (shown.size() <= longestShown)
        return shown;
    qint64 cut = 0;
    cutText(shown, longestShown, cut);
    return shown + QStringLiteral(" …");
}

QString originText(Origin origin)
{
    switch (origin) {
    case Origin::Job:
    case Origin::Override: return tr("Yours");
    case Origin::Collection: return tr("Collection");
    case Origin::Provider: return tr("Provider");
    case Origin::Default: break;
    }
    return tr("Server default");
}

QString fateText(Fate fate)
{
    switch (fate) {
    case Fate::Used: return tr("Used");
    case Fate::Ignored: return tr("Ignored");
    case Fate::Replaced: return tr("Replaced");
    case Fate::Leaked: break;
    }
    return tr("Leaks in");
}

QString fateGlyph(Fate fate)
{
    switch (fate) {
    case Fate::Used: return QStringLiteral("✓");
    case Fate::Leaked: return QStringLiteral("⚠");
    case Fate::Ignored:
    case Fate::Replaced: break;
    }
    return QStringLiteral("✗");
}

Tone fateTone(Fate fate)
{
    switch (fate) {
    case Fate::Used: return Tone::Plain;
    case Fate::Leaked: return Tone::Warning;
    case Fate::Ignored:
    case Fate::Replaced: break;
    }
    return Tone::Error;
}

QString planFixText(const QString &fix)
{
    if (fix == planfix::expandInline)
        return tr("List the benchmarks in the job");
    if (fix == planfix::editGate)
        return tr("Edit the gate");
    if (fix == planfix::editParameter)
        return tr("Edit the parameter");
    return {};
}

QString requestsText(const Figure &figure, const QLocale &locale)
{
    if (!figure.value)
        return tr("not known");
    const QString number = locale.toString(qint64(std::llround(*figure.value)));
    const QString text = figure.atLeast ? tr("at least %1").arg(number) : number;
    return figure.assumed ? tr("%1, an assumption").arg(text) : text;
}

QString secondsText(const Figure &figure)
{
    if (!figure.value)
        return tr("not known");
    const QString time = roughDurationText(qint64(std::llround(*figure.value * 1000)));
    return figure.atLeast ? tr("at least %1").arg(time) : time;
}

QString estimateSentence(const Estimate &estimate, const QLocale &locale)
{
    return QStringList{tr("Requests: %1").arg(requestsText(estimate.requests, locale)), tr("Tokens: %1").arg(requestsText(estimate.tokens, locale)),
                       tr("Time: %1").arg(secondsText(estimate.seconds))}
        .join(QStringLiteral("  ·  "));
}

QString planSentence(const EffectivePlan &plan, const QList<DriftLine> &drift)
{
    QStringList parts;
    for (const PlanNote &note : plan.notes) {
        if (note.refused || note.code == QLatin1String("unknown-collection"))
            parts << note.text;
    }
    if (const int lost = plan.lost(); lost > 0)
        parts << numbered(QT_TRANSLATE_N_NOOP("assay", "%n value(s) will not do what was asked."), lost);
    else if (parts.isEmpty() && !plan.rows.isEmpty())
        parts << tr("Every value is used as written.");
    if (!drift.isEmpty())
        parts << numbered(QT_TRANSLATE_N_NOOP("assay", "%n thing(s) came back otherwise than planned."), int(drift.size()));
    return parts.join(u' ');
}

} // namespace assay
