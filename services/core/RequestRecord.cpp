#include "services/core/RequestRecord.h"

#include <QStringList>

namespace assay {

namespace {

QString quoted(QString text)
{
    text.replace(QLatin1Char('\''), QLatin1String("'\\''"));
    return QLatin1Char('\'') + text + QLatin1Char('\'');
}

/// Double quotes around the one variable, so that the shell puts the key in; single quotes around all else, so that it does nothing.
QString quotedHeader(const QPair<QString, QString> &header)
{
    const QString variable = QStringLiteral("$ASSAY_KEY"), text = header.first + QLatin1String(": ") + header.second;
    const qsizetype at = text.indexOf(variable);
    return at < 0 ? quoted(text) : quoted(text.left(at)) + QLatin1String("\"$ASSAY_KEY\"");
}

} // namespace

QString asCurl(const RequestRecord &record)
{
    QStringList parts{QStringLiteral("curl")};
    if (record.method != QLatin1String("GET"))
        parts << QLatin1String("-X ") + record.method;
    parts << quoted(record.origin + record.path);
    for (const auto &header : record.headers)
        parts << QLatin1String("-H ") + quotedHeader(header);
    if (record.bodyCut)
        parts << QStringLiteral("--data-binary @request.json");
    else if (!record.body.isEmpty())
        parts << QLatin1String("--data-binary ") + quoted(record.body);
    return parts.join(QLatin1String(" \\\n  "));
}

} // namespace assay
