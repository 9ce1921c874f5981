#pragma once

#include <QList>
#include <QPair>
#include <QString>

namespace assay {

/// A stretch of a text, in characters.
struct TextSpan {
    qsizetype start = 0, length = 0;
    bool operator==(const TextSpan &) const = default;
};
/// What only one of two texts has, word by word.
struct WordDifference {
    QList<TextSpan> before, after; ///< ascending, not touching
    bool tooLong = false;          ///< beyond mostWords, or nearly so: nothing was compared
};
constexpr qsizetype mostWords = 1000; ///< of each text that is compared word by word
WordDifference wordDifference(const QString &before, const QString &after);

} // namespace assay
