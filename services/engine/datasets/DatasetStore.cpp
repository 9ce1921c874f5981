#include "services/engine/datasets/DatasetStore.h"

#include "services/engine/store/Migrations.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QFile>
#include <QScopeGuard>
#include <QUuid>

namespace assay::engine {

using datasets::DatasetRecord;
using datasets::DatasetTable;

namespace {

constexpr int rowsPerCommit = 2000;
constexpr qsizetype brokenTold = 100;

Error stopping()
{
    return {Error::Kind::Cancelled, QCoreApplication::translate("assay", "The engine is stopping.")};
}

QByteArray sourceText(const NewDataset &dataset)
{
    const auto source = dataset.uri.isEmpty() ? nlohmann::json{{"type", "rows"}} : nlohmann::json{{"type", "uri"}, {"uri", dataset.uri.toStdString()}};
    return QByteArray::fromStdString(source.dump());
}

/// All but the rows.
bool sameRequest(const DatasetRecord &a, const DatasetRecord &b)
{
    return a.purpose == b.purpose && a.metadata == b.metadata && a.source == b.source;
}

Error taken(const QString &id)
{
    return {Error::Kind::Conflict,
            QCoreApplication::translate("assay", "There is another dataset with dataset_id '%1': unregister it first, or choose another id.").arg(id)};
}

Error otherVersion(const QString &id)
{
    return {Error::Kind::Conflict,
            QCoreApplication::translate("assay", "The rows of '%1' were changed by somebody else meanwhile; read them again, then make your changes.").arg(id)};
}

/// Collects rows into commits, and what they come to.
class RowWriter {
public:
    RowWriter(DatasetTable &table, DatasetRecord &record) : m_table(table), m_record(record) {}
    void add(QByteArray row)
    {
        datasets::countRow(m_record, row);
        m_waiting << std::move(row);
        if (m_waiting.size() >= rowsPerCommit)
            flush();
    }
    void flush()
    {
        m_table.addRows(m_record.key, m_record.rows, m_waiting);
        m_record.rows += m_waiting.size();
        m_waiting.clear();
    }

private:
    DatasetTable &m_table;
    DatasetRecord &m_record;
    QList<QByteArray> m_waiting;
};

} // namespace

DatasetStore::Lane::Lane() : thread(std::make_unique<TaskThread>()), post(thread->poster()) {}

DatasetStore::DatasetStore(const QString &workspace, Clock &clock)
    : m_workspace(workspace), m_file(workspace + QStringLiteral("/datasets.sqlite")), m_clock(clock)
{
}

DatasetStore::~DatasetStore()
{
    stop();
}

void DatasetStore::stop()
{
    m_stopping = true;
    for (Lane *lane : {&m_registering, &m_serving}) { // the first calls on the second
        lane->thread.reset();
        lane->table.reset();
    }
}

DatasetTable &DatasetStore::opened(Lane &lane)
{
    if (lane.table)
        return *lane.table;
    const std::lock_guard lock(m_opening);
    auto table = std::make_unique<DatasetTable>(m_file);
    QFile::setPermissions(m_file, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (!m_abandoned) { // nothing is registered before this
        table->abandonUnfinished();
        m_abandoned = true;
        purgeLater();
    }
    lane.table = std::move(table);
    return *lane.table;
}

template<typename T>
void DatasetStore::post(Lane &lane, Reply<T> reply, Body<T> body)
{
    if (m_stopping)
        return reply(stopping());
    lane.post([this, &lane, reply = std::move(reply), body = std::move(body)] {
        if (m_stopping)
            return reply(stopping());
        try {
            reply(body(opened(lane)));
        } catch (const SqliteError &error) {
            reply(storageError(error, m_workspace, m_file));
        }
    });
}

/// A little at a time, so that what is asked for meanwhile gets its turn. What an error leaves, the next engine purges.
void DatasetStore::purgeLater()
{
    post<bool>(m_serving,
               [this](const Result<bool> &more) {
                   if (more && *more)
                       purgeLater();
               },
               [](DatasetTable &table) { return Result<bool>(table.purge()); });
}

Result<DatasetRecord> DatasetStore::known(DatasetTable &table, const QString &tenant, const QString &id) const
{
    if (auto found = table.find(tenant, id))
        return *found;
    return Error{Error::Kind::NotFound, QCoreApplication::translate("assay", "There is no dataset '%1'.").arg(id), {}, QStringLiteral("dataset_not_found")};
}

Result<Done> DatasetStore::copyRows(DatasetTable &table, const NewDataset &dataset, RegisteredDataset &out)
{
    RowWriter writer(table, out.record);
    for (const QByteArray &row : dataset.rows)
        writer.add(row);
    if (!dataset.uri.isEmpty()) {
        json::RowSink sink;
        sink.row = [&](QByteArray row) -> Result<Done> {
            if (m_stopping)
                return stopping();
            writer.add(std::move(row));
            return Done{};
        };
        if (dataset.skipBroken) {
            sink.broken = [&](const json::BrokenRow &row) {
                ++out.skippedCount;
                if (out.skipped.size() < brokenTold)
                    out.skipped << row;
            };
        }
        if (auto read = json::readRows(dataset.uri, sink); !read)
            return read;
    }
    writer.flush();
    return Done{};
}

void DatasetStore::giveUp(DatasetTable &table, qint64 key) noexcept
{
    try {
        table.remove(key);
    } catch (const SqliteError &) { // the next engine finds it unfinished
    }
    purgeLater();
}

Result<RegisteredDataset> DatasetStore::registered(DatasetTable &table, const NewDataset &dataset)
{
    RegisteredDataset out;
    DatasetRecord &record = out.record;
    record.tenant = dataset.tenant;
    record.owner = dataset.owner;
    record.id = dataset.id.isEmpty() ? QStringLiteral("dataset-") + QUuid::createUuid().toString(QUuid::WithoutBraces) : dataset.id;
    record.purpose = dataset.purpose;
    record.source = sourceText(dataset);
    record.metadata = dataset.metadata;
    record.createdAt = rfc3339(m_clock.wallMs());
    if (const auto there = table.find(record.tenant, record.id); there && !sameRequest(*there, record))
        return taken(record.id); // whatever its rows are
    record.key = table.begin();
    auto undo = qScopeGuard([this, &table, key = record.key] { giveUp(table, key); });
    if (auto copied = copyRows(table, dataset, out); !copied)
        return copied.error();
    if (table.finish(record)) {
        undo.dismiss();
        return out;
    }
    const auto there = table.find(record.tenant, record.id);
    if (!there || !sameRequest(*there, record) || there->digest != record.digest)
        return taken(record.id);
    record = *there;
    return out;
}

void DatasetStore::add(const NewDataset &dataset, Reply<RegisteredDataset> reply)
{
    post<RegisteredDataset>(m_registering, std::move(reply), [this, dataset](DatasetTable &table) { return registered(table, dataset); });
}

void DatasetStore::list(const QString &tenant, Reply<QList<DatasetRecord>> reply)
{
    post<QList<DatasetRecord>>(m_serving, std::move(reply), [tenant](DatasetTable &table) { return Result<QList<DatasetRecord>>(table.all(tenant)); });
}

void DatasetStore::find(const QString &tenant, const QString &id, Reply<DatasetRecord> reply)
{
    post<DatasetRecord>(m_serving, std::move(reply), [this, tenant, id](DatasetTable &table) { return known(table, tenant, id); });
}

void DatasetStore::remove(const QString &tenant, const QString &id, Reply<Done> reply)
{
    post<Done>(m_serving, std::move(reply), [this, tenant, id](DatasetTable &table) -> Result<Done> {
        for (;;) { // an edit gives it another key
            const auto record = known(table, tenant, id);
            if (!record)
                return record.error();
            if (!table.remove(record->key))
                continue;
            purgeLater();
            return Done{};
        }
    });
}

void DatasetStore::rows(const QString &tenant, const QString &id, qint64 start, qint64 limit, Reply<DatasetRows> reply)
{
    post<DatasetRows>(m_serving, std::move(reply), [this, tenant, id, start, limit](DatasetTable &table) -> Result<DatasetRows> {
        const auto record = known(table, tenant, id);
        if (!record)
            return record.error();
        if (start >= record->rows)
            return DatasetRows{{}, record->rows};
        return DatasetRows{table.rows(record->key, start, limit, answerBytes), record->rows};
    });
}

void DatasetStore::append(const QString &tenant, const QString &id, const QList<QByteArray> &rows, Reply<DatasetRecord> reply)
{
    post<DatasetRecord>(m_serving, std::move(reply), [this, tenant, id, rows](DatasetTable &table) -> Result<DatasetRecord> {
        for (;;) { // an edit gives it another key
            const auto record = known(table, tenant, id);
            if (!record || rows.isEmpty())
                return record;
            DatasetRecord grown = *record;
            for (const QByteArray &row : rows)
                datasets::countRow(grown, row);
            grown.rows += rows.size();
            ++grown.version;
            if (table.append(grown, *record, rows))
                return grown;
        }
    });
}

Result<DatasetRecord> DatasetStore::edited(DatasetTable &table, const DatasetRecord &before, const QList<datasets::RowChange> &changes)
{
    const auto sorted = datasets::inOrder(changes, before.rows);
    if (!sorted)
        return sorted.error();
    DatasetRecord next = before;
    next.key = table.begin();
    next.rows = next.bytes = 0;
    next.digest.clear();
    ++next.version;
    auto undo = qScopeGuard([this, &table, key = next.key] { giveUp(table, key); });
    RowWriter writer(table, next);
    datasets::RowEditor editor(*sorted, [&writer](QByteArray row) { writer.add(std::move(row)); });
    for (qint64 at = 0; at < before.rows;) {
        if (m_stopping)
            return stopping();
        const QList<QByteArray> rows = table.rows(before.key, at, rowsPerCommit, answerBytes);
        if (rows.isEmpty()) // they are being purged
            break;
        for (const QByteArray &row : rows)
            editor.take(row);
        at += rows.size();
    }
    editor.finish();
    writer.flush();
    if (!table.replace(next, before))
        return otherVersion(before.id);
    undo.dismiss();
    purgeLater();
    return next;
}

void DatasetStore::edit(const QString &tenant, const QString &id, qint64 version, const QList<datasets::RowChange> &changes, Reply<DatasetRecord> reply)
{
    post<DatasetRecord>(m_registering, std::move(reply), [this, tenant, id, version, changes](DatasetTable &table) -> Result<DatasetRecord> {
        const auto record = known(table, tenant, id);
        if (!record)
            return record;
        if (record->version != version)
            return otherVersion(id);
        return changes.isEmpty() ? record : edited(table, *record, changes);
    });
}

} // namespace assay::engine
