#include "services/backends/llamastack/TableCheck.h"

#include <QCoreApplication>
#include <QStringDecoder>

namespace assay::llamastack {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

struct Record {
    QByteArray text; ///< with its end of line
    qint64 line = 0, fields = 1;
    bool open = false; ///< a quote of it is never closed
};

class Records {
public:
    explicit Records(const QByteArray &table)
        : m_table(table)
    {
    }

    /// False at the end. Blank lines count as lines only.
    bool next(Record &out)
    {
        while (m_at < m_table.size()) {
            out = read();
            if (!out.text.trimmed().isEmpty())
                return true;
        }
        return false;
    }

private:
    Record read()
    {
        Record out;
        out.line = m_line;
        const qsizetype first = m_at;
        bool begins = true; // a field
        while (m_at < m_table.size()) {
            const char c = m_table.at(m_at++);
            if (out.open) {
                m_line += c == '\n';
                out.open = c != '"'; // a doubled one opens again at once
                begins = false;
                m_reopens = !out.open;
                continue;
            }
            if (c == '"' && (begins || m_reopens))
                out.open = true;
            m_reopens = false;
            begins = c == ',';
            out.fields += c == ',';
            if (c == '\n') {
                ++m_line;
                break;
            }
        }
        out.text = m_table.mid(first, m_at - first);
        return out;
    }

    const QByteArray &m_table;
    qsizetype m_at = 0;
    qint64 m_line = 1;
    bool m_reopens = false; ///< a quote has just closed: another one would be one of the text
};

bool isUtf8(const QByteArray &text)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    static_cast<void>(QString(decoder(text)));
    return !decoder.hasError();
}

QString faultOf(const Record &record, qint64 columns)
{
    if (record.open)
        return Text::tr("the quote that opens here is never closed; close it.");
    if (!isUtf8(record.text))
        return Text::tr("the text is not UTF-8.");
    if (record.fields > columns)
        return Text::tr("this row has %1 fields, but the header has %2; quote fields that hold a separator.")
            .arg(record.fields)
            .arg(columns);
    return {};
}

} // namespace

Result<TableRows> checkTable(const QByteArray &table)
{
    Records records(table);
    Record record;
    const bool any = records.next(record);
    if (const QString fault = any ? faultOf(record, record.fields) : QString(); !fault.isEmpty())
        return Error { Error::Kind::Invalid, fault };
    TableRows out;
    if (!any)
        return out;
    const qint64 columns = record.fields;
    out.readable = record.text;
    while (records.next(record)) {
        if (const QString fault = faultOf(record, columns); !fault.isEmpty()) {
            out.faults.append({ record.line, fault });
            continue;
        }
        out.readable += record.text;
        ++out.rows;
    }
    return out;
}

} // namespace assay::llamastack
