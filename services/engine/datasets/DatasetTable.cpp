#include "services/engine/datasets/DatasetTable.h"

#include <QCryptographicHash>

namespace assay::engine::datasets {

namespace {

// The rows of a dataset stand side by side: their number is its key and their place in it. A key in `purge` belongs to nothing.
constexpr int placeBits = 32;
constexpr int purgeStep = 5000;

const char *const schema = R"sql(
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA temp_store=MEMORY;
PRAGMA cache_size=-8192;
CREATE TABLE IF NOT EXISTS dataset(key INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, id TEXT, owner TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '', metadata TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL DEFAULT '',
  n_rows INTEGER NOT NULL DEFAULT 0, n_bytes INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 1, digest TEXT NOT NULL DEFAULT '',
  UNIQUE(tenant, id));
CREATE TABLE IF NOT EXISTS dataset_row(place INTEGER PRIMARY KEY, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS purge(key INTEGER PRIMARY KEY);
PRAGMA user_version=1;
)sql";

#define ASSAY_DATASET_COLUMNS "key, tenant, id, owner, purpose, source, metadata, created_at, n_rows, n_bytes, version, digest"

DatasetRecord recordOf(const Statement &row)
{
    DatasetRecord record;
    record.key = row.integer(0);
    record.tenant = row.text(1);
    record.id = row.text(2);
    record.owner = row.text(3);
    record.purpose = row.text(4);
    record.source = row.utf8(5);
    record.metadata = row.utf8(6);
    record.createdAt = row.text(7);
    record.rows = row.integer(8);
    record.bytes = row.integer(9);
    record.version = row.integer(10);
    record.digest = row.utf8(11);
    return record;
}

void insertRows(Database &db, qint64 key, qint64 first, const QList<QByteArray> &rows)
{
    auto insert = db.prepare("INSERT INTO dataset_row(place, doc) VALUES(?, ?)");
    for (qsizetype i = 0; i < rows.size(); ++i) {
        insert.bind(1, (key << placeBits) + first + i).bind(2, rows.at(i)).run();
        insert.rewind();
    }
}

} // namespace

void countRow(DatasetRecord &record, const QByteArray &row)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray::fromHex(record.digest));
    hash.addData(row);
    record.digest = hash.result().toHex();
    record.bytes += row.size();
}

DatasetTable::DatasetTable(const QString &file) : m_db(file, Database::Mode::Create)
{
    m_db.execute(schema);
}

void DatasetTable::abandonUnfinished()
{
    WriteTransaction change(m_db);
    m_db.execute("INSERT OR IGNORE INTO purge SELECT key FROM dataset WHERE id IS NULL; DELETE FROM dataset WHERE id IS NULL");
    change.commit();
}

std::optional<DatasetRecord> DatasetTable::find(const QString &tenant, const QString &id)
{
    auto row = m_db.prepare("SELECT " ASSAY_DATASET_COLUMNS " FROM dataset WHERE tenant = ? AND id = ?");
    row.bind(1, tenant).bind(2, id);
    return row.step() ? std::optional(recordOf(row)) : std::nullopt;
}

QList<DatasetRecord> DatasetTable::all(const QString &tenant)
{
    auto row = m_db.prepare("SELECT " ASSAY_DATASET_COLUMNS " FROM dataset WHERE id IS NOT NULL AND (?1 = '' OR tenant = ?1) ORDER BY created_at, key"); // an edit gives another key
    row.bind(1, tenant);
    QList<DatasetRecord> list;
    while (row.step())
        list << recordOf(row);
    return list;
}

qint64 DatasetTable::begin()
{
    m_db.prepare("INSERT INTO dataset(tenant) VALUES('')").run();
    return m_db.lastRowId();
}

void DatasetTable::addRows(qint64 key, qint64 first, const QList<QByteArray> &rows)
{
    WriteTransaction change(m_db);
    insertRows(m_db, key, first, rows);
    change.commit();
}

void DatasetTable::write(const DatasetRecord &record)
{
    m_db.prepare("UPDATE dataset SET tenant = ?, id = ?, owner = ?, purpose = ?, source = ?, metadata = ?, created_at = ?, n_rows = ?, "
                 "n_bytes = ?, version = ?, digest = ? WHERE key = ?")
        .bind(1, record.tenant).bind(2, record.id).bind(3, record.owner).bind(4, record.purpose).bind(5, record.source)
        .bind(6, record.metadata).bind(7, record.createdAt).bind(8, record.rows).bind(9, record.bytes).bind(10, record.version)
        .bind(11, record.digest).bind(12, record.key).run();
}

bool DatasetTable::finish(const DatasetRecord &record)
{
    WriteTransaction change(m_db);
    if (find(record.tenant, record.id))
        return false;
    write(record);
    change.commit();
    return true;
}

bool DatasetTable::append(const DatasetRecord &grown, const DatasetRecord &before, const QList<QByteArray> &rows)
{
    WriteTransaction change(m_db);
    auto same = m_db.prepare("SELECT 1 FROM dataset WHERE key = ? AND version = ?");
    if (!same.bind(1, before.key).bind(2, before.version).step())
        return false;
    insertRows(m_db, grown.key, before.rows, rows);
    write(grown);
    change.commit();
    return true;
}

bool DatasetTable::remove(qint64 key)
{
    WriteTransaction change(m_db);
    m_db.prepare("DELETE FROM dataset WHERE key = ?").bind(1, key).run();
    const bool there = m_db.changes() > 0;
    toPurge(key);
    change.commit();
    return there;
}

void DatasetTable::toPurge(qint64 key)
{
    m_db.prepare("INSERT OR IGNORE INTO purge(key) VALUES(?)").bind(1, key).run();
}

bool DatasetTable::replace(const DatasetRecord &record, const DatasetRecord &before)
{
    WriteTransaction change(m_db);
    m_db.prepare("DELETE FROM dataset WHERE key = ? AND version = ?").bind(1, before.key).bind(2, before.version).run();
    if (m_db.changes() == 0)
        return false;
    toPurge(before.key);
    write(record);
    change.commit();
    return true;
}

QList<QByteArray> DatasetTable::rows(qint64 key, qint64 start, qint64 limit, qint64 most)
{
    auto row = m_db.prepare("SELECT doc FROM dataset_row WHERE place >= ? AND place < ? ORDER BY place LIMIT ?");
    row.bind(1, (key << placeBits) + start).bind(2, (key + 1) << placeBits).bind(3, limit);
    QList<QByteArray> list;
    qint64 bytes = 0;
    while (bytes < most && row.step()) {
        list << row.utf8(0);
        bytes += list.last().size();
    }
    return list;
}

bool DatasetTable::purge()
{
    auto next = m_db.prepare("SELECT key FROM purge LIMIT 1");
    if (!next.step())
        return false;
    const qint64 key = next.integer(0);
    m_db.prepare("DELETE FROM dataset_row WHERE place IN (SELECT place FROM dataset_row WHERE place >= ? AND place < ? LIMIT ?)")
        .bind(1, key << placeBits).bind(2, (key + 1) << placeBits).bind(3, purgeStep).run();
    if (m_db.changes() < purgeStep)
        m_db.prepare("DELETE FROM purge WHERE key = ?").bind(1, key).run();
    return true;
}

} // namespace assay::engine::datasets
