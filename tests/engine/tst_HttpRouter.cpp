#include "services/engine/server/Query.h"
#include "services/engine/server/Router.h"

#include "tests/support/TestRegistry.h"

#include <nlohmann/json.hpp>

#include <QTest>
#include <QUuid>

using namespace assay;
using namespace assay::engine;

namespace {

class Sink : public Responder::Sink {
public:
    explicit Sink(std::shared_ptr<HttpResponse> out) : m_out(std::move(out)) {}
    void send(HttpResponse response) override { *m_out = std::move(response); }
    std::shared_ptr<HttpStream> stream(HttpResponse) override { return nullptr; }

private:
    std::shared_ptr<HttpResponse> m_out;
};

QByteArray headerOf(const HttpResponse &response, const QByteArray &name)
{
    for (const auto &[key, value] : response.headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

} // namespace

/// Who may ask what, and the shape of answers.
class tst_HttpRouter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void findsRoutes();
    void refusesForeignHosts_data();
    void refusesForeignHosts();
    void refusesForeignOrigins();
    void asksForTheToken();
    void optionsOnlyWithoutToken();
    void unknownPathsAndMethods();
    void cleansDoubledSlashes();
    void echoesTheTransactionId();
    void escapesJson();
    void readsQueries();
    void filters_data();
    void filters();
    void pages();

private:
    HttpResponse ask(const QByteArray &method, const QByteArray &path, const HttpHeaders &headers = {}, const QByteArray &host = "127.0.0.1:4711");
    Router m_router;
};

void tst_HttpRouter::init()
{
    m_router = Router();
    m_router.add("GET", QStringLiteral("/api/v1/health"), [](const ApiRequest &, const Answer &answer) { answer.json(200, {{"ok", true}}); },
                 Router::Access::Open);
    m_router.add("GET", QStringLiteral("/api/v1/things/{id}/parts/{index}"), [](const ApiRequest &request, const Answer &answer) {
        answer.json(200, {{"id", request.parameter("id").toStdString()}, {"index", request.parameter("index").toStdString()},
                          {"tenant", request.tenant.toStdString()}});
    });
    m_router.setAccess({"5ecret", 4711});
}

HttpResponse tst_HttpRouter::ask(const QByteArray &method, const QByteArray &path, const HttpHeaders &headers, const QByteArray &host)
{
    HttpRequest request;
    request.method = method;
    const auto question = path.indexOf('?');
    request.path = question < 0 ? path : path.left(question);
    if (question >= 0)
        request.query = path.mid(question + 1);
    request.headers = HttpHeaders{{"host", host}} + headers;
    const auto out = std::make_shared<HttpResponse>();
    m_router.handle(request, Responder(std::make_shared<Sink>(out)));
    return *out;
}

const HttpHeaders withToken{{"authorization", "Bearer 5ecret"}};

void tst_HttpRouter::findsRoutes()
{
    const auto response = ask("GET", "/api/v1/things/a%20b/parts/7?x=1", withToken + HttpHeaders{{"x-tenant", "t"}});
    QCOMPARE(response.status, 200);
    QCOMPARE(headerOf(response, "content-type"), QByteArray("application/json"));
    const auto body = nlohmann::json::parse(response.body.toStdString());
    QCOMPARE(body["id"].get<std::string>(), std::string("a b"));
    QCOMPARE(body["index"].get<std::string>(), std::string("7"));
    QCOMPARE(body["tenant"].get<std::string>(), std::string("t"));
}

void tst_HttpRouter::refusesForeignHosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("status");
    QTest::newRow("address") << QByteArray("127.0.0.1:4711") << 200;
    QTest::newRow("name") << QByteArray("localhost:4711") << 200;
    QTest::newRow("case") << QByteArray("LocalHost:4711") << 200;
    QTest::newRow("IPv6") << QByteArray("[::1]:4711") << 200;
    QTest::newRow("other port") << QByteArray("127.0.0.1:4712") << 403;
    QTest::newRow("no port") << QByteArray("localhost") << 403;
    QTest::newRow("rebound name") << QByteArray("evil.example:4711") << 403;
    QTest::newRow("prefix") << QByteArray("127.0.0.1.evil.example:4711") << 403;
    QTest::newRow("user") << QByteArray("localhost@evil.example:4711") << 403;
    QTest::newRow("none") << QByteArray() << 403;
}

void tst_HttpRouter::refusesForeignHosts()
{
    QFETCH(QByteArray, host);
    QFETCH(int, status);
    QCOMPARE(ask("GET", "/api/v1/health", {}, host).status, status);
    QCOMPARE(ask("GET", "/api/v1/things/a/parts/1", withToken, host).status, status);
}

void tst_HttpRouter::refusesForeignOrigins()
{
    QCOMPARE(ask("GET", "/api/v1/health", {{"origin", "http://127.0.0.1:4711"}}).status, 200);
    for (const char *origin : {"http://other.invalid", "https://127.0.0.1:4711", "null", "http://127.0.0.1:1", "file://"}) {
        const auto response = ask("GET", "/api/v1/health", {{"origin", origin}});
        QCOMPARE(response.status, 403);
        QVERIFY(response.body.contains("origin_not_allowed"));
    }
}

void tst_HttpRouter::asksForTheToken()
{
    const QByteArray path = "/api/v1/things/a/parts/1";
    for (const HttpHeaders &headers : {HttpHeaders{}, HttpHeaders{{"authorization", "Bearer wrong"}}, HttpHeaders{{"authorization", "5ecret"}},
                                       HttpHeaders{{"authorization", "Bearer 5ecre"}}, HttpHeaders{{"authorization", "Basic 5ecret"}}}) {
        const auto response = ask("GET", path, headers);
        QCOMPARE(response.status, 401);
        const auto body = nlohmann::json::parse(response.body.toStdString());
        QCOMPARE(body.size(), std::size_t(3));
        QCOMPARE(body["message_code"].get<std::string>(), std::string("unauthorized"));
        QCOMPARE(body["trace"].get<std::string>(), headerOf(response, "x-global-transaction-id").toStdString());
    }
    QCOMPARE(ask("GET", path, withToken).status, 200);
    QCOMPARE(ask("GET", path, {{"authorization", "bearer 5ecret"}}).status, 200);
    QCOMPARE(ask("GET", "/api/v1/nothing").status, 401); // not even what exists is told
    QCOMPARE(ask("DELETE", path).status, 401);
    m_router.setAccess({{}, 4711});
    QCOMPARE(ask("GET", path).status, 200);
}

void tst_HttpRouter::optionsOnlyWithoutToken()
{
    const HttpHeaders foreign{{"origin", "http://other.invalid"}};
    QCOMPARE(ask("OPTIONS", "/api/v1/health", foreign).status, 403);
    QCOMPARE(ask("OPTIONS", "/api/v1/health", withToken).status, 405);
    m_router.setAccess({{}, 4711});
    const auto response = ask("OPTIONS", "/api/v1/health", foreign);
    QCOMPARE(response.status, 204);
    QCOMPARE(headerOf(response, "access-control-allow-origin"), QByteArray("*"));
    QCOMPARE(ask("GET", "/api/v1/health", foreign).status, 403);
    QCOMPARE(ask("OPTIONS", "/api/v1/health", foreign, "evil.example:4711").status, 403);
}

void tst_HttpRouter::unknownPathsAndMethods()
{
    for (const char *path : {"/", "/api/v1/nope", "/api/v1/health/", "/api/v1/things//parts", "/api/v1/things/a/parts/"}) {
        const auto response = ask("GET", path, withToken);
        QVERIFY2(response.status == 404 || response.status == 308, path);
    }
    const auto missing = ask("GET", "/api/v1/nope", withToken);
    QCOMPARE(missing.body, QByteArray("404 page not found\n"));
    QCOMPARE(headerOf(missing, "content-type"), QByteArray("text/plain; charset=utf-8"));
    QCOMPARE(headerOf(missing, "x-content-type-options"), QByteArray("nosniff"));
    for (const char *method : {"POST", "HEAD", "PUT"}) {
        const auto response = ask(method, "/api/v1/health", withToken);
        QCOMPARE(response.status, 405);
        QVERIFY(response.body.contains(QByteArray("The HTTP method ") + method + " is not allowed for the API /api/v1/health."));
        QVERIFY(headerOf(response, "allow").isNull());
    }
}

void tst_HttpRouter::cleansDoubledSlashes()
{
    const auto response = ask("GET", "/api//v1///health?a=b", withToken);
    QCOMPARE(response.status, 308);
    QCOMPARE(headerOf(response, "location"), QByteArray("/api/v1/health?a=b"));
}

void tst_HttpRouter::echoesTheTransactionId()
{
    QCOMPARE(headerOf(ask("GET", "/api/v1/health", {{"x-global-transaction-id", "mine"}}), "x-global-transaction-id"), QByteArray("mine"));
    const auto made = headerOf(ask("GET", "/api/v1/health"), "x-global-transaction-id");
    QVERIFY(!QUuid::fromString(QString::fromLatin1(made)).isNull());
}

void tst_HttpRouter::escapesJson()
{
    QCOMPARE(dumpWire(nlohmann::json{{"a", "<b> & \xc3\xa4"}}), QByteArray("{\"a\":\"\\u003cb\\u003e \\u0026 \xc3\xa4\"}\n"));
}

void tst_HttpRouter::readsQueries()
{
    const Query query("limit=10&tags=a%2Cb&tags=c+d&empty=&flag=T&bad=1.5&neg=-1");
    QCOMPARE(query.text(QStringLiteral("tags")), QStringLiteral("a,b,c d"));
    QVERIFY(!query.has(QStringLiteral("empty")));
    qint64 number = 5;
    QVERIFY(!query.integer(QStringLiteral("limit"), number));
    QCOMPARE(number, 10);
    QVERIFY(!query.integer(QStringLiteral("empty"), number));
    QCOMPARE(number, 10);
    QCOMPARE(query.integer(QStringLiteral("bad"), number)->message, QStringLiteral("The query parameter 'bad' is not a valid integer: '1.5'."));
    QCOMPARE(query.integer(QStringLiteral("neg"), number)->message, QStringLiteral("The query parameter 'neg' is not a valid positive integer: '-1'."));
    bool flag = false;
    QVERIFY(!query.boolean(QStringLiteral("flag"), flag));
    QVERIFY(flag);
    QCOMPARE(query.boolean(QStringLiteral("bad"), flag)->code, QByteArray("query_parameter_invalid"));
    QCOMPARE(Query("x=1").onlyAllows({QStringLiteral("a"), QStringLiteral("b")})->message,
             QStringLiteral("The parameter 'x' is not a valid query parameter. Allowed parameters are: a, b."));
}

void tst_HttpRouter::filters_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QStringList>("values");
    QTest::addColumn<bool>("passes");
    QTest::newRow("none") << QString() << QStringList{"a"} << true;
    QTest::newRow("one") << QStringLiteral("a") << QStringList{"a", "b"} << true;
    QTest::newRow("case") << QStringLiteral("A") << QStringList{"a"} << false;
    QTest::newRow("all") << QStringLiteral("a,b") << QStringList{"a", "b"} << true;
    QTest::newRow("not all") << QStringLiteral("a,c") << QStringList{"a", "b"} << false;
    QTest::newRow("any") << QStringLiteral("c|b") << QStringList{"a", "b"} << true;
    QTest::newRow("comma wins") << QStringLiteral("c|b,a") << QStringList{"a", "b"} << false;
    QTest::newRow("quoted") << QStringLiteral("\"a,b\"") << QStringList{"a,b"} << true;
    QTest::newRow("not") << QStringLiteral("!a") << QStringList{"b"} << true;
    QTest::newRow("not same") << QStringLiteral("!a") << QStringList{"a"} << false;
}

void tst_HttpRouter::filters()
{
    QFETCH(QString, filter);
    QFETCH(QStringList, values);
    QFETCH(bool, passes);
    QCOMPARE(matchesFilter(filter, values, true), passes);
}

void tst_HttpRouter::pages()
{
    HttpRequest request;
    request.path = "/p";
    request.query = "limit=2&b=x%2Cy&offset=2&a=1";
    const auto page = nlohmann::json::parse(pageText(request, {2, 2}, 5, {"{}", "{\"i\":1}"}).toStdString());
    QCOMPARE(page["first"]["href"].get<std::string>(), std::string("/p?limit=2&b=x%2Cy&offset=2&a=1"));
    QCOMPARE(page["next"]["href"].get<std::string>(), std::string("/p?a=1&b=x%2Cy&limit=2&offset=4"));
    QCOMPARE(page["total_count"].get<int>(), 5);
    QCOMPARE(page["items"].size(), std::size_t(2));
    QVERIFY(!nlohmann::json::parse(pageText(request, {2, 4}, 5, {}).toStdString()).contains("next"));
    QVERIFY(!nlohmann::json::parse(pageText(request, {0, 0}, 5, {}).toStdString()).contains("next"));
    request.query = QByteArray();
    QCOMPARE(nlohmann::json::parse(pageText(request, {50, 0}, 51, {}).toStdString())["next"]["href"].get<std::string>(), std::string("/p?limit=50&offset=50"));
}

ASSAY_TEST(tst_HttpRouter)
#include "tst_HttpRouter.moc"
