#include "services/reports/CsvText.h"

#include "services/reports/ReportText.h"

namespace assay::reports {

QString csvText(const QString &text)
{
    // "\r\n" inside a cell stays; a lone control character would break readers.
    QString value = printable(text);
    // Spreadsheets run what begins so; white space before it does not stop all of them.
    static const QString triggers = QStringLiteral("=+-@\t\n\uFF1D\uFF0B\uFF0D\uFF20");
    const QString trimmed = value.trimmed();
    if (!value.isEmpty()
        && (triggers.contains(value.at(0)) || (!trimmed.isEmpty() && triggers.contains(trimmed.at(0)))))
        value.prepend(u'\'');
    if (value.contains(u',') || value.contains(u'"') || value.contains(u'\n') || value.startsWith(u' ')
        || value.endsWith(u' '))
        value = u'"' + value.replace(u'"', QStringLiteral("\"\"")) + u'"';
    return value;
}

} // namespace assay::reports
