#include "ui/authoring/RowsDelegate.h"

#include "models/authoring/EntryRowsModel.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>

namespace assay {

QWidget *RowsDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QString title = index.model()->headerData(index.column(), Qt::Horizontal).toString();
    if (index.data(Qt::EditRole).typeId() == QMetaType::Bool) {
        auto *box = new QComboBox(parent);
        box->setAccessibleName(title);
        box->addItem(tr("↑ higher is better"), false);
        box->addItem(tr("↓ lower is better"), true);
        return box;
    }
    const QStringList metrics = index.data(EntryRowsModel::MetricsRole).toStringList();
    if (index.column() == EntryRowsModel::MetricColumn && !metrics.isEmpty() && qobject_cast<const EntryRowsModel *>(index.model())) {
        auto *box = new QComboBox(parent);
        box->setAccessibleName(title);
        box->setEditable(true); // a benchmark may report more than it lists
        box->addItems(metrics);
        return box;
    }
    auto *line = new QLineEdit(parent);
    line->setAccessibleName(title);
    line->setFrame(false);
    return line;
}

void RowsDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const QVariant value = index.data(Qt::EditRole);
    if (auto *line = qobject_cast<QLineEdit *>(editor))
        line->setText(value.toString());
    else if (auto *box = qobject_cast<QComboBox *>(editor); box && box->isEditable())
        box->setCurrentText(value.toString());
    else if (box)
        box->setCurrentIndex(value.toBool() ? 1 : 0);
}

void RowsDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    QVariant value;
    if (auto *line = qobject_cast<QLineEdit *>(editor))
        value = line->text();
    else if (auto *box = qobject_cast<QComboBox *>(editor))
        value = box->isEditable() ? QVariant(box->currentText()) : box->currentData();
    if (value == index.data(Qt::EditRole))
        return;
    QList<int> rows;
    if (const auto *view = qobject_cast<QAbstractItemView *>(parent())) {
        for (const QModelIndex &chosen : view->selectionModel()->selectedRows())
            rows << chosen.row();
    }
    auto *list = qobject_cast<RowsModel *>(model);
    if (list && rows.size() > 1 && rows.contains(index.row()))
        list->setForRows(rows, index.column(), value);
    else
        model->setData(index, value, Qt::EditRole);
}

} // namespace assay
