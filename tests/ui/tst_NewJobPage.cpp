#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/authoring/DocumentModel.h"
#include "models/composer/BatchStore.h"
#include "models/composer/RecipeListModel.h"
#include "models/jobs/JobDraft.h"
#include "services/authoring/DocumentPath.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeEndpointProbe.h"
#include "tests/support/FakeModelService.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/PageProbe.h"
#include "tests/support/SampleCatalogue.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/catalogue/CataloguePage.h"
#include "ui/pages/newjob/NewJobPage.h"
#include "ui/pages/newjob/EndpointPanel.h"

#include <QComboBox>
#include <QCompleter>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QPlainTextEdit>
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
    void modelsOfTheServer();
    void brokenListOfModels();
    void recordedAnswers();
    void singleBenchmarks();
    void gateInItsOwnUnit();
    void planMendsTheJob();
    void everyFieldHasAControl();
    void severalTargets();
    void restOfABatch();
    void textAndFormAreOne();
    void presetsAreOneStep();
    void oneMistakeIsOneProblem();
    void whatIsTypedWhileSendingStays();
    void recipesAreKept();
    void nothingRunsHalfComposed();
    void lostAnswerMakesNoSecondJob();
    void draftSurvivesACrash();
    void origins_data();
    void origins();
    void cataloguePages();
    void everyControlHasAName();
    void gatesAddNoBenchmark();
    void problemsAreShownInTheOpenView();
    void recipesAreFilesOfAFolderThatIsThere();

private:
    template<typename T>
    T *find(const char *name) { return m_page->findChild<T *>(QLatin1String(name)); }
    void click(const char *name) { QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton); }
    void step(int row) { find<QListWidget>("stepRail")->setCurrentRow(row); }
    QWidget *field(const char *path)
    {
        QWidget *hidden = nullptr;
        for (auto *control : m_page->findChildren<QWidget *>(QStringLiteral("field:") + QLatin1String(path))) {
            if (control->isVisible())
                return control;
            hidden = control;
        }
        return hidden;
    }
    void typeInto(const char *path, const QString &what);
    QString text(const char *path) const { return m_page->document().document().text(QLatin1String(path)); }
    void makePage();
    void fillTarget();
    void useStarter();

    std::unique_ptr<FakeConnection> m_connection;
    std::unique_ptr<CatalogueModel> m_catalogue;
    std::unique_ptr<CollectionListModel> m_collections;
    FakeSecretStore m_secrets;
    FakeEndpointProbe m_probe;
    FakeModelService m_models;
    FakeDraftStore m_drafts;
    std::unique_ptr<BatchStore> m_batches;
    std::unique_ptr<RecipeListModel> m_recipes;
    std::unique_ptr<NewJobPage> m_page;
};

void tst_NewJobPage::init()
{
    m_secrets = {};
    m_probe = {};
    m_models.failWith.reset();
    m_models.served = {{QStringLiteral("my_model"), {}, {}, QStringLiteral("Ready")}, {QStringLiteral("judge"), {}, {}, QStringLiteral("Error")}};
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
    m_batches = std::make_unique<BatchStore>(m_drafts); // as another window
    m_recipes = std::make_unique<RecipeListModel>(m_drafts);
    m_page = std::make_unique<NewJobPage>(NewJobContext{
        *m_connection, *m_catalogue, *m_collections, m_secrets, m_probe, m_drafts, *m_batches, *m_recipes,
        {{QStringLiteral("smollm2-135m-instruct"), QStringLiteral("SmolLM2 135M Instruct"), QStringLiteral("Q4_1 · 2026-11-23")},
         {QStringLiteral("gemma-3-270m"), QStringLiteral("Gemma 3 270M"), QStringLiteral("Q4_K_M · 2026-11-23")}}});
    m_page->resize(1150, 760);
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
    typeInto("model/url", QStringLiteral("http://localhost:8080/v1"));
    click("endpointCheck");
    QTRY_COMPARE(text("model/name"), QStringLiteral("gemma-3-270m"));
}

void tst_NewJobPage::useStarter()
{
    step(1);
    auto *table = find<QTableView>("collectionTable");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::NoModifier, table->visualRect(table->model()->index(0, 0)).center());
    click("collectionUse");
    QCOMPARE(m_page->entries().count(), 4);
}

void tst_NewJobPage::typeInto(const char *path, const QString &what)
{
    auto *control = field(path);
    QVERIFY2(control, path);
    control->setFocus();
    QTest::keyClick(control, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(control, Qt::Key_Delete);
    QTest::keyClicks(control, what);
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
    QCOMPARE(text("name"), QStringLiteral("gemma-3-270m on Starter v1")); // made up, and there to be changed
    typeInto("name", QStringLiteral("first look"));
    typeInto("tags", QStringLiteral("smoke"));
    QTest::keyClick(field("tags"), Qt::Key_Return);
    QTest::keyClicks(field("tags"), QStringLiteral("local"));
    savePictures(*m_page, QStringLiteral("newjob-settings"));
    click("newjobNext");
    savePictures(*m_page, QStringLiteral("newjob-gates"));
    click("newjobNext");
    QTRY_VERIFY2(find<QLabel>("estimate")->text().startsWith(QStringLiteral("Requests: 304")), qPrintable(find<QLabel>("estimate")->text()));
    auto *review = find<QTreeView>("planTree");
    QTRY_COMPARE(review->model()->rowCount(), 5); // the job and its four benchmarks
    savePictures(*m_page, QStringLiteral("newjob-plan"));
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
    QTRY_VERIFY(!m_drafts.contents.contains(NewJobPage::draftName())); // what was sent is no draft any more
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
    typeInto("model/url", QStringLiteral("https://api.example.com/v1"));
    click("endpointCheck");
    auto *report = find<QWidget>("probeReport");
    QTRY_VERIFY(report->isVisible());
    QStringList texts;
    for (const QLabel *label : report->findChildren<QLabel *>())
        texts << label->text();
    QVERIFY(texts.contains(QStringLiteral("✗")));
    QVERIFY(texts.contains(QStringLiteral("The key was refused (401); replace it.")));
    savePictures(*m_page, QStringLiteral("newjob-probe-failed"));
    QTest::keyClicks(field("model/url"), QStringLiteral("x"));
    QVERIFY(!report->isVisible()); // an old answer says nothing about a new address
}

void tst_NewJobPage::otherOriginLosesTheKey()
{
    fillTarget();
    QTest::keyClicks(find<QLineEdit>("endpointKey"), QStringLiteral("sk"));
    click("endpointSaveKey");
    QTRY_COMPARE(text("model/auth/secret_ref"), QStringLiteral("localhost-8080"));
    QVERIFY(find<QLineEdit>("endpointKey")->text().isEmpty());
    typeInto("model/url", QStringLiteral("http://localhost:8080/v2"));
    m_page->document().set(QStringLiteral("model/auth/secret_ref"), QStringLiteral("localhost-8080"));
    QTest::keyClicks(field("model/url"), QStringLiteral("/more")); // the same origin
    QCoreApplication::processEvents();
    QCOMPARE(text("model/auth/secret_ref"), QStringLiteral("localhost-8080"));
    m_page->document().set(QStringLiteral("model/url"), QStringLiteral("http://evil.example.com:8080/v1"));
    QTRY_COMPARE(text("model/auth/secret_ref"), QString());
    // The name of a server's own secret is nobody's origin: it stays.
    m_page->document().set(QStringLiteral("model/auth/secret_ref"), QStringLiteral("team-secret"));
    m_page->document().set(QStringLiteral("model/url"), QStringLiteral("http://other.example.com/v1"));
    QCoreApplication::processEvents();
    QCOMPARE(text("model/auth/secret_ref"), QStringLiteral("team-secret"));
}

/// Where the server asks its own models one points at them; the field beside suggests them, too.
void tst_NewJobPage::modelsOfTheServer()
{
    step(0);
    QVERIFY(!find<QComboBox>("serverModel")->isVisible()); // the local engine asks whatever it is told
    m_connection->abilities.items.insert(Capability::ListModels);
    m_connection->modelService = &m_models;
    m_models.where = QStringLiteral("http://localhost:8090");
    makePage();
    auto *choice = find<QComboBox>("serverModel");
    QTRY_COMPARE(choice->count(), 2);
    QVERIFY(choice->isVisible());
    QCOMPARE(choice->currentIndex(), -1); // the first is nobody's choice
    QCOMPARE(choice->itemText(1), QStringLiteral("judge · Error"));
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Down);
    QCOMPARE(text("model/name"), QStringLiteral("my_model"));
    QCOMPARE(qobject_cast<QLineEdit *>(field("model/name"))->text(), QStringLiteral("my_model"));
    QCOMPARE(text("model/url"), QStringLiteral("http://localhost:8090")); // whose model it is
    savePictures(*m_page, QStringLiteral("newjob-server-models"));
    typeInto("model/name", QStringLiteral("jud"));
    QCOMPARE(choice->currentIndex(), -1); // it is none of them
    const QCompleter *completer = qobject_cast<QLineEdit *>(field("model/name"))->completer();
    QVERIFY(completer);
    QCOMPARE(completer->completionModel()->index(0, 0).data().toString(), QStringLiteral("judge"));
    QTest::keyClicks(field("model/name"), QStringLiteral("ge"));
    QCOMPARE(choice->currentIndex(), 1);
    click("targetAdd"); // each target has its own
    QCOMPARE(choice->currentIndex(), -1);
    QTest::keyClick(choice, Qt::Key_Down);
    QCOMPARE(text("targets/0/name"), QStringLiteral("my_model"));
    QCOMPARE(text("model/name"), QStringLiteral("judge"));
}

void tst_NewJobPage::brokenListOfModels()
{
    m_models.failWith = Error{Error::Kind::Protocol, QStringLiteral("This version cannot list its models; write the model's name.")};
    m_connection->abilities.items.insert(Capability::ListModels);
    m_connection->modelService = &m_models;
    makePage();
    step(0);
    QTRY_VERIFY(find<QLabel>("serverModelProblem")->isVisible());
    QCOMPARE(find<QLabel>("serverModelProblem")->text(), QStringLiteral("This version cannot list its models; write the model's name."));
    QVERIFY(!find<QComboBox>("serverModel")->isEnabled());
    typeInto("model/name", QStringLiteral("my_model"));
    QCOMPARE(text("model/name"), QStringLiteral("my_model"));
}

void tst_NewJobPage::recordedAnswers()
{
    click("targetRecorded");
    auto *list = find<QListWidget>("recordings");
    QVERIFY(list->isVisible());
    QCOMPARE(text("model/url"), QStringLiteral("recorded:smollm2-135m-instruct")); // something is chosen
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
    QCOMPARE(m_page->entries().count(), 1);
    find<QLineEdit>("catalogueSearch")->clear();
    tree->expandAll();
    savePictures(*m_page, QStringLiteral("newjob-tree"));
    auto *selected = find<QTableView>("selectedTable");
    selected->selectRow(0);
    QTest::keyClick(selected, Qt::Key_Delete);
    QCOMPARE(m_page->entries().count(), 0);
}

void tst_NewJobPage::gateInItsOwnUnit()
{
    fillTarget();
    m_page->compose({}, {EntryRowsModel::rowFor(QStringLiteral("guidellm"), sampleProviders().at(1).benchmarks.at(0))});
    step(3);
    auto *table = find<QTableView>("gatesTable");
    const QModelIndex gate = table->model()->index(0, EntryRowsModel::GateColumn);
    QVERIFY2(gate.data().toString().startsWith(QStringLiteral("≥ 10 ")), qPrintable(gate.data().toString()));
    table->setCurrentIndex(gate);
    typeInto("benchmarks/0/pass_criteria/threshold", QStringLiteral("25"));
    savePictures(*m_page, QStringLiteral("newjob-gates-own"));
    QCOMPARE(m_page->document().value(QStringLiteral("benchmarks/0/pass_criteria/threshold")).toDouble(), 25.0);
    step(2);
    find<QTabWidget>("settingsTabs")->setCurrentIndex(1);
    m_page->document().set(QStringLiteral("benchmarks/0/parameters/num_examples"), 20);
    savePictures(*m_page, QStringLiteral("newjob-parameters"));
    m_page->submit();
    QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
    const BenchmarkRef sent = m_connection->jobService.submitted.first().first.benchmarks.first();
    QCOMPARE(*sent.passCriteria->threshold, 25.0); // 25 tok/s, not 0.25
    QCOMPARE(sent.parameters.toVariantMap().value(QStringLiteral("num_examples")).toInt(), 20);
}

void tst_NewJobPage::planMendsTheJob()
{
    fillTarget();
    useStarter();
    QVERIFY(m_connection->jobService.listCalls.isEmpty()); // a plan that nobody looks at costs no request
    step(4);
    auto *fix = find<QPushButton>("planFix");
    QTRY_VERIFY(fix->isVisible()); // the released server looks a collection up again while the job runs
    QVERIFY(m_page->entries().isCollection());
    click("planFix");
    QVERIFY(!m_page->entries().isCollection());
    QTRY_VERIFY2(!find<QLabel>("planSummary")->text().contains(QStringLiteral("will not")), qPrintable(find<QLabel>("planSummary")->text()));
    QVERIFY(m_page->submit());
    QTRY_COMPARE(m_connection->jobService.submitted.size(), 1);
    const Job &job = m_connection->jobService.submitted.first().first;
    QVERIFY(!job.collection);
    QCOMPARE(job.benchmarks.size(), 4);
    QCOMPARE(job.passCriteria->threshold, m_connection->catalogueService.collections.first().passCriteria->threshold);
}

/// Every member that the table has stands somewhere in the five steps, with a help text and a place for what is wrong with it.
void tst_NewJobPage::everyFieldHasAControl()
{
    const QVariantMap entry{{QStringLiteral("id"), QStringLiteral("facts-v1")}, {QStringLiteral("provider_id"), QStringLiteral("assay")}};
    QStringList without;
    QSet<QString> seen;
    const auto look = [&] {
        QCoreApplication::processEvents();
        for (const QWidget *control : m_page->findChildren<QWidget *>()) {
            if (!control->objectName().startsWith(QLatin1String("field:")))
                continue;
            QStringList parts = control->objectName().mid(6).split(QLatin1Char('/'));
            for (QString &part : parts)
                part = part == QLatin1String("0") ? QStringLiteral("*") : part;
            const QString path = parts.join(QLatin1Char('/'));
            if (!control->accessibleDescription().isEmpty() && m_page->findChild<QWidget *>(QStringLiteral("problem:") + control->objectName().mid(6)))
                seen.insert(path);
        }
    };
    m_page->document().insertRows(QStringLiteral("benchmarks"), 0, {entry});
    find<QTableView>("gatesTable")->selectRow(0);
    for (auto *table : m_page->findChildren<QTableView *>(QStringLiteral("rowsTable")))
        table->selectRow(0);
    look();
    m_page->document().insertRows(QStringLiteral("targets"), 0, {QVariantMap()});
    find<QTableView>("targetTable")->selectRow(1);
    look();
    m_page->entries().useCollection(QStringLiteral("starter-v1"));
    m_page->entries().overrideAll();
    for (auto *table : m_page->findChildren<QTableView *>(QStringLiteral("rowsTable")))
        table->selectRow(0);
    look();
    for (const FieldInfo &known : fieldsOf(DocumentKind::Job)) {
        const QString inOverride = QStringLiteral("collection/benchmarks/*/");
        // Servers do not read an override's gate and weight: they are written in the text only, and the plan says so.
        const bool gate = known.path.startsWith(inOverride) && (known.section == "entry-gate");
        if (known.kind != FieldKind::Rows && !gate && !seen.contains(known.path))
            without << known.path;
        if (known.help().isEmpty())
            without << known.path + QStringLiteral(" (help)");
    }
    QVERIFY2(without.isEmpty(), qPrintable(without.join(QLatin1Char('\n'))));
}

void tst_NewJobPage::severalTargets()
{
    fillTarget();
    click("targetAdd");
    QTRY_COMPARE(find<QTableView>("targetTable")->currentIndex().row(), 1);
    QCOMPARE(QApplication::focusWidget(), field("targets/0/url"));
    QVERIFY(!find<QPushButton>("newjobRun")->isEnabled()); // it has neither address nor model yet
    QTest::keyClicks(field("targets/0/url"), QStringLiteral("http://localhost:8081/v1"));
    typeInto("targets/0/name", QStringLiteral("second"));
    savePictures(*m_page, QStringLiteral("newjob-targets"));
    useStarter();
    step(4);
    QTRY_VERIFY2(find<QLabel>("jobSummary")->text().contains(QStringLiteral("2 run")), qPrintable(find<QLabel>("jobSummary")->text()));
    QVERIFY2(find<QLabel>("estimate")->text().contains(QStringLiteral("Requests: 608")), qPrintable(find<QLabel>("estimate")->text()));
    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    QVERIFY(find<QPushButton>("newjobRun")->isEnabled());
    click("newjobRun");
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(opened.first().first().toString(), QStringLiteral("runs"));
    QCOMPARE(m_connection->jobService.submitted.size(), 2);
    QCOMPARE(m_connection->jobService.submitted.at(1).first.model.url, QStringLiteral("http://localhost:8081/v1"));
}

/// One of two is refused: the run that is there stays, the other can be mended and sent alone.
void tst_NewJobPage::restOfABatch()
{
    fillTarget();
    useStarter();
    m_page->document().set(QStringLiteral("targets"), QVariantList{QVariantMap{{QStringLiteral("name"), QStringLiteral("b")}, {QStringLiteral("url"), QStringLiteral("http://b/v1")}}});
    FakeJobService &server = m_connection->jobService;
    server.hold = true;
    m_page->submit();
    QTRY_COMPARE(server.waiting(), 1);
    server.release();
    QTRY_COMPARE(server.waiting(), 1);
    server.failWith = Error{Error::Kind::Invalid, QStringLiteral("model.url is not allowed here."), {}, QStringLiteral("request_validation_failed")};
    server.hold = false;
    server.releaseAll();
    auto *list = find<QListWidget>("sendList");
    QTRY_VERIFY(list->isVisible() && list->item(1)->text().startsWith(QStringLiteral("✗")));
    QVERIFY(list->item(0)->text().startsWith(QStringLiteral("✓")));
    QTRY_COMPARE(m_page->document().problemAt(QStringLiteral("targets/0/url")), server.failWith->message);
    savePictures(*m_page, QStringLiteral("newjob-sending"));
    server.failWith.reset();
    QSignalSpy closed(m_page.get(), &DocumentPage::closeRequested);
    m_page->document().set(QStringLiteral("targets/0/url"), QStringLiteral("http://c/v1"));
    click("sendAgain");
    QTRY_COMPARE(closed.count(), 1);
    QCOMPARE(server.stored.size(), 2);
    QCOMPARE(server.stored.first().model.url, QStringLiteral("http://c/v1"));
}

void tst_NewJobPage::textAndFormAreOne()
{
    fillTarget();
    click("viewYaml");
    auto *yaml = m_page->findChild<QPlainTextEdit *>();
    QVERIFY(yaml && find<QWidget>("problemList")->isVisible());
    for (auto *edit : m_page->findChildren<QPlainTextEdit *>()) {
        if (edit->isVisible())
            yaml = edit;
    }
    QVERIFY2(yaml->toPlainText().contains(QStringLiteral("gemma-3-270m")), qPrintable(yaml->toPlainText()));
    yaml->moveCursor(QTextCursor::End);
    QTest::keyClicks(yaml, QStringLiteral("benchmarks: [{id: facts-v1, provider_id: assay}]"));
    QTest::keyClick(yaml, Qt::Key_Return);
    savePictures(*m_page, QStringLiteral("newjob-yaml"));
    click("viewForm");
    QCOMPARE(m_page->entries().own().rowCount(), 1);
    click("newjobUndo");
    QCOMPARE(m_page->entries().own().rowCount(), 0);
    click("newjobRedo");
    QCOMPARE(m_page->entries().own().rowCount(), 1);
    click("viewYaml");
    QTest::keyClicks(yaml, QStringLiteral("x: ["));
    m_page->submit(); // a text that cannot be read is not sent
    QVERIFY(m_connection->jobService.submitted.isEmpty());
}

void tst_NewJobPage::presetsAreOneStep()
{
    fillTarget();
    useStarter();
    m_page->entries().listHere();
    step(2);
    find<QTabWidget>("settingsTabs")->setCurrentIndex(1);
    click("preset0");
    for (int row = 0; row < 4; ++row)
        QCOMPARE(m_page->document().value(QStringLiteral("benchmarks/%1/parameters/num_examples").arg(row)).toInt(), 50);
    QVERIFY(find<QPushButton>("preset0")->isChecked());
    click("newjobUndo");
    QVERIFY(!m_page->document().document().contains(QStringLiteral("benchmarks/0/parameters")));
    QVERIFY(!find<QPushButton>("preset0")->isChecked());
}

void tst_NewJobPage::oneMistakeIsOneProblem()
{
    fillTarget();
    m_page->compose({}, {QVariantMap{{QStringLiteral("id"), QStringLiteral("arc_easy")}, {QStringLiteral("provider_id"), QStringLiteral("lm_evaluation_harness")}}});
    const QString path = QStringLiteral("benchmarks/0/parameters/num_fewshot");
    m_page->document().set(path, QStringLiteral("many"));
    QAbstractItemModel *problems = m_page->problems();
    const QModelIndexList rows = problems->match(problems->index(0, 0), ProblemListModel::PathRole, path, -1, Qt::MatchExactly);
    QCOMPARE(rows.size(), 1);
}

void tst_NewJobPage::whatIsTypedWhileSendingStays()
{
    QSignalSpy closed(m_page.get(), &DocumentPage::closeRequested);
    fillTarget();
    useStarter();
    m_connection->jobService.hold = true;
    m_page->submit();
    QTRY_COMPARE(m_connection->jobService.waiting(), 1);
    m_page->document().set(QStringLiteral("description"), QStringLiteral("typed meanwhile"));
    m_connection->jobService.releaseAll();
    QTRY_VERIFY(find<QPushButton>("newjobRun")->isEnabled());
    QCOMPARE(m_page->document().document().text(QStringLiteral("description")), QStringLiteral("typed meanwhile"));
    QCOMPARE(closed.count(), 0);
    m_connection->jobService.hold = false;
}

void tst_NewJobPage::recipesAreKept()
{
    fillTarget();
    useStarter();
    m_page->document().set(QStringLiteral("targets"), QVariantList{QVariantMap{{QStringLiteral("name"), QStringLiteral("b")}, {QStringLiteral("url"), QStringLiteral("http://b/v1")}}});
    const AuthoredDocument before = m_page->document().document();
    click("newjobRecipes");
    const auto part = [](const char *name) { return QApplication::activeModalWidget()->findChild<QWidget *>(QLatin1String(name)); };
    QTRY_VERIFY(QApplication::activeModalWidget());
    auto *name = qobject_cast<QLineEdit *>(part("recipeName"));
    name->setText(QStringLiteral("nightly"));
    QTest::mouseClick(part("recipeSave"), Qt::LeftButton);
    QTRY_COMPARE(m_recipes->rowCount(), 1);
    savePictures(*QApplication::activeModalWidget(), QStringLiteral("newjob-recipes"));
    QVERIFY2(namelessControls(*QApplication::activeModalWidget()).isEmpty(), qPrintable(namelessControls(*QApplication::activeModalWidget()).join(QStringLiteral("; "))));
    QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
    click("newjobDiscard");
    QVERIFY(m_page->document().document().isEmpty());
    click("newjobRecipes");
    QTRY_VERIFY(QApplication::activeModalWidget());
    qobject_cast<QAbstractItemView *>(part("recipeList"))->setCurrentIndex(m_recipes->index(0, 0));
    QTest::mouseClick(part("recipeUse"), Qt::LeftButton);
    QTRY_COMPARE(m_page->document().document(), before);
}

void tst_NewJobPage::nothingRunsHalfComposed()
{
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    step(4);
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
    m_page->document().set(QStringLiteral("description"), QStringLiteral("changed"));
    m_page->submit();
    const auto &sent = m_connection->jobService.submitted;
    QTRY_COMPARE(sent.size(), 3);
    QCOMPARE(sent.at(0).second, sent.at(1).second);
    QVERIFY(sent.at(1).second != sent.at(2).second);
    QCOMPARE(m_page->entries().count(), 4); // nothing typed is lost
}

void tst_NewJobPage::draftSurvivesACrash()
{
    fillTarget();
    useStarter();
    QTRY_VERIFY(m_drafts.saves > 0);
    const AuthoredDocument before = m_page->document().document();
    makePage();
    QTRY_COMPARE(m_page->document().document(), before);
    QCOMPARE(qobject_cast<QLineEdit *>(field("model/url"))->text(), QStringLiteral("http://localhost:8080/v1"));
    QCOMPARE(qobject_cast<QLineEdit *>(field("model/name"))->text(), QStringLiteral("gemma-3-270m"));
    click("newjobDiscard");
    QTRY_VERIFY(!m_drafts.contents.contains(NewJobPage::draftName()));
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
    QCOMPARE(EndpointPanel::originOf(url), origin);
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
    m_page->compose(QStringLiteral("starter-v1"), {});
    QCOMPARE(m_page->entries().count(), 4);
    QCOMPARE(text("collection/id"), QStringLiteral("starter-v1"));
    m_page->compose({}, {QVariantMap{{QStringLiteral("id"), QStringLiteral("sweep")}, {QStringLiteral("provider_id"), QStringLiteral("guidellm")}}});
    QCOMPARE(m_page->entries().own().rowCount(), 5);
}

void tst_NewJobPage::everyControlHasAName()
{
    m_page->compose({}, {QVariantMap{{QStringLiteral("id"), QStringLiteral("facts-v1")}, {QStringLiteral("provider_id"), QStringLiteral("assay")}}});
    for (int at = 0; at < 5; ++at) {
        step(at);
        const QStringList nameless = namelessControls(*m_page);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
    }
}

void tst_NewJobPage::gatesAddNoBenchmark()
{
    m_page->entries().useCollection(QStringLiteral("starter-v1"));
    m_page->entries().listHere();
    step(3);
    auto *table = find<QTableView>("gatesTable");
    QTest::keyClick(table, Qt::Key_Insert);
    QCOMPARE(m_page->entries().own().rowCount(), 4); // benchmarks are added where they are chosen
}

void tst_NewJobPage::problemsAreShownInTheOpenView()
{
    fillTarget();
    typeInto("model/name", QString());
    auto *undo = find<QPushButton>("newjobUndo");
    QCOMPARE(undo->toolTip(), m_page->document().undoStack().undoText());
    QVERIFY(!undo->toolTip().isEmpty());
    click("viewYaml");
    QVERIFY(m_page->problems()->rowCount() > 0);
    m_page->goToProblem(0);
    QVERIFY(find<QAbstractButton>("viewYaml")->isChecked());
    QCOMPARE(QApplication::focusWidget(), find<QWidget>("yamlText"));
}

void tst_NewJobPage::recipesAreFilesOfAFolderThatIsThere()
{
    fillTarget();
    useStarter();
    m_page->document().set(QStringLiteral("name"), QStringLiteral("org/model on Starter"));
    click("newjobRecipes");
    QTRY_VERIFY(QApplication::activeModalWidget());
    QWidget *recipes = QApplication::activeModalWidget();
    QTest::mouseClick(recipes->findChild<QWidget *>(QStringLiteral("recipeSave")), Qt::LeftButton);
    QTRY_VERIFY(recipes->findChild<QAbstractButton *>(QStringLiteral("recipeExport"))->isEnabled());
    QTest::mouseClick(recipes->findChild<QWidget *>(QStringLiteral("recipeExport")), Qt::LeftButton);
    QFileDialog *file = nullptr;
    QTRY_VERIFY((file = recipes->findChild<QFileDialog *>()) && file->isVisible());
    QVERIFY2(file->selectedFiles().first().endsWith(QStringLiteral("/org-model on Starter.yaml")), qPrintable(file->selectedFiles().first()));
    file->reject();
    QTest::keyClick(recipes, Qt::Key_Escape);
}

ASSAY_TEST(tst_NewJobPage)
#include "tst_NewJobPage.moc"
