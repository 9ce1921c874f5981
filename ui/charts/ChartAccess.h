#pragma once

namespace assay {

class ResultChart;

/// Lets screen readers see a ResultChart as a list with one child a mark: name and value. Harmless when called again.
void installChartAccess();
/// Tells screen readers that the chart's mark number `place` has the focus.
void announceMark(ResultChart *chart, int place);

} // namespace assay
