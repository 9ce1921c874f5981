#pragma once

class QTableView;

namespace assay {

/// Rows `lines` of text high, also after the zoom has changed, and never too low to be hit (24 px).
void keepRowHeight(QTableView &table, double lines = 1.9);
/// A table of things rather than of cells: whole rows are chosen, no grid, no numbers at the side, Tab leaves it; keepRowHeight().
void makeRowTable(QTableView &table, double lines = 1.9);

} // namespace assay
