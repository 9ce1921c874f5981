#include "services/api/JobService.h"
#include "services/backends/local/LocalConnection.h"
#include "tests/client/TestServer.h"
#include "tests/client/Wait.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace assay;
using namespace assay::test;

class tst_LocalConnection : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void startsTheEngineOnce();
    void findsTheOneThatRuns();
    void programMissing();
    void engineDies();
    void engineDiesWithoutAWord();
    void engineHangs();
    void strangersFileIsNotTrusted_data();
    void strangersFileIsNotTrusted();
    void environmentIsClean();
    void bringsADeadEngineBack();
    void givesUpOnOneThatDiesAgainAndAgain();
    void aBrokenStreamAloneRestartsNothing();
    void repeatsWithTheSameKey();

private:
    EngineLauncher::Settings settings() const
    {
        return {.workspace = m_folder->path(), .program = test::inSource("/tests/client/fake-engine.sh"), .waitMs = 4000};
    }
    QByteArray file(const char *name) const
    {
        QFile file(m_folder->filePath(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    nlohmann::json published() const
    {
        const QByteArray text = file("engine.json");
        return nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    }
    void publish(const nlohmann::json &content, QFile::Permissions permissions = QFile::ReadOwner | QFile::WriteOwner)
    {
        QFile out(m_folder->filePath(QStringLiteral("engine.json")));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(QByteArray::fromStdString(content.dump()));
        out.setPermissions(permissions);
    }
    int starts() const { return int(file("starts").count("start")); }
    void kill(int signal)
    {
        const auto json = published();
        if (json.is_object() && json["pid"].get<int>() > 1)
            ::kill(json["pid"].get<int>(), signal);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<TestServer> m_server;
};

void tst_LocalConnection::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<TestServer>([](const Asked &asked) {
        if (asked.path == "/api/v1/capabilities")
            return Answer{.body = R"({"name":"Assay local engine","capabilities":["event_stream","idempotent_submit"]})"};
        if (asked.path == "/api/v1/events/stream")
            return Answer{.body = ": hi\n\n", .contentType = "text/event-stream", .stream = true};
        return Answer{.body = R"({"items":[],"total_count":0})"};
    });
    qputenv("ASSAY_TEST_URL", m_server->text().toUtf8());
    qputenv("ASSAY_TEST_ENGINE", "ready");
}

void tst_LocalConnection::cleanup()
{
    kill(SIGKILL);
    m_server.reset();
    m_folder.reset();
}

void tst_LocalConnection::startsTheEngineOnce()
{
    LocalConnection connection(settings());
    QCOMPARE(connection.id(), QStringLiteral("local"));
    const auto first = connection.jobs().list({}), second = connection.jobs().list({});
    connection.open();
    QVERIFY(waited(first));
    QVERIFY(waited(second));
    QCOMPARE(connection.state(), Connection::State::Ready);
    QCOMPARE(starts(), 1);
    QCOMPARE(m_server->asked.first().headers.value("authorization"), QByteArray("Bearer tok-fake-1"));
    QVERIFY(file("engine.log").contains("starts with serve --workspace " + m_folder->path().toUtf8()));
}

void tst_LocalConnection::findsTheOneThatRuns()
{
    EngineLauncher launcher(settings());
    const auto started = waited(launcher.ensure());
    QVERIFY2(started, started ? "" : qPrintable(started.error().message));
    LocalConnection connection(settings());
    QVERIFY(waited(connection.jobs().list({})));
    QCOMPARE(starts(), 1);
}

void tst_LocalConnection::programMissing()
{
    auto other = settings();
    other.program = m_folder->filePath(QStringLiteral("nowhere/assayctl"));
    LocalConnection connection(other);
    connection.open();
    QTRY_COMPARE(connection.state(), Connection::State::Unreachable);
    QCOMPARE(connection.lastError().kind, Error::Kind::Unsupported);
    QVERIFY2(connection.lastError().message.contains(QStringLiteral("assayctl was found neither in")), qPrintable(connection.lastError().message));
}

void tst_LocalConnection::engineDies()
{
    qputenv("ASSAY_TEST_ENGINE", "dies");
    LocalConnection connection(settings());
    connection.open();
    QTRY_COMPARE(connection.state(), Connection::State::Unreachable);
    const QString message = connection.lastError().message;
    QCOMPARE(message, QStringLiteral("The local engine did not start: the database is damaged"));
}

void tst_LocalConnection::engineDiesWithoutAWord()
{
    qputenv("ASSAY_TEST_ENGINE", "vanishes");
    LocalConnection connection(settings());
    connection.open();
    QTRY_COMPARE(connection.state(), Connection::State::Unreachable);
    const QString message = connection.lastError().message;
    QVERIFY2(message.contains(QStringLiteral("stopped while it was starting; its log ")), qPrintable(message));
}

void tst_LocalConnection::engineHangs()
{
    qputenv("ASSAY_TEST_ENGINE", "silent");
    auto quick = settings();
    quick.waitMs = 1000;
    LocalConnection connection(quick);
    connection.open();
    QTRY_COMPARE(connection.state(), Connection::State::Unreachable);
    const QString message = connection.lastError().message;
    QVERIFY2(message.contains(QStringLiteral("did not become ready within 1 seconds")), qPrintable(message));
    QVERIFY2(message.contains(QStringLiteral("still thinking")), qPrintable(message));
}

void tst_LocalConnection::strangersFileIsNotTrusted_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("kind"); // -1: as if no engine ran
    QTest::addRow("another process took the id") << "start_time" << "1" << -1;
    QTest::addRow("dead") << "pid" << "4194303" << -1;
    QTest::addRow("before the boot") << "boot_id" << "\"another\"" << -1;
    QTest::addRow("another machine") << "machine_id" << "\"0123\"" << int(Error::Kind::Conflict);
    QTest::addRow("another API") << "api_version" << "\"2\"" << int(Error::Kind::Unsupported);
    QTest::addRow("others may write") << "" << "" << int(Error::Kind::Unauthorized);
    QTest::addRow("damaged") << "pid" << "\"x\"" << -1;
}

void tst_LocalConnection::strangersFileIsNotTrusted()
{
    QFETCH(QString, member);
    QFETCH(QString, value);
    QFETCH(int, kind);
    EngineLauncher launcher(settings());
    QVERIFY(waited(launcher.ensure()));
    const auto good = published();
    auto bad = good;
    bad["host"] = "laptop-of-ann";
    if (!member.isEmpty())
        bad[member.toStdString()] = nlohmann::json::parse(value.toStdString());
    publish(bad, member.isEmpty() ? QFile::ReadOwner | QFile::WriteOwner | QFile::WriteOther : QFile::ReadOwner | QFile::WriteOwner);
    const auto found = launcher.running();
    if (kind < 0) {
        QVERIFY(found);
        QVERIFY(!found->has_value());
    } else {
        QVERIFY(!found);
        QCOMPARE(int(found.error().kind), kind);
        if (member == QLatin1String("machine_id"))
            QVERIFY2(found.error().message.contains(QStringLiteral("in use on laptop-of-ann")), qPrintable(found.error().message));
        LocalConnection connection(settings());
        connection.open();
        QTRY_COMPARE(connection.state(), Connection::State::Unreachable);
        QCOMPARE(starts(), 1);
        QVERIFY(m_server->asked.isEmpty()); // nobody was sent the token
    }
    publish(good); // for cleanup()
}

void tst_LocalConnection::environmentIsClean()
{
    QProcessEnvironment from;
    for (const char *name : {"PATH", "HOME", "LC_ALL", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "ASSAY_SECRET_X", "https_proxy",
                             "OPENAI_API_KEY", "LD_PRELOAD", "PYTHONPATH", "AWS_SECRET_ACCESS_KEY", "QT_PLUGIN_PATH"})
        from.insert(QLatin1String(name), QStringLiteral("v"));
    QStringList kept = EngineLauncher::cleanEnvironment(from).keys();
    kept.sort();
    QCOMPARE(kept, (QStringList{QStringLiteral("ASSAY_SECRET_X"), QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("HOME"),
                                QStringLiteral("LC_ALL"), QStringLiteral("PATH"), QStringLiteral("XDG_RUNTIME_DIR"), QStringLiteral("https_proxy")}));
}

void tst_LocalConnection::bringsADeadEngineBack()
{
    LocalConnection connection(settings());
    connection.open();
    QTRY_COMPARE(connection.state(), Connection::State::Ready);
    QTRY_COMPARE(m_server->count("/api/v1/events/stream"), 1);
    kill(SIGKILL);
    m_server->closeStreams();
    QTRY_COMPARE(starts(), 2);
    QTRY_COMPARE(connection.state(), Connection::State::Ready);
}

void tst_LocalConnection::givesUpOnOneThatDiesAgainAndAgain()
{
    LocalConnection connection(settings());
    connection.open();
    for (int life = 1; life <= 4; ++life) {
        QTRY_COMPARE(m_server->count("/api/v1/events/stream"), life);
        QTRY_COMPARE(connection.state(), Connection::State::Ready);
        kill(SIGKILL);
        m_server->closeStreams();
    }
    QTRY_COMPARE(connection.state(), Connection::State::Unreachable);
    QVERIFY2(connection.lastError().message.contains(QStringLiteral("again and again")), qPrintable(connection.lastError().message));
    QCOMPARE(starts(), 4);
}

void tst_LocalConnection::aBrokenStreamAloneRestartsNothing()
{
    LocalConnection connection(settings());
    QSignalSpy lists(&connection.jobs(), &JobService::listChanged);
    connection.open();
    QTRY_COMPARE(m_server->count("/api/v1/events/stream"), 1);
    QTRY_COMPARE(connection.state(), Connection::State::Ready);
    QTRY_COMPARE(m_server->count("/api/v1/engine"), 1);
    m_server->closeStreams();
    QTRY_COMPARE(m_server->count("/api/v1/events/stream"), 2);
    QTRY_COMPARE(lists.size(), 1); // what happened meanwhile is not known
    QTest::qWait(700);             // longer than the time after which a dead engine would be looked for
    QCOMPARE(starts(), 1);
    QCOMPARE(m_server->count("/api/v1/capabilities"), 1);
    QCOMPARE(connection.state(), Connection::State::Ready);
}

void tst_LocalConnection::repeatsWithTheSameKey()
{
    LocalConnection connection(settings());
    QVERIFY(waited(connection.jobs().list({})));
    // The engine leaves, and the next one listens elsewhere.
    kill(SIGKILL);
    QFile::remove(m_folder->filePath(QStringLiteral("engine.json")));
    TestServer next([](const Asked &asked) {
        if (asked.path == "/api/v1/capabilities")
            return Answer{.body = R"({"name":"Assay local engine","capabilities":["idempotent_submit"]})"};
        return Answer{.status = asked.method == "POST" ? 202 : 200,
                      .body = R"({"resource":{"id":"j9"},"status":{"state":"pending"},"results":{},"name":"n","model":{"name":"m","url":""},"items":[],"total_count":0})"};
    });
    qputenv("ASSAY_TEST_URL", next.text().toUtf8());
    m_server->stop();
    Job job;
    job.name = QStringLiteral("n");
    job.model.name = QStringLiteral("m");
    const auto made = waited(connection.jobs().submit(job, QStringLiteral("key-7")));
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    QCOMPARE(made->resource.id, QStringLiteral("j9"));
    QCOMPARE(starts(), 2);
    QList<QByteArray> keys;
    for (const Asked &asked : next.asked) {
        if (asked.method == "POST")
            keys << asked.headers.value("idempotency-key");
    }
    QCOMPARE(keys, QList<QByteArray>{"key-7"});
}

ASSAY_TEST(tst_LocalConnection)
#include "tst_LocalConnection.moc"
