#include "services/verdict/RetryJobs.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeTriageStore.h"
#include "tests/support/PageProbe.h"
#include "tests/support/Places.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/run/SampleDetail.h"
#include "ui/pages/run/SamplesTab.h"
#include "ui/pages/run/StatePanel.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace assay;
using test::jobOf;

static const QString id = QStringLiteral("job-1");

/// The samples of a run, by keyboard: filter expressions, what is shown of a sample, and what is noted about it.
class tst_RunSamples : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup()
    {
        m_page.reset();
        m_run.reset();
    }
    void expressionAndItsProblem();
    void rightByTheMetricsDirection();
    void measurementsAreNeitherRightNorWrong();
    void completes();
    void searchShowsItsProgress();
    void slicesFilter();
    void columnsAreChosen();
    void differenceToTargetAndRun();
    void longSampleComesWhole();
    void lateTextsStayWithTheirRow();
    void keepsWhatWasChosen();
    void nothingOldWhileARowLoads();
    void retriedInAnotherJob();
    void reasonsByKeys();
    void notesAndTags();
    void refusedNoteStaysAtHand();
    void refusedNoteWaitsForItsSample();
    void refusedByTheStore();
    void typedNoteStaysWithItsBenchmark();
    void keptAndMadeABenchmark();
    void blindHidesTheJudge();
    void copies();
    void everyControlHasAName();
    void withoutTriage();
    void pictures();

private:
    template<typename T>
    T *find(const char *name)
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    void open(bool triage = true, int samples = 120, const QString &metric = QStringLiteral("accuracy"));
    void key(int code) { QTest::keyClick(m_table, Qt::Key(code)); }
    void type(const QString &expression)
    {
        auto *line = find<QLineEdit>("sampleSearch");
        line->clear();
        QTest::keyClicks(line, expression);
        QTest::keyClick(line, Qt::Key_Return);
    }

    std::unique_ptr<test::FakeConnection> m_connection;
    std::unique_ptr<test::FakeTriageStore> m_store;
    std::unique_ptr<test::StillClock> m_clock;
    std::unique_ptr<RunModel> m_run;
    std::unique_ptr<SamplesTab> m_page;
    QTableView *m_table = nullptr;
};

void tst_RunSamples::init()
{
    m_connection = std::make_unique<test::FakeConnection>();
    m_store = std::make_unique<test::FakeTriageStore>();
    m_clock = std::make_unique<test::StillClock>();
    m_connection->jobService.sampleRows[{id, 0}] = test::samplesOf(120);
}

void tst_RunSamples::open(bool triage, int samples, const QString &metric)
{
    const Job other = jobOf(RunState::Completed, {{QStringLiteral("facts-v1"), QStringLiteral("accuracy"), 0.7, 120, 0.6}}, QStringLiteral("job-2"));
    m_connection->jobService.stored = {jobOf(RunState::Completed, {{QStringLiteral("facts-v1"), metric, 0.6, samples, 0.6, metricInfo(metric).lowerIsBetter}}, id), other};
    if (samples != 120)
        m_connection->jobService.sampleRows[{id, 0}] = test::samplesOf(samples);
    m_run = std::make_unique<RunModel>(m_connection->jobService, nullptr, id, *m_clock);
    m_run->refresh();
    m_page = std::make_unique<SamplesTab>(*m_run, m_connection->jobService, m_connection->abilities, triage ? m_store.get() : nullptr);
    m_page->resize(1300, 850);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_VERIFY(m_run->hasJob());
    m_table = find<QTableView>("sampleTable");
    QTRY_COMPARE(m_table->model()->rowCount(), samples);
    m_table->setFocus();
    m_table->setCurrentIndex(m_table->model()->index(0, 0));
}

void tst_RunSamples::expressionAndItsProblem()
{
    open();
    type(QStringLiteral("score<0.5 not extracted:none"));
    QTRY_VERIFY(m_table->model()->rowCount() > 0 && m_table->model()->rowCount() < 60);
    auto *problem = find<QLabel>("sampleQueryProblem");
    QVERIFY(problem->isHidden());
    const int rows = m_table->model()->rowCount();
    type(QStringLiteral("score<0.5 beauty>3"));
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(QStringLiteral("beauty")) && problem->text().contains(QStringLiteral("11")), qPrintable(problem->text()));
    type(QStringLiteral("score<0.5 not extracted:none"));
    QTRY_VERIFY(problem->isHidden());
    QTRY_COMPARE(m_table->model()->rowCount(), rows);
    QTest::keyClick(find<QLineEdit>("sampleSearch"), Qt::Key_Escape);
    QTRY_COMPARE(m_table->model()->rowCount(), 120);
}

void tst_RunSamples::rightByTheMetricsDirection()
{
    open(true, 120, QStringLiteral("toxicity"));
    const auto *model = m_table->model();
    const auto verdict = [model](int row) { return model->index(row, SampleModel::VerdictColumn).data().toString(); };
    QTRY_COMPARE(verdict(0), QStringLiteral("✗ Fail")); // its score is 1
    QTRY_COMPARE(verdict(2), QStringLiteral("✓ Pass"));
    find<QToolButton>("filterFailed")->click();
    QTRY_VERIFY(model->rowCount() > 60);
    QTRY_COMPARE(verdict(0), QStringLiteral("✗ Fail"));
    m_table->setFocus();
    m_table->setCurrentIndex(model->index(0, 0));
    key(Qt::Key_F);
    QTRY_COMPARE(m_table->currentIndex().row(), 1);
}

void tst_RunSamples::measurementsAreNeitherRightNorWrong()
{
    open(true, 120, QStringLiteral("latency_ms"));
    QTRY_VERIFY(!find<QToolButton>("filterFailed")->isEnabled() && !find<QToolButton>("filterPassed")->isEnabled());
    m_page->setFilter(SampleQuery::Filter::Failed); // as a failed gate asks
    QVERIFY(find<QToolButton>("filterAll")->isChecked());
    QTRY_COMPARE(m_table->model()->index(0, SampleModel::VerdictColumn).data().toString(), QStringLiteral("· Measured"));
}

void tst_RunSamples::completes()
{
    open();
    auto *line = find<QLineEdit>("sampleSearch");
    line->setFocus();
    QTest::keyClicks(line, QStringLiteral("score<0.5 meta.c"));
    auto *popup = m_page->findChild<QAbstractItemView *>(QStringLiteral("sampleCompletions"));
    if (!popup) { // a popup is a window of its own
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (widget->objectName() == QLatin1String("sampleCompletions"))
                popup = qobject_cast<QAbstractItemView *>(widget);
        }
    }
    QVERIFY(popup);
    QTRY_VERIFY(popup->isVisible());
    QCOMPARE(popup->model()->rowCount(), 1);
    QTest::keyClick(popup, Qt::Key_Down);
    QTest::keyClick(popup, Qt::Key_Return);
    QCOMPARE(line->text(), QStringLiteral("score<0.5 meta.category"));
}

void tst_RunSamples::searchShowsItsProgress()
{
    open(true, 1200);
    m_connection->jobService.hold = true;
    type(QStringLiteral("prompt~/much/"));
    QTRY_COMPARE(m_connection->jobService.waiting(), qsizetype(1));
    m_connection->jobService.release();
    auto *progress = find<QLabel>("sampleSearchProgress");
    const QLocale locale;
    QTRY_VERIFY(progress->text().contains(locale.toString(256)) && progress->text().contains(locale.toString(1200)));
    QVERIFY(progress->isVisible());
    QCOMPARE(m_table->model()->rowCount(), 256); // what was found is there already
    find<QToolButton>("sampleSearchStop")->click();
    QVERIFY(progress->text().contains(QStringLiteral("Stopped")));
    m_connection->jobService.hold = false;
    m_connection->jobService.releaseAll();
}

void tst_RunSamples::slicesFilter()
{
    m_connection->jobService.facets[QStringLiteral("category")] = {{QStringLiteral("sums"), 98, 98, true, 70, 70}, {QString(), 22, 20, true, 0, 0}};
    open();
    find<QToolButton>("sampleSlices")->click();
    auto *slices = find<QTableView>("sliceTable");
    QTRY_COMPARE(slices->model()->rowCount(), 2);
    QCOMPARE(find<QComboBox>("sliceColumn")->currentText(), QStringLiteral("category"));
    slices->setFocus();
    slices->setCurrentIndex(slices->model()->index(1, 0));
    QTest::keyClick(slices, Qt::Key_Return);
    QCOMPARE(find<QLineEdit>("sampleSearch")->text(), QStringLiteral("meta.\"category\":none"));
    QTRY_VERIFY(m_table->model()->rowCount() < 30 && m_table->model()->rowCount() > 0);
}

void tst_RunSamples::columnsAreChosen()
{
    open();
    const auto column = [this](const QString &title) {
        for (int i = 0; i < m_table->model()->columnCount(); ++i) {
            if (m_table->model()->headerData(i, Qt::Horizontal).toString() == title)
                return i;
        }
        return -1;
    };
    QVERIFY(m_table->isColumnHidden(column(QStringLiteral("category"))));
    QVERIFY(m_table->isColumnHidden(column(QStringLiteral("Prompt Tokens"))));
    QVERIFY(!m_table->isColumnHidden(column(QStringLiteral("Reason"))));
    QMenu *menu = find<QToolButton>("sampleColumns")->menu();
    Q_EMIT menu->aboutToShow();
    for (QAction *action : menu->actions()) {
        if (action->text() == QStringLiteral("meta.category") || action->text() == QStringLiteral("Latency"))
            action->trigger();
    }
    QVERIFY(!m_table->isColumnHidden(column(QStringLiteral("category"))));
    QVERIFY(m_table->isColumnHidden(column(QStringLiteral("Latency"))));
    // The server sorts by what samples have of their own; another benchmark may not have it.
    QHeaderView *header = m_table->horizontalHeader();
    const int category = column(QStringLiteral("category"));
    m_table->scrollTo(m_table->model()->index(0, category));
    QTest::mouseClick(header->viewport(), Qt::LeftButton, Qt::NoModifier, QPoint(header->sectionViewportPosition(category) + header->sectionSize(category) / 2, header->height() / 2));
    QCOMPARE(m_connection->jobService.sampleCalls.last().sort, QStringLiteral("meta.category"));
    QCOMPARE(header->sortIndicatorSection(), category);
    m_page->model().setSource(id, 1);
    QCOMPARE(header->sortIndicatorSection(), int(SampleModel::OrdinalColumn));
}

void tst_RunSamples::differenceToTargetAndRun()
{
    QList<Sample> others = test::samplesOf(120);
    others[0].response = QStringLiteral("Let me see: it is 7, I think.");
    m_connection->jobService.sampleRows[{QStringLiteral("job-2"), 0}] = others;
    open();
    key(Qt::Key_D);
    auto *text = find<QPlainTextEdit>("sampleDiff");
    QTRY_VERIFY(text->isVisibleTo(m_page.get()));
    QCOMPARE(text->toPlainText(), QStringLiteral("{+Let me see: it is }1{+, I think.}")); // the target is "1"
    auto *with = find<QComboBox>("sampleDiffWith");
    QTRY_COMPARE(with->count(), 2);
    with->setCurrentIndex(1);
    QTRY_COMPARE(text->toPlainText(), QStringLiteral("Let me see: it is [−7]{+1}, I think."));
    key(Qt::Key_D);
    QVERIFY(!text->isVisibleTo(m_page.get()));
}

/// Rows hold the beginnings of long texts; the sample that is looked at is read on its own, and whole when that is wanted.
void tst_RunSamples::longSampleComesWhole()
{
    QList<Sample> rows = test::samplesOf(120);
    rows[0].cutBytes = 5'000'000;
    m_connection->jobService.sampleRows[{id, 0}] = rows;
    open();
    QTRY_COMPARE(m_connection->jobService.sampleCalls.last().itemKeys.size(), 1);
    QVERIFY(m_connection->jobService.sampleCalls.last().textChars > 100'000);
    auto *all = find<QToolButton>("sampleShowAll");
    QTRY_VERIFY(all->isVisibleTo(m_page.get()));
    rows[0].cutBytes = 0;
    rows[0].response = QStringLiteral("all of it");
    m_connection->jobService.sampleRows[{id, 0}] = rows;
    all->click();
    QTRY_COMPARE(find<QPlainTextEdit>("sampleResponse")->toPlainText(), QStringLiteral("all of it"));
    QCOMPARE(m_connection->jobService.sampleCalls.last().textChars, 0);
    QVERIFY(!all->isVisibleTo(m_page.get()));
}

/// Who goes on before a long sample came looks at the next one, not at that.
void tst_RunSamples::lateTextsStayWithTheirRow()
{
    QList<Sample> rows = test::samplesOf(120);
    rows[0].cutBytes = 5'000'000;
    m_connection->jobService.sampleRows[{id, 0}] = rows;
    open();
    auto *all = find<QToolButton>("sampleShowAll");
    QTRY_VERIFY(all->isVisibleTo(m_page.get()));
    m_connection->jobService.hold = true;
    all->click();
    key(Qt::Key_J);
    QTRY_VERIFY(find<QLabel>("sampleHeading")->text().startsWith(QStringLiteral("Sample 2 ")));
    m_connection->jobService.hold = false;
    m_connection->jobService.releaseAll();
    QCoreApplication::processEvents();
    QVERIFY2(find<QLabel>("sampleHeading")->text().startsWith(QStringLiteral("Sample 2 ")), qPrintable(find<QLabel>("sampleHeading")->text()));
}

void tst_RunSamples::keepsWhatWasChosen()
{
    QList<Sample> rows = test::samplesOf(120);
    rows[0].cutBytes = rows[1].cutBytes = 5'000'000;
    m_connection->jobService.sampleRows[{id, 0}] = rows;
    open();
    QTRY_COMPARE(m_connection->jobService.sampleCalls.last().itemKeys.size(), 1);
    m_connection->jobService.sampleRows[{id, 0}] = test::samplesOf(120); // read on its own a sample is whole
    m_connection->jobService.hold = true;
    key(Qt::Key_A);
    key(Qt::Key_J); // its texts are asked for too
    m_connection->jobService.hold = false;
    m_connection->jobService.releaseAll();
    QTRY_COMPARE(m_store->kept.size(), 1);
    QCOMPARE(m_store->kept.first().key.itemKey, QStringLiteral("id:q0"));
}

void tst_RunSamples::nothingOldWhileARowLoads()
{
    open(true, 1200);
    QTRY_VERIFY(find<QLabel>("sampleHeading")->text().startsWith(QStringLiteral("Sample 1 ")));
    m_connection->jobService.hold = true;
    m_table->setCurrentIndex(m_table->model()->index(1100, 0));
    QCOMPARE(find<QLabel>("sampleHeading")->text(), QStringLiteral("Loading…"));
    QVERIFY(find<QPlainTextEdit>("sampleResponse")->toPlainText().isEmpty());
    key(Qt::Key_3); // about no sample
    QVERIFY(m_store->noted.isEmpty());
    QTRY_VERIFY(m_connection->jobService.waiting() > 0);
    m_connection->jobService.hold = false;
    m_connection->jobService.releaseAll();
    QTRY_VERIFY(find<QLabel>("sampleHeading")->text().startsWith(QStringLiteral("Sample 1101 ")));
}

/// On a server that cannot retry inside a job the samples that count lie in another one, at another place.
void tst_RunSamples::retriedInAnotherJob()
{
    Job first = jobOf(RunState::PartiallyFailed, {{QStringLiteral("facts-v1"), QStringLiteral("accuracy"), 0.6, 120, 0.6},
                                                  {QStringLiteral("sums-v1"), QStringLiteral("accuracy"), 0.2, 5, 0.6, false, RunState::Failed}}, id);
    Job again = jobOf(RunState::Completed, {{QStringLiteral("sums-v1"), QStringLiteral("accuracy"), 0.8, 7, 0.6}}, QStringLiteral("job-9"));
    const Job asked = retryJob(first, {1});
    again.tags = asked.tags;
    again.custom = asked.custom;
    m_connection->jobService.sampleRows[{id, 1}] = test::samplesOf(5);
    m_connection->jobService.sampleRows[{QStringLiteral("job-9"), 0}] = test::samplesOf(7);
    m_connection->jobService.stored = {again, first};
    m_run = std::make_unique<RunModel>(m_connection->jobService, nullptr, id, *m_clock);
    m_run->setFindsRetries(true);
    m_run->refresh();
    QTRY_VERIFY(m_run->isMerged());
    m_page = std::make_unique<SamplesTab>(*m_run, m_connection->jobService, m_connection->abilities, m_store.get());
    m_page->resize(1300, 850);
    m_page->show();
    m_table = find<QTableView>("sampleTable");
    m_page->showBenchmark(1);
    QTRY_COMPARE(m_table->model()->rowCount(), 7);
    QCOMPARE(m_page->benchmarkIndex(), 1);
    m_table->setCurrentIndex(m_table->model()->index(0, 0));
    key(Qt::Key_3);
    QTRY_COMPARE(m_store->noted.size(), 1);
    QCOMPARE(m_store->noted.first().first.jobId, QStringLiteral("job-9")); // where the answer is
    // The first attempt can be compared with, also after another benchmark was chosen while differences are shown.
    key(Qt::Key_D);
    auto *with = find<QComboBox>("sampleDiffWith");
    QTRY_COMPARE(with->count(), 2);
    m_page->showBenchmark(0);
    QTRY_COMPARE(m_table->model()->rowCount(), 120);
    m_page->showBenchmark(1);
    QTRY_COMPARE(m_table->model()->rowCount(), 7);
    QTRY_COMPARE(with->count(), 2);
}

void tst_RunSamples::reasonsByKeys()
{
    open();
    find<QToolButton>("sampleQueue")->click();
    QTRY_VERIFY(m_table->model()->rowCount() > 5 && m_table->model()->rowCount() < 60);
    QVERIFY(find<QToolButton>("filterFailed")->isChecked());
    m_table->setCurrentIndex(m_table->model()->index(0, 0));
    key(Qt::Key_3);
    QCOMPARE(m_table->currentIndex().row(), 1); // the next to do
    key(Qt::Key_1);
    QTRY_COMPARE(m_store->noted.size(), 2);
    QCOMPARE(m_store->noted.first().second.reason, 3);
    QCOMPARE(m_store->noted.first().second.key.itemKey, QStringLiteral("id:q2")); // the first wrong one
    QVERIFY(m_table->model()->index(0, SampleModel::ReasonColumn).data().toString().startsWith(QLatin1Char('3')));
    QTest::keyClick(m_table, Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(m_store->noted.size(), 1);
    find<QToolButton>("sampleQueue")->click();
    QTRY_COMPARE(m_table->model()->rowCount(), 120);
    // In the panel: counts, and Enter shows the samples.
    find<QToolButton>("sampleTriage")->click();
    auto *reasons = find<QTableView>("reasonTable");
    QTRY_COMPARE(reasons->model()->index(2, 1).data().toString(), QStringLiteral("1"));
    reasons->setFocus();
    reasons->setCurrentIndex(reasons->model()->index(2, 0));
    QTest::keyClick(reasons, Qt::Key_Return);
    QTRY_COMPARE(m_table->model()->rowCount(), 1);
}

void tst_RunSamples::notesAndTags()
{
    open();
    key(Qt::Key_N);
    auto *note = find<QLineEdit>("sampleNote");
    QVERIFY(note->hasFocus());
    QTest::keyClicks(note, QStringLiteral("odd units"));
    QTest::keyClick(note, Qt::Key_Return);
    QVERIFY(m_table->hasFocus());
    QTRY_COMPARE(m_store->noted.size(), 1);
    QCOMPARE(m_store->noted.first().second.note, QStringLiteral("odd units"));
    key(Qt::Key_T);
    auto *tags = find<QLineEdit>("sampleTags");
    QTest::keyClicks(tags, QStringLiteral("units, later"));
    QTest::keyClick(tags, Qt::Key_Return);
    QTRY_COMPARE(m_store->noted.first().second.tags, (QStringList{QStringLiteral("units"), QStringLiteral("later")}));
    key(Qt::Key_N);
    QTest::keyClicks(note, QStringLiteral(" nonsense"));
    QTest::keyClick(note, Qt::Key_Escape); // taken back
    QVERIFY(m_table->hasFocus());
    QCOMPARE(note->text(), QStringLiteral("odd units"));
    key(Qt::Key_J);
    QTRY_VERIFY(note->text().isEmpty());
    key(Qt::Key_K);
    QTRY_COMPARE(note->text(), QStringLiteral("odd units"));
    QCOMPARE(m_store->noted.size(), 1);
}

/// What cannot be noted yet neither goes on to the next nor loses what was typed.
void tst_RunSamples::refusedNoteStaysAtHand()
{
    m_store->failReading = Error{Error::Kind::Storage, QStringLiteral("The notes cannot be read.")};
    open();
    find<QToolButton>("sampleQueue")->click();
    QTRY_VERIFY(m_table->model()->rowCount() > 5 && m_table->model()->rowCount() < 60);
    m_table->setCurrentIndex(m_table->model()->index(0, 0));
    key(Qt::Key_3);
    QCOMPARE(m_table->currentIndex().row(), 0);
    auto *hint = find<QLabel>("sampleHint");
    QVERIFY2(hint->text().startsWith(QStringLiteral("Not kept")), qPrintable(hint->text()));
    auto *note = find<QLineEdit>("sampleNote");
    key(Qt::Key_N);
    QTest::keyClicks(note, QStringLiteral("odd units"));
    QTest::keyClick(note, Qt::Key_Return);
    QVERIFY(m_table->hasFocus());
    QTest::mouseClick(find<QToolButton>("reason2"), Qt::LeftButton);
    QVERIFY(!find<QToolButton>("reason2")->isChecked());
    QCOMPARE(note->text(), QStringLiteral("odd units"));
    m_store->failReading.reset();
    m_table->setFocus();
    key(Qt::Key_3); // refused once more, and the notes are read again
    QTRY_COMPARE(m_store->noted.size(), 1);
    QCOMPARE(m_store->noted.first().second.note, QStringLiteral("odd units"));
}

/// Also when the reader has gone on to another sample.
void tst_RunSamples::refusedNoteWaitsForItsSample()
{
    m_store->failReading = Error{Error::Kind::Storage, QStringLiteral("The notes cannot be read.")};
    open();
    auto *note = find<QLineEdit>("sampleNote");
    key(Qt::Key_N);
    QTest::keyClicks(note, QStringLiteral("odd units"));
    QTest::keyClick(note, Qt::Key_Return);
    QVERIFY(m_table->hasFocus());
    key(Qt::Key_Down);
    QCOMPARE(note->text(), QString());
    key(Qt::Key_Up);
    QCOMPARE(note->text(), QStringLiteral("odd units"));
    key(Qt::Key_Down);
    m_store->failReading.reset();
    key(Qt::Key_3); // refused once more, and the notes are read again
    QTRY_COMPARE(m_store->noted.size(), 1);
    QCOMPARE(m_store->noted.first().second.note, QStringLiteral("odd units"));
}

void tst_RunSamples::refusedByTheStore()
{
    open();
    m_store->failWith = Error{Error::Kind::Storage, QStringLiteral("The disk is full.")};
    auto *note = find<QLineEdit>("sampleNote");
    key(Qt::Key_N);
    QTest::keyClicks(note, QStringLiteral("odd units"));
    QTest::keyClick(note, Qt::Key_Return);
    QTRY_VERIFY(find<QLabel>("sampleHint")->text().contains(QStringLiteral("The disk is full.")));
    QCOMPARE(note->text(), QStringLiteral("odd units"));
    QVERIFY(m_store->noted.isEmpty());
    m_store->failWith.reset();
    key(Qt::Key_N);
    QTest::keyClick(note, Qt::Key_Return);
    QTRY_COMPARE(m_store->noted.size(), 1);
    QCOMPARE(m_store->noted.first().second.note, QStringLiteral("odd units"));
}

/// Also when another benchmark is shown while it is typed.
void tst_RunSamples::typedNoteStaysWithItsBenchmark()
{
    m_connection->jobService.sampleRows[{id, 1}] = test::samplesOf(5);
    m_connection->jobService.stored = {jobOf(RunState::Completed, {{QStringLiteral("facts-v1"), QStringLiteral("accuracy"), 0.6, 120, 0.6},
                                                                   {QStringLiteral("sums-v1"), QStringLiteral("accuracy"), 0.8, 5, 0.6}}, id)};
    m_run = std::make_unique<RunModel>(m_connection->jobService, nullptr, id, *m_clock);
    m_run->refresh();
    m_page = std::make_unique<SamplesTab>(*m_run, m_connection->jobService, m_connection->abilities, m_store.get());
    m_page->resize(1300, 850);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    m_table = find<QTableView>("sampleTable");
    QTRY_COMPARE(m_table->model()->rowCount(), 120);
    m_table->setCurrentIndex(m_table->model()->index(2, 0));
    auto *note = find<QLineEdit>("sampleNote");
    QTRY_VERIFY(note->isEnabled());
    note->setFocus();
    QTest::keyClicks(note, QStringLiteral("odd units"));
    m_page->showBenchmark(1);
    QTRY_COMPARE(m_store->noted.size(), 1);
    QCOMPARE(m_store->noted.first().first.benchmarkIndex, 0);
    QCOMPARE(m_store->noted.first().second.key.itemKey, QStringLiteral("id:q2"));
    QCOMPARE(m_store->noted.first().second.note, QStringLiteral("odd units"));
    QTRY_COMPARE(m_table->model()->rowCount(), 5);
    QVERIFY(note->text().isEmpty());
}

void tst_RunSamples::keptAndMadeABenchmark()
{
    open();
    key(Qt::Key_A);
    key(Qt::Key_J);
    key(Qt::Key_A);
    QTRY_COMPARE(m_store->kept.size(), 2);
    QCOMPARE(m_store->kept.first().benchmarkId, QStringLiteral("facts-v1"));
    key(Qt::Key_A); // out again
    QTRY_COMPARE(m_store->kept.size(), 1);
    find<QToolButton>("sampleTriage")->click();
    QTRY_VERIFY(find<QPushButton>("makeBenchmark")->isEnabled());
    auto *name = find<QLineEdit>("setName");
    name->setFocus();
    name->selectAll();
    QTest::keyClicks(name, QStringLiteral("Known bugs"));
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(m_connection->jobService.tasks.contains(QStringLiteral("known-bugs")));
    QTRY_VERIFY(find<QLabel>("setSaid")->text().contains(QStringLiteral("known-bugs")));
}

void tst_RunSamples::blindHidesTheJudge()
{
    open();
    QVERIFY(find<QLabel>("sampleHeading")->text().contains(QStringLiteral("Pass")));
    find<QToolButton>("sampleBlind")->click();
    QVERIFY(!find<QLabel>("sampleHeading")->text().contains(QStringLiteral("Pass")));
    QVERIFY(m_table->isColumnHidden(SampleModel::VerdictColumn) && m_table->isColumnHidden(SampleModel::ScoreColumn));
    QVERIFY(!find<QTableView>("sampleScores")->isVisibleTo(m_page.get()));
    find<QToolButton>("sampleTriage")->click();
    m_table->setFocus();
    key(Qt::Key_R);
    key(Qt::Key_J);
    key(Qt::Key_W);
    auto *sentence = find<QLabel>("calibrationSentence");
    QTRY_VERIFY2(sentence->text().contains(QStringLiteral("2 label")), qPrintable(sentence->text()));
    QVERIFY(find<QLabel>("calibrationTable")->text().contains(QStringLiteral("Only the judge says right: 1")));
    find<QToolButton>("sampleBlind")->click();
    QVERIFY(!m_table->isColumnHidden(SampleModel::VerdictColumn));
}

void tst_RunSamples::copies()
{
    open();
    for (QAction *action : find<QToolButton>("sampleCopy")->menu()->actions()) {
        action->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("id:q0")));
    }
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("### Sample 1")));
}

void tst_RunSamples::everyControlHasAName()
{
    open();
    find<QToolButton>("sampleTriage")->click();
    find<QToolButton>("sampleSlices")->click();
    QCoreApplication::processEvents();
    const QStringList complaints =
        test::namelessControls(*m_page) + test::namelessHeaders(*m_page) + test::clippedTexts(*m_page);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(QLatin1Char('\n'))));
}

void tst_RunSamples::withoutTriage()
{
    open(false);
    QVERIFY(!find<QToolButton>("sampleTriage"));
    QVERIFY(m_table->isColumnHidden(SampleModel::ReasonColumn));
    key(Qt::Key_3);
    QVERIFY(m_store->noted.isEmpty());
}

void tst_RunSamples::pictures()
{
    m_connection->jobService.facets[QStringLiteral("category")] = {{QStringLiteral("sums"), 98, 98, true, 70, 70}, {QString(), 22, 20, true, 0, 0}};
    open();
    key(Qt::Key_3);
    key(Qt::Key_A);
    key(Qt::Key_J);
    key(Qt::Key_W);
    key(Qt::Key_J);
    key(Qt::Key_1);
    key(Qt::Key_D);
    find<QToolButton>("sampleTriage")->click();
    QTRY_VERIFY(find<QLabel>("calibrationSentence")->text().contains(QStringLiteral("label")));
    QCoreApplication::processEvents();
    test::savePictures(*m_page, QStringLiteral("samples-triage"));
    find<QToolButton>("sampleTriage")->click();
    find<QToolButton>("sampleSlices")->click();
    type(QStringLiteral("score<0.5 beauty>3"));
    QTRY_VERIFY(find<QLabel>("sampleQueryProblem")->isVisible());
    test::savePictures(*m_page, QStringLiteral("samples-slices"));
    QVERIFY(QFile::exists(test::artifact("/samples-slices-dark@2x.png")));
}

ASSAY_TEST(tst_RunSamples)
#include "tst_RunSamples.moc"
