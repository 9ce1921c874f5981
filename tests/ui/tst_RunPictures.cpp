#include "tests/support/FakeConnection.h"
#include "tests/support/PageProbe.h"
#include "tests/support/Places.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"
#include "ui/charts/ResultChart.h"
#include "models/samples/SampleModel.h"
#include "ui/pages/run/RunPage.h"

#include <QComboBox>
#include <QTableView>
#include <QTabWidget>
#include <QTest>

using namespace assay;
using test::Outcome;

/// Pictures of the run page in all its states, light and dark, 1× and 2×, for people to look at.
class tst_RunPictures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pictures_data();
    void pictures();
};

static Job completed()
{
    Job job = test::jobOf(RunState::Completed,
                          {{QStringLiteral("arc_easy"), QStringLiteral("acc_norm"), 0.691, 2376, 0.6},
                           {QStringLiteral("gsm8k"), QStringLiteral("exact_match"), 0.581, 1319, 0.65},
                           {QStringLiteral("ifeval"), QStringLiteral("accuracy"), 0.72, 541, 0.8},
                           {QStringLiteral("truthfulqa"), QStringLiteral("mc2"), 0.52, 200, 0.5},
                           {QStringLiteral("crows_pairs"), QStringLiteral("pct_stereotype"), 0.44, 1508, 0.6, true},
                           {QStringLiteral("a_benchmark_with_quite_a_long_name_v2_zero_shot"), QStringLiteral("accuracy"), 0.33, 60},
                           {QStringLiteral("throughput"), QStringLiteral("output_tokens_per_second"), 512, 0, 400.0},
                           {QStringLiteral("prefill"), QStringLiteral("output_tokens_per_second"), 230, 0}});
    job.results.test = JobTest{0.612, 0.65, false, {}};
    job.passCriteria = PassCriteria{0.65, {}};
    return job;
}

static Job running()
{
    Job job = test::jobOf(RunState::Running, {{QStringLiteral("arc_easy"), QStringLiteral("acc_norm"), 0.691, 2376, 0.6},
                                              {QStringLiteral("gsm8k"), QStringLiteral("exact_match"), {}, 0, 0.65, false, RunState::Running},
                                              {QStringLiteral("ifeval"), QStringLiteral("accuracy"), {}, 0, 0.8, false, RunState::Running},
                                              {QStringLiteral("throughput"), QStringLiteral("output_tokens_per_second"), {}, 0, 400.0, false,
                                               RunState::Failed, QStringLiteral("The endpoint answered 429 for ten minutes; lower the concurrency.")},
                                              {QStringLiteral("truthfulqa"), QStringLiteral("mc2"), {}, 0, 0.5, false, RunState::Pending}});
    const qint64 done[] = {2376, 412, 90, 3}, total[] = {2376, 1319, 541, 40};
    for (int i = 0; i < 4; ++i) {
        job.status.benchmarks[i].itemsDone = done[i];
        job.status.benchmarks[i].itemsTotal = total[i];
    }
    job.status.benchmarks[2].warningMessage = Message{QStringLiteral("No item finished for 5 minutes."), {}, {}, {}};
    return job;
}

static Job failed()
{
    Job job = test::jobOf(RunState::Failed,
                          {{QStringLiteral("facts-v1"), QStringLiteral("accuracy"), {}, 0, 0.6, false, RunState::Failed,
                            QStringLiteral("The endpoint http://127.0.0.1:8080/v1 refused the key (401); choose another key and run again.")},
                           {QStringLiteral("arithmetic-v1"), QStringLiteral("accuracy"), {}, 0, 0.5, false, RunState::Pending}});
    job.status.message = Message{QStringLiteral("Evaluation job failed"), {}, {}, {}};
    return job;
}

static Job many()
{
    QList<Outcome> outcomes;
    for (int i = 0; i < 57; ++i) {
        const double value = (i * 37 % 100) / 100.0;
        outcomes << Outcome{QStringLiteral("mmlu_subject_%1").arg(i), QStringLiteral("acc"), value, 200, i % 5 == 4 ? std::optional<double>() : 0.5};
    }
    return test::jobOf(RunState::Completed, outcomes);
}

void tst_RunPictures::pictures_data()
{
    QTest::addColumn<Job>("job");
    QTest::addColumn<int>("tab");
    QTest::addRow("overview") << completed() << 0;
    QTest::addRow("live") << running() << 1;
    QTest::addRow("overview-running") << running() << 0;
    QTest::addRow("failed") << failed() << 0;
    QTest::addRow("empty") << test::jobOf(RunState::Pending, {}) << 0;
    QTest::addRow("many") << many() << 0;
    QTest::addRow("samples") << completed() << 2;
    QTest::addRow("log") << completed() << 4;
    QTest::addRow("plan") << completed() << 5;
    QTest::addRow("metrics") << completed() << 3;
    QTest::addRow("attempts") << completed() << 6;
    QTest::addRow("no-samples") << completed() << 2;
}

void tst_RunPictures::pictures()
{
    QFETCH(Job, job);
    QFETCH(int, tab);
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    test::FakeConnection connection;
    test::StillClock clock;
    connection.jobService.stored = {job};
    connection.jobService.sampleRows[{job.resource.id, 0}] = test::samplesOf(400);
    QByteArray log;
    for (int i = 0; i < 200; ++i)
        log += "2027-01-15T07:55:02Z " + QByteArray(i % 20 == 19 ? "\x1b[31mERROR\x1b[0m" : i % 9 == 8 ? "\x1b[33mWARNING\x1b[0m" : "\x1b[32mINFO\x1b[0m") + "  item q"
            + QByteArray::number(i) + " answered in \x1b[1m131 ms\x1b[0m, score 1\n";
    connection.jobService.logs[{job.resource.id, 0}] = log;
    if (name == QStringLiteral("no-samples")) {
        connection.abilities.items.remove(Capability::Samples);
        connection.abilities.serverName = QStringLiteral("EvalHub 1.0.2");
    }
    RunPage page({connection.jobService, nullptr, connection.abilities, clock}, job.resource.id);
    page.resize(1280, 820);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    QTRY_VERIFY(page.run().hasJob());
    for (int i = 0; i < 2 && name.contains(QStringLiteral("live")); ++i) {
        Q_EMIT connection.jobService.jobChanged({job.resource.id, RunState::Running, 1, RunState::Running, 412 + i * 100, 1319});
        QTRY_COMPARE(page.run().lanes().lane(1).done, std::optional<qint64>(412 + i * 100));
        clock.advance(60'000);
    }
    page.findChild<QTabWidget *>(QStringLiteral("runTabs"))->setCurrentIndex(tab);
    auto *chart = page.findChild<ResultChart *>(QStringLiteral("resultChart"));
    if (tab == 0 && chart->isVisible()) {
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_Down);
    }
    if (name == QStringLiteral("samples")) {
        auto *table = page.findChild<QTableView *>(QStringLiteral("sampleTable"));
        QTRY_VERIFY(table->model()->rowCount() > 0);
        QTRY_VERIFY(table->model()->index(3, SampleModel::TargetColumn).data().toString() == QStringLiteral("4"));
        table->setCurrentIndex(table->model()->index(3, 0));
    }
    for (int turn = 0; turn < 5; ++turn)
        QCoreApplication::processEvents(); // charts lay themselves out in later turns
    test::savePictures(page, QStringLiteral("run-") + name);
    QVERIFY(QFile::exists(test::artifact("/run-%1-dark@2x.png").arg(name)));
}

ASSAY_TEST(tst_RunPictures)
#include "tst_RunPictures.moc"
