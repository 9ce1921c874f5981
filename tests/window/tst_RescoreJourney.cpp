#include "tests/support/TestRegistry.h"
#include "tests/window/WindowJourney.h"
#include "ui/shell/DocumentTabs.h"
#include "ui/shell/MainWindow.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTableView>
#include <QTabWidget>
#include <QTest>

#include <cmath>

using namespace assay;

/// Stored answers are scored by another function in the real window on the real engine: a run of its own with a metric of its own, and
/// no model is asked.
class tst_RescoreJourney : public test::WindowJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeWindow(); }
    void asksForAnotherScore();
    void showsTheNewRun();

private:
    static constexpr auto function = "assay::f1";
    QJsonObject job(const QString &id) const { return fromEngine(QStringLiteral("/api/v1/evaluations/jobs/%1").arg(id)); }
    QString state(const QString &id) const { return job(id).value(QStringLiteral("status")).toObject().value(QStringLiteral("state")).toString(); }
    QJsonArray samples(const QString &id, int benchmark) const
    {
        return fromEngine(QStringLiteral("/api/v1/evaluations/jobs/%1/benchmarks/%2/samples?limit=100").arg(id).arg(benchmark)).value(QStringLiteral("items")).toArray();
    }
    static QJsonArray results(const QJsonObject &job) { return job.value(QStringLiteral("results")).toObject().value(QStringLiteral("benchmarks")).toArray(); }

    QString m_run, m_again;
    int m_place = 0; ///< of the benchmark that is scored again, in the run
};

void tst_RescoreJourney::initTestCase()
{
    openWindow(QStringLiteral("rescore"));
    click(visible<QAbstractButton>("startDemo"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLabel>("verdictSentence"), 30'000);
    m_run = window()->documents().current()->subject();
    QTRY_COMPARE_WITH_TIMEOUT(state(m_run), QStringLiteral("completed"), 120'000);
    QTRY_VERIFY_WITH_TIMEOUT(!visible<QAbstractButton>("cancelRun"), 15'000); // the page knows it too
}

void tst_RescoreJourney::asksForAnotherScore()
{
    visible<QTabWidget>("runTabs")->setFocus();
    keys(Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
    auto *functions = visible<QComboBox>("rescoreFunction");
    QTRY_VERIFY(functions && functions->hasFocus());
    while (functions->currentData().toString() != QLatin1String(function) && functions->currentIndex() + 1 < functions->count())
        keys(Qt::Key_Down);
    QCOMPARE(functions->currentData().toString(), QLatin1String(function));
    auto *benchmarks = visible<QListWidget>("rescoreBenchmarks");
    QVERIFY(benchmarks->count() > 1);
    // One of them: the others are switched off by the space bar.
    benchmarks->setFocus();
    for (int row = 0; row < benchmarks->count(); ++row) {
        QCOMPARE(benchmarks->item(row)->checkState(), Qt::Checked);
        if (benchmarks->item(row)->text().startsWith(QLatin1String("facts"))) {
            m_place = benchmarks->item(row)->data(Qt::UserRole).toInt();
            continue;
        }
        benchmarks->setCurrentRow(row);
        keys(Qt::Key_Space);
        QCOMPARE(benchmarks->item(row)->checkState(), Qt::Unchecked);
    }
    typeInto(visible<QLineEdit>("rescoreName"), QStringLiteral("By shared words"));
    picture(QStringLiteral("panel"));
    click(visible<QAbstractButton>("rescoreSend"));
    const auto opened = [this] { return window()->documents().current()->subject(); };
    if (!QTest::qWaitFor([&] { return opened() != m_run && !opened().isEmpty(); }, 20'000))
        picture(QStringLiteral("refused"));
    QVERIFY2(opened() != m_run, shown(fromEngine(QStringLiteral("/api/v1/evaluations/jobs"))).left(3000).constData());
    m_again = opened();
    QTRY_COMPARE_WITH_TIMEOUT(state(m_again), QStringLiteral("completed"), 60'000);
}

void tst_RescoreJourney::showsTheNewRun()
{
    const QJsonObject made = job(m_again);
    QCOMPARE(made.value(QStringLiteral("name")).toString(), QStringLiteral("By shared words"));
    QCOMPARE(results(made).size(), 1);
    const QJsonArray before = samples(m_run, m_place), after = samples(m_again, 0);
    QVERIFY(before.size() > 10);
    QCOMPARE(after.size(), before.size());
    double sum = 0;
    for (int i = 0; i < after.size(); ++i) {
        const QJsonObject old = before.at(i).toObject(), now = after.at(i).toObject();
        QCOMPARE(now.value(QStringLiteral("item_key")), old.value(QStringLiteral("item_key")));
        QCOMPARE(now.value(QStringLiteral("response")), old.value(QStringLiteral("response"))); // what the model said then
        QVERIFY2(now.value(QStringLiteral("scores")).toObject().contains(QLatin1String(function)), shown(now).constData());
        sum += now.value(QStringLiteral("score")).toDouble();
    }
    const QJsonObject metrics = results(made).at(0).toObject().value(QStringLiteral("metrics")).toObject();
    QVERIFY2(!metrics.isEmpty(), shown(made).constData());
    const auto mean = sum / double(after.size());
    const auto told = [&] {
        for (const auto &value : metrics) {
            if (std::abs(value.toDouble() - mean) < 1e-9)
                return true;
        }
        return false;
    };
    QVERIFY2(told(), shown(metrics).constData());
    // In the window: the metric, and whose answers they are.
    const auto related = [] { return visible<QLabel>("relatedRuns") ? visible<QLabel>("relatedRuns")->text() : QString(); };
    QTRY_VERIFY_WITH_TIMEOUT(related().contains(m_run), 20'000);
    clickTab("runTabs", QStringLiteral("Overview"));
    auto *table = visible<QTableView>("resultTable");
    QTRY_VERIFY_WITH_TIMEOUT(table && table->model()->rowCount() == 1, 20'000);
    const auto cells = [&] {
        QStringList row;
        for (int column = 0; column < table->model()->columnCount(); ++column)
            row << table->model()->index(0, column).data().toString();
        return row.join(QLatin1Char('|'));
    };
    QTRY_VERIFY2_WITH_TIMEOUT(cells().contains(QLocale().toString(mean, 'g', 2).left(3)), qPrintable(cells()), 20'000);
    picture(QStringLiteral("result"));
}

ASSAY_TEST(tst_RescoreJourney)
#include "tst_RescoreJourney.moc"
