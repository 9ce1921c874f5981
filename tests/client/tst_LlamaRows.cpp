#include "services/api/DatasetService.h"
#include "services/backends/llamastack/LlamaError.h"
#include "services/backends/llamastack/RowReader.h"
#include "tests/client/LlamaFixture.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

#include <QUrlQuery>

using namespace assay;
using namespace assay::test;
using Ordered = LlamaRecordings::Json;

/// Rows of a Llama Stack server's datasets: read page by page, and added, which is counted afterwards.
class tst_LlamaRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void pages_data();
    void pages();
    void lyingPages();
    void appendThatKeepsNothing();
    void appendIsCounted();
    void appendPastManyPages();
    void appendToARepeatingServer();
    void equalRowsAreTheDatasetsOwn();
    void readsEqualRows();
    void readsNothingOfARepeatingServer();
    void lostAppendIsCounted_data();
    void lostAppendIsCounted();
    void appendRefused_data();
    void appendRefused();

private:
    DatasetService &datasets() { return *m_fixture->connection->datasets(); }
    /// iterrows over so many rows, by the algorithm of the contract (section 4.2).
    void serveRows(const std::function<int()> &count, bool equal = false);

    std::unique_ptr<LlamaFixture> m_fixture;
    std::unique_ptr<RestClient> m_client;
};

void tst_LlamaRows::init()
{
    m_fixture = std::make_unique<LlamaFixture>();
    QVERIFY(m_fixture->open());
    m_client = std::make_unique<RestClient>(llamastack::clientSettings());
    m_client->setEndpoint(QUrl(m_fixture->stub.server.text()), QString());
}

void tst_LlamaRows::serveRows(const std::function<int()> &count, bool equal)
{
    m_fixture->stub.decide = [count, equal](const Asked &asked) -> std::optional<Answer> {
        if (!asked.path.startsWith("/v1beta/datasetio/iterrows/"))
            return {};
        const QUrlQuery query(QString::fromLatin1(asked.query));
        const int start = query.queryItemValue(QStringLiteral("start_index")).toInt(), limit = query.queryItemValue(QStringLiteral("limit")).toInt();
        const int end = std::min(start + limit, count());
        Ordered data = Ordered::array();
        for (int i = start; i < end; ++i)
            data.push_back({{"n", equal ? 0 : i}});
        return Answer{.body = QByteArray::fromStdString(Ordered{{"data", data}, {"has_more", end < count()}, {"url", nullptr}}.dump())};
    };
}

void tst_LlamaRows::pages_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<qint64>("start");
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("rows");
    QTest::addColumn<bool>("more");
    QTest::addRow("first") << QByteArray("042") << qint64(0) << 2 << 2 << true;
    QTest::addRow("second") << QByteArray("043") << qint64(2) << 2 << 2 << true;
    QTest::addRow("last") << QByteArray("044") << qint64(4) << 2 << 1 << false;
    QTest::addRow("beyond") << QByteArray("051") << qint64(50) << 2 << 0 << false;
    QTest::addRow("all at once though two were asked for") << QByteArray("047") << qint64(0) << 2 << 2 << true;
    QTest::addRow("nothing, and more") << QByteArray("049") << qint64(0) << 2 << 0 << false;
    QTest::addRow("unicode") << QByteArray("067") << qint64(0) << 2 << 1 << false;
}

void tst_LlamaRows::pages()
{
    QFETCH(QByteArray, number);
    QFETCH(qint64, start);
    QFETCH(int, limit);
    QFETCH(int, rows);
    QFETCH(bool, more);
    LlamaStub &stub = m_fixture->stub;
    stub.answers.insert("GET /v1beta/datasetio/iterrows/qa-rows", stub.recordings.answer(number));
    const auto page = waited(datasets().rows(QStringLiteral("qa-rows"), start, limit));
    QVERIFY(page);
    QCOMPARE(page->rows.size(), rows);
    QCOMPARE(page->more, more);
    QVERIFY(!page->total);
    QCOMPARE(stub.server.asked.last().query, QByteArray("start_index=") + QByteArray::number(start) + "&limit=" + QByteArray::number(limit));
}

void tst_LlamaRows::lyingPages()
{
    LlamaStub &stub = m_fixture->stub;
    for (const auto &[number, kind] : {std::pair("059", Error::Kind::NotFound), std::pair("071", Error::Kind::Protocol), std::pair("063", Error::Kind::Invalid)}) {
        stub.answers.insert("GET /v1beta/datasetio/iterrows/x", stub.recordings.answer(number));
        const auto page = waited(datasets().rows(QStringLiteral("x"), 0, 10));
        QVERIFY(!page);
        QCOMPARE(page.error().kind, kind);
    }
    stub.answers.insert("GET /v1beta/datasetio/iterrows/x", Answer{.body = R"({"rows":[]})"});
    QCOMPARE(waited(datasets().rows(QStringLiteral("x"), 0, 10)).error().kind, Error::Kind::Protocol);
}

/// As recorded: 200, and the rows are what they were.
void tst_LlamaRows::appendThatKeepsNothing()
{
    LlamaStub &stub = m_fixture->stub;
    const QByteArray append = "POST /v1beta/datasetio/append-rows/qa-rows";
    for (const char *version : {"", "0.7.3"}) {
        stub.answers.insert(append, LlamaRecordings(QLatin1String(version)).answer("080"));
        stub.decide = [&stub](const Asked &asked) -> std::optional<Answer> {
            if (!asked.path.endsWith("/iterrows/qa-rows"))
                return {};
            return stub.recordings.answer(asked.query.startsWith("start_index=0&") ? "081" : "051"); // the same five, and none behind them
        };
        const auto kept = waited(datasets().append(QStringLiteral("qa-rows"), {QByteArray::fromStdString(stub.recordings.sent("080")["rows"].dump())}));
        QVERIFY(!kept);
        QCOMPARE(kept.error().code, QStringLiteral("append_not_kept"));
        QCOMPARE(kept.error().message, QStringLiteral("The server took the rows for “qa-rows” and kept none of them. Delete the dataset and register it anew with all its rows."));
    }
    QCOMPARE(stub.count(append), 2);
    SAME_JSON(stub.lastBody(append), stub.recordings.sent("080"));
}

void tst_LlamaRows::appendIsCounted()
{
    LlamaStub &stub = m_fixture->stub;
    const QByteArray append = "POST /v1beta/datasetio/append-rows/d";
    stub.answers.insert(append, stub.recordings.answer("080"));
    int kept = 0;
    serveRows([&] { return 5 + kept * stub.count(append); });
    kept = 2;
    const auto all = waited(datasets().append(QStringLiteral("d"), {R"([{"n":1},{"n":2}])"}));
    QVERIFY(all);
    QCOMPARE(*all, qint64(7));
    kept = 1; // of the next two; 6 rows become 7
    const auto half = waited(datasets().append(QStringLiteral("d"), {R"([{"n":1},{"n":2}])"}));
    QVERIFY(!half);
    QCOMPARE(half.error().message, QStringLiteral("Rows sent: 2; rows that “d” has more than before: 1. Look at its rows before you add them again."));
}

void tst_LlamaRows::appendPastManyPages()
{
    LlamaStub &stub = m_fixture->stub;
    const QByteArray append = "POST /v1beta/datasetio/append-rows/d";
    stub.answers.insert(append, stub.recordings.answer("080"));
    serveRows([&] { return 3000 + stub.count(append); }); // three full pages: the last tells by being empty
    const auto all = waited(datasets().append(QStringLiteral("d"), {R"([{"n":1}])"}));
    QVERIFY(all);
    QCOMPARE(*all, qint64(3001));
}

void tst_LlamaRows::appendToARepeatingServer()
{
    LlamaStub &stub = m_fixture->stub;
    stub.decide = [&stub](const Asked &asked) -> std::optional<Answer> {
        return asked.path.contains("/iterrows/") ? std::optional(stub.recordings.answer("042")) : std::nullopt; // the first page, and more, for ever
    };
    const auto kept = waited(datasets().append(QStringLiteral("d"), {R"([{"n":1}])"}));
    QVERIFY(!kept);
    QCOMPARE(kept.error().message, QStringLiteral("The server sends the same rows for every page of “d”; they cannot be counted."));
    QCOMPARE(stub.count("POST /v1beta/datasetio/append-rows/d"), 0);
}

/// Pages may be equal because the rows are.
void tst_LlamaRows::equalRowsAreTheDatasetsOwn()
{
    LlamaStub &stub = m_fixture->stub;
    const QByteArray append = "POST /v1beta/datasetio/append-rows/d";
    stub.answers.insert(append, stub.recordings.answer("080"));
    serveRows([&] { return 2500 + stub.count(append); }, true);
    const auto all = waited(datasets().append(QStringLiteral("d"), {R"([{"n":1}])"}));
    QVERIFY2(all, all ? "" : qPrintable(all.error().message));
    QCOMPARE(*all, qint64(2501));
}

void tst_LlamaRows::readsEqualRows()
{
    serveRows([] { return 1200; }, true);
    const auto rows = waited(llamastack::readRows(*m_client, QStringLiteral("d"), 5000));
    QVERIFY(rows);
    QCOMPARE(rows->size(), qsizetype(1200));
    QCOMPARE(std::count_if(m_fixture->stub.server.asked.cbegin(), m_fixture->stub.server.asked.cend(), [](const Asked &asked) { return asked.query.endsWith("limit=1"); }), 1); // the doubt is put once
}

/// It would put questions beside the answers of others.
void tst_LlamaRows::readsNothingOfARepeatingServer()
{
    m_fixture->stub.decide = [](const Asked &asked) -> std::optional<Answer> {
        if (!asked.path.contains("/iterrows/"))
            return {};
        const int limit = QUrlQuery(QString::fromLatin1(asked.query)).queryItemValue(QStringLiteral("limit")).toInt();
        auto data = LlamaRecordings::Json::array();
        for (int i = 0; i < limit; ++i)
            data.push_back({{"n", i}});
        return Answer{.body = QByteArray::fromStdString(LlamaRecordings::Json{{"data", data}, {"has_more", true}}.dump())};
    };
    QCOMPARE(waited(llamastack::readRows(*m_client, QStringLiteral("d"), 500))->size(), qsizetype(500));
    const auto more = waited(llamastack::readRows(*m_client, QStringLiteral("d"), 700));
    QVERIFY(!more);
    QCOMPARE(more.error().message, QStringLiteral("The server sends the same rows for every page of “d”; they cannot be read."));
}

void tst_LlamaRows::lostAppendIsCounted_data()
{
    QTest::addColumn<int>("stored");
    QTest::addRow("it was stored") << 1;
    QTest::addRow("it was not") << 0;
}

/// What became of it, the count tells; it is never sent twice.
void tst_LlamaRows::lostAppendIsCounted()
{
    QFETCH(int, stored);
    LlamaStub &stub = m_fixture->stub;
    const QByteArray append = "POST /v1beta/datasetio/append-rows/d";
    stub.answers.insert(append, Answer{.cutAfter = 0});
    serveRows([&] { return 5 + stored * stub.count(append); });
    const auto kept = waited(datasets().append(QStringLiteral("d"), {R"([{"n":1}])"}));
    QCOMPARE(bool(kept), stored == 1);
    if (kept)
        QCOMPARE(*kept, qint64(6));
    else
        QCOMPARE(kept.error().kind, Error::Kind::Network);
    QCOMPARE(stub.count(append), 1);
}

void tst_LlamaRows::appendRefused_data()
{
    QTest::addColumn<QByteArray>("rows");
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<Error::Kind>("kind");
    QTest::addColumn<int>("sent");
    const LlamaRecordings main;
    const QByteArray rows = R"([{"n":1}])";
    QTest::addRow("no rows") << QByteArray("[]") << main.answer("080") << Error::Kind::Invalid << 0;
    QTest::addRow("no objects") << QByteArray("[1]") << main.answer("080") << Error::Kind::Invalid << 0;
    QTest::addRow("no JSON") << QByteArray("[") << main.answer("080") << Error::Kind::Invalid << 0;
    QTest::addRow("unknown dataset") << rows << main.answer("083") << Error::Kind::NotFound << 1;
    QTest::addRow("validation") << rows << main.answer("085") << Error::Kind::Invalid << 1;
    QTest::addRow("unsupported source") << rows << main.answer("086") << Error::Kind::Invalid << 1;
    QTest::addRow("fault") << rows << main.answer("123") << Error::Kind::Protocol << 1;
}

void tst_LlamaRows::appendRefused()
{
    QFETCH(QByteArray, rows);
    QFETCH(Answer, answer);
    QFETCH(Error::Kind, kind);
    QFETCH(int, sent);
    serveRows([] { return 3; });
    m_fixture->stub.answers.insert("POST /v1beta/datasetio/append-rows/d", answer);
    const auto kept = waited(datasets().append(QStringLiteral("d"), {rows}));
    QVERIFY(!kept);
    QCOMPARE(kept.error().kind, kind);
    QCOMPARE(m_fixture->stub.count("POST /v1beta/datasetio/append-rows/d"), sent);
}

ASSAY_TEST(tst_LlamaRows)
#include "tst_LlamaRows.moc"
