#pragma once

#include <QListView>
#include <QStyledItemDelegate>

namespace assay {

/// A collection as a card: title, category and tags, what its score is made of, gate and origin. Roles of CollectionListModel.
class CollectionCardDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Collections as cards in a grid that fills the width; arrow keys go through it as they look.
class CollectionGallery final : public QListView {
    Q_OBJECT
public:
    explicit CollectionGallery(QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fitGrid();
};

} // namespace assay
