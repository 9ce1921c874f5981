#include "tests/imports/ImportSupport.h"

#include "services/engine/imports/Imports.h"
#include "services/engine/store/Sqlite.h"
#include "tests/support/TestRegistry.h"

#include <QCryptographicHash>
#include <QElapsedTimer>

#include <sqlite3.h>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::imports;
using namespace assay::engine::imports::test;

/// Imports as a whole: once and again, broken files between good ones, cancelled, interrupted, refused by the disk.
class tst_Imports final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void badFilesAreNamedAndTheRestIsThere();
    void sameContentUnderAnotherName();
    void deletedRunsComeAgain();
    void samplesThatComeLater();
    void samplesThatAreMissing();
    void importedRunsAreNotRunAgain();
    void cancelledInTheMiddle();
    void goesOnAfterTheEngineDied();
    void storeThatRefuses_data();
    void storeThatRefuses();
    void hugeSampleIsCut();
    void requests();
};

void tst_Imports::badFilesAreNamedAndTheRestIsThere()
{
    ImportFixture fixture;
    writeZip(fixture.path(QStringLiteral("a.eval")), {{"samples/a.json", inspectSample("a", "C")}, {"samples/b.json", "{"}, {"header.json", inspectHeader()}});
    writeFile(fixture.path(QStringLiteral("broken.json")), "{\"version\":2,\"status\":\"success\",\"eval\":{\n\"task\":");
    writeFile(fixture.path(QStringLiteral("notes.txt")), "hello");
    writeFile(fixture.path(QStringLiteral("empty")), {});
    writeFile(fixture.path(QStringLiteral("samples_t_1.jsonl")), "{\"doc_id\":0,\"resps\":[]}\n");
    const QString missing = fixture.path(QStringLiteral("missing"));
    const Json view = fixture.run({fixture.files.path(), missing, fixture.path(QStringLiteral("notes.txt"))});
    QCOMPARE(textOf(at(view, "state")), QStringLiteral("completed"));
    COMPARE_JSON(at(view, "runs_made"), 1);
    COMPARE_JSON(at(view, "samples"), 1);
    QHash<QString, QString> problems;
    for (const Json &one : at(view, "problems"))
        problems.insert(QFileInfo(textOf(at(one, "file"))).fileName() + QLatin1Char('|') + textOf(at(one, "place")), textOf(at(one, "message")));
    QCOMPARE(problems.size(), 4);
    QVERIFY(problems.value(QStringLiteral("a.eval|samples/b.json")).contains(QStringLiteral("not valid JSON")));
    QVERIFY(problems.value(QStringLiteral("broken.json|")).startsWith(QStringLiteral("Line 2 is not valid JSON")));
    QVERIFY(problems.value(QStringLiteral("missing|")).contains(QStringLiteral("no such file")));
    QVERIFY(problems.value(QStringLiteral("samples_t_1.jsonl|")).contains(QStringLiteral("results file")));
    COMPARE_JSON(at(view, "files_skipped"), 2); // in a folder, what is no result is passed over
}

void tst_Imports::sameContentUnderAnotherName()
{
    ImportFixture fixture;
    QByteArray log = inspectHeader();
    log.chop(1);
    log += ",\"samples\":[" + inspectSample("a", "C") + "]}";
    writeFile(fixture.path(QStringLiteral("one.json")), log);
    writeFile(fixture.path(QStringLiteral("deep/er/two.json")), log);
    const Json view = fixture.run({fixture.files.path()});
    COMPARE_JSON(at(view, "runs_made"), 1);
    COMPARE_JSON(at(view, "runs_known"), 1);
    COMPARE_JSON(at(view, "runs").at(0).at("id"), at(view, "runs").at(1).at("id"));
    QCOMPARE(fixture.jobs().size(), std::size_t(1));
    QCOMPARE(fixture.samples(at(view, "runs").at(0).at("id").get<std::string>()).totalCount, 1);
}

void tst_Imports::deletedRunsComeAgain()
{
    ImportFixture fixture;
    writeFile(fixture.path(QStringLiteral("one.json")), inspectHeader());
    const Json first = fixture.run({fixture.files.path()});
    const QString id = textOf(at(first, "runs").at(0).at("id"));
    QVERIFY(bool(engine::test::answer<Done>([&](Reply<Done> reply) { fixture.store->removeJob(id, {}, std::move(reply)); })));
    const Json again = fixture.run({fixture.files.path()});
    COMPARE_JSON(at(again, "runs_made"), 1);
    QCOMPARE(fixture.jobs().size(), std::size_t(1));
}

void tst_Imports::samplesThatComeLater()
{
    ImportFixture fixture;
    const QString results = fixture.path(QStringLiteral("results_1.json")), samples = fixture.path(QStringLiteral("samples_t_1.jsonl"));
    writeFile(results, "{\"results\":{\"t\":{\"acc,none\":1.0}},\"versions\":{\"t\":1},\"model_name\":\"m\"}");
    const Json first = fixture.run({results});
    const std::string id = at(first, "runs").at(0).at("id").get<std::string>();
    QCOMPARE(fixture.samples(id).totalCount, 0);
    writeFile(samples, "{\"doc_id\":0,\"doc\":{},\"target\":\"t\",\"arguments\":[[\"q\",\" c\"]],\"resps\":[[\"r\"]],\"filtered_resps\":[\"r\"],\"filter\":\"none\",\"acc\":1.0}\n");
    const Json second = fixture.run({results});
    COMPARE_JSON(at(second, "runs_known"), 1);
    COMPARE_JSON(at(second, "samples"), 1);
    QCOMPARE(fixture.samples(id).totalCount, 1);
    COMPARE_JSON(at(fixture.run({fixture.files.path()}), "samples"), 0);
}

/// Fewer samples than the task has documents: chosen ones (--samples) are all there, as their hash says; those of a cut file are not.
void tst_Imports::samplesThatAreMissing()
{
    const auto line = [](int id) {
        const QByteArray number = QByteArray::number(id);
        return "{\"doc_id\":" + number + ",\"doc\":{},\"target\":\"t\",\"arguments\":[[\"q" + number + "\",\" c\"]],\"resps\":[[\"r\"]],\"filtered_resps\":[\"r\"],"
            "\"filter\":\"none\",\"acc\":1.0,\"doc_hash\":\"" + number + "\",\"prompt_hash\":\"p\",\"target_hash\":\"t\"}\n";
    };
    const auto hashOf = [](const QByteArray &text) { return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex(); };
    ImportFixture fixture;
    writeFile(fixture.path(QStringLiteral("results_1.json")),
        "{\"results\":{\"a\":{\"acc,none\":1.0},\"b\":{\"acc,none\":1.0},\"c\":{\"acc,none\":1.0},\"d\":{\"acc,none\":1.0}},\"versions\":{},\"model_name\":\"m\",\"task_hashes\":{"
        "\"a\":\"" + hashOf("0pt2pt") + "\",\"b\":\"" + hashOf("0pt1pt2pt") + "\",\"c\":\"" + hashOf("0pt") + "\"},"
        "\"n-samples\":{\"a\":{\"effective\":3},\"b\":{\"effective\":3},\"c\":{\"effective\":3},\"d\":{\"effective\":3}}}");
    COMPARE_JSON(at(fixture.run({fixture.files.path()}), "problem_count"), 0); // results on their own are no fault
    writeFile(fixture.path(QStringLiteral("samples_a_1.jsonl")), line(0) + line(2));
    writeFile(fixture.path(QStringLiteral("samples_b_1.jsonl")), line(0) + line(1));
    const Json view = fixture.run({fixture.files.path()});
    COMPARE_JSON(at(view, "samples"), 4);
    QVERIFY2(at(view, "problem_count") == 2, view.dump(1).c_str());
    const Json &missing = at(view, "problems").at(1), &cut = at(view, "problems").at(0);
    QVERIFY2(textOf(at(cut, "file")).endsWith(QLatin1String("samples_b_1.jsonl")) && textOf(at(cut, "message")).contains(QLatin1String("of 2 documents")), cut.dump().c_str());
    QVERIFY2(textOf(at(missing, "file")).endsWith(QLatin1String("results_1.json")) && textOf(at(missing, "message")).endsWith(QLatin1String("imported: c.")),
        missing.dump().c_str()); // of d none were logged
}

void tst_Imports::importedRunsAreNotRunAgain()
{
    ImportFixture fixture;
    writeFile(fixture.path(QStringLiteral("one.json")), inspectHeader("error"));
    const QString id = textOf(at(fixture.run({fixture.files.path()}), "runs").at(0).at("id"));
    const auto again = engine::test::answer<QByteArray>([&](Reply<QByteArray> reply) { fixture.store->reopenBenchmarks(id, {}, {}, std::move(reply)); });
    QVERIFY(!again);
    QVERIFY(again.error().message.contains(QStringLiteral("imported")));
    const auto open = engine::test::answer<QList<OpenBenchmark>>([&](Reply<QList<OpenBenchmark>> reply) { fixture.store->openBenchmarks(std::move(reply)); });
    QVERIFY(open && open->isEmpty());
}

namespace {

void writeManySamples(const QString &path, int count)
{
    QByteArray log = inspectHeader();
    log.chop(1);
    log += ",\"samples\":[";
    for (int i = 0; i < count; ++i)
        log += (i ? ",\n" : "\n") + inspectSample("s" + QByteArray::number(i), i % 2 ? "C" : "I");
    writeFile(path, log + "]}");
}

} // namespace

void tst_Imports::cancelledInTheMiddle()
{
    ImportFixture fixture;
    writeManySamples(fixture.path(QStringLiteral("one.json")), 3000);
    ImportProgress progress;
    StoreOptions options = engine::test::optionsFor(fixture.workspace);
    options.onWrite = [&progress](const char *write, WriteStage stage) {
        if (QByteArray(write).contains("::addImportedSamples(") && stage == WriteStage::Run)
            progress.cancelled = true;
    };
    fixture.store.reset();
    fixture.store = engine::test::openStore(options);
    const Json view = fixture.run({fixture.files.path()}, &progress);
    QCOMPARE(textOf(at(view, "state")), QStringLiteral("cancelled"));
    QVERIFY(at(view, "samples").get<int>() < 3000);
    fixture.store.reset();
    fixture.store = engine::test::openStore(engine::test::optionsFor(fixture.workspace));
    const Json again = fixture.run({fixture.files.path()}); // the rest comes then
    COMPARE_JSON(at(again, "runs_known"), 1);
    QCOMPARE(fixture.samples(at(again, "runs").at(0).at("id").get<std::string>()).totalCount, 3000);
}

void tst_Imports::goesOnAfterTheEngineDied()
{
    ImportFixture fixture;
    writeManySamples(fixture.path(QStringLiteral("one.json")), 500);
    // A request that is on disk and was never begun, or left in the middle: the same to the next engine.
    Json document{{"paths", {fixture.files.path().toStdString()}}, {"owner", "ann"}};
    QVERIFY(bool(engine::test::answer<Done>([&](Reply<Done> reply) {
        fixture.store->saveImport({QStringLiteral("left"), QStringLiteral("gold"), true, dumped(document)}, std::move(reply));
    })));
    engine::test::FakeClock clock;
    Imports imports(*fixture.store, clock);
    imports.start();
    QVERIFY(imports.busy());
    QTRY_VERIFY_WITH_TIMEOUT(!imports.busy(), 60'000);
    const auto view = imports.view(QStringLiteral("left"), QStringLiteral("gold"), 0, 0);
    QVERIFY(bool(view));
    QCOMPARE(textOf(at(*view, "state")), QStringLiteral("completed"));
    COMPARE_JSON(at(*view, "samples"), 500);
}

void tst_Imports::storeThatRefuses_data()
{
    QTest::addColumn<QByteArray>("write");
    for (const char *write : {"importJob", "addImportedSamples", "finishImport"})
        QTest::newRow(write) << QByteArray(write);
}

/// Whatever the write that a full disk refuses: the import says so, and once there is room it comes to its end.
void tst_Imports::storeThatRefuses()
{
    QFETCH(QByteArray, write);
    ImportFixture fixture;
    writeManySamples(fixture.path(QStringLiteral("one.json")), 900);
    StoreOptions options = engine::test::optionsFor(fixture.workspace);
    auto full = std::make_shared<std::atomic<bool>>(true);
    options.onWrite = [write, full](const char *name, WriteStage stage) {
        if (QByteArray(name).contains("::" + write + '(') && stage == WriteStage::Run && *full)
            throw SqliteError(SQLITE_FULL, "full");
    };
    fixture.store.reset();
    fixture.store = engine::test::openStore(options);
    const Json refused = fixture.run({fixture.files.path()});
    QCOMPARE(textOf(at(refused, "state")), QStringLiteral("failed"));
    QVERIFY(textOf(at(refused, "message")).contains(QStringLiteral("full")));
    *full = false;
    const Json view = fixture.run({fixture.files.path()});
    QCOMPARE(textOf(at(view, "state")), QStringLiteral("completed"));
    const Json jobs = fixture.jobs();
    QCOMPARE(jobs.size(), std::size_t(1));
    QCOMPARE(fixture.samples(at(jobs[0], {"resource", "id"}).get<std::string>()).totalCount, 900);
    COMPARE_JSON(at(fixture.run({fixture.files.path()}), "samples"), 0); // complete now
}

void tst_Imports::hugeSampleIsCut()
{
    ImportFixture fixture;
    QByteArray sample = inspectSample("a", "C");
    sample.replace("said a", QByteArray(3 << 20, 'x'));
    writeZip(fixture.path(QStringLiteral("a.eval")), {{"samples/a.json", sample}, {"header.json", inspectHeader()}});
    const Json view = fixture.run({fixture.files.path()});
    QVERIFY2(at(view, "problem_count") == 0, view.dump().c_str());
    const SamplePage page = fixture.samples(at(view, "runs").at(0).at("id").get<std::string>());
    QCOMPARE(page.totalCount, 1);
    QVERIFY(page.items.constFirst().response.size() < (1 << 20) + 200);
    QVERIFY(page.items.constFirst().response.endsWith(QStringLiteral("2097152 more bytes were not imported]")));
    QVERIFY(page.items.constFirst().metadata.text.contains("\"cut\":true"));
}

void tst_Imports::requests()
{
    ImportFixture fixture;
    writeFile(fixture.path(QStringLiteral("one.json")), inspectHeader());
    engine::test::FakeClock clock;
    QString id;
    {
        Imports imports(*fixture.store, clock);
        imports.start();
        const auto begun = engine::test::answer<QString>([&](Reply<QString> reply) { imports.begin({fixture.files.path()}, QStringLiteral("gold"), {}, std::move(reply)); });
        QVERIFY(bool(begun));
        id = *begun;
        QTRY_VERIFY_WITH_TIMEOUT(!imports.busy(), 60'000);
        QVERIFY(!imports.view(id, QStringLiteral("blue"), 0, 0)); // another tenant's
        std::optional<Result<Done>> unknown, late;
        imports.cancel(QStringLiteral("unknown"), {}, [&](const Result<Done> &done) { unknown = done; });
        QVERIFY(unknown && !*unknown);
        imports.cancel(id, {}, [&](const Result<Done> &done) { late = done; });
        QVERIFY(late && bool(*late)); // too late, and harmless
        const auto later = imports.view(id, {}, 1, 0);
        QVERIFY(later && at(*later, "runs").empty());
        COMPARE_JSON(at(imports.list(QStringLiteral("gold")), "total_count"), 1);
        fixture.store->flush();
    }
    QString cancelled;
    {
        Imports imports(*fixture.store, clock);
        imports.start();
        (void)engine::test::answer<QString>([&](Reply<QString> reply) { imports.begin({fixture.files.path()}, {}, {}, std::move(reply)); });
        const auto waiting = engine::test::answer<QString>([&](Reply<QString> reply) { imports.begin({fixture.files.path()}, {}, {}, std::move(reply)); });
        QVERIFY(bool(waiting));
        cancelled = *waiting;
        const auto done = engine::test::answer<Done>([&](Reply<Done> reply) { imports.cancel(cancelled, {}, std::move(reply)); });
        QVERIFY(bool(done));
    }
    Imports next(*fixture.store, clock); // the next engine knows it, too
    next.start();
    const auto ended = next.view(cancelled, {}, 0, 0); // and does not go on with what was cancelled
    QVERIFY(bool(ended));
    QCOMPARE(textOf(at(*ended, "state")), QStringLiteral("cancelled"));
    QTRY_VERIFY_WITH_TIMEOUT(!next.busy(), 60'000);
    const auto view = next.view(id, {}, 0, 0);
    QVERIFY(bool(view));
    QCOMPARE(textOf(at(*view, "state")), QStringLiteral("completed"));
    QCOMPARE(at(*view, "runs").size(), std::size_t(1));
}

ASSAY_TEST(tst_Imports)
#include "tst_Imports.moc"
