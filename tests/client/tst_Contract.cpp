#include "tests/client/ContractOperations.h"
#include "tests/client/ContractServices.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using namespace assay::test;
using State = Connection::State;

namespace {

/// What a server in trouble, or one before it, says to every request.
struct Trouble {
    const char *name;
    Answer answer;
    Error::Kind kind;
    QSet<QByteArray> passes = {}; ///< operations for which it is none
};

QList<Trouble> troubles()
{
    const QSet<QByteArray> logs{"log", "log of an attempt"}; // which may be any text
    // To these a good status says all, or they hand on what comes.
    const QSet<QByteArray> unread = logs + QSet<QByteArray>{"cancel", "remove", "put task", "cancel a benchmark", "plan", "remove provider", "remove collection",
                                                            "remove dataset", "archive dataset"};
    return {{"slow", {.silent = true}, Error::Kind::Timeout},
            {"cut off", {.cutAfter = 0}, Error::Kind::Network},
            {"401", {.status = 401, .body = R"({"detail":"no"})"}, Error::Kind::Unauthorized},
            {"403", {.status = 403, .body = R"({"detail":"no"})"}, Error::Kind::Unauthorized},
            {"404", {.status = 404, .body = R"({"detail":"no"})"}, Error::Kind::NotFound},
            {"429", {.status = 429, .body = "slow down", .contentType = "text/plain", .headers = {{"Retry-After", "3600"}}}, Error::Kind::Network},
            {"500", {.status = 500, .body = "boom", .contentType = "text/plain"}, Error::Kind::Protocol},
            {"a web page", {.body = "<!doctype html><html>", .contentType = "text/html"}, Error::Kind::Protocol, logs},
            {"not JSON", {.body = "{\"items\": [", .contentType = "application/json"}, Error::Kind::Protocol, unread},
            {"another shape", {.body = "\"hello\"", .contentType = "application/json"}, Error::Kind::Protocol, unread}};
}

QByteArray told(const QByteArray &operation, const std::optional<Error> &error)
{
    return operation + ": " + (error ? QByteArray::number(int(error->kind)) + ' ' + error->message.toUtf8() : QByteArray("done"));
}

} // namespace

/// What every service must do alike, those of others as they were recorded and the local engine as it runs: what it cannot do is said without asking, and its troubles have the same kinds everywhere.
class tst_Contract : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void capabilities_data() { addServices(); }
    void capabilities();
    void unknownIsNotFound_data() { addServices(); }
    void unknownIsNotFound();
    void troubles_data();
    void troubles();
    void hugeAnswersAreRefused_data() { addServices(); }
    void hugeAnswersAreRefused();
    void newsOfItsAbsenceBeginsNothing_data() { addServices(); }
    void newsOfItsAbsenceBeginsNothing();

private:
    QList<Service> all() const { return contractServices(*m_engine); }
    qsizetype asked() const;
    void addServices();
    void make(const Service &service, int answerSeconds = 30);
    void open(const Service &service, int answerSeconds = 30);

    std::unique_ptr<ForwardedEngine> m_engine;
    std::unique_ptr<Around> m_around;
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<Connection> m_connection;
};

void tst_Contract::initTestCase()
{
    m_engine = std::make_unique<ForwardedEngine>();
    QVERIFY2(m_engine->start(), m_engine->said().constData());
}

void tst_Contract::cleanupTestCase()
{
    m_connection.reset();
    m_engine.reset();
}

void tst_Contract::addServices()
{
    QTest::addColumn<int>("service");
    const auto services = all();
    for (int i = 0; i < services.size(); ++i)
        QTest::addRow("%s", qPrintable(services.at(i).kind)) << i;
}

void tst_Contract::make(const Service &service, int answerSeconds)
{
    m_connection.reset();
    m_around = std::make_unique<Around>();
    m_server = std::make_unique<TestServer>(service.answers);
    ConnectionSettings settings;
    settings.id = settings.kind = service.kind;
    settings.name = QStringLiteral("It");
    settings.url = m_server->text();
    settings.proxy = QStringLiteral("direct");
    settings.answerSeconds = answerSeconds;
    settings.pollSeconds = 300;
    m_connection = service.make(settings, *m_around);
    m_connection->setActive(false); // nothing is asked at intervals here
}

void tst_Contract::open(const Service &service, int answerSeconds)
{
    make(service, answerSeconds);
    m_connection->open();
    QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), State::Ready, 10000);
}

/// Requests so far, without those that a connection makes by itself when it is ready.
qsizetype tst_Contract::asked() const
{
    return std::count_if(m_server->asked.cbegin(), m_server->asked.cend(),
                         [](const Asked &one) { return one.path != "/api/v1/events/stream" && one.path != "/api/v1/engine"; });
}

void tst_Contract::capabilities()
{
    QFETCH(int, service);
    const Service one = all().at(service);
    open(one);
    const Capabilities can = m_connection->capabilities();
    QCOMPARE(can.items, one.can);
    QVERIFY(!can.serverName.isEmpty());
    QCOMPARE(m_connection->trials() != nullptr && can.has(Capability::TryProviders), can.has(Capability::TryProviders));
    QCOMPARE(m_connection->imports() != nullptr && can.has(Capability::ImportResults), can.has(Capability::ImportResults));
    for (const Operation &operation : operations()) {
        const bool there = can.has(operation.needs);
        const Outcome wanted = there ? one.but.value(operation.name, operation.usually) : Error::Kind::Unsupported;
        const auto before = asked();
        const auto error = operation.run(*m_connection);
        const QByteArray at = told(operation.name, error);
        QVERIFY2((error ? Outcome(error->kind) : Outcome()) == wanted, at.constData());
        QVERIFY2(!error || !error->message.isEmpty(), at.constData());
        // Nothing is tried that cannot work.
        QVERIFY2((asked() > before) == (there && !one.unasked.contains(operation.name)), at.constData());
    }
}

/// What the server itself says of an id that it does not know; runs that are kept here are asked of nobody.
void tst_Contract::unknownIsNotFound()
{
    QFETCH(int, service);
    const Service one = all().at(service);
    open(one);
    int told = 0;
    for (const Operation &operation : operations()) {
        if (!one.can.contains(operation.needs) || one.unasked.contains(operation.name)
            || one.but.value(operation.name, operation.usually) != Error::Kind::NotFound)
            continue;
        const auto error = operation.run(*m_connection);
        QVERIFY2(error && error->kind == Error::Kind::NotFound && !error->message.isEmpty(), operation.name.constData());
        ++told;
    }
    QVERIFY(told > 0);
}

void tst_Contract::troubles_data()
{
    QTest::addColumn<int>("service");
    QTest::addColumn<int>("trouble");
    const auto services = all();
    const auto every = ::troubles();
    for (int i = 0; i < services.size(); ++i) {
        for (int k = 0; k < every.size(); ++k) {
            if (services.at(i).limits || !every.at(k).answer.silent)
                QTest::addRow("%s, %s", qPrintable(services.at(i).kind), every.at(k).name) << i << k;
        }
    }
}

void tst_Contract::troubles()
{
    QFETCH(int, service);
    QFETCH(int, trouble);
    const Trouble one = ::troubles().at(trouble);
    const Service of = all().at(service);
    open(of, one.answer.silent ? 2 : 30);
    m_server->setHandler([one](const Asked &) { return one.answer; });
    for (const Operation &operation : operations()) {
        // Each waits as long as the next.
        if (!of.can.contains(operation.needs) || (one.answer.silent && operation.name != "jobs" && operation.name != "models"))
            continue;
        const auto before = asked();
        const auto error = operation.run(*m_connection);
        const bool passes = one.passes.contains(operation.name) || (one.kind == Error::Kind::NotFound && of.emptyBy404.contains(operation.name));
        const Outcome wanted = asked() == before ? of.but.value(operation.name, operation.usually) : passes ? Outcome() : one.kind;
        const QByteArray at = told(operation.name, error);
        QVERIFY2((error ? Outcome(error->kind) : Outcome()) == wanted, at.constData());
        QVERIFY2(!error || !error->message.isEmpty(), at.constData());
    }
    m_server->setHandler(of.answers);
    QVERIFY(waited(m_connection->jobs().list({}))); // and it goes on when the trouble is over
}

void tst_Contract::hugeAnswersAreRefused()
{
    QFETCH(int, service);
    open(all().at(service));
    m_server->setHandler([](const Asked &) { return Answer{.body = QByteArray(65 << 20, ' ')}; });
    const auto jobs = waited(m_connection->jobs().list({}));
    QVERIFY(!jobs);
    QCOMPARE(jobs.error().kind, Error::Kind::Protocol);
}

/// A page that asks for its contents at each change of the state would begin a server that is away anew, again and again, as fast as it fails.
void tst_Contract::newsOfItsAbsenceBeginsNothing()
{
    QFETCH(int, service);
    make(all().at(service));
    m_server->setHandler([](const Asked &) { return Answer{.status = 500, .body = "boom", .contentType = "text/plain"}; });
    int begun = 0;
    QList<Error> told;
    connect(m_connection.get(), &Connection::stateChanged, this, [&] {
        begun += m_connection->state() == State::Connecting;
        if (m_connection->state() == State::Unreachable) {
            whenDone(m_connection->jobs().list({}), this, [&](const Result<Page<Job>> &page) {
                if (!page)
                    told << page.error();
            });
        }
    });
    m_connection->open();
    QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), 10'000);
    QVERIFY(!QTest::qWaitFor([&] { return begun > 1; }, 300));
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.first().message, m_connection->lastError().message);
    m_connection->open(); // a person wants to know
    QTRY_COMPARE(begun, 2);
    m_connection->disconnect(this);
}

ASSAY_TEST(tst_Contract)
#include "tst_Contract.moc"
