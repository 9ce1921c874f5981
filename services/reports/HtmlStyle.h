#pragma once

#include <QString>

namespace assay::reports {

/// The style sheet of HTML reports: light, dark and print.
QString htmlStyle();

} // namespace assay::reports
