#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace assay::llamastack {

/// What a Llama Stack server would not read of a table, or read otherwise than it stands there.
struct TableRows {
    struct Fault {
        qint64 line = 0; ///< from 1; the first one of the row
        QString text; ///< a clause
    };
    QByteArray readable; ///< the table without those rows
    qint64 rows = 0; ///< that are left, without the header
    QList<Fault> faults; ///< in their order
};

/// By the server's rules (contract llamastack.md, section 5.1): comma, a header, quotes only where a field begins;
/// short rows are filled with nulls. A row that is longer than the header makes it refuse the whole table, or take the
/// first column for names of rows; a quote that is never closed and what is no UTF-8 make it refuse it, too.
/// Error::Invalid, a clause: there is no header that can be read. Any thread.
Result<TableRows> checkTable(const QByteArray &table);

} // namespace assay::llamastack
