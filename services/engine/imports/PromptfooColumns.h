#pragma once

#include "services/engine/imports/JsonStream.h"

#include <QHash>

/// What the two passes over a file of promptfoo share: the names in it, its columns and what its results count to.
namespace assay::engine::imports::promptfoo {

/// A provider's label, else its id.
QString providerOf(const Json &provider);
QString labelOf(const Json &prompt);

/// Verdicts of results.
struct Verdicts {
    qint64 passed = 0, failed = 0, errors = 0;
    double score = 0; ///< the sum of the tests' scores
    qint64 all() const { return passed + failed + errors; }
};

/// One column of promptfoo's table: a provider with a prompt.
struct Column {
    QString provider, label, raw;
    Json metrics = Json::object();
    Verdicts found = {}; ///< in the results themselves
};

bool isError(const Json &result);
bool passed(const Json &result);
/// As the file lists them.
QList<Column> columnsOf(const Json &prompts);

/// Counts the results of each column while they go by: of a column by its number, and where a result has none by provider and prompt.
class Counting {
public:
    static constexpr qsizetype mostColumns = 10'000;

    void take(const Json &result);
    /// Into the columns that the file lists.
    void put(QList<Column> &listed) const;
    /// Where the file lists none.
    const QList<Column> &columns() const { return m_columns; }

private:
    using Name = QPair<QString, QString>; ///< provider and prompt

    QList<Column> m_columns;
    QHash<Name, qsizetype> m_byName;
    QHash<qint64, Verdicts> m_byNumber;
};

} // namespace assay::engine::imports::promptfoo
