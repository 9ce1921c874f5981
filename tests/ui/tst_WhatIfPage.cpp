#include "tests/support/FakeConnection.h"
#include "tests/support/PageProbe.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"
#include "ui/charts/GateDrag.h"
#include "ui/charts/ResultChart.h"
#include "ui/pages/run/RunPage.h"
#include "ui/pages/run/WhatIfBar.h"

#include <QApplication>
#include <QLabel>
#include <QMouseEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace assay;
using test::Outcome;

/// Gates that are tried on a stored run, by mouse and by keyboard.
class tst_WhatIfPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { m_page.reset(); }
    void diamondIsDrawnAlongItsAxis();
    void keysMoveTheFocusedGate();
    void fieldsAreTypedInto();
    void weightIsDrawn();
    void rowsStandStill();
    void savesAndRunsAgain();
    void cannotBeSavedOnAServerWithoutThat();
    void runsThatGoOnHaveNone();
    void everyControlHasAName();
    void pictures();
    void keepsRounding_data();
    void keepsRounding();

private:
    void open(const Job &job);
    template<typename T>
    T *find(const char *name)
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    QString text(const char *name) { return find<QLabel>(name)->text(); }
    ResultRow row(const QString &id);
    /// Where the gate of a benchmark is drawn.
    std::pair<BarPanel *, QPoint> diamond(const QString &id, std::optional<double> at = {});

    std::unique_ptr<test::FakeConnection> m_connection;
    test::StillClock m_clock;
    std::unique_ptr<RunPage> m_page;
};

static Job job()
{
    return test::jobOf(RunState::Completed, {{QStringLiteral("facts-v1"), QStringLiteral("accuracy"), 0.691, 2376, 0.6},
                                             {QStringLiteral("arithmetic-v1"), QStringLiteral("accuracy"), 0.581, 1319, 0.65},
                                             {QStringLiteral("reading-v1"), QStringLiteral("accuracy"), 0.52, 200, 0.5},
                                             {QStringLiteral("no-gate"), QStringLiteral("accuracy"), 0.4, 200}});
}

void tst_WhatIfPage::open(const Job &shown)
{
    m_connection = std::make_unique<test::FakeConnection>();
    m_connection->abilities.items += Capability::EditCollections;
    m_connection->jobService.stored = {shown};
    m_page = std::make_unique<RunPage>(
        RunPageServices{m_connection->jobService, &m_connection->catalogueService, m_connection->abilities, m_clock}, shown.resource.id);
    m_page->resize(1200, 800);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_VERIFY(m_page->run().hasJob());
    QTRY_VERIFY(shown.results.benchmarks.isEmpty() || !find<ResultChart>("resultChart")->marks().isEmpty());
}

ResultRow tst_WhatIfPage::row(const QString &id)
{
    for (const ResultRow &one : m_page->whatIf().results().rows()) {
        if (one.id == id)
            return one;
    }
    return {};
}

std::pair<BarPanel *, QPoint> tst_WhatIfPage::diamond(const QString &id, std::optional<double> at)
{
    const auto panels = find<ResultChart>("resultChart")->panels();
    for (BarPanel *panel : panels) {
        for (const BarPanel::Mark &mark : panel->marks()) {
            if (mark.row.id != id)
                continue;
            const QRectF plot = panel->chart()->plotArea();
            const double value = at ? *at : mark.row.judged.gate->threshold;
            return {panel, QPoint(qRound(plot.left() + panel->scale().position(value) * plot.width()), panel->markRect(mark.modelRow).center().y())};
        }
    }
    return {nullptr, {}};
}

void tst_WhatIfPage::diamondIsDrawnAlongItsAxis()
{
    open(job());
    const QString recorded = text("verdictSentence");
    QVERIFY(!find<QLabel>("whatIfSentence")->isVisible());
    QPoint last;
    const auto settled = [&] { // charts are laid out in later turns of the event loop
        const QPoint now = diamond(QStringLiteral("arithmetic-v1")).second;
        return std::exchange(last, now) == now && now.x() > 0;
    };
    QTRY_VERIFY(settled());
    auto [panel, from] = diamond(QStringLiteral("arithmetic-v1"));
    QVERIFY(panel);
    const auto move = [view = panel->viewport()](const QPoint &at, Qt::MouseButtons buttons) { // QTest would move the real pointer
        QMouseEvent event(QEvent::MouseMove, QPointF(at), QPointF(view->mapToGlobal(at)), Qt::NoButton, buttons, {});
        QApplication::sendEvent(view, &event);
    };
    QTest::mousePress(panel->viewport(), Qt::LeftButton, {}, from);
    move((from + diamond(QStringLiteral("arithmetic-v1"), 0.4).second) / 2, Qt::LeftButton);
    QTRY_VERIFY(find<QLabel>("whatIfSentence")->isVisible());
    QTRY_VERIFY(settled());
    const QPoint to = diamond(QStringLiteral("arithmetic-v1"), 0.4).second; // the words beside the plot are longer now
    move(to, Qt::LeftButton);
    QTRY_VERIFY(std::abs(m_page->whatIf().gate(1).value() - 0.4) < 0.01);
    QTest::mouseRelease(panel->viewport(), Qt::LeftButton, {}, to);
    QCOMPARE(row(QStringLiteral("arithmetic-v1")).judged.verdict, Verdict::Pass);
    QVERIFY(find<QLabel>("whatIfSentence")->isVisible());
    QVERIFY2(text("whatIfSentence").startsWith(QStringLiteral("What if: Too close to call at 1 of 3 gates")), qPrintable(text("whatIfSentence")));
    QVERIFY2(text("whatIfRecorded").startsWith(QStringLiteral("Recorded: Fails 1 of 3 gates")), qPrintable(text("whatIfRecorded")));
    QCOMPARE(text("verdictSentence"), recorded); // the record
    QCOMPARE(m_page->run().results().rows().at(1).judged.verdict, Verdict::Fail);
    // Moving on without the button draws nothing.
    const double gate = m_page->whatIf().gate(1).value();
    move(from, Qt::NoButton);
    QCOMPARE(m_page->whatIf().gate(1).value(), gate);
    QTest::mouseClick(find<QPushButton>("whatIfReset"), Qt::LeftButton);
    QVERIFY(!m_page->whatIf().isActive());
    QTRY_VERIFY(!find<QLabel>("whatIfSentence")->isVisible());
}

void tst_WhatIfPage::keysMoveTheFocusedGate()
{
    open(job());
    auto *chart = find<ResultChart>("resultChart");
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Home); // the failed one
    QTest::keyClick(chart, Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(m_page->whatIf().gate(1).value(), 0.64);
    QTest::keyClick(chart, Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(m_page->whatIf().gate(1).value(), 0.54);
    QTest::keyClick(chart, Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(m_page->whatIf().gate(1).value(), 0.55);
    // The same from the table.
    auto *table = find<QTableView>("resultTable");
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(m_page->whatIf().gate(1).value(), 0.54);
    QTest::keyClick(table, Qt::Key_G);
    auto *field = find<GateBox>("whatIfGate");
    QTRY_VERIFY(field->hasFocus());
    QTest::keyClick(field, Qt::Key_Up);
    QCOMPARE(m_page->whatIf().gate(1).value(), 0.55);
}

void tst_WhatIfPage::fieldsAreTypedInto()
{
    open(job());
    auto *table = find<QTableView>("resultTable");
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(table->currentIndex().data().toString(), QStringLiteral("arithmetic-v1"));
    auto *field = find<GateBox>("whatIfGate");
    QCOMPARE(field->text(), QStringLiteral("0.65"));
    m_page->findChild<WhatIfBar *>()->focusGate();
    QTest::keyClicks(field, QStringLiteral("0.5"));
    QCOMPARE(m_page->whatIf().gate(1).value(), 0.65); // not while it is typed
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m_page->whatIf().gate(1).value(), 0.5);
    QCOMPARE(table->model()->index(0, ResultModel::GateColumn).data().toString(), QStringLiteral("what if ≥ 0.500 (recorded: ≥ 0.650)"));
    auto *weight = find<GateBox>("whatIfWeight");
    weight->setFocus();
    weight->selectAll();
    QTest::keyClicks(weight, QStringLiteral("3"));
    QTest::keyClick(weight, Qt::Key_Return);
    QCOMPARE(m_page->whatIf().weight(1), 3.0);
    auto *whole = find<GateBox>("whatIfRunGate");
    whole->setFocus();
    QTest::keyClick(whole, Qt::Key_Up);
    QCOMPARE(m_page->whatIf().jobGate(), 0.51);
    // Without a gate the field says so and starts at the score.
    QTest::keyClick(table, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(table->currentIndex().siblingAtColumn(0).data().toString(), QStringLiteral("no-gate"));
    QCOMPARE(field->text(), QStringLiteral("none"));
    field->setFocus();
    QTest::keyClick(field, Qt::Key_Up);
    QCOMPARE(m_page->whatIf().gate(3).value(), 0.41);
}

void tst_WhatIfPage::weightIsDrawn()
{
    Job shown = job();
    shown.results.benchmarks.removeAt(2); // reading-v1 has no result
    shown.status.benchmarks[2].status = RunState::Failed;
    shown.status.state = RunState::PartiallyFailed;
    open(shown);
    auto *bar = m_page->findChild<WhatIfBar *>();
    auto *slider = find<WeightSlider>("whatIfWeightSlider");
    auto *weight = find<GateBox>("whatIfWeight");
    const auto choose = [this](const QString &id) {
        auto *table = find<QTableView>("resultTable");
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            if (table->model()->index(row, 0).data().toString() == id)
                table->setCurrentIndex(table->model()->index(row, 0));
        }
    };
    choose(QStringLiteral("no-gate"));
    QCOMPARE(bar->benchmark(), 3);
    QVERIFY(slider->isEnabled() && weight->isEnabled());
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Right);
    QCOMPARE(m_page->whatIf().weight(3), 1.2);
    QCOMPARE(weight->text(), QStringLiteral("1.2"));
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(m_page->whatIf().weight(3), 10.0);
    // A weight between the steps stays what it is.
    weight->setFocus();
    weight->selectAll();
    QTest::keyClicks(weight, QStringLiteral("0.33"));
    QTest::keyClick(weight, Qt::Key_Return);
    QCOMPARE(m_page->whatIf().weight(3), 0.33);
    QCOMPARE(slider->value(), 4);
    choose(QStringLiteral("reading-v1")); // without a result
    QCOMPARE(bar->benchmark(), 2);
    QVERIFY(slider->isEnabled() && weight->isEnabled());
    QCOMPARE(slider->value(), 11);
    QCOMPARE(m_page->whatIf().weight(2), 1.0);
}

void tst_WhatIfPage::rowsStandStill()
{
    open(job());
    auto *table = find<QTableView>("resultTable");
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("arithmetic-v1"));
    m_page->whatIf().setGate(1, 0.1);
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("arithmetic-v1")); // though it passes now
    m_page->whatIf().reset();
    m_page->whatIf().setGate(0, 0.9);
    m_page->whatIf().reset();
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("arithmetic-v1"));
}

void tst_WhatIfPage::savesAndRunsAgain()
{
    open(job());
    QSignalSpy saved(m_page.get(), &RunPage::collectionEditRequested), again(m_page.get(), &RunPage::runAgainRequested);
    m_page->whatIf().setGate(1, 0.5);
    QTRY_VERIFY(find<QPushButton>("whatIfSave")->isEnabled()); // once it is known whether the run has a collection, and which
    QTest::mouseClick(find<QPushButton>("whatIfSave"), Qt::LeftButton);
    QCOMPARE(saved.count(), 1);
    const auto collection = saved.first().first().value<Collection>();
    QCOMPARE(collection.benchmarks.at(1).passCriteria->threshold.value(), 0.5);
    QCOMPARE(collection.benchmarks.at(0).passCriteria->threshold.value(), 0.6);
    QTest::mouseClick(find<QPushButton>("whatIfRunAgain"), Qt::LeftButton);
    QCOMPARE(again.count(), 1);
    const auto job = again.first().first().value<Job>();
    QCOMPARE(job.benchmarks.at(1).passCriteria->threshold.value(), 0.5);
    QCOMPARE(m_connection->jobService.find(QStringLiteral("job-1"))->benchmarks.at(1).passCriteria->threshold.value(), 0.65);
}

void tst_WhatIfPage::cannotBeSavedOnAServerWithoutThat()
{
    open(job());
    m_page->whatIf().setGate(1, 0.5);
    Capabilities fewer = m_connection->abilities;
    fewer.items.remove(Capability::EditCollections);
    m_page->setCapabilities(fewer);
    QVERIFY(!find<QPushButton>("whatIfSave")->isEnabled());
    QVERIFY(!find<QPushButton>("whatIfSave")->toolTip().isEmpty());
    QVERIFY(find<QPushButton>("whatIfRunAgain")->isEnabled());
}

void tst_WhatIfPage::runsThatGoOnHaveNone()
{
    Job running = job();
    running.status.state = RunState::Running;
    open(running);
    QVERIFY(!m_page->findChild<WhatIfBar *>()->isVisibleTo(m_page.get()));
}

void tst_WhatIfPage::everyControlHasAName()
{
    open(job());
    m_page->whatIf().setGate(1, 0.5);
    QCOMPARE(test::namelessControls(*m_page), QStringList());
}

void tst_WhatIfPage::pictures()
{
    open(job());
    m_page->whatIf().setGate(1, 0.55);
    m_page->whatIf().setGate(0, 0.75);
    auto *chart = find<ResultChart>("resultChart");
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Home);
    QTRY_VERIFY(find<QLabel>("whatIfSentence")->isVisible());
    test::savePictures(*m_page, QStringLiteral("run-what-if"));
}

void tst_WhatIfPage::keepsRounding_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("step");
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("rounded");
    QTest::newRow("ratio") << 0.0 << 1.0 << 0.01 << 0.23456 << 0.235;
    QTest::newRow("percent") << 0.0 << 100.0 << 1.0 << 23.456 << 23.5;
    QTest::newRow("tokens a second") << 0.0 << 600.0 << 10.0 << 412.3 << 412.0;
    QTest::newRow("wide") << 0.0 << 60000.0 << 1000.0 << 41234.0 << 41200.0;
}

void tst_WhatIfPage::keepsRounding()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(double, value);
    const double step = GateDrag::keyStep(AxisScale{low, high, (high - low) / 5});
    QTEST(step, "step");
    QTEST(GateDrag::rounded(value, step / 10), "rounded");
}

ASSAY_TEST(tst_WhatIfPage)
#include "tst_WhatIfPage.moc"
