#include "services/engine/server/ApiPages.h"

#include "services/json/Json.h"

#include <QFile>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

Json readResource(const char *name)
{
    QFile file(QStringLiteral(":/engine/") + QLatin1String(name));
    if (!file.open(QIODevice::ReadOnly))
        return Json::object();
    auto document = json::yamlToJson(file.readAll());
    return document ? std::move(*document) : Json::object();
}

QByteArray escaped(const std::string &text)
{
    return QString::fromStdString(text).toHtmlEscaped().toUtf8();
}

QByteArray text(const Json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? escaped(found->get<std::string>()) : QByteArray();
}

/// A member of the document by its reference; the value itself when it is none.
const Json &resolved(const Json &document, const Json &value)
{
    const auto reference = value.find("$ref");
    if (reference == value.end())
        return value;
    const Json::json_pointer pointer(reference->get<std::string>().substr(1));
    return document.contains(pointer) ? document.at(pointer) : value;
}

QByteArray parametersHtml(const Json &document, const Json &path, const Json &operation)
{
    QByteArray rows;
    for (const Json *owner : {&path, &operation}) {
        for (const Json &given : owner->value("parameters", Json::array())) {
            const Json &parameter = resolved(document, given);
            rows += "<tr><td><code>" + text(parameter, "name") + "</code></td><td>" + text(parameter, "in") + "</td><td>"
                + text(parameter, "description") + "</td></tr>\n";
        }
    }
    return rows.isEmpty() ? rows : "<table><tr><th>Parameter</th><th>in</th><th></th></tr>\n" + rows + "</table>\n";
}

QByteArray schemaName(const Json &body)
{
    const auto content = body.find("content");
    if (content == body.end() || content->empty())
        return {};
    const std::string reference = content->begin()->value("schema", Json::object()).value("$ref", std::string());
    const QByteArray name = QByteArray::fromStdString(reference).split('/').last();
    return name.isEmpty() ? name : " <a href=\"#" + name + "\">" + name + "</a>";
}

QByteArray operationHtml(const Json &document, const std::string &path, const Json &item, const std::string &method)
{
    const Json &operation = item.at(method);
    QByteArray out = "<section><h3><b>" + QByteArray::fromStdString(method).toUpper() + "</b> <code>" + escaped(path) + "</code></h3>\n<p>"
        + text(operation, "summary") + ".</p>\n";
    if (operation.contains("description"))
        out += "<pre class=\"text\">" + text(operation, "description").trimmed() + "</pre>\n";
    out += parametersHtml(document, item, operation);
    if (operation.contains("requestBody"))
        out += "<p>Body:" + schemaName(resolved(document, operation.at("requestBody"))) + " (JSON)</p>\n";
    const Json responses = operation.value("responses", Json::object());
    for (auto it = responses.begin(); it != responses.end(); ++it) {
        const Json &response = resolved(document, it.value());
        out += "<p>" + escaped(it.key()) + ": " + text(response, "description") + schemaName(response) + "</p>\n";
    }
    return out + "</section>\n";
}

QByteArray pageHtml(const Json &document)
{
    const Json info = document.value("info", Json::object());
    QByteArray out = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + text(info, "title")
        + "</title>\n<style>body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
          "section{border-top:1px solid #8884;margin-top:1rem}pre{overflow:auto;background:#8881;padding:.5rem}pre.text{white-space:pre-wrap;"
          "background:none;padding:0;font:inherit}td,th{text-align:left;padding:.1rem .8rem .1rem 0;vertical-align:top}</style></head><body>\n<h1>"
        + text(info, "title") + "</h1>\n<pre class=\"text\">" + text(info, "description")
        + "</pre>\n<p>The same as <a href=\"/openapi.yaml\">OpenAPI document</a>.</p>\n<h2>Requests</h2>\n";
    const Json paths = document.value("paths", Json::object());
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        for (const char *method : {"get", "post", "put", "patch", "delete"}) {
            if (path.value().contains(method))
                out += operationHtml(document, path.key(), path.value(), method);
        }
    }
    out += "<h2>Objects</h2>\n";
    const Json schemas = document.value("components", Json::object()).value("schemas", Json::object());
    for (auto schema = schemas.begin(); schema != schemas.end(); ++schema) {
        out += "<section id=\"" + escaped(schema.key()) + "\"><h3>" + escaped(schema.key()) + "</h3>\n<pre>"
            + escaped(json::toYaml(schema.value()).toStdString()) + "</pre></section>\n";
    }
    return out + "</body></html>\n";
}

void mergeOperation(Json &base, const Json &more)
{
    for (const Json &parameter : more.value("parameters", Json::array()))
        base["parameters"].push_back(parameter);
    if (more.contains("description"))
        base["description"] = base.value("description", std::string()) + '\n' + more.at("description").get<std::string>();
    const Json responses = more.value("responses", Json::object());
    for (auto it = responses.begin(); it != responses.end(); ++it) {
        if (!base["responses"].contains(it.key()))
            base["responses"][it.key()] = it.value();
    }
    if (more.contains("requestBody") && !base.contains("requestBody"))
        base["requestBody"] = more.at("requestBody");
}

/// What a schema of EvalHub's has of ours: members and alternatives that it lacks, at any depth.
void mergeSchema(Json &base, const Json &more)
{
    for (auto it = more.begin(); it != more.end(); ++it) {
        Json &known = base[it.key()];
        if (known.is_null())
            known = it.value();
        else if (known.is_object() && it.value().is_object())
            mergeSchema(known, it.value());
        else if (it.key() == "allOf")
            known.insert(known.end(), it.value().begin(), it.value().end());
    }
}

} // namespace

Json mergedApi(Json base, const Json &additions)
{
    static const QStringList methods{"get", "post", "put", "patch", "delete"};
    const Json paths = additions.value("paths", Json::object());
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        const bool elsewhere = path.key().starts_with("/v1"); // Llama Stack's
        Json &known = base["paths"][elsewhere ? path.key() : "/api/v1" + path.key()];
        if (known.is_null()) {
            known = path.value();
            continue;
        }
        for (auto it = path.value().begin(); it != path.value().end(); ++it) {
            if (!known.contains(it.key()))
                known[it.key()] = it.value();
            else if (methods.contains(QString::fromStdString(it.key())))
                mergeOperation(known[it.key()], it.value());
        }
    }
    const Json groups = additions.value("components", Json::object());
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        for (auto it = group.value().begin(); it != group.value().end(); ++it) {
            Json &known = base["components"][group.key()][it.key()];
            if (known.is_null())
                known = it.value();
            else if (group.key() == "schemas")
                mergeSchema(known, it.value());
        }
    }
    return base;
}

void ApiPages::make()
{
    std::call_once(m_made, [this] {
        const Json document = mergedApi(readResource("evalhub.yaml"), readResource("additions.yaml"));
        m_json = json::dump(document) + '\n';
        m_yaml = json::toYaml(document);
        m_html = pageHtml(document);
    });
}

const QByteArray &ApiPages::yaml()
{
    make();
    return m_yaml;
}

const QByteArray &ApiPages::json()
{
    make();
    return m_json;
}

const QByteArray &ApiPages::html()
{
    make();
    return m_html;
}

} // namespace assay::engine
