#pragma once

#include <QString>

namespace assay::engine::scoring {

/// The normal form in which answers about documents are compared: punctuation, articles, number words and contractions.
QString docVqaNormalize(const QString &text);

} // namespace assay::engine::scoring
