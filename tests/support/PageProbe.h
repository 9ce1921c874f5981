#pragma once

#include "ui/theme/Theme.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QPainter>
#include <QPixmap>
#include <QTabBar>
#include <QToolBar>
#include <QWidget>

namespace assay::test {

/// Pictures of `widget` in light and dark, named NAME-light.png and NAME-dark.png in the artefact folder. The scale is the
/// test program's: run it again with QT_SCALE_FACTOR=2 for NAME-light@2x.png.
inline void savePictures(QWidget &widget, const QString &name)
{
    const QDir folder(QStringLiteral(ASSAY_ARTIFACTS));
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

/// Widgets below `root` that the keyboard can reach but that a screen reader could not name. Class and objectName each.
inline QStringList namelessControls(QWidget &root)
{
    QStringList nameless;
    QList<QWidget *> all = root.findChildren<QWidget *>();
    all.prepend(&root);
    for (QWidget *widget : all) {
        const bool internal = widget->objectName().startsWith(QLatin1String("qt_"));
        const bool partOfOther = qobject_cast<QComboBox *>(widget->parentWidget())
            || qobject_cast<QAbstractSpinBox *>(widget->parentWidget());
        if (!(widget->focusPolicy() & Qt::TabFocus) || widget->isHidden() || internal || partOfOther || widget->isWindow())
            continue;
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        if (!accessible || accessible->text(QAccessible::Name).isEmpty())
            nameless << QStringLiteral("%1 '%2'").arg(QLatin1String(widget->metaObject()->className()), widget->objectName());
    }
    return nameless;
}

} // namespace assay::test
