#include "services/api/ConnectionSettings.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using Field = ConnectionIssue::Field;
using Auth = ConnectionSettings::Auth;

/// What a connection's settings may be, and the file that keeps them.
class tst_ConnectionSettings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goodOnesHaveNoIssue_data();
    void goodOnesHaveNoIssue();
    void eachBadFieldSaysItsFix_data();
    void eachBadFieldSaysItsFix();
    void namesAreUnique();
    void baseAndOrigin_data();
    void baseAndOrigin();
    void fileComesBack();
    void fileKeepsWhatIsNew();
    void oddFiles_data();
    void oddFiles();
    void idsAreFresh();
};

using Change = std::function<void(ConnectionSettings &)>;
Q_DECLARE_METATYPE(Change)

static ConnectionSettings good()
{
    ConnectionSettings settings;
    settings.id = QStringLiteral("prod");
    settings.kind = QStringLiteral("evalhub");
    settings.name = QStringLiteral("Production");
    settings.url = QStringLiteral("https://evalhub.example.com");
    return settings;
}

void tst_ConnectionSettings::goodOnesHaveNoIssue_data()
{
    QTest::addColumn<Change>("change");
    QTest::addRow("plain") << Change([](ConnectionSettings &) {});
    QTest::addRow("http with port and path") << Change([](ConnectionSettings &s) { s.url = QStringLiteral("http://127.0.0.1:8080/hub/api/v1/"); });
    QTest::addRow("tenant and user") << Change([](ConnectionSettings &s) {
        s.tenant = QStringLiteral("team-a");
        s.user = QStringLiteral("ann@example.com");
    });
    QTest::addRow("header") << Change([](ConnectionSettings &s) {
        s.auth = Auth::Header;
        s.headerName = QStringLiteral("X-API-Key");
    });
    QTest::addRow("client certificate") << Change([](ConnectionSettings &s) {
        s.auth = Auth::ClientCertificate;
        s.certificateFile = QStringLiteral("/c.pem");
        s.keyFile = QStringLiteral("/c.key");
        s.caFile = QStringLiteral("/ca.pem");
    });
    QTest::addRow("proxies") << Change([](ConnectionSettings &s) { s.proxy = QStringLiteral("socks5://127.0.0.1:1080"); });
    QTest::addRow("no proxy") << Change([](ConnectionSettings &s) { s.proxy = QStringLiteral("direct"); });
}

void tst_ConnectionSettings::goodOnesHaveNoIssue()
{
    QFETCH(Change, change);
    ConnectionSettings settings = good();
    change(settings);
    const auto issues = connectionIssues(settings);
    QVERIFY2(issues.isEmpty(), qPrintable(issues.isEmpty() ? QString() : issues.first().text));
}

void tst_ConnectionSettings::eachBadFieldSaysItsFix_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<int>("field");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, Field field, const char *text, Change change) {
        QTest::addRow("%s", name) << change << int(field) << QString::fromUtf8(text);
    };
    row("no name", Field::Name, "Name: enter one, for example “Nightly cluster”.", [](auto &s) { s.name = QStringLiteral("  "); });
    row("no url", Field::Url, "URL: enter the server's address, for example https://evalhub.example.com.", [](auto &s) { s.url.clear(); });
    row("no scheme", Field::Url, "URL: this is not a web address; write it like https://evalhub.example.com:8080.",
        [](auto &s) { s.url = QStringLiteral("evalhub.example.com"); });
    row("ftp", Field::Url, "URL: this is not a web address; write it like https://evalhub.example.com:8080.", [](auto &s) { s.url = QStringLiteral("ftp://a/"); });
    row("password in url", Field::Url, "URL: take the user name and password out of the address; choose an authentication below.",
        [](auto &s) { s.url = QStringLiteral("https://ann:pw@hub.example.com"); });
    row("query", Field::Url, "URL: take everything from “?” or “#” on out of the address.", [](auto &s) { s.url += QStringLiteral("/?a=b"); });
    row("tenant with line break", Field::Tenant, "Tenant: use plain letters, digits and signs, without blanks at the ends.",
        [](auto &s) { s.tenant = QStringLiteral("a\r\nX-Evil: b"); });
    row("user with blank", Field::User, "User: use plain letters, digits and signs, without blanks at the ends.", [](auto &s) { s.user = QStringLiteral("ann "); });
    row("header without name", Field::HeaderName, "Header: enter the header's name, for example X-API-Key.", [](auto &s) { s.auth = Auth::Header; });
    row("header with blank", Field::HeaderName, "Header: enter the header's name, for example X-API-Key.", [](auto &s) {
        s.auth = Auth::Header;
        s.headerName = QStringLiteral("X Key");
    });
    row("header of ours", Field::HeaderName, "Header: Assay sets X-Tenant itself; enter the name of the header that carries the key.", [](auto &s) {
        s.auth = Auth::Header;
        s.headerName = QStringLiteral("X-Tenant");
    });
    row("no certificate", Field::Certificate, "Certificate: choose the PEM file of your certificate.", [](auto &s) {
        s.auth = Auth::ClientCertificate;
        s.keyFile = QStringLiteral("/k");
    });
    row("no key", Field::Key, "Private key: choose the PEM file of the certificate's key.", [](auto &s) {
        s.auth = Auth::ClientCertificate;
        s.certificateFile = QStringLiteral("/c");
    });
    row("certificate over http", Field::Url, "URL: a client certificate needs https://.", [](auto &s) {
        s.auth = Auth::ClientCertificate;
        s.certificateFile = s.keyFile = QStringLiteral("/c");
        s.url = QStringLiteral("http://hub.example.com");
    });
    row("relative ca", Field::CaFile, "CA file: give the whole path, from / on.", [](auto &s) { s.caFile = QStringLiteral("ca.pem"); });
    row("ca over http", Field::CaFile, "CA file: it has no use with http; write https:// in the URL or empty this field.", [](auto &s) {
        s.caFile = QStringLiteral("/ca.pem");
        s.url = QStringLiteral("http://hub.example.com");
    });
    row("proxy without port", Field::Proxy, "Proxy: write it like http://proxy.example.com:3128 or socks5://127.0.0.1:1080, without a user name.",
        [](auto &s) { s.proxy = QStringLiteral("http://proxy"); });
    row("proxy with password", Field::Proxy, "Proxy: write it like http://proxy.example.com:3128 or socks5://127.0.0.1:1080, without a user name.",
        [](auto &s) { s.proxy = QStringLiteral("http://a:b@proxy:1"); });
    row("connect", Field::ConnectSeconds, "Time to connect: enter 1 to 120 seconds.", [](auto &s) { s.connectSeconds = 0; });
    row("answer", Field::AnswerSeconds, "Time to answer: enter 1 to 600 seconds.", [](auto &s) { s.answerSeconds = 601; });
    row("poll", Field::PollSeconds, "Time between looks: enter 1 to 300 seconds.", [](auto &s) { s.pollSeconds = 0; });
}

void tst_ConnectionSettings::eachBadFieldSaysItsFix()
{
    QFETCH(Change, change);
    QFETCH(int, field);
    QFETCH(QString, text);
    ConnectionSettings settings = good();
    change(settings);
    const auto issues = connectionIssues(settings);
    QCOMPARE(issues.size(), 1);
    QCOMPARE(int(issues.first().field), field);
    QCOMPARE(issues.first().text, text);
}

void tst_ConnectionSettings::namesAreUnique()
{
    ConnectionSettings other = good();
    QVERIFY(connectionIssues(good(), {other}).isEmpty()); // itself
    other.id = QStringLiteral("prod-2");
    other.name = QStringLiteral("production");
    QCOMPARE(connectionIssues(good(), {other}), (QList<ConnectionIssue>{{Field::Name, QStringLiteral("Name: another connection is called “production”; choose a different name.")}}));
}

void tst_ConnectionSettings::baseAndOrigin_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("origin");
    QTest::addRow("plain") << "https://Hub.Example.com" << "https://hub.example.com" << "https://hub.example.com:443";
    QTest::addRow("api") << "http://hub:8080/api/v1/" << "http://hub:8080" << "http://hub:8080";
    QTest::addRow("path") << " https://hub/route/ " << "https://hub/route" << "https://hub:443";
    QTest::addRow("ipv6") << "http://[::1]:8080" << "http://[::1]:8080" << "http://[::1]:8080";
    QTest::addRow("nonsense") << "hub" << "" << "";
}

void tst_ConnectionSettings::baseAndOrigin()
{
    QFETCH(QString, typed);
    QFETCH(QString, base);
    QFETCH(QString, origin);
    QCOMPARE(connectionBase(typed).toString(), base);
    ConnectionSettings settings;
    settings.url = typed;
    QCOMPARE(settings.origin(), origin);
}

void tst_ConnectionSettings::fileComesBack()
{
    ConnectionSettings full = good();
    full.tenant = QStringLiteral("team");
    full.user = QStringLiteral("ann");
    full.auth = Auth::ClientCertificate;
    full.headerName = QStringLiteral("X-Key");
    full.certificateFile = QStringLiteral("/c.pem");
    full.keyFile = QStringLiteral("/k.pem");
    full.caFile = QStringLiteral("/ca.pem");
    full.proxy = QStringLiteral("direct");
    full.connectSeconds = 5;
    full.answerSeconds = 60;
    full.pollSeconds = 10;
    full.colour = 3;
    full.guarded = true;
    ConnectionSettings bare = good();
    bare.id = QStringLiteral("bare");
    const QByteArray text = encodeConnections({full, bare});
    const auto back = decodeConnections(text);
    QVERIFY(back);
    QCOMPARE(back->size(), 2);
    QVERIFY(back->at(0) == full);
    QVERIFY(back->at(1) == bare);
    QCOMPARE(encodeConnections(*back), text);
}

/// A newer version's kind and members survive being read and written by this one.
void tst_ConnectionSettings::fileKeepsWhatIsNew()
{
    const QByteArray text = R"({"version":1,"connections":[{"id":"x","kind":"llamastack","name":"Stack","url":"http://s","models":["a",1.50]}]})";
    const auto read = decodeConnections(text);
    QVERIFY(read);
    QCOMPARE(read->first().kind, QStringLiteral("llamastack"));
    const QByteArray again = encodeConnections(*read);
    QVERIFY2(again.contains("\"models\"") && again.contains("llamastack"), again.constData());
}

void tst_ConnectionSettings::oddFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("count"); // -1: refused
    QTest::addRow("cut") << QByteArray(R"({"version":1,"connections":[{"id":"a")") << -1;
    QTest::addRow("list") << QByteArray("[]") << -1;
    QTest::addRow("nothing") << QByteArray() << -1;
    QTest::addRow("empty") << QByteArray(R"({"connections":[]})") << 0;
    QTest::addRow("without id") << QByteArray(R"({"connections":[{"name":"a"}]})") << 0;
    QTest::addRow("id with slash") << QByteArray(R"({"connections":[{"id":"../a"}]})") << 0;
    QTest::addRow("twice the same id") << QByteArray(R"({"connections":[{"id":"a"},{"id":"a"}]})") << 1;
    QTest::addRow("odd values") << QByteArray(R"({"connections":[{"id":"a","poll_seconds":-5,"colour":"red","auth":7,"guarded":"yes"}]})") << 1;
}

void tst_ConnectionSettings::oddFiles()
{
    QFETCH(QByteArray, text);
    QFETCH(int, count);
    const auto read = decodeConnections(text);
    QCOMPARE(bool(read), count >= 0);
    if (!read)
        return;
    QCOMPARE(int(read->size()), count);
    for (const ConnectionSettings &settings : *read) {
        QCOMPARE(settings.pollSeconds, 3);
        QCOMPARE(settings.colour, -1);
        QVERIFY(settings.auth == Auth::None && !settings.guarded);
    }
}

void tst_ConnectionSettings::idsAreFresh()
{
    QCOMPARE(newConnectionId(QStringLiteral("Prod (EU) 1"), {}), QStringLiteral("prod-eu-1"));
    QCOMPARE(newConnectionId(QStringLiteral("生产"), {}), QStringLiteral("server"));
    QCOMPARE(newConnectionId(QStringLiteral("Local"), {}), QStringLiteral("server"));
    QCOMPARE(newConnectionId(QStringLiteral("prod"), {good()}), QStringLiteral("prod-2"));
}

ASSAY_TEST(tst_ConnectionSettings)
#include "tst_ConnectionSettings.moc"
