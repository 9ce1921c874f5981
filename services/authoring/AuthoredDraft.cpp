#include "services/authoring/AuthoredDraft.h"

#include "services/authoring/DocumentPath.h"
#include "services/authoring/JsonVariant.h"
#include "services/json/Json.h"
#include "services/json/Lines.h"

#include <nlohmann/json.hpp>

namespace assay {

AuthoredDocument documentFrom(DocumentKind kind, const QVariantMap &root)
{
    AuthoredDocument document(kind);
    for (auto it = root.begin(); it != root.end(); ++it)
        document.set(path::escaped(it.key()), it.value());
    return document;
}

QByteArray AuthoredDraft::encode() const
{
    return jsonOf(QVariantMap{{QStringLiteral("document"), document.root()}, {QStringLiteral("base"), base.root()},
                              {QStringLiteral("yaml"), QString::fromUtf8(yaml)}, {QStringLiteral("id"), id}});
}

std::optional<AuthoredDraft> AuthoredDraft::decode(DocumentKind kind, const QByteArray &text)
{
    const QVariantMap in = valueFromJson(text).toMap();
    if (!in.contains(QStringLiteral("document")))
        return {};
    return AuthoredDraft{documentFrom(kind, in.value(QStringLiteral("document")).toMap()), documentFrom(kind, in.value(QStringLiteral("base")).toMap()),
                         in.value(QStringLiteral("yaml")).toString().toUtf8(), in.value(QStringLiteral("id")).toString()};
}

QVariant valueFromJson(const QByteArray &text)
{
    const auto value = json::parse(text);
    return value ? toVariant(*value) : QVariant();
}

QByteArray jsonOf(const QVariant &value) { return json::dump(toJson(value)); }

Result<QVariant> valueFromYaml(const QByteArray &text)
{
    const auto value = json::yamlToJson(text);
    return value ? Result<QVariant>(toVariant(*value)) : Result<QVariant>(value.error());
}

QByteArray yamlOf(const QVariant &value) { return json::toYaml(toJson(value)); }

int lineOf(const QByteArray &yaml, const QString &path) { return json::lineOf(json::linesOf(yaml), path::toPointer(path)); }

} // namespace assay
