#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"

#include <QAbstractButton>
#include <QDirIterator>
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
    void deletedDraftsLeaveRecipes();

private:
    void look(const QString &words);
    /// Whether the profile has a file of that name anywhere.
    static bool isKept(const QString &file);
};

void tst_SettingsJourney::initTestCase()
{
    openWindow(QStringLiteral("settings"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("statusLoad"), 20'000);
}

void tst_SettingsJourney::look(const QString &words)
{
    shortcut(Qt::Key_Comma, Qt::ControlModifier);
    QTRY_VERIFY(visible<QLineEdit>("settingsSearch"));
    typeInto(visible<QLineEdit>("settingsSearch"), words);
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
    const auto way = [](const char *url) { return QNetworkProxyFactory::proxyForQuery(QNetworkProxyQuery(QUrl(QLatin1String(url)))).first(); };
    typeInto(visible<QLineEdit>("setting:network/proxy"), QStringLiteral("socks5://way.example:10"));
    QCOMPARE(way("https://evalhub.example.com").type(), QNetworkProxy::NoProxy); // half an address is none
    type(QStringLiteral("80"));
    keys(Qt::Key_Return);
    QCOMPARE(way("https://evalhub.example.com").hostName(), QStringLiteral("way.example"));
    QCOMPARE(way("https://evalhub.example.com").type(), QNetworkProxy::Socks5Proxy);
    for (const char *here : {"http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"})
        QCOMPARE(way(here).type(), QNetworkProxy::NoProxy);
    keys(Qt::Key_A, Qt::ControlModifier);
    type(QStringLiteral("direct"));
    keys(Qt::Key_Return);
    QCOMPARE(way("https://evalhub.example.com").type(), QNetworkProxy::NoProxy);
}

/// An open run, its table and its gates are read anew when the dictionary changes; the file is what assayctl reads.
void tst_SettingsJourney::whatAMetricMeansReachesAnOpenRun()
{
    shortcut(Qt::Key_Home, Qt::AltModifier);
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
    shortcut(Qt::Key_8, Qt::ControlModifier);
    QTRY_VERIFY(visible<QLineEdit>("metricSearch"));
    typeInto(visible<QLineEdit>("metricSearch"), QStringLiteral("Accuracy"));
    auto *metrics = visible<QTableView>("metricTable");
    clickItem(metrics, metrics->model()->index(0, 1));
    typeInto(visible<QLineEdit>("metric:suffix"), QStringLiteral("marks"));
    keys(Qt::Key_Return);
    picture(QStringLiteral("3-metric"));
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("marks")), 20'000);
    const auto file = [] {
        QFile saved(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + QStringLiteral("/metrics.yaml"));
        return saved.open(QIODevice::ReadOnly) ? saved.readAll() : QByteArray();
    };
    QTRY_VERIFY(file().contains("suffix: marks"));
}

bool tst_SettingsJourney::isKept(const QString &file)
{
    QDirIterator files(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation), {file}, QDir::Files, QDirIterator::Subdirectories);
    return files.hasNext();
}

/// A recipe was kept on purpose, and so was what is being sent: neither is a draft.
void tst_SettingsJourney::deletedDraftsLeaveRecipes()
{
    shortcut(Qt::Key_N, Qt::ControlModifier);
    clickField(QStringLiteral("model/name"), QStringLiteral("kept"));
    click(visible<QAbstractButton>("newjobRecipes"));
    QTRY_VERIFY(visible<QLineEdit>("recipeName"));
    visible<QLineEdit>("recipeName")->selectAll();
    QTest::keyClicks(visible<QLineEdit>("recipeName"), QStringLiteral("nightly"));
    click(visible<QAbstractButton>("recipeSave"));
    QTRY_VERIFY(isKept(QStringLiteral("recipes.json")));
    QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
    QTRY_VERIFY(isKept(QStringLiteral("new-job.json")));
    look(QStringLiteral("Drafts"));
    click(visible<QAbstractButton>("clear:drafts"));
    QTRY_VERIFY(visible<QAbstractButton>("clearYes"));
    click(visible<QAbstractButton>("clearYes"));
    QTRY_VERIFY(!isKept(QStringLiteral("new-job.json")));
    QVERIFY(isKept(QStringLiteral("recipes.json")));
}

ASSAY_TEST(tst_SettingsJourney)
#include "tst_SettingsJourney.moc"
