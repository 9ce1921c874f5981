#pragma once

#include "models/common/Roles.h"
#include "services/core/States.h"

#include <QDateTime>
#include <QLocale>
#include <QString>

namespace assay {

/// "Running", "Partly failed"; a word this version does not know is shown as the server wrote it.
QString stateText(const Word<RunState> &state);
/// One character that stands before the word, so that colour is never alone.
QString stateGlyph(RunState state);
Tone stateTone(RunState state);

/// "4.2 s", "3 min 05 s", "2 h 10 min". Empty for negative values.
QString durationText(qint64 ms);
/// "14:05" today, "Yesterday 14:05", else the locale's short date and time. Local time of `now`'s zone. Empty when invalid.
QString whenText(const QDateTime &when, const QDateTime &now, const QLocale &locale = QLocale());
/// "just now", "8 s ago", "3 min ago", "2 h ago".
QString ageText(qint64 ms);
/// "412/1,000 · 41 %"; without a total "412".
QString progressText(qint64 done, qint64 total, const QLocale &locale = QLocale());

} // namespace assay
