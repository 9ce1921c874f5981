#include "ui/shell/SingleLetterKeys.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QGraphicsView>
#include <QKeyEvent>

namespace assay {

void SingleLetterKeys::setAllowed(bool allowed)
{
    if (std::exchange(m_allowed, allowed) == allowed)
        return;
    if (allowed)
        qApp->removeEventFilter(this);
    else
        qApp->installEventFilter(this);
}

bool SingleLetterKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return false;
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool letter = key->text().size() == 1 && key->text().at(0).isLetterOrNumber() && !(key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier));
    // What is typed into an editor goes to the editor, which is no view itself.
    return letter && (qobject_cast<QAbstractItemView *>(watched) || qobject_cast<QGraphicsView *>(watched));
}

} // namespace assay
