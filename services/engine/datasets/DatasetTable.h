#pragma once

#include "services/engine/store/Sqlite.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace assay::engine::datasets {

/// A dataset as it was registered, with what its rows come to.
struct DatasetRecord {
    qint64 key = 0;       ///< of the table; never used twice
    QString tenant, id;   ///< together unique
    QString owner;        ///< X-User; empty: none
    QString purpose;      ///< free text; see purposes()
    QByteArray source;    ///< text of one JSON object; inline rows are left out
    QByteArray metadata;  ///< text of one JSON object
    QString createdAt;    ///< RFC 3339
    qint64 rows = 0, bytes = 0; ///< of the rows' texts
    qint64 version = 1;   ///< one more with each change of the rows
    QByteArray digest;    ///< lower-case hex; see countRow()
};

/// Takes one more row into digest and bytes. The digest is SHA-256 over the digest before (raw, empty at first) and the row's text: so it
/// tells order and content, and goes on where it stood when rows are appended.
void countRow(DatasetRecord &record, const QByteArray &row);

/// The tables in their file. One thread at a time; all throw SqliteError.
class DatasetTable {
public:
    explicit DatasetTable(const QString &file); ///< opens or creates it; every commit is synced
    /// What an engine that died was registering is to be purged. Once, before anything is registered.
    void abandonUnfinished();

    std::optional<DatasetRecord> find(const QString &tenant, const QString &id);
    QList<DatasetRecord> all(const QString &tenant); ///< in order of registration; empty tenant: every tenant's

    /// A key for rows that are put before their dataset is known; see abandonUnfinished().
    qint64 begin();
    void addRows(qint64 key, qint64 first, const QList<QByteArray> &rows);
    /// The dataset exists from now on; false when another one has its id.
    bool finish(const DatasetRecord &record);
    /// Rows and what the dataset comes to with them, in one commit; false when it is no longer as in `before`.
    bool append(const DatasetRecord &grown, const DatasetRecord &before, const QList<QByteArray> &rows);
    /// `record` (see begin()) takes the place of `before`, whose rows are to be purged; false when that one has gone or changed.
    bool replace(const DatasetRecord &record, const DatasetRecord &before);
    bool remove(qint64 key); ///< false: there was none
    /// What is read while it lives is of one moment.
    ReadTransaction snapshot() { return ReadTransaction(m_db); }

    /// At most `limit` rows from `start` on, which is below 2^32, and not more bytes than `most` (but one row at least).
    QList<QByteArray> rows(qint64 key, qint64 start, qint64 limit, qint64 most);
    /// Removes some rows that belong to no dataset; whether there may be more.
    bool purge();

private:
    void write(const DatasetRecord &record);
    void toPurge(qint64 key);

    Database m_db;
};

} // namespace assay::engine::datasets
