#include "models/benchmarks/ServerBenchmarkEntry.h"
#include "models/benchmarks/ServerBenchmarkListModel.h"
#include "tests/support/FakeBenchmarkService.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDatasetService.h"
#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/benchmarks/ServerBenchmarkDialog.h"
#include "ui/pages/benchmarks/ServerBenchmarksPage.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// Benchmarks of a server are listed, looked at, registered and deleted, over a service in memory.
class tst_ServerBenchmarks final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_page.reset(); }
    void listsAndLooks();
    void lookThatFails();
    void registers();
    void saysWhatIsWrong();
    void refusalKeepsWhatWasEntered();
    void refusalAfterTheDialogIsClosed();
    void deletesWhenConfirmed();
    void saysWhyNotDeleted();
    void listThatFails();
    void serversWithout();
    void entries_data();
    void entries();
    void rowsStay();
    void everythingHasAName();
    void pictures();

private:
    template<typename T>
    T *find(const char *name) { return m_page->findChild<T *>(QLatin1String(name)); }
    void show();
    ServerBenchmarkDialog *dialog();
    void fillIn(ServerBenchmarkDialog &box);
    QString detail() { return find<QPlainTextEdit>("serverBenchmarkDetail")->toPlainText(); }
    static RegisteredBenchmark benchmark(const QString &id);

    std::unique_ptr<FakeConnection> m_connection;
    std::unique_ptr<FakeBenchmarkService> m_benchmarks;
    std::unique_ptr<FakeDatasetService> m_datasets;
    std::unique_ptr<ServerBenchmarksPage> m_page;
};

RegisteredBenchmark tst_ServerBenchmarks::benchmark(const QString &id)
{
    return {id, QStringLiteral("qa-eval"), {QStringLiteral("basic::equality"), QStringLiteral("basic::subset_of")}, QStringLiteral("meta-reference"), QStringLiteral("their-name"),
            {R"({"description":"five rows","tags":["a","b"],"weight":0.5})"}};
}

void tst_ServerBenchmarks::init()
{
    applyTheme(*static_cast<QApplication *>(QCoreApplication::instance()), false);
    m_connection = std::make_unique<FakeConnection>();
    m_benchmarks = std::make_unique<FakeBenchmarkService>();
    m_datasets = std::make_unique<FakeDatasetService>();
    m_benchmarks->stored = {benchmark(QStringLiteral("capitals")), benchmark(QStringLiteral("rivers"))};
    m_benchmarks->functions = {{QStringLiteral("basic::equality"), {}, QStringLiteral("Equal or not."), {}, {}}, {QStringLiteral("basic::subset_of"), {}, {}, {}, {}}};
    Dataset dataset;
    dataset.id = QStringLiteral("qa-eval");
    m_datasets->stored = {dataset};
    m_connection->benchmarkService = m_benchmarks.get();
    m_connection->datasetService = m_datasets.get();
    m_connection->abilities.items += {Capability::RegisterBenchmarks, Capability::Datasets};
}

void tst_ServerBenchmarks::show()
{
    m_page = std::make_unique<ServerBenchmarksPage>(*m_connection);
    m_page->resize(1100, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

ServerBenchmarkDialog *tst_ServerBenchmarks::dialog()
{
    QTest::mouseClick(find<QPushButton>("serverBenchmarkNew"), Qt::LeftButton);
    auto *box = m_page->findChild<ServerBenchmarkDialog *>(QStringLiteral("serverBenchmarkDialog"));
    auto *functions = box->findChild<QListWidget *>(QStringLiteral("serverBenchmarkFunctions"));
    auto *datasets = box->findChild<QComboBox *>(QStringLiteral("serverBenchmarkDataset"));
    return QTest::qWaitFor([&] { return functions->count() == 2 && datasets->count() == 1; }) ? box : nullptr;
}

void tst_ServerBenchmarks::fillIn(ServerBenchmarkDialog &box)
{
    box.findChild<QLineEdit *>(QStringLiteral("serverBenchmarkName"))->setText(QStringLiteral(" lakes "));
    box.findChild<QComboBox *>(QStringLiteral("serverBenchmarkDataset"))->setCurrentIndex(0);
    box.findChild<QListWidget *>(QStringLiteral("serverBenchmarkFunctions"))->item(1)->setCheckState(Qt::Checked);
}

void tst_ServerBenchmarks::listsAndLooks()
{
    show();
    auto *table = find<QTableView>("serverBenchmarks");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    const auto cell = [&](int row, int column) { return table->model()->index(row, column).data().toString(); };
    QCOMPARE(cell(0, ServerBenchmarkListModel::IdColumn), QStringLiteral("capitals"));
    QCOMPARE(cell(0, ServerBenchmarkListModel::DatasetColumn), QStringLiteral("qa-eval"));
    QCOMPARE(cell(0, ServerBenchmarkListModel::FunctionsColumn), QStringLiteral("basic::equality, basic::subset_of"));
    QCOMPARE(cell(0, ServerBenchmarkListModel::ProviderColumn), QStringLiteral("meta-reference"));
    QTRY_COMPARE(detail(), QStringLiteral("Name: capitals\nDataset: qa-eval\nScored by: basic::equality, basic::subset_of\nEvaluated by: meta-reference\nIts name there: their-name\n\n"
                                          "Metadata\ndescription: five rows\n{\"tags\":[\"a\",\"b\"]}\nweight: 0.5"));
    QCOMPARE(m_benchmarks->asked, QStringList{QStringLiteral("capitals")});
    QTest::keyClick(table, Qt::Key_Down);
    QTRY_COMPARE(m_benchmarks->asked, QStringList({QStringLiteral("capitals"), QStringLiteral("rivers")}));
    QTRY_VERIFY(detail().startsWith(QStringLiteral("Name: rivers\n")) && detail().contains(QStringLiteral("weight: 0.5")));
    m_page->refresh();
    QTRY_COMPARE(m_benchmarks->asked.size(), 3); // the one that is shown, and it stays chosen
    QCOMPARE(table->currentIndex().row(), 1);
}

void tst_ServerBenchmarks::lookThatFails()
{
    m_benchmarks->failGet = Error{Error::Kind::Network, QStringLiteral("The connection broke.")};
    show();
    QTRY_COMPARE(find<QLabel>("serverBenchmarksProblem")->text(), QStringLiteral("The connection broke."));
    QVERIFY(find<QLabel>("serverBenchmarksProblem")->isVisible());
    QVERIFY(detail().startsWith(QStringLiteral("Name: capitals\n"))); // what the list told
    m_benchmarks->failGet.reset();
    m_page->refresh();
    QTRY_VERIFY(detail().contains(QStringLiteral("weight: 0.5")));
    QVERIFY(!find<QLabel>("serverBenchmarksProblem")->isVisible());
}

void tst_ServerBenchmarks::registers()
{
    show();
    auto *box = dialog();
    QVERIFY(box);
    fillIn(*box);
    box->findChild<QLineEdit *>(QStringLiteral("serverBenchmarkMore"))->setText(QStringLiteral("basic::subset_of, llm-as-judge::mine,"));
    box->findChild<QLineEdit *>(QStringLiteral("serverBenchmarkProvider"))->setText(QStringLiteral("nvidia"));
    box->findChild<QLineEdit *>(QStringLiteral("serverBenchmarkProviderName"))->setText(QStringLiteral("lakes-v2"));
    box->findChild<QPlainTextEdit *>(QStringLiteral("serverBenchmarkMetadata"))->setPlainText(QStringLiteral("{\"rows\": 10000000000000000000001}"));
    QTest::mouseClick(box->findChild<QPushButton *>(QStringLiteral("serverBenchmarkRegister")), Qt::LeftButton);
    QTRY_COMPARE(m_benchmarks->added.size(), 1);
    const RegisteredBenchmark wanted{QStringLiteral("lakes"), QStringLiteral("qa-eval"), {QStringLiteral("basic::subset_of"), QStringLiteral("llm-as-judge::mine")},
                                     QStringLiteral("nvidia"), QStringLiteral("lakes-v2"), {"{\"rows\": 10000000000000000000001}"}};
    QCOMPARE(m_benchmarks->added.first(), wanted);
    QTRY_COMPARE(find<QTableView>("serverBenchmarks")->currentIndex().data().toString(), QStringLiteral("lakes"));
    QTRY_VERIFY(!m_page->findChild<ServerBenchmarkDialog *>(QStringLiteral("serverBenchmarkDialog")));
}

void tst_ServerBenchmarks::saysWhatIsWrong()
{
    show();
    QTRY_COMPARE(find<QTableView>("serverBenchmarks")->model()->rowCount(), 2);
    auto *box = dialog();
    QVERIFY(box);
    auto *name = box->findChild<QLineEdit *>(QStringLiteral("serverBenchmarkName"));
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(box->focusWidget(), name);
    const auto shown = [box](const QString &words) {
        const auto labels = box->findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(), [&words](const QLabel *label) { return label->isVisible() && label->text().contains(words); });
    };
    QVERIFY(shown(QStringLiteral("Enter a name")) && shown(QStringLiteral("Choose one of the server's datasets")) && shown(QStringLiteral("Choose at least one function")));
    fillIn(*box);
    QVERIFY(!shown(QStringLiteral("Enter a name")) && !shown(QStringLiteral("Choose one of")) && !shown(QStringLiteral("Choose at least")));
    name->setText(QStringLiteral("rivers")); // it would half succeed
    QVERIFY(shown(QStringLiteral("There is a benchmark “rivers” already")));
    QTest::mouseClick(box->findChild<QPushButton *>(QStringLiteral("serverBenchmarkRegister")), Qt::LeftButton);
    QCoreApplication::processEvents();
    QVERIFY(m_benchmarks->added.isEmpty());
}

void tst_ServerBenchmarks::refusalKeepsWhatWasEntered()
{
    show();
    auto *box = dialog();
    QVERIFY(box);
    fillIn(*box);
    m_benchmarks->failWrite = Error{Error::Kind::Invalid, QStringLiteral("No provider specified and multiple providers available.")};
    auto *send = box->findChild<QPushButton *>(QStringLiteral("serverBenchmarkRegister"));
    QTest::mouseClick(send, Qt::LeftButton);
    QTRY_COMPARE(box->findChild<QLabel *>(QStringLiteral("serverBenchmarkProblem"))->text(), QStringLiteral("No provider specified and multiple providers available."));
    QVERIFY(box->isVisible() && send->isEnabled());
    QCOMPARE(box->entry().name, QStringLiteral(" lakes "));
    QCOMPARE(box->entry().functions, QStringList{QStringLiteral("basic::subset_of")});
}

void tst_ServerBenchmarks::refusalAfterTheDialogIsClosed()
{
    show();
    const QSignalSpy said(m_page.get(), &DocumentPage::messageRequested);
    auto *box = dialog();
    QVERIFY(box);
    fillIn(*box);
    m_benchmarks->failWrite = Error{Error::Kind::Network, QStringLiteral("The connection broke.")};
    QTest::mouseClick(box->findChild<QPushButton *>(QStringLiteral("serverBenchmarkRegister")), Qt::LeftButton);
    delete box;
    QTRY_COMPARE(said.count(), 1);
    QCOMPARE(said.first().first().value<UserMessage>().text, QStringLiteral("The benchmark was not registered. The connection broke."));
}

void tst_ServerBenchmarks::deletesWhenConfirmed()
{
    show();
    auto *table = find<QTableView>("serverBenchmarks");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    table->selectRow(1);
    QTest::mouseClick(find<QPushButton>("serverBenchmarkDelete"), Qt::LeftButton);
    auto *question = m_page->findChild<QMessageBox *>();
    QVERIFY(question && question->text().contains(QStringLiteral("“rivers”")));
    question->button(QMessageBox::Cancel)->click();
    QTRY_VERIFY(!m_page->findChild<QMessageBox *>());
    QVERIFY(m_benchmarks->removed.isEmpty());
    QTest::mouseClick(find<QPushButton>("serverBenchmarkDelete"), Qt::LeftButton);
    m_page->findChild<QPushButton *>(QStringLiteral("serverBenchmarkDeleteYes"))->click();
    QTRY_COMPARE(m_benchmarks->removed, QStringList{QStringLiteral("rivers")});
    QTRY_COMPARE(table->model()->rowCount(), 1);
}

void tst_ServerBenchmarks::saysWhyNotDeleted()
{
    show();
    QTRY_COMPARE(find<QTableView>("serverBenchmarks")->model()->rowCount(), 2);
    const QSignalSpy said(m_page.get(), &DocumentPage::messageRequested);
    m_benchmarks->failWrite = Error{Error::Kind::Unauthorized, QStringLiteral("The server refuses the key.")};
    QTest::mouseClick(find<QPushButton>("serverBenchmarkDelete"), Qt::LeftButton);
    m_page->findChild<QPushButton *>(QStringLiteral("serverBenchmarkDeleteYes"))->click();
    QTRY_COMPARE(said.count(), 1);
    QCOMPARE(said.first().first().value<UserMessage>().text, QStringLiteral("The benchmark was not deleted. The server refuses the key."));
    QCOMPARE(find<QTableView>("serverBenchmarks")->model()->rowCount(), 2);
}

void tst_ServerBenchmarks::listThatFails()
{
    m_benchmarks->failList = Error{Error::Kind::Network, QStringLiteral("Nothing answers.")};
    show();
    QTRY_COMPARE(find<QLabel>("emptySentence")->text(), QStringLiteral("Nothing answers."));
    m_benchmarks->failList.reset();
    m_benchmarks->stored.clear();
    m_page->refresh();
    QTRY_VERIFY(find<QLabel>("emptySentence")->text().startsWith(QStringLiteral("A dataset and the functions")));
    m_benchmarks->stored = {benchmark(QStringLiteral("capitals"))};
    m_page->refresh();
    QTRY_VERIFY(find<QTableView>("serverBenchmarks")->isVisible());
    m_benchmarks->failList = Error{Error::Kind::Network, QStringLiteral("Nothing answers.")};
    m_page->refresh();
    QTRY_COMPARE(find<QLabel>("serverBenchmarksProblem")->text(), QStringLiteral("Nothing answers."));
    QVERIFY(find<QTableView>("serverBenchmarks")->isVisible()); // the rows of before stay
}

void tst_ServerBenchmarks::serversWithout()
{
    m_connection->abilities.items -= Capability::RegisterBenchmarks;
    show();
    QVERIFY(!find<QPushButton>("serverBenchmarkNew")->isEnabled() && !find<QPushButton>("serverBenchmarkDelete")->isEnabled());
    QVERIFY(find<QLabel>("emptySentence")->text().contains(QStringLiteral("takes no benchmarks made of a dataset")));
    m_connection->benchmarkService = nullptr;
    show();
    QVERIFY(find<QLabel>("emptySentence")->text().contains(QStringLiteral("takes no benchmarks made of a dataset")));
}

void tst_ServerBenchmarks::entries_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("metadata");
    QTest::addColumn<bool>("nameFits");
    QTest::addColumn<bool>("metadataFits");
    QTest::addRow("plain") << "new" << QString() << true << true;
    QTest::addRow("object") << "new" << " {\"a\":{}} " << true << true;
    QTest::addRow("empty object") << "new" << "{ }" << true << true;
    QTest::addRow("no JSON") << "new" << "{a}" << true << false;
    QTest::addRow("list") << "new" << "[1]" << true << false;
    QTest::addRow("slash") << "a/b" << QString() << false << true;
    QTest::addRow("blank") << "  " << QString() << false << true;
    QTest::addRow("taken") << " old " << QString() << false << true;
}

void tst_ServerBenchmarks::entries()
{
    QFETCH(QString, name);
    QFETCH(QString, metadata);
    QFETCH(bool, nameFits);
    QFETCH(bool, metadataFits);
    ServerBenchmarkEntry entry{name, QStringLiteral("d"), {QStringLiteral("f")}, {}, {}, {}, metadata};
    const ServerBenchmarkProblems problems = benchmarkProblems(entry, {QStringLiteral("old")});
    QCOMPARE(problems.name.isEmpty(), nameFits);
    QCOMPARE(problems.metadata.isEmpty(), metadataFits);
    QCOMPARE(problems.any(), !nameFits || !metadataFits);
    entry.dataset = QStringLiteral(" ");
    entry.functions.clear();
    entry.more = QStringLiteral(" , ");
    QVERIFY(!benchmarkProblems(entry, {}).dataset.isEmpty() && !benchmarkProblems(entry, {}).functions.isEmpty());
}

/// A refresh keeps rows that are the same, and the latest question counts.
void tst_ServerBenchmarks::rowsStay()
{
    ServerBenchmarkListModel model(*m_connection);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset), changed(&model, &QAbstractItemModel::dataChanged);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    m_benchmarks->stored.swapItemsAt(0, 1);
    m_benchmarks->stored << benchmark(QStringLiteral("lakes"));
    model.refresh();
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 3);
    QCOMPARE(model.benchmark(0).id, QStringLiteral("rivers"));
    model.look(QStringLiteral("lakes"));
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(changed.first().first().toModelIndex().row(), 2);
    QVERIFY(!model.benchmark(2).metadata.isEmpty());
    QCOMPARE(reset.count(), 0);
    QVERIFY(!model.data(model.index(3, 0)).isValid() && !model.headerData(ServerBenchmarkListModel::ColumnCount, Qt::Horizontal).isValid());
}

void tst_ServerBenchmarks::everythingHasAName()
{
    show();
    QTRY_COMPARE(find<QTableView>("serverBenchmarks")->model()->rowCount(), 2);
    QCOMPARE(namelessControls(*m_page), QStringList());
    auto *box = dialog();
    QVERIFY(box);
    QCOMPARE(namelessControls(*box), QStringList());
}

void tst_ServerBenchmarks::pictures()
{
    show();
    QTRY_VERIFY(detail().contains(QStringLiteral("weight: 0.5")));
    savePictures(*m_page, QStringLiteral("server-benchmarks"));
    auto *box = dialog();
    QVERIFY(box);
    fillIn(*box);
    savePictures(*box, QStringLiteral("server-benchmarks-new"));
    box->findChild<QLineEdit *>(QStringLiteral("serverBenchmarkName"))->clear();
    box->findChild<QPushButton *>(QStringLiteral("serverBenchmarkRegister"))->click();
    savePictures(*box, QStringLiteral("server-benchmarks-problems"));
    box->reject();
    QTest::mouseClick(find<QPushButton>("serverBenchmarkDelete"), Qt::LeftButton);
    savePictures(*m_page->findChild<QMessageBox *>(), QStringLiteral("server-benchmarks-delete"));
}

ASSAY_TEST(tst_ServerBenchmarks)
#include "tst_ServerBenchmarks.moc"
