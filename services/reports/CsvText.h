#pragma once

#include <QString>

namespace assay::reports {

/// A text as a cell of RFC 4180: quoted where it has to be, without characters that would break readers (see
/// printable()). What a spreadsheet would take for a formula begins with an apostrophe.
QString csvText(const QString &text);

} // namespace assay::reports
