#pragma once

#include <nlohmann/json.hpp>

namespace assay {

/// An item's input for its key. A conversation of one user message is its text: some services keep the one, some the
/// other, and the model is asked the same.
template <typename AnyJson>
AnyJson itemInput(const AnyJson &input)
{
    if (!input.is_array() || input.size() != 1 || !input.front().is_object() || input.front().size() != 2)
        return input;
    const auto role = input.front().find("role"), content = input.front().find("content");
    const bool plain
        = role != input.front().end() && content != input.front().end() && *role == "user" && content->is_string();
    return plain ? *content : input;
}

} // namespace assay
