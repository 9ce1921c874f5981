#include "tests/window/WindowJourney.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QScrollArea>
#include <QTest>

#include <csignal>

namespace assay::test {

void WindowJourney::openWindow(const QString &profile)
{
    m_profile = profile;
    QVERIFY(m_folder.isValid());
    // A profile of its own: the window brings back the tabs of its last life.
    for (const char *name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
        qputenv(name, m_folder.filePath(QLatin1String(name)).toLocal8Bit());
    m_app = std::make_unique<Application>(*qApp, Application::Options{profile, m_folder.filePath(QStringLiteral("ws"))});
    QVERIFY(m_app->start());
}

void WindowJourney::closeWindow()
{
    m_app.reset();
    QFile file(engineFile());
    if (!file.open(QIODevice::ReadOnly))
        return;
    const auto pid = QJsonDocument::fromJson(file.readAll()).object().value(QStringLiteral("pid")).toInteger();
    if (pid > 1)
        ::kill(pid_t(pid), SIGTERM);
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

void WindowJourney::picture(const QString &name) const
{
    QDir().mkpath(QStringLiteral(ASSAY_ARTIFACTS));
    for (QWidget *top : QApplication::topLevelWidgets()) {
        if (top->objectName() == QLatin1String("mainWindow"))
            QVERIFY(top->grab().save(QStringLiteral(ASSAY_ARTIFACTS "/%1-%2.png").arg(m_profile, name)));
    }
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

QJsonObject WindowJourney::fromEngine(const QString &path) const
{
    QFile file(engineFile());
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QJsonObject engine = QJsonDocument::fromJson(file.readAll()).object();
    QNetworkRequest request(QUrl(engine.value(QStringLiteral("url")).toString() + path));
    request.setRawHeader("Authorization", "Bearer " + engine.value(QStringLiteral("token")).toString().toUtf8());
    return answer(request);
}

} // namespace assay::test
