#include "models/jobs/JobListModel.h"
#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QLabel>
#include <QTableView>

using namespace assay;
using namespace assay::test;

/// A released EvalHub server beside the local engine, as its user meets it: entered and tested by hand, its runs in the one
/// list, its guard asking, its data kept while it is away.
class tst_RemoteServer : public WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeWindow(); }
    void entersAndTestsTheServer();
    void runsOfBothAreInOneList();
    void guardAsksBeforeACancel();
    void awayServerKeepsItsRuns();

private:
    void check(const char *name);
    int rowNamed(const QString &name) const;
    QString cell(const QString &run, const QString &column) const;
    QAbstractButton *messageButton(const QString &text) const;

    QString m_job;
};

void tst_RemoteServer::initTestCase()
{
    if (const QString reason = RealEvalHub::missing(); !reason.isEmpty()) {
        std::puts(qPrintable(QStringLiteral("ALL-SKIPPED: ") + reason));
        QSKIP(qPrintable(reason));
    }
    QVERIFY2(m_hub.start(), m_hub.output().constData());
    openWindow(QStringLiteral("remote"));
}

void tst_RemoteServer::check(const char *name)
{
    auto *box = visible<QCheckBox>(name);
    QVERIFY(box);
    click(box, QPoint(10, box->height() / 2)); // its middle may be beside its text
}

int tst_RemoteServer::rowNamed(const QString &name) const
{
    const auto *table = visible<QTableView>("runsTable");
    for (int row = 0; table && row < table->model()->rowCount(); ++row) {
        for (int column = 0; column < table->model()->columnCount(); ++column) {
            if (table->model()->index(row, column).data().toString() == name)
                return row;
        }
    }
    return -1;
}

QString tst_RemoteServer::cell(const QString &run, const QString &column) const
{
    const auto *table = visible<QTableView>("runsTable");
    for (int i = 0; table && i < table->model()->columnCount(); ++i) {
        if (table->model()->headerData(i, Qt::Horizontal).toString() == column)
            return table->model()->index(rowNamed(run), i).data().toString();
    }
    return {};
}

QAbstractButton *tst_RemoteServer::messageButton(const QString &text) const
{
    auto *bar = visible<QWidget>("messageBar");
    const auto buttons = bar ? bar->findChildren<QAbstractButton *>() : QList<QAbstractButton *>();
    for (QAbstractButton *button : buttons) {
        if (button->text() == text && button->isVisible())
            return button;
    }
    return nullptr;
}

void tst_RemoteServer::entersAndTestsTheServer()
{
    enterHub();
    check("connectionGuard");
    QVERIFY(visible<QCheckBox>("connectionGuard")->isChecked());
    click(visible<QAbstractButton>("connectionTest"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("connectionSummary") && visible<QLabel>("connectionSummary")->text() == QStringLiteral("✓ The connection works."), 20'000);
    picture(QStringLiteral("tested"));
    click(visible<QAbstractButton>("connectionSave"));
    QTRY_COMPARE_WITH_TIMEOUT(visible<QLabel>("connectionState") ? visible<QLabel>("connectionState")->text() : QString(), QStringLiteral("● Connected to EvalHub."), 20'000);
}

void tst_RemoteServer::runsOfBothAreInOneList()
{
    // Somebody else's job of the tenant; its model is never asked, since the provider has no runtime here.
    m_job = fromHub(QStringLiteral("/api/v1/evaluations/jobs"), R"({"name":"from the cluster","model":{"url":"http://127.0.0.1:9/v1","name":"m"},
        "benchmarks":[{"id":"arc_easy","provider_id":"lm_evaluation_harness"}]})")
                .value(QStringLiteral("resource")).toObject().value(QStringLiteral("id")).toString();
    QVERIFY(!m_job.isEmpty());
    shortcut(Qt::Key_Home, Qt::AltModifier);
    QTRY_VERIFY(visible<QAbstractButton>("startDemo"));
    click(visible<QAbstractButton>("startDemo"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("verdictSentence"), 60'000);
    shortcut(Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(rowNamed(QStringLiteral("from the cluster")) >= 0, 30'000);
    auto *table = visible<QTableView>("runsTable");
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, 30'000);
    QCOMPARE(cell(QStringLiteral("from the cluster"), QStringLiteral("Connection")), QStringLiteral("Hub"));
    QCOMPARE(table->model()->index(1 - rowNamed(QStringLiteral("from the cluster")), JobListModel::ConnectionColumn).data().toString(), QStringLiteral("Local Engine"));
}

void tst_RemoteServer::guardAsksBeforeACancel()
{
    auto *table = visible<QTableView>("runsTable");
    QTRY_VERIFY(rowNamed(QStringLiteral("from the cluster")) >= 0);
    table->selectRow(rowNamed(QStringLiteral("from the cluster")));
    click(visible<QAbstractButton>("runsCancel"));
    QTRY_VERIFY(messageButton(QStringLiteral("Do Not")));
    picture(QStringLiteral("guard"));
    click(messageButton(QStringLiteral("Do Not")));
    QTRY_VERIFY(!messageButton(QStringLiteral("Do Not")));
    QVERIFY(!visible<QWidget>("messageBar") || !visible<QWidget>("messageBar")->accessibleName().contains(QStringLiteral("was not cancelled")));
    QVERIFY(fromHub(QStringLiteral("/api/v1/evaluations/jobs/") + m_job).value(QStringLiteral("status")).toObject().value(QStringLiteral("state")).toString() != QStringLiteral("cancelled"));
    click(visible<QAbstractButton>("runsCancel"));
    QTRY_VERIFY(messageButton(QStringLiteral("Go On")));
    click(messageButton(QStringLiteral("Go On")));
    QTRY_COMPARE_WITH_TIMEOUT(cell(QStringLiteral("from the cluster"), QStringLiteral("State")), QStringLiteral("■ Cancelled"), 20'000);
}

void tst_RemoteServer::awayServerKeepsItsRuns()
{
    m_hub.stop();
    QTRY_VERIFY_WITH_TIMEOUT(cell(QStringLiteral("from the cluster"), QStringLiteral("Connection")).startsWith(QStringLiteral("✗ Hub, ")), 30'000);
    QVERIFY2(visible<QLabel>("footer")->text().contains(QStringLiteral("Hub is away; its runs are as of")), qPrintable(visible<QLabel>("footer")->text()));
    QTRY_VERIFY(messageButton(QStringLiteral("Try Again")));
    picture(QStringLiteral("away"));
    QVERIFY2(m_hub.start(), m_hub.output().constData());
    QTRY_COMPARE_WITH_TIMEOUT(cell(QStringLiteral("from the cluster"), QStringLiteral("Connection")), QStringLiteral("Hub"), 60'000);
    QTRY_VERIFY(!messageButton(QStringLiteral("Try Again")));
}

ASSAY_TEST(tst_RemoteServer)
#include "tst_RemoteServer.moc"
