#pragma once

#include <QHash>
#include <QStringList>
#include <QVariant>

namespace assay {

/// What tells rows of a list apart: provider, id, and which of several equal ones. Rows without an id go by their position.
inline QStringList rowKeys(const QVariantList &rows)
{
    QStringList keys;
    QHash<QString, int> seen;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const QVariantMap row = rows.at(i).toMap();
        const QString id = row.value(QStringLiteral("id")).toString();
        const QString name = id.isEmpty() ? QStringLiteral("#%1").arg(i) : row.value(QStringLiteral("provider_id")).toString() + QLatin1Char('/') + id;
        keys << QStringLiteral("%1 %2").arg(name).arg(seen[name]++);
    }
    return keys;
}

} // namespace assay
