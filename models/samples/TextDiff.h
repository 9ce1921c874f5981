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

/// Longer texts are compared up to here only, so that it never takes longer than a few milliseconds.
inline constexpr qsizetype diffWordLimit = 1500;

/// How `before` becomes `after`, word by word; white space belongs to the word before it. Beyond diffWordLimit words the rest of each
/// is one removed and one added part. Pure, any thread.
QList<DiffPart> diffWords(const QString &before, const QString &after);

} // namespace assay
