#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

namespace assay::json {

/// The line, from 1, of every member of a YAML or JSON document, by JSON pointer (RFC 6901); "" is the document. Empty when
/// the text cannot be read. At most 100 deep and 100,000 members, so that aliases cannot nest without end.
QHash<QString, int> linesOf(const QByteArray &text);

/// The line of the member or, when it is absent, of the nearest one around it; 0: not known.
int lineOf(const QHash<QString, int> &lines, QString pointer);

} // namespace assay::json
