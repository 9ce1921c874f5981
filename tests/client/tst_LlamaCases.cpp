#include "services/api/BenchmarkService.h"
#include "services/api/ModelService.h"
#include "tests/client/LlamaCases.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::test;
using Ordered = LlamaRecordings::Json;

/// Every recording of what a server is, of its models and scoring functions, and of its benchmarks, in every version;
/// the others are those of tst_LlamaDataCases, tst_LlamaEvalCases and tst_LlamaModelCases.
class tst_LlamaCases : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRecording_data() { addLlamaCases(LlamaTopic::Server); }
    void everyRecording();
    void noOtherSteps();
    void noOtherVersions();
};

namespace {

using Server = LlamaCaseServer;

/// What the connection found when it was opened.
QString found(Server &server)
{
    const Capabilities can = server.connection().capabilities();
    QStringList parts { can.serverName, can.serverVersion };
    for (const auto &[one, word] :
        { std::pair(Capability::Datasets, "datasets"), std::pair(Capability::SubmitJobs, "evaluations"),
            std::pair(Capability::Rerank, "reranking"), std::pair(Capability::Training, "training") }) {
        if (can.has(one))
            parts << QLatin1String(word);
    }
    return parts.join(QLatin1Char(' '));
}

QString models(Server &server)
{
    const auto all = waited(server.connection().models()->list());
    if (!all)
        return server.refusal(all.error());
    QStringList words;
    for (const ServedModel &one : *all)
        words << QStringLiteral("%1 (%2, %3)").arg(one.id, one.providerId, one.type);
    return words.join(QLatin1Char(' '));
}

QString functions(Server &server)
{
    const auto all = waited(server.connection().benchmarks()->scoringFunctions());
    if (!all)
        return server.refusal(all.error());
    QStringList words;
    for (const ScoringFunction &one : *all)
        words << one.id;
    return words.join(QLatin1Char(' '));
}

QString words(const RegisteredBenchmark &one)
{
    const QStringList parts { one.id, one.datasetId, one.scoringFunctions.join(QLatin1Char(' ')), one.providerId,
        one.providerBenchmarkId, QString::fromUtf8(one.metadata.text) };
    return parts.join(QStringLiteral(" | "));
}

QString idIn(const LlamaCase &one)
{
    return QString::fromUtf8(one.path()).section(QLatin1Char('/'), 4);
}

QString list(Server &server)
{
    const auto all = waited(server.connection().benchmarks()->list());
    if (!all)
        return server.refusal(all.error());
    QStringList ids;
    for (const RegisteredBenchmark &one : *all)
        ids << one.id;
    return ids.isEmpty() ? QStringLiteral("none") : ids.join(QLatin1Char(' '));
}

QString get(Server &server)
{
    const auto one = waited(server.connection().benchmarks()->get(idIn(server.one)));
    return one ? words(*one) : server.refusal(one.error());
}

QString remove(Server &server)
{
    const auto done = waited(server.connection().benchmarks()->remove(idIn(server.one)));
    return done ? QStringLiteral("done") : server.refusal(done.error());
}

/// It answers null; what it made is asked for.
QString add(Server &server)
{
    const Ordered body = server.one.body();
    const auto textIn = [&body](const char *name) { return QString::fromStdString(body.value(name, std::string())); };
    RegisteredBenchmark wanted { textIn("benchmark_id"), textIn("dataset_id"), {}, textIn("provider_id"),
        textIn("provider_benchmark_id"), {} };
    for (const Ordered &one : body.value("scoring_functions", Ordered::array()))
        wanted.scoringFunctions << QString::fromStdString(one.get<std::string>());
    if (body.contains("metadata"))
        wanted.metadata = { QByteArray::fromStdString(body["metadata"].dump()) };
    server.others = [&server, wanted](const Asked &asked) -> std::optional<Answer> {
        const bool isMade = asked.method == "GET" && asked.path.endsWith("/benchmarks/" + wanted.id.toUtf8());
        return isMade ? std::optional(recordedBenchmark(server.recordings(), wanted.id)) : std::nullopt;
    };
    const auto added = waited(server.connection().benchmarks()->add(wanted));
    return added ? words(*added) : server.refusal(added.error());
}

void addServer(LlamaSteps &steps)
{
    const char *basic = "stub/tiny-chat (stub, llm) stub/tiny-judge (stub, llm) stub/tiny-alt (stub, llm)";
    const QByteArray ranked = QByteArray(basic)
        + " nim/tiny-chat (nim, llm) nim/tiny-alt (nim, llm) nim/tiny-judge (nim, llm) nim/tiny-rerank (nim, rerank)";
    steps["0.3.5 002"] = steps["0.3.5 005"] = asks(found, "Llama Stack 0.3.5 datasets evaluations training");
    steps["seed-commit 005"] = asks(found, "Llama Stack 0.3.5 datasets evaluations reranking training");
    steps["0.4.4 002"] = steps["0.4.4 005"] = asks(found, "Llama Stack 0.4.4 datasets evaluations reranking training");
    steps["0.7.3 002"] = steps["0.7.3 005"] = asks(found, "Llama Stack 0.7.3 datasets evaluations reranking");
    steps["004"] = asks(models, basic);
    steps["0.4.4 004"] = steps["0.7.3 004"] = asks(models, ranked);
    addNever(steps, QStringLiteral("The version is asked for instead: it is public as well, and tells more."),
        { QStringLiteral("001"), QStringLiteral("283") });
    addNever(steps, QStringLiteral("Who keeps or evaluates a thing is told with it."), { QStringLiteral("003") });
    addNever(steps, QStringLiteral("There is no operation of that path."), { QStringLiteral("006") });
    addNever(steps, QStringLiteral("Our version is not sent: a server refuses every other than its own."),
        { QStringLiteral("008") });
}

void addScoring(LlamaSteps &steps)
{
    steps["100"] = asks(functions,
        "basic::equality basic::subset_of basic::regex_parser_multiple_choice_answer "
        "basic::regex_parser_math_response basic::ifeval basic::docvqa llm-as-judge::base "
        "llm-as-judge::405b-simpleqa");
    addNever(steps, QStringLiteral("The list has every function with its parameters."),
        { QStringLiteral("101"), QStringLiteral("102"), QStringLiteral("106"), QStringLiteral("134") });
    addNever(steps, QStringLiteral("Functions are not made there: they fail after the server's restart."),
        { QStringLiteral("103"), QStringLiteral("104"), QStringLiteral("105"), QStringLiteral("107"),
            QStringLiteral("132"), QStringLiteral("133") });
    QStringList scores;
    for (int number = 110; number <= 131; ++number)
        scores << QString::number(number);
    addNever(steps,
        QStringLiteral("Scores come with an evaluation; answers that are kept, the local engine scores again."),
        scores);
}

void addBenchmarks(LlamaSteps &steps)
{
    const char *missing = "NotFound: The server answers: Invalid value: Benchmark 'nope' not found";
    steps["141"] = asks(list, "none");
    steps["153"] = asks(list, "qa-bench qa-bench-2 no-data no-fn");
    steps["150"] = asks(get,
        R"(qa-bench | qa-eval | basic::equality basic::subset_of | meta-reference | qa-bench | {"pass":0.5,"lang":"en"})");
    steps["151"] = asks(get, missing);
    steps["0.7.3 151"] = asks(get, QByteArray(missing).replace("Invalid value: ", ""));
    steps["152"] = asks(get, "Unsupported: The Llama Stack server at PLACE does not have this; it is another version.");
    steps["144"] = asks(add, "no-data | missing-set | basic::equality | meta-reference | no-data | {}");
    steps["145"] = asks(add, "no-fn | qa-eval | basic::nope | meta-reference | no-fn | {}");
    steps["148"] = asks(add, "qa-bench-2 | qa-eval | basic::equality | meta-reference | prov-id | {}");
    steps["146"] = asks(add, "NotFound: The server answers: Invalid value: Provider `nope` not found");
    steps["147"] = refuses(add, "Invalid: Dataset: enter the name of one of the server's datasets.");
    steps["149"] = asks(add,
        "Conflict: The server answers: Invalid value: Object of type 'benchmark' and identifier 'qa-bench-2' already "
        "exists. Unregister it first if you want to replace it.");
    steps["220"] = steps["222"] = asks(remove, "done");
    steps["221"] = asks(remove, QByteArray(missing).replace("nope", "no-scoring"));
    addElsewhere(steps, QStringLiteral("tst_LlamaTools::registersBenchmark"),
        { QStringLiteral("142"), QStringLiteral("143"), QStringLiteral("154"), QStringLiteral("155") });
}

LlamaSteps allSteps()
{
    LlamaSteps steps;
    addServer(steps);
    addScoring(steps);
    addBenchmarks(steps);
    return steps;
}

} // namespace

void tst_LlamaCases::everyRecording()
{
    QFETCH(LlamaCase, one);
    static const LlamaSteps steps = allSteps();
    walk(one, steps);
}

void tst_LlamaCases::noOtherSteps()
{
    hasNoOtherSteps(LlamaTopic::Server, allSteps());
}

/// Recordings of another version would be walked over by nobody.
void tst_LlamaCases::noOtherVersions()
{
    QStringList folders = LlamaRecordings::folder().entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QVERIFY(!folders.isEmpty());
    for (const QString &version : LlamaRecordings::versions())
        folders.removeAll(version);
    QCOMPARE(folders, QStringList());
}

ASSAY_TEST(tst_LlamaCases)
#include "tst_LlamaCases.moc"
