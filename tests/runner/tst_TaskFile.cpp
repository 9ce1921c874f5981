#include "services/engine/runner/TaskFile.h"

#include "services/engine/runner/AttemptPlan.h"
#include "services/engine/runner/TaskLibrary.h"
#include "tests/runner/FakeSink.h"
#include "tests/support/TestRegistry.h"

#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::engine;

namespace {

const char goodTask[] = R"(id: facts-v1
name: Facts
description: Short facts.
category: knowledge
tags: [starter]
dataset: {file: facts.jsonl}
fields: {id: id, input: question, target: answer}
prompt:
  kind: chat
  system: "Answer briefly."
  template: "Question: {{question}}\nAnswer:"
  few_shot: [ {question: "1+1?", answer: "2"} ]
generation: {max_tokens: 32, temperature: 0, stop: ["\n"], seed: 0}
scoring:
  - function: "basic::subset_of"
    params: {}
    expected: answer
    aggregations: [accuracy]
primary_score: {metric: accuracy, lower_is_better: false}
pass_criteria: {threshold: 0.6}
metrics: [accuracy]
)";

} // namespace

class tst_TaskFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsEverything()
    {
        const auto task = parseTask(goodTask, QStringLiteral("facts.yaml"), QStringLiteral("/nowhere"));
        QVERIFY2(task, task ? "" : qPrintable(task.error().message));
        QCOMPARE(task->id, QStringLiteral("facts-v1"));
        QCOMPARE(task->dataset.path, QStringLiteral("/nowhere/facts.jsonl"));
        QCOMPARE(task->idColumn, QStringLiteral("id"));
        QVERIFY(task->prompt.chat);
        QCOMPARE(task->prompt.fewShot.size(), 1);
        QCOMPARE(task->generation.maxTokens, 32);
        QCOMPARE(task->generation.stop, QStringList{QStringLiteral("\n")});
        QCOMPARE(task->generation.seed, std::optional<qint64>(0));
        QCOMPARE(task->scoring.first().aggregations, QStringList{QStringLiteral("accuracy")});
        QCOMPARE(task->threshold, std::optional<double>(0.6));

        const ProviderBenchmark entry = toProviderBenchmark(*task, 45);
        QCOMPARE(entry.id, QStringLiteral("facts-v1"));
        QCOMPARE(entry.datasetSize, std::optional<qint64>(45));
        QCOMPARE(entry.numFewShot, std::optional<qint64>(1));
        QCOMPARE(entry.primaryScore->metric, QStringLiteral("accuracy"));
        QCOMPARE(entry.passCriteria->threshold, std::optional<double>(0.6));
        QCOMPARE(entry.metrics, QStringList{QStringLiteral("accuracy")});
    }

    void namesTheFault_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("message"); // begins with it
        const auto row = [](const char *name, const char *from, const char *to, const char *message) {
            QTest::newRow(name) << QString::fromUtf8(from) << QString::fromUtf8(to) << QString::fromUtf8(message);
        };
        row("unknown scorer", "basic::subset_of", "basic::foo", "facts.yaml: scoring[0].function 'basic::foo' is unknown; known are ");
        row("judge", "basic::subset_of", "llm-as-judge::base", "facts.yaml: scoring[0].params llm-as-judge::base needs the parameter \"prompt_template\".");
        row("unknown aggregation", "aggregations: [accuracy]", "aggregations: [mean]", "facts.yaml: scoring[0].aggregations 'mean' is unknown; known are accuracy");
        row("no scorer", "scoring:\n  - function: \"basic::subset_of\"\n    params: {}\n    expected: answer\n    aggregations: [accuracy]\n", "scoring: []\n",
            "facts.yaml: scoring must name at least one scoring function");
        row("missing id", "id: facts-v1\n", "", "facts.yaml: id is missing");
        row("empty id", "id: facts-v1\n", "id: \"\"\n", "facts.yaml: id must be text and not empty");
        row("id with slash", "id: facts-v1\n", "id: a/b\n", "facts.yaml: id 'a/b' may hold letters");
        row("id is a number", "id: facts-v1\n", "id: 12\n", "facts.yaml: id must be text; put it in quotes.");
        row("missing fields", "fields: {id: id, input: question, target: answer}\n", "", "facts.yaml: fields is missing");
        row("missing target", ", target: answer}\n", "}\n", "facts.yaml: fields.target is missing");
        row("unknown member", "category:", "categry:", "facts.yaml: categry is unknown; known here are id, name,");
        row("unknown nested member", "kind: chat", "kinds: chat", "facts.yaml: prompt.kinds is unknown; known here are kind, system");
        row("kind", "kind: chat", "kind: talk", "facts.yaml: prompt.kind 'talk' is unknown; known are chat, completion.");
        row("template", "{{question}}\\n", "{{question\\n", "facts.yaml: prompt.template '{{' at character 11 is never closed");
        row("few shot column", "{question: \"1+1?\", answer: \"2\"}", "{question: \"1+1?\"}", "facts.yaml: prompt.few_shot[0] has no column 'answer'");
        row("bad number", "max_tokens: 32", "max_tokens: many", "facts.yaml: generation.max_tokens is \"many\"; it must be a whole number from 1 to 1000000.");
        row("number too small", "max_tokens: 32", "max_tokens: 0", "facts.yaml: generation.max_tokens is 0; it must be");
        row("fraction", "max_tokens: 32", "max_tokens: 1.5", "facts.yaml: generation.max_tokens is 1.5; it must be a whole number");
        row("temperature", "temperature: 0", "temperature: 3", "facts.yaml: generation.temperature is 3; it must be a number from 0 to 2.");
        row("threshold", "threshold: 0.6", "threshold: high", "facts.yaml: pass_criteria.threshold is \"high\"; it must be a number.");
        row("metric", "{metric: accuracy,", "{metric: acc,", "facts.yaml: primary_score.metric 'acc' is not computed by scoring; computed are accuracy.");
        row("listed metric", "metrics: [accuracy]", "metrics: [f1]", "facts.yaml: metrics 'f1' is not computed by scoring");
        row("dataset up", "file: facts.jsonl", "file: ../facts.jsonl", "facts.yaml: dataset.file '../facts.jsonl' leads out of the task's folder");
        row("dataset up inside", "file: facts.jsonl", "file: a/../../facts.jsonl", "facts.yaml: dataset.file 'a/../../facts.jsonl' leads out");
        row("dataset absolute", "file: facts.jsonl", "file: /etc/passwd", "facts.yaml: dataset.file '/etc/passwd' leads out");
        row("two datasets", "{file: facts.jsonl}", "{file: facts.jsonl, rows: []}", "facts.yaml: dataset must have exactly one of file, csv, rows and registered.");
        row("csv as file", "facts.jsonl", "facts.csv", "facts.yaml: dataset.file names a CSV file; write csv: {file: facts.csv} instead.");
        row("csv type", "{file: facts.jsonl}", "{csv: {file: a.csv, types: {n: int}}}", "facts.yaml: dataset.csv.types.n 'int' is unknown; known are text, number");
        row("not an object", "id: facts-v1", "- id", "facts.yaml: ");
        row("broken yaml", "tags: [starter]", "tags: [starter", "facts.yaml: Line ");
        row("scorer params", "\"basic::subset_of\"\n    params: {}", "basic::regex_parser_math_response\n    params: {parsing_regexes: [\"(\"]}", "facts.yaml: scoring[0].params ");
    }
    void namesTheFault()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, message);
        QString text = QString::fromUtf8(goodTask);
        QVERIFY(text.contains(from));
        text.replace(text.indexOf(from), from.size(), to);
        const auto task = parseTask(text.toUtf8(), QStringLiteral("facts.yaml"), QStringLiteral("/nowhere"));
        QVERIFY(!task);
        QVERIFY2(task.error().message.startsWith(message), qPrintable(task.error().message));
        QCOMPARE(int(task.error().kind), int(Error::Kind::Invalid));
    }

    void refusesLinksThatLeadOut()
    {
        QTemporaryDir dir;
        QDir(dir.path()).mkdir(QStringLiteral("tasks"));
        test::writeFile(dir.filePath(QStringLiteral("secret.jsonl")), "{}\n");
        QVERIFY(QFile::link(dir.filePath(QStringLiteral("secret.jsonl")), dir.filePath(QStringLiteral("tasks/facts.jsonl"))));
        const auto task = parseTask(goodTask, QStringLiteral("facts.yaml"), dir.filePath(QStringLiteral("tasks")));
        QVERIFY(!task);
        QVERIFY2(task.error().message.contains(QLatin1String("is a link that leads out")), qPrintable(task.error().message));
    }

    void prefixesClashingMetrics()
    {
        QByteArray text(goodTask);
        text.replace("primary_score:", "  - function: basic::equality\n  - function: basic::equality\nprimary_score:");
        text.replace("metrics: [accuracy]\n", "");
        const auto task = parseTask(text, QStringLiteral("facts.yaml"), QStringLiteral("/nowhere"));
        QVERIFY2(task, task ? "" : qPrintable(task.error().message));
        QCOMPARE(task->metrics, (QStringList{QStringLiteral("accuracy"), QStringLiteral("equality.accuracy"), QStringLiteral("equality-2.accuracy")}));
    }

    void scansFolders()
    {
        QTemporaryDir own, shipped;
        test::writeFile(own.filePath(QStringLiteral("a.yaml")), QByteArray(goodTask).replace("name: Facts", "name: Mine"));
        test::writeFile(own.filePath(QStringLiteral("broken.yaml")), QByteArray(goodTask).replace("facts-v1", "broken-v1").replace("basic::subset_of", "basic::foo"));
        test::writeFile(own.filePath(QStringLiteral("notes.txt")), "not a task");
        test::writeFile(shipped.filePath(QStringLiteral("facts.yaml")), goodTask);
        test::writeFile(shipped.filePath(QStringLiteral("other.yml")), QByteArray(goodTask).replace("facts-v1", "other-v1"));
        const TaskLibrary library({own.path(), shipped.path(), QStringLiteral("/nowhere")});
        const auto scan = library.scan();
        QCOMPARE(scan.tasks.size(), 2);
        QCOMPARE(scan.tasks.at(0).name, QStringLiteral("Mine"));
        QCOMPARE(scan.tasks.at(1).id, QStringLiteral("other-v1"));
        QCOMPARE(scan.faults.size(), 2);
        QVERIFY(scan.faults.at(1).message.startsWith(QLatin1String("facts.yaml: the id 'facts-v1' is used by a.yaml")));
        QVERIFY(library.find(QStringLiteral("broken-v1")).error().message.startsWith(QLatin1String("broken.yaml: scoring[0].function")));
        const auto none = library.find(QStringLiteral("nope"));
        QVERIFY(none.error().message.startsWith(QLatin1String("No task file has the id 'nope'")));
    }

    void settingsComeInOrder()
    {
        Generation task;
        task.maxTokens = 32;
        ModelTarget model;
        model.name = QStringLiteral("m");
        model.parameters.text = R"({"temperature": 0.5, "max_tokens": 64, "mirostat": 1})";
        BenchmarkRef benchmark;
        benchmark.id = QStringLiteral("facts-v1");
        benchmark.parameters.text = R"({"max_tokens": 128, "num_examples": 10, "concurrency": 8, "timeout_seconds": 1.5, "retries": 0, "seed": 7, "repeats": 3, "num_example": 4})";
        const auto settings = readSettings(task, model, benchmark);
        QVERIFY(settings);
        QCOMPARE(settings->generation.maxTokens, 128);
        QCOMPARE(settings->generation.temperature, 0.5);
        QCOMPARE(settings->generation.seed, std::optional<qint64>(7));
        QCOMPARE(settings->numExamples, std::optional<qint64>(10));
        QCOMPARE(settings->concurrency, 8);
        QCOMPARE(settings->timeoutSeconds, 1.5);
        QCOMPARE(settings->retries, 0);
        QCOMPARE(settings->repeats, 3);
        QCOMPARE(settings->ignored, (QStringList{QStringLiteral("model.parameters.mirostat"), QStringLiteral("parameters.num_example")}));

        benchmark.parameters.text = R"({"num_examples": 0})";
        QCOMPARE(readSettings(task, model, benchmark).error().message,
                 QStringLiteral("Benchmark facts-v1: parameters.num_examples is 0; it must be a whole number from 1 to 1000000000."));
    }
};

ASSAY_TEST(tst_TaskFile)
#include "tst_TaskFile.moc"
