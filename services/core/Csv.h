#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <functional>

class QIODevice;

namespace assay {

/// Reads comma-separated text as RFC 4180 has it: a header row, quoted fields that may hold separators, quotes ("") and line
/// breaks; LF or CRLF; a byte order mark is skipped, empty lines are too. Fields stay text.
class CsvReader {
public:
    /// name: the file's name for messages. text must be UTF-8.
    CsvReader(const QByteArray &text, QString name, char separator = ',');
    /// Reads it a part at a time and holds one row. It is open, outlives the reader, and is asked afterwards whether reading failed.
    CsvReader(QIODevice &device, QString name, char separator = ',');

    /// The header. Error::Invalid: no header, an empty or repeated column name.
    Result<QStringList> header();
    /// Calls row(fields, line) for each row until it returns an error; line is the number of the row's first line, from 1.
    /// Error::Invalid names the line: a row with more or fewer fields than the header, an open quote, text after a quote, more than 64 MB
    /// in a row. With `broken` the first three are told there, as a clause, and the row left out: a quote that goes wrong ends with its line,
    /// so that the rows below have their chance.
    using Row = std::function<Result<Done>(const QList<QByteArray> &fields, qint64 line)>;
    using Broken = std::function<void(qint64 line, const QString &fault)>;
    Result<Done> rows(const Row &row, const Broken &broken = {});

    static constexpr qsizetype longestRow = qsizetype(64) << 20; ///< of a device

private:
    enum class Found { Row, End, Fault };
    enum class Next { Field, Row, Fault };
    Found record(QList<QByteArray> &fields);
    Next field(QByteArray &out);
    bool quotedText(QByteArray &out, qsizetype start, qint64 line);
    bool have(qsizetype pos);
    void skipFault();
    Next fault(qsizetype pos, qint64 line, const QString &clause);
    Error at(qint64 line, const QString &fault) const;

    QByteArray m_text; ///< all of it, or the part of the device that begins with the current row or before it
    QIODevice *m_device = nullptr;
    QString m_name;
    char m_separator;
    qsizetype m_pos = 0;
    qsizetype m_recordPos = 0;
    qint64 m_line = 1;       ///< of m_pos
    qint64 m_recordLine = 1; ///< where the current record began
    qsizetype m_columns = 0;
    qsizetype m_faultPos = 0; ///< where the field began that went wrong, and its line
    qint64 m_faultLine = 0;
    QString m_fault;
    bool m_tooLong = false;
};

} // namespace assay
