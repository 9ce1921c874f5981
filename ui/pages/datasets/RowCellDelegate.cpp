#include "ui/pages/datasets/RowCellDelegate.h"

#include <QKeyEvent>
#include <QPlainTextEdit>

namespace assay {

static constexpr int editorLines = 6;

QWidget *RowCellDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    auto *box = new QPlainTextEdit(parent);
    box->setObjectName(QStringLiteral("cellEditor"));
    box->setAccessibleName(index.model()->headerData(index.column(), Qt::Horizontal).toString());
    box->setAutoFillBackground(true);
    return box;
}

void RowCellDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    auto *box = static_cast<QPlainTextEdit *>(editor);
    box->setPlainText(index.data(Qt::EditRole).toString());
    box->selectAll();
}

void RowCellDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    model->setData(index, static_cast<QPlainTextEdit *>(editor)->toPlainText());
}

void RowCellDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const QRect area = editor->parentWidget()->rect();
    const int lines = editor->fontMetrics().lineSpacing() * editorLines;
    QRect box = option.rect;
    box.setHeight(std::min(std::max(box.height(), lines), area.height()));
    box.setWidth(std::min(std::max(box.width(), editor->fontMetrics().averageCharWidth() * 30), area.width()));
    box.moveTop(std::clamp(box.top(), area.top(), std::max(area.bottom() - box.height(), area.top())));
    box.moveLeft(std::clamp(box.left(), area.left(), std::max(area.right() - box.width(), area.left())));
    editor->setGeometry(box);
}

bool RowCellDelegate::eventFilter(QObject *editor, QEvent *event)
{
    auto *box = qobject_cast<QWidget *>(editor);
    if (box && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && !(key->modifiers() & Qt::ShiftModifier)) {
            Q_EMIT commitData(box);
            Q_EMIT closeEditor(box, NoHint);
            return true;
        }
    }
    return ToneDelegate::eventFilter(editor, event);
}

} // namespace assay
