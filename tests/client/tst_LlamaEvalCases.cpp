#include "services/api/EvaluationService.h"
#include "services/api/JobService.h"
#include "tests/client/LlamaRunCases.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::test;
using Ordered = LlamaRecordings::Json;
using Server = LlamaCaseServer;

/// Every recording of evaluations, in every version: runs over a benchmark's dataset, how they are asked after and
/// cancelled, and evaluations of given rows.
class tst_LlamaEvalCases : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRecording_data() { addLlamaCases(LlamaTopic::Eval); }
    void everyRecording();
    void noOtherSteps();
};

namespace {

/// As a job over the dataset, or over rows; `result`: what is answered when its result is asked for.
LlamaStep runs(const char *result, const char *outcome)
{
    return asks([result](Server &server) { return submit(server, result); }, outcome);
}

QString submitOnly(Server &server)
{
    return submit(server, "163");
}

/// As it is entered into the form.
QString evaluate(Server &server)
{
    const Ordered body = server.one.body(), parameters = parametersOf(body);
    QStringList functions;
    for (const Ordered &one : body["scoring_functions"])
        functions << QString::fromStdString(one.get<std::string>());
    EvaluationRequest request;
    const auto enter
        = [&request](const char *key, const QString &text) { request.about.insert(QLatin1String(key), text); };
    enter("name", QStringLiteral("A run"));
    enter("benchmark", benchmarkIn(server.one));
    enter("model", QString::fromStdString(body["benchmark_config"]["eval_candidate"]["model"].get<std::string>()));
    enter("scoring_functions", functions.join(QStringLiteral(", ")));
    for (const char *name : { "max_tokens", "scoring_params" }) {
        if (parameters.contains(name))
            enter(name, QString::fromStdString(parameters[name].dump()));
    }
    request.data.rows = QString::fromStdString(body["input_rows"].dump());
    server.others = [&server](const Asked &asked) { return beside(server, asked, "163"); };
    return ended(server, waited(server.connection().evaluations()->create(request)));
}

/// A run that was begun as `begun` was, and has the number of the recording: `state` is what was answered at once.
QString follow(Server &server, const char *begun, const char *state)
{
    const QByteArray benchmark = "/v1alpha/eval/benchmarks/" + benchmarkIn(server.one).toUtf8();
    server.others = [&server, benchmark, state](const Asked &asked) -> std::optional<Answer> {
        if (asked.method == "POST" && asked.path == benchmark + "/jobs")
            return stateOf(runIn(server.one), state);
        const bool isStatus = asked.method == "GET" && asked.path == benchmark + "/jobs/" + runIn(server.one).toUtf8();
        if (isStatus && server.one.method() == "DELETE")
            return stateOf(runIn(server.one), state);
        if (asked.path == benchmark && asked.method == "GET" && benchmarkIn(server.one) == QLatin1String("nope"))
            return recordedBenchmark(
                server.recordings(), QStringLiteral("qa-bench")); // it was there when the run began
        return beside(server, asked, "163");
    };
    const Job job = jobOf(benchmarkIn(server.one), server.recordings().sent(begun));
    const auto made = waited(server.connection().jobs().submit(job, QStringLiteral("key")));
    if (!made || server.one.method() == "GET")
        return ended(server, made);
    const QList<Asked> &asked = server.fixture.stub.server.asked;
    const auto isAskedAfter = [&asked] {
        return std::any_of(asked.cbegin(), asked.cend(), [](const Asked &one) { return one.path.contains("/jobs/"); });
    };
    if (!QTest::qWaitFor(isAskedAfter, 10000))
        return QStringLiteral("never asked after");
    if (const auto cancelled = waited(server.connection().jobs().cancel(made->resource.id)); !cancelled)
        return server.refusal(cancelled.error());
    const bool told = QTest::qWaitFor([&server] { return !server.met.isEmpty(); }, 10000);
    return told ? ended(server, made) : QStringLiteral("never told");
}

LlamaStep follows(const char *begun, const char *state, const char *outcome)
{
    return asks([begun, state](Server &server) { return follow(server, begun, state); }, outcome);
}

const char *const fault
    = "failed | http_500: PLACE reports a fault of its own (status 500). It says so of much that is wrong "
      "in a request or a row, too; its log says more.";
const char *const noSystem
    = "failed | http_400: This server's evaluator takes no system message: put it into the rows, and "
      "leave system_message out.";
const char *const noModel = "failed | http_404: The server answers: Model 'no-such-model' not found. Use "
                            "'client.models.list()' to list available Models.";
const char *const both = R"({"basic::equality/accuracy":0.5,"basic::subset_of/accuracy":0.75} | 4 rows)";
const char *const three
    = R"({"basic::equality/average":0.5,"basic::equality/accuracy":0.5,"basic::equality/median":0.5,)"
      R"("basic::subset_of/accuracy":0.75} | 4 rows)";
const char *const numbers
    = R"({"basic::equality/average":0,"basic::equality/accuracy":0,"basic::equality/median":0} | 1 rows)"
      " | warned: parameters_mixed";
const char *const judged = R"({"llm-as-judge::base/categorical_count/1":1,"llm-as-judge::base/categorical_count/3":1,)"
                           R"("llm-as-judge::base/categorical_count/5":2} | 4 rows)";
const char *const right = R"({"basic::equality/accuracy":1} | 1 rows)";
const char *const noRows = "Invalid: input_rows: give a list of at least one object.";

QByteArray completed(const char *run, const char *what)
{
    return "completed | run " + QByteArray(run) + " | " + what;
}

QByteArray failed(const char *code, const char *words)
{
    return "failed | " + QByteArray(code) + ": The server answers: " + words;
}

QByteArray forgotten(const char *words)
{
    return "failed | forgotten: The server forgot the run before its result was read, as it does when it is started "
           "anew. The server answers: "
        + QByteArray(words);
}

/// The numbers of runs are those that the version counted.
void addRuns(LlamaSteps &steps)
{
    steps["161"] = runs("163", completed("0", both));
    steps["170"]
        = runs("171", completed("1", R"({"basic::equality/accuracy":1,"basic::subset_of/accuracy":1} | 2 rows)"));
    steps["174"] = runs("215", completed("3", right));
    steps["175"] = runs("215", completed("4", right));
    steps["0.3.5 180"] = runs("215", completed("5", right));
    steps["0.3.5 181"] = runs("215", completed("6", right));
    steps["181"] = runs("215", completed("5", right));
    steps["0.3.5 192"] = runs("163", completed("8", "{} | 4 rows"));
    steps["192"] = runs("163", completed("6", "{} | 4 rows"));
    steps["0.3.5 193"] = runs("203", completed("9", judged));
    steps["193"] = runs("203", completed("7", judged));
    steps["0.3.5 217"] = runs("218", completed("10", three));
    steps["217"] = runs("218", completed("8", three));
    steps["0.3.5 225"] = runs("226", completed("11", numbers));
    steps["225"] = runs("226", completed("9", numbers));
}

void addRefusedRuns(LlamaSteps &steps)
{
    const char *noEvaluator
        = "Invalid value: Scoring_function `basic::nope` not served by any of the providers: basic, "
          "llm-as-judge. Make sure there is an Scoring provider serving this scoring_function.";
    const char *noRow = "Invalid: num_examples: enter a whole number from 1, or leave it out.";
    const char *cold
        = "Invalid: top_p: such a server takes it only with a temperature above 0; enter one, or leave out "
          "top_p.";
    steps["172"] = steps["173"] = refuses(submitOnly, noRow);
    steps["176"] = steps["177"] = refuses(submitOnly, cold);
    steps["178"] = refuses(submitOnly, "Invalid: top_k: enter a whole number from 1, or leave it out.");
    steps["180"] = runs("215", fault);
    steps["182"] = steps["183"] = runs("163", noSystem);
    steps["187"] = runs("163", noModel);
    steps["188"] = runs("163",
        failed("http_404",
            "Error code: 404 - {'error': {'message': 'The model `none` does not exist.', 'type': 'NotFoundError', "
            "'param': None, 'code': 404}}"));
    steps["189"] = refuses(submitOnly, failed("http_400", "Invalid value: Benchmark 'nope' not found"));
    steps["190"] = runs("163",
        failed("http_400",
            "Invalid value: Dataset `missing-set` not served by provider: `localfs`. Make sure there is an DatasetIO "
            "provider serving this dataset."));
    steps["191"] = runs("163", failed("http_400", noEvaluator));
    steps["0.7.3 192"] = runs(
        "163", failed("http_400", "scoring_functions: List should have at least 1 item after validation, not 0"));
    steps["224"] = runs("163", fault);
    addNever(steps, QStringLiteral("A strategy is greedy, top_p or top_k."), { QStringLiteral("179") });
    addNever(
        steps, QStringLiteral("What answers is always a model."), { QStringLiteral("184"), QStringLiteral("185") });
    addNever(steps, QStringLiteral("A run always has its configuration."), { QStringLiteral("186") });
}

void addFollowed(LlamaSteps &steps)
{
    const char *noBenchmark
        = "Invalid value: Benchmark `nope` not served by provider: `meta-reference`. Make sure there "
          "is an Eval provider serving this benchmark.";
    const char *noJob = "Invalid value: Job 99 not found";
    steps["160"] = follows("161", "in_progress", forgotten("Invalid value: Job 0 not found"));
    steps["162"] = steps["168"] = follows("161", "in_progress", completed("0", both));
    steps["163"] = follows("161", "completed", completed("0", both));
    steps["164"] = follows("161", "in_progress", forgotten(noJob));
    steps["0.7.3 164"] = follows("161", "in_progress", forgotten("Job 99 not found"));
    steps["165"] = follows("161", "completed", forgotten(noJob));
    steps["166"] = steps["167"] = follows("161", "in_progress", "cancelled | warned: not_stopped");
    steps["169"] = follows("161", "in_progress", forgotten(noBenchmark));
    steps["171"] = follows(
        "170", "completed", completed("1", R"({"basic::equality/accuracy":1,"basic::subset_of/accuracy":1} | 2 rows)"));
    steps["0.3.5 218"] = follows("217", "completed", completed("10", three));
    steps["218"] = follows("217", "completed", completed("8", three));
    steps["223"] = follows("161", "in_progress", forgotten(QByteArray(noBenchmark).replace("nope", "qa-bench")));
    steps["0.3.5 226"] = follows("225", "completed", completed("11", numbers));
    steps["226"] = follows("225", "completed", completed("9", numbers));
    addNever(steps, QStringLiteral("No server lists its runs; they are kept here."), { QStringLiteral("194") });
}

/// What the form refuses, or has no way to enter, is a job's.
void addGivenRows(LlamaSteps &steps)
{
    const char *upstream = "Error code: 503 - {'error': {'message': 'stub failure', 'type': 'stub_error', 'param': "
                           "None, 'code': 'stub'}}";
    const QByteArray one = "completed | " + QByteArray(right);
    steps["200"] = asks(evaluate, R"(completed | {"basic::equality/accuracy":1} | 2 rows)");
    steps["201"] = asks(evaluate, R"(completed | {"basic::subset_of/accuracy":0.75} | 4 rows)");
    steps["202"] = runs("163", one);
    steps["203"] = asks(evaluate, "completed | " + QByteArray(judged));
    steps["204"] = steps["205"] = refuses(submitOnly, noRows);
    steps["206"] = runs("163", failed("http_400", "Invalid value: Invalid input row"));
    steps["207"] = runs("163", failed("http_400", "Invalid value: Expecting value: line 1 column 1 (char 0)"));
    steps["208"] = runs("163", fault);
    steps["209"] = steps["215"] = asks(evaluate, one);
    steps["210"] = asks(evaluate, failed("http_503", upstream));
    steps["211"] = asks(evaluate, failed("http_400", QByteArray(upstream).replace("503", "400")));
    steps["212"] = runs("163",
        failed("http_400",
            "Invalid value: Scoring_function `nope` not served by any of the providers: basic, llm-as-judge. Make "
            "sure there is an Scoring provider serving this scoring_function."));
    steps["213"] = refuses(evaluate, "Invalid: Benchmark: there is none “nope” on this server; choose one of its own.");
    steps["216"] = asks(evaluate, R"(completed | {"basic::regex_parser_multiple_choice_answer/accuracy":1} | 1 rows)");
    steps["219"] = asks(evaluate,
        R"(completed | {"basic::equality/average":0.5,"basic::equality/accuracy":0.5,)"
        R"("basic::equality/median":0.5} | 4 rows | warned: parameters_mixed)");
    steps["290"] = asks(evaluate, fault);
    addNever(steps, QStringLiteral("Functions and configuration always go with the rows."), { QStringLiteral("214") });
}

LlamaSteps allSteps()
{
    LlamaSteps steps;
    addRuns(steps);
    addRefusedRuns(steps);
    addFollowed(steps);
    addGivenRows(steps);
    return steps;
}

} // namespace

void tst_LlamaEvalCases::everyRecording()
{
    QFETCH(LlamaCase, one);
    static const LlamaSteps steps = allSteps();
    walk(one, steps, runDifferences());
}

void tst_LlamaEvalCases::noOtherSteps()
{
    hasNoOtherSteps(LlamaTopic::Eval, allSteps());
}

ASSAY_TEST(tst_LlamaEvalCases)
#include "tst_LlamaEvalCases.moc"
