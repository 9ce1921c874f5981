#include "services/engine/server/EventHub.h"

#include "tests/engine/EngineFixture.h"
#include "tests/support/TestRegistry.h"

#include <mutex>

using namespace assay;
using namespace assay::engine;
using assay::test::EngineFixture;
using assay::test::RawClient;
using Json = nlohmann::json;

namespace {

class FakeStream final : public HttpStream {
public:
    bool write(const QByteArray &bytes) override
    {
        const std::lock_guard lock(m_mutex);
        if (!m_open || m_text.size() + bytes.size() > limit)
            return m_open = false;
        m_text += bytes;
        return true;
    }
    bool isOpen() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_open;
    }
    void finish() override
    {
        const std::lock_guard lock(m_mutex);
        m_open = false;
    }
    QByteArray text() const
    {
        const std::lock_guard lock(m_mutex);
        return m_text;
    }
    qsizetype limit = std::numeric_limits<qsizetype>::max();

private:
    mutable std::mutex m_mutex;
    QByteArray m_text;
    bool m_open = true;
};

ChangeRecord change(qint64 seq)
{
    ChangeRecord record;
    record.seq = seq;
    record.jobId = QStringLiteral("job%1").arg(seq);
    record.state = RunState::Running;
    return record;
}

void publish(EventHub &hub, qint64 from, qint64 to)
{
    for (qint64 seq = from; seq <= to; ++seq)
        hub.publish(change(seq));
}

/// The numbers behind "id: EPOCH-", of events that have data.
QList<qint64> numbersOf(const QByteArray &text)
{
    QList<qint64> list;
    for (const QByteArray &block : QByteArray(text).replace("\n\n", "\x01").split('\x01')) {
        if (block.contains("event: job"))
            list.append(block.mid(block.indexOf("id: e-") + 6, block.indexOf('\n', block.indexOf("id: e-")) - block.indexOf("id: e-") - 6).toLongLong());
    }
    return list;
}

std::shared_ptr<FakeStream> listen(EventHub &hub, const QByteArray &lastEventId)
{
    auto stream = std::make_shared<FakeStream>();
    hub.subscribe(stream, lastEventId);
    return stream;
}

QByteArray lastId(const QByteArray &text)
{
    const auto at = text.lastIndexOf("id: ");
    return text.mid(at + 4, text.indexOf('\n', at) - at - 4);
}

} // namespace

/// The event stream: resumed where it was, reset when that is not known any more, bounded for clients that do not read.
class tst_EventHub : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goesOnInTheMiddle();
    void resets_data();
    void resets();
    void resetsWhoMissedTooMuch();
    void dropsOnlyTheSlowOne();
    void saysThatItIsAlive();
    void boundsListeners();
    void cutsOffAClientThatDoesNotRead();
    void resetsAfterARestart();
};

void tst_EventHub::goesOnInTheMiddle()
{
    EventHub hub(QStringLiteral("e"));
    publish(hub, 1, 10);
    const auto fresh = listen(hub, {}), middle = listen(hub, "e-6"), current = listen(hub, "e-10");
    publish(hub, 11, 12);
    QCOMPARE(numbersOf(fresh->text()), (QList<qint64>{11, 12}));
    QVERIFY(fresh->text().contains("id: e-10\n")); // where it is, before the first event
    QCOMPARE(numbersOf(middle->text()), (QList<qint64>{7, 8, 9, 10, 11, 12}));
    QCOMPARE(numbersOf(current->text()), (QList<qint64>{11, 12}));
    for (const auto &stream : {fresh, middle, current})
        QVERIFY(!stream->text().contains("reset"));
}

void tst_EventHub::resets_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<bool>("reset");
    QTest::newRow("the oldest known") << QByteArray("e-6") << false;
    QTest::newRow("one before") << QByteArray("e-5") << true;
    QTest::newRow("another epoch") << QByteArray("f-8") << true;
    QTest::newRow("to come") << QByteArray("e-11") << true;
    QTest::newRow("no number") << QByteArray("e-x") << true;
    QTest::newRow("nothing of ours") << QByteArray("12") << true;
    QTest::newRow("below zero") << QByteArray("e--3") << true;
}

void tst_EventHub::resets()
{
    QFETCH(QByteArray, id);
    QFETCH(bool, reset);
    EventHub hub(QStringLiteral("e"), {.remembered = 4});
    publish(hub, 1, 10);
    const auto stream = listen(hub, id);
    QCOMPARE(stream->text().contains("id: e-10\nevent: reset\ndata: {}\n\n"), reset);
    publish(hub, 11, 11);
    QCOMPARE(numbersOf(stream->text()).last(), 11); // and then it follows
    QCOMPARE(numbersOf(stream->text()).size(), reset ? 1 : 5);
}

void tst_EventHub::resetsWhoMissedTooMuch()
{
    // All of it is remembered, but to send it would overflow what a client may have unread: it would be cut off each time.
    EventHub hub(QStringLiteral("e"), {.replayBytes = 1000});
    publish(hub, 1, 100);
    QVERIFY(listen(hub, "e-1")->text().contains("event: reset"));
    QVERIFY(!listen(hub, "e-98")->text().contains("event: reset"));
    QVERIFY(EventHub::Settings().replayBytes < HttpLimits().streamBytes);
}

void tst_EventHub::dropsOnlyTheSlowOne()
{
    EventHub hub(QStringLiteral("e"));
    const auto slow = std::make_shared<FakeStream>(), good = std::make_shared<FakeStream>();
    slow->limit = 500;
    QVERIFY(hub.subscribe(slow, {}) && hub.subscribe(good, {}));
    publish(hub, 1, 50);
    QVERIFY(!slow->isOpen());
    QCOMPARE(hub.listenerCount(), std::size_t(1));
    QCOMPARE(numbersOf(good->text()).size(), 50);
    // It comes back with what it read last, and misses nothing.
    const qint64 seen = numbersOf(slow->text()).last();
    QCOMPARE(numbersOf(listen(hub, "e-" + QByteArray::number(seen))->text()).first(), seen + 1);
}

void tst_EventHub::saysThatItIsAlive()
{
    EventHub hub(QStringLiteral("e"), {.heartbeat = std::chrono::milliseconds(1)});
    const auto stream = listen(hub, {});
    QTRY_VERIFY(stream->text().count(": alive\n\n") >= 3);
    QCOMPARE(EventHub::Settings().heartbeat, std::chrono::milliseconds(15'000));
}

void tst_EventHub::boundsListeners()
{
    EventHub hub(QStringLiteral("e"), {.listeners = 2});
    const auto first = listen(hub, {}), second = listen(hub, {});
    QVERIFY(hub.full());
    QVERIFY(!hub.subscribe(std::make_shared<FakeStream>(), {}));
    first->finish(); // its client left
    QVERIFY(!hub.full());
    QVERIFY(hub.subscribe(std::make_shared<FakeStream>(), {}));
    hub.stop();
    QVERIFY(!second->isOpen());
}

void tst_EventHub::cutsOffAClientThatDoesNotRead()
{
    EventHub hub(QStringLiteral("e"));
    HttpServer server(
        [&hub](const HttpRequest &request, const Responder &responder) {
            hub.subscribe(responder.stream({200, {{"Content-Type", "text/event-stream"}}, {}, {}}), request.header("last-event-id"));
        },
        [](int status, const HttpRequest &) { return HttpResponse{status, {}, {}, {}}; });
    QVERIFY(server.bind(0));
    server.run();
    RawClient idle(server.port());
    const QByteArray request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    idle.send(request + "\r\n");
    QTRY_COMPARE(hub.listenerCount(), std::size_t(1));
    // More than the kernel and we keep for it, 4 KiB at a time.
    qint64 last = 0;
    constexpr qint64 most = 20'000;
    while (hub.listenerCount() > 0 && last < most) {
        ChangeRecord large = change(++last);
        large.jobId = QString(4096, QLatin1Char('x'));
        hub.publish(large);
    }
    QVERIFY2(last < most, "the client that does not read is still served");
    RawClient reader(server.port()); // only now: a connection without a request is closed after a while
    reader.send(request + "Last-Event-ID: e-1\r\n\r\n");
    QVERIFY(reader.readUntil("event: reset"));
    hub.publish(change(++last));
    QVERIFY(reader.readUntil("\"job" + QByteArray::number(last) + '"'));
    hub.stop();
    server.stop();
}

void tst_EventHub::resetsAfterARestart()
{
    EngineFixture engine;
    QVERIFY(engine.start());
    QByteArray seen;
    {
        RawClient listener(engine.engine->port());
        listener.send(engine.head("GET", "/api/v1/events/stream") + "\r\n");
        QVERIFY(listener.readUntil(": following"));
        QVERIFY(!engine.job(Json::array({{{"id", "acc_bench"}, {"provider_id", "gold_silent"}}})).isEmpty());
        QVERIFY(listener.readUntil("\"created\":true"));
        seen = lastId(listener.buffer());
    }
    QVERIFY(engine.start());
    RawClient again(engine.engine->port());
    again.send(engine.head("GET", "/api/v1/events/stream", "Last-Event-ID: " + seen + "\r\n") + "\r\n");
    QVERIFY(again.readUntil("event: reset"));
    QVERIFY(lastId(again.buffer()).left(8) != seen.left(8)); // the new epoch is told at once
}

ASSAY_TEST(tst_EventHub)
#include "tst_EventHub.moc"
