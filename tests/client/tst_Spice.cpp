#include "services/backends/spice/SpiceConnection.h"

#include "services/api/CatalogueService.h"
#include "services/api/JobService.h"
#include "services/api/RequestLog.h"
#include "services/api/WriteGuard.h"
#include "services/backends/spice/SpiceHistory.h"
#include "services/backends/spice/SpiceJobs.h"
#include "services/core/Time.h"
#include "tests/client/Recordings.h"
#include "tests/client/SpiceSettings.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;
using State = Connection::State;

/// A Spice runtime of recorded answers, and a connection to it: what it says of itself, its evals, runs that take their time, break,
/// fail, are lost, and the rows that it forgets.
class tst_Spice : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void connects_data();
    void connects();
    void goesOnWhenItIsBack();
    void keyGoesIntoItsHeader();
    void offersItsEvals();
    void runsOneEvalAfterTheOther();
    void failedInside200();
    void refusals_data();
    void refusals();
    void neverSentTwice();
    void lostAnswerIsFoundAgain_data();
    void lostAnswerIsFoundAgain();
    void survivesTheEndOfTheProgram();
    void recordedBeforeItIsSent();
    void cancelEndsTheRequest();
    void takesOtherRunsIn();
    void removedStaysAway();
    void copiesRowsAtOnce();
    void samplesAreSearched();
    void sameKeyMakesOneJob();
    void guardAsksOnce();
    void gateAndMetricAreOurs();
    void wrongJobs_data();
    void wrongJobs();
    void storeKeepsLargeRuns();
    void storeBoundsSamples_data();
    void storeBoundsSamples();
    void storeRefuses();
    void closedStaysClosed_data();
    void closedStaysClosed();

private:
    Answer answer(const Asked &asked);
    ConnectionSettings settings() const;
    void open(const ConnectionSettings &settings);
    void open() { open(settings()); }
    JobService &jobs() { return m_connection->jobs(); }
    Job job(const QStringList &evals, const QString &model = QStringLiteral("my_model")) const;
    QString submit(const QStringList &evals);
    Job ended(const QString &id);
    int posts() const;
    qint64 count(const QString &id, const std::function<void(SampleQuery &)> &change);
    static KeptRun recordOf(const QString &id);

    const Recordings m_recordings{QStringLiteral("spice")};
    std::unique_ptr<TestServer> m_server;
    FakeSecretStore m_secrets;
    FakeDraftStore m_files;
    std::unique_ptr<WriteGuard> m_guard;
    std::unique_ptr<SpiceConnection> m_connection;
    Answer m_run, m_runs, m_rows, m_evals, m_ready;
    QByteArray m_runsAfter; ///< what the runtime lists from the first run on; empty: the same
    int m_questions = 0;
};

void tst_Spice::init()
{
    m_connection.reset();
    m_server = std::make_unique<TestServer>([this](const Asked &asked) { return answer(asked); });
    m_secrets.entries.clear();
    m_files.contents.clear();
    m_files.failSave.reset();
    m_files.hold = false;
    m_guard = std::make_unique<WriteGuard>();
    m_questions = 0;
    m_guard->setAsk([this](const WriteGuard::Question &, const std::function<void(bool)> &answer) {
        ++m_questions;
        answer(true);
    });
    m_run = m_recordings.named("runtime json");
    m_runs = Answer{.body = "[]", .contentType = "text/plain; charset=utf-8"};
    m_runsAfter.clear();
    m_rows = m_recordings.named("results by sql");
    m_evals = m_recordings.named("list");
    m_ready = m_recordings.named("ready");
}

Answer tst_Spice::answer(const Asked &asked)
{
    if (asked.path == "/v1/evals" && asked.method == "GET")
        return m_evals;
    if (asked.path.startsWith("/v1/evals/") && asked.method == "POST") {
        if (!m_runsAfter.isEmpty())
            m_runs.body = m_runsAfter;
        return asked.headers.value("content-type") == "application/json" ? m_run : m_recordings.named("no content type");
    }
    if (asked.path == "/v1/sql")
        return asked.body.contains("eval.runs") ? m_runs : m_rows;
    if (asked.path == "/v1/ready")
        return m_ready;
    if (asked.path == "/health")
        return m_recordings.named("health");
    return m_recordings.named("list on v2");
}

ConnectionSettings tst_Spice::settings() const
{
    return spiceSettings(m_server->text());
}

void tst_Spice::open(const ConnectionSettings &settings)
{
    m_connection = std::make_unique<SpiceConnection>(settings, RestServices{m_secrets, *m_guard, nullptr, &m_files});
    m_connection->spiceJobs().history().setPatience(200, 100);
    m_connection->spiceJobs().runner().setLookInterval(50);
    m_connection->setActive(false); // nothing is asked at intervals here
    m_connection->open();
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->state() == State::Ready || m_connection->state() == State::Unreachable, 10000);
}

Job tst_Spice::job(const QStringList &evals, const QString &model) const
{
    Job job;
    job.name = QStringLiteral("Two evals");
    job.model.name = model;
    for (const QString &eval : evals) {
        BenchmarkRef ref;
        ref.id = eval;
        ref.providerId = QStringLiteral("spice");
        job.benchmarks << ref;
    }
    return job;
}

QString tst_Spice::submit(const QStringList &evals)
{
    const auto made = waited(jobs().submit(job(evals), QStringLiteral("key")));
    return made ? made->resource.id : made.error().message;
}

/// The job once it is over.
Job tst_Spice::ended(const QString &id)
{
    Job now;
    const bool over = QTest::qWaitFor([&] {
        const auto job = waited(jobs().get(id));
        if (job)
            now = *job;
        return job && isTerminal(job->status.state);
    }, 10000);
    return over ? now : Job();
}

int tst_Spice::posts() const
{
    return int(std::count_if(m_server->asked.cbegin(), m_server->asked.cend(), [](const Asked &asked) { return asked.method == "POST" && asked.path.startsWith("/v1/evals/"); }));
}

/// Samples that fit; -1: refused.
qint64 tst_Spice::count(const QString &id, const std::function<void(SampleQuery &)> &change)
{
    SampleQuery query;
    change(query);
    const auto page = waited(jobs().samples(id, 0, query));
    return page ? page->totalCount : -1;
}

void tst_Spice::connects_data()
{
    QTest::addColumn<Answer>("evals");
    QTest::addColumn<Answer>("ready");
    QTest::addColumn<QString>("message"); ///< empty: it is ready
    QTest::addColumn<Error::Kind>("kind");
    const Answer list = m_recordings.named("list"), ready = m_recordings.named("ready");
    QTest::addRow("1.x") << list << ready << QString() << Error::Kind::Internal;
    QTest::addRow("no evals in the spicepod") << Answer{.body = m_recordings.body(QStringLiteral("runtime/evals-list.empty.json"))} << ready << QString() << Error::Kind::Internal;
    QTest::addRow("2.x") << m_recordings.named("list on v2") << ready << QStringLiteral("has no evals: version 2.0 removed them.") << Error::Kind::Unsupported;
    QTest::addRow("key") << m_recordings.named("no or wrong key") << ready << QStringLiteral("refuses the key (401)") << Error::Kind::Unauthorized;
    QTest::addRow("starting") << list << m_recordings.named("not ready") << QStringLiteral("is starting: it still loads its datasets and models.") << Error::Kind::Network;
    QTest::addRow("another server") << Answer{.status = 404, .body = "404 page not found", .contentType = "text/plain"} << ready
                                    << QStringLiteral("is not a Spice runtime; check the URL.") << Error::Kind::Protocol;
    QTest::addRow("another service") << Answer{.body = R"({"items":[]})"} << ready << QStringLiteral("is not a Spice runtime; check the URL.") << Error::Kind::Protocol;
    QTest::addRow("web page") << Answer{.body = "<!doctype html><html>", .contentType = "text/html"} << ready << QStringLiteral("answers with a web page, not with Spice.ai") << Error::Kind::Protocol;
    QTest::addRow("fault") << Answer{.status = 500, .body = "boom", .contentType = "text/plain"} << ready << QStringLiteral("The runtime answers: boom") << Error::Kind::Protocol;
    QTest::addRow("busy") << Answer{.status = 429, .body = "slow down", .contentType = "text/plain", .headers = {{"Retry-After", "60"}}} << ready
                          << QStringLiteral("too many requests at once") << Error::Kind::Network;
    QTest::addRow("cut off") << Answer{.cutAfter = 0} << ready << QStringLiteral("broke the connection off") << Error::Kind::Network;
}

void tst_Spice::connects()
{
    QFETCH(Answer, evals);
    QFETCH(Answer, ready);
    QFETCH(QString, message);
    QFETCH(Error::Kind, kind);
    m_evals = evals;
    m_ready = ready;
    open();
    if (message.isEmpty()) {
        QCOMPARE(m_connection->state(), State::Ready);
        QVERIFY(m_connection->capabilities().has(Capability::Samples));
        QVERIFY(!m_connection->capabilities().has(Capability::Logs));
        return;
    }
    QCOMPARE(m_connection->state(), State::Unreachable);
    QVERIFY2(m_connection->lastError().message.contains(message), qPrintable(m_connection->lastError().message));
    QCOMPARE(m_connection->lastError().kind, kind);
}

/// What waited when the runtime went away goes out when it is back, without a reconnect by hand.
void tst_Spice::goesOnWhenItIsBack()
{
    ConnectionSettings often = settings();
    often.pollSeconds = 1;
    open(often);
    m_runs = Answer{.status = 500, .body = "gone", .contentType = "text/plain"};
    const QString id = submit({QStringLiteral("tetris")});
    QVERIFY(waited(jobs().get(id)));
    m_connection->setActive(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), State::Unreachable, 10000);
    QCOMPARE(posts(), 0);
    m_runs = Answer{.body = "[]", .contentType = "text/plain; charset=utf-8"};
    QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), State::Ready, 30000);
    QTRY_COMPARE(posts(), 1);
}

void tst_Spice::keyGoesIntoItsHeader()
{
    ConnectionSettings wanted = settings();
    wanted.auth = ConnectionSettings::Auth::Header;
    wanted.headerName = QStringLiteral("X-API-Key");
    m_secrets.entries.insert(wanted.secretName(), {QStringLiteral("s3cret"), {wanted.origin()}});
    open(wanted);
    QCOMPARE(m_connection->state(), State::Ready);
    for (const Asked &asked : m_server->asked) {
        QCOMPARE(asked.headers.value("x-api-key"), QByteArray("s3cret"));
        QVERIFY(!asked.headers.contains("authorization"));
    }
}

void tst_Spice::offersItsEvals()
{
    open();
    const auto page = waited(m_connection->catalogue().listProviders({}));
    QVERIFY(page);
    QCOMPARE(page->items.size(), 1);
    const Provider provider = page->items.first();
    QCOMPARE(provider.resource.id, QStringLiteral("spice"));
    QVERIFY(provider.resource.readOnly());
    QCOMPARE(provider.benchmarks.size(), 2);
    QCOMPARE(provider.benchmarks.first().id, QStringLiteral("tetris"));
    QCOMPARE(provider.benchmarks.first().description, QStringLiteral("Can the model rotate a tetris block"));
    QCOMPARE(provider.benchmarks.last().description, QStringLiteral("Rows of the dataset cricket_questions, scored by hf_minilm, judge, match."));
    QCOMPARE(provider.benchmarks.last().metrics, QStringList({QStringLiteral("hf_minilm/mean"), QStringLiteral("judge/mean"), QStringLiteral("match/mean")}));
    QCOMPARE(provider.benchmarks.last().primaryScore->metric, QStringLiteral("hf_minilm/mean"));
    QVERIFY(waited(m_connection->catalogue().listCollections({}))->items.isEmpty());
    QCOMPARE(waited(m_connection->catalogue().createProvider({})).error().kind, Error::Kind::Unsupported);
}

void tst_Spice::runsOneEvalAfterTheOther()
{
    open();
    m_run.delayMs = 2000;
    const QString id = submit({QStringLiteral("tetris"), QStringLiteral("australia")});
    QTRY_COMPARE(posts(), 1);
    QCOMPARE(waited(jobs().get(id))->status.state, RunState::Running);
    QCOMPARE(waited(jobs().get(id))->status.benchmarks.last().status, RunState::Pending);
    QCOMPARE(posts(), 1); // while the first is asked for
    m_run.delayMs = 0;
    m_run.body.replace("15b8c5351cff98d96db28b8c76ad19dc", "25b8c5351cff98d96db28b8c76ad19dc");
    QTRY_COMPARE(posts(), 2);
    const Job job = ended(id);
    QCOMPARE(job.status.state, RunState::Completed);
    QList<QByteArray> paths;
    for (const Asked &asked : m_server->asked) {
        if (asked.method == "POST" && asked.path.startsWith("/v1/evals")) {
            paths << asked.path;
            QCOMPARE(asked.body, QByteArray(R"({"model":"my_model"})"));
            QCOMPARE(asked.headers.value("accept"), QByteArray("application/json")); // bare: with a parameter it is not known
        }
    }
    QCOMPARE(paths, QList<QByteArray>({"/v1/evals/tetris", "/v1/evals/australia"}));
}

void tst_Spice::failedInside200()
{
    open();
    m_run = m_recordings.named("failed run is HTTP 200");
    const Job job = ended(submit({QStringLiteral("tetris")}));
    QCOMPARE(job.status.state, RunState::Failed);
    QCOMPARE(job.status.benchmarks.first().errorMessage->message,
             QStringLiteral("Failed to run the model during evaluation 'tetris'. error sending request for url Verify the model configuration and try again."));
    QVERIFY(job.results.benchmarks.isEmpty());
    QCOMPARE(job.status.benchmarks.first().startedAt, QStringLiteral("2024-12-30T06:24:25Z"));
}

void tst_Spice::refusals_data()
{
    QTest::addColumn<Answer>("run");
    QTest::addColumn<QString>("message");
    for (const char *name : {"eval unknown", "model unknown", "dataset unknown", "no model field", "bad json", "no content type", "malformed accept", "runtime csv is refused", "shutting down"}) {
        const Answer answer = m_recordings.named(name);
        QTest::addRow("%s", name) << answer << QStringLiteral("The runtime answers: ") + QString::fromUtf8(answer.body).trimmed();
    }
    QTest::addRow("key") << m_recordings.named("no or wrong key") << QStringLiteral("http://127.0.0.1:%1 refuses the key (401); enter a valid one for this connection.");
    QTest::addRow("no route") << m_recordings.named("list on v2") << QStringLiteral("The Spice runtime at http://127.0.0.1:%1 does not have this; it may be another version.");
    QTest::addRow("busy") << Answer{.status = 429, .body = "x"} << QStringLiteral("http://127.0.0.1:%1 answers too many requests at once; try again in a while.");
    QTest::addRow("run table") << Answer{.status = 500, .body = m_recordings.body(QStringLiteral("errors/500-run-table.txt"))}
                               << QStringLiteral("The runtime answers: ") + QString::fromUtf8(m_recordings.body(QStringLiteral("errors/500-run-table.txt"))).trimmed();
}

void tst_Spice::refusals()
{
    QFETCH(Answer, run);
    QFETCH(QString, message);
    open();
    m_run = run;
    const Job job = ended(submit({QStringLiteral("tetris")}));
    QCOMPARE(job.status.state, RunState::Failed);
    QCOMPARE(job.status.benchmarks.first().errorMessage->message, message.contains(QLatin1String("%1")) ? message.arg(m_server->port()) : message);
    QCOMPARE(posts(), 1);
}

/// Each call costs tokens.
void tst_Spice::neverSentTwice()
{
    open();
    m_run = Answer{.cutAfter = 0};
    const Job job = ended(submit({QStringLiteral("tetris")}));
    QCOMPARE(job.status.state, RunState::Failed);
    QCOMPARE(job.status.benchmarks.first().errorMessage->messageCode, QStringLiteral("state_unknown"));
    QCOMPARE(job.status.benchmarks.first().errorMessage->message,
             QStringLiteral("The answer was lost, and the runtime does not list the run: whether it ran is not known. It was not sent again."));
    QCOMPARE(posts(), 1);
}

void tst_Spice::lostAnswerIsFoundAgain_data()
{
    QTest::addColumn<QByteArray>("runs"); ///< what the runtime lists after the loss
    QTest::addColumn<RunState>("state");
    QTest::addColumn<QString>("code");
    const QByteArray done = m_recordings.body(QStringLiteral("runtime/run-eval.completed.json")).trimmed();
    QTest::addRow("it completed") << done << RunState::Completed << QString();
    QTest::addRow("it failed") << m_recordings.body(QStringLiteral("runtime/run-eval.failed.json")).trimmed() << RunState::Failed << QStringLiteral("spice_failed");
    QByteArray running = done, two = done;
    running.replace("Completed", "Running");
    QTest::addRow("it says that it runs, though nobody waits") << running << RunState::Failed << QStringLiteral("state_unknown");
    QTest::addRow("there are two") << two.chopped(1) + ',' + QByteArray(done).replace("15b8", "99b8").mid(1) << RunState::Failed << QStringLiteral("state_unknown");
    QTest::addRow("of another model") << QByteArray(done).replace("my_model", "other") << RunState::Failed << QStringLiteral("state_unknown");
    QTest::addRow("of another eval") << QByteArray(done).replace("small_tetris", "cricket") << RunState::Failed << QStringLiteral("state_unknown");
}

void tst_Spice::lostAnswerIsFoundAgain()
{
    QFETCH(QByteArray, runs);
    QFETCH(RunState, state);
    QFETCH(QString, code);
    open();
    // What was there before is not it, though it looks the same.
    m_runs.body = m_recordings.body(QStringLiteral("runtime/run-eval.completed.json")).trimmed().replace("15b8c535", "00000000");
    m_runsAfter = runs.chopped(1) + ',' + m_runs.body.mid(1);
    m_run = Answer{.cutAfter = 0};
    const Job job = ended(submit({QStringLiteral("tetris")}));
    QCOMPARE(job.status.state, state);
    QCOMPARE(job.status.benchmarks.first().errorMessage ? job.status.benchmarks.first().errorMessage->messageCode : QString(), code);
    QCOMPARE(posts(), 1);
}

/// A crash while the call is under way: the next start looks for it, and sends what had not been sent.
void tst_Spice::survivesTheEndOfTheProgram()
{
    open();
    m_run.delayMs = 60'000;
    const QString id = submit({QStringLiteral("tetris"), QStringLiteral("australia")});
    QTRY_COMPARE(posts(), 1);
    m_connection.reset();
    m_run = m_recordings.named("failed run is HTTP 200");
    m_run.body.replace("small_tetris", "cricket_questions");
    m_runs.body = m_recordings.body(QStringLiteral("runtime/run-eval.completed.json"));
    open();
    const Job job = ended(id);
    QCOMPARE(job.status.state, RunState::PartiallyFailed);
    QCOMPARE(job.status.benchmarks.first().status, RunState::Completed);
    QCOMPARE(posts(), 2);
    QCOMPARE(m_server->count("/v1/evals/tetris"), 1);
}

void tst_Spice::recordedBeforeItIsSent()
{
    open();
    m_files.failSave = Error{Error::Kind::Storage, QStringLiteral("disk full")};
    const auto refused = waited(jobs().submit(job({QStringLiteral("tetris")}), QStringLiteral("k")));
    QVERIFY(!refused);
    QCOMPARE(refused.error().message, QStringLiteral("disk full"));
    m_files.failSave.reset();
    QCOMPARE(waited(jobs().list({}))->totalCount, 0);
    QCOMPARE(posts(), 0);
    m_run.delayMs = 60'000;
    submit({QStringLiteral("tetris")});
    QTRY_COMPARE(posts(), 1);
    bool sent = false;
    for (const QByteArray &file : std::as_const(m_files.contents))
        sent = sent || (file.contains("\"sent_ms\":1") && file.contains("my_model"));
    QVERIFY(sent);
}

void tst_Spice::cancelEndsTheRequest()
{
    open();
    m_run.delayMs = 60'000;
    const QString id = submit({QStringLiteral("tetris"), QStringLiteral("australia")});
    QTRY_COMPARE(posts(), 1);
    QVERIFY(waited(jobs().cancel(id)));
    const Job job = ended(id);
    QCOMPARE(job.status.state, RunState::Cancelled);
    QCOMPARE(waited(jobs().cancel(id)).error().kind, Error::Kind::Conflict);
    // The next job's turn comes at once, and the row that the runtime still lists is not another's.
    m_run = m_recordings.named("failed run is HTTP 200");
    m_runs.body = m_recordings.body(QStringLiteral("runtime/run-eval.completed.json")).replace("Completed", "Running");
    QCOMPARE(waited(jobs().list({}))->totalCount, 1);
    const auto made = waited(jobs().submit(this->job({QStringLiteral("australia")}), QStringLiteral("other")));
    QCOMPARE(ended(made->resource.id).status.state, RunState::Failed);
    QCOMPARE(posts(), 2);
}

void tst_Spice::takesOtherRunsIn()
{
    open();
    m_runs = m_recordings.named("runs by sql");
    const auto page = waited(jobs().list({}));
    QVERIFY(page);
    QCOMPARE(page->totalCount, 3);
    QCOMPARE(page->items.first().status.state, RunState::Running); // the newest first
    QCOMPARE(page->items.first().benchmarks.first().id, QStringLiteral("tetris")); // by dataset and scorers: the table does not name evals
    QCOMPARE(page->items.at(1).status.benchmarks.first().errorMessage->messageCode, QStringLiteral("spice_failed"));
    const Job done = page->items.at(2);
    QCOMPARE(done.status.state, RunState::Completed);
    QCOMPARE(done.resource.id, QStringLiteral("15b8c5351cff98d96db28b8c76ad19dc"));
    QCOMPARE(parseTime(done.resource.createdAt), QDateTime(QDate(2024, 12, 30), QTime(6, 14, 54), Qt::UTC));
    JobQuery unfinished;
    unfinished.status = QStringLiteral("pending|running");
    QCOMPARE(waited(jobs().list(unfinished))->items.size(), 1);
    // A day later the runtime has forgotten them: they are still here, and the one that ran has no end.
    m_runs = m_recordings.named("no eval tables");
    const auto later = waited(jobs().list({}));
    QVERIFY(later);
    QCOMPARE(later->totalCount, 3);
    QCOMPARE(later->items.first().status.state, RunState::Failed);
    QCOMPARE(later->items.first().status.benchmarks.first().errorMessage->messageCode, QStringLiteral("state_unknown"));
}

void tst_Spice::removedStaysAway()
{
    open();
    m_runs = m_recordings.named("runs by sql");
    QVERIFY(waited(jobs().list({})));
    QCOMPARE(waited(jobs().remove(QStringLiteral("a5a4ee4d40dfcfc81a050bc5e23135c9"))).error().kind, Error::Kind::Conflict); // it runs
    QVERIFY(waited(jobs().remove(QStringLiteral("8dd8667b06be388b460459e26cc99105"))));
    QCOMPARE(waited(jobs().list({}))->totalCount, 2);
    open(); // and after a start
    QCOMPARE(waited(jobs().list({}))->totalCount, 2);
}

void tst_Spice::copiesRowsAtOnce()
{
    open();
    const QString id = submit({QStringLiteral("tetris")});
    QCOMPARE(ended(id).status.state, RunState::Completed);
    QTRY_COMPARE(count(id, [](SampleQuery &) {}), 2);
    m_rows = m_recordings.named("no eval tables"); // it forgot
    open();
    const auto page = waited(jobs().samples(id, 0, {}));
    QVERIFY(page);
    QCOMPARE(page->totalCount, 2);
    QCOMPARE(page->items.first().prompt, QStringLiteral("What is 2 + 2?"));
    QCOMPARE(page->items.first().score, 1.0);
    const Sample chat = page->items.last();
    QCOMPARE(chat.prompt, QStringLiteral("system: Answer with one word.\n\nuser: Capital of France?"));
    QCOMPARE(chat.response, QStringLiteral("It is Paris, of course"));
    QCOMPARE(chat.target, QStringLiteral("Paris"));
    QCOMPARE(chat.score, 0.0); // of the first scorer
    QCOMPARE(chat.scores.toVariantMap().value(QStringLiteral("includes")).toMap().value(QStringLiteral("score")).toDouble(), 1.0);
    QVERIFY(chat.itemKey.startsWith(QLatin1String("sha256:")));
    const auto scores = waited(jobs().scores(id, 0));
    QCOMPARE(scores->itemKeys.size(), 2);
    QCOMPARE(scores->itemKeys.last(), chat.itemKey);
}

void tst_Spice::samplesAreSearched()
{
    open();
    const QString id = submit({QStringLiteral("tetris")});
    ended(id);
    QTRY_COMPARE(count(id, [](SampleQuery &) {}), 2);
    QCOMPARE(count(id, [](SampleQuery &query) { query.filter = SampleQuery::Filter::Failed; }), 1);
    QCOMPARE(count(id, [](SampleQuery &query) { query.search = QStringLiteral("paris"); }), 1);
    QCOMPARE(count(id, [](SampleQuery &query) { query.filterExpression = QStringLiteral("scorer.includes=1 score<0.5"); }), 1);
    QCOMPARE(count(id, [](SampleQuery &query) { query.filterExpression = QStringLiteral("score<<"); }), -1);
    SampleQuery query;
    query.sort = QStringLiteral("score");
    query.limit = 1;
    query.textChars = 4;
    const auto first = waited(jobs().samples(id, 0, query));
    QCOMPARE(first->items.first().response, QStringLiteral("It i"));
    QVERIFY(first->items.first().cutBytes > 0);
    query.after = first->next;
    query.textChars = 0;
    const auto second = waited(jobs().samples(id, 0, query));
    QCOMPARE(second->items.first().prompt, QStringLiteral("What is 2 + 2?"));
    QVERIFY(second->next.isEmpty());
}

void tst_Spice::sameKeyMakesOneJob()
{
    open();
    m_run.delayMs = 60'000;
    const QString id = submit({QStringLiteral("tetris")});
    QCOMPARE(submit({QStringLiteral("tetris")}), id);
    open();
    QCOMPARE(submit({QStringLiteral("tetris")}), id);
    QCOMPARE(waited(jobs().list({}))->totalCount, 1);
}

void tst_Spice::guardAsksOnce()
{
    ConnectionSettings wanted = settings();
    wanted.guarded = true;
    open(wanted);
    QVERIFY(waited(jobs().list({})));
    QCOMPARE(m_questions, 0); // SQL only reads
    m_run = m_recordings.named("failed run is HTTP 200");
    ended(submit({QStringLiteral("tetris"), QStringLiteral("australia")}));
    QCOMPARE(posts(), 2);
    QCOMPARE(m_questions, 1);
}

void tst_Spice::gateAndMetricAreOurs()
{
    open();
    m_run.body = m_recordings.body(QStringLiteral("runtime/run-eval.f32.json"));
    Job gated = job({QStringLiteral("judged")});
    gated.benchmarks.first().passCriteria = PassCriteria{0.88, {}};
    const auto made = waited(jobs().submit(gated, {}));
    const Job done = ended(made->resource.id);
    QCOMPARE(done.benchmarks.first().passCriteria->threshold, 0.88);
    QCOMPARE(done.benchmarks.first().primaryScore->metric, QStringLiteral("answers-question/mean"));
    const QVariantMap metrics = done.results.benchmarks.first().metrics.toVariantMap();
    QCOMPARE(metrics.value(QStringLiteral("answers-question/mean")).toDouble(), 0.87999994); // as it was told: what lies just below a gate is not lifted onto it; rows tell the mean exactly
    QVERIFY(!done.results.benchmarks.first().test); // the runtime has no rule of its own
}

void tst_Spice::wrongJobs_data()
{
    QTest::addColumn<Job>("job");
    QTest::addColumn<QString>("message");
    Job job = this->job({QStringLiteral("tetris")});
    Job other = job;
    other.model.name.clear();
    QTest::addRow("no model") << other << QStringLiteral("Model: enter the name of one of the runtime's models.");
    other = job;
    other.benchmarks.clear();
    QTest::addRow("no eval") << other << QStringLiteral("Benchmarks: choose at least one eval.");
    other = job;
    other.benchmarks.first().providerId = QStringLiteral("garak");
    QTest::addRow("of another provider") << other << QStringLiteral("Benchmarks: “tetris” is no eval of this runtime; choose from its own.");
    other = job;
    other.model.url = QStringLiteral("http://127.0.0.1:9/v1");
    QTest::addRow("endpoint elsewhere") << other << QStringLiteral("Endpoint: a Spice runtime asks its own models only; enter its address, %1, and the name of a model.");
    other = job;
    other.collection = CollectionRef{QStringLiteral("c"), {}, {}, {}};
    QTest::addRow("collection") << other << QStringLiteral("Collection: a Spice runtime knows none; choose its evals one by one.");
}

void tst_Spice::wrongJobs()
{
    QFETCH(Job, job);
    QFETCH(QString, message);
    open();
    const auto refused = waited(jobs().submit(job, {}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, Error::Kind::Invalid);
    QCOMPARE(refused.error().message, message.contains(QLatin1String("%1")) ? message.arg(m_server->text()) : message);
    Job own = this->job({QStringLiteral("tetris")});
    own.model.url = m_server->text(QStringLiteral("/v1"));
    QVERIFY(waited(jobs().submit(own, {})));
}

/// A file of the profile is 4 MiB at most.
void tst_Spice::storeKeepsLargeRuns()
{
    RunStore store(m_files, QStringLiteral("spice"), QStringLiteral("p"));
    QVERIFY(waited(store.load()));
    QVERIFY(waited(store.save(recordOf(QStringLiteral("j")))));
    QList<Sample> samples;
    for (int i = 0; i < 12; ++i) {
        Sample sample;
        sample.ordinal = i;
        sample.response = QString(100'000, QLatin1Char('a'));
        samples << sample;
    }
    samples.last().response = QString(500'000, QLatin1Char('b'));
    const auto parts = waited(store.saveSamples(QStringLiteral("j"), 0, samples));
    QVERIFY(parts && *parts > 1);
    for (const QByteArray &file : std::as_const(m_files.contents))
        QVERIFY(file.size() < (4 << 20));
    const auto back = waited(store.samples(QStringLiteral("j"), 0, *parts));
    QVERIFY(back);
    QCOMPARE(back->size(), samples.size());
    QCOMPARE(back->first(), samples.first());
    QCOMPARE(back->last().response.size(), 400'000);
    QCOMPARE(back->last().cutBytes, 100'000);
}

KeptRun tst_Spice::recordOf(const QString &id)
{
    KeptRun record;
    record.job.resource.id = id;
    record.key = id;
    record.job.benchmarks << BenchmarkRef();
    record.job.status.benchmarks << BenchmarkStatus();
    record.calls << RunCall();
    return record;
}

void tst_Spice::storeBoundsSamples_data()
{
    QTest::addColumn<Sample>("sample");
    QTest::addColumn<bool>("whole");
    Sample small;
    small.response = QStringLiteral("a");
    QTest::addRow("small") << small << true;
    Sample escaped; // six bytes each as it is written
    escaped.prompt = escaped.response = escaped.target = QString(400'000, QChar(1));
    QTest::addRow("escapes") << escaped << false;
    Sample columns;
    columns.metadata = {R"({"text":")" + QByteArray(5 << 20, 'm') + R"("})"};
    QTest::addRow("metadata") << columns << false;
    Sample scores;
    scores.scores = {R"({"f":{"score":1,"why":")" + QByteArray(5 << 20, 's') + R"("}})"};
    QTest::addRow("scores") << scores << false;
    Sample extracted;
    extracted.extracted = QString(5 << 20, QLatin1Char('x'));
    QTest::addRow("extracted") << extracted << false;
}

void tst_Spice::storeBoundsSamples()
{
    QFETCH(Sample, sample);
    QFETCH(bool, whole);
    RunStore store(m_files, QStringLiteral("spice"), QStringLiteral("p"));
    QVERIFY(waited(store.load()));
    QVERIFY(waited(store.save(recordOf(QStringLiteral("j")))));
    const QList<Sample> samples(3, sample);
    const auto parts = waited(store.saveSamples(QStringLiteral("j"), 0, samples));
    QVERIFY(parts);
    for (const QByteArray &file : std::as_const(m_files.contents))
        QVERIFY2(file.size() < (4 << 20), qPrintable(QString::number(file.size())));
    const auto back = waited(store.samples(QStringLiteral("j"), 0, *parts));
    QVERIFY(back);
    QCOMPARE(back->size(), 3);
    QCOMPARE(back->last() == sample, whole);
    QCOMPARE(back->last().cutBytes > 0, !whole);
}

void tst_Spice::storeRefuses()
{
    RunStore store(m_files, QStringLiteral("spice"), QStringLiteral("p"));
    QCOMPARE(waited(store.save(recordOf(QStringLiteral("early")))).error().kind, Error::Kind::Cancelled);
    QVERIFY(waited(store.load()));
    QVERIFY(waited(store.save(recordOf(QStringLiteral("j")))));
    const auto written = store.saveSamples(QStringLiteral("j"), 0, {Sample()});
    QVERIFY(waited(store.remove(QStringLiteral("j"))));
    QCOMPARE(waited(written).error().kind, Error::Kind::Cancelled);
    QCOMPARE(m_files.contents.keys(), QStringList{QStringLiteral("spice-p")}); // the index alone
    store.moveTo(QStringLiteral("q"));
    QCOMPARE(waited(store.save(recordOf(QStringLiteral("k")))).error().kind, Error::Kind::Cancelled);
    QCOMPARE(m_files.contents.keys(), QStringList{QStringLiteral("spice-p")});
}

void tst_Spice::closedStaysClosed_data()
{
    QTest::addColumn<bool>("saving");
    QTest::addRow("an answer is to come") << false;
    QTest::addRow("a save is to come") << true;
}

/// What was under way when the connection was closed does not open it again.
void tst_Spice::closedStaysClosed()
{
    QFETCH(bool, saving);
    open();
    const auto before = m_server->asked.size();
    if (saving) {
        QVERIFY(waited(jobs().list({})));
        m_files.hold = true;
        const auto made = jobs().submit(job({QStringLiteral("tetris")}), QStringLiteral("key"));
        QTRY_VERIFY(m_files.waiting() > 0);
        m_connection->close();
        m_files.hold = false;
        while (m_files.waiting() > 0)
            m_files.release();
        QVERIFY(waited(made));
    } else {
        m_runs.silent = true;
        const auto listed = jobs().list({});
        QTRY_VERIFY(m_server->asked.size() > before);
        m_connection->close();
        m_server->answerSilent(m_recordings.named("runs by sql"));
        static_cast<void>(waited(listed));
    }
    const auto asked = m_server->asked.size();
    QCOMPARE(posts(), 0);
    for (int i = 0; i < 5; ++i)
        QVERIFY(!waited(jobs().get(QStringLiteral("none")))); // turns of the event loop
    QCOMPARE(m_connection->state(), State::Idle);
    QCOMPARE(m_server->asked.size(), asked);
    m_runs.silent = false;
    m_connection->open();
    QTRY_COMPARE(m_connection->state(), State::Ready);
    if (saving)
        QTRY_COMPARE(posts(), 1);
}

ASSAY_TEST(tst_Spice)
#include "tst_Spice.moc"
