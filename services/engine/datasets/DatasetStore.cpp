#include "services/engine/datasets/DatasetStore.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QFile>
#include <QUuid>

#include <sqlite3.h>

namespace assay::engine {

using datasets::DatasetRecord;
using datasets::DatasetTable;

namespace {

constexpr int rowsPerCommit = 2000;
constexpr qsizetype brokenTold = 100;

Error storageError(const SqliteError &error, const QString &file)
{
    const QString detail = QStringLiteral("%1 (%2)").arg(QString::fromUtf8(error.what())).arg(error.code);
    if (error.primary() == SQLITE_FULL)
        return {Error::Kind::Storage, QCoreApplication::translate("assay", "The disk that holds %1 is full: free some space and try again; what was stored before is safe.").arg(file), detail};
    return {Error::Kind::Storage, QCoreApplication::translate("assay", "The datasets in %1 cannot be read or written: give this user the right to, or move the file away to begin anew.").arg(file), detail};
}

Error stopping()
{
    return {Error::Kind::Cancelled, QCoreApplication::translate("assay", "The engine is stopping.")};
}

QByteArray sourceText(const NewDataset &dataset)
{
    const auto source = dataset.uri.isEmpty() ? nlohmann::json{{"type", "rows"}} : nlohmann::json{{"type", "uri"}, {"uri", dataset.uri.toStdString()}};
    return QByteArray::fromStdString(source.dump());
}

bool same(const DatasetRecord &a, const DatasetRecord &b)
{
    return a.purpose == b.purpose && a.metadata == b.metadata && a.source == b.source && a.rows == b.rows && a.digest == b.digest;
}

/// Collects rows into commits, and what they come to.
class RowWriter {
public:
    RowWriter(DatasetTable &table, DatasetRecord &record) : m_table(table), m_record(record) {}
    void add(QByteArray row)
    {
        m_record.digest = datasets::nextDigest(m_record.digest, row);
        m_record.bytes += row.size();
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

/// Takes back what was begun.
class Undo {
public:
    Undo(DatasetTable &table, qint64 key) : m_table(table), m_key(key) {}
    ~Undo()
    {
        try {
            if (m_key > 0)
                m_table.remove(m_key);
        } catch (const SqliteError &) { // the next engine finds it unfinished
        }
    }
    void dismiss() { m_key = 0; }

private:
    DatasetTable &m_table;
    qint64 m_key;
};

} // namespace

DatasetStore::DatasetStore(const QString &workspace, Clock &clock)
    : m_file(workspace + QStringLiteral("/datasets.sqlite")), m_clock(clock), m_thread(std::make_unique<TaskThread>()),
      m_registrar(std::make_unique<TaskThread>()), m_serving(m_thread.get()), m_postServing(m_thread->poster()),
      m_postRegistering(m_registrar->poster())
{
}

DatasetStore::~DatasetStore()
{
    stop();
}

void DatasetStore::stop()
{
    m_stopping = true;
    m_registrar.reset();
    m_thread.reset();
    m_registering.reset();
    m_table.reset();
}

template<typename T>
void DatasetStore::run(std::unique_ptr<DatasetTable> &table, const Reply<T> &reply, const Body<T> &body)
{
    if (m_stopping)
        return reply(stopping());
    try {
        if (!table) {
            table = std::make_unique<DatasetTable>(m_file);
            QFile::setPermissions(m_file, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
            if (&table == &m_table) { // the first one: nothing is being registered yet
                table->abandonUnfinished();
                purgeLater();
            }
        }
        reply(body(*table));
    } catch (const SqliteError &error) {
        reply(storageError(error, m_file));
    }
}

template<typename T>
void DatasetStore::post(Reply<T> reply, Body<T> body)
{
    if (m_stopping)
        return reply(stopping());
    m_postServing([this, reply = std::move(reply), body = std::move(body)] { run<T>(m_table, reply, body); });
}

/// A little at a time, between what is asked for.
void DatasetStore::purgeLater()
{
    m_serving->after(20, [this] {
        try {
            if (!m_stopping && m_table->purge())
                purgeLater();
        } catch (const SqliteError &) { // what is left is purged by the next engine
        }
    });
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
        datasets::RowSink sink;
        sink.row = [&](QByteArray row) -> Result<Done> {
            if (m_stopping)
                return stopping();
            writer.add(std::move(row));
            return Done{};
        };
        if (dataset.skipBroken) {
            sink.broken = [&](const datasets::BrokenRow &row) {
                ++out.skippedCount;
                if (out.skipped.size() < brokenTold)
                    out.skipped << row;
            };
        }
        if (auto read = datasets::readRows(dataset.uri, sink); !read)
            return read;
    }
    writer.flush();
    return Done{};
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
    record.key = table.begin();
    Undo undo(table, record.key);
    if (auto copied = copyRows(table, dataset, out); !copied)
        return copied.error();
    if (table.finish(record)) {
        undo.dismiss();
        return out;
    }
    const auto there = table.find(record.tenant, record.id);
    if (!there || !same(*there, record)) {
        return Error{Error::Kind::Conflict,
                     QCoreApplication::translate("assay", "There is another dataset with dataset_id '%1': unregister it first, or choose another id.").arg(record.id)};
    }
    record = *there;
    return out;
}

void DatasetStore::add(const NewDataset &dataset, Reply<RegisteredDataset> reply)
{
    // By way of the other thread, which opens the file and cleans up first.
    post<Done>(
        [this, dataset, reply](Result<Done> ready) {
            if (!ready)
                return reply(ready.error());
            m_postRegistering([this, dataset, reply] {
                run<RegisteredDataset>(m_registering, reply, [this, dataset](DatasetTable &table) { return registered(table, dataset); });
                if (!m_stopping)
                    post<Done>([](const Result<Done> &) {}, [this](DatasetTable &) -> Result<Done> {
                        purgeLater(); // what a refused one left
                        return Done{};
                    });
            });
        },
        [](DatasetTable &) { return Result<Done>(Done{}); });
}

void DatasetStore::list(const QString &tenant, Reply<QList<DatasetRecord>> reply)
{
    post<QList<DatasetRecord>>(std::move(reply), [tenant](DatasetTable &table) { return Result<QList<DatasetRecord>>(table.all(tenant)); });
}

void DatasetStore::find(const QString &tenant, const QString &id, Reply<DatasetRecord> reply)
{
    post<DatasetRecord>(std::move(reply), [this, tenant, id](DatasetTable &table) { return known(table, tenant, id); });
}

void DatasetStore::remove(const QString &tenant, const QString &id, Reply<Done> reply)
{
    post<Done>(std::move(reply), [this, tenant, id](DatasetTable &table) -> Result<Done> {
        const auto record = known(table, tenant, id);
        if (!record)
            return record.error();
        table.remove(record->key);
        purgeLater();
        return Done{};
    });
}

void DatasetStore::rows(const QString &tenant, const QString &id, qint64 start, qint64 limit, Reply<DatasetRows> reply)
{
    post<DatasetRows>(std::move(reply), [this, tenant, id, start, limit](DatasetTable &table) -> Result<DatasetRows> {
        const auto record = known(table, tenant, id);
        if (!record)
            return record.error();
        return DatasetRows{table.rows(record->key, start, limit, answerBytes), record->rows};
    });
}

void DatasetStore::append(const QString &tenant, const QString &id, const QList<QByteArray> &rows, Reply<DatasetRecord> reply)
{
    post<DatasetRecord>(std::move(reply), [this, tenant, id, rows](DatasetTable &table) -> Result<DatasetRecord> {
        const auto record = known(table, tenant, id);
        if (!record || rows.isEmpty())
            return record;
        DatasetRecord grown = *record;
        for (const QByteArray &row : rows) {
            grown.digest = datasets::nextDigest(grown.digest, row);
            grown.bytes += row.size();
        }
        grown.rows += rows.size();
        ++grown.version;
        table.append(grown, record->rows, rows);
        return grown;
    });
}

} // namespace assay::engine
