#pragma once

#include <Qt>

namespace assay {

/// Roles that all models share. Each model adds its own from FirstOwnRole on.
enum CommonRole {
    IdRole = Qt::UserRole + 1, ///< QString: identity of the row
    SortRole,                  ///< raw value to sort by: number, QDateTime, QString
    ToneRole,                  ///< int(Tone): how the cell is coloured, beside its glyph and words
    FirstOwnRole = Qt::UserRole + 100,
};

/// What a colour means. The user interface maps it to a token of the theme; models know no colour.
enum class Tone { Plain, Muted, Pass, Fail, TooClose, Neutral, Running, Warning, Error };

} // namespace assay
