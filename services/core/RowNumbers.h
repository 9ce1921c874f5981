#pragma once

#include "services/core/Result.h"

#include <QList>
#include <QString>

namespace assay {

/// Rows as a person names them, "1-20, 35": numbers from 1 and ranges, in any order, also "1–20"; ascending, each once.
/// Nothing entered: none. Error::Invalid: the sentence names the part that is wrong, and the fix. Pure, any thread.
Result<QList<qint64>> rowNumbers(const QString &text);
inline constexpr qint64 mostRowNumbers = 100'000;

} // namespace assay
