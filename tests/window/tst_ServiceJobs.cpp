#include "tests/client/LlamaRecordings.h"
#include "tests/client/Recordings.h"
#include "tests/support/TestRegistry.h"
#include "tests/window/ServiceJourney.h"
#include "ui/shell/MainWindow.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTabWidget>

#include <map>

using namespace assay;
using namespace assay::test;

/// What is begun on other services from the window: evals of one model and of two on a Spice runtime; a benchmark, a dataset, a
/// training and an order of texts on a Llama Stack server. The servers answer with the bytes of recordings.
class tst_ServiceJobs : public ServiceJourney {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { closeWindow(); }
    void spiceShowsModelsAndDatasets();
    void spiceRunsAnEval();
    void spiceRunsTwoModels();
    void llamaRunsABenchmark();
    void llamaTakesADataset();
    void llamaTakesABenchmark();
    void llamaBeginsATraining();
    void newerLlamaReranks();
    void asksNothingWhileMinimised();

private:
    Answer spiceAnswer(const Asked &asked) const;
    int evalsOf(const QByteArray &model) const;
    static LlamaRecordings::Json sent(const LlamaStub &stub, const char *request) { return stub.lastBody(request); }

    const Recordings m_recordings{QStringLiteral("spice")};
    std::unique_ptr<TestServer> m_spice;
    std::unique_ptr<LlamaStub> m_llama;
};

void tst_ServiceJobs::initTestCase()
{
    m_spice = std::make_unique<TestServer>([this](const Asked &asked) { return spiceAnswer(asked); });
    m_llama = std::make_unique<LlamaStub>();
    openWindow(QStringLiteral("servicejobs"));
    enter(QStringLiteral("Spice"), QStringLiteral("Runtime"), m_spice->text());
    enter(QStringLiteral("Llama"), QStringLiteral("Stack"), m_llama->server.text());
}

Answer tst_ServiceJobs::spiceAnswer(const Asked &asked) const
{
    if (asked.path == "/v1/evals/tetris" && asked.method == "POST") {
        Answer run = m_recordings.named("runtime json");
        const auto model = nlohmann::json::parse(asked.body.toStdString()).value("model", std::string());
        run.body.replace("my_model", QByteArray::fromStdString(model)); // recorded for one, asked of two
        return run;
    }
    if (asked.path == "/v1/sql")
        return asked.body.contains("eval.results") ? m_recordings.named("results by sql") : Answer{.body = "[]", .contentType = "text/plain; charset=utf-8"};
    static const std::map<QByteArray, const char *> names{{"/v1/evals", "list"}, {"/v1/models", "models with status"}, {"/v1/datasets", "datasets"},
                                                          {"/v1/ready", "ready"}, {"/health", "health"}};
    const auto name = names.find(asked.path);
    return m_recordings.named(name == names.cend() ? "list on v2" : name->second);
}

int tst_ServiceJobs::evalsOf(const QByteArray &model) const
{
    return int(std::count_if(m_spice->asked.cbegin(), m_spice->asked.cend(), [&model](const Asked &asked) {
        return asked.method == "POST" && asked.path == "/v1/evals/tetris" && asked.body.contains('"' + model + '"');
    }));
}

void tst_ServiceJobs::spiceShowsModelsAndDatasets()
{
    shortcut(Qt::Key_5, Qt::ControlModifier);
    chooseConnection(QStringLiteral("Runtime"));
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("datasetList"), {QStringLiteral("cricket_questions")}) >= 0, 20'000);
    picture(QStringLiteral("spice-datasets"));
    newJobAt(QStringLiteral("Runtime"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QComboBox>("serverModel") && visible<QComboBox>("serverModel")->count() == 2, 20'000);
    QVERIFY(visible<QComboBox>("serverModel")->itemText(0).contains(QStringLiteral("my_model")));
    picture(QStringLiteral("spice-models"));
}

void tst_ServiceJobs::spiceRunsAnEval()
{
    newJobAt(QStringLiteral("Runtime"));
    chooseServedModel(0);
    click(visible<QAbstractButton>("newjobNext"));
    addBenchmark(QStringLiteral("tetris"));
    click(visible<QAbstractButton>("newjobNext"));
    clickField(QStringLiteral("name"), QStringLiteral("blocks"));
    keys(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(evalsOf("my_model"), 1, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTabWidget>("runTabs"), 20'000);
    clickTab("runTabs", QStringLiteral("Samples"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("sampleTable") && visible<QTableView>("sampleTable")->model()->rowCount() > 0, 20'000);
    picture(QStringLiteral("spice-samples"));
    openRun({QStringLiteral("blocks"), QStringLiteral("Runtime"), QStringLiteral("Finished")});
}

void tst_ServiceJobs::spiceRunsTwoModels()
{
    newJobAt(QStringLiteral("Runtime"));
    chooseServedModel(0);
    click(visible<QAbstractButton>("targetAdd"));
    chooseServedModel(1);
    picture(QStringLiteral("spice-targets"));
    click(visible<QAbstractButton>("newjobNext"));
    addBenchmark(QStringLiteral("tetris"));
    click(visible<QAbstractButton>("newjobNext"));
    clickField(QStringLiteral("name"), QStringLiteral("both"));
    keys(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(evalsOf("judge"), 1, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(evalsOf("my_model"), 2, 30'000);
    for (const char *model : {"my_model", "judge"})
        openRun({QStringLiteral("both"), QString::fromLatin1(model), QStringLiteral("Finished")});
}

void tst_ServiceJobs::llamaRunsABenchmark()
{
    const auto &recordings = m_llama->recordings;
    m_llama->answers.insert("POST /v1alpha/eval/benchmarks/qa-bench/jobs", recordings.answer("161"));
    m_llama->answers.insert("GET /v1alpha/eval/benchmarks/qa-bench/jobs/0/result", recordings.answer("163"));
    const auto rows = recordings.sent("140")["source"]["rows"];
    const LlamaRecordings::Json page{{"data", rows}, {"has_more", false}};
    m_llama->answers.insert("GET /v1beta/datasetio/iterrows/qa-eval", Answer{.body = QByteArray::fromStdString(page.dump())});
    newJobAt(QStringLiteral("Stack"));
    chooseServedModel(0);
    QVERIFY(visible<QComboBox>("serverModel"));
    const QString model = visible<QComboBox>("serverModel")->currentText();
    click(visible<QAbstractButton>("newjobNext"));
    addBenchmark(QStringLiteral("qa-bench"));
    click(visible<QAbstractButton>("newjobNext"));
    clickField(QStringLiteral("name"), QStringLiteral("questions"));
    picture(QStringLiteral("llama-newjob"));
    keys(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(m_llama->count("POST /v1alpha/eval/benchmarks/qa-bench/jobs"), 1, 20'000);
    const auto candidate = sent(*m_llama, "POST /v1alpha/eval/benchmarks/qa-bench/jobs")["benchmark_config"]["eval_candidate"];
    QVERIFY2(model.contains(QString::fromStdString(candidate.value("model", std::string("?")))), candidate.dump().c_str());
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTabWidget>("runTabs"), 20'000);
    clickTab("runTabs", QStringLiteral("Samples"));
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("sampleTable"), {QStringLiteral("Paris")}) >= 0, 20'000);
    picture(QStringLiteral("llama-samples"));
}

void tst_ServiceJobs::llamaTakesADataset()
{
    m_llama->answers.insert("GET /v1beta/datasets/fresh", m_llama->recordings.answer("039"));
    m_llama->answers.insert("POST /v1beta/datasets", m_llama->recordings.answer("011"));
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("fresh.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"question\":\"q0\",\"answer\":\"a0\"}\n") > 0);
    file.close();
    shortcut(Qt::Key_5, Qt::ControlModifier);
    chooseConnection(QStringLiteral("Stack"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("datasetChoose") && visible<QAbstractButton>("datasetChoose")->isEnabled(), 20'000);
    click(visible<QAbstractButton>("datasetChoose"));
    chooseFile(file.fileName());
    QTRY_VERIFY(visible<QAbstractButton>("datasetAdd"));
    click(visible<QAbstractButton>("datasetAdd"));
    QTRY_COMPARE_WITH_TIMEOUT(m_llama->count("POST /v1beta/datasets"), 1, 20'000);
    const auto body = sent(*m_llama, "POST /v1beta/datasets");
    QVERIFY2(body.value("dataset_id", std::string()) == "fresh" && body["source"].dump().find("q0") != std::string::npos, body.dump().c_str());
    QTRY_VERIFY(!visible<QAbstractButton>("datasetAdd"));
}

void tst_ServiceJobs::llamaTakesABenchmark()
{
    m_llama->answers.insert("POST /v1alpha/eval/benchmarks", m_llama->recordings.answer("142"));
    m_llama->answers.insert("GET /v1alpha/eval/benchmarks/capitals", m_llama->recordings.answer("150"));
    shortcut(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    chooseConnection(QStringLiteral("Stack"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("serverBenchmarkNew") && visible<QAbstractButton>("serverBenchmarkNew")->isEnabled(), 20'000);
    click(visible<QAbstractButton>("serverBenchmarkNew"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QListWidget>("serverBenchmarkFunctions") && visible<QListWidget>("serverBenchmarkFunctions")->count() > 0, 20'000);
    typeInto(visible<QLineEdit>("serverBenchmarkName"), QStringLiteral("capitals"));
    typeInto(visible<QComboBox>("serverBenchmarkDataset"), QStringLiteral("qa-eval"));
    visible<QListWidget>("serverBenchmarkFunctions")->setFocus();
    keys(Qt::Key_Space);
    const QString function = visible<QListWidget>("serverBenchmarkFunctions")->item(0)->text();
    picture(QStringLiteral("llama-benchmark"));
    click(visible<QAbstractButton>("serverBenchmarkRegister"));
    QTRY_COMPARE_WITH_TIMEOUT(m_llama->count("POST /v1alpha/eval/benchmarks"), 1, 20'000);
    const auto body = sent(*m_llama, "POST /v1alpha/eval/benchmarks");
    QVERIFY2(body["benchmark_id"] == "capitals" && body["dataset_id"] == "qa-eval" && body["scoring_functions"][0] == function.toStdString(), body.dump().c_str());
    QTRY_VERIFY_WITH_TIMEOUT(!visible<QAbstractButton>("serverBenchmarkRegister"), 20'000);
}

void tst_ServiceJobs::llamaBeginsATraining()
{
    const char *tune = "POST /v1alpha/post-training/supervised-fine-tune";
    m_llama->answers.insert(tune, m_llama->recordings.answer("231"));
    m_llama->answers.insert("GET /v1alpha/post-training/jobs", m_llama->recordings.answer("234"));
    m_llama->answers.insert("GET /v1alpha/post-training/job/status", m_llama->recordings.answer("232"));
    shortcut(Qt::Key_7, Qt::ControlModifier);
    chooseConnection(QStringLiteral("Stack"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("trainingNew") && visible<QAbstractButton>("trainingNew")->isEnabled(), 20'000);
    click(visible<QAbstractButton>("trainingNew"));
    const std::pair<const char *, const char *> typed[] = {{"job_uuid", "sft-1"}, {"model", "tiny/local"}, {"checkpoint_dir", "checkpoints"},
                                                           {"training_config.data_config.dataset_id", "train"}, {"training_config.optimizer_config.lr", "0.0001"}};
    for (const auto &[field, text] : typed) {
        const QString name = QLatin1String("training/") + QLatin1String(field);
        QTRY_VERIFY2(visible<QWidget>(name), field);
        auto *names = visible<QComboBox>(name); // can be chosen, too; has the focus for its line
        if (!names) {
            typeInto(visible<QLineEdit>(name), QString::fromLatin1(text));
            continue;
        }
        click(names->lineEdit());
        keys(Qt::Key_A, Qt::ControlModifier);
        type(QString::fromLatin1(text));
        keys(Qt::Key_Delete); // what was completed behind it
    }
    picture(QStringLiteral("llama-training"));
    click(visible<QAbstractButton>("trainingBegin"));
    QTRY_COMPARE_WITH_TIMEOUT(m_llama->count(tune), 1, 20'000);
    const auto body = sent(*m_llama, tune);
    QVERIFY2(body["model"] == "tiny/local" && body["training_config"]["data_config"]["dataset_id"] == "train" && body["algorithm_config"]["type"] == "LoRA", body.dump().c_str());
    QTRY_VERIFY_WITH_TIMEOUT(!visible<QAbstractButton>("trainingBegin"), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("trainingJobs"), {QStringLiteral("sft-1")}) >= 0, 20'000);
}

void tst_ServiceJobs::newerLlamaReranks()
{
    LlamaStub stub(QStringLiteral("0.4.4"));
    const LlamaRecordings recorded(QStringLiteral("seed-commit"));
    const auto request = recorded.sent("260");
    stub.answers.insert("POST /v1alpha/inference/rerank", recorded.answer("260"));
    enter(QStringLiteral("Llama"), QStringLiteral("Newer"), stub.server.text());
    shortcut(Qt::Key_6, Qt::ControlModifier);
    chooseConnection(QStringLiteral("Newer"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QComboBox>("rerankModel") && visible<QComboBox>("rerankModel")->currentText() == QStringLiteral("nim/tiny-rerank"), 20'000);
    typeInto(visible<QLineEdit>("rerankQuery"), QString::fromStdString(request["query"].get<std::string>()));
    typeInto(visible<QPlainTextEdit>("rerankItems"), {});
    for (const auto &one : request["items"]) {
        type(QString::fromStdString(one.get<std::string>()));
        keys(Qt::Key_Return);
    }
    click(visible<QAbstractButton>("rerankAsk"));
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTableView>("rerankTable") && visible<QTableView>("rerankTable")->model()->rowCount() == 4, 20'000);
    QCOMPARE(rowWith(visible<QTableView>("rerankTable"), {QStringLiteral("Paris is the capital")}), 0); // the best comes first
    QCOMPARE(sent(stub, "POST /v1alpha/inference/rerank"), request);
    picture(QStringLiteral("llama-rerank"));
}

/// Nobody looks at it then; the runtime, which pushes nothing, is asked every three seconds otherwise.
void tst_ServiceJobs::asksNothingWhileMinimised()
{
    auto before = m_spice->asked.size();
    QTRY_VERIFY_WITH_TIMEOUT(m_spice->asked.size() > before, 20'000);
    window()->showMinimized();
    QTRY_VERIFY_WITH_TIMEOUT(window()->isMinimized(), 20'000);
    QTest::qWait(500); // what was on its way
    before = m_spice->asked.size();
    QTest::qWait(4000); // longer than between two looks
    QCOMPARE(m_spice->asked.size(), before);
    window()->showNormal();
    QTRY_VERIFY_WITH_TIMEOUT(m_spice->asked.size() > before, 20'000);
    window()->activateWindow();
    QTRY_VERIFY_WITH_TIMEOUT(window()->isActiveWindow(), 20'000);
}

ASSAY_TEST(tst_ServiceJobs)
#include "tst_ServiceJobs.moc"
