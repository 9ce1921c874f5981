#pragma once

#include "services/api/RepeatedRows.h"

namespace assay {

/// Reads the rows of a dataset from the first to the last, or some of them, an answer at a time, and holds none but
/// those of the last answer. A server that says that there is more and sends nothing, or repeats itself, ends
/// the reading (the list of rows in DatasetRowsModel ends in the same way). GUI thread.
class DatasetReader : public QObject {
    Q_OBJECT
public:
    DatasetReader(DatasetService &service, const QString &id, QObject *parent)
        : QObject(parent)
        , m_service(service)
        , m_id(id)
    {
    }
    /// Before the first next(): only these rows, ascending, and what lies between them in an answer.
    void readOnly(const QList<qint64> &rows) { m_only = rows; }
    /// Asks for the next rows; arrived(), ended() or failed() follows, from the event loop.
    void next();
    QString id() const { return m_id; }
    qint64 rowsRead() const { return m_next; } ///< up to which row
    std::optional<qint64> total() const { return m_total; } ///< as the last answer says

Q_SIGNALS:
    void arrived(qint64 first, const QList<assay::DatasetRow> &rows);
    /// `note`: why not all rows were read, translated; empty: they were.
    void ended(const QString &note);
    void failed(const QString &problem); ///< translated; names the dataset

private:
    void answered(const Result<DatasetRowPage> &answer);
    void suspectRepeat(const DatasetRowPage &page);
    void take(const DatasetRowPage &page);
    void atEnd(const QString &note = {});

    DatasetService &m_service;
    const QString m_id;
    std::optional<QList<qint64>> m_only;
    qint64 m_next = 0;
    std::optional<qint64> m_total;
    RepeatGuard<DatasetRow> m_guard;
    bool m_more = true;
};

} // namespace assay
