#pragma once

#include <QVariantMap>

class QWidget;

namespace assay {

/// The current row and the scroll position of every named list and table below `page`; small values for the saved session.
QVariantMap viewPlaces(const QWidget &page);
/// Brings them back once the rows are there, unless the reader has gone elsewhere meanwhile.
void restoreViewPlaces(QWidget &page, const QVariantMap &places);

} // namespace assay
