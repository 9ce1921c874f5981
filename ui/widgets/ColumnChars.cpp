#include "ui/widgets/ColumnChars.h"

#include <QHeaderView>
#include <QTableView>

#include <algorithm>

namespace assay {

void setColumnChars(QTableView &table, int column, int chars)
{
    const int wanted = table.fontMetrics().horizontalAdvance(QLatin1Char('0')) * chars;
    table.setColumnWidth(column, std::max(wanted, table.horizontalHeader()->sectionSizeHint(column)));
}

} // namespace assay
