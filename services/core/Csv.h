#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <functional>

namespace assay {

/// Reads comma-separated text as RFC 4180 has it: a header row, quoted fields that may hold separators, quotes ("") and line
/// breaks; LF or CRLF; a byte order mark is skipped, empty lines are too. Fields stay text.
class CsvReader {
public:
    /// name: the file's name for messages. text must be UTF-8 and outlive the reader.
    CsvReader(const QByteArray &text, QString name, char separator = ',');

    /// The header. Error::Invalid: no header, an empty or repeated column name.
    Result<QStringList> header();
    /// Calls row(fields, line) for each row until it returns an error; line is the number of the row's first line, from 1.
    /// Error::Invalid names the line: a row with more or fewer fields than the header, an open quote, text after a quote. With `broken` the
    /// first of these is told there, as a clause, and the row left out.
    using Row = std::function<Result<Done>(const QList<QByteArray> &fields, qint64 line)>;
    using Broken = std::function<void(qint64 line, const QString &fault)>;
    Result<Done> rows(const Row &row, const Broken &broken = {});

private:
    /// False at the end of the text.
    Result<bool> record(QList<QByteArray> &fields);
    Result<bool> field(QByteArray &out);
    Error at(qint64 line, const QString &fault) const;

    const QByteArray &m_text;
    QString m_name;
    char m_separator;
    qsizetype m_pos = 0;
    qint64 m_line = 1;       ///< of m_pos
    qint64 m_recordLine = 1; ///< where the current record began
    qsizetype m_columns = 0;
};

} // namespace assay
