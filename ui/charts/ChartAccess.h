#pragma once

namespace assay {

class Marked;

/// Lets screen readers see a Marked chart as a list with one child a mark: name and value. Harmless when called again.
void installChartAccess();
/// Tells screen readers that the chart's mark number `place` has the focus.
void announceMark(Marked &chart, int place);

} // namespace assay
