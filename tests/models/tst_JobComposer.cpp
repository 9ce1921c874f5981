#include "models/authoring/DocumentModel.h"
#include "models/authoring/DraftKeeper.h"
#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/composer/BatchStore.h"
#include "models/composer/JobEntries.h"
#include "models/composer/JobRules.h"
#include "models/composer/JobSender.h"
#include "models/composer/JobSteps.h"
#include "models/composer/JobTargets.h"
#include "models/composer/TargetListModel.h"
#include "tests/support/DocumentText.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/SampleCatalogue.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// What stands below the composer's page: targets, what is run, the place of each field, and sending.
class tst_JobComposer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void everyFieldHasAStep_data();
    void everyFieldHasAStep();
    void targetsAreRows();
    void targetsAreNoPartOfAJob();
    void collectionIsAReference();
    void collectionIsListed();
    void benchmarksAreAddedOnce();
    void overridesForAll();
    void jobsAreNamed();
    void parametersAreChecked();
    void onlyWhatIsWrongBlocks();
    void lostAnswerMakesNoSecondJob();
    void refusalLandsOnItsField();
    void severalTargetsAreABatch();
    void whatWasSentIsNotSentAgain();
    void clonesKeepEverything();
    void slowStoreForgetsNoDraft();

private:
    std::unique_ptr<JobSender> sender() { return std::make_unique<JobSender>(*m_connection, *m_document, *m_batches); }
    FakeJobService &server() { return m_connection->jobService; }

    FakeDraftStore m_drafts;
    std::unique_ptr<FakeConnection> m_connection;
    std::unique_ptr<CatalogueModel> m_catalogue;
    std::unique_ptr<CollectionListModel> m_collections;
    std::unique_ptr<DocumentModel> m_document;
    std::unique_ptr<JobEntries> m_entries;
    std::unique_ptr<BatchStore> m_batches;
};

static const char *good = "name: n\nmodel: {name: m, url: 'http://h/v1'}\nbenchmarks: [{id: facts-v1, provider_id: assay}]\n";

void tst_JobComposer::init()
{
    QLocale::setDefault(QLocale::c());
    m_batches.reset();
    m_entries.reset();
    m_document.reset();
    m_collections.reset();
    m_catalogue.reset();
    m_drafts = {};
    m_connection = std::make_unique<FakeConnection>();
    m_connection->catalogueService.providers = sampleProviders();
    m_connection->catalogueService.collections = sampleCollections();
    m_catalogue = std::make_unique<CatalogueModel>(m_connection->catalogue());
    m_collections = std::make_unique<CollectionListModel>(m_connection->catalogue());
    m_document = std::make_unique<DocumentModel>(DocumentKind::Job);
    m_entries = std::make_unique<JobEntries>(*m_document, *m_catalogue, *m_collections);
    m_batches = std::make_unique<BatchStore>(m_drafts);
    m_batches->load();
    m_catalogue->refresh();
    m_collections->refresh();
    QTRY_COMPARE(m_collections->load(), LoadState::Ready);
    QTRY_COMPARE(m_catalogue->load(), LoadState::Ready);
    QTRY_COMPARE(m_batches->state(), LoadState::Ready);
}

void tst_JobComposer::everyFieldHasAStep_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("step");
    const auto row = [](const char *path, JobStep step) { QTest::addRow("%s", path) << QString::fromLatin1(path) << int(step); };
    row("model/url", JobStep::Target);
    row("targets/2/name", JobStep::Target);
    row("benchmarks", JobStep::Benchmarks);
    row("benchmarks/1/id", JobStep::Benchmarks);
    row("collection/id", JobStep::Benchmarks);
    row("benchmarks/1/parameters/num_examples", JobStep::Settings);
    row("benchmarks/1/test_data_ref/s3/bucket", JobStep::Settings);
    row("collection/benchmarks/0/id", JobStep::Settings);
    row("benchmarks/1/weight", JobStep::Gates);
    row("benchmarks/1/primary_score/metric", JobStep::Gates);
    row("pass_criteria/threshold", JobStep::Gates);
    row("name", JobStep::Settings);
    QTest::addRow("whole") << QString() << int(JobStep::Plan);
    row("exports/oci/coordinates/oci_host", JobStep::Settings);
    row("custom/assay/retries", JobStep::Settings);
}

void tst_JobComposer::everyFieldHasAStep()
{
    QFETCH(QString, path);
    QFETCH(int, step);
    QCOMPARE(int(stepOf(path)), step);
}

void tst_JobComposer::targetsAreRows()
{
    TargetListModel targets(*m_document);
    QAbstractItemModelTester tester(&targets, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(targets.rowCount(), 1); // there is always one
    m_document->set(QStringLiteral("model"), QVariantMap{{QStringLiteral("name"), QStringLiteral("a")}, {QStringLiteral("url"), QStringLiteral("http://a/v1")}});
    targets.add();
    QCOMPARE(targets.rowCount(), 2);
    QVERIFY(!targets.index(1, 0).data(TargetListModel::ProblemRole).toString().isEmpty()); // neither model nor address
    targets.duplicate({0});
    QCOMPARE(targets.index(2, 0).data().toString(), QStringLiteral("a"));
    QCOMPARE(targets.index(2, 0).data(TargetListModel::PathRole).toString(), QStringLiteral("targets/1"));
    targets.remove({0, 1});
    QCOMPARE(targets.rowCount(), 1);
    QCOMPARE(m_document->document().text(QStringLiteral("model/url")), QStringLiteral("http://a/v1"));
    m_document->undoStack().undo();
    QCOMPARE(targets.rowCount(), 3);
    targets.remove({0, 1, 2});
    QCOMPARE(targets.rowCount(), 1);
    QVERIFY(m_document->document().isEmpty());
    QCOMPARE(TargetListModel::rowOf(QStringLiteral("targets/4/url")), 5);
    QCOMPARE(TargetListModel::rowOf(QStringLiteral("model/url")), 0);
    QCOMPARE(TargetListModel::rowOf(QStringLiteral("name")), -1);
}

void tst_JobComposer::targetsAreNoPartOfAJob()
{
    AuthoredDocument job = jobFrom(good);
    job.set(QStringLiteral("targets"), QVariantList{QVariantMap{{QStringLiteral("name"), QStringLiteral("b")}, {QStringLiteral("url"), QStringLiteral("http://b/v1")}}});
    QCOMPARE(job.problems(), QList<FieldProblem>());
    QVERIFY(job.toJob() && job.toJob()->extra.text.isEmpty());
    const QList<AuthoredDocument> sent = jobsOf(job);
    QCOMPARE(sent.size(), 2);
    QCOMPARE(sent.at(0).text(QStringLiteral("model/name")), QStringLiteral("m"));
    QCOMPARE(sent.at(1).text(QStringLiteral("model/name")), QStringLiteral("b"));
    for (const AuthoredDocument &one : sent)
        QVERIFY(!one.contains(QStringLiteral("targets")));
    QVERIFY(sent.at(0).text(QStringLiteral("name")) != sent.at(1).text(QStringLiteral("name")));
    QCOMPARE(withTargets(withTargets(job, {}), targetsOf(job)), job);
    QCOMPARE(jobsOf(jobFrom(good)), QList<AuthoredDocument>{jobFrom(good)});
    QCOMPARE(pathInDocument(QStringLiteral("model/url"), 2), QStringLiteral("targets/1/url"));
    QCOMPARE(pathInDocument(QStringLiteral("model/url"), 0), QStringLiteral("model/url"));
    QCOMPARE(pathInDocument(QStringLiteral("benchmarks/1/id"), 2), QStringLiteral("benchmarks/1/id"));
}

void tst_JobComposer::collectionIsAReference()
{
    m_document->open(jobFrom(good));
    m_entries->useCollection(QStringLiteral("starter-v1"));
    QVERIFY(m_entries->isCollection());
    QVERIFY(!m_document->document().contains(QStringLiteral("benchmarks")));
    QCOMPARE(m_entries->preview().rowCount(), 4);
    QCOMPARE(m_entries->count(), 4);
    QCOMPARE(m_entries->collectionName(), QStringLiteral("Starter v1"));
    QVERIFY(!m_entries->preview().setData(m_entries->preview().index(0, EntryRowsModel::GateColumn), 0.9, Qt::EditRole));
    m_document->undoStack().undo();
    QCOMPARE(m_entries->own().rowCount(), 1);
    m_entries->useCollection(QStringLiteral("elsewhere")); // not in the list: sent all the same
    QVERIFY(!m_entries->collection());
    QCOMPARE(m_entries->collectionName(), QStringLiteral("elsewhere"));
    QVERIFY(!m_entries->listHere());
}

void tst_JobComposer::collectionIsListed()
{
    m_entries->useCollection(QStringLiteral("starter-v1"));
    m_document->set(QStringLiteral("collection/benchmarks"), QVariantList{QVariantMap{{QStringLiteral("id"), QStringLiteral("facts-v1")}, {QStringLiteral("provider_id"), QStringLiteral("assay")},
                                                                                      {QStringLiteral("parameters"), QVariantMap{{QStringLiteral("num_examples"), 7}}}}});
    QVERIFY(m_entries->listHere());
    QVERIFY(!m_entries->isCollection());
    QCOMPARE(m_entries->own().rowCount(), 4);
    QCOMPARE(m_document->value(QStringLiteral("benchmarks/0/parameters/num_examples")).toInt(), 7);
    QCOMPARE(m_document->value(QStringLiteral("benchmarks/3/pass_criteria/threshold")).toDouble(), 0.6);
    QCOMPARE(m_document->value(QStringLiteral("pass_criteria/threshold")).toDouble(), 0.5);
    m_document->undoStack().undo();
    QVERIFY(m_entries->isCollection()); // one step
}

void tst_JobComposer::benchmarksAreAddedOnce()
{
    const QVariantMap facts{{QStringLiteral("id"), QStringLiteral("facts-v1")}, {QStringLiteral("provider_id"), QStringLiteral("assay")}};
    const QVariantMap sweep{{QStringLiteral("id"), QStringLiteral("sweep")}, {QStringLiteral("provider_id"), QStringLiteral("guidellm")}};
    QCOMPARE(m_entries->add({facts, sweep}), 2);
    QCOMPARE(m_entries->add({facts}), 0);
    QCOMPARE(m_entries->own().rowCount(), 2);
    m_entries->useCollection(QStringLiteral("starter-v1"));
    QCOMPARE(m_entries->add({facts, sweep}), 1); // facts is one of the collection's
    QCOMPARE(m_entries->own().rowCount(), 5);
}

void tst_JobComposer::overridesForAll()
{
    m_entries->useCollection(QStringLiteral("starter-v1"));
    m_entries->overrideAll();
    QCOMPARE(m_entries->overrides().rowCount(), 4);
    m_entries->overrideAll();
    QCOMPARE(m_entries->overrides().rowCount(), 4);
    QCOMPARE(m_document->document().text(QStringLiteral("collection/benchmarks/1/id")), QStringLiteral("arithmetic-v1"));
}

void tst_JobComposer::jobsAreNamed()
{
    QCOMPARE(m_entries->suggestedName(), QString());
    m_document->open(jobFrom(good));
    QCOMPARE(m_entries->suggestedName(), QStringLiteral("m on facts-v1"));
    m_entries->useCollection(QStringLiteral("starter-v1"));
    QCOMPARE(m_entries->suggestedName(), QStringLiteral("m on Starter v1"));
}

void tst_JobComposer::parametersAreChecked()
{
    m_document->open(jobFrom("name: n\nmodel: {name: m, url: 'http://h/v1'}\nbenchmarks: [{id: a, provider_id: lm_evaluation_harness, parameters: {num_fewshot: many}}]\n"));
    const QString path = QStringLiteral("benchmarks/0/parameters/num_fewshot");
    QVERIFY2(!m_document->problemAt(path).isEmpty(), "text for a number");
    QVERIFY(m_document->set(path, 5));
    QCOMPARE(m_document->problems(), QList<FieldProblem>());
    m_document->set(QStringLiteral("benchmarks/0/parameters/own_key"), QStringLiteral("anything"));
    QCOMPARE(m_document->problems(), QList<FieldProblem>());
}

void tst_JobComposer::onlyWhatIsWrongBlocks()
{
    QVERIFY(!firstBlocking(*m_document, *m_entries).message.isEmpty());
    m_document->open(jobFrom(good));
    QCOMPARE(firstBlocking(*m_document, *m_entries).message, QString());
    m_document->set(QStringLiteral("name"), {}); // one can be made up
    QCOMPARE(firstBlocking(*m_document, *m_entries).message, QString());
    m_document->setRefusals({{QStringLiteral("benchmarks/0/id"), QStringLiteral("There is no such benchmark.")}});
    QCOMPARE(firstBlocking(*m_document, *m_entries).message, QString()); // it may be there by now
    m_document->set(QStringLiteral("model/url"), QStringLiteral("no address"));
    QCOMPARE(firstBlocking(*m_document, *m_entries).path, QStringLiteral("model/url"));
}

/// The answer is lost, then the window too: the same job goes under the same key, a changed one under another.
void tst_JobComposer::lostAnswerMakesNoSecondJob()
{
    m_document->open(jobFrom(good));
    server().failWith = Error{Error::Kind::Timeout, QStringLiteral("The engine did not answer in time.")};
    for (int window = 0; window < 2; ++window) {
        const auto sending = sender();
        QSignalSpy failed(sending.get(), &JobSender::failed);
        sending->send();
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(!sending->isBusy());
    }
    m_document->set(QStringLiteral("description"), QStringLiteral("changed"));
    const auto sending = sender();
    server().failWith.reset();
    QSignalSpy sent(sending.get(), &JobSender::sent);
    sending->send();
    QTRY_COMPARE(sent.count(), 1);
    const auto &keys = server().submitted;
    QCOMPARE(keys.size(), 3);
    QCOMPARE(keys.at(0).second, keys.at(1).second);
    QVERIFY(keys.at(1).second != keys.at(2).second);
    sending->send(); // the same once more, now that the first is there: a run of its own
    QTRY_COMPARE(sent.count(), 2);
    QVERIFY(keys.at(3).second != keys.at(2).second);
}

void tst_JobComposer::refusalLandsOnItsField()
{
    m_document->open(jobFrom(good));
    server().failWith = Error{Error::Kind::Invalid, QStringLiteral("benchmarks[0].weight must be 0 or more"), {}, QStringLiteral("request_validation_failed")};
    const auto sending = sender();
    QSignalSpy failed(sending.get(), &JobSender::failed);
    sending->send();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(m_document->problemAt(QStringLiteral("benchmarks/0/weight")), server().failWith->message);
}

static QVariantList twoMore()
{
    return {QVariantMap{{QStringLiteral("name"), QStringLiteral("b")}, {QStringLiteral("url"), QStringLiteral("http://b/v1")}},
            QVariantMap{{QStringLiteral("name"), QStringLiteral("c")}, {QStringLiteral("url"), QStringLiteral("http://c/v1")}}};
}

void tst_JobComposer::severalTargetsAreABatch()
{
    m_document->open(jobFrom(good));
    m_document->set(QStringLiteral("targets"), twoMore());
    const auto sending = sender();
    QSignalSpy sent(sending.get(), &JobSender::sent);
    sending->send();
    QTRY_COMPARE(sent.count(), 1);
    QCOMPARE(sent.first().at(0).toStringList().size(), 3);
    QVERIFY(sent.first().at(1).toBool()); // it was this document
    QStringList models;
    for (const auto &[job, key] : server().submitted) {
        models << job.model.name;
        QVERIFY(job.extra.text.isEmpty());
    }
    QCOMPARE(models, (QStringList{QStringLiteral("m"), QStringLiteral("b"), QStringLiteral("c")}));
}

/// A batch that stops half way: trying again sends the rest, also in the next window, and giving up leaves the rest in the document.
void tst_JobComposer::whatWasSentIsNotSentAgain()
{
    m_document->open(jobFrom(good));
    m_document->set(QStringLiteral("targets"), twoMore());
    {
        const auto sending = sender();
        server().hold = true;
        sending->send();
        QTRY_COMPARE(server().waiting(), 1);
        server().release(); // the first is there
        QTRY_COMPARE(server().waiting(), 1);
        server().failWith = Error{Error::Kind::Invalid, QStringLiteral("benchmarks[0].id is unknown"), {}, QStringLiteral("resource_does_not_exist")};
        server().hold = false;
        server().releaseAll();
        QTRY_VERIFY(!sending->isBusy());
        QVERIFY(sending->hasBatch());
        QCOMPARE(server().submitted.size(), 3);
        server().failWith.reset();
    }
    const auto next = sender(); // as the next window
    QSignalSpy sent(next.get(), &JobSender::sent);
    next->send();
    QTRY_COMPARE(sent.count(), 1);
    QCOMPARE(server().submitted.size(), 5); // two of three once more
    QCOMPARE(server().stored.size(), 3);
}

void tst_JobComposer::clonesKeepEverything()
{
    const AuthoredDocument job = jobFrom(R"(
name: full
description: why
tags: [a, b]
model: {name: m, url: 'http://h/v1', auth: {secret_ref: k}, card_url: 'https://card', parameters: {temperature: 0.5, stop: [x]}}
benchmarks:
  - {id: facts-v1, provider_id: assay, weight: 2, primary_score: {metric: accuracy, lower_is_better: false}, pass_criteria: {threshold: 0},
     parameters: {num_examples: 7, deep: {a: [1, 2]}}, test_data_ref: {s3: {bucket: b, key: k, secret_ref: s}, type: pre_recorded_data}, hardware_config: {cpu: {request: '1'}}}
pass_criteria: {threshold: 0}
experiment: {name: e, tags: [{key: k, value: v}], artifact_location: 's3://x'}
exports: {oci: {coordinates: {oci_host: h, oci_repository: r, oci_tag: t, oci_subject: s, annotations: {a: b}}, k8s: {connection: c}}}
hardware_config: {hardware_profile_name: p}
queue: {kind: kueue, name: q}
custom: {assay: {retries: 2}, mine: {x: 1}}
)");
    QCOMPARE(job.problems(), QList<FieldProblem>());
    Job ran = *job.toJob();
    ran.resource.id = QStringLiteral("1");
    ran.status.state = RunState::Completed;
    ran.results.benchmarks << BenchmarkResult();
    QCOMPARE(AuthoredDocument::of(ran), job);
}

/// What is typed and sent before the store has told what it held: nothing of it is left behind.
void tst_JobComposer::slowStoreForgetsNoDraft()
{
    DraftKeeper keeper(*m_document, m_drafts, QStringLiteral("job"));
    QSignalSpy nothing(&keeper, &DraftKeeper::nothing);
    m_drafts.hold = true;
    keeper.restore();
    m_drafts.hold = false;
    m_document->set(QStringLiteral("name"), QStringLiteral("typed at once"));
    keeper.flush();
    QVERIFY(m_drafts.contents.contains(QStringLiteral("job")));
    m_drafts.release();
    QTRY_COMPARE(nothing.count(), 1);
    m_document->open(AuthoredDocument(DocumentKind::Job)); // as after it was sent
    QVERIFY(m_drafts.contents.isEmpty());
}

ASSAY_TEST(tst_JobComposer)
#include "tst_JobComposer.moc"
