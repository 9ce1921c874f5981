#pragma once

#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace assay::test {

/// Drops addresses on a widget, as the window system does it; whether they were taken.
inline bool dropUrls(QWidget *onto, const QList<QUrl> &urls)
{
    QMimeData data;
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    enter.ignore();
    QApplication::sendEvent(onto, &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent event(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    event.ignore();
    QApplication::sendEvent(onto, &event);
    return event.isAccepted();
}

/// A file of this machine.
inline bool dropFile(QWidget *onto, const QString &path)
{
    return dropUrls(onto, {QUrl::fromLocalFile(path)});
}

} // namespace assay::test
