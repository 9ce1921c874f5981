#include "services/engine/imports/Imports.h"

#include "services/engine/imports/ImportTask.h"

#include <QCoreApplication>
#include <QUuid>

#include <future>

namespace assay::engine {

using imports::ImportProgress;
using imports::Json;

namespace {

constexpr std::size_t kept = 50;

Error unknown(const QString &id)
{
    return Error{Error::Kind::NotFound, QCoreApplication::translate("assay", "There is no import '%1' here.").arg(id), {}, QStringLiteral("resource_not_found")};
}

} // namespace

Imports::Imports(Store &store, Clock &clock) : m_store(store), m_clock(clock), m_thread(std::make_unique<TaskThread>()), m_post(m_thread->poster()) {}

Imports::~Imports()
{
    stop();
}

ImportRecord Imports::recordOf(const One &one, ImportProgress::State state)
{
    Json document = one.progress.view(0, 0);
    document["state"] = ImportProgress::word(state);
    document["paths"] = Json::array();
    for (const QString &path : one.paths)
        document["paths"].push_back(path.toStdString());
    document["owner"] = one.owner.toStdString();
    return {one.id, one.tenant, state == ImportProgress::State::Waiting, imports::dumped(document)};
}

void Imports::start()
{
    auto promise = std::make_shared<std::promise<QList<ImportRecord>>>();
    auto future = promise->get_future();
    m_store.imports([promise](const Result<QList<ImportRecord>> &records) { promise->set_value(records ? *records : QList<ImportRecord>()); });
    QList<ImportRecord> records = future.get();
    std::reverse(records.begin(), records.end());
    for (const ImportRecord &record : std::as_const(records)) {
        const auto document = imports::parseJson(record.document);
        if (!document)
            continue;
        auto one = std::make_shared<One>();
        one->id = record.id;
        one->tenant = record.tenant;
        one->owner = imports::textOf(imports::at(*document, "owner"));
        for (const Json &path : imports::elementsOf(imports::at(*document, "paths")))
            one->paths << imports::textOf(path);
        if (!record.running)
            ImportProgress::restore(*document, one->progress);
        {
            const std::lock_guard lock(m_mutex);
            m_all.push_back(one);
        }
        if (record.running)
            enqueue(one);
    }
}

void Imports::begin(const QStringList &paths, const QString &tenant, const QString &owner, Reply<QString> reply)
{
    auto one = std::make_shared<One>();
    one->id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    one->tenant = tenant;
    one->owner = owner;
    one->paths = paths;
    m_store.saveImport(recordOf(*one, ImportProgress::State::Waiting), [this, one, reply = std::move(reply)](const Result<Done> &saved) {
        if (!saved)
            return reply(saved.error());
        {
            const std::lock_guard lock(m_mutex);
            m_all.push_back(one);
            const auto old = std::ranges::find_if(m_all, [](const auto &other) { return other->progress.over(); });
            if (m_all.size() > kept && old != m_all.end())
                m_all.erase(old);
        }
        enqueue(one);
        reply(one->id);
    });
}

void Imports::enqueue(const std::shared_ptr<One> &one)
{
    m_post([this, one] { run(one); });
}

void Imports::run(const std::shared_ptr<One> &one)
{
    if (one->progress.over() || m_stopping)
        return;
    const auto now = [this] { return m_clock.wallMs(); };
    imports::ImportTask(m_store, one->progress, one->tenant, one->owner).run(one->paths, now);
    if (m_stopping && !one->byUser && one->progress.state() == ImportProgress::State::Cancelled)
        return; // the next engine goes on
    m_store.saveImport(recordOf(*one, one->progress.state()), [](const Result<Done> &) {}); // unsaved, it runs once more and finds everything there
}

std::shared_ptr<Imports::One> Imports::find(const QString &id, const QString &tenant) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::ranges::find_if(m_all, [&](const auto &one) { return one->id == id && (tenant.isEmpty() || one->tenant == tenant); });
    return found == m_all.end() ? nullptr : *found;
}

Result<Json> Imports::view(const QString &id, const QString &tenant, qint64 runsKnown, qint64 problemsKnown) const
{
    const auto one = find(id, tenant);
    if (!one)
        return unknown(id);
    Json out = one->progress.view(runsKnown, problemsKnown);
    out["id"] = id.toStdString();
    out["paths"] = Json::array();
    for (const QString &path : one->paths)
        out["paths"].push_back(path.toStdString());
    return out;
}

Json Imports::list(const QString &tenant) const
{
    QStringList ids;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &one : m_all) {
            if (tenant.isEmpty() || one->tenant == tenant)
                ids.prepend(one->id);
        }
    }
    Json items = Json::array();
    for (const QString &id : std::as_const(ids)) {
        auto one = view(id, tenant, ImportProgress::mostListed, ImportProgress::mostListed);
        if (one)
            items.push_back(std::move(*one));
    }
    return {{"items", items}, {"total_count", items.size()}};
}

void Imports::cancel(const QString &id, const QString &tenant, Reply<Done> reply)
{
    const auto one = find(id, tenant);
    if (!one)
        return reply(unknown(id));
    if (one->progress.over())
        return reply(Done{});
    one->byUser = true;
    one->progress.cancelled = true;
    if (one->progress.state() == ImportProgress::State::Waiting)
        one->progress.end(ImportProgress::State::Cancelled, {}, m_clock.wallMs());
    // What runs may take a moment to end, and the engine may not live that long.
    m_store.saveImport(recordOf(*one, ImportProgress::State::Cancelled), std::move(reply));
}

bool Imports::busy() const
{
    const std::lock_guard lock(m_mutex);
    return std::ranges::any_of(m_all, [](const auto &one) { return !one->progress.over(); });
}

void Imports::stop()
{
    if (m_stopping.exchange(true))
        return;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &one : m_all)
            one->progress.cancelled = true;
    }
    m_thread.reset(); // ends what runs
}

} // namespace assay::engine
