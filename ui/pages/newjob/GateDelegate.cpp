#include "ui/pages/newjob/GateDelegate.h"

#include "models/jobs/JobDraftModel.h"

#include <QComboBox>
#include <QDoubleSpinBox>

namespace assay {

QWidget *GateDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    switch (index.column()) {
    case JobDraftModel::MetricColumn: {
        auto *box = new QComboBox(parent);
        box->setAccessibleName(tr("Metric"));
        box->setEditable(true); // a provider may report more than it lists
        box->addItems(index.data(JobDraftModel::MetricsRole).toStringList());
        return box;
    }
    case JobDraftModel::DirectionColumn: {
        auto *box = new QComboBox(parent);
        box->setAccessibleName(tr("Passes When"));
        box->addItem(tr("at least ↑ (higher is better)"), false);
        box->addItem(tr("at most ↓ (lower is better)"), true);
        return box;
    }
    case JobDraftModel::GateColumn:
    case JobDraftModel::WeightColumn: {
        auto *spin = new QDoubleSpinBox(parent);
        const bool gate = index.column() == JobDraftModel::GateColumn;
        spin->setAccessibleName(gate ? tr("Gate") : tr("Weight"));
        spin->setRange(gate ? -1e9 : 0.001, 1e9);
        spin->setDecimals(gate ? 4 : 3);
        spin->setStepType(gate ? QAbstractSpinBox::AdaptiveDecimalStepType : QAbstractSpinBox::DefaultStepType);
        spin->setSuffix(gate ? index.data(JobDraftModel::UnitSuffixRole).toString() : QString());
        spin->setFrame(false);
        return spin;
    }
    default: return nullptr;
    }
}

void GateDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const QVariant value = index.data(Qt::EditRole);
    if (auto *spin = qobject_cast<QDoubleSpinBox *>(editor))
        spin->setValue(value.toDouble());
    else if (auto *box = qobject_cast<QComboBox *>(editor); box && index.column() == JobDraftModel::MetricColumn)
        box->setCurrentText(value.toString());
    else if (box)
        box->setCurrentIndex(value.toBool() ? 1 : 0);
}

void GateDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    if (auto *spin = qobject_cast<QDoubleSpinBox *>(editor)) {
        spin->interpretText();
        model->setData(index, spin->value(), Qt::EditRole);
    } else if (auto *box = qobject_cast<QComboBox *>(editor); box && index.column() == JobDraftModel::MetricColumn) {
        model->setData(index, box->currentText().trimmed(), Qt::EditRole);
    } else if (box) {
        model->setData(index, box->currentData(), Qt::EditRole);
    }
}

} // namespace assay
