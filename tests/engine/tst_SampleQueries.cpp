#include "services/core/SampleExpression.h"
#include "tests/engine/StoreSupport.h"
#include "tests/support/TestRegistry.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;

/// Queries by keys, expressions and metadata: the store finds what the expression says, however it finds it.
class tst_SampleQueries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_store.reset(); }

    void byKeys();
    void expressions_data();
    void expressions();
    void pageAfterPage_data();
    void pageAfterPage();
    void sortsByMembers_data();
    void sortsByMembers();
    void refusals_data();
    void refusals();
    void withoutCount();
    void evilPatternGivesUp();
    void facets();
    void longTextsAreCut();

private:
    Result<SamplePage> page(const SampleQuery &query, int index = 0)
    {
        return answer<SamplePage>([&](auto reply) { m_store->samples(m_job, index, {}, query, reply); });
    }
    /// Ordinals of all that match, page after page.
    QStringList all(SampleQuery query)
    {
        QStringList found;
        query.count = false;
        for (int i = 0; i < 1000; ++i) {
            const auto got = page(query);
            if (!got)
                return {got.error().message};
            for (const Sample &one : got->items)
                found << QStringLiteral("%1.%2").arg(one.ordinal).arg(one.repeat);
            if (got->next.isEmpty())
                return found;
            query.after = got->next;
        }
        return {QStringLiteral("no end")};
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Store> m_store;
    QString m_job;
    QList<Sample> m_samples;
};

void tst_SampleQueries::initTestCase()
{
    m_store = openStore(optionsFor(m_folder));
    m_job = create(*m_store, newJob(QStringLiteral("j"), {benchmark(QStringLiteral("a")), benchmark(QStringLiteral("b"))}));
    for (int index : {0, 1})
        QVERIFY(answer<StartedAttempt>([&](auto reply) { m_store->startAttempt({m_job, index, 1}, true, reply); }).hasValue());
    for (int i = 0; i < 40; ++i) {
        Sample one = sample(i / 2, i % 3 == 0 ? std::optional<double>() : i % 5 / 4.0);
        one.repeat = i % 2;
        one.extractionFailed = i % 7 == 0;
        if (i % 9 == 0)
            one.error = QStringLiteral("refused %1").arg(i);
        if (i % 4 != 0) {
            one.latencyMs = i * 100;
            one.completionTokens = i % 6;
            one.extracted = QString::number(i);
        }
        if (i % 11 == 0)
            one.response = QString();
        one.promptTokens = 40 - i;
        one.scores.text = QByteArray("{\"basic::equality\":{\"score\":") + QByteArray::number(i % 2) + "},\"judge\":{\"score\":null}}";
        one.metadata.text = QByteArray("{\"subject\":\"") + (i % 3 == 1 ? "algebra" : "Ökonomie") + "\",\"level\":" + QByteArray::number(i % 5)
            + ",\"deep\":{\"er\":\"x" + QByteArray::number(i) + "\"}}";
        m_samples << one;
        m_store->addSample(m_job, 0, 1, one, {});
    }
    m_store->flush();
}

void tst_SampleQueries::byKeys()
{
    SampleQuery query;
    query.itemKeys = {{QStringLiteral("id:3"), 1}, {QStringLiteral("id:0"), 0}, {QStringLiteral("id:99"), 0}, {QStringLiteral("id:7\"x"), 0}};
    QCOMPARE(all(query), (QStringList{QStringLiteral("0.0"), QStringLiteral("3.1")}));
    QCOMPARE(page(query)->totalCount, 2);
    for (const auto &[limit, offset] : {std::pair(1, 0), {2, 0}, {3, 0}, {3, 1}, {1, 1}, {3, 2}, {3, 40}}) { // pages that are full, the last, beyond it
        query.limit = limit;
        query.offset = offset;
        QCOMPARE(page(query)->totalCount, 2);
    }
    query.offset = 0;
    query.sort = QStringLiteral("-ordinal");
    query.limit = 1;
    QCOMPARE(all(query), (QStringList{QStringLiteral("3.1"), QStringLiteral("0.0")}));
    query.filter = SampleQuery::Filter::Errors;
    QCOMPARE(all(query), QStringList{QStringLiteral("0.0")});
    query.itemKeys = QList<SampleKey>(SampleQuery::maxKeys, SampleKey{QStringLiteral("id:3"), 0});
    query.filter = SampleQuery::Filter::All;
    QCOMPARE(all(query), QStringList{QStringLiteral("3.0")});
    query.itemKeys << SampleKey{};
    QCOMPARE(page(query).error().kind, Error::Kind::Invalid);
}

void tst_SampleQueries::expressions_data()
{
    QTest::addColumn<int>("count"); // -1: whatever the plain matcher says; a number guards the matcher itself
    QTest::newRow("score<0.5") << -1;
    QTest::newRow("score=0.5") << -1;
    QTest::newRow("score!=1 latency>=1s") << -1;
    QTest::newRow("not score<0.5") << -1;
    QTest::newRow("-(score<0.5 or latency>2s)") << -1;
    QTest::newRow("score:none") << 14;
    QTest::newRow("score:*") << 26;
    QTest::newRow("score!=none") << 26;
    QTest::newRow("latency<0.5s or tokens>=5") << -1;
    QTest::newRow("latency>1min") << 0;
    QTest::newRow("prompt_tokens<=3") << 3;
    QTest::newRow("number=1") << 2;
    QTest::newRow("repeat:1 number>18") << 2;
    QTest::newRow("error:*") << 5;
    QTest::newRow("error:none score>50%") << -1;
    QTest::newRow("error:\"refused 1\"") << 1;
    QTest::newRow("extracted:none") << 6;
    QTest::newRow("extracted!=none") << 34;
    QTest::newRow("extracted:* repeat:0") << -1;
    QTest::newRow("extracted=13") << 1;
    QTest::newRow("is:failed") << -1;
    QTest::newRow("is:passed or is:error") << -1;
    QTest::newRow("is!=unscored not is:not_extracted") << -1;
    QTest::newRow("key=id:4") << 2;
    QTest::newRow("key:id:1") << -1;
    QTest::newRow("key:{\"id:4\"#1 id:5 \"id:6\"#7}") << 3;
    QTest::newRow("not key:{id:4}") << 38;
    QTest::newRow("prompt:\"What IS 1\" score:*") << -1;
    QTest::newRow("response~/^It is 1\\d\\.$/") << -1;
    QTest::newRow("response~/^it IS 7/i") << -1;
    QTest::newRow("response:none") << 4;
    QTest::newRow("target=7") << 2;
    QTest::newRow("target!=7 number<=8") << 14;
    QTest::newRow("meta.subject=algebra score<1") << -1;
    QTest::newRow("meta.subject:ÖKO") << -1;
    QTest::newRow("meta.level>=3") << 16;
    QTest::newRow("meta.deep.er=x7") << 1;
    QTest::newRow("meta.nothing:none") << 40;
    QTest::newRow("meta.\"deep\".er:x3 and repeat:0") << -1;
    QTest::newRow("scorer.basic::equality>=1") << 20;
    QTest::newRow("scorer.judge:none") << 40;
    QTest::newRow("seven or 7") << -1;
    QTest::newRow("not (response:none or score:none) or error:\"refused 9\"") << -1;
    QTest::newRow("not response~/1/ score>=0") << -1;
}

void tst_SampleQueries::expressions()
{
    const QString text = QString::fromUtf8(QTest::currentDataTag());
    const auto parsed = parseSampleExpression(text);
    QVERIFY2(std::holds_alternative<SampleExpression>(parsed), qPrintable(text));
    const SampleExpression &expression = std::get<SampleExpression>(parsed);
    QStringList expected;
    for (const Sample &one : m_samples) {
        if (matches(expression, one))
            expected << QStringLiteral("%1.%2").arg(one.ordinal).arg(one.repeat);
    }
    QFETCH(int, count);
    if (count >= 0)
        QCOMPARE(int(expected.size()), count);
    else
        QVERIFY2(!expected.isEmpty() && expected.size() < m_samples.size(), "the row proves nothing");
    SampleQuery query;
    query.filterExpression = text;
    QCOMPARE(all(query), expected);
    query.limit = 3;
    QCOMPARE(all(query), expected);
    if (!needsTexts(expression)) {
        QCOMPARE(int(page(query)->totalCount), int(expected.size()));
        query.offset = 1;
        query.count = true;
        QCOMPARE(page(query)->items.size(), std::clamp<qsizetype>(expected.size() - 1, 0, 3));
    }
    // Written and read again it is the same.
    query = {};
    query.filterExpression = writeSampleExpression(expression);
    QCOMPARE(all(query), expected);
}

void tst_SampleQueries::pageAfterPage_data()
{
    QTest::addColumn<QString>("sort");
    for (const char *sort : {"", "ordinal", "-ordinal", "score", "-score", "latency_ms", "-latency_ms", "prompt_tokens", "-completion_tokens", "meta.level",
                             "-meta.level", "meta.subject", "-meta.subject", "meta.deep", "meta.nothing", "scorer.basic::equality", "-scorer.basic::equality", "-scorer.it's | odd"})
        QTest::addRow("%s", sort) << QString::fromLatin1(sort);
}

void tst_SampleQueries::pageAfterPage()
{
    SampleQuery query;
    QFETCH(QString, sort);
    query.sort = sort;
    const QStringList whole = all(query);
    QCOMPARE(whole.size(), m_samples.size());
    for (const QString &expression : {QString(), QStringLiteral("response~/./ or response:none")}) {
        query.filterExpression = expression;
        for (int limit : {1, 7}) {
            query.limit = limit;
            QCOMPARE(all(query), whole);
        }
    }
}

void tst_SampleQueries::sortsByMembers_data()
{
    QTest::addColumn<QString>("sort");
    for (const char *sort : {"meta.level", "-meta.level", "meta.subject", "-meta.subject", "scorer.basic::equality", "-scorer.basic::equality"})
        QTest::addRow("%s", sort) << QString::fromLatin1(sort);
}

void tst_SampleQueries::sortsByMembers()
{
    QFETCH(QString, sort);
    const bool down = sort.startsWith(QLatin1Char('-'));
    const QString word = down ? sort.mid(1) : sort, name = word.section(QLatin1Char('.'), 1);
    const auto valueOf = [&](const Sample &one) {
        return word.startsWith(QLatin1String("meta.")) ? one.metadata.toVariantMap().value(name).toString()
                                                       : one.scores.toVariantMap().value(name).toMap().value(QStringLiteral("score")).toString();
    };
    QList<Sample> expected = m_samples;
    if (down)
        std::reverse(expected.begin(), expected.end());
    std::stable_sort(expected.begin(), expected.end(), [&](const Sample &a, const Sample &b) { return down ? valueOf(a) > valueOf(b) : valueOf(a) < valueOf(b); });
    QVERIFY(valueOf(expected.first()) != valueOf(expected.last()));
    QStringList places;
    for (const Sample &one : std::as_const(expected))
        places << QStringLiteral("%1.%2").arg(one.ordinal).arg(one.repeat);
    SampleQuery query;
    query.sort = sort;
    QCOMPARE(all(query), places);
}

void tst_SampleQueries::refusals_data()
{
    QTest::addColumn<QString>("says");
    QTest::newRow("beauty>3") << "character 1";
    QTest::newRow("score<0.5 (latency>2s") << "character 11";
    QTest::newRow("score<half") << "character 7";
    QTest::newRow("response~/(/") << "regular expression";
    QTest::newRow("prompt>3") << "character 7";
    QTest::newRow("tag:x") << "window";
    QTest::newRow("is:lovely") << "not_extracted";
    QTest::newRow("score<0.5 or") << "character 13";
    QTest::newRow("prompt:\"open") << "quote";
}

void tst_SampleQueries::refusals()
{
    SampleQuery query;
    query.filterExpression = QString::fromUtf8(QTest::currentDataTag());
    const auto got = page(query);
    QVERIFY(!got.hasValue());
    QCOMPARE(got.error().code, QStringLiteral("sample_filter_invalid"));
    QFETCH(QString, says);
    QVERIFY2(got.error().message.contains(says), qPrintable(got.error().message));
}

void tst_SampleQueries::withoutCount()
{
    SampleQuery query;
    query.filterExpression = QStringLiteral("score:*");
    query.limit = 5;
    QVERIFY(page(query)->counted);
    QCOMPARE(page(query)->totalCount, 26);
    query.count = false;
    QVERIFY(!page(query)->counted);
    query.count = true;
    query.filterExpression = QStringLiteral("score:* target=19");
    QVERIFY(!page(query)->counted); // how many match is known at the end only
    QCOMPARE(page(query)->totalCount, 26);
    query.after = QStringLiteral("nonsense");
    QCOMPARE(page(query).error().kind, Error::Kind::Invalid);
    query.after.clear();
    query.offset = 3;
    QCOMPARE(page(query).error().kind, Error::Kind::Invalid);
}

void tst_SampleQueries::evilPatternGivesUp()
{
    Sample evil = sample(0, 0);
    evil.response = QString(200, QLatin1Char('a')) + QLatin1Char('!');
    QVERIFY(answer<Done>([&](auto reply) { m_store->addSample(m_job, 1, 1, evil, reply); }).hasValue());
    SampleQuery query;
    query.filterExpression = QStringLiteral("response~/^(a+)+$/");
    const auto got = page(query, 1);
    QCOMPARE(got->items.size(), 0);
    QCOMPARE(got->gaveUp, 1);
}

void tst_SampleQueries::facets()
{
    const auto ask = [&](const SampleFacetQuery &query) {
        return answer<QList<SampleFacet>>([&](auto reply) { m_store->sampleFacets(m_job, 0, {}, query, reply); });
    };
    const auto subjects = ask({.metadata = QStringLiteral("subject")});
    QCOMPARE(subjects->size(), 2);
    QCOMPARE(subjects->at(0).value, QStringLiteral("Ökonomie"));
    QCOMPARE(subjects->at(0).count, 27);
    SampleFacet algebra{QStringLiteral("algebra"), 0, 0, false, 0, 0};
    for (qsizetype i = 1; i < m_samples.size(); i += 3) {
        ++algebra.count;
        ++algebra.scored;
        algebra.sum += *m_samples.at(i).score;
        algebra.sumOfSquares += *m_samples.at(i).score * *m_samples.at(i).score;
    }
    QCOMPARE(subjects->at(1), algebra);
    QCOMPARE(ask({.metadata = QStringLiteral("level"), .limit = 3})->size(), 3);
    const auto none = ask({.metadata = QStringLiteral("gone")});
    QCOMPARE(none->size(), 1);
    QVERIFY(none->first().value.isNull());
    QCOMPARE(ask({}).error().kind, Error::Kind::Invalid);
}

void tst_SampleQueries::longTextsAreCut()
{
    Sample big = sample(5, 1);
    big.prompt = QStringLiteral("ä").repeated(400'000) + QStringLiteral("end");
    big.response = QStringLiteral("\U0001F600").repeated(10);
    big.extracted = QStringLiteral("x");
    Sample small = sample(6, 1);
    small.response = QStringLiteral("ab\U0001F600cd");
    for (const Sample &one : {big, small})
        QVERIFY(answer<Done>([&](auto reply) { m_store->addSample(m_job, 1, 1, one, reply); }).hasValue());
    SampleQuery query;
    query.filterExpression = QStringLiteral("number>=6");
    QCOMPARE(page(query, 1)->items, (QList<Sample>{big, small}));
    query.textChars = 3;
    const auto got = page(query, 1)->items;
    QCOMPARE(got.at(0).prompt, QStringLiteral("äää"));
    QCOMPARE(got.at(0).response, QStringLiteral("\U0001F600")); // never half a character
    QCOMPARE(got.at(0).target, big.target);
    QCOMPARE(got.at(0).cutBytes, 2 * 399'997 + 3 + 36);
    QCOMPARE(got.at(1).response, QStringLiteral("ab"));
    QCOMPARE(got.at(1).cutBytes, 6 + small.prompt.size() - 3);
    query.textChars = 400'002;
    QCOMPARE(page(query, 1)->items.first().cutBytes, 1);
}

ASSAY_TEST(tst_SampleQueries)
#include "tst_SampleQueries.moc"
