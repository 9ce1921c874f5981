#pragma once

#include <nlohmann/json.hpp>

#include <QList>
#include <QString>
#include <QStringList>

#include <algorithm>

namespace assay::test {

/// Holds JSON values against the schemas of an OpenAPI document, for what our descriptions use: $ref, allOf, type, enum, const,
/// required, properties, additionalProperties, items. Stricter than JSON Schema: a member that nobody describes is a fault.
class Described {
    using Json = nlohmann::json;

public:
    explicit Described(const Json &document) : m_document(document) {}

    /// A sentence for each fault, with the place in the value. `schema` is a part of the document.
    QStringList faults(const Json &schema, const Json &value, const QString &place = QStringLiteral("answer")) const
    {
        QList<const Json *> parts;
        flatten(schema, parts);
        QStringList out;
        check(parts, value, place, out);
        return out;
    }
    /// The schema of what a request answers with this status, null when it is no JSON.
    const Json &answerSchema(const std::string &method, const std::string &path, int status) const
    {
        static const Json none;
        const Json *at = &m_document;
        for (const std::string &name : {std::string("paths"), path, method, std::string("responses"), std::to_string(status)}) {
            if (!at->contains(name))
                return none;
            at = &resolved((*at)[name]);
        }
        const Json::json_pointer schema("/content/application~1json/schema");
        return at->contains(schema) ? at->at(schema) : none;
    }

private:
    const Json &resolved(const Json &schema) const
    {
        if (!schema.is_object() || !schema.contains("$ref"))
            return schema;
        return resolved(m_document.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))));
    }
    /// All that holds at once, without references.
    void flatten(const Json &given, QList<const Json *> &parts) const
    {
        const Json &schema = resolved(given);
        parts.append(&schema);
        if (schema.contains("allOf")) {
            for (const Json &one : schema["allOf"])
                flatten(one, parts);
        }
    }
    static bool fits(const std::string &type, const Json &value)
    {
        return type == "object" ? value.is_object() : type == "array" ? value.is_array() : type == "string" ? value.is_string()
            : type == "integer" ? value.is_number_integer() : type == "number" ? value.is_number() : type == "boolean" ? value.is_boolean()
            : type == "null" && value.is_null();
    }
    static bool typeFits(const Json &type, const Json &value)
    {
        if (type.is_string())
            return fits(type.get<std::string>(), value);
        return std::ranges::any_of(type, [&value](const Json &one) { return fits(one.get<std::string>(), value); });
    }
    void check(const QList<const Json *> &parts, const Json &value, const QString &place, QStringList &out) const
    {
        for (const Json *part : parts) {
            if (part->contains("type") && !typeFits((*part)["type"], value))
                out << QStringLiteral("%1 is of another type: %2").arg(place, QString::fromStdString(value.dump()).left(100));
            if ((part->contains("const") && (*part)["const"] != value) || (part->contains("enum") && std::ranges::count((*part)["enum"], value) == 0))
                out << QStringLiteral("%1 is none of the values that are named: %2").arg(place, QString::fromStdString(value.dump()).left(100));
        }
        if (value.is_object())
            checkObject(parts, value, place, out);
        else if (value.is_array())
            checkArray(parts, value, place, out);
    }
    void checkArray(const QList<const Json *> &parts, const Json &value, const QString &place, QStringList &out) const
    {
        QList<const Json *> items;
        for (const Json *part : parts) {
            if (part->contains("items"))
                flatten((*part)["items"], items);
        }
        for (const Json &one : value)
            check(items, one, place + QStringLiteral("[]"), out);
    }
    void checkObject(const QList<const Json *> &parts, const Json &value, const QString &place, QStringList &out) const
    {
        bool described = false;
        for (const Json *part : parts) {
            described = described || part->contains("properties") || part->contains("additionalProperties");
            for (const Json &name : part->value("required", Json::array())) {
                if (!value.contains(name.get<std::string>()))
                    out << QStringLiteral("%1 has no %2").arg(place, QString::fromStdString(name.get<std::string>()));
            }
        }
        if (!described)
            return; // a free object
        for (const auto &[name, member] : value.items()) {
            QList<const Json *> schemas;
            for (const Json *part : parts) {
                if (part->contains("properties") && (*part)["properties"].contains(name))
                    flatten((*part)["properties"][name], schemas);
                else if (part->contains("additionalProperties") && (*part)["additionalProperties"].is_object())
                    flatten((*part)["additionalProperties"], schemas);
            }
            const QString inner = place + QLatin1Char('.') + QString::fromStdString(name);
            if (schemas.isEmpty())
                out << inner + QStringLiteral(" is not described");
            check(schemas, member, inner, out);
        }
    }

    const Json &m_document;
};

} // namespace assay::test
