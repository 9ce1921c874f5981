#pragma once

#include "ui/widgets/ToneDelegate.h"

namespace assay {

/// Cells of a RowsModel. What is typed into one of several chosen rows goes into all of them.
class RowsDelegate final : public ToneDelegate {
    Q_OBJECT
public:
    using ToneDelegate::ToneDelegate;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;
};

} // namespace assay
