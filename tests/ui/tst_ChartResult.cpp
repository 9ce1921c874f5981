#include "models/results/ResultModel.h"
#include "tests/support/PageProbe.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"
#include "ui/charts/ResultChart.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace assay;
using test::jobOf;
using test::Outcome;

class tst_ChartResult : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void axesStartAtZeroAndEndRound_data();
    void axesStartAtZeroAndEndRound();
    void onePanelAUnit();
    void keysGoFromMarkToMark();
    void clicksChoose();
    void marksAreAccessible();
    void followsTheModel();
    void manyRowsArePaged();
    void modelMayDieFirst();
    void drawsBarGateAndWhisker();
    void marksStandOverTheirAxis();
};

static QList<Outcome> mixed()
{
    return {{QStringLiteral("gsm8k"), QStringLiteral("accuracy"), 0.581, 1319, 0.65},
            {QStringLiteral("speed"), QStringLiteral("output_tokens_per_second"), 512, 0, 400.0},
            {QStringLiteral("arc"), QStringLiteral("accuracy"), 0.691, 2376, 0.6},
            {QStringLiteral("wiki"), QStringLiteral("word_perplexity"), 23.4, 0, 30.0, true}};
}

void tst_ChartResult::axesStartAtZeroAndEndRound_data()
{
    QTest::addColumn<QString>("metric");
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addRow("ratio") << "accuracy" << 0.31 << 0.0 << 1.0;
    QTest::addRow("speed") << "output_tokens_per_second" << 512.0 << 0.0 << 600.0;
    QTest::addRow("tiny") << "word_perplexity" << 0.0123 << 0.0 << 0.0125;
    QTest::addRow("negative") << "likelihood_diff" << -6.5 << -8.0 << 0.0;
    QTest::addRow("zero") << "word_perplexity" << 0.0 << 0.0 << 1.0;
    QTest::addRow("ratio above one") << "accuracy" << 1.3 << 0.0 << 1.5;
}

void tst_ChartResult::axesStartAtZeroAndEndRound()
{
    QFETCH(QString, metric);
    QFETCH(double, value);
    QFETCH(double, low);
    QFETCH(double, high);
    ResultModel model;
    model.setJob(jobOf(RunState::Completed, {{QStringLiteral("b"), metric, value, 0}}));
    const AxisScale scale = AxisScale::forRows(model.rows());
    QCOMPARE(scale.low, low);
    QCOMPARE(scale.high, high);
    QVERIFY(scale.low <= 0 && scale.high >= 0);
}

void tst_ChartResult::onePanelAUnit()
{
    ResultModel model;
    model.setJob(jobOf(RunState::Completed, mixed()));
    ResultChart chart;
    chart.setModel(&model);
    QCOMPARE(chart.panels().size(), 3);
    QCOMPARE(chart.panels().at(0)->marks().size(), 2);
    QCOMPARE(chart.panels().at(0)->marks().at(1).row.id, QStringLiteral("arc"));
    QVERIFY(chart.panels().at(1)->scale().high > 1);
    QCOMPARE(chart.panels().at(0)->scale().high, 1.0);
}

void tst_ChartResult::keysGoFromMarkToMark()
{
    ResultModel model;
    model.setJob(jobOf(RunState::Completed, mixed()));
    ResultChart chart;
    chart.setModel(&model);
    chart.resize(700, 400);
    chart.show();
    chart.activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    chart.setFocus();
    QSignalSpy activated(&chart, &ResultChart::activated);
    QTest::keyClick(&chart, Qt::Key_Home);
    QCOMPARE(chart.current(), 0);
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(chart.current(), 2); // reading order: the panel first
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(chart.current(), 1); // the next panel
    QTest::keyClick(&chart, Qt::Key_End);
    QCOMPARE(chart.current(), 3);
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(chart.current(), 3);
    QTest::keyClick(&chart, Qt::Key_Up);
    QTest::keyClick(&chart, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toInt(), 1);
}

void tst_ChartResult::clicksChoose()
{
    ResultModel model;
    model.setJob(jobOf(RunState::Completed, mixed()));
    ResultChart chart;
    chart.setModel(&model);
    chart.resize(700, 400);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    BarPanel *panel = chart.panels().first();
    QTest::mouseClick(panel->viewport(), Qt::LeftButton, {}, panel->markRect(2).center());
    QCOMPARE(chart.current(), 2);
    QSignalSpy activated(&chart, &ResultChart::activated);
    QTest::mouseDClick(panel->viewport(), Qt::LeftButton, {}, panel->markRect(0).center());
    QCOMPARE(activated.count(), 1);
}

void tst_ChartResult::marksAreAccessible()
{
    ResultModel model;
    model.setJob(jobOf(RunState::Completed, mixed()));
    ResultChart chart;
    chart.setModel(&model);
    chart.resize(700, 400);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    QAccessibleInterface *access = QAccessible::queryAccessibleInterface(&chart);
    QVERIFY(access);
    QVERIFY(!access->text(QAccessible::Name).isEmpty());
    QCOMPARE(access->childCount(), 4);
    QAccessibleInterface *mark = access->child(0);
    QVERIFY(mark->text(QAccessible::Name).startsWith(QStringLiteral("gsm8k, 0.581, interval 0.554 to 0.607")));
    QVERIFY(mark->text(QAccessible::Value).endsWith(QStringLiteral("fails by 0.069")));
    QCOMPARE(mark->role(), QAccessible::ListItem);
    QVERIFY(!mark->rect().isEmpty());
    QCOMPARE(access->indexOfChild(access->child(2)), 2);
    chart.setFocus();
    chart.setCurrent(0);
    QVERIFY(mark->state().selected);
    model.setJob(jobOf(RunState::Completed, {}));
    QTRY_COMPARE(access->childCount(), 0);
    QVERIFY(!mark->isValid());
    QVERIFY(mark->text(QAccessible::Name).isEmpty());
}

void tst_ChartResult::followsTheModel()
{
    ResultModel model;
    ResultChart chart;
    chart.setModel(&model);
    QVERIFY(chart.panels().isEmpty());
    model.setJob(jobOf(RunState::Running, {{QStringLiteral("a"), QStringLiteral("accuracy"), {}, 0, 0.5, false, RunState::Pending}}));
    QTRY_COMPARE(chart.marks().size(), 1);
    QVERIFY(!chart.marks().first().row.judged.value);
    model.setJob(jobOf(RunState::Completed, {{QStringLiteral("a"), QStringLiteral("accuracy"), 0.7, 10, 0.5}}));
    QTRY_VERIFY(chart.marks().first().row.judged.value.has_value());
}

void tst_ChartResult::manyRowsArePaged()
{
    QList<Outcome> outcomes;
    for (int i = 0; i < 250; ++i)
        outcomes << Outcome{QStringLiteral("task_%1").arg(i), QStringLiteral("accuracy"), (i % 100) / 100.0, 100, 0.5};
    ResultModel model;
    model.setJob(jobOf(RunState::Completed, outcomes));
    ResultChart chart;
    chart.setModel(&model);
    chart.resize(700, 400);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    QCOMPARE(chart.marks().size(), qsizetype(ResultChart::pageRows));
    auto *next = chart.findChild<QToolButton *>(QStringLiteral("nextPage"));
    QTest::mouseClick(next, Qt::LeftButton);
    QCOMPARE(chart.marks().first().modelRow, 100);
    chart.setFocus();
    chart.setCurrent(199);
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(chart.current(), 200); // on to the last page
    QVERIFY(!next->isEnabled());
    chart.setCurrent(3); // as when the table beside it is used
    QCOMPARE(chart.marks().first().modelRow, 0);
}

void tst_ChartResult::modelMayDieFirst()
{
    ResultChart chart;
    {
        ResultModel model;
        model.setJob(jobOf(RunState::Completed, mixed()));
        chart.setModel(&model);
    }
    QTest::keyClick(&chart, Qt::Key_Down);
    chart.setModel(nullptr);
    QVERIFY(chart.marks().isEmpty());
}

void tst_ChartResult::drawsBarGateAndWhisker()
{
    applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    ResultModel model;
    model.setJob(jobOf(RunState::Completed, {{QStringLiteral("gsm8k"), QStringLiteral("accuracy"), 0.5, 1000, 0.8}}));
    ResultChart chart;
    chart.setModel(&model);
    chart.resize(900, 200);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    BarPanel *panel = chart.panels().first();
    const QImage picture = panel->grab().toImage();
    const QRectF plot = panel->chart()->plotArea();
    const auto at = [&](double value, double dy) {
        return picture.pixelColor(int(plot.left() + value * plot.width()), int(plot.center().y() + dy));
    };
    QCOMPARE(at(0.25, 0), lightTokens().fail);
    QVERIFY(at(0.65, 0) != lightTokens().fail);      // the bar ends at its value
    QVERIFY(at(0.8, 0).lightness() < 60);            // the gate's diamond
    QVERIFY(at(0.51, 0).lightness() < 128);          // the whisker
    QVERIFY(at(0.9, 0).lightness() > 200);
}

void tst_ChartResult::marksStandOverTheirAxis()
{
    applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    ResultModel model;
    model.setJob(jobOf(RunState::Completed, {{QStringLiteral("gsm8k"), QStringLiteral("accuracy"), 0.05, 1000, 0.8}}));
    ResultChart chart;
    chart.setModel(&model);
    chart.resize(500, 200);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    chart.resize(1100, 200);
    model.setJob(jobOf(RunState::Completed, {{QStringLiteral("a_longer_name"), QStringLiteral("accuracy"), 0.6, 1000, 0.8}}));
    QTRY_COMPARE(chart.marks().first().row.id, QStringLiteral("a_longer_name"));
    BarPanel *panel = chart.panels().first();
    QTRY_VERIFY(panel->width() > 1000);
    const QImage picture = panel->grab().toImage();
    const QRectF plot = panel->chart()->plotArea();
    // Where a mark of 0.6 would be drawn, the bar of 0.6 ends.
    const auto at = [&](double value) { return picture.pixelColor(int(plot.left() + value * plot.width()), int(plot.center().y() - 5)); };
    QCOMPARE(at(0.59), lightTokens().fail);
    QVERIFY(at(0.61) != lightTokens().fail);
    QVERIFY(plot.width() > 500);
}

ASSAY_TEST(tst_ChartResult)
#include "tst_ChartResult.moc"
