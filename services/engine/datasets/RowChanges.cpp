#include "services/engine/datasets/RowChanges.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::engine::datasets {

namespace {

struct Numbered {
    qsizetype number; ///< as it was asked for
    const RowChange *change;
};

Error wrong(qsizetype number, const QString &why)
{
    return { Error::Kind::Invalid, QStringLiteral("edits[%1]: %2").arg(number).arg(why) };
}

bool isInsert(const RowChange &change)
{
    return change.kind == RowChange::Kind::Insert;
}

} // namespace

Result<QList<RowChange>> inOrder(const QList<RowChange> &changes, qint64 rows)
{
    QList<Numbered> sorted;
    sorted.reserve(changes.size());
    for (const RowChange &change : changes) {
        const qint64 room = rows - change.row + (isInsert(change) ? 1 : 0);
        if (change.row < 0 || room < 1 || change.count < 1 || change.count > room)
            return wrong(sorted.size(),
                QCoreApplication::translate("assay", "the dataset has %1 rows, counted from 0; there is no such row.")
                    .arg(rows));
        sorted << Numbered { sorted.size(), &change };
    }
    std::stable_sort(sorted.begin(), sorted.end(), [](const Numbered &a, const Numbered &b) {
        return std::pair(a.change->row, !isInsert(*a.change)) < std::pair(b.change->row, !isInsert(*b.change));
    });
    QList<RowChange> out;
    out.reserve(sorted.size());
    qint64 free = 0; // the first row that nothing has changed
    for (const Numbered &one : std::as_const(sorted)) {
        if (!isInsert(*one.change)) {
            if (one.change->row < free)
                return wrong(one.number,
                    QCoreApplication::translate("assay", "row %1 is changed twice; put its changes into one.")
                        .arg(one.change->row));
            free = one.change->row + one.change->count;
        }
        out << *one.change;
    }
    return out;
}

void RowEditor::insertBefore()
{
    for (; m_next < m_changes.size() && isInsert(m_changes.at(m_next)) && m_changes.at(m_next).row <= m_row; ++m_next)
        m_add(m_changes.at(m_next).text);
}

void RowEditor::take(const QByteArray &row)
{
    insertBefore();
    if (m_next < m_changes.size() && !isInsert(m_changes.at(m_next)) && m_changes.at(m_next).row == m_row) {
        const RowChange &change = m_changes.at(m_next++);
        if (change.kind == RowChange::Kind::Replace)
            m_add(change.text);
        else
            m_removedTo = m_row + change.count;
        ++m_row;
        return;
    }
    if (m_row >= m_removedTo)
        m_add(row);
    ++m_row;
}

void RowEditor::finish()
{
    insertBefore();
}

} // namespace assay::engine::datasets
