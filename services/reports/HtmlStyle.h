#pragma once

#include <QString>

namespace assay::reports {

/// The style sheet of HTML reports: light, dark and print.
QString htmlStyle();

/// Of a chart alone, in the light colours and without variables: for readers of SVG that know neither.
QString chartStyle();

} // namespace assay::reports
