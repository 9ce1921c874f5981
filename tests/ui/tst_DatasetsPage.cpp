#include "models/datasets/DatasetListModel.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDatasetService.h"
#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/datasets/DatasetsPage.h"
#include "ui/pages/datasets/OverlapDialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// The page of datasets, over a service in memory.
class tst_DatasetsPage final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_page.reset(); }
    void nothingYet();
    void registersAFile();
    void registersAnAddress();
    void registersRows();
    void offersWhatTheServerTakes();
    void showsWhatIsKnown();
    void refusalChangesNothing();
    void tellsWhatWasLeftOut();
    void browsesRows();
    void listKeepsItsPlace();
    void failedRowsAreTriedAgain();
    void deletes();
    void archives();
    void onlyReads();
    void serversWithout();
    void everythingHasAName();
    void becomesABenchmark();
    void isTriedAtOnce();
    void isCheckedForDuplicates();
    void pictures();

private:
    template<typename T>
    T *find(const char *name) { return m_page->findChild<T *>(QLatin1String(name)); }
    bool shown(const char *name) { return find<QWidget>(name)->isVisibleTo(m_page.get()); }
    void fill();
    void press(const char *name) { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }

    FakeConnection m_connection;
    std::unique_ptr<FakeDatasetService> m_service;
    std::unique_ptr<DatasetsPage> m_page;
};

void tst_DatasetsPage::init()
{
    applyTheme(*static_cast<QApplication *>(QCoreApplication::instance()), false);
    m_page.reset();
    m_service = std::make_unique<FakeDatasetService>();
    m_connection.datasetService = m_service.get();
    m_connection.abilities.items -= {Capability::ArchiveDatasets, Capability::DatasetVersions};
    m_connection.abilities.items += {Capability::Datasets, Capability::AddDatasets, Capability::RemoveDatasets};
    m_connection.abilities.serverName = QStringLiteral("Assay local engine");
    m_page = std::make_unique<DatasetsPage>(m_connection);
    m_page->resize(1000, 640);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_DatasetsPage::fill()
{
    const auto add = [&](const char *id, const char *purpose, qint64 rows, const char *uri) {
        Dataset dataset;
        dataset.id = QString::fromUtf8(id);
        dataset.purpose = QLatin1String(purpose);
        dataset.rows = rows;
        dataset.version = 3;
        dataset.uri = QLatin1String(uri);
        dataset.createdAt = QStringLiteral("2026-01-12T08:00:00.000Z");
        dataset.sha256 = QString(64, QLatin1Char('a'));
        m_service->stored << dataset;
    };
    add("team/arithmetic", "eval/question-answer", 450, "file:///home/ann/arithmetic.jsonl");
    add("capitals", "eval/messages-answer", 12, "");
    for (int i = 0; i < 450; ++i) {
        m_service->content << DatasetRow{{{QStringLiteral("input_query"), QStringLiteral("What is %1 + %2?\nAnswer with the number alone.").arg(i).arg(i + 1)},
                                          {QStringLiteral("expected_answer"), QString::number(2 * i + 1)}}};
    }
    m_page->refresh();
    QTRY_COMPARE(find<QTableView>("datasetList")->model()->rowCount(), 2);
}

void tst_DatasetsPage::nothingYet()
{
    QTRY_VERIFY(shown("emptyTitle"));
    QVERIFY(!shown("datasetTables"));
    QVERIFY(!find<QPushButton>("datasetDelete")->isEnabled());
    QVERIFY(find<QPushButton>("datasetChoose")->isEnabled());
}

void tst_DatasetsPage::registersAFile()
{
    m_page->offer(QStringLiteral("/home/ann/sums.v2.jsonl"));
    QCOMPARE(find<QLineEdit>("datasetId")->text(), QStringLiteral("sums.v2"));
    QCOMPARE(m_service->added.size(), 0); // not before the user says so
    QTest::keyClicks(find<QLineEdit>("datasetId"), QStringLiteral("sums"));
    find<QComboBox>("datasetPurpose")->setCurrentIndex(1);
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    QTest::keyClick(find<QLineEdit>("datasetId"), Qt::Key_Return);
    QTRY_COMPARE(messages.size(), 1);
    QCOMPARE(m_service->added.size(), 1);
    QCOMPARE(m_service->added.first().id, QStringLiteral("sums"));
    QCOMPARE(m_service->added.first().purpose, QStringLiteral("eval/messages-answer"));
    QCOMPARE(m_service->added.first().file, QStringLiteral("/home/ann/sums.v2.jsonl"));
    QVERIFY(!shown("datasetId"));
    QTRY_COMPARE(find<QTableView>("datasetList")->currentIndex().data().toString(), QStringLiteral("sums"));
}

void tst_DatasetsPage::registersAnAddress()
{
    m_service->takesAlso = {true, true, true, false};
    press("datasetEnter");
    QVERIFY(shown("datasetAddress") && shown("datasetAddressHint") && !shown("datasetNewRows") && !shown("datasetSkip") && !shown("datasetFile"));
    find<QLineEdit>("datasetId")->setText(QStringLiteral("squad"));
    find<QLineEdit>("datasetAddress")->setText(QStringLiteral("squad.csv"));
    press("datasetAdd");
    QTRY_VERIFY(find<QLabel>("datasetProblem")->text().startsWith(QLatin1String("Address: begin it with huggingface://")));
    QCOMPARE(m_service->added.size(), 0);
    find<QLineEdit>("datasetAddress")->setText(QStringLiteral("huggingface://datasets/squad?split=train"));
    find<QLineEdit>("datasetProvider")->setText(QStringLiteral("huggingface"));
    find<QPlainTextEdit>("datasetMetadata")->setPlainText(QStringLiteral("licence = CC BY\nrows = 12"));
    QTest::keyClick(find<QLineEdit>("datasetAddress"), Qt::Key_Return);
    QTRY_COMPARE(m_service->added.size(), 1);
    QCOMPARE(m_service->added.first().uri, QStringLiteral("huggingface://datasets/squad?split=train"));
    QCOMPARE(m_service->added.first().file, QString());
    QCOMPARE(m_service->added.first().metadata.text, QByteArray(R"({"provider_id":"huggingface","licence":"CC BY","rows":12})"));
    QTRY_VERIFY(!shown("datasetId"));
}

void tst_DatasetsPage::registersRows()
{
    press("datasetEnter"); // this server opens no address
    QVERIFY(shown("datasetNewRows") && !shown("datasetAddress") && !shown("datasetMetadata") && !shown("datasetProvider"));
    find<QLineEdit>("datasetId")->setText(QStringLiteral("two"));
    find<QPlainTextEdit>("datasetNewRows")->setPlainText(QStringLiteral("{\"n\":1.50}\n\n{\"n\":2"));
    press("datasetAdd");
    QTRY_COMPARE(find<QLabel>("datasetProblem")->text(), QStringLiteral("Rows, line 3: it is no JSON object; correct it."));
    find<QPlainTextEdit>("datasetNewRows")->setPlainText(QStringLiteral("{\"n\":1.50}\n\n{\"n\":2}"));
    press("datasetAdd");
    QTRY_COMPARE(m_service->added.size(), 1);
    QCOMPARE(m_service->added.first().rows.text, QByteArray(R"([{"n":1.50},{"n":2}])"));
    QVERIFY(m_service->added.first().metadata.isEmpty());
}

void tst_DatasetsPage::offersWhatTheServerTakes()
{
    press("datasetEnter");
    const auto purposes = [this] { return find<QComboBox>("datasetPurpose")->findData(QStringLiteral("post-training/messages")); };
    QVERIFY(purposes() < 0);
    QCOMPARE(find<QComboBox>("datasetSource")->count(), 2);
    find<QComboBox>("datasetPurpose")->setCurrentIndex(1);
    m_service->takesAlso = {true, false, false, true};
    Q_EMIT m_connection.stateChanged();
    QVERIFY(purposes() >= 0);
    QCOMPARE(find<QComboBox>("datasetPurpose")->currentIndex(), 1); // what was chosen stays
    QCOMPARE(find<QComboBox>("datasetSource")->count(), 3);
    find<QComboBox>("datasetSource")->setCurrentIndex(0);
    QVERIFY(shown("datasetFile") && shown("datasetBrowse"));
}

void tst_DatasetsPage::showsWhatIsKnown()
{
    fill();
    m_service->stored.first().providerId = QStringLiteral("localfs");
    m_service->stored.first().metadata = {R"({"description":"five\nrows","tags":["a","b"]})"};
    m_page->refresh();
    QTRY_VERIFY(find<QLabel>("datasetAbout")->text().endsWith(QLatin1String("Purpose: Evaluation: question and answer\nSource: file:///home/ann/arithmetic.jsonl\n"
                                                                           "Provider: localfs\ndescription: five rows\ntags: [\"a\",\"b\"]")));
}

void tst_DatasetsPage::refusalChangesNothing()
{
    m_page->offer(QStringLiteral("/home/ann/sums.jsonl"));
    m_service->failWith = Error{Error::Kind::Invalid, QStringLiteral("sums.jsonl, line 2: it is no JSON.")};
    press("datasetAdd");
    QTRY_COMPARE(find<QLabel>("datasetProblem")->text(), QStringLiteral("sums.jsonl, line 2: it is no JSON."));
    QVERIFY(shown("datasetId")); // to try again, without those rows
    m_service->failWith.reset();
    find<QCheckBox>("datasetSkip")->setChecked(true);
    press("datasetAdd");
    QTRY_COMPARE(m_service->added.size(), 2);
    QVERIFY(m_service->added.last().skipBroken);
    m_page->offer(QStringLiteral("/home/ann/other.jsonl"));
    QVERIFY(!find<QCheckBox>("datasetSkip")->isChecked()); // asked for each file
    press("datasetDismiss");
    QVERIFY(!shown("datasetId"));
}

void tst_DatasetsPage::tellsWhatWasLeftOut()
{
    m_service->skipped = 2;
    m_page->offer(QStringLiteral("/home/ann/sums.jsonl"));
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    press("datasetAdd");
    QTRY_COMPARE(messages.size(), 1);
    const auto message = messages.first().first().value<UserMessage>();
    QCOMPARE(message.level, UserMessage::Level::Warning);
    QVERIFY(message.text.contains(QStringLiteral("2 row(s) left out.")));
    QVERIFY(message.text.contains(QStringLiteral("Line 2: it is no JSON.")));
}

void tst_DatasetsPage::browsesRows()
{
    fill();
    auto *rows = find<QTableView>("datasetRows");
    QTRY_COMPARE(rows->model()->rowCount(), 450);
    QVERIFY(find<QLabel>("datasetAbout")->text().contains(QStringLiteral("aaaaaaaaaaaaaaaa")));
    rows->setFocus();
    rows->setCurrentIndex(rows->model()->index(3, 0));
    QTRY_COMPARE(find<QPlainTextEdit>("datasetDetail")->toPlainText(), QStringLiteral("Row 4\n\ninput_query\nWhat is 3 + 4?\nAnswer with the number alone.\n\nexpected_answer\n7\n\n"));
    QTest::keyClick(rows, Qt::Key_End, Qt::ControlModifier); // rows that were not read yet
    QTRY_VERIFY(find<QPlainTextEdit>("datasetDetail")->toPlainText().contains(QStringLiteral("What is 449 + 450?")));
    find<QTableView>("datasetList")->selectRow(1);
    QCOMPARE(find<QPlainTextEdit>("datasetDetail")->toPlainText(), QString()); // not the other's row
}

void tst_DatasetsPage::listKeepsItsPlace()
{
    fill();
    auto *list = find<QTableView>("datasetList");
    list->selectRow(1);
    m_service->stored.first().rows = 451;
    m_service->stored.prepend(m_service->stored.first());
    m_service->stored.first().id = QStringLiteral("first");
    m_page->refresh();
    QTRY_COMPARE(list->model()->rowCount(), 3);
    QCOMPARE(list->currentIndex().data().toString(), QStringLiteral("capitals"));
}

void tst_DatasetsPage::failedRowsAreTriedAgain()
{
    fill();
    auto *rows = find<QTableView>("datasetRows");
    QTRY_COMPARE(rows->model()->rowCount(), 450);
    m_service->failWith = Error{Error::Kind::Network, QStringLiteral("Nobody there.")};
    rows->setFocus();
    QTest::keyClick(rows, Qt::Key_End, Qt::ControlModifier);
    QTRY_COMPARE(find<QLabel>("datasetRowProblem")->text(), QStringLiteral("Nobody there."));
    m_service->failWith.reset();
    m_page->refresh();
    QTRY_VERIFY(find<QPlainTextEdit>("datasetDetail")->toPlainText().contains(QStringLiteral("What is 449 + 450?")));
    QTRY_VERIFY(!shown("datasetRowProblem"));
}

void tst_DatasetsPage::deletes()
{
    fill();
    press("datasetDelete");
    auto *box = m_page->findChild<QMessageBox *>();
    QVERIFY(box);
    QVERIFY(box->text().contains(QStringLiteral("team/arithmetic")));
    QVERIFY(m_service->removed.isEmpty());
    QTest::mouseClick(box->findChild<QPushButton *>(QStringLiteral("datasetDeleteYes")), Qt::LeftButton);
    QTRY_COMPARE(m_service->removed, QStringList{QStringLiteral("team/arithmetic")});
    QTRY_COMPARE(find<QTableView>("datasetList")->model()->rowCount(), 1);
    QVERIFY(m_service->archived.isEmpty());
}

/// Where a server keeps all that it ever had, nothing is said to be deleted.
void tst_DatasetsPage::archives()
{
    m_connection.abilities.items.remove(Capability::RemoveDatasets);
    m_connection.abilities.items.insert(Capability::ArchiveDatasets);
    m_connection.abilities.serverName = QStringLiteral("Scale GP");
    fill();
    QCOMPARE(find<QPushButton>("datasetDelete")->text(), QStringLiteral("Archive…"));
    press("datasetDelete");
    auto *box = m_page->findChild<QMessageBox *>();
    QVERIFY(box);
    QCOMPARE(box->text(), QStringLiteral("Archive the dataset “team/arithmetic”? It leaves this list with its rows. Scale GP keeps them, and evaluations over them stay; it cannot be brought back from here."));
    auto *yes = box->findChild<QPushButton *>(QStringLiteral("datasetDeleteYes"));
    QCOMPARE(yes->text(), QStringLiteral("Archive"));
    savePictures(*box, QStringLiteral("datasets-archive"));
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    QTest::mouseClick(yes, Qt::LeftButton);
    QTRY_COMPARE(m_service->archived, QStringList{QStringLiteral("team/arithmetic")});
    QVERIFY(m_service->removed.isEmpty());
    QTRY_COMPARE(messages.size(), 1);
    QCOMPARE(messages.first().first().value<UserMessage>().text, QStringLiteral("“team/arithmetic” is archived; Scale GP keeps it with its rows."));
}

/// Rows are looked at, and what cannot be done says why; a file that is dropped all the same is not taken.
void tst_DatasetsPage::onlyReads()
{
    m_connection.abilities.items -= {Capability::AddDatasets, Capability::RemoveDatasets};
    m_connection.abilities.serverName = QStringLiteral("Spice.ai");
    fill();
    QTRY_COMPARE(find<QTableView>("datasetRows")->model()->rowCount(), 450);
    QVERIFY(!find<QPushButton>("datasetChoose")->isEnabled());
    QCOMPARE(find<QPushButton>("datasetChoose")->toolTip(), QStringLiteral("Spice.ai takes no datasets from here; what it reads is set up on the server."));
    QVERIFY(!find<QPushButton>("datasetDelete")->isEnabled());
    QCOMPARE(find<QPushButton>("datasetDelete")->toolTip(), QStringLiteral("Spice.ai keeps its datasets; take one out on the server."));
    QVERIFY(find<QPushButton>("datasetCheck")->isEnabled());
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested);
    m_page->offer(QStringLiteral("/home/ann/sums.jsonl"));
    QVERIFY(!shown("datasetId"));
    QCOMPARE(messages.size(), 1);
    QCOMPARE(messages.first().first().value<UserMessage>().text, find<QPushButton>("datasetChoose")->toolTip());
    savePictures(*m_page, QStringLiteral("datasets-only-read"));
    m_service->stored.clear();
    m_page->refresh();
    QTRY_VERIFY(shown("emptyTitle"));
    const auto buttons = find<QWidget>("emptyTitle")->parentWidget()->findChildren<QPushButton *>();
    QVERIFY(std::none_of(buttons.cbegin(), buttons.cend(), [](const QPushButton *one) { return one->isVisible(); }));
}

void tst_DatasetsPage::serversWithout()
{
    m_page.reset();
    m_connection.datasetService = nullptr;
    m_page = std::make_unique<DatasetsPage>(m_connection);
    m_page->show();
    QVERIFY(shown("emptyTitle"));
    QVERIFY(!find<QPushButton>("datasetChoose")->isEnabled());
}

void tst_DatasetsPage::everythingHasAName()
{
    fill();
    m_page->offer(QStringLiteral("/home/ann/sums.jsonl"));
    QTRY_COMPARE(find<QTableView>("datasetRows")->model()->rowCount(), 450);
    QCOMPARE(namelessControls(*m_page), QStringList());
    QTRY_COMPARE(smallTargets(*m_page).join(QLatin1Char(' ')), QString());
    QCOMPARE(namelessHeaders(*m_page), QStringList());
    QTRY_COMPARE(clippedTexts(*m_page), QStringList());
    QCOMPARE(unreachableControls(*m_page), QStringList());
}

/// Columns are guessed by their names, what is wrong is said while it is entered, and the next step is a small run.
void tst_DatasetsPage::becomesABenchmark()
{
    QVERIFY(!find<QPushButton>("datasetMake")->isEnabled());
    m_connection.abilities.items.remove(Capability::PutTasks);
    fill();
    QTRY_COMPARE(find<QTableView>("datasetRows")->model()->rowCount(), 450);
    QVERIFY(!find<QPushButton>("datasetMake")->isEnabled()); // this server takes none
    m_connection.abilities.items.insert(Capability::PutTasks);
    m_page->refresh();
    QTRY_VERIFY(find<QPushButton>("datasetMake")->isEnabled());
    press("datasetMake");
    auto *dialog = m_page->findChild<QDialog *>(QStringLiteral("benchmarkDialog"));
    const auto in = [&](const char *name) { return dialog->findChild<QWidget *>(QLatin1String(name)); };
    auto *prompt = qobject_cast<QPlainTextEdit *>(in("benchmarkPrompt")), *preview = qobject_cast<QPlainTextEdit *>(in("benchmarkPreview"));
    auto *make = qobject_cast<QPushButton *>(in("benchmarkMake"));
    auto *problem = qobject_cast<QLabel *>(in("benchmarkProblem"));
    QCOMPARE(qobject_cast<QComboBox *>(in("benchmarkTarget"))->currentText(), QStringLiteral("expected_answer"));
    QCOMPARE(preview->toPlainText(), QStringLiteral("What is 0 + 1?\nAnswer with the number alone."));
    QVERIFY(make->isEnabled());
    prompt->setPlainText(QStringLiteral("Sum: {{ question }}"));
    QCOMPARE(problem->text(), QStringLiteral("Prompt: the rows have no column “question”."));
    QVERIFY(!make->isEnabled());
    prompt->setPlainText(QStringLiteral("Sum: {{ input_query }}"));
    savePictures(*dialog, QStringLiteral("datasets-benchmark"));
    Provider own;
    own.resource.id = QStringLiteral("assay");
    own.benchmarks.resize(1);
    own.benchmarks.first().id = QStringLiteral("team-arithmetic");
    m_connection.catalogueService.providers = {own};
    QTest::mouseClick(make, Qt::LeftButton);
    QTRY_VERIFY2(problem->text().contains(QStringLiteral("There is a benchmark “team-arithmetic” already")), qPrintable(problem->text()));
    QVERIFY(m_connection.jobService.tasks.isEmpty()); // it would have been replaced
    m_connection.catalogueService.providers.clear();
    m_connection.jobService.failWith = Error{Error::Kind::Conflict, QStringLiteral("There is a benchmark of that name.")};
    QTest::mouseClick(make, Qt::LeftButton);
    QTRY_COMPARE(problem->text(), QStringLiteral("There is a benchmark of that name."));
    m_connection.jobService.failWith.reset();
    QSignalSpy messages(m_page.get(), &DocumentPage::messageRequested), jobs(m_page.get(), &DatasetsPage::jobRequested);
    QTest::mouseClick(make, Qt::LeftButton);
    QTRY_COMPARE(messages.size(), 1);
    const QVariantMap task = JsonText{m_connection.jobService.tasks.value(QStringLiteral("team-arithmetic"))}.toVariantMap();
    QCOMPARE(task.value(QStringLiteral("dataset")).toMap().value(QStringLiteral("registered")).toString(), QStringLiteral("team/arithmetic"));
    QCOMPARE(task.value(QStringLiteral("prompt")).toMap().value(QStringLiteral("template")).toString(), QStringLiteral("Sum: {{input_query}}"));
    const auto offer = messages.first().first().value<UserMessage>();
    QVERIFY(offer.timeoutMs == 0 && offer.key == QLatin1String("datasets/team-arithmetic")); // stays, whatever else is said
    offer.actions.first().run();
    QCOMPARE(jobs.size(), 1);
    const auto job = jobs.first().first().value<Job>();
    QCOMPARE(job.benchmarks.first().id, QStringLiteral("team-arithmetic"));
    QCOMPARE(job.benchmarks.first().parameters.toVariantMap().value(QStringLiteral("num_examples")).toInt(), 5);
}

/// One button makes the benchmark, asks its first five rows, and opens that run.
void tst_DatasetsPage::isTriedAtOnce()
{
    m_connection.abilities.items.insert(Capability::PutTasks);
    Job earlier;
    earlier.resource.id = QStringLiteral("earlier");
    earlier.model.name = QStringLiteral("tiny");
    earlier.model.url = QStringLiteral("http://localhost:8080/v1");
    m_connection.jobService.stored = {earlier};
    Provider own;
    own.resource.id = QStringLiteral("assay");
    m_connection.catalogueService.providers = {own};
    fill();
    QTRY_VERIFY(find<QPushButton>("datasetMake")->isEnabled());
    press("datasetMake");
    auto *dialog = m_page->findChild<QDialog *>(QStringLiteral("benchmarkDialog"));
    auto *models = dialog->findChild<QComboBox *>(QStringLiteral("benchmarkModel"));
    auto *attempt = dialog->findChild<QPushButton *>(QStringLiteral("benchmarkTry"));
    QVERIFY(!attempt->isEnabled());
    QTRY_VERIFY(attempt->isEnabled());
    QCOMPARE(models->currentText(), QStringLiteral("tiny at http://localhost:8080/v1"));
    auto *function = dialog->findChild<QComboBox *>(QStringLiteral("benchmarkFunction"));
    QCOMPARE(function->count(), 13);
    function->setCurrentIndex(function->findData(QStringLiteral("assay::number_match")));
    QTest::keyClicks(dialog->findChild<QLineEdit *>(QStringLiteral("benchmarkParams/tolerance")), QStringLiteral("0.5"));
    QCOMPARE(namelessControls(*dialog), QStringList());
    const QSignalSpy opened(m_page.get(), &DocumentPage::openRequested);
    QTest::mouseClick(attempt, Qt::LeftButton);
    QTRY_VERIFY(m_connection.jobService.tasks.contains(QStringLiteral("team-arithmetic")));
    own.benchmarks.resize(1);
    own.benchmarks.first().id = QStringLiteral("team-arithmetic");
    m_connection.catalogueService.providers = {own};
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(opened.first().first().toString(), QStringLiteral("run"));
    const QVariantMap task = JsonText{m_connection.jobService.tasks.value(QStringLiteral("team-arithmetic"))}.toVariantMap();
    QCOMPARE(task.value(QStringLiteral("scoring")).toList().first().toMap().value(QStringLiteral("params")).toMap().value(QStringLiteral("tolerance")).toDouble(), 0.5);
    const Job sent = m_connection.jobService.submitted.last().first;
    QCOMPARE(sent.model.url, earlier.model.url);
    QCOMPARE(sent.benchmarks.first().parameters.toVariantMap().value(QStringLiteral("num_examples")).toInt(), 5);
}

void tst_DatasetsPage::isCheckedForDuplicates()
{
    QVERIFY(!find<QPushButton>("datasetCheck")->isEnabled());
    fill();
    QTRY_VERIFY(find<QPushButton>("datasetCheck")->isEnabled());
    press("datasetCheck");
    QVERIFY(m_page->findChild<OverlapDialog *>());
}

void tst_DatasetsPage::pictures()
{
    savePictures(*m_page, QStringLiteral("datasets-empty"));
    fill();
    auto *rows = find<QTableView>("datasetRows");
    QTRY_COMPARE(rows->model()->rowCount(), 450);
    rows->setCurrentIndex(rows->model()->index(3, 0));
    savePictures(*m_page, QStringLiteral("datasets"));
    m_page->offer(QStringLiteral("/home/ann/sums.jsonl"));
    savePictures(*m_page, QStringLiteral("datasets-form"));
}

ASSAY_TEST(tst_DatasetsPage)
#include "tst_DatasetsPage.moc"
