#pragma once

#include "services/api/DatasetService.h"

#include <QHash>
#include <QList>
#include <QStringList>

namespace assay {

/// How the rows of a dataset are to stand, told by what differs from how they do. A value: every step of an editor has one.
struct EditedRows {
    /// Rows that stand beside each other: of the dataset, or new ones.
    struct Piece {
        bool fresh = false;
        int first = 0, count = 0;
        bool operator==(const Piece &) const = default;
    };
    struct Place {
        bool fresh = false;
        int row = 0; ///< in the dataset, or among the new ones; -1: there is none
    };
    QList<Piece> pieces;
    QHash<int, DatasetRow> changed; ///< by their number in the dataset
    QList<DatasetRow> fresh;
    QStringList columns; ///< that the dataset has not, in their order

    /// Of a dataset of so many rows, nothing changed.
    static EditedRows plain(int base);
    /// Whether nothing of these rows differs; a column without a cell is nothing.
    bool isPlain(int base) const;
    /// Whether all that is told is about rows that are there: for what was kept elsewhere.
    bool fits(int base) const;
    int count() const;
    Place placeOf(int number) const;
    EditedRows without(int first, int count) const;
    EditedRows with(int before, const DatasetRow &row) const;
    QList<RowEdit> edits(int base) const;
    int added() const;
    int removed(int base) const;
};

} // namespace assay
