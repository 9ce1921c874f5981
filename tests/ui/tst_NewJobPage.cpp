#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/jobs/JobDraftModel.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeEndpointProbe.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/PageProbe.h"
#include "tests/support/SampleCatalogue.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/catalogue/CataloguePage.h"
#include "ui/pages/newjob/NewJobPage.h"
#include "ui/pages/newjob/TargetStep.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

using namespace assay;
using namespace assay::test;

/// A job composed by pointing and typing, over fakes.
class tst_NewJobPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void wholeWay();
    void keyGoesToTheKeychainOnly();
    void keyThatCannotBeSavedStopsTheRun();
    void probeShowsWhatFailed();
    void otherOriginLosesTheKey();
    void recordedAnswers();
    void singleBenchmarks();
    void gateInItsOwnUnit();
    void reviewMendsThePlan();
    void nothingRunsHalfComposed();
    void lostAnswerMakesNoSecondJob();
    void draftSurvivesACrash();
    void origins_data();
    void origins();
    void cataloguePages();
    void everyControlHasAName();

private:
    template<typename T>
    T *find(const char *name) { return m_page->findChild<T *>(QLatin1String(name)); }
    void click(const char *name) { QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton); }
    void step(int row) { find<QListWidget>("stepRail")->setCurrentRow(row); }
    void makePage();
    void fillTarget();
    void useStarter();

    std::unique_ptr<FakeConnection> m_connection;
    std::unique_ptr<CatalogueModel> m_catalogue;
    std::unique_ptr<CollectionListModel> m_collections;
    FakeSecretStore m_secrets;
    FakeEndpointProbe m_probe;
    FakeDraftStore m_drafts;
    std::unique_ptr<NewJobPage> m_page;
};

void tst_NewJobPage::init()
{
    m_secrets = {};
    m_probe = {};
    m_drafts = {};
    m_connection = std::make_unique<FakeConnection>();
    m_connection->catalogueService.providers = sampleProviders();
    m_connection->catalogueService.collections = sampleCollections();
    m_catalogue = std::make_unique<CatalogueModel>(m_connection->catalogue());
    m_collections = std::make_unique<CollectionListModel>(m_connection->catalogue());
    makePage();
}

void tst_NewJobPage::makePage()
{
    m_page.reset();
    m_page = std::make_unique<NewJobPage>(NewJobContext{
        *m_connection, *m_catalogue, *m_collections, m_secrets, m_probe, m_drafts,
        {{QStringLiteral("smollm2-135m-instruct"), QStringLiteral("SmolLM2 135M Instruct"), QStringLiteral("Q4_1 · 2026-11-23")},
         {QStringLiteral("gemma-3-270m"), QStringLiteral("Gemma 3 270M"), QStringLiteral("Q4_K_M · 2026-11-23")}}});
    m_page->resize(1150, 640);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_COMPARE(m_collections->load(), LoadState::Ready);
    QTRY_COMPARE(m_catalogue->load(), LoadState::Ready);
}

void tst_NewJobPage::cleanup()
{
    m_page.reset();
    m_collections.reset();
    m_catalogue.reset();
    m_connection.reset();
}

void tst_NewJobPage::fillTarget()
{
    step(0);
    m_probe.report = FakeEndpointProbe::healthy(QStringLiteral("http://localhost:8080/v1"), {QStringLiteral("gemma-3-270m"), QStringLiteral("other")});
    QTest::keyClicks(find<QLineEdit>("endpointUrl"), QStringLiteral("http://localhost:8080/v1"));
    click("endpointCheck");
    QTRY_COMPARE(find<QComboBox>("endpointModel")->currentText(), QStringLiteral("gemma-3-270m"));
}

void tst_NewJobPage::useStarter()
{
    step(1);
    auto *table = find<QTableView>("collectionTable");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::NoModifier, table->visualRect(table->model()->index(0, 0)).center());
    click("collectionUse");
    QCOMPARE(m_page->draft().rowCount(), 4);
}

void tst_NewJobPage::wholeWay()
{
    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested), closed(m_page.get(), &DocumentPage::closeRequested);
    QVERIFY(!find<QPushButton>("newjobRun")->isEnabled());
    fillTarget();
    savePictures(*m_page, QStringLiteral("newjob-target"));
    useStarter();
    savePictures(*m_page, QStringLiteral("newjob-benchmarks"));
    click("newjobNext");
    savePictures(*m_page, QStringLiteral("newjob-gates"));
    click("newjobNext");
    QTest::keyClicks(find<QLineEdit>("jobName"), QStringLiteral("first look"));
    QTest::keyClicks(find<QLineEdit>("jobTags"), QStringLiteral("smoke, local"));
    QCOMPARE(find<QLabel>("estimate")->text().left(4), QStringLiteral("304 "));
    savePictures(*m_page, QStringLiteral("newjob-review"));
    auto *review = find<QTreeView>("planTree");
    QTRY_COMPARE(review->model()->rowCount(), 5); // the job and its four benchmarks
    QVERIFY2(find<QLabel>("jobCost")->text().startsWith(QStringLiteral("Requests: 304")), qPrintable(find<QLabel>("jobCost")->text()));
    QVERIFY(m_page->draft().draft().benchmarks.first().gated);
    QVERIFY(find<QPushButton>("newjobRun")->isEnabled());
    click("newjobRun");
    QTRY_COMPARE(closed.count(), 1);
    QCOMPARE(opened.first().at(0).toString(), QStringLiteral("run"));
    QCOMPARE(opened.first().at(1).toString(), QStringLiteral("new-1"));
    const auto &[job, key] = m_connection->jobService.submitted.first();
    QVERIFY(!key.isEmpty());
    QCOMPARE(job.name, QStringLiteral("first look"));
    QCOMPARE(job.tags, QStringList({QStringLiteral("smoke"), QStringLiteral("local")}));
    QCOMPARE(job.model.url, QStringLiteral("http://localhost:8080/v1"));
    QCOMPARE(job.model.name, QStringLiteral("gemma-3-270m"));
    QVERIFY(job.collection && job.collection->id == QStringLiteral("starter-v1"));
    QVERIFY(m_drafts.contents.isEmpty()); // what was sent is no draft any more
}

void tst_NewJobPage::keyGoesToTheKeychainOnly()
{
    fillTarget();
    QTest::keyClicks(find<QLineEdit>("endpointKey"), QStringLiteral("sk-very-secret"));
    useStarter();
    QVERIFY(m_page->submit());
    QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
    QCOMPARE(m_secrets.entries.firstKey(), QStringLiteral("localhost-8080"));
    QCOMPARE(m_secrets.entries.first().secret, QStringLiteral("sk-very-secret"));
    QCOMPARE(m_secrets.entries.first().origins, QStringList(QStringLiteral("http://localhost:8080")));
    const Job &job = m_connection->jobService.submitted.first().first;
    QCOMPARE(job.model.secretRef, QStringLiteral("localhost-8080"));
    for (const QByteArray &content : std::as_const(m_drafts.contents))
        QVERIFY(!content.contains("sk-very"));
}

void tst_NewJobPage::keyThatCannotBeSavedStopsTheRun()
{
    fillTarget();
    useStarter();
    step(0);
    QTest::keyClicks(find<QLineEdit>("endpointKey"), QStringLiteral("sk"));
    m_secrets.failWith = Error{Error::Kind::Storage, QStringLiteral("The keychain is locked; unlock it and try again.")};
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    m_page->submit();
    QTRY_COMPARE(messages.count(), 1);
    QVERIFY(messages.first().first().value<UserMessage>().text.contains(QStringLiteral("locked")));
    QVERIFY(m_connection->jobService.submitted.isEmpty());
    QCOMPARE(find<QLineEdit>("endpointKey")->text(), QStringLiteral("sk")); // not lost
}

void tst_NewJobPage::probeShowsWhatFailed()
{
    m_probe.report.steps = {{QStringLiteral("Reach"), true, QStringLiteral("Answered in 12 ms.")},
                            {QStringLiteral("Key"), false, QStringLiteral("The key was refused (401); replace it.")}};
    QTest::keyClicks(find<QLineEdit>("endpointUrl"), QStringLiteral("https://api.example.com/v1"));
    QTest::keyClick(find<QLineEdit>("endpointUrl"), Qt::Key_Return);
    auto *report = find<QWidget>("probeReport");
    QTRY_VERIFY(report->isVisible());
    QStringList texts;
    for (const QLabel *label : report->findChildren<QLabel *>())
        texts << label->text();
    QVERIFY(texts.contains(QStringLiteral("✗")));
    QVERIFY(texts.contains(QStringLiteral("The key was refused (401); replace it.")));
    savePictures(*m_page, QStringLiteral("newjob-probe-failed"));
    QTest::keyClicks(find<QLineEdit>("endpointUrl"), QStringLiteral("x"));
    QVERIFY(!report->isVisible()); // an old answer says nothing about a new address
}

void tst_NewJobPage::otherOriginLosesTheKey()
{
    fillTarget();
    QTest::keyClicks(find<QLineEdit>("endpointKey"), QStringLiteral("sk"));
    click("endpointSaveKey");
    QTRY_COMPARE(m_page->draft().draft().secretName, QStringLiteral("localhost-8080"));
    QVERIFY(find<QLineEdit>("endpointKey")->text().isEmpty());
    find<QLineEdit>("endpointUrl")->setText(QStringLiteral("http://localhost:8080/v2"));
    QCOMPARE(m_page->draft().draft().secretName, QStringLiteral("localhost-8080"));
    find<QLineEdit>("endpointUrl")->setText(QStringLiteral("http://evil.example.com:8080/v1"));
    QVERIFY(m_page->draft().draft().secretName.isEmpty());
}

void tst_NewJobPage::recordedAnswers()
{
    click("targetRecorded");
    auto *list = find<QListWidget>("recordings");
    QVERIFY(list->isVisible());
    QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier, list->visualItemRect(list->item(1)).center());
    savePictures(*m_page, QStringLiteral("newjob-recorded"));
    useStarter();
    m_page->submit();
    QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
    QCOMPARE(m_connection->jobService.submitted.first().first.model.url, QStringLiteral("recorded:gemma-3-270m"));
}

void tst_NewJobPage::singleBenchmarks()
{
    fillTarget();
    QVERIFY(m_page->focusFind());
    find<QTabWidget>("catalogueTabs")->setCurrentIndex(1);
    QTest::keyClicks(find<QLineEdit>("catalogueSearch"), QStringLiteral("math"));
    auto *tree = find<QTreeView>("catalogueTree");
    QCOMPARE(tree->model()->rowCount(), 1);
    const QModelIndex benchmark = tree->model()->index(0, 0, tree->model()->index(0, 0));
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, Qt::NoModifier, tree->visualRect(benchmark).center());
    QTest::keyClick(tree, Qt::Key_Return);
    QCOMPARE(m_page->draft().rowCount(), 1);
    find<QLineEdit>("catalogueSearch")->clear();
    tree->expandAll();
    savePictures(*m_page, QStringLiteral("newjob-tree"));
    auto *selected = find<QTableView>("selectedTable");
    selected->selectRow(0);
    QTest::keyClick(selected, Qt::Key_Delete);
    QCOMPARE(m_page->draft().rowCount(), 0);
}

void tst_NewJobPage::gateInItsOwnUnit()
{
    fillTarget();
    m_page->draft().addBenchmark(draftBenchmark(QStringLiteral("guidellm"), sampleProviders().at(1).benchmarks.at(0)));
    step(2);
    auto *table = find<QTableView>("gatesTable");
    const QModelIndex gate = table->model()->index(0, JobDraftModel::GateColumn);
    QVERIFY2(gate.data().toString().startsWith(QStringLiteral("10 ")), qPrintable(gate.data().toString()));
    table->setCurrentIndex(gate);
    table->edit(gate);
    auto *editor = table->findChild<QDoubleSpinBox *>();
    QVERIFY(editor);
    QCOMPARE(editor->value(), 10.0);
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("25"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(m_page->draft().draft().benchmarks.first().threshold, 25.0);
    step(3);
    find<QSpinBox>("jobLimit")->setValue(20);
    m_page->submit();
    QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
    const BenchmarkRef sent = m_connection->jobService.submitted.first().first.benchmarks.first();
    QCOMPARE(*sent.passCriteria->threshold, 25.0); // 25 tok/s, not 0.25
    QCOMPARE(sent.parameters.toVariantMap().value(QStringLiteral("num_examples")).toInt(), 20);
}

void tst_NewJobPage::reviewMendsThePlan()
{
    fillTarget();
    useStarter();
    QVERIFY(m_connection->jobService.listCalls.isEmpty()); // a plan that nobody looks at costs no request
    step(3);
    auto *fix = find<QPushButton>("planFix");
    QTRY_VERIFY(fix->isVisible()); // the released server looks a collection up again while the job runs
    QVERIFY(m_page->draft().draft().sendsCollection());
    click("planFix");
    QVERIFY(!m_page->draft().draft().sendsCollection());
    QTRY_VERIFY2(!find<QLabel>("planSummary")->text().contains(QStringLiteral("will not")), qPrintable(find<QLabel>("planSummary")->text()));
    QVERIFY(m_page->submit());
    QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
    const Job &job = m_connection->jobService.submitted.first().first;
    QVERIFY(!job.collection);
    QCOMPARE(job.benchmarks.size(), 4);
    QCOMPARE(job.passCriteria, m_connection->catalogueService.collections.first().passCriteria);
}

void tst_NewJobPage::nothingRunsHalfComposed()
{
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    step(3);
    m_page->submit();
    QCOMPARE(messages.count(), 1);
    QCOMPARE(find<QListWidget>("stepRail")->currentRow(), 0); // to the place that wants mending
    fillTarget();
    m_page->submit();
    QCOMPARE(find<QListWidget>("stepRail")->currentRow(), 1);
    QVERIFY(m_connection->jobService.submitted.isEmpty());
    useStarter();
    m_connection->setState(Connection::State::Unreachable, Error{Error::Kind::Network, QStringLiteral("gone")});
    QVERIFY(!find<QPushButton>("newjobRun")->isEnabled());
}

/// The answer to the first submit was lost: sending again must carry the same key, a changed job a new one.
void tst_NewJobPage::lostAnswerMakesNoSecondJob()
{
    fillTarget();
    useStarter();
    m_connection->jobService.failWith = Error{Error::Kind::Timeout, QStringLiteral("The engine did not answer in time.")};
    m_page->submit();
    QTRY_VERIFY(find<QPushButton>("newjobRun")->isEnabled());
    m_page->submit();
    QTRY_VERIFY(find<QPushButton>("newjobRun")->isEnabled());
    m_page->draft().edit([](JobDraft &draft) { draft.numExamples = 5; });
    m_page->submit();
    const auto &sent = m_connection->jobService.submitted;
    QCOMPARE(sent.size(), 3);
    QCOMPARE(sent.at(0).second, sent.at(1).second);
    QVERIFY(sent.at(1).second != sent.at(2).second);
    QCOMPARE(m_page->draft().rowCount(), 4); // nothing typed is lost
}

void tst_NewJobPage::draftSurvivesACrash()
{
    fillTarget();
    useStarter();
    QTRY_VERIFY(m_drafts.saves > 0);
    const JobDraft before = m_page->draft().draft();
    makePage();
    QTRY_COMPARE(m_page->draft().draft(), before);
    QCOMPARE(find<QLineEdit>("endpointUrl")->text(), QStringLiteral("http://localhost:8080/v1"));
    QCOMPARE(find<QComboBox>("endpointModel")->currentText(), QStringLiteral("gemma-3-270m"));
    click("newjobDiscard");
    QTRY_VERIFY(m_drafts.contents.isEmpty());
}

void tst_NewJobPage::origins_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("origin");
    QTest::addRow("port") << "http://LocalHost:8080/v1" << "http://localhost:8080";
    QTest::addRow("https default") << "https://api.example.com/v1?x=1" << "https://api.example.com:443";
    QTest::addRow("http default") << "http://a/" << "http://a:80";
    QTest::addRow("six") << "http://[::1]:8080/" << "http://[::1]:8080";
    QTest::addRow("no scheme") << "localhost:8080" << "";
    QTest::addRow("file") << "file:///etc/passwd" << "";
    QTest::addRow("empty") << "" << "";
}

void tst_NewJobPage::origins()
{
    QFETCH(QString, url);
    QFETCH(QString, origin);
    QCOMPARE(TargetStep::originOf(url), origin);
}

void tst_NewJobPage::cataloguePages()
{
    CataloguePage collections(CataloguePage::Show::Collections, *m_catalogue, *m_collections);
    CataloguePage providers(CataloguePage::Show::Providers, *m_catalogue, *m_collections);
    for (CataloguePage *page : {&collections, &providers}) {
        page->resize(1100, 620);
        page->show();
        QSignalSpy composed(page, &CataloguePage::composeRequested);
        auto *view = page->findChild<QAbstractItemView *>(QStringLiteral("catalogueView"));
        auto *compose = page->findChild<QPushButton *>(QStringLiteral("catalogueCompose"));
        QVERIFY(!compose->isEnabled());
        const QModelIndex first = view->model()->index(0, 0);
        view->setCurrentIndex(page == &collections ? first : view->model()->index(1, 0, first));
        savePictures(*page, page->kind());
        QTest::mouseClick(compose, Qt::LeftButton);
        QCOMPARE(composed.count(), 1);
        QCOMPARE(composed.first().at(2).value<QList<DraftBenchmark>>().size(), page == &collections ? 4 : 1);
        const QStringList nameless = namelessControls(*page);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
        QTest::keyClicks(page->findChild<QLineEdit *>(QStringLiteral("catalogueFilter")), QStringLiteral("nothing like it"));
        QCOMPARE(page->findChild<QPushButton *>(QStringLiteral("emptyAction"))->text(), QStringLiteral("Clear Search"));
    }
    m_page->compose(QStringLiteral("c"), 0.5, {draftBenchmark(QStringLiteral("assay"), m_catalogue->providers().first().benchmarks.first())});
    QCOMPARE(m_page->draft().rowCount(), 1);
    QCOMPARE(m_page->draft().draft().collectionId, QStringLiteral("c"));
}

void tst_NewJobPage::everyControlHasAName()
{
    const QStringList nameless = namelessControls(*m_page);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
}

ASSAY_TEST(tst_NewJobPage)
#include "tst_NewJobPage.moc"
