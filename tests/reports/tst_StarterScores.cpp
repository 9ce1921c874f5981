#include "services/engine/scoring/Scoring.h"
#include "services/json/Json.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <functional>

using nlohmann::json;

/// The recorded answers scored by the engine's scorers, then by tools/check-scores.py, which shares no code with them.
class tst_StarterScores : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void bothScorersAgree();
    void aDifferenceIsSeen_data();
    void aDifferenceIsSeen();

private:
    int check(const QString &folder);
    QString m_python;
    QByteArray m_said;
};

static QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

static QList<json> readLines(const QString &path)
{
    QList<json> out;
    for (const QByteArray &line : readFile(path).split('\n')) {
        if (!line.trimmed().isEmpty())
            out.append(json::parse(line.toStdString()));
    }
    return out;
}

static json scoreItem(const json &task, const json &row, const json &answer, const QList<std::shared_ptr<const assay::engine::ScoringFunction>> &functions)
{
    const auto column = [&](const char *name) { return task["fields"][name].get<std::string>(); };
    json sample{{"item_key", "id:" + row[column("id")].get<std::string>()}, {"repeat", 0}, {"target", row[column("target")]}, {"response", answer["response"]},
                {"scores", json::object()}, {"error", nullptr}};
    for (int i = 0; i < functions.size(); ++i) {
        const json &scorer = task["scoring"][std::size_t(i)];
        json given = row;
        given["generated_answer"] = answer["response"];
        given["expected_answer"] = row[scorer.value("expected", column("target"))];
        const auto result = functions.at(i)->score(given);
        sample["scores"][scorer["function"].get<std::string>()] = result ? result->value : json(result.error().message.toStdString());
        if (i == 0)
            sample["score"] = result ? result->value["score"] : json();
    }
    return sample;
}

/// One benchmark of one model as the engine would report it; its samples go to a file in `folder`.
static json scoreBenchmark(const json &task, const QList<json> &rows, const QList<json> &answers, const QString &folder, const std::string &model)
{
    QList<std::shared_ptr<const assay::engine::ScoringFunction>> functions;
    for (const json &scorer : task["scoring"]) {
        auto function = assay::engine::makeScoringFunction(QString::fromStdString(scorer["function"].get<std::string>()), scorer.value("params", json()));
        if (!function)
            throw std::runtime_error(function.error().message.toStdString());
        functions.append(*function);
    }
    const std::string id = task["id"].get<std::string>();
    std::vector<json> scoreRows(std::size_t(functions.size()), json::array());
    std::string lines;
    int ordinal = 0;
    for (const json &answer : answers) {
        if (answer.value("task", std::string()) != id)
            continue;
        json sample = scoreItem(task, rows.at(ordinal), answer, functions);
        sample["ordinal"] = ordinal++;
        for (std::size_t i = 0; i < scoreRows.size(); ++i)
            scoreRows[i].push_back(sample["scores"][task["scoring"][i]["function"].get<std::string>()]);
        lines += sample.dump() + '\n';
    }
    QFile file(folder + QString::fromStdString("/samples-" + model + '-' + id + ".jsonl"));
    if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(lines)) < 0)
        throw std::runtime_error("cannot write samples");
    json metrics{{"samples", ordinal}};
    for (std::size_t i = 0; i < scoreRows.size(); ++i) {
        for (const json &name : task["scoring"][i]["aggregations"]) {
            const auto result = assay::engine::aggregate({QString::fromStdString(name.get<std::string>())}, scoreRows[i]);
            if (!result)
                throw std::runtime_error(result.error().message.toStdString());
            metrics[name.get<std::string>()] = json::parse(result->dump())[name.get<std::string>()][name.get<std::string>()];
        }
    }
    return {{"id", id}, {"metrics", metrics}};
}

static void writeExport(const QString &folder)
{
    const QDir resources(assay::test::inSource("/resources"));
    json jobs = json::array();
    for (const QString &recording : QDir(resources.filePath(QStringLiteral("recordings"))).entryList({QStringLiteral("*.jsonl")})) {
        const QList<json> answers = readLines(resources.filePath(QStringLiteral("recordings/") + recording));
        const std::string model = answers.first()["model"].get<std::string>();
        json results = json::array();
        for (const QString &name : QDir(resources.filePath(QStringLiteral("tasks"))).entryList({QStringLiteral("*.yaml")})) {
            const auto task = assay::json::yamlToJson(readFile(resources.filePath(QStringLiteral("tasks/") + name)));
            if (!task)
                throw std::runtime_error(task.error().message.toStdString());
            const QString data = QString::fromStdString((*task)["dataset"]["file"].get<std::string>());
            results.push_back(scoreBenchmark(*task, readLines(resources.filePath(QStringLiteral("tasks/") + data)), answers.mid(1), folder, model));
        }
        jobs.push_back({{"model", {{"name", model}}}, {"results", {{"benchmarks", results}}}});
    }
    QFile file(folder + QStringLiteral("/results.json"));
    if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(jobs.dump())) < 0)
        throw std::runtime_error("cannot write results.json");
}

void tst_StarterScores::initTestCase()
{
    m_python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (m_python.isEmpty())
        QSKIP("python3 is not installed");
    QProcess yaml;
    yaml.start(m_python, {QStringLiteral("-c"), QStringLiteral("import yaml")});
    QVERIFY(yaml.waitForFinished());
    if (yaml.exitCode() != 0)
        QSKIP("PyYAML is not installed (python3-yaml)");
}

/// check-scores.py's exit code; what it said is kept in m_said.
int tst_StarterScores::check(const QString &folder)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(m_python, {QStringLiteral("-B"), assay::test::inSource("/tools/check-scores.py"), folder});
    if (!process.waitForFinished(60000))
        return -1;
    m_said = process.readAll();
    return process.exitCode();
}

void tst_StarterScores::bothScorersAgree()
{
    QTemporaryDir folder;
    writeExport(folder.path());
    const int code = check(folder.path());
    QVERIFY2(code == 0, m_said.constData());
    QVERIFY2(m_said.contains("10 benchmarks, 688 samples"), m_said.constData());
    QVERIFY2(m_said.contains(" 0 differ"), m_said.constData());
}

void tst_StarterScores::aDifferenceIsSeen_data()
{
    using Change = std::function<void(const QString &)>;
    QTest::addColumn<Change>("change");
    static const auto editSample = [](const QString &folder, const std::function<void(QList<json> &)> &edit) {
        const QString path = folder + QStringLiteral("/samples-gemma-3-270m-facts-v1.jsonl");
        QList<json> lines = readLines(path);
        edit(lines);
        QFile file(path);
        if (file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
            for (const json &line : lines)
                file.write(QByteArray::fromStdString(line.dump() + '\n'));
        }
    };
    QTest::newRow("answer") << Change([](const QString &f) { editSample(f, [](QList<json> &l) { l[0]["response"] = "wrong"; }); });
    QTest::newRow("score") << Change([](const QString &f) { editSample(f, [](QList<json> &l) { l[0]["score"] = 0.0; }); });
    QTest::newRow("target") << Change([](const QString &f) { editSample(f, [](QList<json> &l) { l[0]["target"] = "Rome"; }); });
    QTest::newRow("lost sample") << Change([](const QString &f) { editSample(f, [](QList<json> &l) { l.removeLast(); }); });
    QTest::newRow("doubled sample") << Change([](const QString &f) { editSample(f, [](QList<json> &l) { l[1] = l[0]; }); });
    QTest::newRow("metric") << Change([](const QString &f) {
        json jobs = json::parse(readFile(f + QStringLiteral("/results.json")).toStdString());
        jobs[0]["results"]["benchmarks"][0]["metrics"]["accuracy"] = 0.125;
        QFile file(f + QStringLiteral("/results.json"));
        if (file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            file.write(QByteArray::fromStdString(jobs.dump()));
    });
}

void tst_StarterScores::aDifferenceIsSeen()
{
    QFETCH(std::function<void(const QString &)>, change);
    QTemporaryDir folder;
    writeExport(folder.path());
    change(folder.path());
    const int code = check(folder.path());
    QVERIFY2(code == 1, m_said.constData());
    QVERIFY2(m_said.contains("DIFFERS"), m_said.constData());
}

ASSAY_TEST(tst_StarterScores)
#include "tst_StarterScores.moc"
