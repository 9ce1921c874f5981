#pragma once

#include <QString>
#include <QStringList>

// Paths are JSON pointers (RFC 6901) without the first slash: "benchmarks/0/weight". Empty: the whole document.

namespace assay::path {

inline QStringList split(const QString &path)
{
    if (path.isEmpty())
        return {};
    QStringList parts = path.split(QLatin1Char('/'));
    for (QString &part : parts)
        part.replace(QLatin1String("~1"), QLatin1String("/")).replace(QLatin1String("~0"), QLatin1String("~"));
    return parts;
}
inline QString escaped(QString key) { return key.replace(QLatin1Char('~'), QLatin1String("~0")).replace(QLatin1Char('/'), QLatin1String("~1")); }
inline QString join(const QString &parent, const QString &key)
{
    return parent.isEmpty() ? escaped(key) : parent + QLatin1Char('/') + escaped(key);
}
inline QString join(const QString &parent, qsizetype row) { return join(parent, QString::number(row)); }
inline QString parent(const QString &path) { return path.contains(QLatin1Char('/')) ? path.section(QLatin1Char('/'), 0, -2) : QString(); }
inline QString last(const QString &path) { return path.section(QLatin1Char('/'), -1); }
/// `inner` is `outer` or below it.
inline bool within(const QString &inner, const QString &outer)
{
    return outer.isEmpty() || inner == outer || inner.startsWith(outer + QLatin1Char('/'));
}
inline QString toPointer(const QString &path) { return path.isEmpty() ? QString() : QLatin1Char('/') + path; }
inline QString fromPointer(const QString &pointer) { return pointer.mid(1); }
/// "benchmarks/2/weight" of the pattern "benchmarks/*/weight" and the row "benchmarks/2".
inline QString inRow(const QString &pattern, const QString &row)
{
    const qsizetype stars = row.isEmpty() ? 0 : row.count(QLatin1Char('/')) + 1;
    const QStringList rest = pattern.split(QLatin1Char('/')).mid(stars);
    return rest.isEmpty() ? row : row.isEmpty() ? rest.join(QLatin1Char('/')) : row + QLatin1Char('/') + rest.join(QLatin1Char('/'));
}

} // namespace assay::path
