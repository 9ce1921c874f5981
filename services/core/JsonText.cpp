#include "services/core/JsonText.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace assay {

QVariantMap JsonText::toVariantMap() const
{
    return text.isEmpty() ? QVariantMap() : QJsonDocument::fromJson(text).object().toVariantMap();
}

JsonText JsonText::fromVariantMap(const QVariantMap &map)
{
    return {QJsonDocument(QJsonObject::fromVariantMap(map)).toJson(QJsonDocument::Compact)};
}

} // namespace assay
