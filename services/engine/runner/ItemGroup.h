#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace assay::engine {

/// The group that an item's metadata names ("group", else "cluster"), e.g. of the questions about one passage, as JSON; empty: none.
/// The store reads the same members, see SampleTable.cpp.
inline std::string itemGroup(const nlohmann::json &metadata)
{
    if (!metadata.is_object())
        return {};
    for (const char *name : {"group", "cluster"}) {
        if (const auto group = metadata.find(name); group != metadata.end() && !group->is_null())
            return group->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
    return {};
}

} // namespace assay::engine
