#include "ui/widgets/FocusEntry.h"

#include <QEvent>
#include <QFocusEvent>
#include <QPointer>
#include <QWidget>

namespace assay {

namespace {

class Entry final : public QObject {
public:
    explicit Entry(QWidget *whole) : QObject(whole) { whole->installEventFilter(this); }
    QPointer<QWidget> first;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::FocusIn && first)
            first->setFocus(static_cast<QFocusEvent *>(event)->reason());
        return QObject::eventFilter(watched, event);
    }
};

} // namespace

void enterAt(QWidget *whole, QWidget *first)
{
    static const QString name = QStringLiteral("focusEntry");
    auto *entry = static_cast<Entry *>(whole->findChild<QObject *>(name, Qt::FindDirectChildrenOnly));
    if (!entry) {
        entry = new Entry(whole);
        entry->setObjectName(name);
    }
    entry->first = first;
    if (whole->hasFocus())
        first->setFocus(Qt::OtherFocusReason);
}

} // namespace assay
