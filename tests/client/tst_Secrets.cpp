#include "services/secrets/EnvironmentSecrets.h"
#include "services/secrets/KeychainSecrets.h"
#include "services/secrets/SecretResolving.h"
#include "tests/client/Wait.h"
#include "tests/support/TestRegistry.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QTest>
#include <QThread>

using namespace assay;
using namespace assay::test;

class tst_Secrets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bindings_data();
    void bindings();
    void entryOfAnotherProgram();
    void environment();
    void sessionOnly();
    void keychainFaults_data();
    void keychainFaults();
    void noBusAtAll();
    void resolvesForAnyThread();
    void resolvingGoesOnOnlyWhenThereIsNone();
};

void tst_Secrets::bindings_data()
{
    QTest::addColumn<QString>("bound");
    QTest::addColumn<QString>("asked");
    QTest::addColumn<bool>("released");
    QTest::addRow("same") << "https://api.example.com" << "https://api.example.com:443" << true;
    QTest::addRow("path does not matter") << "https://api.example.com/v1" << "https://API.example.com/v2/x" << true;
    QTest::addRow("port") << "http://localhost:8080" << "http://localhost:8081" << false;
    QTest::addRow("scheme") << "https://api.example.com" << "http://api.example.com:443" << false;
    QTest::addRow("host that begins alike") << "https://api.example.com" << "https://api.example.com.evil.net" << false;
    QTest::addRow("user trick") << "https://api.example.com" << "https://api.example.com@evil.net" << false;
    QTest::addRow("no address") << "https://api.example.com" << "" << false;
    QTest::addRow("IPv6") << "http://[::1]:80/" << "http://[::1]" << true;
}

void tst_Secrets::bindings()
{
    QFETCH(QString, bound);
    QFETCH(QString, asked);
    QFETCH(bool, released);
    SessionSecrets store;
    QVERIFY(waited(store.save(QStringLiteral("k"), QStringLiteral("s3cret"), {bound})));
    const auto secret = waited(store.read(QStringLiteral("k"), asked));
    QCOMPARE(bool(secret), released);
    if (secret) {
        QCOMPARE(*secret, QStringLiteral("s3cret"));
    } else {
        QCOMPARE(secret.error().kind, Error::Kind::Unauthorized);
        QVERIFY(!secret.error().message.contains(QStringLiteral("s3cret")));
    }
    QCOMPARE(waited(store.save(QStringLiteral("k"), QStringLiteral("s"), {})).error().kind, Error::Kind::Invalid);
    QCOMPARE(waited(store.save(QStringLiteral("k"), QStringLiteral("s"), {QStringLiteral("here")})).error().kind, Error::Kind::Invalid);
}

void tst_Secrets::entryOfAnotherProgram()
{
    const BoundSecret secret{QStringLiteral("ünïcode \" \\"), {QStringLiteral("https://h:443")}};
    const auto back = decodeBoundSecret(encodeBoundSecret(secret), QStringLiteral("k"));
    QVERIFY(back);
    QCOMPARE(*back, secret);
    const auto foreign = decodeBoundSecret("just a password", QStringLiteral("k"));
    QVERIFY(!foreign);
    QVERIFY(foreign.error().message.contains(QStringLiteral("was not written by Assay")));
    QVERIFY(!foreign.error().message.contains(QStringLiteral("password")));
}

void tst_Secrets::environment()
{
    QProcessEnvironment variables;
    variables.insert(QStringLiteral("ASSAY_SECRET_OPEN_AI_2"), QStringLiteral("s3cret"));
    variables.insert(QStringLiteral("ASSAY_SECRET_OPEN_AI_2_ORIGINS"), QStringLiteral("https://api.example.com, http://localhost:8080"));
    variables.insert(QStringLiteral("ASSAY_SECRET_LOOSE"), QStringLiteral("s3cret"));
    EnvironmentSecrets store(variables);
    QCOMPARE(EnvironmentSecrets::variableOf(QStringLiteral("open-ai.2")), QStringLiteral("ASSAY_SECRET_OPEN_AI_2"));
    const auto good = waited(store.read(QStringLiteral("open-ai.2"), QStringLiteral("http://localhost:8080")));
    QVERIFY(good);
    QCOMPARE(*good, QStringLiteral("s3cret"));
    QCOMPARE(waited(store.read(QStringLiteral("open-ai.2"), QStringLiteral("http://elsewhere"))).error().kind, Error::Kind::Unauthorized);
    const auto loose = waited(store.read(QStringLiteral("loose"), QStringLiteral("http://h:1")));
    QVERIFY(!loose);
    QVERIFY2(loose.error().message.contains(QStringLiteral("ASSAY_SECRET_LOOSE_ORIGINS=http://h:1")), qPrintable(loose.error().message));
    QCOMPARE(waited(store.read(QStringLiteral("none"), QStringLiteral("http://h"))).error().kind, Error::Kind::NotFound);
    QCOMPARE(waited(store.save(QStringLiteral("x"), QStringLiteral("y"), {QStringLiteral("http://h")})).error().kind, Error::Kind::Unsupported);
}

void tst_Secrets::sessionOnly()
{
    KeychainSecrets store;
    store.setSessionOnly(true); // the person's choice; the keychain is not asked
    QVERIFY(waited(store.save(QStringLiteral("k"), QStringLiteral("s"), {QStringLiteral("http://h")})));
    QCOMPARE(*waited(store.read(QStringLiteral("k"), QStringLiteral("http://h"))), QStringLiteral("s"));
    QVERIFY(waited(store.remove(QStringLiteral("k"))));
}

void tst_Secrets::keychainFaults_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("bus");
    QTest::addColumn<QString>("code");
    QTest::addRow("no bus") << 7 << "Cannot autolaunch D-Bus without X11 $DISPLAY" << true << "keychain_no_bus";
    QTest::addRow("no bus, other words") << 7 << "Unknown error" << false << "keychain_no_bus";
    QTest::addRow("locked") << 7 << "Object does not exist at path “/org/freedesktop/secrets/collection/login”" << true << "keychain_locked";
    QTest::addRow("refused") << 3 << "Access to keychain denied" << true << "keychain_locked";
    QTest::addRow("absent") << 5 << "No keychain service available" << true << "keychain_absent";
    QTest::addRow("absent, as libsecret says") << 7 << "The name org.freedesktop.secrets was not provided by any .service files" << true << "keychain_absent";
    QTest::addRow("no such key") << 1 << "Entry not found" << true << "";
    QTest::addRow("anything else") << 7 << "Out of cheese" << true << "keychain_failed";
}

void tst_Secrets::keychainFaults()
{
    QFETCH(int, error);
    QFETCH(QString, text);
    QFETCH(bool, bus);
    QFETCH(QString, code);
    const Error found = keychainError(error, text, QStringLiteral("k"), bus);
    QCOMPARE(found.code, code);
    QVERIFY(!found.message.isEmpty());
    QCOMPARE(keychainTimeout(true).code, QStringLiteral("keychain_locked"));
    QCOMPARE(keychainTimeout(false).code, QStringLiteral("keychain_no_bus"));
}

void tst_Secrets::noBusAtAll()
{
    const QByteArray address = qgetenv("DBUS_SESSION_BUS_ADDRESS"), display = qgetenv("DISPLAY");
    qunsetenv("DBUS_SESSION_BUS_ADDRESS"); // and ctest gives an empty XDG_RUNTIME_DIR
    qunsetenv("DISPLAY");
    QElapsedTimer clock;
    clock.start();
    KeychainSecrets store(3000);
    const auto read = waited(store.read(QStringLiteral("k"), QStringLiteral("http://h")));
    const auto saved = waited(store.save(QStringLiteral("k"), QStringLiteral("s"), {QStringLiteral("http://h")}));
    if (!address.isEmpty())
        qputenv("DBUS_SESSION_BUS_ADDRESS", address);
    if (!display.isEmpty())
        qputenv("DISPLAY", display);
    QVERIFY(!read);
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, QStringLiteral("keychain_no_bus"));
    QVERIFY2(saved.error().message.contains(QStringLiteral("There is no session bus")), qPrintable(saved.error().message));
    QVERIFY(clock.elapsed() < 8000);
}

void tst_Secrets::resolvesForAnyThread()
{
    SessionSecrets store;
    QVERIFY(waited(store.save(QStringLiteral("k"), QStringLiteral("s"), {QStringLiteral("http://h")})));
    QObject here;
    const SecretResolving resolve = makeSecretResolving({&store}, &here);
    QSemaphore done;
    Result<QString> found = Error{}, foreign = Error{}, none = Error{};
    std::unique_ptr<QThread> worker(QThread::create([&] {
        resolve(QStringLiteral("k"), QStringLiteral("http://h:80"), [&](const Result<QString> &r) { found = r; done.release(); });
        resolve(QStringLiteral("k"), QStringLiteral("http://evil"), [&](const Result<QString> &r) { foreign = r; done.release(); });
        resolve(QStringLiteral("none"), QStringLiteral("http://h"), [&](const Result<QString> &r) { none = r; done.release(); });
    }));
    worker->start();
    QTRY_COMPARE(done.available(), 3);
    worker->wait();
    QCOMPARE(*found, QStringLiteral("s"));
    QCOMPARE(foreign.error().kind, Error::Kind::Unauthorized);
    QVERIFY(none && none->isEmpty());
}

void tst_Secrets::resolvingGoesOnOnlyWhenThereIsNone()
{
    SessionSecrets first, second;
    QVERIFY(waited(first.save(QStringLiteral("k"), QStringLiteral("one"), {QStringLiteral("http://a")})));
    QVERIFY(waited(second.save(QStringLiteral("k"), QStringLiteral("two"), {QStringLiteral("http://b")})));
    QVERIFY(waited(second.save(QStringLiteral("m"), QStringLiteral("three"), {QStringLiteral("http://b")})));
    QObject here;
    const SecretResolving resolve = makeSecretResolving({&first, &second}, &here);
    std::optional<Result<QString>> k, m;
    resolve(QStringLiteral("k"), QStringLiteral("http://b"), [&](const Result<QString> &r) { k = r; });
    resolve(QStringLiteral("m"), QStringLiteral("http://b"), [&](const Result<QString> &r) { m = r; });
    QTRY_VERIFY(k && m);
    QCOMPARE(k->error().kind, Error::Kind::Unauthorized); // the first store's refusal stands
    QCOMPARE(**m, QStringLiteral("three"));
}

ASSAY_TEST(tst_Secrets)
#include "tst_Secrets.moc"
