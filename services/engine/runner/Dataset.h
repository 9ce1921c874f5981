#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace assay::engine {

/// What a CSV column holds. Text unless the task says otherwise, so that an answer `4` equals the text "4".
enum class CsvType { Text, Number, Boolean, Json };

/// Rows that a client registered with the engine, as they stand when they are read: what a run pins.
struct RegisteredRows {
    QByteArray lines;   ///< JSON objects, a line each
    qint64 version = 0; ///< from 1; one more with each change of the rows
    QByteArray sha256;  ///< the dataset's digest, lower-case hex
};

/// Reads them; blocks on the disk. most: rows at most, 0: all. Error::NotFound names the dataset. Any thread.
using RegisteredReader = std::function<Result<RegisteredRows>(const QString &tenant, const QString &id, qint64 most)>;

/// Where a task's rows come from.
struct DatasetSource {
    enum class Kind { JsonLines, Csv, Rows, Registered };
    Kind kind = Kind::JsonLines;
    QString name;                   ///< for messages: the file's name as the task has it, "TASK.yaml: dataset.rows", or the dataset's id
    QString path;                   ///< full path; empty for rows
    QHash<QString, CsvType> types;  ///< CSV only
    char separator = ',';           ///< CSV only
    nlohmann::json rows;            ///< Rows only: a list of objects
    std::shared_ptr<const RegisteredRows> registered; ///< Registered only, once it was read
};

/// A column that every row must have, and who asks for it ("prompt.template").
struct NeededColumn {
    QString column, neededBy;
};

/// The rows of a benchmark, in file order. Rows are kept as compact text and parsed when asked for, so that 200,000 rows
/// cost little more than their file. Immutable; any thread.
class Dataset {
public:
    /// Reads and checks everything. idColumn may be empty; its values must be text, whole numbers or booleans, each once.
    /// Error::Invalid, NotFound or Storage: names the file, the line (or row) and the fix.
    static Result<Dataset> load(const DatasetSource &source, const QString &idColumn, const QList<NeededColumn> &needed);

    qint64 size() const { return static_cast<qint64>(m_spans.size()); }
    /// An object; column -> value. ordinal: 0 .. size() - 1.
    nlohmann::json row(qint64 ordinal) const;
    /// SHA-256 of the file (or of the canonical rows), as lower-case hex.
    QByteArray sha256() const { return m_sha256; }
    qint64 version() const { return m_version; } ///< of a registered dataset; 0: it is none

private:
    friend class DatasetLoader;
    struct Span {
        qsizetype offset = 0, length = 0;
    };
    QByteArray m_text;
    std::vector<Span> m_spans;
    QByteArray m_sha256;
    qint64 m_version = 0;
};

/// The number of rows, without checking them; 0 when the file cannot be read, none for a registered dataset, which may change.
std::optional<qint64> countRows(const DatasetSource &source);

/// A row's id as text: text as it is, whole numbers and booleans as JSON writes them; null for anything else.
QString idText(const nlohmann::json &value);

} // namespace assay::engine
