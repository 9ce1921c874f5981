#include "services/backends/evalhub/RuntimeNames.h"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace assay {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::pair<const char *, const char *> names[] = {
    {"cpu_request", "CPURequest"}, {"memory_request", "MemoryRequest"}, {"cpu_limit", "CPULimit"}, {"memory_limit", "MemoryLimit"}};

void addTo(Json &k8s)
{
    if (!k8s.is_object())
        return;
    for (const auto &[documented, own] : names) {
        if (k8s.contains(documented) && !k8s.contains(own))
            k8s[own] = k8s[documented];
    }
}

void addToRuntime(Json &runtime)
{
    if (runtime.is_object() && runtime.contains("k8s"))
        addTo(runtime["k8s"]);
}

void rename(Json &operation)
{
    const std::string path = operation.value("path", ""), op = operation.value("op", "");
    if (path == "/runtime" && operation.contains("value"))
        addToRuntime(operation["value"]);
    if (path == "/runtime/k8s" && operation.contains("value"))
        addTo(operation["value"]);
    for (const auto &[documented, own] : names) {
        if (path != std::string("/runtime/k8s/") + documented || (op != "add" && op != "replace" && op != "remove"))
            continue;
        // "add" whatever it was: the server has the member under its own name, always, and empty when it is not set.
        operation = Json{{"op", "add"}, {"path", std::string("/runtime/k8s/") + own}, {"value", op == "remove" ? Json("") : operation["value"]}};
        return;
    }
}

} // namespace

QByteArray withRuntimeNames(const QByteArray &provider)
{
    Json document = Json::parse(provider, nullptr, false);
    if (!document.is_object() || !document.contains("runtime"))
        return provider;
    addToRuntime(document["runtime"]);
    return QByteArray::fromStdString(document.dump());
}

QByteArray patchWithRuntimeNames(const QByteArray &patch)
{
    Json operations = Json::parse(patch, nullptr, false);
    if (!operations.is_array())
        return patch;
    for (Json &operation : operations) {
        if (operation.is_object())
            rename(operation);
    }
    return QByteArray::fromStdString(operations.dump());
}

} // namespace assay
