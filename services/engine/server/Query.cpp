#include "services/engine/server/Query.h"

#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::engine {

QString decodeQueryPart(QByteArray text)
{
    text.replace('+', ' ');
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text));
}

QByteArray encodeQueryPart(const QString &text)
{
    return text.toUtf8().toPercentEncoding();
}

Query::Query(const QByteArray &raw)
{
    for (const QByteArray &part : raw.split('&')) {
        if (part.isEmpty())
            continue;
        const auto equals = part.indexOf('=');
        m_items.append({decodeQueryPart(equals < 0 ? part : part.left(equals)),
                        equals < 0 ? QString() : decodeQueryPart(part.mid(equals + 1))});
    }
}

QString Query::text(const QString &name) const
{
    QStringList values;
    for (const auto &[key, value] : m_items) {
        if (key == name && !value.isEmpty())
            values << value;
    }
    return values.join(QLatin1Char(','));
}

QString Query::first(const QString &name) const
{
    for (const auto &[key, value] : m_items) {
        if (key == name)
            return value;
    }
    return {};
}

std::optional<Problem> Query::onlyAllows(const QStringList &allowed) const
{
    for (const auto &[key, value] : m_items) {
        if (!allowed.contains(key)) {
            return Problem{400, "query_bad_parameter",
                           QStringLiteral("The parameter '%1' is not a valid query parameter. Allowed parameters are: %2.")
                               .arg(key, allowed.join(QStringLiteral(", ")))};
        }
    }
    return {};
}

std::optional<Problem> Query::integer(const QString &name, qint64 &value) const
{
    const QString raw = first(name);
    if (raw.isEmpty())
        return {};
    bool ok = false;
    const qint64 number = raw.toLongLong(&ok);
    const auto invalid = [&](const char *what) {
        return Problem{400, "query_parameter_invalid",
                       QStringLiteral("The query parameter '%1' is not a valid %2: '%3'.").arg(name, QLatin1String(what), raw)};
    };
    if (!ok || raw.trimmed() != raw)
        return invalid("integer");
    if (number < 0)
        return invalid("positive integer");
    value = number;
    return {};
}

std::optional<Problem> Query::boolean(const QString &name, bool &value) const
{
    static const QStringList yes{"1", "t", "T", "TRUE", "true", "True"}, no{"0", "f", "F", "FALSE", "false", "False"};
    const QString raw = first(name);
    if (raw.isEmpty())
        return {};
    if (!yes.contains(raw) && !no.contains(raw)) {
        return Problem{400, "query_parameter_invalid",
                       QStringLiteral("The query parameter '%1' is not a valid boolean: '%2'.").arg(name, raw)};
    }
    value = yes.contains(raw);
    return {};
}

bool matchesFilter(const QString &filter, const QStringList &values, bool negation)
{
    if (filter.isEmpty())
        return true;
    const auto one = [&](const QString &part) {
        if (negation && part.startsWith(QLatin1Char('!')))
            return !values.contains(part.mid(1));
        return values.contains(part);
    };
    if (filter.size() >= 2 && filter.startsWith(QLatin1Char('"')) && filter.endsWith(QLatin1Char('"')))
        return one(filter.mid(1, filter.size() - 2));
    if (filter.contains(QLatin1Char(',')))
        return std::ranges::all_of(filter.split(QLatin1Char(','), Qt::SkipEmptyParts), one);
    return std::ranges::any_of(filter.split(QLatin1Char('|'), Qt::SkipEmptyParts), one);
}

std::optional<Problem> readIndex(const QString &text, int &index)
{
    bool ok = false;
    index = text.toInt(&ok);
    if (ok && index >= 0)
        return {};
    return Problem{400, "query_parameter_invalid",
                   QStringLiteral("The query parameter 'benchmark_index' is not a valid non-negative integer: '%1'.").arg(text)};
}

std::optional<Problem> readPage(const Query &query, PageRequest &page)
{
    if (auto problem = query.integer(QStringLiteral("limit"), page.limit))
        return problem;
    return query.integer(QStringLiteral("offset"), page.offset);
}

QByteArray pageText(const HttpRequest &request, const PageRequest &page, qint64 total, const QList<QByteArray> &items,
                    const QStringList &errors)
{
    const auto href = [](const QByteArray &target) { return json::dump(nlohmann::json{{"href", target.toStdString()}}); };
    QByteArray text = "{\"first\":" + href(request.target());
    // Without a limit everything is on this page.
    if (page.limit > 0 && page.offset + page.limit < total) {
        QList<std::pair<QString, QString>> parts;
        const Query query(request.query);
        for (const auto &item : query.items()) {
            if (item.first != QLatin1String("offset"))
                parts.append(item);
        }
        parts.append({QStringLiteral("offset"), QString::number(page.offset + page.limit)});
        if (std::ranges::none_of(parts, [](const auto &part) { return part.first == QLatin1String("limit"); }))
            parts.append({QStringLiteral("limit"), QString::number(page.limit)});
        std::ranges::stable_sort(parts, {}, [](const auto &part) { return part.first; });
        QByteArrayList encoded;
        for (const auto &[key, value] : parts)
            encoded << encodeQueryPart(key) + '=' + encodeQueryPart(value);
        text += ",\"next\":" + href(request.path + '?' + encoded.join('&'));
    }
    text += ",\"limit\":" + QByteArray::number(page.limit) + ",\"total_count\":" + QByteArray::number(total) + ",\"items\":[";
    text += QByteArrayList(items).join(',') + ']';
    if (!errors.isEmpty()) {
        nlohmann::json sentences = nlohmann::json::array();
        for (const QString &error : errors)
            sentences.push_back(error.toStdString());
        text += ",\"errors\":" + json::dump(sentences);
    }
    return text + '}';
}

} // namespace assay::engine
