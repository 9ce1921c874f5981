#include "models/common/Words.h"
#include "models/jobs/JobFilter.h"
#include "models/jobs/RunFacts.h"
#include "tests/support/TestRegistry.h"

#include <QTest>
#include <QTimeZone>

using namespace assay;

class tst_JobFilter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void accepts_data();
    void accepts();
    void problems_data();
    void problems();
    void stillTyping();
    void partsOfALine();
    void families_data();
    void families();
    void deltas();
    void serverPart();
    void rows();
    void words();
};

static const qint64 day = 86'400'000, now = QDateTime(QDate(2026, 1, 12), QTime(14, 0)).toMSecsSinceEpoch();

static JobRow sampleRow()
{
    Job job;
    job.resource.id = QStringLiteral("id-1");
    job.name = QStringLiteral("Nightly 214");
    job.model.name = QStringLiteral("gemma-3:270m");
    job.tags = {QStringLiteral("nightly"), QStringLiteral("Release")};
    job.status.state = RunState::Failed;
    job.collection = CollectionRef{QStringLiteral("starter-v1"), {}, {}, {}};
    JobRow row = jobRow(job);
    row.connection = QStringLiteral("Prod");
    row.providers = {QStringLiteral("lm_evaluation_harness")};
    row.started = QDateTime::fromMSecsSinceEpoch(now - 3 * day);
    row.finished = row.started.addSecs(15 * 60);
    row.score = 0.42;
    row.note = QStringLiteral("Format drift in gsm8k");
    row.ownTags = {QStringLiteral("mine")};
    row.baseline = true;
    return row;
}

void tst_JobFilter::accepts_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("accepted");
    QTest::addRow("empty") << "" << true;
    QTest::addRow("state") << "state:failed" << true;
    QTest::addRow("other state") << "state:running" << false;
    QTest::addRow("any of two states") << "state:running state:failed" << true;
    QTest::addRow("model") << "model:gemma" << true;
    QTest::addRow("model wildcard") << "model:gem*270" << true;
    QTest::addRow("wildcard dot is no joker") << "model:gemma.3" << false;
    QTest::addRow("model misses") << "model:llama" << false;
    QTest::addRow("words") << "214 NIGHT" << true;
    QTest::addRow("all words") << "214 llama" << false;
    QTest::addRow("a colon that is no token") << "gemma-3:270m" << true;
    QTest::addRow("quotes") << "name:\"nightly 214\"" << true;
    QTest::addRow("quote not closed") << "name:\"nightly 2" << true;
    QTest::addRow("tag without case") << "tag:release" << true;
    QTest::addRow("tags both") << "tag:release tag:nightly" << true;
    QTest::addRow("tag misses") << "tag:weekly" << false;
    QTest::addRow("collection") << "collection:starter" << true;
    QTest::addRow("still typing") << "state:" << true;
    QTest::addRow("verdict") << "verdict:pass" << false;
    QTest::addRow("no result") << "verdict:missing" << true;
    QTest::addRow("not a tag") << "-tag:weekly" << true;
    QTest::addRow("not its tag") << "-tag:nightly" << false;
    QTest::addRow("own tag") << "tag:mine" << true;
    QTest::addRow("not own tag") << "-tag:mine" << false;
    QTest::addRow("not a word") << "-llama" << true;
    QTest::addRow("not its word") << "-214" << false;
    QTest::addRow("not its state") << "-state:failed" << false;
    QTest::addRow("not another state") << "-state:running" << true;
    QTest::addRow("not a verdict") << "-verdict:pass" << true;
    QTest::addRow("note") << "note:drift" << true;
    QTest::addRow("note in quotes") << "note:\"format drift\"" << true;
    QTest::addRow("note misses") << "note:latency" << false;
    QTest::addRow("word in the note") << "gsm8k" << true;
    QTest::addRow("word in own tags") << "mine" << true;
    QTest::addRow("connection") << "connection:prod" << true;
    QTest::addRow("other connection") << "connection:lab" << false;
    QTest::addRow("provider") << "provider:lm_eval*" << true;
    QTest::addRow("after days") << "after:-7d" << true;
    QTest::addRow("after hours") << "after:-12h" << false;
    QTest::addRow("after a date") << "after:2026-01-09" << true;
    QTest::addRow("after a later date") << "after:2026-01-10" << false;
    QTest::addRow("after today") << "after:today" << false;
    QTest::addRow("before a date") << "before:2026-01-10" << true;
    QTest::addRow("before its date") << "before:2026-01-09" << false;
    QTest::addRow("before a time") << "before:2026-01-09T14:00:01" << true;
    QTest::addRow("between") << "after:2026-01-01 before:yesterday" << true;
    QTest::addRow("score below") << "score<0.5" << true;
    QTest::addRow("score not below") << "score<0.42" << false;
    QTest::addRow("score at most") << "score<=0.42" << true;
    QTest::addRow("score at least") << "score>=0.8" << false;
    QTest::addRow("score is") << "score=0.42" << true;
    QTest::addRow("duration minutes") << "duration>10m" << true;
    QTest::addRow("duration hours") << "duration>0.5h" << false;
    QTest::addRow("duration seconds") << "duration<1000" << true;
    QTest::addRow("is baseline") << "is:baseline" << true;
    QTest::addRow("is not baseline") << "-is:baseline" << false;
    QTest::addRow("is gone") << "is:gone" << false;
    QTest::addRow("is worse") << "is:worse" << false;
    QTest::addRow("has note") << "has:note" << true;
    QTest::addRow("has tag") << "has:tag" << true;
    QTest::addRow("group filters nothing") << "group:model" << true;
    QTest::addRow("all together") << "model:gemma* state:failed after:-7d score<0.5 -tag:old note:drift" << true;
}

void tst_JobFilter::accepts()
{
    QFETCH(QString, line);
    QFETCH(bool, accepted);
    const JobFilter filter = JobFilter::parse(line, now);
    QVERIFY2(filter.problem.isEmpty(), qPrintable(filter.problem));
    QCOMPARE(filter.accepts(sampleRow(), now), accepted);
}

void tst_JobFilter::problems_data()
{
    QTest::addColumn<QString>("part");
    QTest::addColumn<QString>("fix");
    QTest::addRow("state") << "state:sideways" << "running";
    QTest::addRow("not a state") << "-state:sideways" << "running";
    QTest::addRow("verdict") << "verdict:good" << "pass";
    QTest::addRow("is") << "is:nice" << "baseline";
    QTest::addRow("has") << "has:cake" << "note";
    QTest::addRow("group") << "group:colour" << "collection";
    QTest::addRow("date") << "after:soon" << "-7d";
    QTest::addRow("date without a unit") << "after:-7" << "-7d";
    QTest::addRow("no such day") << "before:2026-02-30" << "2026-01-31";
    QTest::addRow("date compared") << "after<2026-01-01" << "-7d";
    QTest::addRow("score") << "score<high" << "score<0.5";
    QTest::addRow("duration") << "duration>long" << "duration>10m";
    QTest::addRow("text compared") << "model>x" << "model:";
    QTest::addRow("mistyped key") << "scor<0.5" << "score<0.5";
}

/// The part and the fix are named, and what is not understood does not filter.
void tst_JobFilter::problems()
{
    QFETCH(QString, part);
    QFETCH(QString, fix);
    QVERIFY(JobFilter::parse(QStringLiteral("state:failed x")).problem.isEmpty());
    const JobFilter filter = JobFilter::parse(part, now);
    QVERIFY2(filter.problem.contains(part) || filter.problem.contains(part.section(QLatin1Char(':'), 1)), qPrintable(filter.problem));
    QVERIFY2(filter.problem.contains(fix), qPrintable(filter.problem));
    QVERIFY(filter.isEmpty());
}

void tst_JobFilter::stillTyping()
{
    for (const QString &token : JobFilter::tokens()) {
        const JobFilter filter = JobFilter::parse(token);
        QVERIFY2(filter.isEmpty() && filter.problem.isEmpty(), qPrintable(token));
    }
    QCOMPARE(JobFilter::parse(QStringLiteral("group:day")).group, RunGrouping::Day);
}

void tst_JobFilter::partsOfALine()
{
    QCOMPARE(toggledFilterPart(QStringLiteral("a state:failed"), QStringLiteral("state"), QStringLiteral("failed")), QStringLiteral("a"));
    QCOMPARE(toggledFilterPart(QStringLiteral("a"), QStringLiteral("model"), QStringLiteral("gemma 3")), QStringLiteral("a model:\"gemma 3\""));
    QVERIFY(hasFilterPart(QStringLiteral("x model:\"gemma 3\" y"), QStringLiteral("model"), QStringLiteral("gemma 3")));
    QCOMPARE(toggledFilterPart(QStringLiteral("a model:\"gemma 3\""), QStringLiteral("model"), QStringLiteral("gemma 3")), QStringLiteral("a"));
}

void tst_JobFilter::families_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("family");
    QTest::addRow("size") << "google/gemma-3-270m-it:q4" << "gemma-3";
    QTest::addRow("decimals") << "llama-3.2-1b-instruct-q4_k_m" << "llama-3.2";
    QTest::addRow("one word") << "smollm2-135m-instruct" << "smollm2";
    QTest::addRow("no size") << "gpt-4o-mini" << "gpt";
    QTest::addRow("experts") << "Mixtral-8x7B-v0.1" << "mixtral";
    QTest::addRow("empty") << "" << "";
}

void tst_JobFilter::families()
{
    QFETCH(QString, model);
    QTEST(modelFamily(model), "family");
}

static RunResult scored(const QString &benchmark, double score, std::optional<double> n, const QString &metric = QStringLiteral("accuracy"))
{
    RunResult result{benchmark, QStringLiteral("p"), metric, false, score, {}, n, {}, {}, n.has_value()};
    if (n)
        result.successes = score * *n;
    return result;
}

void tst_JobFilter::deltas()
{
    using K = BaselineDelta::Kind;
    const auto delta = [](const QList<RunResult> &run, const QList<RunResult> &base) { return compareToBaseline(run, base, QStringLiteral("base")); };
    QCOMPARE(delta({scored("a", 0.8, 1000)}, {scored("a", 0.6, 1000)}).kind, K::Better);
    QCOMPARE(delta({scored("a", 0.6, 1000)}, {scored("a", 0.8, 1000)}).kind, K::Worse);
    QCOMPARE(delta({scored("a", 0.62, 100)}, {scored("a", 0.6, 100)}).kind, K::Close);
    QVERIFY(delta({scored("a", 0.62, 100)}, {scored("a", 0.6, 100)}).text.startsWith(QStringLiteral("≈ +0.02")));
    const BaselineDelta unknown = delta({scored("a", 0.9, {})}, {scored("a", 0.1, {})});
    QCOMPARE(unknown.kind, K::Unknown);
    QVERIFY(unknown.text.startsWith(QStringLiteral("≈")) && unknown.reason.contains(QStringLiteral("No samples")));
    QCOMPARE(delta({scored("a", 0.9, 10)}, {scored("b", 0.1, 10)}).kind, K::None);
    QCOMPARE(delta({scored("a", 0.9, 10)}, {scored("a", 0.1, 10, QStringLiteral("f1"))}).kind, K::None);
    RunResult slow{QStringLiteral("a"), QStringLiteral("p"), QStringLiteral("latency_ms"), true, 120, {}, 50, 2, {}, false}, fast = slow;
    fast.score = 90;
    QCOMPARE(delta({fast}, {slow}).kind, K::Better); // lower is better
    QCOMPARE(delta({slow}, {fast}).kind, K::Worse);
    const BaselineDelta mixed = delta({scored("a", 0.9, 500), scored("b", 0.1, 500), scored("c", 0.5, 500)}, {scored("a", 0.5, 500), scored("b", 0.5, 500), scored("c", 0.5, 500)});
    QCOMPARE(mixed.kind, K::Mixed);
    QCOMPARE(mixed.text, QStringLiteral("▼ 1 · ▲ 1 · ≈ 1"));
    const BaselineDelta other = delta({scored("a", 0.9, 100)}, {scored("a", 0.5, 1000)});
    QCOMPARE(other.kind, K::NotComparable);
    QVERIFY2(other.reason.contains(QStringLiteral("100 items here")), qPrintable(other.reason));
    QCOMPARE(delta({scored("a", 0.9, 995)}, {scored("a", 0.5, 1000)}).kind, K::Better); // a few failed
    QCOMPARE(delta({scored("a", 0.9, 100), scored("b", 0.9, 500)}, {scored("a", 0.5, 1000), scored("b", 0.5, 500)}).text, QStringLiteral("▲ 1 · ≠ 1"));
    QCOMPARE(delta({scored("a", 0.9, 100), scored("b", 0.9, 500)}, {scored("a", 0.5, 1000), scored("b", 0.5, 500)}).kind, K::NotComparable);
    QCOMPARE(delta({scored("a", 0.9, 100), scored("b", 0.2, 500)}, {scored("a", 0.5, 1000), scored("b", 0.5, 500)}).kind, K::Worse);
    RunResult turned = fast;
    turned.lowerIsBetter = false;
    QCOMPARE(delta({turned}, {slow}).kind, K::NotComparable);
    // Listed twice: by its turn.
    QCOMPARE(delta({scored("a", 0.9, 500), scored("a", 0.5, 500)}, {scored("a", 0.9, 500), scored("a", 0.5, 500)}).kind, K::Close);
    // As the compare page has it: what nobody can test takes part in no correction.
    QCOMPARE(delta({scored("a", 0.572, 400), scored("b", 0.5, {})}, {scored("a", 0.5, 400), scored("b", 0.4, {})}).text, QStringLiteral("▲ 1 · ≈ 1"));
    // One of twenty by chance is no news: Holm.
    QList<RunResult> many, base;
    for (int i = 0; i < 20; ++i) {
        base << scored(QString::number(i), 0.5, 400);
        many << scored(QString::number(i), i == 0 ? 0.572 : 0.5, 400);
    }
    QCOMPARE(delta({many.first()}, {base.first()}).kind, K::Better);
    QCOMPARE(delta(many, base).kind, K::Close);
}

void tst_JobFilter::serverPart()
{
    QCOMPARE(JobFilter::parse(QStringLiteral("state:failed state:partial x")).serverQuery().status,
             QStringLiteral("failed|partially_failed"));
    QVERIFY(JobFilter::parse(QStringLiteral("model:x tag:y")).serverQuery().status.isEmpty());
}

void tst_JobFilter::rows()
{
    Job job;
    job.resource.id = QStringLiteral("7");
    job.model.name = QStringLiteral("m");
    job.benchmarks.resize(2);
    job.benchmarks[0].id = QStringLiteral("a");
    job.benchmarks[1].id = QStringLiteral("b");
    job.status.state = RunState::Completed;
    BenchmarkStatus first, second;
    first.startedAt = QStringLiteral("2026-01-01T10:00:00Z");
    first.completedAt = QStringLiteral("2026-01-01T10:01:00Z");
    second.startedAt = QStringLiteral("2026-01-01T10:00:30Z");
    second.completedAt = QStringLiteral("2026-01-01T10:02:00.5Z");
    first.itemsDone = first.itemsTotal = 4;
    second.itemsDone = 1;
    second.itemsTotal = 6;
    job.status.benchmarks = {second, first};
    const JobRow row = jobRow(job);
    QCOMPARE(row.target, QStringLiteral("a, b"));
    QCOMPARE(row.started.msecsTo(row.finished), 120500);
    QCOMPARE(row.itemsDone, 5);
    QCOMPARE(row.itemsTotal, 10);
    QCOMPARE(row.verdict, Verdict::NotGated);
    QCOMPARE(jobTitle(row), QStringLiteral("m on a, b"));
    job.status.state = RunState::Running;
    QVERIFY(!jobRow(job).finished.isValid());
    job.status.state = Word<RunState>::fromText(QStringLiteral("paused"));
    QCOMPARE(stateText(jobRow(job).state), QStringLiteral("paused")); // a newer server's word
}

void tst_JobFilter::words()
{
    QCOMPARE(durationText(-1), QString());
    QCOMPARE(durationText(4200), QStringLiteral("4.2 s"));
    QCOMPARE(durationText(185'000), QStringLiteral("3 min 05 s"));
    QCOMPARE(durationText(7'800'000), QStringLiteral("2 h 10 min"));
    QCOMPARE(ageText(500), QStringLiteral("just now"));
    QCOMPARE(ageText(8000), QStringLiteral("8 s ago"));
    QCOMPARE(progressText(412, 1000, QLocale(QLocale::English)), QStringLiteral("412/1,000 · 41 %"));
    const QDateTime noon(QDate(2026, 1, 12), QTime(14, 0), QTimeZone::utc());
    QVERIFY(whenText(noon.addSecs(-3600), noon, QLocale(QLocale::English)).startsWith(QStringLiteral("Today")));
    QVERIFY(whenText(noon.addDays(-1), noon, QLocale(QLocale::English)).startsWith(QStringLiteral("Yesterday")));
    QVERIFY(whenText({}, noon).isEmpty());
}

ASSAY_TEST(tst_JobFilter)
#include "tst_JobFilter.moc"
