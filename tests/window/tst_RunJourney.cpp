#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"
#include "ui/pages/run/WhatIfBar.h"
#include "ui/shell/MainWindow.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QListView>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

using namespace assay;

/// Runs in the real window on the real engine: gates are tried on a stored result and kept as a collection, and what failed is
/// tried again.
class tst_RunJourney : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(QStringLiteral("run")); }
    void cleanupTestCase() { closeWindow(); }
    void triesGatesOnTheDemo();
    void keepsThemAsACollection();
    void triesAgainWhatFailed();

private:
    QString text(const char *name) { return visible<QLabel>(name) ? visible<QLabel>(name)->text() : QString(); }
};

void tst_RunJourney::triesGatesOnTheDemo()
{
    click(visible<QAbstractButton>("startDemo"));
    const auto jobsNow = [this] { return fromEngine(QStringLiteral("/api/v1/evaluations/jobs")).value(QStringLiteral("items")).toArray(); };
    const auto ended = [&] { return jobsNow().at(0).toObject().value(QStringLiteral("status")).toObject().value(QStringLiteral("state")).toString() == QLatin1String("completed"); };
    QTRY_VERIFY_WITH_TIMEOUT(ended(), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTabWidget>("runTabs"), 20'000);
    clickTab("runTabs", QStringLiteral("Overview"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<GateBox>("whatIfGate"), 20'000); // the page knows that it ended
    auto *table = visible<QTableView>("resultTable");
    QVERIFY(table && table->model()->rowCount() > 1);
    const QJsonArray jobs = jobsNow();
    QCOMPARE(jobs.size(), 1);
    const QString recorded = text("verdictSentence");
    QVERIFY(!recorded.isEmpty());
    clickItem(table, table->model()->index(0, 0));
    keys(Qt::Key_G);
    auto *gate = visible<GateBox>("whatIfGate");
    QTRY_VERIFY(gate && gate->hasFocus());
    QTest::keyClicks(gate, QStringLiteral("0.999"));
    QTest::keyClick(gate, Qt::Key_Return);
    QTRY_VERIFY2(text("whatIfSentence").startsWith(QStringLiteral("What if: Fails")), qPrintable(text("whatIfSentence")));
    QCOMPARE(text("verdictSentence"), recorded);
    QVERIFY(table->model()->index(table->currentIndex().row(), 5).data().toString().startsWith(QStringLiteral("what if")));
    picture(QStringLiteral("what-if"));
    // The engine's record is what it was.
    QCOMPARE(jobsNow(), jobs);
}

void tst_RunJourney::keepsThemAsACollection()
{
    click(visible<QAbstractButton>("whatIfSave"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTabWidget>("editorTabs"), 20'000);
    QTRY_VERIFY2(text("editorHeading").contains(QStringLiteral("with other gates")), qPrintable(text("editorHeading")));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("editorSave")->isEnabled(), 20'000);
    picture(QStringLiteral("what-if-collection"));
    click(visible<QAbstractButton>("editorSave"));
    const auto kept = [this] {
        for (const auto &item : fromEngine(QStringLiteral("/api/v1/evaluations/collections?scope=tenant")).value(QStringLiteral("items")).toArray()) {
            for (const auto &entry : item.toObject().value(QStringLiteral("benchmarks")).toArray()) {
                if (entry.toObject().value(QStringLiteral("pass_criteria")).toObject().value(QStringLiteral("threshold")).toDouble() == 0.999)
                    return true;
            }
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(kept(), 20'000);
}

void tst_RunJourney::triesAgainWhatFailed()
{
    // Nothing listens there.
    const QJsonObject made = fromEngine(QStringLiteral("/api/v1/evaluations/jobs"), shown({
        {QStringLiteral("name"), QStringLiteral("broken")},
         {QStringLiteral("model"), QJsonObject{{QStringLiteral("name"), QStringLiteral("m")}, {QStringLiteral("url"), QStringLiteral("http://127.0.0.1:9/v1")}}},
         {QStringLiteral("benchmarks"), QJsonArray{QJsonObject{{QStringLiteral("provider_id"), QStringLiteral("assay")}, {QStringLiteral("id"), QStringLiteral("facts-v1")}}}}}));
    const QString id = made.value(QStringLiteral("resource")).toObject().value(QStringLiteral("id")).toString();
    QVERIFY2(!id.isEmpty(), shown(made).constData());
    const auto state = [&] {
        return fromEngine(QStringLiteral("/api/v1/evaluations/jobs/%1").arg(id)).value(QStringLiteral("status")).toObject().value(QStringLiteral("state")).toString();
    };
    QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("failed"), 60'000);
    for (QWidget *top : QApplication::topLevelWidgets()) {
        if (auto *window = qobject_cast<MainWindow *>(top))
            window->openPage(QStringLiteral("run"), id);
    }
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("retryFailed"), 30'000);
    click(visible<QAbstractButton>("retryFailed"));
    const auto attempts = [&] {
        return fromEngine(QStringLiteral("/api/v1/evaluations/jobs/%1/benchmarks/0/attempts").arg(id)).value(QStringLiteral("total_count")).toInt();
    };
    QTRY_COMPARE_WITH_TIMEOUT(attempts(), 2, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("failed"), 60'000);
    clickTab("runTabs", QStringLiteral("Attempts"));
    auto *table = visible<QTableView>("attemptTable");
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, 30'000);
    picture(QStringLiteral("attempts"));
    // Each of them has its own part of the log.
    clickTab("runTabs", QStringLiteral("Log"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QComboBox>("logAttempt") && visible<QListView>("logView"), 30'000);
    const auto lines = [] { return visible<QListView>("logView") ? visible<QListView>("logView")->model()->rowCount() : 0; };
    QTRY_VERIFY(lines() > 1);
    const int all = lines();
    visible<QComboBox>("logAttempt")->setFocus();
    keys(Qt::Key_Down);
    QTRY_VERIFY(lines() > 0 && lines() < all);
    const int first = lines();
    picture(QStringLiteral("log-of-the-first-attempt"));
    keys(Qt::Key_Down);
    QTRY_COMPARE(lines(), all - first);
}

ASSAY_TEST(tst_RunJourney)
#include "tst_RunJourney.moc"
