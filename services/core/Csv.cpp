#include "services/core/Csv.h"

#include <QCoreApplication>
#include <QIODevice>

namespace assay {

namespace {
QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

constexpr qsizetype part = qsizetype(1) << 20; ///< of a device
} // namespace

CsvReader::CsvReader(const QByteArray &text, QString name, char separator)
    : m_text(text), m_name(std::move(name)), m_separator(separator)
{
    if (m_text.startsWith("\xEF\xBB\xBF"))
        m_pos = 3;
}

CsvReader::CsvReader(QIODevice &device, QString name, char separator)
    : m_text(device.read(part)), m_device(&device), m_name(std::move(name)), m_separator(separator)
{
    if (m_text.startsWith("\xEF\xBB\xBF"))
        m_pos = 3;
}

Error CsvReader::at(qint64 line, const QString &fault) const
{
    //: %1 file name, %2 line number, %3 a clause that names fault and fix
    return {Error::Kind::Invalid, QCoreApplication::translate("assay", "%1, line %2: %3").arg(m_name).arg(line).arg(fault)};
}

CsvReader::Next CsvReader::fault(qsizetype pos, qint64 line, const QString &clause)
{
    m_faultPos = pos;
    m_faultLine = line;
    m_fault = clause;
    return Next::Fault;
}

/// Whether there is a byte at pos; reads on where the part that is held ends.
bool CsvReader::have(qsizetype pos)
{
    while (pos >= m_text.size() && m_device) {
        m_tooLong = m_text.size() - m_recordPos > longestRow;
        const QByteArray more = m_tooLong ? QByteArray() : m_device->read(part);
        if (more.isEmpty())
            return false;
        m_text += more;
    }
    return pos < m_text.size();
}

/// What stands in the quotes that open at `start`; false: they are never closed.
bool CsvReader::quotedText(QByteArray &out, qsizetype start, qint64 line)
{
    for (++m_pos;; ++m_pos) {
        if (!have(m_pos)) {
            m_tooLong = false; // its line may be short
            fault(start, line, tr("the quote that opens here is never closed; close it."));
            return false;
        }
        const char c = m_text.at(m_pos);
        if (c == '"') {
            ++m_pos;
            if (!have(m_pos) || m_text.at(m_pos) != '"')
                return true;
        }
        if (c == '\n')
            ++m_line;
        out += c;
    }
}

/// Reads one field; the result says what follows it.
CsvReader::Next CsvReader::field(QByteArray &out)
{
    out.clear();
    const qint64 began = m_line;
    const qsizetype start = m_pos;
    const bool quoted = have(m_pos) && m_text.at(m_pos) == '"';
    if (quoted && !quotedText(out, start, began))
        return Next::Fault;
    while (have(m_pos)) {
        const char c = m_text.at(m_pos);
        const bool crlf = c == '\r' && have(m_pos + 1) && m_text.at(m_pos + 1) == '\n';
        if (c == m_separator || c == '\n' || crlf) {
            m_pos += crlf ? 2 : 1;
            if (c != m_separator)
                ++m_line;
            return c == m_separator ? Next::Field : Next::Row;
        }
        if (quoted)
            return fault(start, began, tr("text follows a closing quote; put the whole field in quotes and double the quotes inside it."));
        out += c;
        ++m_pos;
    }
    return m_tooLong ? fault(start, began, tr("this row is longer than 64 MB; shorten it.")) : Next::Row;
}

/// On behind the line in which the fault began, whatever its quote swallowed.
void CsvReader::skipFault()
{
    qsizetype end = m_text.indexOf('\n', m_faultPos);
    for (m_recordPos = m_faultPos; end < 0 && have(m_text.size());)
        end = m_text.indexOf('\n', m_faultPos);
    m_pos = end < 0 ? m_text.size() : end + 1;
    m_line = m_faultLine + 1;
}

CsvReader::Found CsvReader::record(QList<QByteArray> &fields)
{
    QByteArray text;
    for (;;) {
        if (m_device && m_pos >= part) {
            m_text.remove(0, m_pos);
            m_pos = 0;
        }
        m_recordPos = m_pos;
        if (!have(m_pos))
            return Found::End;
        fields.clear();
        m_recordLine = m_line;
        Next next = Next::Field;
        while (next == Next::Field) {
            next = field(text);
            fields.append(text);
        }
        if (next == Next::Fault)
            return Found::Fault;
        const bool emptyLine = fields.size() == 1 && fields.first().isEmpty() && m_text.at(m_recordPos) != '"';
        if (!emptyLine)
            return Found::Row;
    }
}

Result<QStringList> CsvReader::header()
{
    QList<QByteArray> fields;
    const Found found = record(fields);
    if (found == Found::Fault)
        return at(m_faultLine, m_fault);
    if (found == Found::End)
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
        const Found found = record(fields);
        if (found == Found::End)
            return Done{};
        if (found == Found::Fault) {
            if (!broken || m_tooLong)
                return at(m_faultLine, m_fault);
            broken(m_faultLine, m_fault);
            skipFault();
            if (m_tooLong)
                return at(m_faultLine, m_fault);
            continue;
        }
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
