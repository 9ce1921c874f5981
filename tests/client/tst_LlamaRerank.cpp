#include "services/api/RerankService.h"
#include "services/backends/llamastack/LlamaRerank.h"
#include "tests/client/LlamaFixture.h"
#include "tests/support/SameJson.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::test;

/// Reranking by a Llama Stack server, whose order and whose cut are not trusted.
class tst_LlamaRerank : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void rerankAsRecorded_data();
    void rerankAsRecorded();
    void rerankSortsAndCuts();
    void rerankParts();
    void rerankFails_data();
    void rerankFails();
    void wrongReranks_data();
    void wrongReranks();

private:
    LlamaStub &stub() { return m_fixture->stub; }
    RerankService &reranker() { return *m_fixture->connection->rerank(); }
    static RerankPart text(const QString &words) { return {RerankPart::Kind::Text, words, {}, {}}; }

    std::unique_ptr<LlamaFixture> m_fixture;
};

void tst_LlamaRerank::init()
{
    m_fixture = std::make_unique<LlamaFixture>();
    QVERIFY(m_fixture->open());
}

void tst_LlamaRerank::rerankAsRecorded_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QByteArray>("number");
    for (const char *version : {"seed-commit", "0.4.4", "0.7.3"}) {
        for (const char *number : {"260", "268", "270"})
            QTest::addRow("%s %s", version, number) << QString::fromLatin1(version) << QByteArray(number);
    }
}

/// Whatever the server's order is, the hits have theirs.
void tst_LlamaRerank::rerankAsRecorded()
{
    QFETCH(QString, version);
    QFETCH(QByteArray, number);
    const LlamaRecordings recordings(version);
    const auto sent = recordings.sent(number);
    stub().answers.insert("POST /v1alpha/inference/rerank", recordings.answer(number));
    RerankRequest request;
    request.model = QString::fromStdString(sent["model"].get<std::string>());
    request.query = text(QString::fromStdString(sent["query"].get<std::string>()));
    for (const auto &one : sent["items"])
        request.items << text(QString::fromStdString(one.get<std::string>()));
    const auto hits = waited(reranker().rerank(request));
    QVERIFY2(hits, hits ? "" : qPrintable(hits.error().message));
    QCOMPARE(hits->size(), request.items.size());
    for (qsizetype i = 1; i < hits->size(); ++i) {
        const RerankHit &before = hits->at(i - 1), &one = hits->at(i);
        QVERIFY(before.score > one.score || (before.score == one.score && before.index < one.index));
    }
    SAME_JSON(stub().lastBody("POST /v1alpha/inference/rerank"), sent);
}

/// The server would cut its own order, which is none.
void tst_LlamaRerank::rerankSortsAndCuts()
{
    const LlamaRecordings seed(QStringLiteral("seed-commit"));
    stub().answers.insert("POST /v1alpha/inference/rerank", seed.answer("270"));
    RerankRequest request;
    request.model = QStringLiteral("nim/tiny-rerank");
    request.query = text(QStringLiteral("q"));
    request.items = {text(QStringLiteral("a")), text(QStringLiteral("b")), text(QStringLiteral("c")), text(QStringLiteral("d"))};
    request.maxNumResults = 2;
    const auto hits = waited(reranker().rerank(request));
    QVERIFY(hits);
    QCOMPARE(*hits, (QList<RerankHit>{{1, 1.0}, {2, -1.0}}));
    QVERIFY(!stub().lastBody("POST /v1alpha/inference/rerank").contains("max_num_results"));
    QVERIFY(m_fixture->questions.isEmpty()); // it changes nothing
}

void tst_LlamaRerank::rerankParts()
{
    RerankRequest request;
    request.model = QStringLiteral("m");
    request.query = text(QStringLiteral("q"));
    request.items = {{RerankPart::Kind::Image, {}, QStringLiteral("data:image/png;base64,AAAA"), {}}, {RerankPart::Kind::Image, {}, QStringLiteral("https://x/y.png"), QStringLiteral("low")}};
    const QByteArray body = llamastack::encodeRerank(request);
    const auto sent = nlohmann::json::parse(body.begin(), body.end());
    SAME_JSON(sent["items"][0], LlamaRecordings(QStringLiteral("seed-commit")).sent("264")["items"][0]);
    const auto low = nlohmann::json::parse(R"({"type":"image_url","image_url":{"url":"https://x/y.png","detail":"low"}})");
    SAME_JSON(sent["items"][1], low);
    SAME_JSON(sent["query"], "q");
}

void tst_LlamaRerank::rerankFails_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<Error::Kind>("kind");
    QTest::addColumn<QString>("message");
    const LlamaRecordings main, seed(QStringLiteral("seed-commit")), v7(QStringLiteral("0.7.3"));
    using Kind = Error::Kind;
    QTest::addRow("no reranker") << main.answer("250") << Kind::Unsupported << "has nothing that does this.";
    QTest::addRow("images") << seed.answer("264") << Kind::Invalid << "The server answers: Invalid value: Items must be strings or text content parts";
    QTest::addRow("images, 0.7") << v7.answer("264") << Kind::Invalid << "The server answers: Items must be strings or text content parts";
    QTest::addRow("chat model") << seed.answer("266") << Kind::Protocol << "reports a fault of its own (status 500)";
    QTest::addRow("chat model, 0.7") << v7.answer("266") << Kind::Invalid << "is of type 'llm' rather than the expected type 'rerank'";
    QTest::addRow("unknown model") << seed.answer("267") << Kind::NotFound << "not found";
    QTest::addRow("upstream") << seed.answer("271") << Kind::Network << "NVIDIA rerank API request failed with status 500";
    QTest::addRow("not JSON") << Answer{.body = "x"} << Kind::Protocol << "The answer about the order cannot be read";
    QTest::addRow("foreign item") << Answer{.body = R"({"data":[{"index":1,"relevance_score":1}]})"} << Kind::Protocol << "names an item that was not asked for";
    QTest::addRow("one twice") << Answer{.body = R"({"data":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":1}]})"} << Kind::Protocol << "or one twice";
    QTest::addRow("no score") << Answer{.body = R"({"data":[{"index":0,"relevance_score":null}]})"} << Kind::Protocol << "cannot be read";
    QTest::addRow("broken off") << Answer{.body = "{", .cutAfter = 0} << Kind::Network << "broke the connection off";
}

void tst_LlamaRerank::rerankFails()
{
    QFETCH(Answer, answer);
    QFETCH(Error::Kind, kind);
    QFETCH(QString, message);
    stub().answers.insert("POST /v1alpha/inference/rerank", answer);
    RerankRequest request;
    request.model = QStringLiteral("m");
    request.query = request.items.emplace_back(text(QStringLiteral("a")));
    const auto hits = waited(reranker().rerank(request));
    QVERIFY(!hits);
    QVERIFY2(hits.error().message.contains(message), qPrintable(hits.error().message));
    QCOMPARE(hits.error().kind, kind);
    QCOMPARE(stub().count("POST /v1alpha/inference/rerank"), 1);
}

void tst_LlamaRerank::wrongReranks_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<QString>("message");
    QTest::addRow("model") << 0 << "Model: enter the name of one of the server's reranking models.";
    QTest::addRow("query") << 1 << "Query: enter what the items are compared with.";
    QTest::addRow("items") << 2 << "Items: enter at least one, and none that is empty.";
    QTest::addRow("empty item") << 3 << "Items: enter at least one, and none that is empty.";
    QTest::addRow("results") << 4 << "Results: enter a number from 1, or leave it out for all.";
}

void tst_LlamaRerank::wrongReranks()
{
    QFETCH(int, what);
    QFETCH(QString, message);
    RerankRequest request;
    request.model = what == 0 ? QString() : QStringLiteral("m");
    request.query = text(what == 1 ? QString() : QStringLiteral("q"));
    if (what != 2)
        request.items << text(what == 3 ? QString() : QStringLiteral("a"));
    request.maxNumResults = what == 4 ? 0 : 1;
    const auto hits = waited(reranker().rerank(request));
    QVERIFY(!hits);
    QCOMPARE(hits.error().message, message);
    QCOMPARE(hits.error().kind, Error::Kind::Invalid);
}

ASSAY_TEST(tst_LlamaRerank)
#include "tst_LlamaRerank.moc"
