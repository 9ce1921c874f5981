#include "tests/window/AccessLook.h"

#include "tests/support/AccessCheck.h"
#include "ui/shell/MainWindow.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAction>
#include <QListWidget>
#include <QScrollBar>
#include <QTabWidget>
#include <QTest>

namespace assay::test {

QStringList AccessLook::dresses()
{
    return {QStringLiteral("light"), QStringLiteral("dark"), QStringLiteral("german"), QStringLiteral("200")};
}

void AccessLook::trigger(const QString &action) const
{
    auto *found = m_window.findChild<QAction *>(action);
    QVERIFY2(found, qPrintable(action));
    found->trigger();
}

void AccessLook::wear(const QString &dress)
{
    m_dress = dress;
    trigger(dress == QLatin1String("dark") ? QStringLiteral("theme/dark") : QStringLiteral("theme/light"));
    trigger(dress == QLatin1String("german") ? QStringLiteral("language/de") : QStringLiteral("language/en"));
    trigger(QStringLiteral("zoomReset"));
    for (int i = 0; dress == QLatin1String("200") && i < 10; ++i)
        trigger(QStringLiteral("zoomIn"));
    for (int turn = 0; turn < 10; ++turn) // what was made anew is shown, and laid out, in later turns
        QCoreApplication::processEvents();
}

QList<AccessLook::Check> AccessLook::standing()
{
    return {namelessControls, smallTargets, namelessHeaders, clippedTexts, faintTexts};
}

/// Of the room that a page is in: scroll bars where all of it is shown.
static QStringList needlessBars(QWidget &page)
{
    const QWidget *viewport = page.parentWidget();
    const auto *room = qobject_cast<QAbstractScrollArea *>(viewport ? viewport->parentWidget() : nullptr);
    QStringList complaints;
    if (room) {
        for (const QScrollBar *bar : {room->horizontalScrollBar(), room->verticalScrollBar()}) {
            if (bar->isVisible() && bar->maximum() == 0)
                complaints << QStringLiteral("a scroll bar with nothing to scroll");
        }
    }
    return complaints;
}

void AccessLook::look(QWidget &widget, const QString &where, const QList<Check> &checks, QStringList &complaints)
{
    // Layouts and fonts settle in later turns of the event loop; what is still wrong then stays wrong.
    for (const Check check : checks) {
        QStringList found;
        const auto clean = [&] {
            found = check(widget);
            return found.isEmpty();
        };
        if (!QTest::qWaitFor(clean, 3000)) {
            for (const QString &complaint : std::as_const(found))
                complaints << where + QStringLiteral(" | ") + complaint;
        }
    }
}

void AccessLook::lookInside(QWidget &page, const QString &where, const QList<Check> &checks, QSet<const QWidget *> &done, QStringList &complaints)
{
    look(page, where, checks, complaints);
    const auto tabs = page.findChildren<QTabWidget *>();
    for (QTabWidget *inner : tabs) {
        if (!inner->isVisible() || done.contains(inner))
            continue;
        done << inner;
        for (int i = 0; i < inner->count(); ++i) {
            inner->setCurrentIndex(i);
            lookInside(*inner->widget(i), where + QLatin1Char('/') + inner->tabText(i), checks, done, complaints);
        }
    }
    if (auto *rail = page.findChild<QListWidget *>(QStringLiteral("stepRail")); rail && !done.contains(rail)) {
        done << rail;
        for (int i = 1; i < rail->count(); ++i) {
            rail->setCurrentRow(i);
            lookInside(page, where + QStringLiteral("/step %1").arg(i + 1), checks, done, complaints);
        }
    }
    if (auto *yaml = page.findChild<QAbstractButton *>(QStringLiteral("viewYaml")); yaml && yaml->isVisible() && !done.contains(yaml)) {
        done << yaml;
        yaml->click();
        look(page, where + QStringLiteral("/yaml"), checks, complaints);
    }
}

QStringList AccessLook::inside(QWidget &page, const QString &where) const
{
    QList<Check> checks = standing();
    if (m_dress == QLatin1String("light"))
        checks << unreachableControls;
    QStringList complaints;
    for (const QString &bar : needlessBars(page))
        complaints << where + QStringLiteral(" | ") + bar;
    QSet<const QWidget *> done;
    lookInside(page, where, checks, done, complaints);
    complaints.removeDuplicates();
    return complaints;
}

QStringList AccessLook::at(QWidget &widget, const QString &where)
{
    QStringList complaints;
    look(widget, where, standing(), complaints);
    complaints.removeDuplicates();
    return complaints;
}

} // namespace assay::test
