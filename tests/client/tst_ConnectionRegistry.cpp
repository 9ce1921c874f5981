#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "services/api/WriteGuard.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeRegistry.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

class tst_ConnectionRegistry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void savesAndComesBack();
    void secretIsBoundAndNeverInTheFile();
    void nothingChangesWhenTheKeychainFails();
    void twoSavesAtOnceKeepBoth();
    void changesInPlace();
    void removingForgetsTheSecret();
    void unknownKindsAreKept();
    void damagedFileIsPutAside();
    void guardAsksOnce();
    void guardWithoutAWindowRefuses();
    void runRefs();

private:
    std::unique_ptr<ConnectionRegistry> registry();
    static ConnectionSettings prod();
    FakeConnection m_local;
    FakeDraftStore m_store;
    FakeSecretStore m_secrets;
};

void tst_ConnectionRegistry::init()
{
    m_store.contents.clear();
    m_secrets.entries.clear();
    m_secrets.failWith.reset();
}

std::unique_ptr<ConnectionRegistry> tst_ConnectionRegistry::registry()
{
    auto made = std::make_unique<ConnectionRegistry>(m_local, m_store, m_secrets);
    made->addKind({QStringLiteral("evalhub"), [] { return QStringLiteral("EvalHub"); }, {},
                   [](const ConnectionSettings &settings) { return std::make_unique<FakeRemote>(settings); }, {}});
    QSignalSpy loaded(made.get(), &ConnectionRegistry::loaded);
    made->load();
    if (!loaded.wait())
        qFatal("the registry does not load");
    return made;
}

ConnectionSettings tst_ConnectionRegistry::prod()
{
    ConnectionSettings settings;
    settings.kind = QStringLiteral("evalhub");
    settings.name = QStringLiteral("Prod");
    settings.url = QStringLiteral("https://hub.example.com");
    settings.auth = ConnectionSettings::Auth::Bearer;
    return settings;
}

void tst_ConnectionRegistry::savesAndComesBack()
{
    auto first = registry();
    QCOMPARE(first->connections().size(), 1);
    QCOMPARE(first->find({}), static_cast<Connection *>(&m_local));
    QSignalSpy added(first.get(), &ConnectionRegistry::added);
    const auto id = waited(first->save(prod(), {}));
    QVERIFY(id);
    QCOMPARE(*id, QStringLiteral("prod"));
    QCOMPARE(added.size(), 1);
    QVERIFY(first->find(*id));
    auto second = registry();
    QCOMPARE(second->connections().size(), 2);
    QCOMPARE(second->find(QStringLiteral("prod"))->name(), QStringLiteral("Prod"));
    QVERIFY(second->settingsOf(QStringLiteral("prod"))->auth == ConnectionSettings::Auth::Bearer);
}

void tst_ConnectionRegistry::secretIsBoundAndNeverInTheFile()
{
    auto connections = registry();
    QVERIFY(waited(connections->save(prod(), QStringLiteral("s3cret-token"))));
    QCOMPARE(m_secrets.entries.value(QStringLiteral("connection/prod")).secret, QStringLiteral("s3cret-token"));
    QCOMPARE(m_secrets.entries.value(QStringLiteral("connection/prod")).origins, QStringList(QStringLiteral("https://hub.example.com:443")));
    QVERIFY(!m_store.contents.value(QStringLiteral("connections")).contains("s3cret"));
}

void tst_ConnectionRegistry::nothingChangesWhenTheKeychainFails()
{
    auto connections = registry();
    m_secrets.failWith = Error{Error::Kind::Unauthorized, QStringLiteral("The keychain is locked.")};
    const auto id = waited(connections->save(prod(), QStringLiteral("s3cret-token")));
    QVERIFY(!id);
    QCOMPARE(id.error().message, QStringLiteral("The keychain is locked."));
    QVERIFY(connections->settings().isEmpty());
    QVERIFY(m_store.contents.isEmpty());
}

void tst_ConnectionRegistry::twoSavesAtOnceKeepBoth()
{
    auto connections = registry();
    const auto one = connections->save(prod(), {}), two = connections->save(prod(), {});
    QCOMPARE(*waited(one), QStringLiteral("prod"));
    QCOMPARE(*waited(two), QStringLiteral("prod-2"));
    QCOMPARE(registry()->settings().size(), 2);
}

void tst_ConnectionRegistry::changesInPlace()
{
    auto connections = registry();
    QVERIFY(waited(connections->save(prod(), {})));
    Connection *before = connections->find(QStringLiteral("prod"));
    ConnectionSettings renamed = connections->settings().first();
    renamed.name = QStringLiteral("Production");
    QSignalSpy changed(connections.get(), &ConnectionRegistry::changed);
    QSignalSpy moved(connections.get(), &ConnectionRegistry::moved);
    QVERIFY(waited(connections->save(renamed, {})));
    QCOMPARE(connections->find(QStringLiteral("prod")), before);
    QCOMPARE(before->name(), QStringLiteral("Production"));
    QCOMPARE(changed.size(), 1);
    QVERIFY(moved.isEmpty());
    renamed.tenant = QStringLiteral("team-b");
    QVERIFY(waited(connections->save(renamed, {})));
    QCOMPARE(moved.size(), 1);
}

void tst_ConnectionRegistry::removingForgetsTheSecret()
{
    auto connections = registry();
    QVERIFY(waited(connections->save(prod(), QStringLiteral("s3cret-token"))));
    const QPointer<Connection> old = connections->find(QStringLiteral("prod"));
    QSignalSpy removed(connections.get(), &ConnectionRegistry::removed);
    QVERIFY(waited(connections->remove(QStringLiteral("prod"))));
    QCOMPARE(removed.size(), 1);
    QVERIFY(m_secrets.entries.isEmpty());
    QVERIFY(!connections->find(QStringLiteral("prod")));
    QVERIFY(old); // pages that still show it do not break
    QCOMPARE(registry()->connections().size(), 1);
}

void tst_ConnectionRegistry::unknownKindsAreKept()
{
    m_store.contents.insert(QStringLiteral("connections"), R"({"connections":[{"id":"stack","kind":"hologram","name":"Stack","url":"http://s","x":1}]})");
    auto connections = registry();
    QCOMPARE(connections->settings().size(), 1);
    QVERIFY(!connections->find(QStringLiteral("stack")));
    QVERIFY(waited(connections->save(prod(), {})));
    QVERIFY(m_store.contents.value(QStringLiteral("connections")).contains("hologram"));
}

void tst_ConnectionRegistry::damagedFileIsPutAside()
{
    m_store.contents.insert(QStringLiteral("connections"), "{half a fi");
    ConnectionRegistry connections(m_local, m_store, m_secrets);
    QSignalSpy problem(&connections, &ConnectionRegistry::problem);
    connections.load();
    QTRY_COMPARE(problem.size(), 1);
    QVERIFY(problem.first().first().toString().contains(QStringLiteral("damaged")));
    QCOMPARE(m_store.contents.value(QStringLiteral("connections-damaged")), QByteArray("{half a fi"));
    QVERIFY(connections.isLoaded());
}

/// Ten deletions of one click are one question; two connections are two.
void tst_ConnectionRegistry::guardAsksOnce()
{
    WriteGuard guard;
    QList<WriteGuard::Question> asked;
    QList<std::function<void(bool)>> answers;
    guard.setAsk([&](const WriteGuard::Question &question, const std::function<void(bool)> &answer) {
        asked << question;
        answers << answer;
    });
    const QString prod = QStringLiteral("Prod"), deletion = QStringLiteral("delete a run");
    const auto one = guard.pass(prod, deletion), two = guard.pass(prod, deletion), other = guard.pass(QStringLiteral("Other"), QStringLiteral("submit a job"));
    QVERIFY(asked.isEmpty());
    QTRY_COMPARE(asked.size(), 2);
    QCOMPARE(asked.first().connection, prod);
    QCOMPARE(asked.first().writes, QStringList({deletion, deletion}));
    QVERIFY(!one.isFinished());
    answers.at(0)(true);
    answers.at(0)(false); // the bar's time runs out later: counts no more
    answers.at(1)(false);
    QVERIFY(waited(one));
    QVERIFY(waited(two));
    const auto refused = waited(other);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, QStringLiteral("not_confirmed"));
    QVERIFY2(refused.error().message.contains(QStringLiteral("“Other” is guarded")), qPrintable(refused.error().message));
}

void tst_ConnectionRegistry::guardWithoutAWindowRefuses()
{
    QFuture<Result<Done>> late;
    {
        WriteGuard guard;
        QVERIFY(!waited(guard.pass(QStringLiteral("Prod"), QStringLiteral("delete a run"))));
        late = guard.pass(QStringLiteral("Prod"), QStringLiteral("delete a run"));
    }
    QVERIFY(!waited(late));
}

void tst_ConnectionRegistry::runRefs()
{
    QCOMPARE((RunRef{QStringLiteral("local"), QStringLiteral("j1")}.text()), QStringLiteral("j1"));
    QCOMPARE((RunRef{QStringLiteral("prod"), QStringLiteral("j1")}.text()), QStringLiteral("prod/j1"));
    for (const QString &connection : {QStringLiteral("local"), QStringLiteral("prod")}) {
        const RunRef run{connection, QStringLiteral("a/b")};
        if (connection != QLatin1String("local")) // a local id is the engine's own and has no slash
            QCOMPARE(RunRef::parse(run.text()), run);
    }
    auto connections = registry();
    QVERIFY(waited(connections->save(prod(), {})));
    QCOMPARE(connections->ofRun(QStringLiteral("j1")), static_cast<Connection *>(&m_local));
    QCOMPARE(connections->ofRun(QStringLiteral("prod/j1")), connections->find(QStringLiteral("prod")));
    QVERIFY(!connections->ofRun(QStringLiteral("gone/j1")));
    const QString reason = connections->reasonMissing({QStringLiteral("j1"), QStringLiteral("gone/j1"), QStringLiteral("prod/j1")}, Capability::Samples);
    QCOMPARE(reason, connections->find(QStringLiteral("prod"))->capabilities().reasonMissing(Capability::Samples));
    QVERIFY(!reason.isEmpty());
    QVERIFY(connections->reasonMissing({QStringLiteral("j1")}, Capability::Samples).isEmpty());
    QCOMPARE(RunRef::parse(QStringLiteral("j1")), (RunRef{QStringLiteral("local"), QStringLiteral("j1")}));
}

ASSAY_TEST(tst_ConnectionRegistry)
#include "tst_ConnectionRegistry.moc"
