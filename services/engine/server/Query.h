#pragma once

#include "services/engine/server/Answer.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <optional>

namespace assay::engine {

/// The query of a request. An empty value equals an absent parameter; numbers and booleans use the first of several.
class Query {
public:
    explicit Query(const QByteArray &raw);

    bool has(const QString &name) const { return !text(name).isEmpty(); }
    /// Repeated values joined by a comma, which means the same (contract, section 7).
    QString text(const QString &name) const;
    /// A problem for the first parameter that is not among the allowed.
    std::optional<Problem> onlyAllows(const QStringList &allowed) const;

    /// These read a value into `value`, which keeps its default when the parameter is absent.
    std::optional<Problem> integer(const QString &name, qint64 &value) const; ///< 0 and more
    std::optional<Problem> boolean(const QString &name, bool &value) const;
    QString first(const QString &name) const;

    const QList<std::pair<QString, QString>> &items() const { return m_items; }

private:
    QList<std::pair<QString, QString>> m_items;
};

/// "%41b+c" -> "Ab c"
QString decodeQueryPart(QByteArray text);
QByteArray encodeQueryPart(const QString &text);

/// Whether one value passes a filter text: `a,b` all, `a|b` any (a comma wins), `!x` not x where `negation` is allowed,
/// `"a,b"` the text itself. `values`: what the resource has (one for names, several for tags).
bool matchesFilter(const QString &filter, const QStringList &values, bool negation = false);

/// A route's {index}.
std::optional<Problem> readIndex(const QString &text, int &index);

struct PageRequest {
    qint64 limit = 50, offset = 0;
};
/// Reads limit and offset.
std::optional<Problem> readPage(const Query &query, PageRequest &page);
/// The list answer around items, each the text of one JSON object (contract, section 7). errors: what could not be listed, a
/// sentence each.
QByteArray pageText(const HttpRequest &request, const PageRequest &page, qint64 total, const QList<QByteArray> &items,
                    const QStringList &errors = {});

} // namespace assay::engine
