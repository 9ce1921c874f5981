#pragma once

#include <QList>
#include <QString>

namespace assay {

/// A run of text that two texts share, or that one of them has.
struct DiffPart {
    enum class Kind { Same, Removed, Added };
    Kind kind = Kind::Same;
    QString text;
    bool operator==(const DiffPart &) const = default;
};

/// A stretch of a text, in characters.
struct TextSpan {
    qsizetype start = 0, length = 0;
    bool operator==(const TextSpan &) const = default;
};

/// What only one of two texts has, for marks in both.
struct WordDifference {
    QList<TextSpan> before, after; ///< ascending, not touching; from word to word, without the white space around
    bool cut = false; ///< beyond diffWordLimit: the rest of both was not compared and counts as different
};

/// Beginning and end that are the same cost little; between them only so many words of each text are compared, so that it never takes
/// longer than a few milliseconds. A word: letters and digits in a row, or one other sign.
inline constexpr qsizetype diffWordLimit = 1500;

WordDifference wordDifference(const QString &before, const QString &after); ///< Pure, any thread.

/// How `before` becomes `after` as one text; white space belongs to the word before it. Pure, any thread.
QList<DiffPart> diffWords(const QString &before, const QString &after);

} // namespace assay
