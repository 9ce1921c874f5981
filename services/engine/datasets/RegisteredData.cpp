#include "services/engine/datasets/RegisteredData.h"

#include "services/engine/datasets/DatasetTable.h"
#include "services/engine/store/Migrations.h"

#include <QCoreApplication>
#include <QFile>

namespace assay::engine {

namespace {

constexpr qint64 pageRows = 10'000, pageBytes = qint64(8) << 20;
constexpr qint64 mostBytes = qint64(1) << 31; // as for a file; see Dataset

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

Result<RegisteredRows> read(datasets::DatasetTable &table, const QString &tenant, const QString &id, qint64 most)
{
    const auto moment = table.snapshot(); // a change or a removal meanwhile is another version
    const auto record = table.find(tenant, id);
    if (!record)
        return Error{Error::Kind::NotFound, tr("There is no dataset '%1' here; register it, or name another one in dataset.registered.").arg(id), {}, QStringLiteral("dataset_not_found")};
    if (record->bytes + record->rows > mostBytes)
        return Error{Error::Kind::Invalid, tr("The dataset %1 is larger than 2 GiB; split it.").arg(id)};
    RegisteredRows out{{}, record->version, record->digest};
    const qint64 wanted = most > 0 ? std::min(most, record->rows) : record->rows;
    if (most <= 0)
        out.lines.reserve(record->bytes + record->rows);
    for (qint64 at = 0; at < wanted;) {
        const QList<QByteArray> rows = table.rows(record->key, at, std::min(pageRows, wanted - at), pageBytes);
        if (rows.isEmpty())
            return Error{Error::Kind::Conflict, tr("The dataset '%1' was removed while it was read.").arg(id)};
        for (const QByteArray &row : rows)
            out.lines += row + '\n';
        at += rows.size();
    }
    return out;
}

} // namespace

RegisteredReader registeredReader(const QString &workspace)
{
    const QString file = workspace + QStringLiteral("/datasets.sqlite");
    return [workspace, file](const QString &tenant, const QString &id, qint64 most) -> Result<RegisteredRows> {
        try {
            datasets::DatasetTable table(file);
            return read(table, tenant, id, most);
        } catch (const SqliteError &error) {
            return storageError(error, workspace, file);
        }
    };
}

} // namespace assay::engine
