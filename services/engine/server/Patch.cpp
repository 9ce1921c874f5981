#include "services/engine/server/Patch.h"

#include "services/engine/server/Validation.h"

#include <nlohmann/json.hpp>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

constexpr std::size_t mostOperations = 10'000; // each may shift a long list, so their number bounds the work

std::optional<Problem> readText(const Json &operation, const char *name, std::string &out)
{
    const Json *value = member(operation, name);
    if (value && !value->is_string())
        return problem::invalidJson(QStringLiteral("'%1' of a patch operation must be text").arg(QLatin1String(name)));
    out = value ? value->get<std::string>() : std::string();
    return {};
}

int flag(const std::string &operation)
{
    return operation == "add" ? PatchRule::Add : operation == "remove" ? PatchRule::Remove : operation == "replace" ? PatchRule::Replace : 0;
}

bool allows(const QList<PatchRule> &rules, const std::string &path, int operation)
{
    return std::ranges::any_of(rules, [&](const PatchRule &rule) {
        return (rule.operations & operation) != 0 && (path == rule.path || (rule.below && path.starts_with(rule.path + std::string("/"))));
    });
}

} // namespace

std::optional<Problem> readPatch(const Json &body, const QList<PatchRule> &rules, Json &operations)
{
    operations = Json::array();
    if (body.is_null())
        return {};
    if (!body.is_array())
        return problem::invalidJson(QStringLiteral("a patch is a list of operations"));
    if (body.size() > mostOperations)
        return problem::invalidJson(QStringLiteral("a patch may have at most %1 operations").arg(mostOperations));
    for (const Json &item : body) {
        if (!item.is_object() && !item.is_null())
            return problem::invalidJson(QStringLiteral("each operation of a patch is an object"));
        std::string name, path;
        if (auto problem = readText(item, "op", name))
            return problem;
        if (auto problem = readText(item, "path", path))
            return problem;
        const int operation = flag(name);
        if (operation == 0) {
            return Problem{400, "invalid_patch_operation",
                           QStringLiteral("The patch operation '%1' is not valid. Allowed operations are: replace, add, remove.")
                               .arg(QString::fromStdString(name))};
        }
        if (path.empty())
            return problem::invalidJson(QStringLiteral("a patch operation needs a path"));
        if (!allows(rules, path, operation)) {
            return Problem{400, "unallowed_patch",
                           QStringLiteral("The operation '%1' is not allowed for the path '%2'.")
                               .arg(QString::fromStdString(name), QString::fromStdString(path))};
        }
        Json kept{{"op", name}, {"path", path}};
        if (operation != PatchRule::Remove) {
            const Json *value = member(item, "value");
            kept["value"] = value ? *value : Json();
        }
        operations.push_back(std::move(kept));
    }
    return {};
}

std::optional<Problem> applyPatch(Json &document, const Json &operations)
{
    try {
        Json result = document;
        for (const Json &operation : operations) {
            // The library takes this for granted: it stops the program where it checks, and does nothing where it does not.
            const Json::json_pointer parent = Json::json_pointer(operation.at("path").get<std::string>()).parent_pointer();
            if (!result.contains(parent) || !result.at(parent).is_structured()) {
                return problem::invalidJson(QStringLiteral("the patch cannot be applied: nothing can be at '%1'")
                                                .arg(QString::fromStdString(operation.at("path").get<std::string>())));
            }
            result.patch_inplace(Json::array({operation}));
        }
        document = std::move(result);
        return {};
    } catch (const Json::exception &e) {
        return problem::invalidJson(QStringLiteral("the patch cannot be applied: %1").arg(QString::fromUtf8(e.what())));
    }
}

} // namespace assay::engine
