#include "services/api/DatasetService.h"

#include "services/core/Async.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay {

static Error lacking()
{
    return Error { Error::Kind::Unsupported, QCoreApplication::translate("assay", "This server does not offer this.") };
}

QFuture<Result<DatasetAdded>> DatasetService::add(const DatasetRequest &)
{
    return readyFuture(Result<DatasetAdded>(lacking()));
}

QFuture<Result<Done>> DatasetService::remove(const QString &)
{
    return readyFuture(Result<Done>(lacking()));
}

QFuture<Result<Done>> DatasetService::archive(const QString &)
{
    return readyFuture(Result<Done>(lacking()));
}

QFuture<Result<Dataset>> DatasetService::get(const QString &)
{
    return readyFuture(Result<Dataset>(lacking()));
}

QFuture<Result<qint64>> DatasetService::append(const QString &, const JsonText &)
{
    return readyFuture(Result<qint64>(lacking()));
}

QFuture<Result<FileRows>> DatasetService::readFile(const QString &, bool)
{
    return readyFuture(Result<FileRows>(lacking()));
}

QFuture<Result<Dataset>> DatasetService::edit(const QString &, qint64, const QList<RowEdit> &)
{
    return readyFuture(Result<Dataset>(lacking()));
}

QFuture<Result<DatasetRowPage>> DatasetService::rowsAt(const QString &, qint64, qint64, int)
{
    return readyFuture(Result<DatasetRowPage>(lacking()));
}

const QString *DatasetRow::cell(const QString &column) const
{
    const auto at = std::find_if(cells.cbegin(), cells.cend(), [&column](const auto &cell) { return cell.first == column; });
    return at == cells.cend() ? nullptr : &at->second;
}

void DatasetRow::setText(const QString &column, const QString &text)
{
    const auto at = std::find_if(cells.begin(), cells.end(), [&column](const auto &cell) { return cell.first == column; });
    if (at == cells.end())
        cells.append({ column, text });
    else
        at->second = text;
    values.remove(column);
}

void DatasetRow::setValue(const QString &column, const QString &json)
{
    setText(column, json);
    values.insert(column);
}

void DatasetRow::remove(const QString &column)
{
    cells.removeIf([&column](const auto &cell) { return cell.first == column; });
    values.remove(column);
}

} // namespace assay
