#pragma once

class QTableView;

namespace assay {

/// Makes a column `chars` digits wide, or as wide as its title where that is longer, as in other languages. After the model was set.
void setColumnChars(QTableView &table, int column, int chars);

} // namespace assay
