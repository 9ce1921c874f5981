#include "ui/widgets/PathDrop.h"

#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace assay {

PathDrop::PathDrop(QWidget *target) : QObject(target), m_target(target)
{
    target->setAcceptDrops(true);
    target->installEventFilter(this);
}

QStringList PathDrop::pathsIn(const QMimeData *data)
{
    QStringList paths;
    const QList<QUrl> urls = data ? data->urls() : QList<QUrl>();
    for (const QUrl &url : urls) {
        if (!url.isLocalFile())
            return {};
        paths << url.toLocalFile();
    }
    return paths;
}

bool PathDrop::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (watched != m_target || (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::Drop))
        return QObject::eventFilter(watched, event);
    auto *drop = static_cast<QDropEvent *>(event);
    const QStringList paths = pathsIn(drop->mimeData());
    if (paths.isEmpty())
        return QObject::eventFilter(watched, event);
    drop->setDropAction(Qt::CopyAction); // a file that is read stays where it is
    drop->accept();
    if (type == QEvent::Drop)
        Q_EMIT dropped(paths);
    return true;
}

} // namespace assay
