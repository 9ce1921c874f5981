#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QList>

#include <functional>

namespace assay::engine::datasets {

/// A change of rows that are there, counted as they stand before any change, from 0.
struct RowChange {
    enum class Kind { Replace, Insert, Remove };
    Kind kind = Kind::Replace;
    qint64 row = 0; ///< Insert: what comes before this row; behind the last one where it is their number
    qint64 count = 1; ///< Remove: so many rows from `row` on
    QByteArray text; ///< compact text of one JSON object; Remove: empty
};

/// The changes by row, inserts at one place in the order given. Error::Invalid names the change (`edits[3]`) and the
/// fix: a row that is not there, or one that is changed twice. rows: how many there are.
Result<QList<RowChange>> inOrder(const QList<RowChange> &changes, qint64 rows);

/// Puts changes into rows that come by one after another; what is to be kept goes to `add`. Changes: as inOrder() has
/// them.
class RowEditor {
public:
    RowEditor(QList<RowChange> changes, std::function<void(QByteArray)> add)
        : m_changes(std::move(changes))
        , m_add(std::move(add))
    {
    }
    void take(const QByteArray &row);
    void finish(); ///< after the last row

private:
    void insertBefore();

    const QList<RowChange> m_changes;
    const std::function<void(QByteArray)> m_add;
    qsizetype m_next = 0;
    qint64 m_row = 0, m_removedTo = 0;
};

} // namespace assay::engine::datasets
