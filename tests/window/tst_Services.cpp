#include "tests/client/LlamaRecordings.h"
#include "tests/client/Recordings.h"
#include "tests/support/TestRegistry.h"
#include "tests/window/AccessLook.h"
#include "tests/window/ServiceJourney.h"
#include "ui/shell/DocumentTabs.h"
#include "ui/shell/MainWindow.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTabWidget>
#include <QToolButton>

using namespace assay;
using namespace assay::test;

/// The other services beside the local engine, as their users meet them: entered by hand, their runs in the one list, opened, and what only
/// they have. The servers answer with the bytes of recordings.
class tst_Services : public ServiceJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWindow(QStringLiteral("services")); }
    void cleanupTestCase() { closeWindow(); }
    void scale();
    void spice();
    void llamaStack();
    void llamaEvaluatesGivenRows();

private:
    void newEvaluation();
    /// The page in front in every dress: pictures, and the acceptance list of accessibility.
    void inEveryDress(const QString &name);

    std::unique_ptr<LlamaStub> m_stack;
};

void tst_Services::inEveryDress(const QString &name)
{
    QStringList complaints;
    AccessLook look(*window());
    const QSize before = window()->size();
    for (const QString &dress : AccessLook::dresses()) {
        look.wear(dress);
        complaints += look.inside(*window()->documents().current(), name + QLatin1Char(' ') + dress);
        picture(name + QLatin1Char('-') + dress);
    }
    look.wear(QStringLiteral("light"));
    window()->resize(before); // large texts may have widened it beyond the screen
    QTRY_VERIFY(window()->width() <= before.width());
    QVERIFY2(complaints.isEmpty(), qPrintable(QLatin1Char('\n') + complaints.join(QLatin1Char('\n'))));
}

void tst_Services::scale()
{
    const Recordings recordings(QStringLiteral("scale"));
    QByteArray name = "capitals / gpt-4o-mini"; // as recorded, until it is changed from here
    const auto named = [&](Answer answer) {
        answer.body.replace("capitals / gpt-4o-mini", name);
        return answer;
    };
    TestServer server([&](const Asked &asked) {
        if (asked.path == "/v5/evaluations" && asked.method == "POST")
            return recordings.named("create");
        if (asked.path == "/v5/datasets")
            return recordings.named("datasets");
        if (asked.path == "/v5/dataset-items")
            return recordings.named("dataset items");
        if (asked.path == "/v5/chat/completions/models")
            return recordings.named("chat models");
        if (asked.path == "/v5/evaluations")
            return named(recordings.named(asked.query.contains("starting_after") ? "list, next page" : "list, first page"));
        if (asked.path == "/v5/evaluation-items")
            return recordings.named(asked.query.contains("starting_after") ? "items, next page" : "items, first page");
        if (asked.path.endsWith("/schema"))
            return recordings.named("schema");
        if (asked.method == "PATCH") {
            const auto sent = nlohmann::json::parse(asked.body.toStdString());
            name = QByteArray::fromStdString(sent.value("name", name.toStdString()));
            return named(recordings.named("update"));
        }
        return asked.path.startsWith("/v5/evaluations/") ? named(recordings.named("get, done")) : Answer{.status = 404, .body = recordings.body(QStringLiteral("errors/404.json"))};
    });
    enter(QStringLiteral("Scale"), QStringLiteral("Account"), server.text());
    openRun({QStringLiteral("capitals / gpt-4o-mini")});
    QTRY_VERIFY_WITH_TIMEOUT(!shownText("verdictSentence").isEmpty() && !shownText("verdictSentence").startsWith(QStringLiteral("Loading")), 20'000);
    picture(QStringLiteral("scale-run"));
    clickTab("runTabs", QStringLiteral("Samples"));
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("sampleTable"), {QStringLiteral("Capital of France?")}) >= 0, 20'000);
    picture(QStringLiteral("scale-samples"));
    // Its name is changed here and there.
    auto *more = visible<QToolButton>("runMore");
    QVERIFY(more);
    const auto actions = more->menu()->actions();
    const auto details = std::find_if(actions.cbegin(), actions.cend(), [](const QAction *one) { return one->objectName() == QLatin1String("runDetails"); });
    QVERIFY(details != actions.cend() && (*details)->isVisible());
    (*details)->trigger();
    QTRY_VERIFY(visible<QLineEdit>("detailsName"));
    picture(QStringLiteral("scale-details"));
    typeInto(visible<QLineEdit>("detailsName"), QStringLiteral("Capitals, nightly"));
    click(visible<QAbstractButton>("detailsChange"));
    QTRY_COMPARE(name, QByteArray("Capitals, nightly"));
    shortcut(Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("runsTable"), {QStringLiteral("Capitals, nightly")}) >= 0, 30'000);
    shortcut(Qt::Key_5, Qt::ControlModifier);
    chooseConnection(QStringLiteral("Account"));
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("datasetList"), {QStringLiteral("capitals")}) >= 0, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("datasetRows"), {QStringLiteral("Capital of France?")}) >= 0, 20'000);
    inEveryDress(QStringLiteral("scale-datasets"));
    newEvaluation();
    const auto sent = std::find_if(server.asked.cbegin(), server.asked.cend(), [](const Asked &asked) { return asked.method == "POST" && asked.path == "/v5/evaluations"; });
    QVERIFY(sent != server.asked.cend());
    const auto body = nlohmann::json::parse(sent->body.toStdString());
    QVERIFY2(body["name"] == "capitals, again" && body["dataset_id"] == "b7f5c9a2-0d4e-4a0b-8f0e-3c7a1a5d9e21", sent->body.constData());
    QVERIFY2(body["tasks"][0]["configuration"]["model"] == "openai/gpt-4o-mini" && body["tasks"][0]["configuration"]["messages"][0]["content"] == "{{item.input}}", sent->body.constData());
    QCOMPARE(std::count_if(server.asked.cbegin(), server.asked.cend(), [](const Asked &asked) { return asked.method == "POST" && asked.path == "/v5/evaluations"; }), 1);
}

/// Of a dataset of the account, by one task; it opens as a run.
void tst_Services::newEvaluation()
{
    auto *action = window()->findChild<QAction *>(QStringLiteral("go/evaluation"));
    QVERIFY(action && action->isEnabled());
    action->trigger();
    chooseConnection(QStringLiteral("Account"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QLineEdit>("about/name"), 20'000);
    typeInto(visible<QLineEdit>("about/name"), QStringLiteral("capitals, again"));
    auto *source = visible<QComboBox>("evaluationSource");
    source->setFocus();
    keys(Qt::Key_End);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QComboBox>("evaluationDataset") && visible<QComboBox>("evaluationDataset")->count() == 1, 20'000);
    visible<QComboBox>("evaluationDataset")->setFocus();
    keys(Qt::Key_Down);
    QTRY_VERIFY_WITH_TIMEOUT(shownText("evaluationColumns").contains(QStringLiteral("item.expected")), 20'000);
    auto *menu = visible<QAbstractButton>("evaluationTaskAdd")->findChild<QMenu *>();
    QVERIFY(menu && menu->actions().size() == 10);
    menu->actions().first()->trigger();
    QTRY_VERIFY(visible<QComboBox>("task/model"));
    typeInto(visible<QComboBox>("task/model"), QStringLiteral("openai/gpt-4o-mini"));
    typeInto(visible<QPlainTextEdit>("task/messages"), QStringLiteral("{{item.input}}"));
    inEveryDress(QStringLiteral("scale-evaluation"));
    click(visible<QAbstractButton>("evaluationCreate"));
    picture(QStringLiteral("scale-evaluation-sent"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTabWidget>("runTabs"), 20'000);
}

void tst_Services::spice()
{
    const Recordings recordings(QStringLiteral("spice"));
    TestServer server([&](const Asked &asked) {
        if (asked.path == "/v1/evals")
            return recordings.named("list");
        if (asked.path == "/v1/sql")
            return recordings.named(asked.body.contains("eval.runs") ? "runs by sql" : "results by sql");
        return recordings.named(asked.path == "/v1/ready" ? "ready" : asked.path == "/health" ? "health" : "list on v2");
    });
    enter(QStringLiteral("Spice"), QStringLiteral("Runtime"), server.text());
    shortcut(Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("runsTable"), {QStringLiteral("Runtime")}) >= 0, 30'000);
    picture(QStringLiteral("spice-runs"));
    openRun({QStringLiteral("Finished"), QStringLiteral("Runtime")});
    QTRY_VERIFY_WITH_TIMEOUT(!shownText("verdictSentence").isEmpty() && !shownText("verdictSentence").startsWith(QStringLiteral("Loading")), 20'000);
    picture(QStringLiteral("spice-run"));
}

void tst_Services::llamaStack()
{
    m_stack = std::make_unique<LlamaStub>();
    LlamaStub &stub = *m_stack;
    const auto &recordings = stub.recordings;
    stub.answers.insert("GET /v1beta/datasetio/iterrows/qa-rows", recordings.answer("041"));
    stub.answers.insert("GET /v1alpha/post-training/jobs", recordings.answer("234"));
    stub.answers.insert("GET /v1alpha/post-training/job/status", recordings.answer("232"));
    enter(QStringLiteral("Llama"), QStringLiteral("Stack"), stub.server.text());
    shortcut(Qt::Key_5, Qt::ControlModifier);
    chooseConnection(QStringLiteral("Stack"));
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("datasetList"), {QStringLiteral("qa-rows")}) >= 0, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("datasetRows"), {QStringLiteral("q3")}) >= 0, 20'000);
    inEveryDress(QStringLiteral("llama-datasets"));
    shortcut(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    chooseConnection(QStringLiteral("Stack"));
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("serverBenchmarks"), {QStringLiteral("qa-bench"), QStringLiteral("basic::equality")}) >= 0, 20'000);
    visible<QTableView>("serverBenchmarks")->selectRow(rowWith(visible<QTableView>("serverBenchmarks"), {QStringLiteral("qa-bench"), QStringLiteral("basic::equality")}));
    QTRY_VERIFY(stub.count("GET /v1alpha/eval/benchmarks/qa-bench") >= 1);
    inEveryDress(QStringLiteral("llama-benchmarks"));
    shortcut(Qt::Key_7, Qt::ControlModifier);
    chooseConnection(QStringLiteral("Stack"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("trainingJobs") && visible<QTableView>("trainingJobs")->model()->rowCount() > 0, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("trainingJobs"), {QStringLiteral("Failed")}) >= 0, 20'000);
    inEveryDress(QStringLiteral("llama-training"));
    shortcut(Qt::Key_6, Qt::ControlModifier);
    chooseConnection(QStringLiteral("Stack"));
    QTRY_VERIFY(!visible<QLineEdit>("rerankQuery")); // 0.3.5 does not, and says so
    QTRY_VERIFY(shownText("emptySentence").contains(QStringLiteral("does not rerank")));
    inEveryDress(QStringLiteral("llama-rerank"));
}

/// Of a row that is typed; it opens as a run, with its answer and its score.
void tst_Services::llamaEvaluatesGivenRows()
{
    LlamaStub &stub = *m_stack;
    const QByteArray evaluate = "POST /v1alpha/eval/benchmarks/qa-bench/evaluations";
    stub.answers.insert(evaluate, stub.recordings.answer("202"));
    auto *action = window()->findChild<QAction *>(QStringLiteral("go/evaluation"));
    QVERIFY(action && action->isEnabled());
    action->trigger();
    chooseConnection(QStringLiteral("Stack"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QComboBox>("about/benchmark") && visible<QComboBox>("about/benchmark")->count() == 4, 20'000);
    QVERIFY(!visible<QAbstractButton>("evaluationTaskAdd")); // this server knows no tasks
    typeInto(visible<QLineEdit>("about/name"), QStringLiteral("sums, given"));
    visible<QComboBox>("about/benchmark")->setFocus();
    keys(Qt::Key_Down);
    QCOMPARE(visible<QComboBox>("about/benchmark")->currentText(), QStringLiteral("qa-bench"));
    typeInto(visible<QComboBox>("about/model"), QStringLiteral("stub/tiny-chat"));
    typeInto(visible<QPlainTextEdit>("evaluationRows"), QString::fromStdString(stub.recordings.sent("202")["input_rows"][0].dump()));
    QTRY_VERIFY_WITH_TIMEOUT(shownText("evaluationColumns").contains(QStringLiteral("completion_input")), 20'000);
    inEveryDress(QStringLiteral("llama-evaluation"));
    click(visible<QAbstractButton>("evaluationCreate"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTabWidget>("runTabs"), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(stub.count(evaluate), 1, 20'000);
    clickTab("runTabs", QStringLiteral("Samples"));
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("sampleTable"), {QStringLiteral("Pass"), QStringLiteral("4")}) >= 0, 20'000);
    picture(QStringLiteral("llama-evaluation-run"));
    QCOMPARE(stub.count(evaluate), 1);
}

ASSAY_TEST(tst_Services)
#include "tst_Services.moc"
