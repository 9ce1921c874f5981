#include "models/session/Session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace assay {

namespace {

const QString bytesMember = QStringLiteral("base64"); // JSON has no bytes; states of headers are some

QJsonValue toJson(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QByteArray: return QJsonObject{{bytesMember, QString::fromLatin1(value.toByteArray().toBase64())}};
    case QMetaType::QVariantMap: {
        QJsonObject object;
        const QVariantMap map = value.toMap();
        for (auto it = map.begin(); it != map.end(); ++it)
            object.insert(it.key(), toJson(it.value()));
        return object;
    }
    case QMetaType::QStringList:
    case QMetaType::QVariantList: {
        QJsonArray array;
        const QVariantList list = value.toList();
        for (const QVariant &entry : list)
            array.append(toJson(entry));
        return array;
    }
    default: return QJsonValue::fromVariant(value);
    }
}

QVariant fromJson(const QJsonValue &value)
{
    if (value.isArray()) {
        QVariantList list;
        const QJsonArray array = value.toArray();
        for (const auto &entry : array)
            list << fromJson(entry);
        return list;
    }
    if (!value.isObject())
        return value.toVariant();
    const QJsonObject object = value.toObject();
    if (object.size() == 1 && object.contains(bytesMember))
        return QByteArray::fromBase64(object.value(bytesMember).toString().toLatin1());
    QVariantMap map;
    for (auto it = object.begin(); it != object.end(); ++it)
        map.insert(it.key(), fromJson(it.value()));
    return map;
}

} // namespace

QByteArray Session::encode() const
{
    const QJsonObject object{{QStringLiteral("geometry"), toJson(geometry)}, {QStringLiteral("docks"), toJson(docks)},
                             {QStringLiteral("tabs"), toJson(tabs)}, {QStringLiteral("current"), current}, {QStringLiteral("aside"), toJson(aside)}};
    return QJsonDocument(object).toJson();
}

Session Session::decode(const QByteArray &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    const auto member = [&object](const char *name) { return fromJson(object.value(QLatin1String(name))); };
    return {member("geometry").toByteArray(), member("docks").toByteArray(), member("tabs").toList(), member("current").toInt(), member("aside").toList()};
}

} // namespace assay
