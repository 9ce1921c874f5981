#include "tests/imports/ImportSupport.h"

#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>

#include <cmath>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::imports;
using namespace assay::engine::imports::test;

/// Files that the real tools wrote (tests/data/imports): counts and means are those of the tools' own readers.
class tst_ImportRealFiles final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void inspect_data();
    void inspect();
    void lmEval_data();
    void lmEval();
    void lmEvalRepeated_data();
    void lmEvalRepeated();
    void lmEvalUnfinished_data();
    void lmEvalUnfinished();
    void promptfoo_data();
    void promptfoo();
    void card_data();
    void card();
    void cutInTheMiddle_data();
    void cutInTheMiddle();
    void aFolderOfAll();
    void askedAnew();

private:
    static QString folder() { return assay::test::testData("/imports"); }
    static QStringList recorded(const QString &prefix);
    static Json expected(const QString &path)
    {
        const QByteArray text = fileBytes(path + QStringLiteral(".expected.json"));
        return Json::parse(text.begin(), text.end());
    }
    /// lm-evaluation-harness was stopped while it wrote this file, or what belongs to it.
    static bool isUnfinished(const QString &path) { return path.contains(QLatin1String("/full-disk/")) || path.contains(QLatin1String("/killed/")); }
    static void rows(const QString &prefix, bool unfinished = false)
    {
        QTest::addColumn<QString>("path");
        for (const QString &path : recorded(prefix)) {
            if (isUnfinished(path) == unfinished)
                QTest::newRow(qPrintable(path.mid(folder().size() + 1))) << path;
        }
    }
    static QStringList versions(const QString &prefix) { return QDir(folder()).entryList({prefix + QLatin1Char('*')}, QDir::Dirs); }
    static void holdInspect(const Json &wanted, const Json &job, const SamplePage &samples);
};

#define CLOSE(a, b) QVERIFY2(std::abs((a) - (b)) < 1e-9, qPrintable(QStringLiteral("%1 and %2").arg(a, 0, 'g', 17).arg(b, 0, 'g', 17)))

QStringList tst_ImportRealFiles::recorded(const QString &prefix)
{
    QStringList paths;
    QDirIterator files(folder(), {QStringLiteral("*.expected.json")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        if (path.mid(folder().size() + 1).startsWith(prefix))
            paths << path.chopped(14);
    }
    paths.sort();
    return paths;
}

void tst_ImportRealFiles::inspect_data()
{
    QVERIFY(recorded(QStringLiteral("inspect-")).size() >= 14); // two versions, seven logs each
    rows(QStringLiteral("inspect-"));
}

void tst_ImportRealFiles::holdInspect(const Json &wanted, const Json &job, const SamplePage &samples)
{
    const QString status = textOf(at(wanted, "status")), state = textOf(at(job, {"status", "state"}));
    QCOMPARE(state, status == QLatin1String("success") ? QStringLiteral("completed") : status == QLatin1String("cancelled") ? status : QStringLiteral("failed"));
    const Json &result = at(job, {"results", "benchmarks"}).at(0);
    QCOMPARE(membersOf(at(result, "metrics")).size(), at(wanted, "metrics").size());
    for (const auto &[name, value] : at(wanted, "metrics").items())
        CLOSE(*numberOf(at(result, {"metrics", name.c_str()})), value.get<double>());
    QCOMPARE(samples.totalCount, qint64(at(wanted, "samples").size()));
    QSet<QString> keys;
    for (const Json &sample : at(wanted, "samples")) {
        const QString id = textOf(at(sample, "id"));
        const int repeat = at(sample, "epoch").get<int>() - 1;
        const auto found = std::ranges::find_if(samples.items, [&](const Sample &one) {
            const auto metadata = Json::parse(one.metadata.text.begin(), one.metadata.text.end());
            return textOf(at(metadata, {"assay", "id"})) == id && one.repeat == repeat;
        });
        QVERIFY2(found != samples.items.end(), qPrintable(id));
        QCOMPARE(found->response, textOf(at(sample, "response")));
        QCOMPARE(found->target, readable(at(sample, "target")));
        QVERIFY(found->error.startsWith(textOf(at(sample, "error"))));
        QCOMPARE(found->error.isEmpty(), at(sample, "error").is_null());
        const auto scores = found->scores.isEmpty() ? Json::object() : Json::parse(found->scores.text.begin(), found->scores.text.end());
        for (const auto &[name, value] : at(sample, "scores").items())
            QCOMPARE(*numberOf(at(scores, {name.c_str(), "score"})), value.get<double>());
        keys.insert(found->itemKey);
    }
    QVERIFY(keys.size() <= samples.items.size());
}

void tst_ImportRealFiles::inspect()
{
    QFETCH(QString, path);
    ImportFixture fixture;
    const Json view = fixture.run({path});
    QVERIFY2(at(view, "problem_count") == 0, view.dump(1).c_str());
    COMPARE_JSON(at(view, "runs_made"), 1);
    const Json jobs = fixture.jobs();
    QCOMPARE(jobs.size(), std::size_t(1));
    const Json wanted = expected(path);
    QCOMPARE(textOf(at(jobs[0], {"model", "name"})), textOf(at(wanted, "model")));
    QCOMPARE(textOf(at(jobs[0], "name")), textOf(at(wanted, "task")));
    QVERIFY(at(jobs[0], "tags").dump().find("imported") != std::string::npos);
    QCOMPARE(textOf(at(jobs[0], {"custom", "assay", "import", "file"})), QFileInfo(path).fileName());
    QCOMPARE(textOf(at(jobs[0], {"custom", "assay", "import", "sha256"})).size(), 64);
    QCOMPARE(textOf(at(at(jobs[0], {"results", "benchmarks"}).at(0), {"additional_info", "assay", "config", "harness_version"})), textOf(at(wanted, "version")));
    holdInspect(wanted, jobs[0], fixture.samples(at(jobs[0], {"resource", "id"}).get<std::string>()));
    COMPARE_JSON(at(fixture.run({path}), "runs_known"), 1); // again: nothing new
    QCOMPARE(fixture.jobs().size(), std::size_t(1));
}

void tst_ImportRealFiles::lmEval_data()
{
    QVERIFY(recorded(QStringLiteral("lm-eval-")).size() >= 10); // two versions, five runs each
    rows(QStringLiteral("lm-eval-"));
}

void tst_ImportRealFiles::lmEval()
{
    QFETCH(QString, path);
    ImportFixture fixture;
    const Json view = fixture.run({path}); // the samples beside it come along
    QVERIFY2(at(view, "problem_count") == 0, view.dump(1).c_str());
    const Json jobs = fixture.jobs(), wanted = expected(path);
    QCOMPARE(jobs.size(), std::size_t(1));
    QCOMPARE(textOf(at(jobs[0], {"model", "name"})), textOf(at(wanted, "model")));
    const Json &results = at(jobs[0], {"results", "benchmarks"});
    QCOMPARE(results.size(), at(wanted, "tasks").size());
    int seen = 0;
    for (const Json &result : results) {
        const Json &task = at(at(wanted, "tasks"), at(result, "id").get<std::string>().c_str());
        QVERIFY(task.is_object());
        for (const auto &[name, value] : at(result, "metrics").items()) {
            CLOSE(value.get<double>(), at(task, {"metrics", name.c_str()}).get<double>());
            ++seen;
        }
        const int index = at(result, "benchmark_index").get<int>();
        QCOMPARE(fixture.samples(at(jobs[0], {"resource", "id"}).get<std::string>(), index).totalCount, at(task, "samples").get<qint64>());
        const Json &known = at(result, {"additional_info", "assay", "metrics"});
        for (const auto &[metric, one] : membersOf(known).items()) {
            const Json &value = at(result, {"metrics", metric.c_str()});
            if (at(one, "binary") == true) // the samples explain the metric
                CLOSE(at(one, "successes").get<double>() / at(one, "n").get<double>(), value.get<double>());
            COMPARE_JSON(at(one, "n"), at(task, "n").is_null() ? at(one, "n") : at(task, "n"));
        }
    }
    QVERIFY(seen > 3);
    COMPARE_JSON(at(fixture.run({path}), "samples"), 0);
}

void tst_ImportRealFiles::lmEvalRepeated_data()
{
    QTest::addColumn<QString>("version");
    for (const QString &version : versions(QStringLiteral("lm-eval-")))
        QTest::newRow(qPrintable(version)) << version;
}

/// The same tasks twice into one folder: two runs, each with its own samples, though these are the same word for word.
void tst_ImportRealFiles::lmEvalRepeated()
{
    QFETCH(QString, version);
    ImportFixture fixture;
    const QString whole = folder() + QLatin1Char('/') + version + QStringLiteral("/acme__table-1");
    const Json view = fixture.run({whole});
    QVERIFY2(at(view, "problem_count") == 0, view.dump(1).c_str());
    COMPARE_JSON(at(view, "runs_made"), 3);
    QHash<QString, int> runs;
    for (const Json &job : fixture.jobs()) {
        const Json &results = at(job, {"results", "benchmarks"});
        QString means;
        for (const Json &result : results) {
            const std::string id = at(result, "id").get<std::string>();
            means += QString::fromStdString(id) + QString::fromStdString(at(result, "metrics").dump());
            const qint64 samples = fixture.samples(at(job, {"resource", "id"}).get<std::string>(), at(result, "benchmark_index").get<int>()).totalCount;
            QCOMPARE(samples, id == "school" ? 0 : id == "letters" ? 4 : results.size() == 1 ? 2 : 3); // the third run has a limit of two
        }
        ++runs[means];
    }
    QCOMPARE(runs.size(), 2);
    QCOMPARE(std::ranges::max(runs), 2);
    COMPARE_JSON(at(fixture.run({whole}), "runs_known"), 3);
}

void tst_ImportRealFiles::lmEvalUnfinished_data()
{
    rows(QStringLiteral("lm-eval-"), true);
}

/// The harness writes results before samples. What of these is missing is told by file and line; the results count as they are.
void tst_ImportRealFiles::lmEvalUnfinished()
{
    QFETCH(QString, path);
    ImportFixture fixture;
    const Json view = fixture.run({path}), jobs = fixture.jobs(), wanted = expected(path);
    QCOMPARE(jobs.size(), std::size_t(1));
    qsizetype problems = 0, missing = 0;
    const auto told = [&](const QString &file, const QString &place, const QString &says) {
        const Json &all = at(view, "problems");
        return std::ranges::any_of(all, [&](const Json &one) {
            return textOf(at(one, "file")).contains(file) && textOf(at(one, "place")) == place && textOf(at(one, "message")).contains(says);
        });
    };
    for (const Json &result : at(jobs[0], {"results", "benchmarks"})) {
        const QString id = textOf(at(result, "id"));
        const Json &task = at(at(wanted, "tasks"), id.toUtf8().constData());
        for (const auto &[name, value] : at(result, "metrics").items())
            CLOSE(value.get<double>(), at(task, {"metrics", name.c_str()}).get<double>());
        const SamplePage page = fixture.samples(at(jobs[0], {"resource", "id"}).get<std::string>(), at(result, "benchmark_index").get<int>());
        QCOMPARE(page.totalCount, at(task, "samples").get<qint64>());
        if (at(task, "logged") == false)
            continue;
        const qint64 documents = at(task, "n").get<qint64>();
        if (at(task, "cut") == 1) {
            const QByteArray lines = fileBytes(QFileInfo(path).path() + QStringLiteral("/samples_%1_").arg(id) + QFileInfo(path).completeBaseName().mid(8) + QStringLiteral(".jsonl"));
            QVERIFY2(told(QStringLiteral("samples_") + id, QStringLiteral("line %1").arg(lines.count('\n') + 1), QStringLiteral("not valid JSON")), view.dump(1).c_str());
            ++problems;
        }
        if (page.totalCount == 0) {
            QVERIFY2(told(QStringLiteral("results_"), QString(), QStringLiteral("only their results were imported: %1.").arg(id)), view.dump(1).c_str());
            ++missing;
        } else if (page.totalCount < documents) {
            QVERIFY2(told(QStringLiteral("samples_") + id, QString(), QStringLiteral("samples of %1 documents, and the results are of %2").arg(page.totalCount).arg(documents)),
                view.dump(1).c_str());
            ++problems;
        }
    }
    QVERIFY(problems + missing > 0);
    COMPARE_JSON(at(view, "problem_count"), problems + missing);
}

void tst_ImportRealFiles::promptfoo_data()
{
    QVERIFY(recorded(QStringLiteral("promptfoo-")).size() >= 7); // two versions; only the newer one keeps what was stopped
    QVERIFY(versions(QStringLiteral("promptfoo-")).size() >= 2);
    rows(QStringLiteral("promptfoo-"));
}

void tst_ImportRealFiles::promptfoo()
{
    QFETCH(QString, path);
    ImportFixture fixture;
    const Json view = fixture.run({path});
    QVERIFY2(at(view, "problem_count") == 0, view.dump(1).c_str());
    const Json jobs = fixture.jobs(), wanted = expected(path);
    QSet<QString> providers;
    for (const Json &column : at(wanted, "columns"))
        providers.insert(textOf(at(column, "provider")));
    QCOMPARE(qsizetype(jobs.size()), providers.size()); // a run for each
    const bool stopped = at(wanted, "stopped") == true;
    qint64 passed = 0, failed = 0, errors = 0, columns = 0;
    for (const Json &job : jobs) {
        const Json &results = at(job, {"results", "benchmarks"});
        qsizetype broken = 0;
        for (const Json &result : results) {
            const SamplePage page = fixture.samples(at(job, {"resource", "id"}).get<std::string>(), at(result, "benchmark_index").get<int>());
            qint64 right = 0, wrong = 0, silent = 0;
            for (const Sample &sample : page.items) {
                right += sample.score == 1.0;
                wrong += sample.score == 0.0;
                silent += !sample.error.isEmpty();
            }
            passed += right;
            failed += wrong;
            errors += silent;
            broken += silent == page.totalCount;
            ++columns;
            COMPARE_JSON(at(result, {"metrics", "testPassCount"}), right);
            CLOSE(at(result, {"metrics", "pass_rate"}).get<double>(), double(right) / double(page.totalCount));
            COMPARE_JSON(at(result, {"additional_info", "assay", "errors"}), silent);
            const auto same = std::ranges::find_if(at(wanted, "columns"), [&](const Json &one) {
                return at(one, "provider") == at(job, {"model", "name"}) && textOf(at(result, "id")).endsWith(textOf(at(one, "label")));
            });
            QVERIFY2(same != at(wanted, "columns").end(), result.dump().c_str());
            COMPARE_JSON(at(*same, "pass"), right);
            if (at(*same, "error").is_null()) { // counted among the failures
                COMPARE_JSON(at(*same, "fail"), wrong + silent);
            } else {
                COMPARE_JSON(at(*same, "fail"), wrong);
                COMPARE_JSON(at(*same, "error"), silent);
            }
            CLOSE(at(result, {"metrics", "score"}).get<double>(), at(*same, "score").get<double>());
        }
        const QString state = textOf(at(job, {"status", "state"}));
        QCOMPARE(state, stopped || broken == qsizetype(results.size()) ? QStringLiteral("failed") : QStringLiteral("completed"));
        if (stopped)
            QVERIFY(at(job, {"status", "benchmarks"}).at(0).dump().find("stopped before its end") != std::string::npos);
    }
    QCOMPARE(columns, qint64(at(wanted, "columns").size()));
    QCOMPARE(errors, at(wanted, "unanswered").get<qint64>());
    if (!stopped) {
        QCOMPARE(passed, at(wanted, {"stats", "successes"}).get<qint64>());
        const Json &told = at(wanted, {"stats", "errors"});
        QCOMPARE(told.is_null() ? failed + errors : failed, at(wanted, {"stats", "failures"}).get<qint64>());
    }
    COMPARE_JSON(at(view, "samples"), at(wanted, "results"));
    COMPARE_JSON(at(fixture.run({path}), "runs_known"), providers.size());
}

void tst_ImportRealFiles::card_data()
{
    QVERIFY(recorded(QStringLiteral("evalhub-card-")).size() >= 12); // two versions, six jobs each
    rows(QStringLiteral("evalhub-card-"));
}

/// Numbers, verdicts and errors are those of the server's own API, which the card was not made from word for word.
void tst_ImportRealFiles::card()
{
    QFETCH(QString, path);
    ImportFixture fixture;
    const Json view = fixture.run({path}), jobs = fixture.jobs(), wanted = expected(path);
    QCOMPARE(jobs.size(), std::size_t(1));
    QCOMPARE(textOf(at(jobs[0], {"model", "name"})), textOf(at(wanted, "model")));
    QCOMPARE(textOf(at(jobs[0], {"status", "state"})), textOf(at(wanted, "state")));
    const Json &told = at(wanted, "test"), &kept = at(jobs[0], {"custom", "assay", "import", "test"});
    if (path.endsWith(QLatin1String("/collection.json"))) { // weighted three to one, which only the server knows
        COMPARE_JSON(kept, told);
        COMPARE_JSON(at(view, "problem_count"), 1);
        QVERIFY2(view.dump().find("is 0.909375. The card does not have the weights") != std::string::npos, view.dump(1).c_str());
        COMPARE_JSON(at(jobs[0], {"results", "test", "threshold"}), at(told, "threshold"));
    } else {
        COMPARE_JSON(at(view, "problem_count"), 0);
        if (!path.endsWith(QLatin1String("/twice.json"))) // there the server takes the weight of the entry that it takes the gate of
            COMPARE_JSON(at(jobs[0], {"results", "test"}), told);
    }
    QCOMPARE(textOf(at(jobs[0], {"custom", "assay", "import", "evaluation_job_id"})), textOf(at(wanted, "job")));
    const Json &states = at(jobs[0], {"status", "benchmarks"}), &results = at(jobs[0], {"results", "benchmarks"});
    QCOMPARE(states.size(), at(wanted, "benchmarks").size());
    for (std::size_t index = 0; index < states.size(); ++index) {
        const Json &one = at(wanted, "benchmarks").at(index);
        const auto state = std::ranges::find_if(states, [&](const Json &each) { return at(each, "benchmark_index") == index; });
        QVERIFY(state != states.end());
        COMPARE_JSON(at(*state, "id"), at(one, "id"));
        COMPARE_JSON(at(*state, "provider_id"), at(one, "provider_id"));
        COMPARE_JSON(at(*state, "status"), at(one, "status"));
        QCOMPARE(textOf(at(*state, {"error_message", "message"})), textOf(at(one, "error")));
        const auto result = std::ranges::find_if(results, [&](const Json &each) { return at(each, "benchmark_index") == index; });
        const Json &found = result == results.end() ? Json() : *result;
        COMPARE_JSON(membersOf(at(found, "metrics")), at(one, "metrics"));
        COMPARE_JSON(at(found, "test"), at(one, "test"));
    }
}

void tst_ImportRealFiles::cutInTheMiddle_data()
{
    QTest::addColumn<QString>("path");
    for (const QString &prefix : {QStringLiteral("lm-eval-"), QStringLiteral("promptfoo-"), QStringLiteral("evalhub-card-")}) {
        for (const QString &version : versions(prefix))
            QTest::newRow(qPrintable(version)) << recorded(version).constFirst();
    }
}

/// Half a file is told by its name and the line where it ends, and makes no run.
void tst_ImportRealFiles::cutInTheMiddle()
{
    QFETCH(QString, path);
    ImportFixture fixture;
    const QByteArray whole = fileBytes(path), half = whole.left(whole.size() / 2);
    const QString name = fixture.path(QStringLiteral("half.json"));
    writeFile(name, half);
    const Json view = fixture.run({name});
    COMPARE_JSON(at(view, "runs_made"), 0);
    COMPARE_JSON(at(view, "problem_count"), 1);
    const Json &problem = at(view, "problems").at(0);
    QCOMPARE(textOf(at(problem, "file")), name);
    QVERIFY2(textOf(at(problem, "message")).contains(QStringLiteral("ine %1 is not valid JSON").arg(half.count('\n') + 1)), problem.dump().c_str());
}

/// A folder with everything in it, under names that say nothing.
void tst_ImportRealFiles::aFolderOfAll()
{
    ImportFixture fixture;
    int number = 0, runs = 0;
    QDirIterator files(folder(), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        if (path.endsWith(QLatin1String(".md")) || isUnfinished(path)) // what is cut off has no hash to be found by
            continue;
        const QString name = QFileInfo(path).fileName();
        const bool result = QFile::exists(path + QStringLiteral(".expected.json"));
        runs += !result ? 0 : path.contains(QLatin1String("/promptfoo-")) && !path.endsWith(QLatin1String("/failed.json")) ? 2 : 1;
        writeFile(fixture.path(QStringLiteral("%1/file-%2").arg(number % 3).arg(number)), fileBytes(path));
        ++number;
    }
    const Json view = fixture.run({fixture.files.path()});
    QVERIFY2(at(view, "problem_count") == versions(QStringLiteral("evalhub-card-")).size(), view.dump(1).c_str()); // of each the weights of a collection
    COMPARE_JSON(at(view, "runs_made"), runs);
    COMPARE_JSON(at(view, "files"), number);
    COMPARE_JSON(at(view, "files_done"), number);
    COMPARE_JSON(at(view, "bytes"), at(view, "bytes_done"));
    for (const Json &job : fixture.jobs()) { // the harness's samples were found by their hash
        if (textOf(at(job, {"custom", "assay", "import", "tool"})) != QLatin1String("lm-evaluation-harness"))
            continue;
        for (const Json &result : at(job, {"results", "benchmarks"})) {
            if (at(result, {"additional_info", "assay", "group_of"}).is_null())
                QVERIFY2(fixture.samples(at(job, {"resource", "id"}).get<std::string>(), at(result, "benchmark_index").get<int>()).totalCount > 0, job.dump().c_str());
        }
    }
}

/// The recorded numbers are those that the real package gives today. Skipped by name where it cannot be had.
void tst_ImportRealFiles::askedAnew()
{
    const QString python = qEnvironmentVariable("ASSAY_INSPECT_PYTHON", assay::test::inSource("/build/cache/inspect/bin/python"));
    if (!QFile::exists(python))
        QSKIP("inspect-ai is not installed: tools/test-packages puts it into build/cache/inspect");
    QStringList paths;
    for (const QString &path : recorded(QStringLiteral("inspect-")))
        paths << path;
    QProcess reader;
    reader.setProgram(python);
    reader.setArguments(QStringList{assay::test::inSource("/tools/imports/expect_inspect.py")} + paths);
    reader.start();
    QVERIFY(reader.waitForFinished(120'000));
    const QByteArray said = reader.readAllStandardOutput();
    const Json all = Json::parse(said.begin(), said.end(), nullptr, false);
    QVERIFY2(all.is_object(), reader.readAllStandardError());
    for (const QString &path : std::as_const(paths)) {
        ImportFixture fixture;
        fixture.run({path});
        const Json jobs = fixture.jobs();
        holdInspect(at(all, path.toUtf8().constData()), jobs[0], fixture.samples(at(jobs[0], {"resource", "id"}).get<std::string>()));
    }
}

ASSAY_TEST(tst_ImportRealFiles)
#include "tst_ImportRealFiles.moc"
