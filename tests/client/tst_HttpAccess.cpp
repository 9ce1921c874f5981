#include "services/http/HttpClient.h"
#include "tests/client/Certificates.h"
#include "tests/client/TestServer.h"
#include "tests/client/Wait.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// How a server is reached: authentication, certificates, proxy, time-outs; and what of it the request log keeps.
class tst_HttpAccess : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void ownHeaderCarriesTheSecret();
    void curlHasNoSecret();
    void curlIsQuoted();
    void longBodiesAreCut();
    void trustsTheCaFile();
    void certificateFaults_data();
    void certificateFaults();
    void clientCertificate();
    void badFiles_data();
    void badFiles();
    void goesThroughTheProxy();
    void proxyThatIsNotThere();
    void connectTimeOut();
    void answerTimeOut();

private:
    static HttpRequest get(const QUrl &url) { return {.url = url}; }
    QString pem(const QString &name) const { return m_certificates.file(name); }
    HttpAccess trusting() const
    {
        HttpAccess access;
        access.authorities = *readCertificates(pem(QStringLiteral("ca.pem")));
        access.proxy = QNetworkProxy(QNetworkProxy::NoProxy);
        return access;
    }
    Certificates m_certificates;
    bool m_tls = false;
};

static Answer fine(const Asked &)
{
    return {.body = "{}"};
}

void tst_HttpAccess::initTestCase()
{
    m_tls = Certificates::available();
    if (m_tls)
        QVERIFY(m_certificates.make());
}

void tst_HttpAccess::ownHeaderCarriesTheSecret()
{
    TestServer server(fine), other(fine);
    HttpClient client(HttpClient::Settings{});
    HttpAccess access;
    access.headerName = "X-API-Key";
    access.headerValue = "s3cret-key";
    access.secret = QStringLiteral("s3cret-key");
    client.setAccess(originOf(server.url()), access);
    QVERIFY(waited(client.send(get(server.url(QStringLiteral("/"))))));
    QVERIFY(waited(client.send(get(other.url(QStringLiteral("/"))))));
    QCOMPARE(server.asked.first().headers.value("x-api-key"), QByteArray("s3cret-key"));
    QVERIFY(!server.asked.first().headers.contains("authorization"));
    QVERIFY(!other.asked.first().headers.contains("x-api-key"));
}

void tst_HttpAccess::curlHasNoSecret()
{
    TestServer server(fine);
    HttpClient client(HttpClient::Settings{});
    client.setToken(originOf(server.url()), QStringLiteral("s3cret-token"));
    client.setHeaders({{"X-Tenant", "team"}});
    QSignalSpy records(&client, &HttpClient::requestFinished);
    HttpRequest request = get(server.url(QStringLiteral("/a b?x=1&api_key=abcdefg")));
    request.method = "POST";
    request.body = R"({"name":"it's","auth":{"token":"s3cret-token"}})";
    QVERIFY(waited(client.send(request)));
    const auto record = records.first().first().value<RequestRecord>();
    QVERIFY(record.started.isValid());
    const QString curl = asCurl(record);
    QVERIFY2(!curl.contains(QStringLiteral("s3cret")) && !curl.contains(QStringLiteral("abcdefg")), qPrintable(curl));
    QVERIFY2(curl.contains(QStringLiteral("-X POST")) && curl.contains(QStringLiteral("/a%20b?x=1&api_key=***'")), qPrintable(curl));
    QVERIFY2(curl.contains(QStringLiteral("-H 'Authorization: Bearer '\"$ASSAY_KEY\"")), qPrintable(curl));
    QVERIFY2(curl.contains(QStringLiteral("-H 'X-Tenant: team'")), qPrintable(curl));
    QVERIFY2(curl.contains(QStringLiteral("it'\\''s")), qPrintable(curl));
}

/// A shell gives curl exactly what was sent, and nothing in a server's or user's text runs.
void tst_HttpAccess::curlIsQuoted()
{
    RequestRecord record;
    record.method = QStringLiteral("PUT");
    record.origin = QStringLiteral("http://h:1");
    record.path = QStringLiteral("/$(touch pwned)'`x`");
    record.headers = {{QStringLiteral("Authorization"), QStringLiteral("Bearer $ASSAY_KEY")}};
    record.body = QStringLiteral("a\nb; $HOME 'q'");
    QString script = asCurl(record);
    QVERIFY(script.startsWith(QStringLiteral("curl ")));
    script.replace(0, 4, QStringLiteral("ASSAY_KEY=k; printf '%s\\n'"));
    QTemporaryDir folder;
    const QByteArray said = runProgram(QStringLiteral("sh"), {QStringLiteral("-c"), script}, folder.path());
    QCOMPARE(QString::fromUtf8(said), QStringLiteral("-X\nPUT\nhttp://h:1/$(touch pwned)'`x`\n-H\nAuthorization: Bearer k\n--data-binary\na\nb; $HOME 'q'\n"));
    QVERIFY(QDir(folder.path()).isEmpty());
}

void tst_HttpAccess::longBodiesAreCut()
{
    TestServer server(fine);
    HttpClient client(HttpClient::Settings{});
    client.setToken(originOf(server.url()), QStringLiteral("s3cret-token"));
    QSignalSpy records(&client, &HttpClient::requestFinished);
    HttpRequest request = get(server.url(QStringLiteral("/")));
    request.method = "POST";
    request.body = QByteArray(8 * 1024 - 4, 'x') + "s3cret-token" + QByteArray(1000, 'y'); // half of the secret before the edge
    QVERIFY(waited(client.send(request)));
    const auto record = records.first().first().value<RequestRecord>();
    QVERIFY(record.bodyCut);
    QVERIFY(record.body.size() <= 8 * 1024);
    QVERIFY(!record.body.contains(QStringLiteral("s3c")));
    QVERIFY(asCurl(record).contains(QStringLiteral("--data-binary @request.json")));
}

void tst_HttpAccess::trustsTheCaFile()
{
    if (!m_tls)
        QSKIP("openssl is not installed");
    TestServer server(fine);
    server.useTls(m_certificates.server(QStringLiteral("server")));
    HttpClient client(HttpClient::Settings{});
    const auto refused = waited(client.send(get(server.url(QStringLiteral("/")))));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, QStringLiteral("tls_untrusted"));
    QVERIFY2(refused.error().message.contains(QStringLiteral("“Assay Test Authority”")), qPrintable(refused.error().message));
    QVERIFY(server.asked.isEmpty());
    client.setAccess(originOf(server.url()), trusting());
    const auto reply = waited(client.send(get(server.url(QStringLiteral("/")))));
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
}

void tst_HttpAccess::certificateFaults_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("says");
    QTest::addRow("expired") << "expired" << "tls_expired" << "ask the server's administrator to renew it";
    QTest::addRow("other name") << "elsewhere" << "tls_host" << "is for elsewhere.example";
}

void tst_HttpAccess::certificateFaults()
{
    if (!m_tls)
        QSKIP("openssl is not installed");
    QFETCH(QString, certificate);
    QFETCH(QString, code);
    QFETCH(QString, says);
    TestServer server(fine);
    server.useTls(m_certificates.server(certificate));
    HttpClient client(HttpClient::Settings{});
    client.setAccess(originOf(server.url()), trusting());
    const auto reply = waited(client.send(get(server.url(QStringLiteral("/")))));
    QVERIFY(!reply);
    QCOMPARE(reply.error().code, code);
    QVERIFY2(reply.error().message.contains(says), qPrintable(reply.error().message));
}

void tst_HttpAccess::clientCertificate()
{
    if (!m_tls)
        QSKIP("openssl is not installed");
    TestServer server(fine);
    server.useTls(m_certificates.server(QStringLiteral("server"), true));
    HttpClient client(HttpClient::Settings{});
    client.setAccess(originOf(server.url()), trusting());
    QVERIFY(!waited(client.send(get(server.url(QStringLiteral("/"))))));
    QVERIFY(server.asked.isEmpty());
    HttpAccess access = trusting();
    access.certificates = *readCertificates(pem(QStringLiteral("client.pem")));
    const auto key = readPrivateKey(pem(QStringLiteral("client-locked.key")), QStringLiteral("open sesame"));
    QVERIFY2(key, key ? "" : qPrintable(key.error().message));
    access.key = *key;
    client.setAccess(originOf(server.url()), access);
    const auto reply = waited(client.send(get(server.url(QStringLiteral("/")))));
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
}

void tst_HttpAccess::badFiles_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("key");
    QTest::addColumn<QString>("says");
    QTest::addRow("no such file") << "none.pem" << false << "cannot be read";
    QTest::addRow("no certificate") << "server.key" << false << "holds no certificate";
    QTest::addRow("no key") << "server.pem" << true << "holds no private key";
    QTest::addRow("wrong passphrase") << "client-locked.key" << true << "enter its passphrase";
}

void tst_HttpAccess::badFiles()
{
    if (!m_tls)
        QSKIP("openssl is not installed");
    QFETCH(QString, file);
    QFETCH(bool, key);
    QFETCH(QString, says);
    const Error error = key ? readPrivateKey(pem(file), QStringLiteral("wrong")).error() : readCertificates(pem(file)).error();
    QCOMPARE(error.kind, Error::Kind::Invalid);
    QVERIFY2(error.message.contains(says) && error.message.contains(file), qPrintable(error.message));
}

void tst_HttpAccess::goesThroughTheProxy()
{
    TestServer proxy(fine);
    HttpClient client(HttpClient::Settings{});
    HttpAccess access;
    access.proxy = QNetworkProxy(QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), proxy.port());
    const QUrl url(QStringLiteral("http://evalhub.invalid/api/v1/health"));
    client.setAccess(originOf(url), access);
    const auto reply = waited(client.send(get(url)));
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
    QCOMPARE(proxy.asked.first().path, QByteArray("http://evalhub.invalid/api/v1/health"));
}

void tst_HttpAccess::proxyThatIsNotThere()
{
    TestServer proxy(fine);
    const quint16 port = proxy.port();
    proxy.stop();
    HttpClient client(HttpClient::Settings{});
    HttpAccess access;
    access.proxy = QNetworkProxy(QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), port);
    client.setAccess(QStringLiteral("http://evalhub.invalid:80"), access);
    const auto reply = waited(client.send(get(QUrl(QStringLiteral("http://evalhub.invalid/")))));
    QVERIFY(!reply);
    QVERIFY2(reply.error().message.contains(QStringLiteral("proxy")), qPrintable(reply.error().message));
}

/// A server that never finishes the handshake: the connection does not stand, long before the answer's own limit.
void tst_HttpAccess::connectTimeOut()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    HttpClient client(HttpClient::Settings{});
    HttpAccess access;
    access.connectMs = 100;
    access.answerMs = 60'000;
    access.proxy = QNetworkProxy(QNetworkProxy::NoProxy);
    const QUrl url(QStringLiteral("https://127.0.0.1:%1/").arg(silent.serverPort()));
    client.setAccess(originOf(url), access);
    const auto reply = waited(client.send(get(url)));
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, Error::Kind::Timeout);
    QVERIFY2(reply.error().message.startsWith(QStringLiteral("No connection to")), qPrintable(reply.error().message));
}

void tst_HttpAccess::answerTimeOut()
{
    TestServer server([](const Asked &) { return Answer{.silent = true}; });
    HttpClient client(HttpClient::Settings{});
    HttpAccess access;
    access.connectMs = 60'000;
    access.answerMs = 100;
    client.setAccess(originOf(server.url()), access);
    const auto reply = waited(client.send(get(server.url(QStringLiteral("/")))));
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, Error::Kind::Timeout);
    QVERIFY2(reply.error().message.contains(QStringLiteral("did not answer within 1 seconds")), qPrintable(reply.error().message));
}

ASSAY_TEST(tst_HttpAccess)
#include "tst_HttpAccess.moc"
