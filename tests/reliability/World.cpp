#include "tests/reliability/World.h"

#include <QDir>
#include <QFile>

namespace assay::test {

namespace {

class PromiseSink final : public engine::Responder::Sink {
public:
    explicit PromiseSink(Bell &bell)
        : m_bell(bell)
    {
    }
    std::future<Reply> future() { return m_promise.get_future(); }
    void send(engine::HttpResponse response) override
    {
        Reply reply;
        reply.status = response.status;
        reply.json = nlohmann::json::parse(response.body.begin(), response.body.end(), nullptr, false);
        m_promise.set_value(std::move(reply));
        m_bell.ring();
    }
    std::shared_ptr<engine::HttpStream> stream(engine::HttpResponse) override { return nullptr; }

private:
    Bell &m_bell;
    std::promise<Reply> m_promise;
};

void write(const QString &name, const QByteArray &text)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(name));
}

} // namespace

QString World::catalogue()
{
    static const QTemporaryDir folder;
    static const bool made = [] {
        QDir().mkpath(folder.path() + QStringLiteral("/providers"));
        QDir().mkpath(folder.path() + QStringLiteral("/collections"));
        const QByteArray benchmarks = "benchmarks:\n  - {id: one, name: One, category: c, metrics: [acc]}\n"
                                      "  - {id: two, name: Two, category: c, metrics: [acc]}\n";
        write(folder.path() + QStringLiteral("/providers/here.yaml"), "id: here\nname: Here\n" + benchmarks);
        write(folder.path() + QStringLiteral("/providers/byreports.yaml"),
            "id: byreports\nname: By reports\nruntime: {local: {command: \"true\"}}\n" + benchmarks);
        write(folder.path() + QStringLiteral("/providers/other.yaml"),
            "id: other\nname: Other\nruntime: {local: {command: \"false\"}}\n" + benchmarks);
        write(folder.path() + QStringLiteral("/providers/nowhere.yaml"), "id: nowhere\nname: Nowhere\n" + benchmarks);
        return true;
    }();
    Q_UNUSED(made)
    return folder.path();
}

World::World(const WorldOptions &options)
{
    FaultDisk::instance();
    m_options.workspace = folder.path();
    m_options.catalogue = catalogue();
    m_options.version = QStringLiteral("0.0-test");
    m_options.minimumFree = 0;
    m_options.clock = &clock;
    m_options.runners = { { QStringLiteral("here"), &runner } };
    m_options.scheduling.totalSlots = int(slots());
    m_options.scheduling.policy.timeLimitMs = timeLimit;
    m_options.scheduling.policy.stallMs = 0;
    m_options.scheduling.keepFoldersDays = int(keepFolders / (24 * hour));
    m_options.scheduling.lookMs = 5;
    m_options.commands = options.commands ? &programs : nullptr;
    m_options.scheduling.commands = options.approval == Approval::Ask ? engine::CommandMode::Ask
        : options.approval == Approval::Allow                         ? engine::CommandMode::Allow
                                                                      : engine::CommandMode::Deny;
    m_options.exports.backOffMs = { 1, 1 };
    m_options.exports.retryAgeMs = exportsAgain;
    if (options.exports) {
        receiver = std::make_unique<ExportReceiver>();
        m_options.exports.mlflowUrl = receiver->url();
    }
    m_options.onWrite = [this](const char *operation, engine::WriteStage stage) {
        plan.onWrite(operation, stage);
        if (stage == engine::WriteStage::Reply)
            bell.ring();
    };
}

World::~World()
{
    m_engine.reset();
    plan.disarm();
    FaultDisk::instance().clear();
}

bool World::start()
{
    plan.opening();
    auto started = engine::Engine::start(m_options);
    if (started) {
        m_engine = std::move(*started);
        return true;
    }
    m_startError = started.error().message + QStringLiteral(" [") + started.error().detail + QLatin1Char(']');
    return false;
}

void World::stop()
{
    m_engine.reset();
    runner.forget();
    programs.forget();
    if (FaultDisk::instance().openFiles() != 0)
        throw Violation("the stopped engine left files open");
}

std::set<FakeRunner::AttemptKey> World::attempts() const
{
    auto keys = runner.running();
    keys.merge(programs.running());
    return keys;
}

std::future<Reply> World::send(const QByteArray &method, const QByteArray &target, const QByteArray &body,
    const QByteArray &tenant, const QByteArray &key)
{
    engine::HttpRequest request;
    request.method = method;
    const auto question = target.indexOf('?');
    request.path = question < 0 ? target : target.left(question);
    if (question >= 0)
        request.query = target.mid(question + 1);
    request.headers = { { "host", "127.0.0.1:" + QByteArray::number(m_engine->port()) } };
    if (!tenant.isEmpty())
        request.headers.append({ "x-tenant", tenant });
    if (!key.isEmpty())
        request.headers.append({ "idempotency-key", key });
    request.body = body;
    auto sink = std::make_shared<PromiseSink>(bell);
    auto future = sink->future();
    m_engine->handle(request, engine::Responder(std::move(sink)));
    return future;
}

/// Some answers come only once time has passed: what found no room is tried again later.
Reply World::take(std::future<Reply> &future, const QByteArray &what)
{
    using namespace std::chrono_literals;
    for (const auto began = std::chrono::steady_clock::now(); future.wait_for(50ms) != std::future_status::ready;) {
        const auto waited = std::chrono::steady_clock::now() - began;
        if (FaultDisk::instance().dead() && waited > 1s)
            return {}; // nobody is left who could answer
        if (waited > 60s)
            throw Violation("no answer to " + what.toStdString());
        clock.pass(1000);
    }
    return future.get();
}

Reply World::ask(const QByteArray &method, const QByteArray &target, const nlohmann::json &body,
    const QByteArray &tenant, const QByteArray &key)
{
    auto future
        = send(method, target, body.is_null() ? QByteArray() : QByteArray::fromStdString(body.dump()), tenant, key);
    return take(future, method + ' ' + target);
}

} // namespace assay::test
