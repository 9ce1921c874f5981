#include "tests/imports/ImportSupport.h"

#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

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
    void promptfoo_data();
    void promptfoo();
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
    static void rows(const QString &prefix)
    {
        QTest::addColumn<QString>("path");
        for (const QString &path : recorded(prefix))
            QTest::newRow(qPrintable(path.mid(folder().size() + 1))) << path;
    }
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
    QVERIFY(recorded(QStringLiteral("lm-eval-")).size() >= 2);
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

void tst_ImportRealFiles::promptfoo_data()
{
    QVERIFY(recorded(QStringLiteral("promptfoo-")).size() >= 2);
    rows(QStringLiteral("promptfoo-"));
}

void tst_ImportRealFiles::promptfoo()
{
    QFETCH(QString, path);
    ImportFixture fixture;
    const Json view = fixture.run({path});
    QVERIFY2(at(view, "problem_count") == 0, view.dump(1).c_str());
    const Json jobs = fixture.jobs(), wanted = expected(path);
    QCOMPARE(jobs.size(), std::size_t(2)); // one for each provider
    qint64 passed = 0, failed = 0, errors = 0, columns = 0;
    for (const Json &job : jobs) {
        for (const Json &result : at(job, {"results", "benchmarks"})) {
            const SamplePage page = fixture.samples(at(job, {"resource", "id"}).get<std::string>(), at(result, "benchmark_index").get<int>());
            qint64 right = 0;
            for (const Sample &sample : page.items) {
                right += sample.score == 1.0;
                failed += sample.score == 0.0;
                errors += !sample.error.isEmpty();
            }
            passed += right;
            ++columns;
            COMPARE_JSON(at(result, {"metrics", "testPassCount"}), right);
            CLOSE(at(result, {"metrics", "pass_rate"}).get<double>(), double(right) / double(page.totalCount));
        }
    }
    QCOMPARE(columns, qint64(at(wanted, "columns").size()));
    QCOMPARE(passed, at(wanted, {"stats", "successes"}).get<qint64>());
    QCOMPARE(failed, at(wanted, {"stats", "failures"}).get<qint64>());
    QCOMPARE(errors, at(wanted, {"stats", "errors"}).get<qint64>());
    COMPARE_JSON(at(view, "samples"), at(wanted, "results"));
    COMPARE_JSON(at(fixture.run({path}), "runs_known"), 2);
}

/// A folder with everything in it, under names that say nothing.
void tst_ImportRealFiles::aFolderOfAll()
{
    ImportFixture fixture;
    int number = 0, runs = 0;
    QDirIterator files(folder(), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        if (path.endsWith(QLatin1String(".md")))
            continue;
        const QString name = QFileInfo(path).fileName();
        const bool result = QFile::exists(path + QStringLiteral(".expected.json"));
        runs += !result ? 0 : path.contains(QLatin1String("/promptfoo-")) ? 2 : 1;
        writeFile(fixture.path(QStringLiteral("%1/file-%2").arg(number % 3).arg(number)), fileBytes(path));
        ++number;
    }
    const Json view = fixture.run({fixture.files.path()});
    QVERIFY2(at(view, "problem_count") == 0, view.dump(1).c_str());
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
