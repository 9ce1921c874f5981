#include "services/core/Csv.h"

#include <QCoreApplication>

namespace assay {

namespace {
QString tr(const char *text) { return QCoreApplication::translate("assay", text); }
} // namespace

CsvReader::CsvReader(const QByteArray &text, QString name, char separator)
    : m_text(text), m_name(std::move(name)), m_separator(separator)
{
    if (m_text.startsWith("\xEF\xBB\xBF"))
        m_pos = 3;
}

Error CsvReader::at(qint64 line, const QString &fault) const
{
    //: %1 file name, %2 line number, %3 a clause that names fault and fix
    return {Error::Kind::Invalid, QCoreApplication::translate("assay", "%1, line %2: %3").arg(m_name).arg(line).arg(fault)};
}

/// Reads one field; the result says whether another one follows in the same record.
Result<bool> CsvReader::field(QByteArray &out)
{
    out.clear();
    const qint64 began = m_line;
    bool quoted = false;
    if (m_pos < m_text.size() && m_text.at(m_pos) == '"') {
        quoted = true;
        ++m_pos;
        for (;; ++m_pos) {
            if (m_pos >= m_text.size())
                return at(began, tr("the quote that opens here is never closed; close it."));
            const char c = m_text.at(m_pos);
            if (c == '"') {
                ++m_pos;
                if (m_pos >= m_text.size() || m_text.at(m_pos) != '"')
                    break;
            }
            if (c == '\n')
                ++m_line;
            out += c;
        }
    }
    while (m_pos < m_text.size()) {
        const char c = m_text.at(m_pos);
        const bool crlf = c == '\r' && m_pos + 1 < m_text.size() && m_text.at(m_pos + 1) == '\n';
        if (c == m_separator || c == '\n' || crlf) {
            m_pos += crlf ? 2 : 1;
            if (c != m_separator)
                ++m_line;
            return c == m_separator;
        }
        if (quoted)
            return at(began, tr("text follows a closing quote; put the whole field in quotes and double the quotes inside it."));
        out += c;
        ++m_pos;
    }
    return false;
}

Result<bool> CsvReader::record(QList<QByteArray> &fields)
{
    while (m_pos < m_text.size()) {
        fields.clear();
        m_recordLine = m_line;
        QByteArray text;
        const qsizetype start = m_pos;
        for (;;) {
            const auto more = field(text);
            if (!more)
                return more.error();
            fields.append(text);
            if (!*more)
                break;
        }
        const bool emptyLine = fields.size() == 1 && fields.first().isEmpty() && m_text.at(start) != '"';
        if (!emptyLine)
            return true;
    }
    return false;
}

Result<QStringList> CsvReader::header()
{
    QList<QByteArray> fields;
    const auto found = record(fields);
    if (!found)
        return found.error();
    if (!*found)
        return at(1, tr("there is no header row; write the column names there."));
    QStringList names;
    for (const QByteArray &field : fields) {
        const QString name = QString::fromUtf8(field).trimmed();
        if (name.isEmpty())
            return at(m_recordLine, tr("column %1 of the header has no name; give it one.").arg(names.size() + 1));
        if (names.contains(name))
            return at(m_recordLine, tr("the column '%1' stands twice in the header; rename one.").arg(name));
        names.append(name);
    }
    m_columns = names.size();
    return names;
}

Result<Done> CsvReader::rows(const Row &row, const Broken &broken)
{
    QList<QByteArray> fields;
    for (;;) {
        const auto found = record(fields);
        if (!found)
            return found.error();
        if (!*found)
            return Done{};
        if (fields.size() != m_columns) {
            const QString fault = tr("this row has %1 fields, but the header has %2; quote fields that hold a separator.").arg(fields.size()).arg(m_columns);
            if (!broken)
                return at(m_recordLine, fault);
            broken(m_recordLine, fault);
            continue;
        }
        if (const auto done = row(fields, m_recordLine); !done)
            return done.error();
    }
}

} // namespace assay
