#include "ui/pages/run/StatePanel.h"

#include "models/results/ResultModel.h"
#include "ui/widgets/RowTable.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>

namespace assay {

StatePanel::StatePanel(QWidget *parent) : EmptyState(parent)
{
    setObjectName(QStringLiteral("statePanel"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    const auto labels = findChildren<QLabel *>();
    for (QLabel *label : labels)
        label->setTextFormat(Qt::PlainText);
}

void StatePanel::setState(const QString &icon, const QString &title, const QString &reason, const QString &action)
{
    m_title = title;
    m_reason = reason;
    setContent(icon, title, reason, action);
}

void fillBenchmarkPicker(QComboBox &picker, const ResultModel &results)
{
    const QList<ResultRow> &rows = results.rows();
    bool same = picker.count() == rows.size();
    for (int i = 0; same && i < rows.size(); ++i)
        same = picker.itemText(i) == rows.at(i).id && picker.itemData(i).toInt() == rows.at(i).index;
    if (same)
        return;
    const QVariant chosen = picker.currentData();
    picker.clear();
    for (const ResultRow &row : rows)
        picker.addItem(row.id, row.index);
    picker.setCurrentIndex(std::max(0, picker.findData(chosen)));
}

void setUpTable(QTableView &table, const QString &objectName, const QString &accessibleName)
{
    table.setObjectName(objectName);
    table.setAccessibleName(accessibleName);
    table.setFrameShape(QFrame::NoFrame);
    makeRowTable(table, 1.6);
    table.setAlternatingRowColors(true);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setWordWrap(false);
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.horizontalHeader()->setStretchLastSection(true);
}

} // namespace assay
