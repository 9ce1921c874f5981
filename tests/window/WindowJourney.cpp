#include "tests/support/Places.h"
#include "tests/window/WindowJourney.h"

#include "tests/support/EngineFile.h"
#include "ui/shell/MainWindow.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDir>
#include <QEventLoop>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QScrollArea>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeWidget>

namespace assay::test {

void WindowJourney::openWindow(const QString &profile)
{
    m_profile = profile;
    QVERIFY(m_folder.isValid());
    // A profile of its own: the window brings back the tabs of its last life.
    for (const char *name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
        qputenv(name, m_folder.filePath(QLatin1String(name)).toLocal8Bit());
    m_app = std::make_unique<Application>(*qApp, Application::Options{profile, workspace()});
    QVERIFY(m_app->start());
    QTRY_VERIFY_WITH_TIMEOUT(!engineFile(workspace()).isEmpty(), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QWidget>("startDemo"), 20'000);
}

void WindowJourney::closeWindow()
{
    m_app.reset();
    endEngine(workspace());
}

void WindowJourney::click(QWidget *widget, QPoint at)
{
    QVERIFY(widget);
    QTRY_VERIFY2(widget->isEnabled(), qPrintable(widget->objectName()));
    for (QWidget *above = widget->parentWidget(); above; above = above->parentWidget()) { // as the wheel would bring it into view
        if (auto *area = qobject_cast<QScrollArea *>(above))
            area->ensureWidgetVisible(widget);
    }
    const QPoint point = at.isNull() ? widget->visibleRegion().boundingRect().center() : at;
    // What a person would hit at that place of the screen.
    const auto uncovered = [&] {
        const QWidget *hit = QApplication::widgetAt(widget->mapToGlobal(point));
        return hit && (hit == widget || widget->isAncestorOf(hit));
    };
    QTRY_VERIFY2(uncovered(), qPrintable(QStringLiteral("%1 is covered").arg(widget->objectName())));
    QTest::mouseClick(widget, Qt::LeftButton, Qt::NoModifier, point);
}

void WindowJourney::clickItem(QAbstractItemView *view, const QModelIndex &index)
{
    QVERIFY(view && index.isValid());
    view->scrollTo(index);
    QVERIFY(view->viewport()->rect().intersects(view->visualRect(index)));
    click(view->viewport(), view->visualRect(index).intersected(view->viewport()->rect()).center());
}

void WindowJourney::clickTab(const char *name, int index)
{
    auto *tabs = visible<QTabWidget>(name);
    QVERIFY2(tabs, name);
    click(tabs->tabBar(), tabs->tabBar()->tabRect(index).center());
    QCOMPARE(tabs->currentIndex(), index);
}

void WindowJourney::clickTab(const char *name, const QString &text)
{
    auto *tabs = visible<QTabWidget>(name);
    QVERIFY2(tabs, name);
    for (int i = 0; i < tabs->count(); ++i) {
        if (tabs->tabText(i).remove(QLatin1Char('&')) == text)
            return clickTab(name, i);
    }
    QFAIL(qPrintable(QStringLiteral("no tab '%1'").arg(text)));
}

void WindowJourney::clickPlace(const QString &text)
{
    auto *tree = visible<QTreeWidget>("navigatorTree");
    QVERIFY(tree);
    const auto items = tree->findItems(text, Qt::MatchExactly | Qt::MatchRecursive);
    QCOMPARE(items.size(), 1);
    click(tree->viewport(), tree->visualItemRect(items.first()).center());
}

void WindowJourney::typeInto(QWidget *widget, const QString &text)
{
    QVERIFY(widget);
    auto *area = qobject_cast<QAbstractScrollArea *>(widget);
    click(area ? area->viewport() : widget);
    QTRY_VERIFY2(QApplication::focusWidget() == widget, qPrintable(widget->objectName()));
    keys(Qt::Key_A, Qt::ControlModifier);
    text.isEmpty() ? keys(Qt::Key_Delete) : type(text);
}

void WindowJourney::clickField(const QString &path, const QString &text)
{
    const QString name = QStringLiteral("field:") + path;
    QTRY_VERIFY2(visible<QWidget>(name), qPrintable(path));
    typeInto(visible<QWidget>(name), text);
}

void WindowJourney::typeCell(const QString &text)
{
    const auto isOpen = [] { return qobject_cast<QLineEdit *>(QApplication::focusWidget()) != nullptr; };
    QTRY_VERIFY(isOpen());
    keys(Qt::Key_A, Qt::ControlModifier);
    type(text);
    keys(Qt::Key_Return);
    QTRY_VERIFY(!isOpen()); // the cell is left in a later turn
}

void WindowJourney::typeCell(QAbstractItemView *view, const QModelIndex &index, const QString &text)
{
    clickItem(view, index);
    QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).intersected(view->viewport()->rect()).center());
    typeCell(text);
}

void WindowJourney::shortcut(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTRY_VERIFY_WITH_TIMEOUT(window() && window()->isActiveWindow(), 20'000); // shortcuts are for the active window
    QTest::keyClick(window(), key, modifiers);
}

void WindowJourney::tabTo(const QString &name)
{
    for (int press = 0; press < 150; ++press) {
        if (QApplication::focusWidget() && QApplication::focusWidget()->objectName() == name)
            return;
        keys(Qt::Key_Tab);
    }
    QFAIL(qPrintable(QStringLiteral("Tab does not reach %1").arg(name)));
}

void WindowJourney::enterHub()
{
    shortcut(Qt::Key_9, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("connectionAdd"), 20'000); // the window may still be reading its profile
    click(visible<QAbstractButton>("connectionAdd"));
    const std::pair<const char *, QString> typed[] = {{"connectionName", QStringLiteral("Hub")}, {"connectionUrl", m_hub.url()}, {"connectionTenant", QStringLiteral("team-a")}};
    for (const auto &[line, text] : typed) {
        QTRY_VERIFY2(visible<QLineEdit>(line), line);
        typeInto(visible<QLineEdit>(line), text);
    }
}

void WindowJourney::chooseHub()
{
    QTRY_VERIFY_WITH_TIMEOUT(visible<QComboBox>("connectionPicker"), 20'000);
    auto *picker = visible<QComboBox>("connectionPicker");
    QTRY_VERIFY_WITH_TIMEOUT(picker->findText(QStringLiteral("Hub"), Qt::MatchContains) >= 0, 20'000);
    picker->setFocus();
    keys(Qt::Key_End);
    QTRY_VERIFY(picker->currentText().contains(QStringLiteral("Hub")));
}

QJsonObject WindowJourney::fromHub(const QString &path, const QByteArray &body) const
{
    QNetworkRequest request(QUrl(m_hub.url() + path));
    request.setRawHeader("X-Tenant", "team-a");
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    return answer(request, body);
}

void WindowJourney::picture(const QString &name) const
{
    QDir().mkpath(test::artifact());
    QVERIFY(window());
    QVERIFY(window()->grab().save(test::artifact("/%1-%2.png").arg(m_profile, name)));
}

MainWindow *WindowJourney::window()
{
    for (QWidget *top : QApplication::topLevelWidgets()) {
        if (auto *found = qobject_cast<MainWindow *>(top))
            return found;
    }
    return nullptr;
}

QJsonObject WindowJourney::answer(const QNetworkRequest &request, const QByteArray &body)
{
    QNetworkAccessManager network;
    std::unique_ptr<QNetworkReply> reply(body.isEmpty() ? network.get(request) : network.post(request, body));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    return QJsonDocument::fromJson(reply->readAll()).object();
}

QJsonObject WindowJourney::fromEngine(const QString &path, const QByteArray &body) const
{
    const QJsonObject engine = engineFile(workspace());
    QNetworkRequest request(QUrl(engine.value(QStringLiteral("url")).toString() + path));
    request.setRawHeader("Authorization", "Bearer " + engine.value(QStringLiteral("token")).toString().toUtf8());
    if (!body.isEmpty())
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    return answer(request, body);
}

} // namespace assay::test
