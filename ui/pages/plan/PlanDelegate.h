#pragma once

#include "ui/widgets/ToneDelegate.h"

namespace assay {

/// Draws where a value is from as a chip, and strikes through what has no effect.
class PlanDelegate : public ToneDelegate {
    Q_OBJECT
public:
    using ToneDelegate::ToneDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace assay
