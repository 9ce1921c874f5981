#include "ui/shell/EnterKey.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QDialog>
#include <QKeyEvent>
#include <QRadioButton>

namespace assay {

EnterKey::EnterKey(QObject *parent) : QObject(parent)
{
    qApp->installEventFilter(this);
}

bool EnterKey::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return false;
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool enter = (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && !(key->modifiers() & ~Qt::KeypadModifier);
    auto *button = enter ? qobject_cast<QAbstractButton *>(watched) : nullptr;
    if (!button || qobject_cast<QCheckBox *>(button) || qobject_cast<QRadioButton *>(button) || qobject_cast<QDialog *>(button->window()))
        return false;
    if (!key->isAutoRepeat()) // a key that is held presses once
        button->click();
    return true;
}

} // namespace assay
