#include "models/jobs/JobListModel.h"
#include "tests/support/CompareFixtures.h"
#include "tests/support/FakeSavedDocuments.h"
#include "tests/support/FakeTriageStore.h"
#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"
#include "ui/charts/FlipChart.h"
#include "ui/pages/compare/AnswerPair.h"
#include "ui/pages/compare/ComparePage.h"
#include "ui/pages/compare/FlipsTab.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace assay;

static const QString before = QStringLiteral("nightly-207"), after = QStringLiteral("nightly-214");

/// What is noted about flips, by the keys of the samples' page, and the way through those that nothing was noted about.
class tst_CompareTriage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), false); }
    void init();
    void cleanup()
    {
        m_page.reset();
        m_world.reset();
    }
    void notesByKeys();
    void throughTheFlips();
    void refusedReasonStays();
    void notesDrawNothingAgain();
    void keepsTheWholeSample();
    void asksForWhatIsShown();
    void saysWhetherAnAnswerWasFound();
    void withoutTriage();
    void pictures();

private:
    struct World {
        World()
        {
            // 30 lost, 4 gained.
            test::addRun(registry, before, QStringLiteral("gemma-3-270m"), test::range(0, 40), 0.42, 512);
            test::addRun(registry, after, QStringLiteral("gemma-3-270m"), test::range(4, 70), 0.43, 530);
            jobs.addConnection(QStringLiteral("local"), QStringLiteral("Local engine"), registry.local.jobService);
            jobs.refresh();
        }
        QList<Sample> &samples() { return registry.local.jobService.sampleRows[{after, 0}]; }
        test::FakeRegistry registry;
        JobListModel jobs;
        test::FakeSavedDocuments saved;
        test::FakeTriageStore triage;
    };
    void open(bool triage = true);
    template<typename T>
    T *find(const char *name)
    {
        return m_page->flips()->findChild<T *>(QLatin1String(name));
    }
    void key(int code, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_items, Qt::Key(code), modifiers); }
    QString noted(int row) const { return m_items->model()->index(row, FlipItemsModel::NotedColumn).data().toString(); }

    std::unique_ptr<World> m_world;
    std::unique_ptr<ComparePage> m_page;
    QTableView *m_items = nullptr;
};

void tst_CompareTriage::init()
{
    m_world = std::make_unique<World>();
}

void tst_CompareTriage::open(bool triage)
{
    m_page = std::make_unique<ComparePage>(CompareServices{m_world->registry.registry, m_world->jobs, m_world->saved, triage ? &m_world->triage : nullptr},
                                           QStringLiteral("new:%1,%2").arg(before, after));
    m_page->resize(1300, 900);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_VERIFY(!m_page->runs().isBusy() && m_page->runs().hasComparison());
    m_page->findChild<QTabWidget *>(QStringLiteral("compareTabs"))->setCurrentIndex(2);
    m_items = find<QTableView>("flipItems");
    QTRY_COMPARE(m_items->model()->rowCount(), 200);
    QTRY_VERIFY(!find<QPlainTextEdit>("answerAfter")->toPlainText().isEmpty()); // by then the notes are read too
    m_items->setFocus();
}

void tst_CompareTriage::notesByKeys()
{
    open();
    key(Qt::Key_3);
    QTRY_COMPARE(m_world->triage.noted.size(), 1);
    const auto &[place, note] = m_world->triage.noted.first();
    // It belongs to the answer of the run that is compared with the baseline: its page shows it too.
    QCOMPARE(place, (TriagePlace{QStringLiteral("local"), after, 0}));
    QCOMPARE(note.key.itemKey, QStringLiteral("id:q40"));
    QCOMPARE(note.reason, 3);
    QVERIFY2(noted(0).startsWith(QLatin1Char('3')), qPrintable(noted(0)));
    QCOMPARE(m_items->currentIndex().row(), 0); // only the queue goes on by itself
    key(Qt::Key_R);
    QVERIFY(noted(0).contains(QStringLiteral("✓ Right")));
    key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!noted(0).contains(QStringLiteral("✓ Right")));
    // A line of text needs its field.
    auto *line = find<QLineEdit>("sampleNote");
    QVERIFY(!line->isVisible());
    key(Qt::Key_N);
    QVERIFY(line->isVisible() && line->hasFocus());
    QVERIFY(find<QToolButton>("flipNotes")->isChecked());
    QVERIFY(find<QLabel>("flipNotesTitle")->text().contains(after));
    QTest::keyClicks(line, QStringLiteral("forgot the carry"));
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(m_items->hasFocus());
    QTRY_COMPARE(m_world->triage.noted.first().second.note, QStringLiteral("forgot the carry"));
    key(Qt::Key_J);
    QTRY_VERIFY(line->text().isEmpty());
    key(Qt::Key_K);
    QTRY_COMPARE(line->text(), QStringLiteral("forgot the carry"));
    QTRY_VERIFY(!find<QPlainTextEdit>("answerAfter")->toPlainText().isEmpty());
    key(Qt::Key_A);
    QTRY_COMPARE(m_world->triage.kept.size(), 1);
    QCOMPARE(m_world->triage.kept.first().benchmarkId, QStringLiteral("gsm8k"));
    QVERIFY(noted(0).startsWith(QStringLiteral("⚑")));
    const QStringList complaints = test::namelessControls(*m_page) + test::clippedTexts(*m_page) + test::smallTargets(*m_page);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(QLatin1Char('\n'))));
}

void tst_CompareTriage::throughTheFlips()
{
    open();
    auto *count = find<QLabel>("flipCount");
    find<QToolButton>("flipToDo")->click();
    QCOMPARE(m_items->model()->rowCount(), 34);
    QVERIFY2(count->text().startsWith(QStringLiteral("34 of 34")), qPrintable(count->text()));
    QVERIFY(m_items->hasFocus());
    key(Qt::Key_1);
    key(Qt::Key_2); // at once: a reason needs no texts
    QTRY_COMPARE(m_world->triage.noted.size(), 2);
    QCOMPARE(m_items->currentIndex().row(), 2);
    QVERIFY(count->text().startsWith(QStringLiteral("32 of 34")));
    QCOMPARE(m_items->model()->rowCount(), 34); // what was done stays until the queue is begun again
    m_items->setCurrentIndex(m_items->model()->index(33, 0));
    key(Qt::Key_5); // the last one: on with the first that is left
    QCOMPARE(m_items->currentIndex().row(), 2);
    find<QToolButton>("flipToDo")->click();
    QCOMPARE(m_items->model()->rowCount(), 200);
    key(Qt::Key_U);
    QCOMPARE(m_items->currentIndex().row(), 2);
    find<QToolButton>("flipToDo")->click();
    QCOMPARE(m_items->model()->rowCount(), 31);
    for (int i = 0; i < 31; ++i)
        key(Qt::Key_4);
    QTRY_COMPARE(m_world->triage.noted.size(), 34);
    QVERIFY(find<QLabel>("flipHint")->text().contains(QStringLiteral("noted about every flip")));
    find<QToolButton>("flipToDo")->click();
    find<QToolButton>("flipToDo")->click();
    QCOMPARE(m_items->model()->rowCount(), 0);
    QVERIFY(find<QLabel>("answerSentence")->isVisible());
}

void tst_CompareTriage::refusedReasonStays()
{
    m_world->triage.failReading = Error{Error::Kind::Storage, QStringLiteral("The notes cannot be read.")};
    open();
    find<QToolButton>("flipToDo")->click();
    key(Qt::Key_1);
    QCOMPARE(m_items->currentIndex().row(), 0);
    const auto refused = [this] { return find<QLabel>("flipHint")->text().startsWith(QStringLiteral("Not kept")); };
    QVERIFY(refused());
    m_world->triage.failReading.reset();
    key(Qt::Key_1); // it reads them again
    QTRY_VERIFY(!refused());
    QVERIFY(m_world->triage.noted.isEmpty());
    key(Qt::Key_2);
    QCOMPARE(m_items->currentIndex().row(), 1);
    QTRY_COMPARE(m_world->triage.noted.size(), 1);
}

void tst_CompareTriage::notesDrawNothingAgain()
{
    open();
    auto *square = find<FlipChart>("flipChart");
    QCOMPARE(square->data().chosen, std::nullopt);
    QSignalSpy rebuilt(square, &ChartView::rebuilt);
    key(Qt::Key_3);
    QTRY_COMPARE(m_world->triage.noted.size(), 1);
    QTRY_VERIFY(noted(0).startsWith(QLatin1Char('3')));
    QCoreApplication::processEvents();
    QCOMPARE(rebuilt.count(), 0);
    // The square shows which class the table is of, whoever chose it.
    square->setFocus();
    square->setCurrent(int(std::ranges::find(FlipChart::cells, FlipChange::Gained) - FlipChart::cells.begin()));
    QTest::keyClick(square, Qt::Key_Return);
    QCOMPARE(m_items->model()->rowCount(), 4);
    QTRY_COMPARE(square->data().chosen, std::optional(FlipChange::Gained));
    QTest::keyClick(square, Qt::Key_Return);
    QCOMPARE(m_items->model()->rowCount(), 200);
    QTRY_COMPARE(square->data().chosen, std::nullopt);
    QTest::keyClick(square, Qt::Key_Return);
    find<QToolButton>("flipToDo")->click();
    QTRY_COMPARE(square->data().chosen, std::nullopt);
}

void tst_CompareTriage::keepsTheWholeSample()
{
    for (Sample &sample : m_world->samples())
        sample.cutBytes = 500'000;
    open();
    QTRY_VERIFY(!find<QPlainTextEdit>("answerAfter")->toPlainText().isEmpty());
    for (Sample &sample : m_world->samples())
        sample.cutBytes = 0; // read on its own a sample is whole
    test::FakeJobService &jobs = m_world->registry.local.jobService;
    jobs.hold = true;
    key(Qt::Key_A);
    key(Qt::Key_J);
    QCOMPARE(jobs.sampleCalls.last().textChars, 0);
    jobs.hold = false;
    jobs.releaseAll();
    QTRY_COMPARE(m_world->triage.kept.size(), 1);
    QCOMPARE(m_world->triage.kept.first().key.itemKey, QStringLiteral("id:q40")); // not where the reader is by now
    QCOMPARE(m_world->triage.kept.first().sample.cutBytes, qint64(0));
}

void tst_CompareTriage::asksForWhatIsShown()
{
    m_world->samples()[40].response = QString(60'000, QLatin1Char('x')); // one word: broken at words it would stop the window
    open();
    auto *answer = find<QPlainTextEdit>("answerAfter");
    QTRY_COMPARE(answer->toPlainText().size(), 60'000);
    QCOMPARE(answer->wordWrapMode(), QTextOption::WrapAnywhere);
    QCOMPARE(find<QPlainTextEdit>("answerBefore")->wordWrapMode(), QTextOption::WrapAtWordBoundaryOrAnywhere);
    const SampleQuery &asked = m_world->registry.local.jobService.sampleCalls.last();
    QCOMPARE(asked.textChars, int(AnswerPair::shownChars));
    QVERIFY(!asked.count);
}

void tst_CompareTriage::saysWhetherAnAnswerWasFound()
{
    m_world->samples()[40].extracted = QString(); // a scorer that looks for none
    m_world->samples()[41].extracted = QString();
    m_world->samples()[41].extractionFailed = true;
    open();
    auto *title = find<QLabel>("answerAfterTitle");
    QTRY_VERIFY(title->text().contains(QStringLiteral("score")));
    QVERIFY2(!title->text().contains(QStringLiteral("answer found")), qPrintable(title->text()));
    QVERIFY(find<QLabel>("answerBeforeTitle")->text().contains(QStringLiteral("answer “41”")));
    key(Qt::Key_J);
    QTRY_VERIFY2(title->text().contains(QStringLiteral("no answer found")), qPrintable(title->text()));
}

void tst_CompareTriage::withoutTriage()
{
    open(false);
    QVERIFY(!find<QToolButton>("flipToDo") && !find<QToolButton>("flipNotes"));
    QCOMPARE(m_items->model()->columnCount(), int(FlipItemsModel::NotedColumn));
    key(Qt::Key_3);
    QVERIFY(m_world->triage.noted.isEmpty());
}

void tst_CompareTriage::pictures()
{
    open();
    find<QToolButton>("flipToDo")->click();
    key(Qt::Key_1);
    key(Qt::Key_2);
    key(Qt::Key_D);
    QTRY_VERIFY(!find<QPlainTextEdit>("answerAfter")->toPlainText().isEmpty());
    test::savePictures(*m_page, QStringLiteral("compare-triage"));
    m_page->findChild<QTabWidget *>(QStringLiteral("compareTabs"))->setCurrentIndex(4);
    QTRY_VERIFY(m_page->findChild<QTableView *>(QStringLiteral("dropTable"))->model()->rowCount() > 0);
    test::savePictures(*m_page, QStringLiteral("compare-drop"));
    const QStringList complaints = test::namelessControls(*m_page) + test::clippedTexts(*m_page) + test::smallTargets(*m_page);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(QLatin1Char('\n'))));
}

ASSAY_TEST(tst_CompareTriage)
#include "tst_CompareTriage.moc"
