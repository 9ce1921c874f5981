#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"

#include <QAbstractButton>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QNetworkProxyFactory>
#include <QPointer>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>

using namespace assay;

/// A setting is found by its search, changed, and reaches the real engine.
class tst_SettingsJourney : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeWindow(); }
    void theEngineTakesItsSlots();
    void requestsGoByTheProxy();
    void whatAMetricMeansReachesAnOpenRun();

private:
    void look(const QString &words);
};

void tst_SettingsJourney::initTestCase()
{
    openWindow(QStringLiteral("settings"));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(engineFile()), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QWidget>("startDemo"), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("statusLoad"), 20'000);
}

void tst_SettingsJourney::look(const QString &words)
{
    QTest::keyClick(QApplication::activeWindow(), Qt::Key_Comma, Qt::ControlModifier);
    QTRY_VERIFY(visible<QLineEdit>("settingsSearch"));
    click(visible<QLineEdit>("settingsSearch"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), words);
}

void tst_SettingsJourney::theEngineTakesItsSlots()
{
    QVERIFY2(!visible<QLabel>("statusLoad")->text().contains(QStringLiteral("of 3 slots")), qPrintable(visible<QLabel>("statusLoad")->text()));
    look(QStringLiteral("Benchmarks at a time"));
    auto *slots_ = visible<QDoubleSpinBox>("setting:engine/slots");
    QVERIFY(slots_);
    slots_->setFocus();
    slots_->selectAll();
    QTest::keyClicks(slots_, QStringLiteral("3"));
    QTest::keyClick(slots_, Qt::Key_Return);
    picture(QStringLiteral("1-slots"));
    click(visible<QAbstractButton>("engineRestart"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("statusLoad") && visible<QLabel>("statusLoad")->text().contains(QStringLiteral("of 3 slots")), 60'000);
    picture(QStringLiteral("2-restarted"));
}

void tst_SettingsJourney::requestsGoByTheProxy()
{
    look(QStringLiteral("Proxy"));
    click(visible<QLineEdit>("setting:network/proxy"));
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("socks5://way.example:1080"));
    const auto way = [](const char *url) { return QNetworkProxyFactory::proxyForQuery(QNetworkProxyQuery(QUrl(QLatin1String(url)))).first(); };
    QCOMPARE(way("https://evalhub.example.com").hostName(), QStringLiteral("way.example"));
    QCOMPARE(way("https://evalhub.example.com").type(), QNetworkProxy::Socks5Proxy);
    for (const char *here : {"http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"})
        QCOMPARE(way(here).type(), QNetworkProxy::NoProxy);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("direct"));
    QCOMPARE(way("https://evalhub.example.com").type(), QNetworkProxy::NoProxy);
}

/// An open run, its table and its gates are read anew when the dictionary changes; the file is what assayctl reads.
void tst_SettingsJourney::whatAMetricMeansReachesAnOpenRun()
{
    QTest::keyClick(QApplication::activeWindow(), Qt::Key_Home, Qt::AltModifier);
    QTRY_VERIFY(visible<QAbstractButton>("startDemo"));
    click(visible<QAbstractButton>("startDemo"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("verdictSentence") && visible<QLabel>("verdictSentence")->text().startsWith(QStringLiteral("Fails")), 60'000);
    QTRY_VERIFY(visible<QTableView>("resultTable"));
    QPointer<QTableView> table(visible<QTableView>("resultTable"));
    const auto says = [&table](const QString &word) {
        for (int row = 0; table && row < table->model()->rowCount(); ++row) {
            for (int column = 0; column < table->model()->columnCount(); ++column) {
                if (table->model()->index(row, column).data().toString().contains(word))
                    return true;
            }
        }
        return false;
    };
    QVERIFY(table->model()->rowCount() > 0 && !says(QStringLiteral("marks")));
    QTest::keyClick(QApplication::activeWindow(), Qt::Key_8, Qt::ControlModifier);
    QTRY_VERIFY(visible<QLineEdit>("metricSearch"));
    click(visible<QLineEdit>("metricSearch"));
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("Accuracy"));
    auto *metrics = visible<QTableView>("metricTable");
    click(metrics->viewport(), metrics->visualRect(metrics->model()->index(0, 1)).center());
    click(visible<QLineEdit>("metric:suffix"));
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("marks"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    picture(QStringLiteral("3-metric"));
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("marks")), 20'000);
    const auto file = [] {
        QFile saved(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + QStringLiteral("/metrics.yaml"));
        return saved.open(QIODevice::ReadOnly) ? saved.readAll() : QByteArray();
    };
    QTRY_VERIFY(file().contains("suffix: marks"));
}

ASSAY_TEST(tst_SettingsJourney)
#include "tst_SettingsJourney.moc"
