#include "services/core/JsonMembers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <cmath>

namespace assay {

/// Where the name or value that begins at `from` ends: at the colon, comma or bracket behind it.
static qsizetype endOf(const QByteArray &text, qsizetype from)
{
    int depth = 0;
    bool quoted = false;
    for (qsizetype i = from; i < text.size(); ++i) {
        const char c = text.at(i);
        if (quoted) {
            if (c == '\\')
                ++i;
            else
                quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (depth > 0 && (c == '}' || c == ']')) {
            --depth;
        } else if (depth == 0 && (c == '}' || c == ']' || c == ',' || c == ':')) {
            return i;
        }
    }
    return text.size();
}

QList<JsonMember> jsonMembers(const JsonText &text)
{
    QList<JsonMember> found;
    const QByteArray object = text.text.trimmed();
    if (!object.startsWith('{'))
        return found;
    for (qsizetype from = 1; from < object.size();) {
        const qsizetype colon = endOf(object, from);
        if (colon >= object.size() || object.at(colon) != ':')
            break;
        const QByteArray name = object.mid(from, colon - from);
        const qsizetype end = endOf(object, colon + 1);
        found.append({QJsonDocument::fromJson('[' + name + ']').array().at(0).toString(), {object.mid(colon + 1, end - colon - 1).trimmed()}});
        from = end + 1;
    }
    return found;
}

JsonText jsonObject(const QList<JsonMember> &members)
{
    QByteArray object = "{";
    for (const JsonMember &member : members)
        object += (object.size() > 1 ? "," : "") + jsonText(member.name).text + ':' + member.value.text;
    return {object + '}'};
}

JsonText jsonText(const QString &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return {list.mid(1, list.size() - 2)};
}

JsonText jsonText(double value)
{
    if (!std::isfinite(value))
        return {};
    return {QByteArray::number(value, 'g', QLocale::FloatingPointShortest)};
}

} // namespace assay
