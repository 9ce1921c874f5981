#include "models/session/Session.h"
#include "models/settings/SettingInfo.h"
#include "models/settings/SettingsStore.h"
#include "models/settings/ShortcutTable.h"
#include "models/settings/StatisticsSetting.h"
#include "services/verdict/CurrentPolicy.h"
#include "tests/support/TestRegistry.h"

#include <QFile>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;

/// What the user decides: the table of settings, their file, the keys of commands, and the window's session.
class tst_Settings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theTableIsSound();
    void decisionsComeBack();
    void whatCannotBeUsedFallsBack();
    void problems_data();
    void problems();
    void exportAndImport();
    void theEngineIsToldWhatDiffers();
    void statisticsFollow();
    void keysOfCommands();
    void nobodyTakesKeysOfAnother();
    void sessionSurvivesItsText();

private:
    QString file() const { return m_folder.filePath(QStringLiteral("window.ini")); }
    QTemporaryDir m_folder;
};

void tst_Settings::theTableIsSound()
{
    QSet<QString> keys;
    for (const SettingInfo &info : settingInfos()) {
        QVERIFY2(!keys.contains(info.key), qPrintable(info.key));
        keys.insert(info.key);
        QVERIFY2(info.problem(info.fallback).isEmpty(), qPrintable(info.key));
        QVERIFY2(!info.titleText().isEmpty() && info.helpText().endsWith(QLatin1Char('.')), qPrintable(info.key));
        QCOMPARE(info.kind == SettingKind::Choice, !info.choices.isEmpty());
        QCOMPARE(info.kind == SettingKind::Number, info.highest > info.lowest);
        QCOMPARE(info.group == SettingGroup::Engine, !info.engineOption.isEmpty()); // the engine reads its command line and nothing else
    }
    QVERIFY(!settingInfo(QStringLiteral("no/such")));
}

void tst_Settings::decisionsComeBack()
{
    {
        SettingsStore store(file());
        QSignalSpy changed(&store, &SettingsStore::changed);
        QCOMPARE(store.number(QStringLiteral("engine/slots")), 0.0);
        store.setValue(QStringLiteral("engine/slots"), 3);
        store.setValue(QStringLiteral("engine/slots"), 3);
        store.setValue(QStringLiteral("appearance/theme"), QStringLiteral("dark"));
        store.setValue(QStringLiteral("keys/singleLetters"), false);
        QCOMPARE(changed.size(), 3);
    } // the destructor waits for the file
    {
        SettingsStore store(file());
        QCOMPARE(store.number(QStringLiteral("engine/slots")), 3.0);
        QCOMPARE(store.text(QStringLiteral("appearance/theme")), QStringLiteral("dark"));
        QVERIFY(!store.isOn(QStringLiteral("keys/singleLetters")));
        store.reset(QStringLiteral("engine/slots"));
        store.setValue(QStringLiteral("keys/singleLetters"), true); // the fallback is no decision
        QCOMPARE(store.keys(), QStringList{QStringLiteral("appearance/theme")});
    }
    QCOMPARE(SettingsStore(file()).keys(), QStringList{QStringLiteral("appearance/theme")});
}

void tst_Settings::whatCannotBeUsedFallsBack()
{
    QFile ini(m_folder.filePath(QStringLiteral("broken.ini")));
    QVERIFY(ini.open(QIODevice::WriteOnly));
    ini.write("[appearance]\ntheme=mauve\nzoom=100000\n[engine]\nslots=many\nretries=2\n[statistics]\nlevel=nan\n");
    ini.close();
    const SettingsStore store(ini.fileName());
    QCOMPARE(store.text(QStringLiteral("appearance/theme")), QStringLiteral("system"));
    QCOMPARE(store.number(QStringLiteral("appearance/zoom")), 100.0);
    QCOMPARE(store.number(QStringLiteral("engine/slots")), 0.0);
    QCOMPARE(store.number(QStringLiteral("engine/retries")), 2.0);
    QCOMPARE(store.number(QStringLiteral("statistics/level")), 95.0);
}

void tst_Settings::problems_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<bool>("good");
    QTest::addRow("system's proxy") << QStringLiteral("network/proxy") << QVariant(QString()) << true;
    QTest::addRow("no proxy") << QStringLiteral("network/proxy") << QVariant(QStringLiteral("direct")) << true;
    QTest::addRow("a proxy") << QStringLiteral("network/proxy") << QVariant(QStringLiteral("socks5://proxy:1080")) << true;
    QTest::addRow("a name is no address") << QStringLiteral("network/proxy") << QVariant(QStringLiteral("proxy")) << false;
    QTest::addRow("a proxy has a port") << QStringLiteral("network/proxy") << QVariant(QStringLiteral("http://proxy")) << false;
    QTest::addRow("a proxy is no page") << QStringLiteral("network/proxy") << QVariant(QStringLiteral("http://proxy:3128/way")) << false;
    QTest::addRow("a password has no place here") << QStringLiteral("network/proxy") << QVariant(QStringLiteral("http://me:secret@proxy:1")) << false;
    QTest::addRow("mlflow") << QStringLiteral("engine/mlflow") << QVariant(QStringLiteral("https://ml.example.com")) << true;
    QTest::addRow("mlflow is no socks") << QStringLiteral("engine/mlflow") << QVariant(QStringLiteral("socks5://ml")) << false;
    QTest::addRow("below") << QStringLiteral("engine/slots") << QVariant(-1) << false;
    QTest::addRow("for ever") << QStringLiteral("engine/keepFoldersDays") << QVariant(-1) << true;
    QTest::addRow("above") << QStringLiteral("statistics/level") << QVariant(100) << false;
    QTest::addRow("word") << QStringLiteral("statistics/policy") << QVariant(QStringLiteral("maybe")) << false;
}

void tst_Settings::problems()
{
    QFETCH(const QString, key);
    QFETCH(const QVariant, value);
    QFETCH(const bool, good);
    const QString problem = settingInfo(key)->problem(value);
    QVERIFY2(problem.isEmpty() == good, qPrintable(problem));
    QVERIFY(good || problem.contains(settingInfo(key)->titleText())); // it names the field
}

void tst_Settings::exportAndImport()
{
    SettingsStore from(m_folder.filePath(QStringLiteral("from.ini"))), to(m_folder.filePath(QStringLiteral("to.ini")));
    from.setValue(QStringLiteral("engine/slots"), 5);
    from.setValue(QStringLiteral("shortcuts/newJob"), QStringLiteral("Ctrl+J"));
    from.setValue(QStringLiteral("appearance/language"), QStringLiteral("de"));
    to.setValue(QStringLiteral("appearance/zoom"), 150);
    const auto taken = to.import(from.exported());
    QVERIFY(taken && taken->isEmpty());
    QCOMPARE(to.number(QStringLiteral("engine/slots")), 5.0);
    QCOMPARE(to.text(QStringLiteral("shortcuts/newJob")), QStringLiteral("Ctrl+J"));
    QCOMPARE(to.number(QStringLiteral("appearance/zoom")), 150.0); // what the export does not name stays
    const auto some = to.import(R"({"assay_settings": {"engine/slots": -7, "future/thing": 1, "engine/retries": 4}})");
    QVERIFY(some);
    QCOMPARE(some->size(), 2);
    QCOMPARE(to.number(QStringLiteral("engine/slots")), 5.0);
    QCOMPARE(to.number(QStringLiteral("engine/retries")), 4.0);
    QCOMPARE(to.import("{}").error().kind, Error::Kind::Invalid);
    QCOMPARE(to.import("no JSON").error().kind, Error::Kind::Invalid);
}

void tst_Settings::theEngineIsToldWhatDiffers()
{
    SettingsStore store(m_folder.filePath(QStringLiteral("engine.ini")));
    QCOMPARE(engineArguments(store), QStringList());
    store.setValue(QStringLiteral("engine/commands"), QStringLiteral("deny"));
    store.setValue(QStringLiteral("engine/timeLimitMinutes"), 90);
    store.setValue(QStringLiteral("engine/keepFoldersDays"), -1);
    store.setValue(QStringLiteral("appearance/theme"), QStringLiteral("dark"));
    QCOMPARE(engineArguments(store), QStringList({QStringLiteral("--time-limit"), QStringLiteral("5400"), QStringLiteral("--keep-folders"), QStringLiteral("-1"),
                                                  QStringLiteral("--commands"), QStringLiteral("deny")}));
}

void tst_Settings::statisticsFollow()
{
    SettingsStore store(m_folder.filePath(QStringLiteral("statistics.ini")));
    store.setValue(QStringLiteral("statistics/policy"), QStringLiteral("lenient"));
    store.setValue(QStringLiteral("statistics/level"), 99);
    applyStatisticsSettings(store);
    QCOMPARE(currentPolicy(), (GatePolicy{GatePolicy::Mode::Lenient, 0.99}));
    store.reset(QStringLiteral("statistics/policy"));
    store.reset(QStringLiteral("statistics/level"));
    applyStatisticsSettings(store);
    QCOMPARE(currentPolicy(), GatePolicy());
}

void tst_Settings::keysOfCommands()
{
    const QString ini = m_folder.filePath(QStringLiteral("keys.ini"));
    const QKeySequence ctrlK(Qt::CTRL | Qt::Key_K), ctrlP(Qt::CTRL | Qt::Key_P), ctrlJ(Qt::CTRL | Qt::Key_J);
    {
        SettingsStore store(ini);
        ShortcutTable table(store);
        table.add(QStringLiteral("palette"), [] { return QStringLiteral("Palette"); }, {ctrlK, ctrlP});
        QSignalSpy changed(&table, &ShortcutTable::changed);
        QVERIFY(table.setKeys(QStringLiteral("palette"), ctrlJ));
        QCOMPARE(table.keys(QStringLiteral("palette")), QList<QKeySequence>{ctrlJ});
        QCOMPARE(changed.first().first().toString(), QStringLiteral("palette"));
    }
    SettingsStore store(ini);
    ShortcutTable table(store);
    table.add(QStringLiteral("palette"), [] { return QStringLiteral("Palette"); }, {ctrlK, ctrlP});
    QCOMPARE(table.keys(QStringLiteral("palette")), QList<QKeySequence>{ctrlJ}); // kept
    QVERIFY(table.setKeys(QStringLiteral("palette"), {}));
    QVERIFY(table.keys(QStringLiteral("palette")).isEmpty()); // none is a decision too
    QVERIFY(!table.isDefault(QStringLiteral("palette")));
    QVERIFY(table.reset(QStringLiteral("palette")));
    QCOMPARE(table.keys(QStringLiteral("palette")), (QList<QKeySequence>{ctrlK, ctrlP}));
}

void tst_Settings::nobodyTakesKeysOfAnother()
{
    SettingsStore store(m_folder.filePath(QStringLiteral("clash.ini")));
    ShortcutTable table(store);
    const QKeySequence n(Qt::CTRL | Qt::Key_N), w(Qt::CTRL | Qt::Key_W), s(Qt::CTRL | Qt::Key_S);
    table.add(QStringLiteral("new"), [] { return QStringLiteral("New Job"); }, {n});
    table.add(QStringLiteral("close"), [] { return QStringLiteral("Close"); }, {w});
    table.reserve([] { return QStringLiteral("Save"); }, {s});
    QVERIFY(!table.setKeys(QStringLiteral("close"), n));
    QCOMPARE(table.owner(n, QStringLiteral("close")), QStringLiteral("New Job"));
    QCOMPARE(table.keys(QStringLiteral("close")), QList<QKeySequence>{w});
    QVERIFY(!table.setKeys(QStringLiteral("close"), s));
    QVERIFY(!table.setKeys(QStringLiteral("close"), QKeySequence(Qt::CTRL | Qt::Key_N, Qt::Key_A))); // Ctrl+N would never wait for the A
    QVERIFY(table.setKeys(QStringLiteral("new"), {}));
    QVERIFY(table.setKeys(QStringLiteral("close"), n));
    QVERIFY(!table.reset(QStringLiteral("new"))); // they are gone
    QVERIFY(table.reset(QStringLiteral("close")));
    QVERIFY(table.reset(QStringLiteral("new")));
    QCOMPARE(table.names(), QStringList({QStringLiteral("new"), QStringLiteral("close")}));
}

void tst_Settings::sessionSurvivesItsText()
{
    Session session;
    session.geometry = QByteArray("\x00\x01\xff raw", 8);
    session.docks = "docks";
    session.current = 1;
    const QVariantMap state{{QStringLiteral("header"), QByteArray("\xfe\x00", 2)}, {QStringLiteral("tab"), 2}, {QStringLiteral("on"), true},
                            {QStringLiteral("path"), QVariantList{1, 2}}};
    session.tabs = {QVariantMap{{QStringLiteral("kind"), QStringLiteral("runs")}, {QStringLiteral("subject"), QStringLiteral("ü")}, {QStringLiteral("state"), state}}};
    const Session back = Session::decode(session.encode());
    QCOMPARE(back.geometry, session.geometry);
    QCOMPARE(back.current, 1);
    const QVariantMap tab = back.tabs.first().toMap();
    QCOMPARE(tab.value(QStringLiteral("subject")).toString(), QStringLiteral("ü"));
    const QVariantMap read = tab.value(QStringLiteral("state")).toMap();
    QCOMPARE(read.value(QStringLiteral("header")).toByteArray(), QByteArray("\xfe\x00", 2));
    QCOMPARE(read.value(QStringLiteral("tab")).toInt(), 2);
    QCOMPARE(read.value(QStringLiteral("on")).toBool(), true);
    QCOMPARE(read.value(QStringLiteral("path")).toList(), (QVariantList{1, 2}));
    QCOMPARE(back.encode(), session.encode());
    QCOMPARE(Session::decode("half a fi"), Session());
}

ASSAY_TEST(tst_Settings)
#include "tst_Settings.moc"
