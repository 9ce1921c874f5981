#pragma once

#include <QStyledItemDelegate>

namespace assay {

/// Draws the lines of a LogModel in the colours that programs gave them, adjusted to the theme. Nothing in a line is executed or
/// taken for markup.
class LogDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    /// Lines broken at the view's width; else as wide as `characters`.
    void setWrap(bool wrap) { m_wrap = wrap; }
    void setCharacters(int characters) { m_characters = characters; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// 0..7 as in LogSpan; readable (4.5:1) on the palette's base.
    static QColor colour(int ansi, const QPalette &palette);

private:
    bool m_wrap = false;
    int m_characters = 0;
};

} // namespace assay
