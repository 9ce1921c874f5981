#include "services/engine/store/LogFiles.h"
#include "services/engine/store/Migrations.h"

#include "tests/engine/StoreSupport.h"
#include "tests/support/TestRegistry.h"

#include <QRegularExpression>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;
using nlohmann::json;

/// The rules of EvalHub's contract, sections 3.7, 5 and 7, on the store alone.
class tst_StoreJobs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        StoreOptions options = optionsFor(*m_folder);
        m_clock.reset();
        options.clock = &m_clock;
        m_store = openStore(options);
    }
    void cleanup() { m_store.reset(); }

    void createdJobHasTheShapeOfTheContract();
    void textsAreQuoted_data();
    void textsAreQuoted();
    void startsOfManyJobsGetTheirOwn();
    void idempotencyKeyMakesOneJob();
    void states_data();
    void states();
    void refusedEvents();
    void lateEventIsRecordedNotApplied();
    void entryIsReplacedButItsBeginningStays();
    void weightedScore();
    void sameBenchmarkTwiceIsJudgedByItsOwnEntry();
    void failedMessagesNameTheirBenchmarks();
    void cancel();
    void cancelOfAnEndedJob();
    void hardDeleteLeavesNothing();
    void tenants();
    void filters_data();
    void filters();
    void pagesAreNewestFirst();
    void resolvedShaIsStoredOnce();
    void changesComeInOrderAfterTheCommit();
    void progressIsCoalesced();
    void countersFollow();
    void listsCountWhatTheyShow();
    void documents();
    void logRanges();
    void logEndsAtItsLimit();
    void attemptsHaveLogs();
    void attemptsOfOldStoresShareALog();
    void partOfALogWithAHole_data();
    void partOfALogWithAHole();
    void identifiersSortByCreation();

private:
    QList<EffectiveBenchmark> two() const { return {benchmark(QStringLiteral("a")), benchmark(QStringLiteral("b"))}; }

    FakeClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;
};

void tst_StoreJobs::createdJobHasTheShapeOfTheContract()
{
    const auto created = answer<CreatedJob>([&](auto reply) { m_store->createJob(newJob(QStringLiteral("first & \"last\""), two()), reply); });
    QVERIFY(created.hasValue());
    json body = json::parse(created->body.begin(), created->body.end());
    QCOMPARE(body["resource"]["id"].get<std::string>(), created->id.toStdString());
    QCOMPARE(body["resource"].size(), std::size_t(4));
    QVERIFY(!body["resource"].contains("updated_at"));
    COMPARE_JSON(body["resource"]["tenant"], json("gold"));
    COMPARE_JSON(body["resource"]["owner"], json("ann"));
    COMPARE_JSON(body["results"], json::object());
    COMPARE_JSON(body["status"], json::parse(R"({"state":"pending","message":{"message":"Evaluation job created",
        "message_code":"evaluation_job_created","message_origin":"server"}})"));
    COMPARE_JSON(body["name"], json("first & \"last\""));
    QCOMPARE(body["benchmarks"].size(), std::size_t(2));
    json later = jobDocument(*m_store, created->id);
    COMPARE_JSON(later["resource"]["updated_at"], later["resource"]["created_at"]);
    later["resource"].erase("updated_at");
    COMPARE_JSON(later, body);
}

void tst_StoreJobs::textsAreQuoted_data()
{
    QTest::addColumn<QString>("text");
    QTest::addRow("plain") << "ann@example.org";
    QTest::addRow("quotes and backslash") << R"(the "ann\)";
    QTest::addRow("control characters") << QStringLiteral("a\tb\nc\x01\x7f");
    QTest::addRow("beyond ASCII") << QString::fromUtf8("Änne \U0001F600");
}

void tst_StoreJobs::textsAreQuoted()
{
    QFETCH(QString, text);
    NewJob job = newJob(QStringLiteral("quoted"), {benchmark(text)});
    job.owner = text;
    const QString id = create(*m_store, job);
    QVERIFY(apply(*m_store, id, reportOf(text, 0, RunState::Running)));
    const json document = jobDocument(*m_store, id);
    QCOMPARE(QString::fromStdString(document["resource"]["owner"].get<std::string>()), text);
    QCOMPARE(QString::fromStdString(document["status"]["benchmarks"][0]["id"].get<std::string>()), text);
}

void tst_StoreJobs::startsOfManyJobsGetTheirOwn()
{
    const QStringList names{QStringLiteral("first"), QStringLiteral("second")};
    const QStringList ids{create(*m_store, newJob(names.at(0), two())), create(*m_store, newJob(names.at(1), two()))};
    for (const auto &[job, index] : {std::pair(0, 0), std::pair(1, 0), std::pair(1, 1), std::pair(0, 1)}) {
        const auto started = answer<StartedAttempt>([&](auto reply) { m_store->startAttempt({ids.at(job), index, 1}, true, reply); });
        QVERIFY(started.hasValue());
        QCOMPARE(started->job.name, names.at(job));
        QCOMPARE(started->benchmark.id, two().at(index).entry.id);
    }
}

void tst_StoreJobs::idempotencyKeyMakesOneJob()
{
    NewJob job = newJob(QStringLiteral("once"), two());
    job.idempotencyKey = QStringLiteral("k");
    const auto first = answer<CreatedJob>([&](auto reply) { m_store->createJob(job, reply); });
    const auto again = answer<CreatedJob>([&](auto reply) { m_store->createJob(job, reply); });
    QVERIFY(first && again);
    QCOMPARE(again->id, first->id);
    QVERIFY(!first->repeated && again->repeated);
    NewJob other = job;
    other.tenant = QStringLiteral("silver");
    QVERIFY(create(*m_store, other) != first->id);
    m_clock.advance(24 * 3600 * 1000 + 1);
    QVERIFY(create(*m_store, job) != first->id);
    QCOMPARE(m_store->jobCount(RunState::Pending), 3);
}

void tst_StoreJobs::states_data()
{
    QTest::addColumn<QString>("events"); // index and first letter of the state
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("reported");
    QTest::addRow("nothing") << "" << "pending" << "Evaluation job created" << "";
    QTest::addRow("pending") << "0p" << "pending" << "Evaluation job is pending" << "0";
    QTest::addRow("running") << "1r" << "running" << "Evaluation job is running" << "1";
    QTest::addRow("one done") << "0c" << "running" << "Evaluation job is running" << "0";
    QTest::addRow("order of reports") << "1r 0r" << "running" << "Evaluation job is running" << "1 0";
    QTest::addRow("completed") << "0r 0c 1c" << "completed" << "Evaluation job is completed" << "0 1";
    QTest::addRow("failed") << "0f 1f" << "failed"
                            << "Evaluation job is failed. \nBenchmark a failed with message: boom\nBenchmark b failed with message: boom\n" << "0 1";
    QTest::addRow("partly") << "0c 1f" << "partially_failed"
                            << "Some of the benchmarks failed. \nBenchmark b failed with message: boom\n" << "0 1";
    QTest::addRow("flip") << "0c 0f" << "running" << "Evaluation job is running" << "0";
    QTest::addRow("late running") << "0c 0r" << "running" << "Evaluation job is running" << "0";
}

void tst_StoreJobs::states()
{
    QFETCH(QString, events);
    QFETCH(QString, state);
    QFETCH(QString, message);
    QFETCH(QString, reported);
    const QString id = create(*m_store, newJob(QStringLiteral("j"), two()));
    for (const QString &one : events.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const int index = one.at(0).digitValue();
        const QChar letter = one.at(1);
        const RunState status = letter == QLatin1Char('p') ? RunState::Pending
            : letter == QLatin1Char('r')                   ? RunState::Running
            : letter == QLatin1Char('c')                   ? RunState::Completed
                                                           : RunState::Failed;
        BenchmarkEvent report = reportOf(index == 0 ? QStringLiteral("a") : QStringLiteral("b"), index, status);
        if (status == RunState::Failed)
            report.errorMessage = Message{QStringLiteral("boom"), QStringLiteral("oops"), {}, {}};
        QVERIFY(apply(*m_store, id, report).hasValue());
    }
    const json job = jobDocument(*m_store, id);
    QCOMPARE(QString::fromStdString(job["status"]["state"]), state);
    QCOMPARE(QString::fromStdString(job["status"]["message"]["message"]), message);
    QStringList indices;
    for (const json &entry : job["status"].value("benchmarks", json::array()))
        indices << QString::number(entry["benchmark_index"].get<int>());
    QCOMPARE(indices.join(QLatin1Char(' ')), reported);
    if (state == QLatin1String("failed"))
        COMPARE_JSON(job["status"]["benchmarks"][0]["error_message"]["message_origin"], json("runtime"));
}

void tst_StoreJobs::refusedEvents()
{
    const QString id = create(*m_store, newJob(QStringLiteral("j"), two()));
    const auto unknown = apply(*m_store, QStringLiteral("nope"), reportOf(QStringLiteral("a"), 0, RunState::Running));
    QCOMPARE(unknown.error().kind, Error::Kind::NotFound);
    QCOMPARE(unknown.error().message, QStringLiteral("The evaluation job resource 'nope' was not found."));
    const auto index = apply(*m_store, id, reportOf(QStringLiteral("a"), 1, RunState::Running));
    QCOMPARE(index.error().message, QStringLiteral("The benchmark resource 'a' was not found."));
    const auto provider = apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Running, {}, QStringLiteral("other")));
    QCOMPARE(provider.error().code, QStringLiteral("resource_not_found"));
    COMPARE_JSON(jobDocument(*m_store, id)["status"]["message"]["message_code"], json("evaluation_job_created"));

    apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Failed)).hasValue();
    apply(*m_store, id, reportOf(QStringLiteral("b"), 1, RunState::Failed)).hasValue();
    const json before = jobDocument(*m_store, id);
    const auto late = apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Completed));
    QCOMPARE(late.error().kind, Error::Kind::Conflict);
    QCOMPARE(late.error().code, QStringLiteral("job_can_not_be_updated"));
    QCOMPARE(late.error().message, QStringLiteral("The job %1 can not be running because it is 'failed'.").arg(id));
    COMPARE_JSON(jobDocument(*m_store, id), before);
}

void tst_StoreJobs::lateEventIsRecordedNotApplied()
{
    const QString id = create(*m_store, newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a"))}));
    QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Completed, R"({"acc":1})")).hasValue());
    QVERIFY(!apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Failed)).hasValue());
    const auto timeline = answer<QList<TimelineEntry>>([&](auto reply) { m_store->timeline(id, {}, 0, 100, reply); });
    QCOMPARE(timeline->size(), 2);
    QVERIFY(timeline->at(0).applied);
    QVERIFY(!timeline->at(1).applied);
    QVERIFY(timeline->at(1).document.contains("failed"));
}

void tst_StoreJobs::entryIsReplacedButItsBeginningStays()
{
    const QString id = create(*m_store, newJob(QStringLiteral("j"), two()));
    BenchmarkEvent running = reportOf(QStringLiteral("a"), 0, RunState::Running, R"({"acc":0.1})");
    running.phase = Phase::LoadingData;
    running.warningMessage = Message{QStringLiteral("careful"), QStringLiteral("warned"), {}, {}};
    QVERIFY(apply(*m_store, id, running).hasValue());
    json entry = jobDocument(*m_store, id)["status"]["benchmarks"][0];
    COMPARE_JSON(entry["phase"], json("loading_data"));
    COMPARE_JSON(entry["warning_message"]["message_origin"], json("runtime"));
    COMPARE_JSON(entry["started_at"], json("2026-01-12T08:00:00.000Z"));
    QVERIFY(!jobDocument(*m_store, id)["results"].contains("benchmarks"));

    m_clock.advance(5000);
    BenchmarkEvent done = reportOf(QStringLiteral("a"), 0, RunState::Completed, R"({"acc":0.9,"label":"good"})");
    done.metricsSchema.text = R"([{"name":"label","type":"categorical"}])";
    QVERIFY(apply(*m_store, id, done).hasValue());
    entry = jobDocument(*m_store, id)["status"]["benchmarks"][0];
    QVERIFY(!entry.contains("phase") && !entry.contains("warning_message"));
    COMPARE_JSON(entry["started_at"], json("2026-01-12T08:00:00.000Z"));
    COMPARE_JSON(entry["completed_at"], json("2026-01-12T08:00:05.000Z"));
    const json result = jobDocument(*m_store, id)["results"]["benchmarks"][0];
    COMPARE_JSON(result["metrics"], json::parse(R"({"acc":0.9,"label":"good"})"));
    COMPARE_JSON(result["metrics_schema"], json::parse(R"([{"name":"label","type":"categorical"},{"name":"acc","type":"numeric"}])"));

    BenchmarkEvent dated = reportOf(QStringLiteral("b"), 1, RunState::Completed);
    dated.completedAt = QStringLiteral("2026-01-12T10:47:12.5+00:00");
    QVERIFY(apply(*m_store, id, dated).hasValue());
    COMPARE_JSON(jobDocument(*m_store, id)["status"]["benchmarks"][1]["completed_at"], json("2026-01-12T10:47:12.5+00:00"));
}

void tst_StoreJobs::weightedScore()
{
    NewJob job = newJob(QStringLiteral("j"), two());
    job.benchmarks[0].entry.weight = 3;
    job.benchmarks[0].providerScore = PrimaryScore{QStringLiteral("acc"), {}, {}};
    job.benchmarks[0].providerCriteria = PassCriteria{0.25, {}};
    job.benchmarks[1].entry.weight = 1;
    job.benchmarks[1].entry.primaryScore = PrimaryScore{QStringLiteral("toxicity"), true, {}};
    job.benchmarks[1].entry.passCriteria = PassCriteria{0.5, {}};
    job.collectionCriteria = PassCriteria{0.95, {}};
    job.job.passCriteria = PassCriteria{0.758, {}};
    const QString id = create(*m_store, job);
    QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Completed, R"({"acc":0.9})")).hasValue());
    QVERIFY(!jobDocument(*m_store, id)["results"].contains("test"));
    QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("b"), 1, RunState::Completed, R"({"toxicity":0.1})")).hasValue());
    const json results = jobDocument(*m_store, id)["results"];
    COMPARE_JSON(results["test"], json::parse(R"({"score":0.9,"threshold":0.758,"pass":true})"));
    COMPARE_JSON(results["benchmarks"][1]["test"],
             json::parse(R"({"primary_score":0.1,"primary_score_metric":"toxicity","threshold":0.5,"pass":true})"));
}

void tst_StoreJobs::sameBenchmarkTwiceIsJudgedByItsOwnEntry()
{
    NewJob job = newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a")), benchmark(QStringLiteral("a"))});
    for (int i = 0; i < 2; ++i) {
        job.benchmarks[i].entry.primaryScore = PrimaryScore{QStringLiteral("acc"), {}, {}};
        job.benchmarks[i].entry.passCriteria = PassCriteria{i == 0 ? 0.9 : 0.1, {}};
    }
    const QString id = create(*m_store, job);
    for (int i = 0; i < 2; ++i)
        QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("a"), i, RunState::Completed, R"({"acc":0.5})")).hasValue());
    const json results = jobDocument(*m_store, id)["results"]["benchmarks"];
    COMPARE_JSON(results[0]["test"]["pass"], json(false));
    COMPARE_JSON(results[1]["test"]["pass"], json(true));
}

void tst_StoreJobs::failedMessagesNameTheirBenchmarks()
{
    const QString id = create(*m_store, newJob(QStringLiteral("j"), two()));
    BenchmarkEvent failed = reportOf(QStringLiteral("b"), 1, RunState::Failed, R"({"acc":0.2})");
    failed.errorMessage = Message{QStringLiteral("line 7 is broken"), QStringLiteral("dataset"), {}, {}};
    QVERIFY(apply(*m_store, id, failed).hasValue());
    QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Failed)).hasValue());
    const json job = jobDocument(*m_store, id);
    COMPARE_JSON(job["status"]["message"]["message"],
             json("Evaluation job is failed. \nBenchmark b failed with message: line 7 is broken\n"));
    COMPARE_JSON(job["results"]["benchmarks"][1], json::parse(R"({"id":"a","provider_id":"assay","benchmark_index":0})"));
}

void tst_StoreJobs::cancel()
{
    QList<EffectiveBenchmark> three = two();
    three.append(benchmark(QStringLiteral("c")));
    const QString id = create(*m_store, newJob(QStringLiteral("j"), three));
    QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Completed)).hasValue());
    QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("b"), 1, RunState::Running)).hasValue());
    for (int i = 0; i < 2; ++i)
        QVERIFY(answer<Done>([&](auto reply) { m_store->cancelJob(id, {}, reply); }).hasValue());
    const json status = jobDocument(*m_store, id)["status"];
    const json message = json::parse(R"({"message":"Evaluation job cancelled","message_code":"evaluation_job_cancelled","message_origin":"server"})");
    COMPARE_JSON(status["state"], json("cancelled"));
    COMPARE_JSON(status["message"], message);
    QCOMPARE(status["benchmarks"].size(), std::size_t(2)); // what never reported stays unlisted
    COMPARE_JSON(status["benchmarks"][0]["status"], json("completed"));
    COMPARE_JSON(status["benchmarks"][1]["status"], json("cancelled"));
    COMPARE_JSON(status["benchmarks"][1]["error_message"], message);
    const auto late = apply(*m_store, id, reportOf(QStringLiteral("c"), 2, RunState::Completed));
    QCOMPARE(late.error().message, QStringLiteral("The job %1 can not be running because it is 'cancelled'.").arg(id));
    QVERIFY(answer<QList<OpenBenchmark>>([&](auto reply) { m_store->openBenchmarks(reply); })->isEmpty());
}

void tst_StoreJobs::cancelOfAnEndedJob()
{
    const QString id = create(*m_store, newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a"))}));
    QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Completed)).hasValue());
    const auto refused = answer<Done>([&](auto reply) { m_store->cancelJob(id, {}, reply); });
    QCOMPARE(refused.error().kind, Error::Kind::Conflict);
    QCOMPARE(refused.error().message, QStringLiteral("The job %1 can not be cancelled because it is 'completed'.").arg(id));
    COMPARE_JSON(jobDocument(*m_store, id)["status"]["message"]["message_code"], json("evaluation_job_updated"));
}

void tst_StoreJobs::hardDeleteLeavesNothing()
{
    const QString id = create(*m_store, newJob(QStringLiteral("j"), two()));
    m_store->appendLog(id, 0, QStringLiteral("hello"));
    for (int i = 0; i < 1200; ++i)
        m_store->addSample(id, 0, 0, sample(i, 1), {});
    QVERIFY(answer<Done>([&](auto reply) { m_store->removeJob(id, {}, reply); }).hasValue());
    QVERIFY(!QFile::exists(m_folder->path() + QStringLiteral("/jobs/") + id));
    const auto gone = answer<Done>([&](auto reply) { m_store->removeJob(id, {}, reply); });
    QCOMPARE(gone.error().kind, Error::Kind::NotFound);
    QCOMPARE(m_store->jobCount(RunState::Pending), 0);
    // A job made next is not given the samples of the one that went.
    const QString next = create(*m_store, newJob(QStringLiteral("j2"), two()));
    QCOMPARE(answer<SamplePage>([&](auto reply) { m_store->samples(next, 0, {}, {}, reply); })->items.size(), 0);
}

void tst_StoreJobs::tenants()
{
    const QString id = create(*m_store, newJob(QStringLiteral("j"), two()));
    QVERIFY(jobDocument(*m_store, id, QStringLiteral("gold")).is_object());
    QVERIFY(jobDocument(*m_store, id, QStringLiteral("silver")).is_null());
    QVERIFY(jobDocument(*m_store, id, {}).is_object());
    QVERIFY(!apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Running), QStringLiteral("silver")).hasValue());
    QVERIFY(!answer<Done>([&](auto reply) { m_store->removeJob(id, QStringLiteral("silver"), reply); }).hasValue());
    QCOMPARE(answer<TextPage>([&](auto reply) { m_store->jobs({}, QStringLiteral("silver"), reply); })->totalCount, 0);
    QCOMPARE(answer<TextPage>([&](auto reply) { m_store->jobs({}, {}, reply); })->totalCount, 1);
}

void tst_StoreJobs::filters_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("tags");
    QTest::addColumn<QString>("owner");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("found"); // newest first
    const QString none;
    QTest::addRow("all") << none << none << none << none << "list,c list-b list-a";
    QTest::addRow("name") << "list-a" << none << none << none << "list-a";
    QTest::addRow("case counts") << "List-a" << none << none << none << "";
    QTest::addRow("either name") << "list-a|list-b" << none << none << none << "list-b list-a";
    QTest::addRow("both names") << "list-a,list-b" << none << none << none << "";
    QTest::addRow("a comma splits") << "list,c" << none << none << none << "";
    QTest::addRow("but not in quotes") << "\"list,c\"" << none << none << none << "list,c";
    QTest::addRow("both tags") << none << "l1,l2" << none << none << "list-a";
    QTest::addRow("either tag") << none << "l1|l3" << none << none << "list,c list-b list-a";
    QTest::addRow("comma beats pipe") << none << "l1,l2|l3" << none << none << "";
    QTest::addRow("owner") << none << none << "ann" << none << "list-a";
    QTest::addRow("not owner") << none << none << "!ann" << none << "list,c list-b";
    QTest::addRow("running") << none << none << none << "running" << "list-b";
    QTest::addRow("either state") << none << none << none << "running|pending" << "list,c list-b list-a";
    QTest::addRow("no such state") << none << none << none << "sleeping" << "";
    QTest::addRow("combined") << none << "l1" << "bob" << "running" << "list-b";
}

void tst_StoreJobs::filters()
{
    QFETCH(QString, name);
    QFETCH(QString, tags);
    QFETCH(QString, owner);
    QFETCH(QString, status);
    QFETCH(QString, found);
    const QList<std::tuple<QString, QStringList, QString>> jobs = {
        {QStringLiteral("list-a"), {QStringLiteral("l1"), QStringLiteral("l2")}, QStringLiteral("ann")},
        {QStringLiteral("list-b"), {QStringLiteral("l1")}, QStringLiteral("bob")},
        {QStringLiteral("list,c"), {QStringLiteral("l2"), QStringLiteral("l3")}, QStringLiteral("bob")}};
    for (const auto &[jobName, jobTags, jobOwner] : jobs) {
        NewJob job = newJob(jobName, {benchmark(QStringLiteral("a"))});
        job.job.tags = jobTags;
        job.owner = jobOwner;
        const QString id = create(*m_store, job);
        if (jobName == QLatin1String("list-b"))
            QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Running)).hasValue());
    }
    JobQuery query;
    query.name = name;
    query.tags = tags;
    query.owner = owner;
    query.status = status;
    for (const QString &tenant : {QString(), QStringLiteral("gold")}) {
        const auto page = answer<TextPage>([&](auto reply) { m_store->jobs(query, tenant, reply); });
        QVERIFY(page.hasValue());
        QStringList names;
        for (const QByteArray &item : page->items)
            names << QString::fromStdString(json::parse(item.begin(), item.end())["name"]);
        QCOMPARE(names.join(QLatin1Char(' ')), found);
        QCOMPARE(page->totalCount, qint64(names.size()));
    }
}

void tst_StoreJobs::pagesAreNewestFirst()
{
    for (int i = 0; i < 7; ++i)
        create(*m_store, newJob(QString::number(i), {benchmark(QStringLiteral("a"))}));
    JobQuery query;
    query.limit = 3;
    query.offset = 3;
    const auto page = answer<TextPage>([&](auto reply) { m_store->jobs(query, {}, reply); });
    QCOMPARE(page->totalCount, 7);
    QStringList names;
    for (const QByteArray &item : page->items)
        names << QString::fromStdString(json::parse(item.begin(), item.end())["name"]);
    QCOMPARE(names, QStringList({QStringLiteral("3"), QStringLiteral("2"), QStringLiteral("1")}));
    query.limit = 0;
    query.offset = 0;
    QCOMPARE(answer<TextPage>([&](auto reply) { m_store->jobs(query, {}, reply); })->items.size(), 7);
    query.offset = 100;
    QCOMPARE(answer<TextPage>([&](auto reply) { m_store->jobs(query, {}, reply); })->items.size(), 0);
}

void tst_StoreJobs::resolvedShaIsStoredOnce()
{
    NewJob job = newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a"))});
    job.config = R"({"name":"j","model":{"name":"m","url":""},"benchmarks":[{"id":"a","provider_id":"assay",
                    "test_data_ref":{"git":{"url":"https://example.com/r","ref":"main"}}}]})";
    const QString id = create(*m_store, job);
    for (const char *sha : {"zzz", "abcdef12", "1234567"}) {
        BenchmarkEvent report = reportOf(QStringLiteral("a"), 0, RunState::Running);
        report.jobMeta.text = QByteArray("{\"resolved_sha\":\"") + sha + "\"}";
        QVERIFY(apply(*m_store, id, report).hasValue());
    }
    COMPARE_JSON(jobDocument(*m_store, id)["benchmarks"][0]["test_data_ref"]["resolved_sha"], json("abcdef12"));
}

void tst_StoreJobs::changesComeInOrderAfterTheCommit()
{
    std::mutex mutex;
    std::vector<ChangeRecord> changes;
    m_store->addChangeListener([&](const ChangeRecord &change) {
        const std::lock_guard lock(mutex);
        changes.push_back(change);
    });
    const QString id = create(*m_store, newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a"))}));
    QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Running)).hasValue());
    QVERIFY(!apply(*m_store, id, reportOf(QStringLiteral("x"), 0, RunState::Running)).hasValue());
    QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Completed)).hasValue());
    QVERIFY(answer<Done>([&](auto reply) { m_store->removeJob(id, {}, reply); }).hasValue());
    const std::lock_guard lock(mutex);
    QCOMPARE(changes.size(), std::size_t(4));
    for (std::size_t i = 0; i < changes.size(); ++i) {
        QCOMPARE(changes[i].seq, qint64(i + 1));
        QCOMPARE(changes[i].jobId, id);
    }
    QVERIFY(changes[0].created && !changes[0].index);
    QCOMPARE(changes[1].benchmarkState, RunState::Running);
    QCOMPARE(changes[2].state, RunState::Completed);
    QVERIFY(changes[3].removed);
    QCOMPARE(m_store->lastChange(), 4);
    QCOMPARE(m_store->epoch().size(), 16);
}

void tst_StoreJobs::progressIsCoalesced()
{
    std::atomic<int> changes{0};
    m_store->addChangeListener([&](const ChangeRecord &change) { changes += change.itemsDone.has_value() ? 1 : 0; });
    const QString id = create(*m_store, newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a"))}));
    m_store->progress(id, 0, 1, 10); // not running yet: ignored
    m_store->flush();
    QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Running)).hasValue());
    for (int i = 0; i <= 1000; ++i)
        m_store->progress(id, 0, i, 1000);
    m_store->flush();
    const json entry = jobDocument(*m_store, id)["status"]["benchmarks"][0];
    COMPARE_JSON(entry["items_done"], json(1000));
    COMPARE_JSON(entry["items_total"], json(1000));
    QVERIFY(changes.load() < 100);
    m_store->progress(id, 0, 7, 1000);
    QVERIFY(apply(*m_store, id, reportOf(QStringLiteral("a"), 0, RunState::Completed)).hasValue());
    m_store->flush();
    COMPARE_JSON(jobDocument(*m_store, id)["status"]["benchmarks"][0]["items_done"], json(7));
}

void tst_StoreJobs::countersFollow()
{
    const QString one = create(*m_store, newJob(QStringLiteral("1"), {benchmark(QStringLiteral("a"))}));
    create(*m_store, newJob(QStringLiteral("2"), {benchmark(QStringLiteral("a"))}));
    QVERIFY(apply(*m_store, one, reportOf(QStringLiteral("a"), 0, RunState::Completed)).hasValue());
    QCOMPARE(m_store->jobCount(RunState::Pending), 1);
    QCOMPARE(m_store->jobCount(RunState::Completed), 1);
    StoreOptions options = m_store->options();
    m_store.reset();
    m_store = openStore(options);
    QCOMPARE(m_store->jobCount(RunState::Pending), 1);
    QCOMPARE(m_store->jobCount(RunState::Completed), 1);
    QVERIFY(m_store->sizes().databaseBytes > 0);
}

/// Also in the moment after a commit, in which the counters in memory do not know of it yet.
void tst_StoreJobs::listsCountWhatTheyShow()
{
    StoreOptions options = m_store->options();
    m_store.reset();
    QList<std::pair<qint64, qint64>> seen; // in that moment: total, jobs on the page
    std::atomic<Store *> store = nullptr; // the writer's thread reads it
    options.onWrite = [&](const char *, WriteStage stage) {
        if (stage != WriteStage::Reply || !store)
            return;
        const auto page = answer<TextPage>([&](auto reply) { store.load()->jobs({}, {}, reply); });
        seen.append({page->totalCount, page->items.size()});
    };
    m_store = openStore(options);
    store = m_store.get();
    create(*m_store, newJob(QStringLiteral("1"), {benchmark(QStringLiteral("a"))}));
    create(*m_store, newJob(QStringLiteral("2"), {benchmark(QStringLiteral("a"))}));
    store = nullptr;
    m_store.reset(); // nothing is written any more
    QVERIFY(seen.contains({1, 1}) && seen.contains({2, 2}));
    for (const auto &[total, shown] : std::as_const(seen))
        QCOMPARE(total, shown);
}

void tst_StoreJobs::documents()
{
    const QString gold = QStringLiteral("gold");
    const auto made = answer<StoredDocument>(
        [&](auto reply) { m_store->createDocument(DocumentKind::Provider, gold, QStringLiteral("ann"), R"({"name":"p"})", reply); });
    QVERIFY(made.hasValue());
    const QString id = made->resource.id;
    QCOMPARE(made->resource.createdAt, made->resource.updatedAt);
    const auto get = [&](DocumentKind kind, const QString &tenant) {
        return answer<StoredDocument>([&](auto reply) { m_store->document(kind, id, tenant, reply); });
    };
    QCOMPARE(get(DocumentKind::Provider, gold)->body, QByteArray(R"({"name":"p"})"));
    QCOMPARE(get(DocumentKind::Provider, {}).error().message, QStringLiteral("The provider resource '%1' was not found.").arg(id));
    QVERIFY(!get(DocumentKind::Provider, QStringLiteral("silver")).hasValue());
    QVERIFY(!get(DocumentKind::Collection, gold).hasValue());
    const auto list = [&](const QString &tenant) {
        return answer<QList<StoredDocument>>([&](auto reply) { m_store->documents(DocumentKind::Provider, tenant, reply); })->size();
    };
    QCOMPARE(list(gold), 1);
    QCOMPARE(list({}), 1); // lists without a tenant show all
    QCOMPARE(list(QStringLiteral("silver")), 0);
    m_clock.advance(1000);
    const auto changed = answer<StoredDocument>(
        [&](auto reply) { m_store->replaceDocument(DocumentKind::Provider, id, gold, R"({"name":"p"})", R"({"name":"q"})", reply); });
    QCOMPARE(changed->body, QByteArray(R"({"name":"q"})"));
    QCOMPARE(changed->resource.createdAt, made->resource.createdAt);
    QVERIFY(changed->resource.updatedAt != made->resource.updatedAt);
    QVERIFY(!answer<Done>([&](auto reply) { m_store->removeDocument(DocumentKind::Provider, id, {}, reply); }).hasValue());
    QVERIFY(answer<Done>([&](auto reply) { m_store->removeDocument(DocumentKind::Provider, id, gold, reply); }).hasValue());
    QVERIFY(!get(DocumentKind::Provider, gold).hasValue());
}

void tst_StoreJobs::logRanges()
{
    const QString id = create(*m_store, newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a"))}));
    const auto log = [&](int index, qint64 offset, qint64 limit) {
        return answer<LogPiece>([&](auto reply) { m_store->log(id, index, {}, offset, limit, reply); });
    };
    QCOMPARE(log(0, 0, 100)->size, 0);
    QCOMPARE(log(1, 0, 100).error().kind, Error::Kind::NotFound);
    m_store->appendLog(id, 0, QStringLiteral("first"));
    m_store->appendLog(id, 0, QStringLiteral("zweite Zeile: ä"));
    QCOMPARE(log(0, 0, 6)->bytes, QByteArray("first\n"));
    QCOMPARE(log(0, 6, 1000)->bytes, QByteArray("zweite Zeile: ä\n"));
    QCOMPARE(log(0, -3, 1000)->bytes, QByteArray("ä\n"));
    QCOMPARE(log(0, 1000, 10)->offset, log(0, 0, 0)->size);
}

void tst_StoreJobs::logEndsAtItsLimit()
{
    StoreOptions options = m_store->options();
    m_store.reset();
    options.logLimit = 100;
    m_store = openStore(options);
    const QString id = create(*m_store, newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a"))}));
    for (int i = 0; i < 50; ++i)
        m_store->appendLog(id, 0, QStringLiteral("line %1").arg(i));
    const auto log = answer<LogPiece>([&](auto reply) { m_store->log(id, 0, {}, 0, 10000, reply); });
    QVERIFY(log->bytes.endsWith("it reached its limit of 100 bytes.\n"));
    QVERIFY(log->size < 200);
}

void tst_StoreJobs::attemptsHaveLogs()
{
    const QString id = create(*m_store, newJob(QStringLiteral("j"), two()));
    const auto log = [&](int attempt, qint64 offset = 0, qint64 limit = 1000) {
        return answer<LogPiece>([&](auto reply) { m_store->attemptLog({id, 0, attempt}, {}, offset, limit, reply); });
    };
    const auto start = [&](int attempt) {
        return answer<StartedAttempt>([&](auto reply) { m_store->startAttempt({id, 0, attempt}, true, reply); }).hasValue();
    };
    QCOMPARE(log(1)->size, 0); // it waits
    QCOMPARE(log(2).error().kind, Error::Kind::NotFound);
    QCOMPARE(log(0).error().kind, Error::Kind::NotFound);
    QVERIFY(start(1));
    m_store->appendLog(id, 0, QStringLiteral("first"));
    QCOMPARE(log(1)->bytes, QByteArray("first\n"));
    AttemptRetry retry;
    retry.key = {id, 0, 1};
    QVERIFY(answer<Done>([&](auto reply) { m_store->retryAttempt(retry, reply); }).hasValue());
    QCOMPARE(log(2)->size, 0);
    m_store->appendLog(id, 0, QStringLiteral("last words"));
    QVERIFY(start(2));
    m_store->appendLog(id, 0, QStringLiteral("second: ä"));
    QVERIFY(start(2)); // an engine died over it
    m_store->appendLog(id, 0, QStringLiteral("again"));
    QCOMPARE(log(1)->bytes, QByteArray("first\nlast words\n"));
    QCOMPARE(log(2)->bytes, QByteArray("second: ä\nagain\n"));
    QCOMPARE(log(2)->size, log(2)->bytes.size());
    QCOMPARE(log(1, 6, 4)->bytes, QByteArray("last"));
    QCOMPARE(log(1, -6, 100)->bytes, QByteArray("words\n"));
    QCOMPARE(log(1, 100)->offset, log(1)->size);
    // Together they are the benchmark's.
    QCOMPARE(answer<LogPiece>([&](auto reply) { m_store->log(id, 0, {}, 0, 1000, reply); })->bytes, log(1)->bytes + log(2)->bytes);
    const auto ofOthers = answer<LogPiece>([&](auto reply) { m_store->attemptLog({id, 0, 1}, QStringLiteral("other"), 0, 100, reply); });
    QCOMPARE(ofOthers.error().kind, Error::Kind::NotFound);
    QCOMPARE(answer<LogPiece>([&](auto reply) { m_store->attemptLog({id, 7, 1}, {}, 0, 100, reply); }).error().kind, Error::Kind::NotFound);
}

void tst_StoreJobs::attemptsOfOldStoresShareALog()
{
    const QString id = create(*m_store, newJob(QStringLiteral("j"), two()));
    for (const int attempt : {1, 2, 3}) {
        QVERIFY(answer<StartedAttempt>([&](auto reply) { m_store->startAttempt({id, 0, attempt}, true, reply); }).hasValue());
        m_store->appendLog(id, 0, QString::number(attempt));
        AttemptRetry retry;
        retry.key = {id, 0, attempt};
        if (attempt < 3)
            QVERIFY(answer<Done>([&](auto reply) { m_store->retryAttempt(retry, reply); }).hasValue());
    }
    const StoreOptions options = m_store->options();
    m_store.reset();
    {
        Database db(databaseFile(options), Database::Mode::ReadWrite);
        db.execute("UPDATE run SET log_from = NULL WHERE attempt < 3");
    }
    m_store = openStore(options);
    const auto log = [&](int attempt) {
        return answer<LogPiece>([&](auto reply) { m_store->attemptLog({id, 0, attempt}, {}, 0, 100, reply); })->bytes;
    };
    QCOMPARE(log(1), QByteArray("1\n2\n"));
    QCOMPARE(log(2), QByteArray("1\n2\n"));
    QCOMPARE(log(3), QByteArray("3\n"));
}

void tst_StoreJobs::partOfALogWithAHole_data()
{
    QTest::addColumn<LogPart>("part");
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<qint64>("size");
    const auto note = [](int bytes) { return "\n[" + QByteArray::number(bytes) + " bytes of output were left out here]\n"; };
    QTest::newRow("all") << LogPart{} << qint64(0) << "0123456789" + note(490) << qint64(510);
    QTest::newRow("before") << LogPart{2, 6} << qint64(0) << QByteArray("2345") << qint64(4);
    QTest::newRow("into the hole") << LogPart{5, 200} << qint64(0) << "56789" + note(190) << qint64(195);
    QTest::newRow("behind its note") << LogPart{5, 200} << qint64(5 + note(190).size()) << QByteArray() << qint64(195);
    QTest::newRow("inside the hole") << LogPart{100, 300} << qint64(0) << note(200) << qint64(200);
    QTest::newRow("out of the hole") << LogPart{300, 505} << qint64(0) << note(200) << qint64(205);
    QTest::newRow("behind the hole") << LogPart{300, 505} << qint64(200) << QByteArray("abcde") << qint64(205);
    QTest::newRow("from its end") << LogPart{300, 505} << qint64(-3) << QByteArray("cde") << qint64(205);
    QTest::newRow("after") << LogPart{505, {}} << qint64(0) << QByteArray("fghij") << qint64(5);
    QTest::newRow("beyond") << LogPart{600, 700} << qint64(0) << QByteArray() << qint64(0);
}

void tst_StoreJobs::partOfALogWithAHole()
{
    for (const auto &[name, text] : {std::pair("log.txt", "0123456789"), std::pair("log.500.txt", "abcdefghij")}) {
        QFile file(m_folder->filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QFETCH(LogPart, part);
    QFETCH(qint64, offset);
    const LogPiece piece = readLog(m_folder->filePath(QStringLiteral("log.txt")), offset, 1000, part);
    QTEST(piece.bytes, "bytes");
    QTEST(piece.size, "size");
}

void tst_StoreJobs::identifiersSortByCreation()
{
    QString last;
    for (int i = 0; i < 50; ++i) {
        const QString id = create(*m_store, newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a"))}));
        QVERIFY(QRegularExpression(QStringLiteral("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")).match(id).hasMatch());
        QVERIFY(id > last);
        last = id;
    }
}

ASSAY_TEST(tst_StoreJobs)
#include "tst_StoreJobs.moc"
