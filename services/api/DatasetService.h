#pragma once

#include "services/core/JsonText.h"
#include "services/core/Result.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QPair>
#include <QSet>
#include <QString>
#include <QStringList>

#include <optional>

namespace assay {

/// Rows that a server keeps under a name.
struct Dataset {
    QString id;
    QString name;        ///< for people; empty: the id
    QString purpose;     ///< as on the wire, e.g. "eval/question-answer"
    QString providerId;
    QString uri;         ///< where the rows came from; empty: they were given within
    JsonText metadata;   ///< object
    std::optional<qint64> rows;    ///< how many; servers of others do not tell
    std::optional<qint64> version; ///< one more with each change of the rows; as above
    QString sha256;      ///< of the rows; as above
    QString createdAt;   ///< RFC 3339; as above
    QString status = {}; ///< as on the wire, e.g. "Ready", "Error"; as above
    bool operator==(const Dataset &) const = default;
};

/// A row as it is shown: its columns in their order. Texts as they are, everything else as compact JSON.
struct DatasetRow {
    QList<QPair<QString, QString>> cells;
    QSet<QString> values = {}; ///< columns whose cell is no text but a number, a list, null or another JSON value

    const QString *cell(const QString &column) const; ///< null: the row has none of that name
    void setText(const QString &column, const QString &text);
    void setValue(const QString &column, const QString &json); ///< json: see isJsonValue()
    void remove(const QString &column);
    bool operator==(const DatasetRow &) const = default;
};

struct DatasetRowPage {
    QList<DatasetRow> rows;
    bool more = false;            ///< as the server says; go on behind the last row
    std::optional<qint64> total;  ///< of the dataset; servers of others do not tell
};

/// A change of rows that are there, counted as they stand before any change, from 0. Each row at most once replaced or removed.
struct RowEdit {
    enum class Kind { Replace, Insert, Remove };
    Kind kind = Kind::Replace;
    qint64 row = 0;   ///< Insert: what comes before this row; behind the last one where it is their number
    qint64 count = 1; ///< Remove: so many rows from `row` on
    DatasetRow value = {};
    bool operator==(const RowEdit &) const = default;
};

/// The rows of a file, read to be appended.
struct FileRows {
    QList<DatasetRow> first;  ///< at most mostShown
    qint64 rows = 0;
    QStringList columns;      ///< of all rows, as they appear
    JsonText all;             ///< array of objects
    qint64 skipped = 0;       ///< rows that were left out
    QStringList skippedTold;  ///< the first of them, a sentence each
    static constexpr qsizetype mostShown = 50;
};

/// What is asked for a new dataset: one of file, uri and rows.
struct DatasetRequest {
    QString id, purpose;
    QString file;            ///< of this machine, absolute: .jsonl, .ndjson, .json, .csv, with the local engine also .tsv
    QString uri;             ///< what the server itself opens
    JsonText rows;           ///< array of objects
    JsonText metadata;       ///< object; may be empty
    bool skipBroken = false; ///< leave out rows that cannot be read
};

/// What a new dataset may be made of and with, beside files and rows.
struct DatasetTakes {
    bool addresses = false; ///< DatasetRequest::uri
    bool metadata = false;
    bool providers = false; ///< metadata's provider_id says which part of the server keeps it
    bool training = false;  ///< it may be for training
};

struct DatasetAdded {
    Dataset dataset;
    qint64 skipped = 0;       ///< rows that were left out
    QStringList skippedTold;  ///< the first of them, a sentence each
};

/// Datasets of a server (Capability::Datasets). Threads and errors as JobService.
class DatasetService : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    static constexpr int pageRows = 200;
    virtual QFuture<Result<QList<Dataset>>> list() = 0;
    /// Capability::AddDatasets. Invalid: the sentence names field or line, and the fix; nothing was registered then. An address that a server cannot read stays
    /// registered; the sentence says so. Reading a long file takes its time.
    virtual QFuture<Result<DatasetAdded>> add(const DatasetRequest &request);
    /// With Capability::AddDatasets; known once the connection is ready.
    virtual DatasetTakes takes() const { return {}; }
    /// Capability::RemoveDatasets. The rows are gone; the file that they came from stays.
    virtual QFuture<Result<Done>> remove(const QString &id);
    /// Capability::ArchiveDatasets. It is listed no more; the server keeps it with its rows, and runs over them stay.
    virtual QFuture<Result<Done>> archive(const QString &id);
    /// NotFound where there is none of that id.
    virtual QFuture<Result<Dataset>> get(const QString &id);
    /// Adds rows, an array of objects, and answers with how many the dataset has afterwards, counted anew. Unsupported with the code
    /// "append_not_kept": the server took them and kept none. Nothing is sent twice; a lost answer is settled by counting.
    virtual QFuture<Result<qint64>> append(const QString &id, const JsonText &rows);
    /// Capability::AppendRows. A file of this machine (.jsonl, .ndjson, .json, .csv or .tsv, at most largestAppend bytes), read for append() and
    /// for looking at before. Invalid names the line and the fix; with skipBroken such rows are left out.
    virtual QFuture<Result<FileRows>> readFile(const QString &file, bool skipBroken);
    static constexpr qint64 largestAppend = 32LL << 20;
    /// Capability::EditRows. Changes rows, all or none. version: that of the rows that the changes are for; Conflict: the dataset has another
    /// by now. Answers with the dataset afterwards.
    virtual QFuture<Result<Dataset>> edit(const QString &id, qint64 version, const QList<RowEdit> &edits);
    /// limit: 1 to pageRows. May answer fewer.
    virtual QFuture<Result<DatasetRowPage>> rows(const QString &id, qint64 start, int limit) = 0;
    /// Capability::DatasetVersions. The rows as they were at a version, from 1 to Dataset::version.
    virtual QFuture<Result<DatasetRowPage>> rowsAt(const QString &id, qint64 version, qint64 start, int limit);

Q_SIGNALS:
    void datasetsChanged(); ///< by this service's own calls
};

} // namespace assay
