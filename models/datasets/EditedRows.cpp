#include "models/datasets/EditedRows.h"

#include <algorithm>

namespace assay {

EditedRows EditedRows::plain(int base)
{
    return {base > 0 ? QList<Piece>{{false, 0, base}} : QList<Piece>(), {}, {}, {}};
}

bool EditedRows::isPlain(int base) const
{
    return changed.isEmpty() && count() == base && std::none_of(pieces.cbegin(), pieces.cend(), [](const Piece &one) { return one.fresh; });
}

bool EditedRows::fits(int base) const
{
    int next = 0; // rows of the dataset keep their order
    for (const Piece &one : pieces) {
        const qsizetype end = one.fresh ? fresh.size() : base;
        if (one.count < 1 || one.first < (one.fresh ? 0 : next) || one.count > end - one.first)
            return false;
        if (!one.fresh)
            next = one.first + one.count;
    }
    return std::all_of(changed.keyBegin(), changed.keyEnd(), [base](int row) { return row >= 0 && row < base; });
}

int EditedRows::count() const
{
    int sum = 0;
    for (const Piece &one : pieces)
        sum += one.count;
    return sum;
}

EditedRows::Place EditedRows::placeOf(int number) const
{
    for (const Piece &one : pieces) {
        if (number < one.count)
            return {one.fresh, one.first + number};
        number -= one.count;
    }
    return {false, -1};
}

EditedRows EditedRows::with(int before, const DatasetRow &row) const
{
    EditedRows state = *this;
    const Piece piece{true, int(state.fresh.size()), 1};
    state.fresh << row;
    qsizetype at = 0;
    while (at < state.pieces.size() && before >= state.pieces.at(at).count) {
        before -= state.pieces.at(at).count;
        ++at;
    }
    if (before > 0) { // within a piece
        Piece &left = state.pieces[at];
        const Piece right{left.fresh, left.first + before, left.count - before};
        left.count = before;
        state.pieces.insert(++at, right);
    }
    state.pieces.insert(at, piece);
    return state;
}

EditedRows EditedRows::without(int first, int count) const
{
    EditedRows state = *this;
    QList<Piece> kept;
    int at = 0;
    for (const Piece &one : pieces) {
        const int from = std::clamp(first - at, 0, one.count), to = std::clamp(first + count - at, 0, one.count);
        if (from > 0)
            kept << Piece{one.fresh, one.first, from};
        if (to < one.count)
            kept << Piece{one.fresh, one.first + to, one.count - to};
        if (!one.fresh) {
            state.changed.removeIf([&](const auto &each) { return each.key() >= one.first + from && each.key() < one.first + to; });
        }
        at += one.count;
    }
    QList<Piece> joined; // what stands beside each other again is one piece, so that nothing left to do looks like it
    for (const Piece &one : std::as_const(kept)) {
        if (!joined.isEmpty() && joined.last().fresh == one.fresh && joined.last().first + joined.last().count == one.first)
            joined.last().count += one.count;
        else
            joined << one;
    }
    state.pieces = joined;
    return state;
}

QList<RowEdit> EditedRows::edits(int base) const
{
    QList<RowEdit> out;
    int next = 0; // the first row of the dataset that was not spoken of
    for (const Piece &one : pieces) {
        for (int i = 0; one.fresh && i < one.count; ++i)
            out << RowEdit{RowEdit::Kind::Insert, next, 1, fresh.at(one.first + i)};
        if (one.fresh)
            continue;
        if (one.first > next)
            out << RowEdit{RowEdit::Kind::Remove, next, one.first - next, {}};
        next = one.first + one.count;
    }
    if (next < base)
        out << RowEdit{RowEdit::Kind::Remove, next, base - next, {}};
    for (auto it = changed.cbegin(); it != changed.cend(); ++it)
        out << RowEdit{RowEdit::Kind::Replace, it.key(), 1, it.value()};
    return out;
}

int EditedRows::added() const
{
    int sum = 0;
    for (const Piece &one : pieces)
        sum += one.fresh ? one.count : 0;
    return sum;
}

int EditedRows::removed(int base) const
{
    return base - (count() - added());
}

} // namespace assay
