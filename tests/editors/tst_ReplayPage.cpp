#include "models/authoring/DocumentModel.h"
#include "models/authoring/ReplayModel.h"
#include "models/catalogue/CatalogueModel.h"
#include "tests/support/EditableCatalogue.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/PageProbe.h"
#include "tests/support/SampleCatalogue.h"
#include "tests/support/SampleJobs.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/collections/CollectionEditorPage.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

using namespace assay;

/// Gates of a collection tried on stored runs.
class tst_ReplayPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void followsTheDocument();
    void rowsFollowTheEntries();
    void onlyRunsOfTheseBenchmarks();
    void failureIsTold();
    void aGateIsTypedIntoTheTree();

private:
    static AuthoredDocument collection(double gate)
    {
        Collection made = test::sampleCollections().first();
        made.benchmarks.resize(1); // facts-v1, which the sample runs report
        made.benchmarks[0].passCriteria = PassCriteria{gate, {}};
        return AuthoredDocument::of(made);
    }
};

void tst_ReplayPage::followsTheDocument()
{
    test::FakeJobService jobs;
    jobs.stored = test::sampleJobs();
    const QList<Job> before = jobs.stored;
    DocumentModel document(DocumentKind::Collection);
    document.open(collection(0.5));
    ReplayModel model(document, jobs, {});
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.load();
    QTRY_COMPARE(model.state(), LoadState::Ready);
    QCOMPARE(model.rowCount(), 3); // 0.412 fails, 0.731 and 0.52 pass at 0.5
    const auto now = [&](int row) { return model.index(0, ReplayModel::NowColumn, model.index(row, 0)).data().toString(); };
    QCOMPARE(now(0), QStringLiteral("✗ fail"));
    QCOMPARE(now(1), QStringLiteral("✓ pass"));
    QVERIFY(model.summary().startsWith(QStringLiteral("None of 3")));
    document.set(QStringLiteral("benchmarks/0/pass_criteria/threshold"), 0.6);
    QCOMPARE(now(1), QStringLiteral("✓ pass"));
    QTRY_COMPARE(now(2), QStringLiteral("✗ fail, changed"));
    QCOMPARE(model.index(0, ReplayModel::ThenColumn, model.index(2, 0)).data().toString(), QStringLiteral("✓ pass"));
    // The run as a whole goes by the collection's gate of 0.5.
    QVERIFY(model.summary().startsWith(QStringLiteral("None of 3")));
    document.set(QStringLiteral("pass_criteria/threshold"), 0.6);
    QTRY_COMPARE(model.index(2, ReplayModel::NowColumn).data().toString(), QStringLiteral("✗ fail, changed"));
    QVERIFY2(model.summary().startsWith(QStringLiteral("1 of 3")) && model.summary().contains(QStringLiteral("1 fail now, 0 pass now")), qPrintable(model.summary()));
    // One that is not chosen does not count.
    QVERIFY(model.setData(model.index(2, 0), Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(model.summary().startsWith(QStringLiteral("None of 2")));
    document.undoStack().undo();
    QTRY_COMPARE(model.index(2, ReplayModel::NowColumn).data().toString(), QStringLiteral("✓ pass"));
    QVERIFY(jobs.stored == before && jobs.submitted.isEmpty());
}

void tst_ReplayPage::rowsFollowTheEntries()
{
    test::FakeJobService jobs;
    jobs.stored = test::sampleJobs();
    DocumentModel document(DocumentKind::Collection);
    document.open(collection(0.5));
    ReplayModel model(document, jobs, {});
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.load();
    QTRY_COMPARE(model.state(), LoadState::Ready);
    document.insertRows(QStringLiteral("benchmarks"), 0, {QVariantMap{{QStringLiteral("id"), QStringLiteral("new")}, {QStringLiteral("provider_id"), QStringLiteral("assay")}}});
    QTRY_COMPARE(model.rowCount(model.index(0, 0)), 2);
    QCOMPARE(model.index(0, ReplayModel::NowColumn, model.index(0, 0)).data().toString(), QStringLiteral("– not in this run"));
    QVERIFY(model.index(0, ReplayModel::NowColumn).data().toString().contains(QStringLiteral("not in this run")));
    document.removeRows(QStringLiteral("benchmarks"), {1}); // no run has anything of what is left
    QTRY_COMPARE(model.rowCount(), 0);
    document.undoStack().undo();
    QTRY_COMPARE(model.rowCount(), 3);
}

void tst_ReplayPage::onlyRunsOfTheseBenchmarks()
{
    test::FakeJobService jobs;
    for (int i = 0; i < 620; ++i)
        jobs.stored << test::sampleJob(QStringLiteral("j%1").arg(i), QStringLiteral("n"), QStringLiteral("m"), RunState::Completed, i, 0.6, true);
    jobs.stored[3].results.benchmarks[0].id = QStringLiteral("other");
    jobs.stored[4].status.state = RunState::Running;
    DocumentModel document(DocumentKind::Collection);
    document.open(collection(0.5));
    ReplayModel model(document, jobs, {});
    model.load();
    QTRY_COMPARE(model.state(), LoadState::Ready);
    QCOMPARE(model.rowCount(), int(ReplayModel::mostRuns) - 2);
    QVERIFY2(model.limits().contains(QStringLiteral("500")) && model.limits().contains(QStringLiteral("620")), qPrintable(model.limits()));
}

void tst_ReplayPage::failureIsTold()
{
    test::FakeJobService jobs;
    jobs.failWith = Error{Error::Kind::Network, QStringLiteral("nobody there"), {}, {}};
    DocumentModel document(DocumentKind::Collection);
    document.open(collection(0.5));
    ReplayModel model(document, jobs, {});
    model.load();
    QTRY_COMPARE(model.state(), LoadState::Failed);
    QCOMPARE(model.error().message, QStringLiteral("nobody there"));
}

void tst_ReplayPage::aGateIsTypedIntoTheTree()
{
    test::EditorConnection connection;
    test::FakeDraftStore drafts;
    connection.editable.providers = test::sampleProviders();
    connection.editable.collections = test::sampleCollections();
    connection.editable.collections.first().benchmarks.resize(1);
    connection.jobService.stored = test::sampleJobs();
    CatalogueModel catalogue(connection.editable);
    catalogue.refresh();
    QTRY_COMPARE(catalogue.load(), LoadState::Ready);
    QWidget window;
    window.resize(1280, 860);
    auto *page = new CollectionEditorPage(connection, drafts, catalogue, QStringLiteral("starter-v1"), &window);
    page->resize(window.size());
    page->setAutoFillBackground(true);
    window.show();
    QTRY_COMPARE(page->session().state(), DocumentSession::State::Ready);
    QVERIFY(connection.jobService.listCalls.isEmpty()); // nobody looks yet
    page->findChild<QTabWidget *>(QStringLiteral("editorTabs"))->setCurrentIndex(4);
    auto *tree = page->findChild<QTreeView *>(QStringLiteral("replayTree"));
    QTRY_VERIFY(tree->isVisible());
    QTRY_COMPARE(tree->model()->rowCount(), 3);
    QVERIFY(tree->isExpanded(tree->model()->index(0, 0)));
    const QModelIndex gate = tree->model()->index(0, ReplayModel::NowGateColumn, tree->model()->index(1, 0));
    tree->setFocus();
    tree->setCurrentIndex(gate);
    QTest::keyClick(tree, Qt::Key_F2);
    auto *line = tree->viewport()->findChild<QLineEdit *>();
    QVERIFY(line);
    line->selectAll();
    QTest::keyClicks(line, QStringLiteral("0.8"));
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_COMPARE(page->session().model().value(QStringLiteral("benchmarks/0/pass_criteria/threshold")).toDouble(), 0.8);
    QTRY_COMPARE(tree->model()->index(0, ReplayModel::NowColumn, tree->model()->index(1, 0)).data().toString(), QStringLiteral("✗ fail, changed"));
    QVERIFY(page->session().model().isDirty());
    // Chosen by the keyboard too.
    tree->setCurrentIndex(tree->model()->index(0, 0));
    QTest::keyClick(tree, Qt::Key_Space);
    QCOMPARE(tree->model()->index(0, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    const QStringList nameless = test::namelessControls(*page);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
    test::savePictures(*page, QStringLiteral("editor-replay"));
    // What the server does not have is said instead.
    connection.abilities.items.remove(Capability::ListJobs);
    connection.setState(Connection::State::Ready);
    QVERIFY(!tree->isVisible());
}

ASSAY_TEST(tst_ReplayPage)
#include "tst_ReplayPage.moc"
