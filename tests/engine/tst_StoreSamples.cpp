#include "services/engine/store/Migrations.h"
#include "services/engine/store/SampleRows.h"

#include "tests/engine/StoreSupport.h"
#include "tests/support/TestRegistry.h"

#include <QElapsedTimer>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;

/// Samples: stored once, paged, filtered, sorted and searched where they are.
class tst_StoreSamples : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }

    void sampleComesBackWhole();
    void sameSampleIsCountedOnce();
    void pages_data();
    void pages();
    void unknownSortIsRefused();
    void unknownPlaces();
    void scoresAreInOrder();
    void scoresHaveGroups();
    void resumeReadsPageByPage();
    void newAttemptStartsFromZero();
    void sortsWithoutSorting_data();
    void sortsWithoutSorting();
    void sortedWhenTheBenchmarkEnds();
    void aGreatMany();

private:
    void add(const Sample &one, int attempt = 1) { m_store->addSample(m_job, 0, attempt, one, {}); }
    Result<SamplePage> page(const SampleQuery &query)
    {
        return answer<SamplePage>([&](auto reply) { m_store->samples(m_job, 0, {}, query, reply); });
    }
    StartedAttempt start(int attempt)
    {
        auto started = answer<StartedAttempt>([&](auto reply) { m_store->startAttempt({m_job, 0, attempt}, true, reply); });
        if (started)
            return *started;
        StartedAttempt none;
        none.attempt = -1;
        none.itemsStored = -1;
        return none;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;
    QString m_job;
};

void tst_StoreSamples::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openStore(optionsFor(*m_folder));
    m_job = create(*m_store, newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a"))}));
    QCOMPARE(start(1).attempt, 1);
}

void tst_StoreSamples::sampleComesBackWhole()
{
    Sample full = sample(3, 0.25);
    full.repeat = 2;
    full.extracted = QStringLiteral("drei");
    full.scores.text = R"({"basic::equality":{"score":0.25}})";
    full.latencyMs = 12.5;
    full.promptTokens = 10;
    full.completionTokens = 4;
    full.metadata.text = R"({"level":1})";
    Sample bare;
    bare.ordinal = 4;
    bare.itemKey = QStringLiteral("sha256:00");
    bare.error = QStringLiteral("The endpoint did not answer within 60 s.");
    add(full);
    add(bare);
    m_store->flush();
    const auto found = page({});
    QCOMPARE(found->totalCount, 2);
    QVERIFY(found->items.at(0) == full);
    QVERIFY(found->items.at(1).response.isNull());
    QVERIFY(!found->items.at(1).score.has_value());
    QCOMPARE(found->items.at(1).error, bare.error);
}

void tst_StoreSamples::sameSampleIsCountedOnce()
{
    add(sample(0, 1));
    Sample again = sample(0, 0);
    again.response = QStringLiteral("something else");
    const auto answered = answer<Done>([&](auto reply) { m_store->addSample(m_job, 0, 1, again, reply); });
    QVERIFY(answered.hasValue());
    const auto found = page({});
    QCOMPARE(found->totalCount, 1);
    QCOMPARE(found->items.first().score, std::optional(1.0));
    QCOMPARE(start(1).itemsStored, 1);
}

void tst_StoreSamples::pages_data()
{
    using Filter = SampleQuery::Filter;
    QTest::addColumn<int>("filter");
    QTest::addColumn<QString>("search");
    QTest::addColumn<QString>("sort");
    QTest::addColumn<int>("offset");
    QTest::addColumn<int>("limit");
    QTest::addColumn<QString>("ordinals");
    QTest::addColumn<int>("total");
    const QString none;
    // Twelve items; score = ordinal / 10 for even ones, odd ones multiples of 3 failed to extract, 11 is an error.
    QTest::addRow("all") << int(Filter::All) << none << none << 0 << 5 << "0 1 2 3 4" << 12;
    QTest::addRow("second page") << int(Filter::All) << none << "ordinal" << 5 << 5 << "5 6 7 8 9" << 12;
    QTest::addRow("past the end") << int(Filter::All) << none << none << 12 << 5 << "" << 12;
    QTest::addRow("backwards") << int(Filter::All) << none << "-ordinal" << 0 << 3 << "11 10 9" << 12;
    QTest::addRow("passed") << int(Filter::Passed) << none << none << 0 << 50 << "6 8 10" << 3;
    QTest::addRow("failed") << int(Filter::Failed) << none << none << 0 << 50 << "0 1 2 3 4 5 7 9" << 8;
    QTest::addRow("failed, page") << int(Filter::Failed) << none << none << 5 << 2 << "5 7" << 8;
    QTest::addRow("not extracted") << int(Filter::NotExtracted) << none << none << 0 << 50 << "3 9" << 2;
    QTest::addRow("errors") << int(Filter::Errors) << none << none << 0 << 50 << "11" << 1;
    QTest::addRow("best first") << int(Filter::All) << none << "-score" << 0 << 3 << "10 8 6" << 12;
    QTest::addRow("best of the failed") << int(Filter::Failed) << none << "-score" << 0 << 2 << "4 2" << 8;
    QTest::addRow("slowest") << int(Filter::All) << none << "-latency_ms" << 0 << 2 << "0 1" << 12;
    QTest::addRow("longest") << int(Filter::All) << none << "-completion_tokens" << 0 << 2 << "11 10" << 12;
    QTest::addRow("search") << int(Filter::All) << "what is 1" << none << 0 << 50 << "1 10 11" << 3;
    QTest::addRow("search, filter") << int(Filter::Passed) << "is 1" << none << 0 << 50 << "10" << 1;
    QTest::addRow("percent is a letter") << int(Filter::All) << "%" << none << 0 << 50 << "" << 0;
    QTest::addRow("underscore too") << int(Filter::All) << "_" << none << 0 << 50 << "" << 0;
}

void tst_StoreSamples::pages()
{
    for (int i = 11; i >= 0; --i) { // stored in any order
        Sample one = sample(i, i % 2 == 0 ? i / 10.0 : 0.0);
        one.extractionFailed = i % 2 == 1 && i % 3 == 0;
        one.latencyMs = 1000 - i;
        one.completionTokens = i;
        if (i == 11) {
            one.score.reset();
            one.error = QStringLiteral("refused");
        }
        add(one);
    }
    m_store->flush();
    QFETCH(int, filter);
    QFETCH(QString, search);
    QFETCH(QString, sort);
    QFETCH(int, offset);
    QFETCH(int, limit);
    SampleQuery query;
    query.filter = SampleQuery::Filter(filter);
    query.search = search;
    query.sort = sort;
    query.offset = offset;
    query.limit = limit;
    const auto found = page(query);
    QStringList ordinals;
    for (const Sample &one : found->items)
        ordinals << QString::number(one.ordinal);
    QTEST(ordinals.join(QLatin1Char(' ')), "ordinals");
    QTEST(int(found->totalCount), "total");
}

void tst_StoreSamples::unknownSortIsRefused()
{
    SampleQuery query;
    query.sort = QStringLiteral("beauty; DROP TABLE sample");
    const auto refused = page(query);
    QCOMPARE(refused.error().kind, Error::Kind::Invalid);
    QVERIFY(refused.error().message.contains(QStringLiteral("latency_ms")));
}

void tst_StoreSamples::unknownPlaces()
{
    QCOMPARE(answer<SamplePage>([&](auto reply) { m_store->samples(QStringLiteral("x"), 0, {}, {}, reply); }).error().kind, Error::Kind::NotFound);
    QCOMPARE(answer<SamplePage>([&](auto reply) { m_store->samples(m_job, 7, {}, {}, reply); }).error().kind, Error::Kind::NotFound);
    QCOMPARE(answer<Done>([&](auto reply) { m_store->addSample(QStringLiteral("x"), 0, 1, sample(0, 1), reply); }).error().kind, Error::Kind::NotFound);
}

void tst_StoreSamples::scoresAreInOrder()
{
    for (int i : {2, 0, 1})
        add(sample(i, i == 1 ? std::optional<double>() : i * 1.0));
    m_store->flush();
    const auto columns = answer<ScoreColumns>([&](auto reply) { m_store->scores(m_job, 0, {}, reply); });
    QCOMPARE(columns->itemKeys, QStringList({QStringLiteral("id:0"), QStringLiteral("id:1"), QStringLiteral("id:2")}));
    QCOMPARE(columns->repeats, QList<int>({0, 0, 0}));
    QCOMPARE(columns->scores, QList<std::optional<double>>({0.0, std::nullopt, 2.0}));
    QVERIFY(columns->groups.isEmpty());
}

void tst_StoreSamples::scoresHaveGroups()
{
    const QByteArrayList metadata {R"({"group":"p1"})", R"({"cluster":"p2"})", {}, R"({"group":"p1","topic":"x"})", R"({"group":null})", R"({"group":7})"};
    for (int i = 0; i < metadata.size(); ++i) {
        Sample one = sample(i, 1.0);
        one.metadata.text = metadata.at(i);
        add(one);
    }
    m_store->flush();
    const auto columns = answer<ScoreColumns>([&](auto reply) { m_store->scores(m_job, 0, {}, reply); });
    QCOMPARE(columns->groups, QList<int>({0, 1, 2, 0, 3, 4}));
}

void tst_StoreSamples::resumeReadsPageByPage()
{
    for (int i = 0; i < 10; ++i) {
        for (int repeat = 0; repeat < 2; ++repeat) {
            Sample one = sample(i, 1);
            one.repeat = repeat;
            add(one);
        }
    }
    m_store->flush();
    const auto first = *m_store->samplesAfter({m_job, 0, 1}, -1, 0, 3);
    QCOMPARE(first.size(), 3);
    QCOMPARE(first.last().ordinal, 1);
    QCOMPARE(first.last().repeat, 0);
    const auto rest = *m_store->samplesAfter({m_job, 0, 1}, first.last().ordinal, first.last().repeat, 100);
    QCOMPARE(rest.size(), 17);
    QCOMPARE(rest.first().ordinal, 1);
    QCOMPARE(rest.first().repeat, 1);
    const auto places = *m_store->samplePlaces({m_job, 0, 1});
    QCOMPARE(places.ordinals, QList<qint64>({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    QCOMPARE(places.repeats, 2);
    QVERIFY(!m_store->samplePlaces({QStringLiteral("nobody"), 0, 1}));
}

void tst_StoreSamples::newAttemptStartsFromZero()
{
    add(sample(0, 1));
    add(sample(1, 0));
    m_store->flush();
    QCOMPARE(start(2).itemsStored, 0);
    QCOMPARE(page({})->totalCount, 0);
    add(sample(0, 0), 2);
    m_store->flush();
    QCOMPARE(page({})->totalCount, 1);
    QCOMPARE(page({})->items.first().score, std::optional(0.0));
}

/// Not a timed test: the limits are ten times what the window needs, so only a scan that should not be there breaks them.
void tst_StoreSamples::sortsWithoutSorting_data()
{
    QTest::addColumn<QByteArray>("index");
    const auto row = [](const char *sort, const char *index) { QTest::newRow(sort) << QByteArray(index); };
    row("ordinal", "PRIMARY KEY");
    row("score", "INDEX sample_score");
    row("latency_ms", "INDEX sample_latency");
    row("prompt_tokens", "INDEX sample_prompt_tokens");
    row("completion_tokens", "INDEX sample_completion_tokens");
}

/// The first page of a sort is read in its order, from where it begins, however many samples there are.
void tst_StoreSamples::sortsWithoutSorting()
{
    QFETCH(QByteArray, index);
    Database db(databaseFile(m_store->options()), Database::Mode::ReadOnly);
    const auto planOf = [&db](const SampleOrder &order, const QByteArray &where) {
        QByteArrayList lines;
        auto rows = db.prepareOnce("EXPLAIN QUERY PLAN " + sampleRowsSql(order, where));
        while (rows.step())
            lines << rows.utf8(3);
        return lines.join("; ");
    };
    const QString word = QString::fromLatin1(QTest::currentDataTag());
    for (const QString &sort : {word, QLatin1Char('-') + word}) {
        const auto order = SampleOrder::of(sort);
        QVERIFY(order.has_value());
        QCOMPARE(order->isBySortedNumber(), word != QLatin1String("ordinal") && word != QLatin1String("score"));
        for (const char *where : {"", " AND s.outcome = 2"}) {
            const QByteArray plan = planOf(*order, (order->isBySortedNumber() ? onlySorted : "") + QByteArray(where));
            QVERIFY2(plan.contains("SEARCH") && plan.contains(index) && !plan.contains("TEMP B-TREE"), plan.constData());
        }
    }
    // Upwards a later page begins at its place, too.
    SampleOrder::Place place;
    if (word != QLatin1String("ordinal"))
        place.value = 3.0;
    const auto order = SampleOrder::of(word);
    const QByteArray plan = planOf(*order, (order->isBySortedNumber() ? onlySorted : "") + (" AND (" + order->after(place).text + ')'));
    QVERIFY2(plan.contains(index) && plan.contains(",repeat)>(?,?") && !plan.contains("TEMP B-TREE"), plan.constData());
}

void tst_StoreSamples::sortedWhenTheBenchmarkEnds()
{
    constexpr int count = 300;
    for (int i = 0; i < count; ++i) {
        Sample one = sample(i, 1.0);
        if (i % 7 != 0)
            one.latencyMs = i * 37 % 101;
        if (i % 5 != 0)
            one.promptTokens = i * 13 % 17;
        if (i % 3 != 0)
            one.completionTokens = i % 4;
        add(one);
    }
    m_store->flush();
    const auto orders = [this] {
        QStringList all;
        for (const char *sort : {"latency_ms", "-latency_ms", "prompt_tokens", "-prompt_tokens", "completion_tokens", "-completion_tokens"}) {
            SampleQuery query;
            query.sort = QString::fromLatin1(sort);
            query.limit = 70;
            do {
                const auto found = page(query);
                for (const Sample &one : found->items)
                    all << QString::number(one.ordinal);
                query.after = found->next;
            } while (!query.after.isEmpty());
            all << query.sort;
        }
        return all;
    };
    const auto unsorted = [this] {
        Database db(databaseFile(m_store->options()), Database::Mode::ReadOnly);
        auto row = db.prepareOnce("SELECT count(*) FROM sample WHERE sorted = 0");
        return row.step() ? int(row.integer(0)) : -1;
    };
    const QStringList before = orders();
    QCOMPARE(before.size(), 6 * (count + 1));
    QCOMPARE(unsorted(), count); // more of them may come
    QVERIFY(apply(*m_store, m_job, reportOf(QStringLiteral("a"), 0, RunState::Completed)).hasValue());
    QTRY_COMPARE(unsorted(), 0);
    QCOMPARE(orders(), before);
    // One that comes late is among them, too.
    add(sample(count, 1.0));
    m_store->flush();
    QCOMPARE(orders().size(), 6 * (count + 2));
}

void tst_StoreSamples::aGreatMany()
{
    constexpr int count = 50000;
    for (int i = 0; i < count; ++i)
        add(sample(i, i % 3 == 0 ? 1.0 : 0.0));
    m_store->flush();
    SampleQuery query;
    query.offset = count - 100;
    QElapsedTimer timer;
    timer.start();
    const auto last = page(query);
    QVERIFY2(last.hasValue(), last ? "" : qPrintable(last.error().message + last.error().detail));
    QCOMPARE(last->items.first().ordinal, count - 100);
    query.filter = SampleQuery::Filter::Failed;
    query.offset = 30000;
    QCOMPARE(page(query)->items.first().ordinal, 45001);
    query.sort = QStringLiteral("-score");
    QCOMPARE(page(query)->totalCount, count * 2 / 3);
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(answer<ScoreColumns>([&](auto reply) { m_store->scores(m_job, 0, {}, reply); })->scores.size(), count);
}

ASSAY_TEST(tst_StoreSamples)
#include "tst_StoreSamples.moc"
