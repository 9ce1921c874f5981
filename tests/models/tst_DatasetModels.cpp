#include "models/datasets/DatasetBenchmark.h"
#include "models/datasets/SmokeRun.h"
#include "models/datasets/DatasetListModel.h"
#include "models/datasets/DatasetRowsModel.h"

#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDatasetService.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using assay::test::FakeConnection;
using assay::test::FakeDatasetService;

class tst_DatasetModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void listsAndFollows();
    void statusIsTold();
    void saysWhyNothingIsListed();
    void readsWhatIsLookedAt();
    void rowsAsTheyWere();
    void holdsFewPages();
    void longRowsComeInParts();
    void unknownLength();
    void serversThatLie_data();
    void serversThatLie();
    void equalRowsAreTheDatasetsOwn();
    void doubtThatCannotBeSettled();
    void columnsComeAsTheyAppear();
    void oldAnswersAreDropped();
    void failedPageIsAskedForOnce();
    void fewRequestsAtATime();
    void mergesWhatIsListed_data();
    void mergesWhatIsListed();
    void benchmarksAreChecked_data();
    void benchmarksAreChecked();
    void benchmarksScoreAsChosen();
    void modelsThatWereAsked();
    void smokeRunWaitsForTheBenchmark();

private:
    static void fill(FakeDatasetService &service, int rows)
    {
        for (int i = 0; i < rows; ++i)
            service.content << FakeDatasetService::rowOf(i);
    }
};

void tst_DatasetModels::listsAndFollows()
{
    FakeConnection connection;
    FakeDatasetService service;
    connection.datasetService = &service;
    Dataset one;
    one.id = QStringLiteral("org/sums");
    one.purpose = QStringLiteral("eval/question-answer");
    one.rows = 12345;
    one.uri = QStringLiteral("file:///data/sums.csv");
    service.stored << one;
    DatasetListModel model(connection);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.load(), LoadState::Idle);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    const auto text = [&](int column) { return model.index(0, column).data().toString(); };
    QCOMPARE(text(DatasetListModel::IdColumn), QStringLiteral("org/sums"));
    QCOMPARE(text(DatasetListModel::PurposeColumn), QStringLiteral("Evaluation: question and answer"));
    QCOMPARE(text(DatasetListModel::RowsColumn), QLocale().toString(12345));
    QCOMPARE(text(DatasetListModel::VersionColumn), QString()); // not told is not zero
    QCOMPARE(text(DatasetListModel::SourceColumn), QStringLiteral("sums.csv"));
    auto removed = service.remove(one.id);
    QTRY_COMPARE(model.rowCount(), 0);
}

/// A dataset that its server could not load says so where it comes from.
void tst_DatasetModels::statusIsTold()
{
    FakeConnection connection;
    FakeDatasetService service;
    connection.datasetService = &service;
    for (const char *status : {"Ready", "Error", ""}) {
        Dataset one;
        one.id = QStringLiteral("d%1").arg(service.stored.size());
        one.uri = QStringLiteral("file:cricket.jsonl");
        one.status = QLatin1String(status);
        service.stored << one;
    }
    DatasetListModel model(connection);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 3);
    const auto source = [&](int row) { return model.index(row, DatasetListModel::SourceColumn); };
    QCOMPARE(source(0).data().toString(), QStringLiteral("cricket.jsonl"));
    QCOMPARE(source(1).data().toString(), QStringLiteral("cricket.jsonl · Error"));
    QCOMPARE(source(2).data().toString(), QStringLiteral("cricket.jsonl"));
    QCOMPARE(source(0).data(ToneRole).toInt(), int(Tone::Plain));
    QCOMPARE(source(1).data(ToneRole).toInt(), int(Tone::Warning));
}

void tst_DatasetModels::saysWhyNothingIsListed()
{
    FakeConnection connection;
    DatasetListModel without(connection);
    without.refresh();
    QCOMPARE(without.load(), LoadState::Failed);
    QVERIFY(!without.error().message.isEmpty());
    FakeDatasetService service;
    service.failWith = Error{Error::Kind::Network, QStringLiteral("Nobody there.")};
    connection.datasetService = &service;
    DatasetListModel model(connection);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Failed);
    QCOMPARE(model.error().message, QStringLiteral("Nobody there."));
}

void tst_DatasetModels::readsWhatIsLookedAt()
{
    FakeDatasetService service;
    fill(service, 1000);
    DatasetRowsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(&service, QStringLiteral("d"));
    QTRY_COMPARE(model.rowCount(), 1000);
    QCOMPARE(service.starts, QList<qint64>{0});
    QCOMPARE(model.index(150, 0).data().toString(), QStringLiteral("150"));
    QCOMPARE(model.index(999, 0).data().toString(), QStringLiteral("…"));
    QTRY_COMPARE(model.index(999, 0).data().toString(), QStringLiteral("999"));
    QCOMPARE(service.starts, (QList<qint64>{0, 800}));
    model.show(nullptr, {});
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.load(), LoadState::Idle);
}

void tst_DatasetModels::rowsAsTheyWere()
{
    FakeDatasetService service;
    fill(service, 5);
    service.earlier.insert(2, {FakeDatasetService::rowOf(70), FakeDatasetService::rowOf(71)});
    DatasetRowsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(&service, QStringLiteral("d"), 2);
    QTRY_COMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("71"));
    QVERIFY(service.starts.isEmpty());
    model.show(&service, QStringLiteral("d"));
    QTRY_COMPARE(model.rowCount(), 5);
    QCOMPARE(service.versionsAsked, QList<qint64>{2});
    service.failWith = Error{Error::Kind::Network, QStringLiteral("Nobody there.")};
    model.show(&service, QStringLiteral("d"), 2);
    QTRY_COMPARE(model.load(), LoadState::Failed);
    service.failWith.reset();
    model.retry(); // of the same version
    QTRY_COMPARE(model.rowCount(), 2);
}

void tst_DatasetModels::holdsFewPages()
{
    FakeDatasetService service;
    fill(service, 100 * DatasetRowsModel::pageRows);
    DatasetRowsModel model;
    model.show(&service, QStringLiteral("d"));
    QTRY_COMPARE(model.rowCount(), 100 * DatasetRowsModel::pageRows);
    for (int page = 0; page < 100; ++page) {
        const int row = page * DatasetRowsModel::pageRows;
        QTRY_VERIFY(model.row(row));
        QCOMPARE(model.row(row)->cells.first().second, QString::number(row));
        QVERIFY(model.heldPages() <= DatasetRowsModel::mostPages);
    }
    QVERIFY(!model.row(0)); // forgotten, and asked for again
    QTRY_VERIFY(model.row(0));
}

void tst_DatasetModels::longRowsComeInParts()
{
    FakeDatasetService service;
    fill(service, 450);
    service.answerRows = 30;
    DatasetRowsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(&service, QStringLiteral("d"));
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QTRY_COMPARE(model.index(199, 0).data().toString(), QStringLiteral("199"));
    QTRY_COMPARE(model.index(449, 0).data().toString(), QStringLiteral("449"));
}

void tst_DatasetModels::unknownLength()
{
    FakeDatasetService service;
    fill(service, 450);
    service.tells = false;
    DatasetRowsModel model; // without QAbstractItemModelTester, which fetches by itself
    model.show(&service, QStringLiteral("d"));
    QTRY_COMPARE(model.rowCount(), 200);
    for (int turns = 0; model.canFetchMore({}); ++turns) {
        QVERIFY(turns < 10);
        const int before = model.rowCount();
        model.fetchMore({});
        QTRY_VERIFY(model.rowCount() > before);
    }
    QCOMPARE(model.rowCount(), 450);
    QCOMPARE(model.index(449, 0).data().toString(), QStringLiteral("449"));
}

void tst_DatasetModels::serversThatLie_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<bool>("repeats");
    QTest::newRow("nothing behind") << 200 << false;
    QTest::newRow("nothing at all") << 0 << false;
    QTest::newRow("the same page again") << 200 << true;
}

void tst_DatasetModels::serversThatLie()
{
    QFETCH(int, rows);
    QFETCH(bool, repeats);
    FakeDatasetService service;
    fill(service, rows);
    service.tells = false;
    service.lies = !repeats;
    service.repeats = repeats;
    DatasetRowsModel model;
    model.show(&service, QStringLiteral("d"));
    QTRY_COMPARE(model.load(), LoadState::Ready);
    if (rows > 0) {
        QVERIFY(model.canFetchMore({}));
        model.fetchMore({});
    }
    QTRY_VERIFY(!model.problem().isEmpty());
    QVERIFY(!model.canFetchMore({}));
    QCOMPARE(model.rowCount(), rows);
    QVERIFY(service.starts.size() <= 3); // the last for a row that cannot be
}

/// Pages may be equal because the rows are.
void tst_DatasetModels::equalRowsAreTheDatasetsOwn()
{
    FakeDatasetService service;
    service.content = QList<DatasetRow>(850, FakeDatasetService::rowOf(7));
    service.tells = false;
    DatasetRowsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(&service, QStringLiteral("d"));
    QTRY_COMPARE(model.load(), LoadState::Ready);
    while (model.canFetchMore({})) {
        const int before = model.rowCount();
        model.fetchMore({});
        QTRY_VERIFY(model.rowCount() > before);
        QTRY_COMPARE(model.load(), LoadState::Ready);
    }
    QCOMPARE(model.rowCount(), 850);
    QCOMPARE(model.problem(), QString());
    QCOMPARE(service.starts.count(noSuchRow), 1); // the doubt is put once
}

/// What cannot be settled is no end of the list.
void tst_DatasetModels::doubtThatCannotBeSettled()
{
    FakeDatasetService service;
    service.content = QList<DatasetRow>(500, FakeDatasetService::rowOf(7));
    service.tells = false;
    DatasetRowsModel model;
    model.show(&service, QStringLiteral("d"));
    QTRY_COMPARE(model.load(), LoadState::Ready);
    service.failBeyond = Error{Error::Kind::Network, QStringLiteral("gone")};
    model.fetchMore({});
    QTRY_COMPARE(model.load(), LoadState::Failed);
    QCOMPARE(model.problem(), QStringLiteral("gone"));
    service.failBeyond = Error{Error::Kind::Invalid, QStringLiteral("no such start")}; // so it reads it
    model.retry();
    model.fetchMore({});
    QTRY_COMPARE(model.rowCount(), 400);
}

void tst_DatasetModels::columnsComeAsTheyAppear()
{
    FakeDatasetService service;
    service.content << DatasetRow{{{QStringLiteral("q"), QStringLiteral("1")}}}
                    << DatasetRow{{{QStringLiteral("a"), QStringLiteral("2")}, {QStringLiteral("q"), QStringLiteral("line\none")}}};
    DatasetRowsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(&service, QStringLiteral("d"));
    QTRY_COMPARE(model.columnCount(), 2);
    QCOMPARE(model.headerData(0, Qt::Horizontal).toString(), QStringLiteral("q"));
    QCOMPARE(model.headerData(1, Qt::Horizontal).toString(), QStringLiteral("a"));
    QVERIFY(!model.index(0, 1).data().isValid()); // no such column there: not the empty text
    QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("line one"));
}

void tst_DatasetModels::oldAnswersAreDropped()
{
    FakeDatasetService first, second;
    fill(first, 5);
    fill(second, 3);
    DatasetRowsModel model;
    model.show(&first, QStringLiteral("a"));
    model.show(&second, QStringLiteral("b"));
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(model.rowCount(), 3);
}

/// A view paints again and again what is not there.
void tst_DatasetModels::failedPageIsAskedForOnce()
{
    FakeDatasetService service;
    fill(service, 3 * DatasetRowsModel::pageRows);
    DatasetRowsModel model;
    model.show(&service, QStringLiteral("d"));
    QTRY_COMPARE(model.load(), LoadState::Ready);
    service.failWith = Error{Error::Kind::Network, QStringLiteral("Nobody there.")};
    const int last = 3 * DatasetRowsModel::pageRows - 1;
    QVERIFY(!model.row(last));
    QTRY_COMPARE(model.load(), LoadState::Failed);
    QCOMPARE(model.problem(), QStringLiteral("Nobody there."));
    const qsizetype asked = service.starts.size();
    for (int paints = 0; paints < 5; ++paints) {
        QVERIFY(!model.row(last) && !model.row(DatasetRowsModel::pageRows));
        QCoreApplication::processEvents();
    }
    QCOMPARE(service.starts.size(), asked);
    QVERIFY(!model.canFetchMore({}));
    service.failWith.reset();
    model.retry();
    QVERIFY(!model.row(last));
    QTRY_VERIFY(model.row(last));
    QVERIFY(model.problem().isEmpty());
}

void tst_DatasetModels::fewRequestsAtATime()
{
    FakeDatasetService service;
    fill(service, 20 * DatasetRowsModel::pageRows);
    DatasetRowsModel model;
    model.show(&service, QStringLiteral("d"));
    QTRY_COMPARE(model.load(), LoadState::Ready);
    service.hold = true;
    service.starts.clear();
    for (int page = 1; page < 20; ++page) // as when the bar is dragged from top to bottom
        QVERIFY(!model.row(page * DatasetRowsModel::pageRows));
    QTRY_COMPARE(service.starts.size(), 2);
    QCoreApplication::processEvents();
    QCOMPARE(service.starts, (QList<qint64>{19 * DatasetRowsModel::pageRows, 18 * DatasetRowsModel::pageRows})); // the latest first
    service.hold = false;
    for (auto &one : service.held) {
        one.addResult(Result<DatasetRowPage>(DatasetRowPage{service.content.mid(0, DatasetRowsModel::pageRows), true, service.content.size()}));
        one.finish();
    }
    QTRY_COMPARE(service.starts.size(), 6); // what was scrolled past before is no wish any more
    QCoreApplication::processEvents();
    QCOMPARE(service.starts.size(), 6);
}

void tst_DatasetModels::mergesWhatIsListed_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addRow("one more") << "a b" << "a b c";
    QTest::addRow("one less") << "a b c" << "a c";
    QTest::addRow("another order") << "a b c d" << "d b";
    QTest::addRow("repeated") << "a b" << "b a b";
    QTest::addRow("all others") << "a b" << "c d";
}

void tst_DatasetModels::mergesWhatIsListed()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    const auto list = [](const QString &ids) {
        QList<Dataset> all;
        for (const QString &id : ids.split(QLatin1Char(' '))) {
            all.emplace_back().id = id;
            all.last().rows = ids.size();
        }
        return all;
    };
    FakeConnection connection;
    FakeDatasetService service;
    connection.datasetService = &service;
    service.stored = list(before);
    DatasetListModel model(connection);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    const QPersistentModelIndex second = model.index(1, 0);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    service.stored = list(after);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QStringList expected = after.split(QLatin1Char(' ')), shown;
    expected.removeDuplicates();
    for (int row = 0; row < model.rowCount(); ++row)
        shown << model.dataset(row).id;
    QCOMPARE(shown, expected);
    QCOMPARE(model.dataset(0).rows, std::optional<qint64>(after.size())); // what is told of them is the newest
    QCOMPARE(reset.count(), 0);
    QCOMPARE(second.isValid() ? second.data().toString() : QString(), expected.contains(before.split(QLatin1Char(' ')).at(1)) ? before.split(QLatin1Char(' ')).at(1) : QString());
}

void tst_DatasetModels::benchmarksAreChecked_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("fault");
    const QString answer = QStringLiteral("answer");
    QTest::addRow("good") << "Sums" << answer << "Q: {{question}} ({{ topic }})" << "";
    QTest::addRow("no name") << "!!" << answer << "{{question}}" << "Name: enter one with letters or digits.";
    QTest::addRow("no answer") << "Sums" << "" << "{{question}}" << "Choose the columns of question and answer.";
    QTest::addRow("one column") << "Sums" << "question" << "{{question}}" << "Question and answer are the same column; every model would be right.";
    QTest::addRow("no place") << "Sums" << answer << "Say it" << "Prompt: put a column into it, for example {{question}}.";
    QTest::addRow("unknown") << "Sums" << answer << "{{query}}" << "Prompt: the rows have no column “query”.";
    QTest::addRow("tells") << "Sums" << answer << "{{question}} {{answer}}" << "Prompt: {{answer}} would tell the model the answer.";
}

void tst_DatasetModels::benchmarksAreChecked()
{
    QFETCH(QString, name);
    QFETCH(QString, target);
    QFETCH(QString, prompt);
    const QStringList columns{QStringLiteral("question"), QStringLiteral("answer"), QStringLiteral("topic")};
    DatasetBenchmark benchmark = guessedBenchmark(QStringLiteral("sums"), columns);
    QCOMPARE(benchmark.inputColumn, QStringLiteral("question"));
    QCOMPARE(benchmark.prompt, QStringLiteral("{{question}}"));
    benchmark.name = name;
    benchmark.targetColumn = target;
    benchmark.prompt = prompt;
    QTEST(faultOf(benchmark, columns), "fault");
    const DatasetRow row{{{QStringLiteral("question"), QStringLiteral("{{topic}}?")}, {QStringLiteral("topic"), QStringLiteral("maths")}}};
    benchmark.prompt = QStringLiteral("Q: {{question}} ({{ topic }}) {{gone}}");
    QCOMPARE(promptFor(benchmark, row), QStringLiteral("Q: {{topic}}? (maths) {{gone}}")); // what a cell says is no place
}

void tst_DatasetModels::benchmarksScoreAsChosen()
{
    const QStringList columns{QStringLiteral("question"), QStringLiteral("answer")};
    DatasetBenchmark benchmark = guessedBenchmark(QStringLiteral("sums"), columns);
    const auto task = [&benchmark] { return JsonText{datasetTask(benchmark, QStringLiteral("sums"))}.toVariantMap(); };
    const auto score = [&task] { return task().value(QStringLiteral("primary_score")).toMap().value(QStringLiteral("metric")).toString(); };
    benchmark.scorer.function = QStringLiteral("assay::f1");
    QCOMPARE(faultOf(benchmark, columns), QString());
    QCOMPARE(score(), QStringLiteral("average"));
    benchmark.scorer = {QStringLiteral("assay::number_match"), {{QStringLiteral("tolerance"), 0.5}, {QStringLiteral("aggregation_functions"), QVariantList{QStringLiteral("categorical_count"), QStringLiteral("median")}}}};
    QCOMPARE(score(), QStringLiteral("median"));
    QCOMPARE(task().value(QStringLiteral("metrics")).toStringList(), (QStringList{QStringLiteral("categorical_count"), QStringLiteral("median")}));
    const QVariantMap scoring = task().value(QStringLiteral("scoring")).toList().constFirst().toMap();
    QCOMPARE(scoring.value(QStringLiteral("params")).toMap(), (QVariantMap{{QStringLiteral("tolerance"), 0.5}}));
    benchmark.scorer.params = {{QStringLiteral("aggregation_functions"), QVariantList{QStringLiteral("categorical_count")}}};
    QVERIFY(faultOf(benchmark, columns).startsWith(QLatin1String("Aggregations: tick one")));
    benchmark.scorer = {QStringLiteral("basic::ifeval")};
    QVERIFY(faultOf(benchmark, columns).contains(QLatin1String("instruction_id_list")));
    QCOMPARE(faultOf(benchmark, columns + QStringList{QStringLiteral("instruction_id_list"), QStringLiteral("kwargs")}), QString());
    QCOMPARE(score(), QStringLiteral("weighted_average"));
    benchmark.scorer = {QStringLiteral("llm-as-judge::base")};
    QVERIFY(faultOf(benchmark, columns).contains(QLatin1String("address of an OpenAI-compatible server")));
}

/// Each model once, and none that replays old answers.
void tst_DatasetModels::modelsThatWereAsked()
{
    const auto job = [](const char *name, const char *url) {
        Job out;
        out.model.name = QLatin1String(name);
        out.model.url = QLatin1String(url);
        return out;
    };
    const auto models = askedModels({job("a", "http://h/v1"), job("b", "recorded:x"), job("a", "http://h/v1"), job("a", "http://other/v1"), job("c", "")});
    QCOMPARE(models.size(), 2);
    QCOMPARE(models.last().url, QStringLiteral("http://other/v1"));
}

/// A server that takes a moment to list it is asked again.
void tst_DatasetModels::smokeRunWaitsForTheBenchmark()
{
    FakeConnection connection;
    Provider assay;
    assay.resource.id = QStringLiteral("assay");
    connection.catalogueService.providers = {assay};
    DatasetBenchmark benchmark;
    benchmark.name = QStringLiteral("Sums");
    ModelTarget model;
    model.name = QStringLiteral("tiny");
    model.url = QStringLiteral("http://h/v1");
    SmokeRun run(connection, smokeRun(benchmark, QStringLiteral("sums"), model), nullptr);
    const QSignalSpy started(&run, &SmokeRun::started), failed(&run, &SmokeRun::failed);
    run.start();
    QCoreApplication::processEvents();
    QVERIFY(connection.jobService.submitted.isEmpty());
    assay.benchmarks.resize(1);
    assay.benchmarks.first().id = QStringLiteral("sums");
    connection.catalogueService.providers = {assay};
    QTRY_COMPARE(started.count(), 1);
    QCOMPARE(failed.count(), 0);
    const Job &job = connection.jobService.submitted.constFirst().first;
    QVERIFY(job.model == model && job.name == QLatin1String("Sums, five rows"));
    QCOMPARE(job.benchmarks.constFirst().parameters.text, QByteArray(R"({"num_examples":5})"));
}

ASSAY_TEST(tst_DatasetModels)
#include "tst_DatasetModels.moc"
