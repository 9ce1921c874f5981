#pragma once

#include "services/reports/ReportText.h"

namespace assay::reports {

/// Bars with interval whiskers and gates of benchmarks that share one unit, as an inline SVG element. The axis starts at zero;
/// shares have 0 to 1. Colours come from the page's CSS classes (series1 … series6, pass, fail), so that they follow its theme.
QString barChartSvg(const QList<BenchmarkRows> &rows, const QStringList &models, const QString &unit, double level);

/// The marker that goes with a series, 0-based: ■ ● ▲ ◆ ✚ ★, again from the start after six.
QString seriesMarker(int series);

} // namespace assay::reports
