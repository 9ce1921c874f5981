#include "services/backends/access/LadderTester.h"
#include "tests/client/Certificates.h"
#include "tests/client/TestServer.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;
using Step = ConnectionCheck::Step;
using State = ConnectionCheck::State;

namespace {

/// EvalHub as a scripted server answers for it.
Answer evalHub(const Asked &asked)
{
    if (asked.path == "/api/v1/health")
        return {.body = R"({"status":"healthy","timestamp":")" + QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toLatin1() + "\"}"};
    if (asked.path == "/api/v1/evaluations/jobs")
        return {.body = R"({"items":[],"limit":1,"total_count":12})"};
    return {.status = 404, .body = "404 page not found", .contentType = "text/plain"};
}

Answer errorObject(int status, const QByteArray &code)
{
    if (code.isEmpty()) // not EvalHub's own: a proxy before it
        return {.status = status, .body = "no healthy upstream", .contentType = "text/plain"};
    return {.status = status, .body = R"({"message_code":")" + code + R"(","message":"m","trace":"t"})"};
}

} // namespace

/// The ladder breaks at each of its rungs, names it, and says what to do.
class tst_Ladder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void climbsToTheTop();
    void settingsThatCannotBe();
    void nameIsNotFound();
    void nothingListens();
    void answersNothingInTime();
    void certificates_data();
    void certificates();
    void caFileThatIsNotThere();
    void plainHttpOnATlsPort();
    void keyOverPlainHttpIsWarnedOf();
    void notEvalHub_data();
    void notEvalHub();
    void clockIsOff();
    void answersAboutIdentity_data();
    void answersAboutIdentity();
    void secretIsMissing();
    void secretIsBoundElsewhere();
    void typedSecretIsUsed();
    void tellsWhatALocalEngineCan();
    void newStartGivesTheOldUp();
    void cancelledSaysNothingMore();

private:
    ConnectionSettings to(const QString &url) const;
    bool climb(const ConnectionSettings &settings, const std::optional<QString> &secret = {});
    const ConnectionCheck &at(Step step) const { return m_checks.at(int(step)); }
    /// The climb ended there, its text and fix hold these.
    void verifyBrokenAt(Step step, const QString &text, const QString &fix);

    Certificates m_certificates;
    FakeSecretStore m_secrets;
    QList<ConnectionCheck> m_checks;
    bool m_tls = false;
};

void tst_Ladder::initTestCase()
{
    m_tls = Certificates::available() && m_certificates.make();
}

void tst_Ladder::init()
{
    m_secrets.entries.clear();
    m_secrets.failWith.reset();
}

ConnectionSettings tst_Ladder::to(const QString &url) const
{
    ConnectionSettings settings;
    settings.id = QStringLiteral("prod");
    settings.kind = QStringLiteral("evalhub");
    settings.name = QStringLiteral("Prod");
    settings.url = url;
    settings.proxy = QStringLiteral("direct");
    settings.connectSeconds = 2;
    settings.answerSeconds = 2;
    return settings;
}

bool tst_Ladder::climb(const ConnectionSettings &settings, const std::optional<QString> &secret)
{
    LadderTester tester(m_secrets);
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.start(settings, secret);
    if (finished.isEmpty() && !finished.wait(15'000))
        qFatal("the climb does not end");
    m_checks = tester.checks();
    return finished.first().first().toBool();
}

void tst_Ladder::verifyBrokenAt(Step step, const QString &text, const QString &fix)
{
    for (const ConnectionCheck &check : std::as_const(m_checks)) {
        if (check.step < step)
            QVERIFY2(check.state == State::Passed || check.state == State::Warned || check.state == State::Skipped, qPrintable(check.text));
        else if (check.step > step)
            QCOMPARE(int(check.state), int(State::Waiting));
    }
    QCOMPARE(int(at(step).state), int(State::Failed));
    QVERIFY2(at(step).text.contains(text), qPrintable(at(step).text));
    QVERIFY2(at(step).fix.contains(fix) && !at(step).fix.isEmpty(), qPrintable(at(step).fix));
    QVERIFY(at(step).ms >= 0);
}

void tst_Ladder::climbsToTheTop()
{
    TestServer server(evalHub);
    ConnectionSettings settings = to(server.text());
    settings.tenant = QStringLiteral("team-a");
    settings.user = QStringLiteral("ann");
    QVERIFY(climb(settings));
    QCOMPARE(int(at(Step::Resolve).state), int(State::Skipped)); // an address needs no name server
    QCOMPARE(int(at(Step::Tls).state), int(State::Skipped));
    QCOMPARE(at(Step::Tenant).text, QStringLiteral("%n run(s) of the tenant “%1” can be seen.").replace(QStringLiteral("%n"), QStringLiteral("12")).arg(settings.tenant));
    QVERIFY2(at(Step::Version).text.contains(QStringLiteral("It does not offer: single samples")), qPrintable(at(Step::Version).text));
    for (const Step step : {Step::Address, Step::Connect, Step::Health, Step::Auth, Step::Tenant, Step::Version}) {
        QCOMPARE(int(at(step).state), int(State::Passed));
        QVERIFY(at(step).ms >= 0 && at(step).fix.isEmpty());
    }
    QCOMPARE(server.asked.at(1).headers.value("x-tenant"), QByteArray("team-a"));
    QCOMPARE(server.asked.at(1).headers.value("x-user"), QByteArray("ann"));
    for (const Asked &asked : server.asked)
        QCOMPARE(asked.method, QByteArray("GET")); // a test changes nothing
}

void tst_Ladder::settingsThatCannotBe()
{
    QVERIFY(!climb(to(QStringLiteral("evalhub"))));
    verifyBrokenAt(Step::Address, QStringLiteral("cannot be used"), QStringLiteral("URL: this is not a web address"));
}

void tst_Ladder::nameIsNotFound()
{
    QVERIFY(!climb(to(QStringLiteral("http://no-such-host.invalid:8080"))));
    verifyBrokenAt(Step::Resolve, QStringLiteral("no-such-host.invalid was not found"), QStringLiteral("spelling"));
}

void tst_Ladder::nothingListens()
{
    TestServer server(evalHub);
    const QString url = server.text();
    server.stop();
    QVERIFY(!climb(to(url)));
    verifyBrokenAt(Step::Connect, QStringLiteral("Nothing listens at 127.0.0.1"), QStringLiteral("Start the server"));
}

/// The connection stands and then nothing is said.
void tst_Ladder::answersNothingInTime()
{
    TestServer server([](const Asked &) { return Answer{.silent = true}; });
    ConnectionSettings settings = to(server.text());
    settings.answerSeconds = 1;
    QVERIFY(!climb(settings));
    verifyBrokenAt(Step::Health, QStringLiteral("did not answer within 1 seconds"), QStringLiteral("Try again"));
}

void tst_Ladder::certificates_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("trusted");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("fix");
    QTest::addColumn<int>("state");
    QTest::addRow("untrusted") << "server" << false << "issued by “Assay Test Authority”" << "Enter that authority's certificate as CA file" << int(State::Failed);
    QTest::addRow("expired") << "expired" << true << "expired on" << "Ask the server's administrator to renew it" << int(State::Failed);
    QTest::addRow("other name") << "elsewhere" << true << "is for elsewhere.example" << "Use that name in the URL" << int(State::Failed);
    QTest::addRow("ends soon") << "soon" << true << "issued by Assay Test Authority, valid until" << "ask for its renewal" << int(State::Warned);
    QTest::addRow("good") << "server" << true << "issued by Assay Test Authority, valid until" << "" << int(State::Passed);
}

void tst_Ladder::certificates()
{
    if (!m_tls)
        QSKIP("openssl is not installed");
    QFETCH(QString, certificate);
    QFETCH(bool, trusted);
    QFETCH(QString, text);
    QFETCH(QString, fix);
    QFETCH(int, state);
    TestServer server(evalHub);
    server.useTls(m_certificates.server(certificate));
    ConnectionSettings settings = to(server.text());
    if (trusted)
        settings.caFile = m_certificates.file(QStringLiteral("ca.pem"));
    QCOMPARE(climb(settings), state != int(State::Failed));
    if (state == int(State::Failed))
        return verifyBrokenAt(Step::Tls, text, fix);
    QCOMPARE(int(at(Step::Tls).state), state);
    QVERIFY2(at(Step::Tls).text.contains(text), qPrintable(at(Step::Tls).text));
    QVERIFY2(at(Step::Tls).fix.contains(fix), qPrintable(at(Step::Tls).fix));
}

void tst_Ladder::caFileThatIsNotThere()
{
    TestServer server(evalHub);
    ConnectionSettings settings = to(server.text().replace(QStringLiteral("http:"), QStringLiteral("https:")));
    settings.caFile = QStringLiteral("/no/such/ca.pem");
    QVERIFY(!climb(settings));
    verifyBrokenAt(Step::Tls, QStringLiteral("/no/such/ca.pem cannot be read"), QStringLiteral("Correct the file"));
}

void tst_Ladder::plainHttpOnATlsPort()
{
    TestServer server(evalHub);
    QVERIFY(!climb(to(server.text().replace(QStringLiteral("http:"), QStringLiteral("https:")))));
    verifyBrokenAt(Step::Tls, QString(), QString());
}

void tst_Ladder::keyOverPlainHttpIsWarnedOf()
{
    ConnectionSettings settings = to(QStringLiteral("http://evalhub.invalid"));
    TestServer proxy(evalHub);
    settings.proxy = QStringLiteral("http://127.0.0.1:%1").arg(proxy.port());
    settings.auth = ConnectionSettings::Auth::Bearer;
    proxy.setHandler([](const Asked &asked) {
        Asked direct = asked;
        direct.path = QUrl::fromEncoded(asked.path).path().toLatin1();
        return evalHub(direct);
    });
    QVERIFY(climb(settings, QStringLiteral("s3cret")));
    QCOMPARE(int(at(Step::Tls).state), int(State::Warned));
    QVERIFY2(at(Step::Connect).text.contains(QStringLiteral("The proxy 127.0.0.1")), qPrintable(at(Step::Connect).text));
}

void tst_Ladder::notEvalHub_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("status");
    QTest::addRow("web page") << QByteArray("<!doctype html><p>hi") << QByteArray("text/html") << 200;
    QTest::addRow("other json") << QByteArray(R"({"object":"list"})") << QByteArray("application/json") << 200;
    QTest::addRow("nothing there") << QByteArray("404 page not found") << QByteArray("text/plain") << 404;
}

void tst_Ladder::notEvalHub()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    QFETCH(int, status);
    TestServer server([&](const Asked &) { return Answer{.status = status, .body = body, .contentType = type}; });
    QVERIFY(!climb(to(server.text())));
    verifyBrokenAt(Step::Health, QStringLiteral("EvalHub"), QStringLiteral("Check host, port and path"));
}

void tst_Ladder::clockIsOff()
{
    TestServer server([](const Asked &asked) {
        return asked.path == "/api/v1/health" ? Answer{.body = R"({"status":"healthy","timestamp":"2020-01-01T00:00:00Z"})"} : evalHub(asked);
    });
    QVERIFY(climb(to(server.text())));
    QCOMPARE(int(at(Step::Health).state), int(State::Warned));
    QVERIFY(at(Step::Health).fix.contains(QStringLiteral("Set both clocks")));
}

void tst_Ladder::answersAboutIdentity_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<bool>("key");
    QTest::addColumn<QString>("tenant");
    QTest::addColumn<int>("step");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("fix");
    QTest::addRow("no key") << 401 << QByteArray("x") << false << "" << int(Step::Auth) << "asks for a key (401)" << "Choose an authentication";
    QTest::addRow("wrong key") << 401 << QByteArray("x") << true << "" << int(Step::Auth) << "refuses the key (401)" << "Enter a valid key";
    QTest::addRow("server down") << 503 << QByteArray() << true << "" << int(Step::Auth) << "is not ready (status 503)" << "log";
    QTest::addRow("tenant missing") << 400 << QByteArray("missing_tenant_header") << true << "" << int(Step::Tenant) << "wants a tenant" << "Enter the tenant";
    QTest::addRow("user missing") << 400 << QByteArray("missing_user_header") << true << "a" << int(Step::Tenant) << "wants a user" << "Enter your user name";
    QTest::addRow("wrong tenant") << 403 << QByteArray("x") << true << "team-b" << int(Step::Tenant) << "“team-b” is closed" << "spelling";
    QTest::addRow("forbidden without tenant") << 403 << QByteArray("x") << true << "" << int(Step::Tenant) << "wants a tenant" << "namespace";
    QTest::addRow("no list") << 200 << QByteArray("x") << false << "" << int(Step::Tenant) << "cannot be read" << "";
}

void tst_Ladder::answersAboutIdentity()
{
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    QFETCH(bool, key);
    QFETCH(QString, tenant);
    QFETCH(int, step);
    QFETCH(QString, text);
    QFETCH(QString, fix);
    TestServer server([&](const Asked &asked) { return asked.path == "/api/v1/evaluations/jobs" ? errorObject(status, code) : evalHub(asked); });
    ConnectionSettings settings = to(server.text());
    settings.tenant = tenant;
    if (key)
        settings.auth = ConnectionSettings::Auth::Bearer;
    QVERIFY(!climb(settings, key ? std::optional(QStringLiteral("s3cret")) : std::nullopt));
    verifyBrokenAt(Step(step), text, fix);
}

void tst_Ladder::secretIsMissing()
{
    TestServer server(evalHub);
    ConnectionSettings settings = to(server.text());
    settings.auth = ConnectionSettings::Auth::Bearer;
    QVERIFY(!climb(settings));
    verifyBrokenAt(Step::Auth, QStringLiteral("not in the keychain"), QStringLiteral("Enter the key"));
    QCOMPARE(int(at(Step::Health).state), int(State::Passed)); // all that needs no key was looked at
}

void tst_Ladder::secretIsBoundElsewhere()
{
    TestServer server(evalHub);
    ConnectionSettings settings = to(server.text());
    settings.auth = ConnectionSettings::Auth::Bearer;
    m_secrets.entries.insert(settings.secretName(), {QStringLiteral("s3cret"), {QStringLiteral("https://other:443")}});
    QVERIFY(!climb(settings));
    verifyBrokenAt(Step::Auth, QStringLiteral("bound elsewhere"), QStringLiteral("Enter the key"));
    for (const Asked &asked : server.asked)
        QVERIFY(!asked.headers.contains("authorization"));
}

void tst_Ladder::typedSecretIsUsed()
{
    TestServer server([](const Asked &asked) {
        const bool mayPass = asked.path != "/api/v1/evaluations/jobs" || asked.headers.value("x-key") == "typed";
        return mayPass ? evalHub(asked) : errorObject(401, "x");
    });
    ConnectionSettings settings = to(server.text());
    settings.auth = ConnectionSettings::Auth::Header;
    settings.headerName = QStringLiteral("X-Key");
    m_secrets.entries.insert(settings.secretName(), {QStringLiteral("stored"), {settings.origin()}});
    QVERIFY(!climb(settings));
    QVERIFY(climb(settings, QStringLiteral("typed")));
}

void tst_Ladder::tellsWhatALocalEngineCan()
{
    TestServer server([](const Asked &asked) {
        return asked.path == "/api/v1/capabilities"
            ? Answer{.body = R"({"name":"Assay local engine","version":"0.1","capabilities":["samples","event_stream","retry_benchmarks","plan_jobs","recorded_models"]})"}
            : evalHub(asked);
    });
    QVERIFY(climb(to(server.text())));
    QCOMPARE(at(Step::Version).text, QStringLiteral("Assay local engine, 0.1."));
}

void tst_Ladder::newStartGivesTheOldUp()
{
    TestServer silent([](const Asked &) { return Answer{.silent = true}; }), server(evalHub);
    LadderTester tester(m_secrets);
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.start(to(silent.text()), {});
    QTRY_COMPARE(silent.asked.size(), 1);
    tester.start(to(server.text()), {});
    QVERIFY(finished.wait(15'000));
    QCOMPARE(finished.size(), 1);
    QCOMPARE(finished.first().first().toBool(), true);
}

void tst_Ladder::cancelledSaysNothingMore()
{
    TestServer silent([](const Asked &) { return Answer{.silent = true}; }), server(evalHub);
    LadderTester tester(m_secrets);
    QSignalSpy finished(&tester, &ConnectionTester::finished);
    tester.start(to(silent.text()), {});
    QTRY_COMPARE(silent.asked.size(), 1);
    tester.cancel();
    QVERIFY(!tester.isRunning());
    QVERIFY(climb(to(server.text()))); // another climb's turns of the event loop pass
    QVERIFY(finished.isEmpty());
}

ASSAY_TEST(tst_Ladder)
#include "tst_Ladder.moc"
