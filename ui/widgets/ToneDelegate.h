#pragma once

#include <QStyledItemDelegate>

namespace assay {

/// Paints cells in the colour of their ToneRole, and a progress bar with its words where the model has the two roles given.
class ToneDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit ToneDelegate(QObject *parent = nullptr) : QStyledItemDelegate(parent) {}
    /// Roles of a fraction 0..1 and of its text; -1: no progress anywhere.
    void setProgressRoles(int fraction, int text);
    /// Shows checkable cells without their box, and lets no click tick them.
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option, const QModelIndex &index) override;

private:
    bool m_readOnly = false;
    int m_fractionRole = -1, m_textRole = -1;
};

} // namespace assay
