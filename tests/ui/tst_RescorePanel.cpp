#include "services/verdict/RetryJobs.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/PageProbe.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/run/RescorePanel.h"
#include "ui/pages/run/RunPage.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableWidget>
#include <QTest>

using namespace assay;

/// Stored answers of a run are scored again from its page.
class tst_RescorePanel : public QObject {
    Q_OBJECT

    std::unique_ptr<test::FakeConnection> m_connection;
    test::StillClock m_clock;
    std::unique_ptr<RunPage> m_page;

    template<typename T>
    T *find(const char *name)
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }

    static Job job()
    {
        return test::jobOf(RunState::Completed, {{QStringLiteral("facts-v1"), QStringLiteral("accuracy"), 0.691, 2376, 0.6},
                                                 {QStringLiteral("arithmetic-v1"), QStringLiteral("accuracy"), 0.581, 1319, 0.65}});
    }

    void open(const Job &shown, bool recorded = true)
    {
        m_connection = std::make_unique<test::FakeConnection>();
        if (!recorded)
            m_connection->abilities.items -= Capability::RecordedModels;
        m_connection->jobService.stored = {shown};
        m_page = std::make_unique<RunPage>(
            RunPageServices{m_connection->jobService, &m_connection->catalogueService, m_connection->abilities, m_clock}, shown.resource.id);
        m_page->resize(1200, 800);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTRY_VERIFY(m_page->run().hasJob());
    }

    void openPanel()
    {
        QTest::keyClick(m_page.get(), Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(find<QWidget>("rescorePanel")->isVisible());
        QTRY_COMPARE(m_page->focusWidget(), find<QComboBox>("rescoreFunction"));
    }

    void chooseJudge() { find<QComboBox>("rescoreFunction")->setCurrentIndex(find<QComboBox>("rescoreFunction")->findData(QStringLiteral("llm-as-judge::base"))); }

private Q_SLOTS:
    void cleanup() { m_page.reset(); }

    void makesARunOfItsOwn()
    {
        open(job());
        const QSignalSpy opened(m_page.get(), &RunPage::openRequested);
        openPanel();
        QVERIFY(!find<QTabWidget>("runTabs")->isVisible() && !find<QWidget>("rescoreJudge")->isVisible());
        QCOMPARE(find<QLineEdit>("rescoreName")->text(), QStringLiteral("nightly-214, scored by basic::subset_of"));
        QTest::keyClick(find<QComboBox>("rescoreFunction"), Qt::Key_Down);
        QCOMPARE(find<QLineEdit>("rescoreName")->text(), QStringLiteral("nightly-214, scored by basic::equality"));
        find<QListWidget>("rescoreBenchmarks")->item(0)->setCheckState(Qt::Unchecked);
        find<QLineEdit>("rescoreName")->setFocus();
        QTest::keyClick(find<QLineEdit>("rescoreName"), Qt::Key_Return);
        QTRY_COMPARE(opened.count(), 1);
        QCOMPARE(m_connection->jobService.submitted.size(), 1);
        const auto &[made, key] = m_connection->jobService.submitted.constFirst();
        QVERIFY(!key.isEmpty() && made.model.url.isEmpty() && made.benchmarks.size() == 1);
        QCOMPARE(made.benchmarks.constFirst().parameters.text, QByteArray(R"({"answers":"stored:job-1/1","scoring":[{"function":"basic::equality"}]})"));
        QCOMPARE(opened.constFirst().at(0).toString(), QStringLiteral("run"));
        QVERIFY(opened.constFirst().at(1).toString().contains(QLatin1String("new-1")));
        QVERIFY(find<QTabWidget>("runTabs")->isVisible() && !find<QWidget>("rescorePanel")->isVisible());
    }

    void saysWhatTheJudgeNeeds()
    {
        open(job());
        openPanel();
        chooseJudge();
        QVERIFY(find<QWidget>("rescoreJudge")->isVisible());
        find<QPushButton>("rescoreSend")->click();
        QVERIFY(m_connection->jobService.submitted.isEmpty());
        QCOMPARE(m_page->focusWidget(), find<QLineEdit>("rescoreJudgeUrl"));
        QTest::keyClicks(find<QLineEdit>("rescoreJudgeUrl"), QStringLiteral("http://127.0.0.1:9/v1"));
        QTest::keyClicks(find<QLineEdit>("rescoreJudgeModel"), QStringLiteral("grader"));
        QTest::keyClicks(find<QLineEdit>("rescoreJudgeSecret"), QStringLiteral("grader-key"));
        find<QPushButton>("rescoreSend")->click();
        QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
        const QByteArray text = m_connection->jobService.submitted.constFirst().first.benchmarks.constFirst().parameters.text;
        QVERIFY2(text.contains("\"secret_ref\":\"grader-key\"") && text.contains("\"model\":\"grader\""), text.constData());
    }

    void tellsTheFunctionItsParameters()
    {
        open(job());
        openPanel();
        auto *function = find<QComboBox>("rescoreFunction");
        QCOMPARE(function->count(), 13);
        function->setCurrentIndex(function->findData(QStringLiteral("basic::regex_parser_multiple_choice_answer")));
        auto *patterns = find<QPlainTextEdit>("rescoreParams/parsing_regexes");
        QTRY_VERIFY(patterns->isVisible());
        QTest::keyClicks(patterns, QStringLiteral("Answer: [AB]"));
        find<QPushButton>("rescoreSend")->click();
        QVERIFY(m_connection->jobService.submitted.isEmpty()); // nothing would be found by it
        QCOMPARE(m_page->focusWidget(), patterns);
        patterns->setPlainText(QStringLiteral("Answer: ([AB])"));
        find<QPushButton>("rescoreSend")->click();
        QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
        const QByteArray text = m_connection->jobService.submitted.constFirst().first.benchmarks.constFirst().parameters.text;
        QVERIFY2(text.contains(R"x("scoring":[{"function":"basic::regex_parser_multiple_choice_answer","params":{"parsing_regexes":["Answer: ([AB])"]}}])x"), text.constData());
    }

    void simpleQasJudgeHasItsOwnPrompt()
    {
        open(job());
        openPanel();
        auto *function = find<QComboBox>("rescoreFunction");
        function->setCurrentIndex(function->findData(QStringLiteral("llm-as-judge::405b-simpleqa")));
        QVERIFY(find<QLineEdit>("rescoreJudgeUrl")->isVisible() && !find<QPlainTextEdit>("rescoreJudgePrompt")->isVisible() && !find<QLineEdit>("rescoreJudgePattern")->isVisible());
    }

    /// An answer that was lost is asked for again under the same key.
    void sendsOneRunOnly()
    {
        open(job());
        const QSignalSpy said(m_page.get(), &RunPage::messageRequested);
        openPanel();
        m_connection->jobService.failWith = Error{Error::Kind::Network, QStringLiteral("The connection broke.")};
        find<QPushButton>("rescoreSend")->click();
        QTRY_COMPARE(said.count(), 1);
        QVERIFY(find<QWidget>("rescorePanel")->isVisible());
        m_connection->jobService.failWith.reset();
        find<QPushButton>("rescoreSend")->click();
        QTRY_COMPARE(m_connection->jobService.submitted.size(), 2);
        QCOMPARE(m_connection->jobService.submitted.at(1).second, m_connection->jobService.submitted.at(0).second);
    }

    /// The rows that are shown are of several jobs then, and the positions of this one's no more.
    void isRefusedOnceTheRunIsMerged()
    {
        open(job());
        const QSignalSpy said(m_page.get(), &RunPage::messageRequested);
        openPanel();
        auto *send = find<QPushButton>("rescoreSend");
        QVERIFY(send->isEnabled());
        Job retry = retryJob(job(), {1});
        retry.resource.id = QStringLiteral("again");
        m_connection->jobService.stored << retry;
        m_page->refresh();
        QTRY_VERIFY(m_page->run().isMerged());
        QVERIFY(!send->isEnabled());
        QVERIFY2(send->toolTip().contains(QLatin1String("merged from several")), qPrintable(send->toolTip()));
        QTest::keyClick(find<QLineEdit>("rescoreName"), Qt::Key_Return);
        QTRY_COMPARE(said.count(), 1);
        QVERIFY(said.first().first().value<UserMessage>().text.contains(QLatin1String("merged from several")));
        QVERIFY(m_connection->jobService.submitted.isEmpty());
    }

    void isClosedByEscape()
    {
        open(job());
        openPanel();
        QTest::keyClick(find<QLineEdit>("rescoreName"), Qt::Key_Escape);
        QTRY_VERIFY(!find<QWidget>("rescorePanel")->isVisible());
        QVERIFY(find<QTabWidget>("runTabs")->isVisible());
    }

    void isGreyWhereItCannotBe()
    {
        open(job(), false);
        QVERIFY(!find<QAction>("rescoreRun")->isEnabled());
        QVERIFY(find<QAction>("rescoreRun")->toolTip().contains(QLatin1String("local engine")));
        const QSignalSpy said(m_page.get(), &RunPage::messageRequested);
        QTest::keyClick(m_page.get(), Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(said.count(), 1);
        QVERIFY(!find<QWidget>("rescorePanel")->isVisible());
        open(test::jobOf(RunState::Running, {{QStringLiteral("facts-v1"), QStringLiteral("accuracy"), {}, 0, {}, false, RunState::Running}}));
        QVERIFY(!find<QAction>("rescoreRun")->isEnabled());
    }

    /// The new run says whose answers it has, in its header and among its facts.
    void namesTheRunOfTheAnswers()
    {
        Job made = job();
        made.benchmarks[0].parameters.text = R"({"answers":"stored:first-run/0","scoring":[{"function":"basic::equality"}]})";
        made.results.benchmarks[0].additionalInfo.text
            = R"({"assay":{"answers":"stored","answers_from":{"job":"first-run","name":"Nightly","model":"tiny"},"judges":[{"model":"grader","url":"judge.example","parse_failures":3}]}})";
        open(made);
        QTRY_VERIFY(find<QLabel>("relatedRuns")->isVisible());
        QVERIFY(find<QLabel>("relatedRuns")->text().contains(QLatin1String("first-run")));
        const auto *facts = find<QTableWidget>("planFacts");
        QStringList said;
        for (int row = 0; row < facts->rowCount(); ++row)
            said << facts->item(row, 0)->text() + QLatin1Char('=') + facts->item(row, 1)->text();
        QVERIFY2(said.contains(QStringLiteral("facts-v1: answers=stored by run first-run (Nightly), model tiny; no model was asked")), qPrintable(said.join(QLatin1Char('\n'))));
        QVERIFY(said.contains(QStringLiteral("facts-v1: judge=grader at judge.example; answers without a score: 3")));
    }

    void everyControlHasAName()
    {
        open(job());
        openPanel();
        chooseJudge();
        QCOMPARE(test::namelessControls(*m_page), QStringList());
    }

    void pictures()
    {
        open(job());
        openPanel();
        test::savePictures(*m_page, QStringLiteral("run-rescore"));
        chooseJudge();
        find<QPushButton>("rescoreSend")->click();
        test::savePictures(*m_page, QStringLiteral("run-rescore-judge"));
    }
};

ASSAY_TEST(tst_RescorePanel)

#include "tst_RescorePanel.moc"
