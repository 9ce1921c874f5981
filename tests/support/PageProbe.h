#pragma once

#include "tests/support/AccessCheck.h"
#include "tests/support/Places.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QWidget>

namespace assay::test {

/// Pictures of `widget` in light and dark, named NAME-light.png and NAME-dark.png in the artefact folder. The scale is the
/// test program's: run it again with QT_SCALE_FACTOR=2 for NAME-light@2x.png.
inline void savePictures(QWidget &widget, const QString &name)
{
    const QDir folder(test::artifact());
    folder.mkpath(QStringLiteral("."));
    auto *app = qobject_cast<QApplication *>(QCoreApplication::instance());
    for (const bool dark : {false, true}) {
        applyTheme(*app, dark);
        QCoreApplication::processEvents();
        for (const int scale : {1, 2}) {
            QPixmap picture(widget.size() * scale);
            picture.setDevicePixelRatio(scale);
            picture.fill(widget.palette().color(QPalette::Window));
            widget.render(&picture);
            picture.save(folder.filePath(QStringLiteral("%1-%2%3.png").arg(
                name, dark ? QStringLiteral("dark") : QStringLiteral("light"), scale == 2 ? QStringLiteral("@2x") : QString())));
        }
    }
    applyTheme(*app, false);
    QCoreApplication::processEvents();
}

} // namespace assay::test
