#include "services/backends/evalhub/RemoteConnection.h"

#include "services/api/CatalogueService.h"
#include "services/api/JobService.h"
#include "services/api/RequestLog.h"
#include "services/api/WriteGuard.h"
#include "tests/client/TestServer.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;
using State = Connection::State;

/// A remote EvalHub server by its settings: identity, key, guard, request log, and how it comes back.
class tst_RemoteConnection : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void sendsIdentityAndKey();
    void missingKeyIsSaid();
    void keyStaysWithItsOrigin();
    void guardedWritesWait();
    void readsAndPlansAreNotGuarded();
    void unguardedWritesGo();
    void writesHaveWords_data();
    void writesHaveWords();
    void newSettingsConnectAnew();
    void refusedKeyIsNotTriedAgain();
    void closedAsksNothingMore();
    void requestsAreLogged();

private:
    ConnectionSettings settings() const;
    std::unique_ptr<RemoteConnection> opened(const ConnectionSettings &settings);

    std::unique_ptr<TestServer> m_server;
    FakeSecretStore m_secrets;
    std::unique_ptr<WriteGuard> m_guard;
    std::unique_ptr<RequestLog> m_log;
    QList<WriteGuard::Question> m_questions;
    bool m_yes = true;
};

static Answer evalHub(const Asked &asked)
{
    if (asked.path == "/api/v1/health")
        return {.body = R"({"status":"healthy"})"};
    if (asked.path.startsWith("/api/v1/evaluations/jobs") && asked.method == "GET")
        return {.body = R"({"items":[],"limit":50,"total_count":0})"};
    if (asked.method == "DELETE")
        return {.status = 204};
    if (asked.method == "POST")
        return {.status = 202, .body = R"({"resource":{"id":"new"},"status":{"state":"pending"}})"};
    return {.status = 404, .body = "404 page not found", .contentType = "text/plain"};
}

void tst_RemoteConnection::init()
{
    m_server = std::make_unique<TestServer>(evalHub);
    m_secrets.entries.clear();
    m_questions.clear();
    m_yes = true;
    m_log = std::make_unique<RequestLog>(50);
    m_guard = std::make_unique<WriteGuard>();
    m_guard->setAsk([this](const WriteGuard::Question &question, const std::function<void(bool)> &answer) {
        m_questions << question;
        answer(m_yes);
    });
}

ConnectionSettings tst_RemoteConnection::settings() const
{
    ConnectionSettings settings;
    settings.id = QStringLiteral("prod");
    settings.kind = QStringLiteral("evalhub");
    settings.name = QStringLiteral("Prod");
    settings.url = m_server->text();
    settings.proxy = QStringLiteral("direct");
    settings.pollSeconds = 300;
    return settings;
}

std::unique_ptr<RemoteConnection> tst_RemoteConnection::opened(const ConnectionSettings &settings)
{
    auto connection = std::make_unique<RemoteConnection>(settings, RemoteConnection::Services{m_secrets, *m_guard, m_log.get()});
    connection->open();
    [&] { QTRY_VERIFY(connection->state() == State::Ready || connection->state() == State::Unreachable); }();
    return connection;
}

void tst_RemoteConnection::sendsIdentityAndKey()
{
    ConnectionSettings wanted = settings();
    wanted.tenant = QStringLiteral("team-a");
    wanted.user = QStringLiteral("ann");
    wanted.auth = ConnectionSettings::Auth::Header;
    wanted.headerName = QStringLiteral("X-API-Key");
    m_secrets.entries.insert(wanted.secretName(), {QStringLiteral("s3cret"), {wanted.origin()}});
    const auto connection = opened(wanted);
    QCOMPARE(connection->state(), State::Ready);
    QCOMPARE(connection->capabilities().serverName, QStringLiteral("EvalHub"));
    for (const Asked &asked : m_server->asked) {
        QCOMPARE(asked.headers.value("x-tenant"), QByteArray("team-a"));
        QCOMPARE(asked.headers.value("x-user"), QByteArray("ann"));
        QCOMPARE(asked.headers.value("x-api-key"), QByteArray("s3cret"));
    }
}

void tst_RemoteConnection::missingKeyIsSaid()
{
    ConnectionSettings wanted = settings();
    wanted.auth = ConnectionSettings::Auth::Bearer;
    const auto connection = opened(wanted);
    QCOMPARE(connection->state(), State::Unreachable);
    QCOMPARE(connection->lastError().message, QStringLiteral("The key of “Prod” is not in the keychain; enter it in the connection's settings."));
    QVERIFY(m_server->asked.isEmpty());
}

void tst_RemoteConnection::keyStaysWithItsOrigin()
{
    ConnectionSettings wanted = settings();
    wanted.auth = ConnectionSettings::Auth::Bearer;
    m_secrets.entries.insert(wanted.secretName(), {QStringLiteral("s3cret"), {QStringLiteral("https://hub.example.com:443")}});
    const auto connection = opened(wanted);
    QCOMPARE(connection->state(), State::Unreachable);
    QCOMPARE(connection->lastError().kind, Error::Kind::Unauthorized);
    QVERIFY(m_server->asked.isEmpty());
}

void tst_RemoteConnection::guardedWritesWait()
{
    ConnectionSettings wanted = settings();
    wanted.guarded = true;
    const auto connection = opened(wanted);
    m_yes = false;
    const auto refused = waited(connection->jobs().remove(QStringLiteral("j1")));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, QStringLiteral("not_confirmed"));
    QCOMPARE(m_questions.first().writes, QStringList(QStringLiteral("delete a run")));
    QVERIFY(std::none_of(m_server->asked.cbegin(), m_server->asked.cend(), [](const Asked &asked) { return asked.method != "GET"; }));
    m_yes = true;
    QVERIFY(waited(connection->jobs().remove(QStringLiteral("j1"))));
    QVERIFY(waited(connection->jobs().submit(Job{}, {})));
    QCOMPARE(m_questions.size(), 3);
    QCOMPARE(m_questions.last().writes, QStringList(QStringLiteral("submit a job")));
}

void tst_RemoteConnection::readsAndPlansAreNotGuarded()
{
    m_server->setHandler([](const Asked &asked) {
        return asked.path == "/api/v1/capabilities" ? Answer{.body = R"({"name":"engine","capabilities":["plan_jobs"]})"} : evalHub(asked);
    });
    ConnectionSettings wanted = settings();
    wanted.guarded = true;
    const auto connection = opened(wanted);
    QVERIFY(waited(connection->jobs().list({})));
    QVERIFY(waited(connection->jobs().plan(Job{})));
    QVERIFY(m_questions.isEmpty());
}

void tst_RemoteConnection::unguardedWritesGo()
{
    const auto connection = opened(settings());
    QVERIFY(waited(connection->jobs().cancel(QStringLiteral("j1"))));
    QVERIFY(m_questions.isEmpty());
}

void tst_RemoteConnection::writesHaveWords_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("words");
    const QString jobs = QStringLiteral("/evaluations/jobs"), providers = QStringLiteral("/evaluations/providers"), collections = QStringLiteral("/evaluations/collections");
    QTest::addRow("submit") << QByteArray("POST") << jobs << "submit a job";
    QTest::addRow("cancel") << QByteArray("DELETE") << jobs + "/1" << "cancel a run";
    QTest::addRow("retry") << QByteArray("POST") << jobs + "/1/retry" << "change a run";
    QTest::addRow("new provider") << QByteArray("POST") << providers << "add a provider";
    QTest::addRow("put provider") << QByteArray("PUT") << providers + "/p" << "change a provider";
    QTest::addRow("patch collection") << QByteArray("PATCH") << collections + "/c" << "change a collection";
    QTest::addRow("clone") << QByteArray("POST") << collections + "/c/clones" << "add a collection";
    QTest::addRow("delete collection") << QByteArray("DELETE") << collections + "/c" << "delete a collection";
    QTest::addRow("other") << QByteArray("POST") << QStringLiteral("/engine/drain") << "change the server (POST /engine/drain)";
    QTest::addRow("read") << QByteArray("GET") << jobs << "";
}

void tst_RemoteConnection::writesHaveWords()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    QFETCH(QString, words);
    QCOMPARE(describeWrite({.method = method, .path = path}), words);
}

void tst_RemoteConnection::newSettingsConnectAnew()
{
    TestServer other(evalHub);
    const auto connection = opened(settings());
    QCOMPARE(connection->state(), State::Ready);
    ConnectionSettings moved = settings();
    moved.url = other.text();
    moved.name = QStringLiteral("Moved");
    moved.tenant = QStringLiteral("b");
    connection->configure(moved);
    QTRY_COMPARE(connection->state(), State::Ready);
    QCOMPARE(connection->name(), QStringLiteral("Moved"));
    QCOMPARE(connection->id(), QStringLiteral("prod"));
    QVERIFY(waited(connection->jobs().list({})));
    QCOMPARE(other.asked.last().headers.value("x-tenant"), QByteArray("b"));
}

/// Ten failed logins may lock an account: a key that was refused waits for the user.
void tst_RemoteConnection::refusedKeyIsNotTriedAgain()
{
    m_server->setHandler([](const Asked &) { return Answer{.status = 401, .body = "{}"}; });
    const auto connection = opened(settings());
    QCOMPARE(connection->state(), State::Unreachable);
    QCOMPARE(connection->lastError().kind, Error::Kind::Unauthorized);
    for (const QTimer *timer : connection->findChildren<QTimer *>())
        QVERIFY(!timer->isActive());
    m_server->setHandler(evalHub);
    connection->open();
    QTRY_COMPARE(connection->state(), State::Ready);
}

void tst_RemoteConnection::closedAsksNothingMore()
{
    ConnectionSettings wanted = settings();
    wanted.pollSeconds = 1;
    const auto connection = opened(wanted);
    QTRY_COMPARE(m_server->count("/api/v1/evaluations/jobs"), 2); // one round of looking; the next is a second away
    connection->close();
    QCOMPARE(connection->state(), State::Idle);
    const auto asked = m_server->asked.size();
    TestServer other(evalHub); // its connecting takes a while of the event loop
    ConnectionSettings elsewhere = settings();
    elsewhere.url = other.text();
    const auto second = opened(elsewhere);
    QCOMPARE(m_server->asked.size(), asked);
}

void tst_RemoteConnection::requestsAreLogged()
{
    ConnectionSettings wanted = settings();
    wanted.auth = ConnectionSettings::Auth::Bearer;
    m_secrets.entries.insert(wanted.secretName(), {QStringLiteral("s3cret-token"), {wanted.origin()}});
    const auto connection = opened(wanted);
    QVERIFY(m_log->size() >= 2);
    QCOMPARE(m_log->at(0).connection, QStringLiteral("Prod"));
    QCOMPARE(m_log->at(0).path, QStringLiteral("/api/v1/capabilities"));
    QCOMPARE(m_log->at(0).status, 404);
    for (int i = 0; i < m_log->size(); ++i)
        QVERIFY(!asCurl(m_log->at(i)).contains(QStringLiteral("s3cret")));
    for (int i = 0; i < 100; ++i)
        m_log->add(RequestRecord{});
    QCOMPARE(m_log->size(), 50);
}

ASSAY_TEST(tst_RemoteConnection)
#include "tst_RemoteConnection.moc"
