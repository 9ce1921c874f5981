#include "tests/fuzz/FuzzImports.h"
#include "tests/support/Places.h"

#include "services/engine/imports/EvalCardReader.h"
#include "services/engine/imports/InspectReader.h"
#include "services/engine/imports/LmEvalReader.h"
#include "services/engine/imports/PromptfooReader.h"
#include "services/engine/imports/Recognise.h"
#include "services/engine/imports/StoredRuns.h"
#include "services/json/Json.h"

#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>

namespace assay::test {

namespace {

using namespace engine::imports;

void require(bool holds, const std::string &what)
{
    if (!holds)
        throw PropertyBroken(what);
}

/// The input as a file, as readers want it.
QString file(const QByteArray &input)
{
    static const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("input"));
    QFile out(path);
    require(out.open(QIODevice::WriteOnly) && out.write(input) == input.size(), "the input cannot be written");
    out.close();
    (void)recognise(path);
    return path;
}

void holdRun(const ImportedRun &run)
{
    const auto job = importedJob(run, {QStringLiteral("/f"), {}, QStringLiteral("tool"), {}, {}}, false);
    require(!run.benchmarks.isEmpty() && job.ends.size() == run.benchmarks.size(), "a run without benchmarks");
    require(bool(json::decode<Job>(job.job.config)), "a job that cannot be read back");
    for (const BenchmarkEvent &end : job.ends)
        require(bool(json::decode<BenchmarkEvent>(json::encode(end))), "an event that cannot be read back");
}

SampleSink sink()
{
    SampleSink out;
    out.sample = [](int run, int benchmark, Sample &&sample) {
        require(run >= 0 && benchmark >= 0 && sample.ordinal >= 0 && sample.repeat >= 0, "a sample without a place");
        require(!sample.itemKey.isEmpty(), "a sample without a key");
        for (const JsonText &text : {sample.scores, sample.metadata})
            require(text.isEmpty() || bool(json::parse(text.text)), "a sample whose JSON cannot be read");
        return true;
    };
    out.problem = [](const QString &place, const QString &message) { require(!place.isEmpty() && !message.isEmpty(), "a problem without place or words"); };
    return out;
}

void holdError(const Error &error) { require(!error.message.isEmpty(), "an error without words"); }

void inspect(const QByteArray &input, Format format)
{
    const QString path = file(input);
    const auto log = format == Format::InspectArchive ? readInspectArchive(path) : readInspectJson(path);
    if (!log)
        return holdError(log.error());
    holdRun(log->run);
    SampleCounts counts;
    if (const auto read = readInspectSamples(path, format, *log, counts, sink()); !read)
        holdError(read.error());
}

void inspectArchive(const QByteArray &input) { inspect(input, Format::InspectArchive); }
void inspectJson(const QByteArray &input) { inspect(input, Format::InspectJson); }

void lmEval(const QByteArray &input)
{
    const auto run = readLmEvalResults(file(input));
    run ? holdRun(*run) : holdError(run.error());
}

void lmEvalSamples(const QByteArray &input)
{
    const QString path = file(input);
    (void)lmEvalSamplesHash(path);
    ImportedBenchmark benchmark;
    benchmark.primaryMetric = QStringLiteral("acc,none");
    benchmark.metrics = {{"acc,none", 1}, {"acc,other", 1}};
    SampleCounts counts;
    if (const auto read = readLmEvalSamples(path, benchmark, counts, sink()); !read)
        holdError(read.error());
    counts.finish(benchmark);
}

void promptfoo(const QByteArray &input)
{
    const QString path = file(input);
    const auto runs = readPromptfoo(path);
    if (!runs)
        return holdError(runs.error());
    QList<QList<SampleCounts>> counts;
    for (const ImportedRun &run : *runs) {
        holdRun(run);
        counts.append(QList<SampleCounts>(run.benchmarks.size()));
    }
    if (const auto read = readPromptfooSamples(path, *runs, counts, sink()); !read)
        holdError(read.error());
}

void card(const QByteArray &input)
{
    const auto run = readEvalCard(file(input));
    run ? holdRun(*run) : holdError(run.error());
}

/// Files that the real tools wrote, and small ones in their forms.
QList<QByteArray> recorded(const QString &folder, const QString &pattern, QList<QByteArray> more)
{
    QDirIterator files(test::testData("/imports"), {pattern}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile one(files.next());
        if (one.fileName().contains(folder) && !one.fileName().endsWith(QLatin1String(".expected.json")) && one.open(QIODevice::ReadOnly))
            more.prepend(one.readAll());
    }
    return more;
}

QList<QByteArray> archiveSeeds() { return recorded(QStringLiteral("/inspect-"), QStringLiteral("*.eval"), {}); }

QList<QByteArray> inspectSeeds()
{
    const QByteArray head = R"({"version":2,"status":"success","eval":{"task":"t","model":"m","dataset":{"samples":2,"sample_ids":[1,2]}},"results":{"scores":[)"
                            R"({"name":"match","scorer":"match","metrics":{"accuracy":{"value":0.5},"stderr":{"value":NaN}}}]})";
    const QByteArray sample = R"({"id":1,"epoch":1,"input":[{"role":"user","content":[{"type":"text","text":"q"},{"type":"image"}]}],"target":["a","b"],)"
                              R"("output":{"choices":[{"message":{"content":"\ud83d"}}]},"scores":{"match":{"value":{"x":"C","y":0.5}}},"error":null})";
    return {head + "}", head + ",\"samples\":[" + sample + "," + sample + "]}", head + ",\"samples\":{}}", "{\"samples\":[" + sample + "]," + head.mid(1) + "}",
            head + ",\"error\":{\"message\":\"m\"},\"samples\":[1,[],null]}"};
}

QList<QByteArray> lmEvalSeeds()
{
    return recorded(QStringLiteral("/lm-eval-"), QStringLiteral("results_*.json"),
                    {R"({"results":{"t":{"acc,none":0.5,"acc_stderr,none":"N/A"}},"versions":{"t":1}})", R"({"results":{"g":{},"t":{"ppl,none":NaN}},"group_subtasks":{"g":["t"]}})",
                     R"({"results":{"t":{"acc":1}},"config":{"model_args":"pretrained=a,b=c"},"n-samples":{"t":{"effective":3}},"higher_is_better":{"t":{"acc":false}}})"});
}

QList<QByteArray> lmEvalSamplesSeeds()
{
    return recorded(QStringLiteral("/lm-eval-"), QStringLiteral("samples_*.jsonl"),
                    {"{\"doc_id\":0,\"doc\":{\"id\":1},\"target\":\"t\",\"arguments\":[[\"q\",\" a\"],[\"q\",\" b\"]],\"resps\":[[[-1,true]],[[-2,false]]],"
                     "\"filtered_resps\":[[-1,true],[-2,false]],\"filter\":\"none\",\"acc\":1}\n",
                     "{\"doc_id\":0,\"resps\":[]}\n{\"doc_id\":0,\"resps\":{}}\n\n{", "{\"doc_id\":-1,\"filter\":\"other\",\"arguments\":{\"gen_args_x\":3},\"filtered_resps\":\"[invalid]\"}"});
}

QList<QByteArray> promptfooSeeds()
{
    const QByteArray result = R"({"provider":{"id":"p"},"prompt":{"raw":"[{\"role\":\"user\",\"content\":\"q\"}]","label":"l"},"vars":{"a":1},"success":true,"score":1,)"
                              R"("response":{"output":{"x":1}},"testIdx":0,"failureReason":0,"namedScores":{"n":1},"testCase":{"assert":[{"type":"equals","value":2}]}})";
    const QByteArray prompts = R"([{"raw":"l","label":"l","provider":"p","metrics":{"testPassCount":1,"testFailCount":0,"score":1,"tokenUsage":{"total":2}}}])";
    return {"{\"evalId\":\"e\",\"results\":{\"version\":3,\"prompts\":" + prompts + ",\"results\":[" + result + "," + result + "]},\"config\":{\"description\":\"d\"}}",
            "{\"results\":{\"version\":2,\"results\":[" + result + "],\"table\":{\"head\":{\"prompts\":" + prompts + "},\"body\":[]}}}",
            "{\"results\":{\"results\":[" + result + ",{\"provider\":\"q\",\"error\":\"e\"}],\"stats\":{}}}", "{\"results\":{\"prompts\":[{}],\"results\":[{}]}}",
            "{\"results\":{\"prompts\":{},\"results\":7}}"};
}

QList<QByteArray> cardSeeds()
{
    const QByteArray benchmark = R"({"id":"b","provider_id":"p","status":"completed","metrics":{"acc":0.5},"test":{"primary_score_metric":"acc"}})";
    const auto made = [](const QByteArray &list) { return R"({"card_version":"1.0","context":{"model":{"name":"m"}},"results":{"benchmarks":[)" + list + "]}}"; };
    return {made(benchmark), made(benchmark + "," + benchmark), made({}), made("{\"id\":\"b\",\"provider_id\":\"p\",\"status\":\"failed\",\"error_message\":{\"message\":\"m\"}}"),
            R"({"card_version":"1.0","metadata":{"created_at":"2026-01-12T08:00:00Z"},"results":{"benchmarks":{}}})"};
}

} // namespace

QList<FuzzTarget> importFuzzTargets()
{
    return {{"import_archive", inspectArchive, archiveSeeds}, {"import_inspect", inspectJson, inspectSeeds}, {"import_lm_eval", lmEval, lmEvalSeeds},
            {"import_samples", lmEvalSamples, lmEvalSamplesSeeds}, {"import_promptfoo", promptfoo, promptfooSeeds}, {"import_card", card, cardSeeds}};
}

} // namespace assay::test
