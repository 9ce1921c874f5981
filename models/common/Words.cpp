#include "models/common/Words.h"

#include <QCoreApplication>
#include <QTimeZone>

namespace assay {


QString stateText(const Word<RunState> &state)
{
    switch (state.value()) {
    case RunState::Pending: return QCoreApplication::translate("assay", "Waiting");
    case RunState::Running: return QCoreApplication::translate("assay", "Running");
    case RunState::Completed: return QCoreApplication::translate("assay", "Finished");
    case RunState::Failed: return QCoreApplication::translate("assay", "Failed");
    case RunState::Cancelled: return QCoreApplication::translate("assay", "Cancelled");
    case RunState::PartiallyFailed: return QCoreApplication::translate("assay", "Partly failed");
    case RunState::Unknown: break;
    }
    return state.isSet() ? state.text() : QCoreApplication::translate("assay", "Unknown");
}

QString stateGlyph(RunState state)
{
    switch (state) {
    case RunState::Pending: return QStringLiteral("○");
    case RunState::Running: return QStringLiteral("▶");
    case RunState::Completed: return QStringLiteral("●");
    case RunState::Failed: return QStringLiteral("✗");
    case RunState::Cancelled: return QStringLiteral("■");
    case RunState::PartiallyFailed: return QStringLiteral("◑");
    case RunState::Unknown: break;
    }
    return QStringLiteral("?");
}

Tone stateTone(RunState state)
{
    switch (state) {
    case RunState::Running: return Tone::Running;
    case RunState::Failed: return Tone::Error;
    case RunState::PartiallyFailed: return Tone::Warning;
    case RunState::Cancelled:
    case RunState::Pending:
    case RunState::Unknown: return Tone::Muted;
    case RunState::Completed: break;
    }
    return Tone::Plain;
}

QString durationText(qint64 ms)
{
    if (ms < 0)
        return {};
    const qint64 seconds = ms / 1000;
    if (seconds < 60)
        return QCoreApplication::translate("assay", "%1 s").arg(QLocale().toString(double(ms) / 1000, 'f', 1));
    if (seconds < 3600) {
        return QCoreApplication::translate("assay", "%1 min %2 s")
            .arg(seconds / 60)
            .arg(seconds % 60, 2, 10, QLatin1Char('0'));
    }
    return QCoreApplication::translate("assay", "%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'));
}

QString whenText(const QDateTime &when, const QDateTime &now, const QLocale &locale)
{
    if (!when.isValid())
        return {};
    const QDateTime local = when.toTimeZone(now.timeZone());
    const QString time = locale.toString(local.time(), QLocale::ShortFormat);
    const qint64 days = local.date().daysTo(now.date());
    if (days == 0)
        return QCoreApplication::translate("assay", "Today %1").arg(time);
    if (days == 1)
        return QCoreApplication::translate("assay", "Yesterday %1").arg(time);
    return locale.toString(local, QLocale::ShortFormat);
}

QString ageText(qint64 ms)
{
    const qint64 seconds = qMax(qint64(0), ms) / 1000;
    if (seconds < 2)
        return QCoreApplication::translate("assay", "just now");
    if (seconds < 60)
        return QCoreApplication::translate("assay", "%1 s ago").arg(seconds);
    if (seconds < 3600)
        return QCoreApplication::translate("assay", "%1 min ago").arg(seconds / 60);
    return QCoreApplication::translate("assay", "%1 h ago").arg(seconds / 3600);
}

QString progressText(qint64 done, qint64 total, const QLocale &locale)
{
    if (total <= 0)
        return locale.toString(done);
    return QCoreApplication::translate("assay", "%1/%2 · %3 %")
        .arg(locale.toString(done), locale.toString(total))
        .arg(done * 100 / total);
}

} // namespace assay
