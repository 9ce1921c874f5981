#include "tests/fuzz/FuzzTargets.h"

#include "services/engine/process/EventFile.h"
#include "services/engine/runner/TaskFile.h"
#include "services/engine/server/ReportReading.h"
#include "services/json/Json.h"
#include "tests/engine/EngineFixture.h"
#include "tests/fuzz/FuzzImports.h"
#include "tests/support/Places.h"

#include <QDir>
#include <QFile>

#include <future>
#include <set>

namespace assay::test {

namespace {

using Json = nlohmann::json;
using namespace nlohmann::literals;

void require(bool holds, const std::string &what)
{
    if (!holds)
        throw PropertyBroken(what);
}

struct Reply {
    int status = 0;
    QByteArray body;
    Json json() const { return Json::parse(body.begin(), body.end(), nullptr, false); }
};

class PromiseSink final : public engine::Responder::Sink {
public:
    std::future<Reply> future() { return m_promise.get_future(); }
    void send(engine::HttpResponse response) override { m_promise.set_value({ response.status, response.body }); }
    std::shared_ptr<engine::HttpStream> stream(engine::HttpResponse) override
    {
        m_promise.set_value({ 200, {} });
        return nullptr;
    }

private:
    std::promise<Reply> m_promise;
};

EngineFixture *running = nullptr;

/// One engine for all inputs, which leave nothing behind in it.
EngineFixture &fixture()
{
    if (!running) {
        running = new EngineFixture(QByteArray());
        if (!running->start())
            qFatal("the engine does not start");
    }
    return *running;
}

Reply ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {}, const QByteArray &query = {})
{
    engine::HttpRequest request;
    request.method = method;
    request.path = path;
    request.query = query;
    request.headers = { { "host", "127.0.0.1:" + QByteArray::number(fixture().engine->port()) } };
    request.body = body;
    auto sink = std::make_shared<PromiseSink>();
    auto future = sink->future();
    fixture().engine->handle(request, engine::Responder(std::move(sink)));
    require(future.wait_for(std::chrono::seconds(60)) == std::future_status::ready, "no answer");
    Reply reply = future.get();
    require(reply.status < 500, "answered " + std::to_string(reply.status) + ": " + reply.body.toStdString());
    require(reply.status < 400 || reply.status == 404 || reply.json().contains("message_code"), "an error without a code: " + reply.body.toStdString());
    return reply;
}

QByteArray idOf(const Json &document)
{
    return QByteArray::fromStdString(document.value(Json::json_pointer("/resource/id"), std::string()));
}

/// What clients send: without what the server adds.
Json sent(Json document)
{
    for (const char *name : { "resource", "status", "results" })
        document.erase(name);
    if (document.contains("collection"))
        document["collection"].erase("collection_updated_at");
    return document;
}

qint64 total(const QByteArray &list)
{
    return ask("GET", list, {}, "limit=1").json().value("total_count", -1);
}

/// A body that is taken is what is read back, and is taken again as the same; one that is refused changes nothing.
void postAndReadBack(const QByteArray &list, const QByteArray &input, int created)
{
    const qint64 before = total(list);
    const Reply made = ask("POST", list, input);
    const qint64 after = total(list);
    require(made.status == created || (made.status >= 400 && made.status < 500), "status " + std::to_string(made.status));
    require(after == before + (made.status == created), "a refused body changed the list");
    if (made.status != created)
        return;
    const QByteArray one = list + '/' + idOf(made.json());
    const Json first = sent(made.json()), read = sent(ask("GET", one).json());
    require(read == first, "read back differs: " + first.dump() + " / " + Json::diff(first, read).dump());
    const Reply again = ask("POST", list, QByteArray::fromStdString(first.dump()));
    require(again.status == created, "what was answered is not taken: " + again.body.toStdString());
    // EvalHub answers a provider's resources under two names, one of them empty; sent back, both are there (contract 3.8).
    const auto comparable = [](Json document) {
        if (document.contains("/runtime/k8s"_json_pointer))
            document["runtime"].erase("k8s");
        return document;
    };
    require(comparable(sent(again.json())) == comparable(first), "sent once more differs: " + first.dump() + " / " + Json::diff(first, sent(again.json())).dump());
    for (const QByteArray &path : { one, list + '/' + idOf(again.json()) }) {
        require(ask("DELETE", path, {}, "hard_delete=true").status == 204, "cannot be removed");
        require(ask("GET", path).status == 404, "is still there");
    }
}

const QByteArray base = "/api/v1/evaluations";

void jobBody(const QByteArray &input)
{
    postAndReadBack(base + "/jobs", input, 202);
}

void providerBody(const QByteArray &input)
{
    postAndReadBack(base + "/providers", input, 201);
}

void collectionBody(const QByteArray &input)
{
    postAndReadBack(base + "/collections", input, 201);
}

/// The input is the event itself; the job is a fresh one.
void eventBody(const QByteArray &input)
{
    const Reply made = ask("POST", base + "/jobs",
                           R"({"name": "j", "model": {"name": "m", "url": "http://m.invalid/v1"}, "benchmarks": [)"
                           R"({"provider_id": "gold_silent", "id": "acc_bench"}, {"provider_id": "gold_silent", "id": "tox_bench"}]})");
    const QByteArray job = base + "/jobs/" + idOf(made.json());
    const auto state = [&] {
        Json document = ask("GET", job).json();
        // The engine's own notes come when they come.
        for (Json &entry : document["status"].contains("benchmarks") ? document["status"]["benchmarks"] : document["none"])
            entry.erase("warning_message");
        return document;
    };
    const Json before = state()["results"];
    const Reply told = ask("POST", job + "/events", input);
    const Json after = state();
    static const std::set<std::string> states{ "pending", "running", "completed", "failed", "cancelled", "partially_failed" };
    require(states.contains(after["status"].value("state", "")), "an illegal state");
    require(told.status == 204 || told.status == 400 || told.status == 404 || told.status == 409, "status " + std::to_string(told.status));
    require(told.status == 204 || after["results"] == before, "a refused report changed the results");
    require(ask("DELETE", job, {}, "hard_delete=true").status == 204, "cannot be removed");
}

void queryString(const QByteArray &input)
{
    for (const char *path : { "/jobs", "/providers", "/collections" }) {
        const Reply reply = ask("GET", base + path, {}, input);
        require(reply.status == 200 || reply.status == 400, "status " + std::to_string(reply.status));
        if (reply.status != 200)
            continue;
        const Json page = reply.json();
        require(page.contains("total_count") && page["items"].is_array(), "no page: " + reply.body.toStdString());
        const auto items = qint64(page["items"].size()), count = page["total_count"].get<qint64>(), limit = page["limit"].get<qint64>();
        require(items <= count && (limit == 0 || items <= limit), "more items than there are");
    }
}

/// Of a provider and of a collection: an accepted patch leaves what could have been sent as a whole; a refused one changes nothing.
void patchDocument(const QByteArray &input)
{
    static const QByteArray provider = R"({"name": "p", "tags": ["a"], "benchmarks": [{"id": "b", "name": "B", "metrics": ["acc"]}]})";
    static const QByteArray collection = R"({"name": "c", "category": "x", "tags": ["a"], "benchmarks": [)"
                                         R"({"provider_id": "gold_silent", "id": "acc_bench", "weight": 2}]})";
    for (const auto &[list, body] : { std::pair(base + "/providers", provider), std::pair(base + "/collections", collection) }) {
        const QByteArray one = list + '/' + idOf(ask("POST", list, body).json());
        const Json before = ask("GET", one).json();
        const Reply patched = ask("PATCH", one, input);
        const Json after = ask("GET", one).json();
        require(patched.status == 200 || patched.status == 400 || patched.status == 404, "status " + std::to_string(patched.status));
        if (patched.status == 200) {
            require(sent(patched.json()) == sent(after), "the answer is not what is stored");
            const Reply whole = ask("PUT", one, QByteArray::fromStdString(sent(after).dump()));
            require(whole.status == 200, "a patch made what cannot be sent: " + sent(after).dump() + ' ' + whole.body.toStdString());
        } else {
            require(after == before, "a refused patch changed something");
        }
        ask("DELETE", one);
    }
}

/// Text that is JSON says the same after every way through the program's types.
void jsonText(const QByteArray &input)
{
    const auto value = json::parse(input);
    if (!value)
        return;
    const QByteArray text = json::dump(*value);
    const auto again = json::parse(text);
    require(again && json::dump(*again) == text, "parse and dump do not agree: " + text.toStdString());
    const auto through = [&](const auto &decoded) {
        using T = std::decay_t<decltype(*decoded)>;
        if (!decoded)
            return;
        const QByteArray once = json::encode(*decoded);
        const auto twice = json::decode<T>(once);
        require(twice && json::encode(*twice) == once, "decode and encode do not agree: " + once.toStdString());
    };
    through(json::decode<Job>(input));
    through(json::decode<Provider>(input));
    through(json::decode<Collection>(input));
    through(json::decode<BenchmarkEvent>(input));
}

void taskFile(const QByteArray &input)
{
    const auto task = engine::parseTask(input, QStringLiteral("task.yaml"), QDir::tempPath());
    if (!task) {
        require(!task.error().message.isEmpty(), "a refusal without a sentence");
        return;
    }
    require(!task->id.isEmpty() && !task->scoring.isEmpty() && task->generation.maxTokens >= 1, "a task that breaks its own rules");
    const auto catalogued = engine::toProviderBenchmark(*task, 1);
    require(catalogued.id == task->id, "the catalogue calls it otherwise");
}

/// A shim's events.jsonl, read while it is written: every whole line once, in order, also by a reader that comes later.
void inboxLine(const QByteArray &input)
{
    static const QTemporaryDir folder;
    const QString name = folder.filePath(QStringLiteral("events.jsonl"));
    const QByteArrayList lines = input.split('\n'); // the last one is not whole
    const auto append = [&](const QByteArray &bytes, QIODevice::OpenMode mode) {
        QFile file(name);
        require(file.open(mode) && file.write(bytes) == bytes.size(), "the file cannot be written");
    };
    append(input.left(input.size() / 2), QIODevice::WriteOnly);
    engine::EventFile follower(name, 0), latecomer(name, 1);
    qint64 number = 0;
    const auto follow = [&] {
        while (const auto line = follower.next()) {
            require(++number == line->number && number < lines.size() && line->text == lines.at(qsizetype(number - 1)), "another line");
            const auto event = engine::readReport(line->text);
            require(event || !event.error().message.isEmpty(), "a refusal without a sentence");
        }
    };
    follow();
    append(input.mid(input.size() / 2), QIODevice::WriteOnly | QIODevice::Append);
    follow();
    require(number == lines.size() - 1, "a line is missing");
    qint64 later = 1;
    while (const auto line = latecomer.next())
        require(++later == line->number && line->text == lines.at(qsizetype(later - 1)), "another line for the latecomer");
    require(later == std::max<qint64>(1, lines.size() - 1), "the latecomer misses a line");
}

void httpHead(const QByteArray &input)
{
    RawClient observer(fixture().engine->port());
    RawClient client(fixture().engine->port());
    QByteArray text = input;
    text.replace("PORT", QByteArray::number(fixture().engine->port()));
    client.send(text);
    ::shutdown(client.fd(), SHUT_WR);
    while (client.readSome()) { }
    const QByteArray answer = client.buffer();
    require(answer.isEmpty() || answer.startsWith("HTTP/1.1 "), "no HTTP: " + answer.left(100).toStdString());
    require(!answer.startsWith("HTTP/1.1 5"), "answered " + answer.toStdString());
    observer.send("GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(fixture().engine->port()) + "\r\n\r\n");
    require(RawClient::statusOf(observer.response()) == 200, "health does not answer");
}

// --- seeds -------------------------------------------------------------------------------------------------------------

/// The bodies of recorded requests.
QList<QByteArray> recorded(const QByteArray &method, const char *pathPart, bool end)
{
    QList<QByteArray> list;
    const QDir folder(test::testData("/evalhub-golden"));
    for (const QString &name : folder.entryList({ QStringLiteral("*.json") })) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray text = file.readAll();
        const Json exchange = Json::parse(text.begin(), text.end(), nullptr, false);
        if (!exchange.is_object() || !exchange.contains("request"))
            continue;
        const Json &request = exchange["request"];
        const QByteArray path = QByteArray::fromStdString(request.value("path", ""));
        if (request.value("method", "") != method.toStdString() || !request.contains("body") || !(end ? path.endsWith(pathPart) : path.contains(pathPart)))
            continue;
        list << QByteArray::fromStdString(request["body"].is_string() ? request["body"].get<std::string>() : request["body"].dump());
    }
    return list;
}

QList<QByteArray> jobSeeds()
{
    return recorded("POST", "/jobs", true);
}
QList<QByteArray> providerSeeds()
{
    return recorded("POST", "/providers", true);
}
QList<QByteArray> collectionSeeds()
{
    return recorded("POST", "/collections", true);
}
QList<QByteArray> eventSeeds()
{
    QList<QByteArray> list = recorded("POST", "/events", true);
    list << R"({"benchmark_status_event": {"provider_id": "gold_silent", "id": "acc_bench", "benchmark_index": 0, "status": "completed", "metrics": {"acc": 0.5}}})"
         << R"({"benchmark_status_event": {"provider_id": "gold_silent", "id": "tox_bench", "benchmark_index": 1, "status": "failed", "error_message": {"message": "m", "message_code": "c"}}})";
    return list;
}
QList<QByteArray> querySeeds()
{
    return { "limit=10&offset=0", "limit=0&offset=1", "name=a%2Cb&tags=x%7Cy", "tags=a,b|c&owner=!me", "status=running&experiment_id=1",
             "scope=system&benchmarks=false", "category=c&domains=d&sort_by=name", "name=%22a,b%22", "limit=-1", "offset=99999999999999999999", "limit=%ff&&=&a" };
}
QList<QByteArray> patchSeeds()
{
    QList<QByteArray> list = recorded("PATCH", "/", false);
    list << R"([{"op": "replace", "path": "/name", "value": "n"}])" << R"([{"op": "add", "path": "/tags/-", "value": "b"}, {"op": "remove", "path": "/tags/0"}])"
         << R"([{"op": "replace", "path": "/benchmarks/0/weight", "value": 3}])" << R"([{"op": "test", "path": "/name", "value": "c"}])"
         << R"([{"op": "add", "path": "/benchmarks/0/id/x", "value": 1}])" << R"([{"op": "remove", "path": "/benchmarks/0/id/x"}])"
         << R"([{"op": "move", "from": "/name", "path": "/description"}])" << R"([{"op": "copy", "from": "/tags", "path": "/benchmarks/0/parameters"}])";
    return list;
}
/// As the shim writes them: a report a line.
QList<QByteArray> inboxSeeds()
{
    QByteArray all;
    for (const QByteArray &event : eventSeeds())
        all += event + '\n';
    return eventSeeds() + QList<QByteArray>{ all, all.left(all.size() / 3), "\n\n{}\n" };
}
QList<QByteArray> anySeeds()
{
    return jobSeeds() + providerSeeds() + collectionSeeds() + eventSeeds();
}
QList<QByteArray> taskSeeds()
{
    QList<QByteArray> list;
    const QDir folder(test::inSource("/resources/tasks"));
    for (const QString &name : folder.entryList({ QStringLiteral("*.yaml"), QStringLiteral("*.yml") })) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            list << file.readAll();
    }
    return list;
}
QList<QByteArray> headSeeds()
{
    return { "GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
             "POST /api/v1/evaluations/jobs HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 2\r\n\r\n{}",
             "POST /api/v1/evaluations/jobs HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2;a=b\r\n{}\r\n0\r\nX: y\r\n\r\n",
             "DELETE /api/v1/evaluations/jobs/x?hard_delete=true HTTP/1.1\r\nHost: localhost:PORT\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
             "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT\r\nX-Global-Transaction-Id: a\r\n\r\n" };
}

} // namespace

void endFuzzing()
{
    delete std::exchange(running, nullptr);
}

const QList<FuzzTarget> &fuzzTargets()
{
    static const QList<FuzzTarget> targets = QList<FuzzTarget>{
        { "job", jobBody, jobSeeds },         { "provider", providerBody, providerSeeds }, { "collection", collectionBody, collectionSeeds },
        { "event", eventBody, eventSeeds },   { "query", queryString, querySeeds },        { "patch", patchDocument, patchSeeds },
        { "json", jsonText, anySeeds },       { "task", taskFile, taskSeeds },             { "inbox", inboxLine, inboxSeeds },
        { "http", httpHead, headSeeds },
    } + importFuzzTargets();
    return targets;
}

} // namespace assay::test
