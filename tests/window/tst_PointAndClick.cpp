#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"

#include <QAbstractButton>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

using namespace assay;

/// A real small model is evaluated as its user would do it: with the mouse and the keys, on what is visible on a real
/// (virtual) screen. Then the job that the engine holds is compared with what was typed.
class tst_PointAndClick : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void showsTheDemo();
    void evaluatesARealModel();

private:
    bool startModel();

    QProcess m_model;
    QString m_url, m_modelName;
};

/// False: no registry can be reached (the script's exit code 3).
bool tst_PointAndClick::startModel()
{
    m_model.setProgram(test::inSource("/tools/local-llm.sh"));
    m_model.setArguments({QStringLiteral("--threads"), QStringLiteral("1"), test::inSource("/build/cache/llm")});
    m_model.start();
    QByteArray said;
    while (m_model.waitForReadyRead(300000)) {
        said += m_model.readAllStandardOutput();
        const qsizetype model = said.indexOf("LOCAL_LLM_MODEL=");
        if (model < 0 || said.indexOf('\n', model) < 0)
            continue;
        for (const QByteArray &line : said.split('\n')) {
            if (line.startsWith("LOCAL_LLM_URL="))
                m_url = QString::fromUtf8(line.mid(14));
            if (line.startsWith("LOCAL_LLM_MODEL="))
                m_modelName = QString::fromUtf8(line.mid(16));
        }
        return true;
    }
    m_model.waitForFinished(10000);
    return false;
}

void tst_PointAndClick::initTestCase()
{
    if (!startModel()) {
        const int code = m_model.exitCode();
        if (code == 3) {
            std::puts("ALL-SKIPPED: tst_PointAndClick: the small model's packages cannot be had here");
            QSKIP("the small model's packages cannot be had here");
        }
        QFAIL(qPrintable(QStringLiteral("the small model did not start: %1").arg(QString::fromUtf8(m_model.readAllStandardError().right(2000)))));
    }
    openWindow(QStringLiteral("e2e"));
}

void tst_PointAndClick::cleanupTestCase()
{
    closeWindow();
    m_model.terminate();
    m_model.waitForFinished(10000);
}

void tst_PointAndClick::showsTheDemo()
{
    click(visible<QAbstractButton>("startDemo"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("verdictSentence"), 30000);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("verdictSentence")->text().startsWith(QStringLiteral("Fails 2 of 5 gates")), 60000);
    QTRY_VERIFY_WITH_TIMEOUT(!visible<QAbstractButton>("cancelRun"), 15000);
    picture(QStringLiteral("demo")); // the README's picture
    shortcut(Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(visible<QAbstractButton>("startEvaluate"));
}

void tst_PointAndClick::evaluatesARealModel()
{
    picture(QStringLiteral("1-start"));
    click(visible<QAbstractButton>("startEvaluate"));

    // Target: the address is typed, the rest is found by asking.
    clickField(QStringLiteral("model/url"), m_url);
    click(visible<QAbstractButton>("endpointCheck"));
    QTRY_COMPARE_WITH_TIMEOUT(visible<QLineEdit>("field:model/name")->text(), m_modelName, 30000);
    picture(QStringLiteral("2-target"));
    click(visible<QAbstractButton>("newjobNext"));

    // Benchmarks: two of them, found by typing.
    clickTab("catalogueTabs", 1);
    for (const char *name : {"Facts", "Arithmetic"}) {
        QTRY_VERIFY(visible<QLineEdit>("catalogueSearch"));
        typeInto(visible<QLineEdit>("catalogueSearch"), QLatin1String(name));
        auto *tree = visible<QTreeView>("catalogueTree");
        QTRY_COMPARE(tree->model()->rowCount(tree->model()->index(0, 0)), 1);
        clickItem(tree, tree->model()->index(0, 0, tree->model()->index(0, 0)));
        click(visible<QAbstractButton>("benchmarkAdd"));
    }
    QTRY_COMPARE(visible<QTableView>("selectedTable")->model()->rowCount(), 2);
    picture(QStringLiteral("3-benchmarks"));
    click(visible<QAbstractButton>("newjobNext"));

    // Settings: a name, a tag, and a limit for each.
    clickField(QStringLiteral("name"), QStringLiteral("pointed and clicked"));
    clickField(QStringLiteral("tags"), QStringLiteral("by-hand"));
    picture(QStringLiteral("4-settings"));
    clickTab("settingsTabs", QStringLiteral("Parameters and Data"));
    for (int row = 0; row < 2; ++row) {
        auto *rows = visible<QTableView>("rowsTable");
        clickItem(rows, rows->model()->index(row, 0));
        clickField(QStringLiteral("benchmarks/%1/parameters/num_examples").arg(row), QStringLiteral("12"));
    }
    picture(QStringLiteral("5-parameters"));
    click(visible<QAbstractButton>("newjobNext"));

    // Gates: the first one becomes 0.9.
    auto *gates = visible<QTableView>("gatesTable");
    clickItem(gates, gates->model()->index(0, 0));
    clickField(QStringLiteral("benchmarks/0/pass_criteria/threshold"), QStringLiteral("0.9"));
    picture(QStringLiteral("6-gates"));
    click(visible<QAbstractButton>("newjobNext"));

    // The plan, and off.
    picture(QStringLiteral("7-plan"));
    click(visible<QAbstractButton>("newjobRun"));

    // The run opens by itself; it is watched live to its end.
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTabWidget>("runTabs"), 10000);
    clickTab("runTabs", QStringLiteral("Live"));
    picture(QStringLiteral("8-live"));
    QJsonObject job;
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            const auto items = fromEngine(QStringLiteral("/api/v1/evaluations/jobs")).value(QStringLiteral("items")).toArray();
            job = items.isEmpty() ? QJsonObject() : items.first().toObject(); // newest first
            return job.value(QStringLiteral("status")).toObject().value(QStringLiteral("state")) == QLatin1String("completed");
        }(),
        180000);
    clickTab("runTabs", QStringLiteral("Overview"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("verdictSentence") && visible<QLabel>("verdictSentence")->text().contains(QStringLiteral("gate")), 15000);
    // The engine is done; the page hears of it.
    QTRY_VERIFY_WITH_TIMEOUT(!visible<QAbstractButton>("cancelRun"), 15000);
    picture(QStringLiteral("9-overview"));
    clickTab("runTabs", QStringLiteral("Samples"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("sampleTable") && visible<QTableView>("sampleTable")->model()->rowCount() == 12, 15000);
    picture(QStringLiteral("10-samples"));

    // What the engine holds is what was typed.
    QCOMPARE(job.value(QStringLiteral("name")).toString(), QStringLiteral("pointed and clicked"));
    QCOMPARE(job.value(QStringLiteral("tags")).toArray(), QJsonArray{QStringLiteral("by-hand")});
    const QJsonObject model = job.value(QStringLiteral("model")).toObject();
    QCOMPARE(model.value(QStringLiteral("name")).toString(), m_modelName);
    QCOMPARE(model.value(QStringLiteral("url")).toString(), m_url);
    const QJsonArray benchmarks = job.value(QStringLiteral("benchmarks")).toArray();
    QCOMPARE(benchmarks.size(), 2);
    QCOMPARE(benchmarks.at(0).toObject().value(QStringLiteral("id")).toString(), QStringLiteral("facts-v1"));
    QCOMPARE(benchmarks.at(1).toObject().value(QStringLiteral("id")).toString(), QStringLiteral("arithmetic-v1"));
    for (const auto &benchmark : benchmarks) {
        QCOMPARE(benchmark.toObject().value(QStringLiteral("provider_id")).toString(), QStringLiteral("assay"));
        QCOMPARE(benchmark.toObject().value(QStringLiteral("parameters")).toObject().value(QStringLiteral("num_examples")).toInt(), 12);
    }
    QCOMPARE(benchmarks.at(0).toObject().value(QStringLiteral("pass_criteria")).toObject().value(QStringLiteral("threshold")).toDouble(), 0.9);

    // And a real model has answered: every item once, with tokens that it counted.
    const QString id = job.value(QStringLiteral("resource")).toObject().value(QStringLiteral("id")).toString();
    const auto samples = fromEngine(QStringLiteral("/api/v1/evaluations/jobs/%1/benchmarks/0/samples?limit=50").arg(id));
    QCOMPARE(samples.value(QStringLiteral("total_count")).toInt(), 12);
    for (const auto &sample : samples.value(QStringLiteral("items")).toArray())
        QVERIFY(sample.toObject().value(QStringLiteral("completion_tokens")).toInt() > 0);
}

ASSAY_TEST(tst_PointAndClick)
#include "tst_PointAndClick.moc"
