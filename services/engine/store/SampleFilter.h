#pragma once

#include "services/core/SampleExpression.h"
#include "services/engine/store/Sqlite.h"

#include <QVariant>

// What a query of samples means in SQL, over `sample s`.

namespace assay::engine {

/// SQL with the values of its `?`, in order.
struct SqlPart {
    QByteArray text;
    QList<QVariant> values;
    void add(const SqlPart &other)
    {
        text += other.text;
        values += other.values;
    }
    /// Binds the values from parameter `first` on.
    void bind(Statement &statement, int first) const;
};

/// A condition that every sample that fits an expression meets; the same one for an expression without texts. Empty: none.
SqlPart necessaryCondition(const SampleExpression &expression);

/// The keys alone. Empty: no keys.
SqlPart keysCondition(const QList<SampleKey> &keys);

/// How samples are ordered, and the place of one in that order.
class SampleOrder {
public:
    /// "ordinal", a number of the sample, "scorer.NAME" or "meta.NAME" (the value of a member of its scores or metadata: none, then
    /// numbers, then texts by their first characters); "-" before it turns the order. Nothing: not a column that can be sorted by.
    static std::optional<SampleOrder> of(const QString &sort);
    static QStringList columns();

    QByteArray orderBy() const;
    /// Its index holds the samples with `sorted = 1` only (SampleSorts.h).
    bool isBySortedNumber() const { return m_bySortedNumber; }
    QByteArray valueColumn() const { return m_column.isEmpty() ? QByteArray("NULL") : m_column; }

    struct Place {
        qint64 lookedAt = 0, ordinal = 0;
        int repeat = 0;
        QVariant value; ///< qint64, double or QString; invalid: none
        QString text() const;
        static std::optional<Place> of(const QString &text);
    };
    SqlPart after(const Place &place) const;

private:
    QByteArray m_column; ///< SQL; empty: by ordinal
    bool m_down = false, m_bySortedNumber = false;
};

} // namespace assay::engine
