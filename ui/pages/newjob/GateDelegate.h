#pragma once

#include "ui/widgets/ToneDelegate.h"

namespace assay {

/// Editors of the gates table: a number in the metric's own unit, a metric from the benchmark's list, a direction, a weight.
class GateDelegate : public ToneDelegate {
    Q_OBJECT
public:
    using ToneDelegate::ToneDelegate;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;
};

} // namespace assay
