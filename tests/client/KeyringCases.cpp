#include "services/api/ConnectionRegistry.h"
#include "services/api/WriteGuard.h"
#include "services/backends/evalhub/RemoteConnection.h"
#include "services/secrets/KeychainSecrets.h"
#include "tests/client/TestServer.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/TestRegistry.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// Inside keyring.sh: the system's keychain as it really answers. KEYRING says which of its states.
class tst_Keyring : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void keychain();
    void entryOfAnotherProgram();
    void connectionKey();
};

void tst_Keyring::initTestCase()
{
    if (qgetenv("KEYRING").isEmpty()) {
        std::puts("ALL-SKIPPED: needs keyring.sh");
        QSKIP("needs keyring.sh");
    }
}

void tst_Keyring::keychain()
{
    const QByteArray mode = qgetenv("KEYRING");
    KeychainSecrets store(5000);
    const QString name = QStringLiteral("nightly key"), origin = QStringLiteral("https://api.example.com:443");
    QElapsedTimer clock;
    clock.start();
    Result<Done> saved = waited(store.save(name, QStringLiteral("s3cret ü"), {origin}));
    QVERIFY(clock.elapsed() < 9000);
    if (mode != "unlocked") {
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, QStringLiteral("keychain_") + QString::fromLatin1(mode));
        return;
    }
    // The daemon answers its start before the collection is open.
    for (int i = 0; i < 20 && !saved; ++i)
        saved = waited(store.save(name, QStringLiteral("s3cret ü"), {origin}));
    QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message + saved.error().detail));
    KeychainSecrets another;
    const auto secret = waited(another.read(name, origin));
    QVERIFY2(secret, secret ? "" : qPrintable(secret.error().detail));
    QCOMPARE(*secret, QStringLiteral("s3cret ü"));
    QCOMPARE(waited(another.read(name, QStringLiteral("https://evil.example"))).error().kind, Error::Kind::Unauthorized);
    QCOMPARE(waited(another.read(QStringLiteral("none"), origin)).error().kind, Error::Kind::NotFound);
    QVERIFY(waited(another.remove(name)));
    QCOMPARE(waited(another.read(name, origin)).error().kind, Error::Kind::NotFound);
}

/// As docs/data.md tells people to save one.
void tst_Keyring::entryOfAnotherProgram()
{
    if (qgetenv("KEYRING") != "unlocked")
        QSKIP("needs an open keyring");
    QProcess tool;
    tool.start(QStringLiteral("secret-tool"),
               {QStringLiteral("store"), QStringLiteral("--label=Assay: hub"), QStringLiteral("server"), QStringLiteral("assay"),
                QStringLiteral("user"), QStringLiteral("hub"), QStringLiteral("type"), QStringLiteral("plaintext")});
    if (!tool.waitForStarted())
        QSKIP("secret-tool is not there: it is in tools/packages.txt (libsecret-tools)");
    tool.write(R"({"secret": "hf_x", "origins": ["https://huggingface.co"]})");
    tool.closeWriteChannel();
    QVERIFY(tool.waitForFinished() && tool.exitCode() == 0);
    KeychainSecrets store(5000);
    const auto secret = waited(store.read(QStringLiteral("hub"), QStringLiteral("https://huggingface.co:443/api")));
    QVERIFY2(secret, secret ? "" : qPrintable(secret.error().message + secret.error().detail));
    QCOMPARE(*secret, QStringLiteral("hf_x"));
}

/// A connection's key goes from the form into the keychain, from there to its own server, and nowhere else; it goes with the connection.
void tst_Keyring::connectionKey()
{
    const QByteArray mode = qgetenv("KEYRING");
    FakeConnection local;
    FakeDraftStore files;
    KeychainSecrets secrets(5000);
    WriteGuard guard;
    ConnectionRegistry registry(local, files, secrets);
    registry.addKind({QStringLiteral("evalhub"), [] { return QStringLiteral("EvalHub"); }, {}, [&](const ConnectionSettings &settings) -> std::unique_ptr<Connection> {
                          return std::make_unique<RemoteConnection>(settings, RemoteConnection::Services{secrets, guard, nullptr});
                      }, {}});
    TestServer server([](const Asked &asked) {
        if (asked.headers.value("authorization") != "Bearer s3cret-token")
            return Answer{.status = 401, .body = "{}"};
        return Answer{.body = asked.path == "/api/v1/capabilities" ? R"({"name":"Hub","capabilities":[]})" : R"({"items":[],"total_count":0})"};
    });
    ConnectionSettings settings;
    settings.kind = QStringLiteral("evalhub");
    settings.name = QStringLiteral("Prod");
    settings.url = server.text();
    settings.proxy = QStringLiteral("direct");
    settings.pollSeconds = 300;
    settings.auth = ConnectionSettings::Auth::Bearer;
    const auto saved = waited(registry.save(settings, QStringLiteral("s3cret-token")));
    if (mode != "unlocked") {
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, QStringLiteral("keychain_") + QString::fromLatin1(mode));
        QVERIFY(registry.settings().isEmpty() && files.contents.isEmpty());
        return;
    }
    QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message));
    QVERIFY(!files.contents.value(QStringLiteral("connections")).contains("s3cret"));
    Connection *connection = registry.find(*saved);
    connection->open();
    QTRY_COMPARE(connection->state(), Connection::State::Ready);
    TestServer other([](const Asked &) { return Answer{.body = "{}"}; });
    ConnectionSettings moved = registry.settings().first();
    moved.url = other.text();
    QVERIFY(waited(registry.save(moved, {})));
    QTRY_COMPARE(connection->state(), Connection::State::Unreachable);
    QVERIFY2(connection->lastError().message.contains(QStringLiteral("is bound to http://127.0.0.1:%1").arg(server.port())), qPrintable(connection->lastError().message));
    QVERIFY(other.asked.isEmpty());
    QVERIFY(waited(registry.remove(*saved)));
    QTRY_COMPARE(waited(secrets.read(QStringLiteral("connection/prod"), server.text())).error().kind, Error::Kind::NotFound);
}

ASSAY_TEST(tst_Keyring)
#include "KeyringCases.moc"
