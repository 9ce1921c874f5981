#include "models/imports/ImportFollower.h"
#include "models/imports/ImportListModel.h"
#include "tests/support/DropFile.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeImportService.h"
#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/imports/ImportPage.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QUrl>

using namespace assay;
using namespace assay::test;

/// The page that imports results, over an engine that does what the test says.
class tst_ImportPage final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_page.reset(); }
    void nothingYet();
    void importsWhatIsDropped();
    void otherDropsAreNotTaken();
    void cancels();
    void goesOnWhenItIsOpenedAgain();
    void saysWhatIsWrong();
    void everythingHasAName();
    void pictures();

private:
    template<typename T>
    T *find(const char *name) { return m_page->findChild<T *>(QLatin1String(name)); }
    bool shown(const char *name) { return find<QWidget>(name)->isVisibleTo(m_page.get()); }
    bool drop(const QList<QUrl> &urls) { return test::dropUrls(m_page.get(), urls); }
    void fill()
    {
        m_service.now.files = 12;
        m_service.now.filesDone = 5;
        m_service.now.bytes = 4 << 20;
        m_service.now.bytesDone = 1 << 20;
        m_service.now.current = QStringLiteral("/home/ann/evals/2026-01-12_capitals.eval");
        m_service.now.runsMade = 2;
        m_service.now.runsKnown = 1;
        m_service.now.samples = 1234;
        m_service.runs = {{QStringLiteral("job-1"), QStringLiteral("capitals"), QStringLiteral("/home/ann/evals/a.eval"), QStringLiteral("Inspect"), false},
                          {QStringLiteral("job-2"), QStringLiteral("arc_easy, gsm8k"), QStringLiteral("/home/ann/evals/results_2026-01-12.json"), QStringLiteral("lm-evaluation-harness"), false},
                          {QStringLiteral("job-3"), QStringLiteral("Capitals"), QStringLiteral("/home/ann/evals/out.json"), QStringLiteral("promptfoo"), true}};
        m_service.problems = {{QStringLiteral("/home/ann/evals/broken.json"), QStringLiteral("line 7"), QStringLiteral("It is not valid JSON and was left out.")}};
    }

    FakeConnection m_connection;
    FakeImportService m_service;
    std::unique_ptr<ImportPage> m_page;
};

void tst_ImportPage::init()
{
    m_service.now = {};
    m_service.refuse = {};
    m_service.begun.clear();
    m_service.cancelled.clear();
    m_connection.importService = &m_service;
    m_connection.abilities.items.insert(Capability::ImportResults);
    m_page = std::make_unique<ImportPage>(m_connection);
    m_page->resize(1000, 640);
    m_page->show();
}

void tst_ImportPage::nothingYet()
{
    QVERIFY(!shown("importTables"));
    QVERIFY(!shown("importBar"));
    QVERIFY(!shown("importProblem"));
    QVERIFY(find<QLabel>("importHint")->text().contains(QStringLiteral("Inspect")));
}

void tst_ImportPage::importsWhatIsDropped()
{
    const QAbstractItemModelTester runs(find<QTableView>("importRuns")->model()), problems(find<QTableView>("importProblems")->model());
    QVERIFY(drop({QUrl::fromLocalFile(QStringLiteral("/home/ann/evals")), QUrl::fromLocalFile(QStringLiteral("/home/ann/x.json"))}));
    QCOMPARE(m_service.begun.size(), 1);
    QCOMPARE(m_service.begun.constFirst(), (QStringList{QStringLiteral("/home/ann/evals"), QStringLiteral("/home/ann/x.json")}));
    fill();
    auto *table = find<QTableView>("importRuns");
    QTRY_COMPARE(table->model()->rowCount(), 3);
    QVERIFY(shown("importBar"));
    QCOMPARE(find<QProgressBar>("importBar")->value(), 250);
    QVERIFY(find<QLabel>("importState")->text().contains(QStringLiteral("5 of 12 files")));
    QTRY_VERIFY(shown("importProblems"));
    QCOMPARE(table->model()->index(1, ImportListModel::RunFile).data().toString(), QStringLiteral("results_2026-01-12.json"));

    m_service.now.phase = ImportState::Phase::Completed;
    QTRY_VERIFY(!shown("importBar"));
    QVERIFY(find<QLabel>("importState")->text().startsWith(QStringLiteral("The import is complete.")));
    QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    table->setFocus();
    table->selectRow(1);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.at(0), (QVariantList{QStringLiteral("run"), QStringLiteral("job-2")}));
}

void tst_ImportPage::otherDropsAreNotTaken()
{
    QVERIFY(!drop({QUrl(QStringLiteral("https://example.invalid/a.json"))}));
    QVERIFY(!drop({}));
    QVERIFY(m_service.begun.isEmpty());
}

void tst_ImportPage::cancels()
{
    m_page->importPaths({QStringLiteral("/a")});
    QTRY_VERIFY(shown("importCancel"));
    QTest::mouseClick(find<QPushButton>("importCancel"), Qt::LeftButton);
    QTRY_VERIFY(!shown("importBar"));
    QCOMPARE(m_service.cancelled, QStringList{QStringLiteral("import-1")});
    QVERIFY(find<QLabel>("importState")->text().contains(QStringLiteral("cancelled")));
}

void tst_ImportPage::goesOnWhenItIsOpenedAgain()
{
    m_page->importPaths({QStringLiteral("/a")});
    fill();
    m_page.reset();
    m_page = std::make_unique<ImportPage>(m_connection);
    m_page->show();
    QTRY_COMPARE(find<QTableView>("importRuns")->model()->rowCount(), 3);
    QVERIFY(shown("importBar"));
}

void tst_ImportPage::saysWhatIsWrong()
{
    m_service.refuse = Error{Error::Kind::Network, QStringLiteral("The engine is away.")};
    m_page->importPaths({QStringLiteral("/a")});
    QTRY_COMPARE(find<QLabel>("importProblem")->text(), QStringLiteral("The engine is away."));
    m_connection.abilities.items.remove(Capability::ImportResults);
    m_connection.setState(Connection::State::Ready);
    QVERIFY(find<QLabel>("importProblem")->text().contains(QStringLiteral("cannot import")));
}

void tst_ImportPage::everythingHasAName()
{
    m_page->importPaths({QStringLiteral("/a")});
    fill();
    QTRY_COMPARE(find<QTableView>("importRuns")->model()->rowCount(), 3);
    QCOMPARE(namelessControls(*m_page), QStringList());
    QCOMPARE(smallTargets(*m_page), QStringList());
    QCOMPARE(namelessHeaders(*m_page), QStringList());
    QTRY_COMPARE(clippedTexts(*m_page), QStringList());
    QCOMPARE(unreachableControls(*m_page), QStringList());
}

void tst_ImportPage::pictures()
{
    savePictures(*m_page, QStringLiteral("imports-empty"));
    m_page->importPaths({QStringLiteral("/home/ann/evals")});
    fill();
    QTRY_COMPARE(find<QTableView>("importRuns")->model()->rowCount(), 3);
    savePictures(*m_page, QStringLiteral("imports-running"));
}

ASSAY_TEST(tst_ImportPage)
#include "tst_ImportPage.moc"
