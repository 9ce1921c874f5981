#include "models/jobs/JobListModel.h"
#include "tests/support/CompareFixtures.h"
#include "tests/support/FakeSavedDocuments.h"
#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"
#include "ui/charts/ChartFrame.h"
#include "ui/charts/DotChart.h"
#include "ui/charts/FlipChart.h"
#include "ui/pages/compare/CompareListPage.h"
#include "ui/pages/compare/ComparePage.h"
#include "ui/pages/compare/FlipsTab.h"
#include "ui/pages/compare/HeatView.h"
#include "ui/pages/compare/RunPicker.h"
#include "ui/pages/compare/RunStrip.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace assay;

class tst_ComparePage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), false); }
    void saysWhatIsReal();
    void fillsOnlyWhatIsSignificant();
    void chipsByKeyboardAndMenu();
    void oneRunMissing();
    void loadingCanBeStopped();
    void nothingToCompare();
    void savesItselfAndComesBack();
    void redBlocksBetter();
    void renamedWhereItStands();
    void aComparisonThatIsGone();
    void flipsByClickAndKeys();
    void gradedScoresHaveTheirOwnPictures();
    void significantOnly();
    void allMetricsAreAChoice();
    void runsAreAdded();
    void offersOnlyRunsThatAreThere();
    void listRenamesAndDeletes();
    void pictures();

private:
    struct World {
        World()
        {
            // 40 wrong of 200 at first; the second run loses 30 and gains 4.
            test::addRun(registry, QStringLiteral("nightly-207"), QStringLiteral("gemma-3-270m"), test::range(0, 40), 0.42, 512);
            test::addRun(registry, QStringLiteral("nightly-214"), QStringLiteral("gemma-3-270m"), test::range(4, 70), 0.43, 530);
            test::addRun(registry, QStringLiteral("rc-1"), QStringLiteral("smollm2-135m"), test::range(0, 41), 0.36, 498);
            jobs.addConnection(QStringLiteral("local"), QStringLiteral("Local engine"), registry.local.jobService);
            jobs.refresh();
        }
        CompareServices services() { return {registry.registry, jobs, saved}; }
        test::FakeRegistry registry;
        JobListModel jobs;
        test::FakeSavedDocuments saved;
    };
    static void settle(ComparePage &page)
    {
        QTRY_VERIFY(!page.runs().isBusy());
        QTRY_VERIFY(page.runs().hasComparison());
    }
    static QString all() { return QStringLiteral("new:nightly-207,nightly-214,rc-1"); }
};

void tst_ComparePage::saysWhatIsReal()
{
    World world;
    ComparePage page(world.services(), all());
    page.resize(1200, 800);
    page.show();
    settle(page);
    const QString sentence = page.findChild<QLabel *>(QStringLiteral("compareSentence"))->text();
    QVERIFY2(sentence.contains(QStringLiteral("nightly-214")) && sentence.contains(QStringLiteral("worse")), qPrintable(sentence));
    QCOMPARE(sentence.count(QLatin1Char('\n')), 1); // one for each run that is not the baseline
    QCOMPARE(page.title(), QStringLiteral("nightly-207 ↔ nightly-214 ↔ rc-1"));
    QCOMPARE(page.heat().rowCount(), 3);
    QVERIFY(page.findChild<QLabel *>(QStringLiteral("detectable"))->text().contains(QStringLiteral("gsm8k")));
    QCOMPARE(test::namelessControls(page), QStringList());
    QTRY_COMPARE(test::clippedTexts(page), QStringList());
    QCOMPARE(test::smallTargets(page), QStringList());
}

void tst_ComparePage::fillsOnlyWhatIsSignificant()
{
    World world;
    ComparePage page(world.services(), all());
    settle(page);
    const HeatModel &heat = page.heat();
    QCOMPARE(heat.strength(heat.index(0, 1)), -1.0); // 30 lost, 4 gained
    QCOMPARE(heat.strength(heat.index(0, 2)), 0.0);  // one lost
    QCOMPARE(heat.strength(heat.index(0, 0)), 0.0);  // the baseline
    const QPalette palette = page.palette();
    QCOMPARE(HeatDelegate::fill(0, palette), palette.color(QPalette::Base));
    QVERIFY(contrastRatio(HeatDelegate::fill(-1, palette), HeatDelegate::ink(-1, palette)) >= 4.5);
    // What is copied has the numbers and the p-values.
    const QString text = heat.asText();
    QVERIFY(text.startsWith(QStringLiteral("Benchmark\tMetric\tnightly-207 score")));
    QVERIFY(text.contains(QStringLiteral("\ngsm8k\taccuracy\t0.8\t")));
    QCOMPARE(text.section(QLatin1Char('\n'), 0, 0).count(QLatin1Char('\t')), text.section(QLatin1Char('\n'), 1, 1).count(QLatin1Char('\t')));
}

void tst_ComparePage::chipsByKeyboardAndMenu()
{
    World world;
    ComparePage page(world.services(), all());
    page.show();
    settle(page);
    auto *strip = page.findChild<RunStrip *>();
    strip->setFocus();
    strip->setCurrentRow(1);
    QTest::keyClick(strip, Qt::Key_B);
    QCOMPARE(page.runs().baseline(), QStringLiteral("nightly-214"));
    QTRY_COMPARE(page.heat().comparison().baseline, 1);
    QTRY_COMPARE(page.heat().strength(page.heat().index(0, 0)), 1.0); // the other way round it is better
    QTest::keyClick(strip, Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(page.runs().refs().first(), QStringLiteral("nightly-214"));
    QCOMPARE(strip->currentRef(), QStringLiteral("nightly-214")); // the chip that moved keeps the focus
    QVERIFY(strip->item(0)->data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("baseline")));
    QMenu menu;
    strip->fillMenu(menu);
    QVERIFY(!menu.findChild<QAction *>(QStringLiteral("moveLeft"))->isEnabled());
    menu.findChild<QAction *>(QStringLiteral("moveRight"))->trigger();
    QCOMPARE(page.runs().refs().at(1), QStringLiteral("nightly-214"));
    QSignalSpy opened(&page, &DocumentPage::openRequested);
    QTest::keyClick(strip, Qt::Key_Return);
    QCOMPARE(opened.takeFirst(), (QVariantList{QStringLiteral("run"), QStringLiteral("nightly-214")}));
    QTest::keyClick(strip, Qt::Key_Delete);
    QCOMPARE(page.runs().refs().size(), 2);
    QVERIFY(!page.runs().baseline().isEmpty() && page.runs().baseline() != QStringLiteral("nightly-214"));
}

void tst_ComparePage::oneRunMissing()
{
    World world;
    ComparePage page(world.services(), all() + QStringLiteral(",no-such-run"));
    page.resize(1200, 800);
    page.show();
    settle(page);
    auto *problem = page.findChild<QLabel *>(QStringLiteral("compareProblem"));
    QVERIFY(problem->isVisible() && problem->text().contains(QStringLiteral("no-such-run")));
    QCOMPARE(page.heat().columnCount(), 3); // the others are compared all the same
    test::addRun(world.registry, QStringLiteral("no-such-run"), QStringLiteral("late"), {}, 0.5, 500);
    QTest::mouseClick(page.findChild<QPushButton *>(QStringLiteral("compareRetry")), Qt::LeftButton);
    QTRY_COMPARE(page.heat().columnCount(), 4);
    QVERIFY(!problem->isVisible());
}

void tst_ComparePage::loadingCanBeStopped()
{
    World world;
    world.registry.local.jobService.hold = true;
    ComparePage page(world.services(), all());
    page.show();
    QTRY_COMPARE(world.registry.local.jobService.waiting(), 3);
    world.registry.local.jobService.release();
    QTRY_VERIFY(page.runs().loaded(0));
    auto *stop = page.findChild<QPushButton *>(QStringLiteral("compareCancel"));
    QVERIFY(stop->isVisible());
    QTest::mouseClick(stop, Qt::LeftButton);
    QVERIFY(!stop->isVisible());
    world.registry.local.jobService.releaseAll(); // comes too late, and changes nothing
    QTRY_COMPARE(page.heat().columnCount(), 1);
    QVERIFY(page.findChild<QLabel *>(QStringLiteral("compareProblem"))->text().contains(QStringLiteral("stopped")));
    world.registry.local.jobService.hold = false;
    page.refresh();
    QTRY_COMPARE(page.heat().columnCount(), 3);
}

void tst_ComparePage::nothingToCompare()
{
    World world;
    ComparePage page(world.services(), QStringLiteral("new:"));
    page.show();
    QCOMPARE(page.findChild<QLabel *>(QStringLiteral("emptyTitle"))->text(), QStringLiteral("Nothing to Compare Yet"));
    QTest::mouseClick(page.findChild<QPushButton *>(QStringLiteral("emptyAction")), Qt::LeftButton);
    QVERIFY(page.findChild<RunPicker *>());
    QCOMPARE(world.saved.saves, 0);
}

void tst_ComparePage::savesItselfAndComesBack()
{
    World world;
    QString subject;
    {
        ComparePage page(world.services(), all());
        page.show();
        settle(page);
        page.runs().setBaseline(QStringLiteral("rc-1"));
        page.findChild<QTabWidget *>(QStringLiteral("compareTabs"))->setCurrentIndex(2);
        QTRY_VERIFY(page.subject().startsWith(QStringLiteral("saved:")));
        QTRY_COMPARE(SavedComparison::from(world.saved.stored[SavedComparison::kind()].first())->baseline, QStringLiteral("rc-1"));
        QTRY_COMPARE(SavedComparison::from(world.saved.stored[SavedComparison::kind()].first())->tab, QStringLiteral("flips"));
        subject = page.subject();
    }
    QCOMPARE(world.saved.stored[SavedComparison::kind()].size(), 1);
    ComparePage again(world.services(), subject);
    again.show();
    settle(again);
    QCOMPARE(again.subject(), subject);
    QCOMPARE(again.runs().refs(), (QStringList{QStringLiteral("nightly-207"), QStringLiteral("nightly-214"), QStringLiteral("rc-1")}));
    QCOMPARE(again.runs().baseline(), QStringLiteral("rc-1"));
    QCOMPARE(again.findChild<QTabWidget *>(QStringLiteral("compareTabs"))->currentIndex(), 2);
    ComparePage twice(world.services(), QStringLiteral("new:rc-1,nightly-214,nightly-207"));
    settle(twice);
    QTRY_COMPARE(world.saved.stored[SavedComparison::kind()].size(), 2); // another order is another comparison
    ComparePage same(world.services(), QStringLiteral("new:rc-1,nightly-214,nightly-207"));
    settle(same);
    QTRY_COMPARE(same.subject(), twice.subject()); // the same one is not
    QCOMPARE(world.saved.stored[SavedComparison::kind()].size(), 2);
}

/// While something is red nothing is called better, in words, signs and colours, until the user says so.
void tst_ComparePage::redBlocksBetter()
{
    World world;
    const auto record = [&world](const QString &id, int shots) {
        BenchmarkResult &result = world.registry.local.jobService.find(id)->results.benchmarks[0];
        QVariantMap notes = result.additionalInfo.toVariantMap();
        QVariantMap assay = notes.value(QStringLiteral("assay")).toMap();
        assay.insert(QStringLiteral("config"), QVariantMap{{QStringLiteral("dataset_sha256"), QStringLiteral("aaaa")}, {QStringLiteral("num_fewshot"), shots}});
        notes.insert(QStringLiteral("assay"), assay);
        result.additionalInfo = JsonText::fromVariantMap(notes);
    };
    record(QStringLiteral("nightly-207"), 5);
    record(QStringLiteral("nightly-214"), 0);
    ComparePage page(world.services(), QStringLiteral("new:nightly-207,nightly-214"));
    page.resize(1280, 800);
    page.show();
    settle(page);
    QCOMPARE(page.runs().comparability().light(), Light::Red);
    const auto judged = [&page] {
        QStringList said = test::spokenTexts(page);
        for (int row = 0; row < page.heat().rowCount(); ++row)
            said << page.heat().index(row, 1).data().toString() << page.heat().index(row, 1).data(HeatModel::ReadingRole).toString();
        const QString all = said.join(QLatin1Char('|'));
        return all.contains(QStringLiteral(" better")) || all.contains(QStringLiteral(" worse")) || all.contains(QStringLiteral("▼")) || page.heat().strength(page.heat().index(0, 1)) != 0;
    };
    QVERIFY(!judged());
    QCOMPARE(page.reportSubject(), QStringLiteral("compare:nightly-207,nightly-214"));
    const auto copied = [&page] {
        QTest::keyClick(page.findChild<HeatView *>(), Qt::Key_C, Qt::ControlModifier);
        return QApplication::clipboard()->text();
    };
    QVERIFY2(copied().contains(QStringLiteral("Not comparable: nightly-214.")) && !copied().contains(QStringLiteral("confirmed it")), qPrintable(copied()));
    auto *light = page.findChild<QToolButton *>(QStringLiteral("comparabilityLight"));
    QVERIFY(light->isVisible());
    QTest::mouseClick(light, Qt::LeftButton);
    auto *tree = page.findChild<QTreeWidget *>(QStringLiteral("comparabilityTree"));
    QVERIFY(tree->isVisible() && tree->topLevelItemCount() > 0);
    QCOMPARE(test::namelessControls(page), QStringList());
    test::savePictures(page, QStringLiteral("compare-red"));
    auto *confirm = page.findChild<QCheckBox *>(QStringLiteral("comparabilityConfirm"));
    QTest::keyClick(confirm, Qt::Key_Space);
    QTRY_VERIFY(judged());
    QCOMPARE(page.reportSubject(), QStringLiteral("compare:confirmed:nightly-207,nightly-214"));
    QVERIFY2(copied().contains(QStringLiteral("confirmed it")), qPrintable(copied()));
    const auto frames = page.findChildren<ChartFrame *>();
    QVERIFY(frames.size() >= 4);
    int told = 0;
    for (ChartFrame *frame : frames) {
        frame->actions()->copyData();
        told += QApplication::clipboard()->text().contains(QStringLiteral("confirmed it"));
    }
    QCOMPARE(told, int(frames.size()) - 1); // a history is no comparison with the baseline
    QTRY_VERIFY(SavedComparison::from(world.saved.stored[SavedComparison::kind()].first())->confirmed);
    page.findChild<QTabWidget *>(QStringLiteral("compareTabs"))->setCurrentIndex(5);
    auto *config = page.findChild<QTableView *>(QStringLiteral("configTable"));
    QVERIFY(config->isVisible());
    QVERIFY2(config->model()->index(0, 0).data().toString().startsWith(QStringLiteral("≠")), qPrintable(config->model()->index(0, 0).data().toString()));
    QTest::mouseClick(page.findChild<QCheckBox *>(QStringLiteral("configOnly")), Qt::LeftButton);
    QCOMPARE(config->model()->rowCount(), page.runs().config().isEmpty() ? 0 : int(std::count_if(page.runs().config().begin(), page.runs().config().end(), [](const ConfigDiffRow &row) { return row.differs; })));
    test::savePictures(page, QStringLiteral("compare-config"));
}

void tst_ComparePage::renamedWhereItStands()
{
    World world;
    ComparePage page(world.services(), all());
    page.show();
    settle(page);
    QTRY_VERIFY(!page.subject().startsWith(QStringLiteral("new:")));
    auto *title = page.findChild<QLineEdit *>(QStringLiteral("compareTitle"));
    title->setFocus();
    title->selectAll();
    QTest::keyClicks(title, QStringLiteral("Release decision"));
    QTest::keyClick(title, Qt::Key_Return);
    QCOMPARE(page.title(), QStringLiteral("Release decision"));
    QTRY_COMPARE(world.saved.stored[SavedComparison::kind()].first().title, QStringLiteral("Release decision"));
    world.saved.failWith = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")};
    QSignalSpy told(&page, &DocumentPage::messageRequested);
    title->setText(QStringLiteral("Other"));
    QTest::keyClick(title, Qt::Key_Return);
    QTRY_COMPARE(told.count(), 1);
    QVERIFY(told.first().first().value<UserMessage>().text.contains(QStringLiteral("The disk is full.")));
}

void tst_ComparePage::aComparisonThatIsGone()
{
    World world;
    ComparePage page(world.services(), QStringLiteral("saved:d99"));
    page.show();
    QTRY_COMPARE(page.findChild<QLabel *>(QStringLiteral("emptyTitle"))->text(), QStringLiteral("This Comparison Was Deleted"));
    QSignalSpy closed(&page, &DocumentPage::closeRequested);
    QTest::mouseClick(page.findChild<QPushButton *>(QStringLiteral("emptyAction")), Qt::LeftButton);
    QCOMPARE(closed.count(), 1);
}

void tst_ComparePage::flipsByClickAndKeys()
{
    World world;
    ComparePage page(world.services(), all());
    page.resize(1300, 800);
    page.show();
    settle(page);
    auto *heat = page.findChild<HeatView *>();
    heat->setFocus();
    heat->setCurrentIndex(page.heat().index(0, 1));
    QTest::keyClick(heat, Qt::Key_Return);
    QVERIFY(page.flips()->isVisible());
    auto *square = page.flips()->findChild<FlipChart *>();
    QTRY_COMPARE(square->data().lost, 30);
    QCOMPARE(square->data().gained, 4);
    QCOMPARE(square->data().bothRight, 130);
    QVERIFY(page.flips()->findChild<QLabel *>(QStringLiteral("flipSentence"))->text().contains(QStringLiteral("30 ")));
    auto *items = page.flips()->findChild<QTableView *>(QStringLiteral("flipItems"));
    QCOMPARE(items->model()->rowCount(), 200);
    QTRY_COMPARE(square->markCount(), 4);
    QTest::mouseClick(square->viewport(), Qt::LeftButton, {}, square->mapFromScene(square->marks().at(2).centre)); // gained
    QCOMPARE(items->model()->rowCount(), 4);
    QTest::mouseClick(square->viewport(), Qt::LeftButton, {}, square->mapFromScene(square->marks().at(2).centre)); // again: all
    QCOMPARE(items->model()->rowCount(), 200);
    items->setFocus();
    QCOMPARE(items->currentIndex().row(), 0);
    QTest::keyClick(items, Qt::Key_J);
    QCOMPARE(items->currentIndex().row(), 1);
    QTest::keyClick(items, Qt::Key_K);
    QCOMPARE(items->currentIndex().row(), 0);
    items->setCurrentIndex(items->model()->index(33, 0)); // the last flip; both wrong follow, then both right
    QTest::keyClick(items, Qt::Key_F);
    QCOMPARE(items->currentIndex().row(), 34);
    QTest::keyClick(items, Qt::Key_X); // none further
    QCOMPARE(items->currentIndex().row(), 34);
    items->setCurrentIndex(items->model()->index(0, 0));
    auto *before = page.flips()->findChild<QPlainTextEdit *>(QStringLiteral("answerBefore"));
    auto *after = page.flips()->findChild<QPlainTextEdit *>(QStringLiteral("answerAfter"));
    QTRY_COMPARE(before->toPlainText(), QStringLiteral("gemma-3-270m thinks: the sum is 41."));
    QTRY_COMPARE(after->toPlainText(), QStringLiteral("gemma-3-270m thinks: the sum is 40."));
    QVERIFY(before->extraSelections().isEmpty());
    QTest::keyClick(items, Qt::Key_D);
    QCOMPARE(before->extraSelections().size(), 1);
    QCOMPARE(before->extraSelections().first().cursor.selectedText(), QStringLiteral("41"));
}

void tst_ComparePage::gradedScoresHaveTheirOwnPictures()
{
    World world;
    ComparePage page(world.services(), all());
    page.resize(1300, 900);
    page.show();
    settle(page);
    page.findChild<QTabWidget *>(QStringLiteral("compareTabs"))->setCurrentIndex(2);
    auto *strip = page.flips()->findChild<QWidget *>(QStringLiteral("differenceChart"));
    auto *spread = page.flips()->findChild<QWidget *>(QStringLiteral("spreadChart"));
    QTRY_COMPARE(page.flips()->items().rowCount(), 200);
    QVERIFY(!strip->isVisible() && !spread->isVisible()); // right and wrong have no spread
    page.flips()->showItems(1, 1);
    QVERIFY(strip->isVisible() && spread->isVisible());
    page.flips()->showItems(2, 1);
    QVERIFY(page.flips()->findChild<QLabel *>(QStringLiteral("answerSentence"))->text().contains(QStringLiteral("no scores of single items")));
}

void tst_ComparePage::significantOnly()
{
    World world;
    ComparePage page(world.services(), QStringLiteral("new:nightly-207,nightly-214"));
    page.show();
    settle(page);
    auto *heat = page.findChild<HeatView *>();
    heat->setFocus();
    QTest::keyClick(heat, Qt::Key_G);
    QVERIFY(page.findChild<QCheckBox *>(QStringLiteral("significantOnly"))->isChecked());
    QVERIFY(page.heat().rowCount() < 3 && page.heat().rowCount() > 0);
    QVERIFY(page.findChild<QLabel *>(QStringLiteral("detectable"))->text().contains(QStringLiteral("not shown")));
    auto *dots = page.findChild<DotChart *>();
    QTRY_COMPARE(dots->data().rows.size(), page.heat().rowCount()); // the chart follows its table
    QTest::keyClick(heat, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("p (Holm)")));
    QTest::keyClick(heat, Qt::Key_G);
    QCOMPARE(page.heat().rowCount(), 3);
}

/// Kept with the comparison; the other views follow, but items are scored by the primary metric alone.
void tst_ComparePage::allMetricsAreAChoice()
{
    World world;
    for (Job &job : world.registry.local.jobService.stored) {
        QVariantMap metrics = job.results.benchmarks[0].metrics.toVariantMap();
        metrics.insert(QStringLiteral("f1"), 0.5);
        metrics.insert(QStringLiteral("f1_stderr"), 0.02);
        job.results.benchmarks[0].metrics = JsonText::fromVariantMap(metrics);
    }
    QString subject;
    {
        ComparePage page(world.services(), all());
        page.resize(1200, 800);
        page.show();
        settle(page);
        QCOMPARE(page.heat().rowCount(), 3);
        auto *choice = page.findChild<QComboBox *>(QStringLiteral("compareMetrics"));
        QVERIFY(choice->isVisible());
        choice->setFocus();
        QTest::keyClick(choice, Qt::Key_Down);
        QTRY_COMPARE(page.heat().rowCount(), 4);
        int f1 = -1;
        for (int row = 0; row < page.heat().rowCount(); ++row) {
            if (page.heat().row(row).metric == QStringLiteral("f1"))
                f1 = row;
        }
        QVERIFY(f1 >= 0 && !page.heat().row(f1).primary);
        QVERIFY(page.heat().headerData(f1, Qt::Vertical, Qt::DisplayRole).toString().contains(QStringLiteral("gsm8k · f1")));
        page.flips()->showItems(page.heat().sourceRow(f1), 1);
        auto *benchmark = page.findChild<QComboBox *>(QStringLiteral("flipBenchmark"));
        QCOMPARE(benchmark->count(), 3);
        QCOMPARE(benchmark->currentText(), QStringLiteral("gsm8k"));
        page.findChild<QTabWidget *>(QStringLiteral("compareTabs"))->setCurrentIndex(4);
        QCOMPARE(page.findChild<QComboBox *>(QStringLiteral("historyBenchmark"))->count(), 4);
        QTRY_VERIFY(page.subject().startsWith(QStringLiteral("saved:")));
        QTRY_VERIFY(SavedComparison::from(world.saved.stored[SavedComparison::kind()].first())->allMetrics);
        subject = page.subject();
    }
    ComparePage again(world.services(), subject);
    again.show();
    settle(again);
    QTRY_COMPARE(again.heat().rowCount(), 4);
    QCOMPARE(again.findChild<QComboBox *>(QStringLiteral("compareMetrics"))->currentIndex(), 1);
}

void tst_ComparePage::runsAreAdded()
{
    World world;
    ComparePage page(world.services(), QStringLiteral("new:nightly-207"));
    page.show();
    settle(page);
    QTest::mouseClick(page.findChild<QPushButton *>(QStringLiteral("compareAdd")), Qt::LeftButton);
    auto *picker = page.findChild<RunPicker *>();
    QVERIFY(picker);
    auto *rows = picker->findChild<QTableView *>(QStringLiteral("pickerTable"));
    QTRY_COMPARE(rows->model()->rowCount(), 2); // not the one that is there
    QTest::keyClicks(picker->findChild<QLineEdit *>(QStringLiteral("pickerSearch")), QStringLiteral("rc-1"));
    QCOMPARE(rows->model()->rowCount(), 1);
    QVERIFY(!picker->findChild<QPushButton *>(QStringLiteral("pickerAdd"))->isEnabled());
    rows->selectRow(0);
    QTest::mouseClick(picker->findChild<QPushButton *>(QStringLiteral("pickerAdd")), Qt::LeftButton);
    QTRY_COMPARE(page.heat().columnCount(), 2);
    QCOMPARE(page.runs().refs().last(), QStringLiteral("rc-1"));
}

/// Neither a run that is about to be deleted nor one that its server has no more.
void tst_ComparePage::offersOnlyRunsThatAreThere()
{
    World world;
    world.jobs.setKeeper([](const QString &) { return true; });
    QTRY_COMPARE(world.jobs.rowCount(), 3);
    RunPicker picker(world.jobs, {}, 12, nullptr);
    auto *rows = picker.findChild<QTableView *>(QStringLiteral("pickerTable"));
    QCOMPARE(rows->model()->rowCount(), 3);
    world.jobs.setHidden(QStringLiteral("rc-1"), true);
    QCOMPARE(rows->model()->rowCount(), 2);
    world.registry.local.jobService.stored.removeFirst();
    world.jobs.refresh();
    QTRY_COMPARE(rows->model()->rowCount(), 1);
    QVERIFY(world.jobs.row(world.jobs.rowOf(QStringLiteral("nightly-207"))).goneMs > 0);
    rows->selectRow(0);
    picker.findChild<QLineEdit *>(QStringLiteral("pickerSearch"))->setText(QStringLiteral("nightly"));
    QVERIFY(rows->selectionModel()->isRowSelected(0)); // what is found stays chosen
    QVERIFY(picker.findChild<QPushButton *>(QStringLiteral("pickerAdd"))->isEnabled());
}

void tst_ComparePage::listRenamesAndDeletes()
{
    World world;
    for (const char *title : {"Older", "Newer"}) {
        SavedComparison comparison;
        comparison.title = QLatin1String(title);
        comparison.runs = {QStringLiteral("nightly-207"), QStringLiteral("rc-1")};
        comparison.names = comparison.runs;
        world.saved.save(SavedComparison::kind(), comparison.document());
    }
    CompareListPage page(world.saved);
    page.resize(900, 400);
    page.show();
    QTRY_COMPARE(page.model().rowCount(), 2);
    QCOMPARE(page.model().comparison(0).title, QStringLiteral("Newer"));
    auto *table = page.findChild<QTableView *>(QStringLiteral("savedComparisons"));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_F2);
    auto *editor = table->findChild<QLineEdit *>();
    QVERIFY(editor);
    QTest::keyClicks(editor, QStringLiteral("Renamed"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(world.saved.stored[SavedComparison::kind()].value(QStringLiteral("d2")).title, QStringLiteral("Renamed"));
    QSignalSpy told(&page, &DocumentPage::messageRequested);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Delete);
    QCOMPARE(page.model().rowCount(), 1);
    QCOMPARE(world.saved.stored[SavedComparison::kind()].size(), 1);
    const auto message = told.takeFirst().first().value<UserMessage>();
    message.actions.first().run(); // undo
    QTRY_COMPARE(page.model().rowCount(), 2);
    QSignalSpy opened(&page, &DocumentPage::openRequested);
    QTest::mouseClick(page.findChild<QPushButton *>(QStringLiteral("comparisonOpen")), Qt::LeftButton);
    QVERIFY(opened.first().at(1).toString().startsWith(QStringLiteral("saved:d")));
    QCOMPARE(test::namelessControls(page), QStringList());
}

void tst_ComparePage::pictures()
{
    World world;
    ComparePage page(world.services(), all());
    page.resize(1280, 800);
    page.show();
    settle(page);
    auto *tabs = page.findChild<QTabWidget *>(QStringLiteral("compareTabs"));
    auto *heat = page.findChild<HeatView *>();
    heat->setFocus();
    heat->setCurrentIndex(page.heat().index(0, 1));
    // The other tabs are charts: tst_Charts has their pictures.
    test::savePictures(page, QStringLiteral("compare-heat"));
    tabs->setCurrentIndex(2);
    QTRY_VERIFY(!page.findChild<QPlainTextEdit *>(QStringLiteral("answerAfter"))->toPlainText().isEmpty());
    test::savePictures(page, QStringLiteral("compare-flips"));
    page.flips()->showItems(1, 1);
    tabs->setCurrentIndex(2);
    QTest::qWait(1);
    test::savePictures(page, QStringLiteral("compare-flips-graded"));
}

ASSAY_TEST(tst_ComparePage)
#include "tst_ComparePage.moc"
