#pragma once

#include "services/core/Result.h"

#include <nlohmann/json.hpp>

#include <QByteArray>
#include <QString>

#include <optional>

// What the readers of a Llama Stack server's answers share. A member that is missing, or of another type, is empty.

namespace assay::llamastack {

inline QString textIn(const nlohmann::ordered_json &in, const char *name)
{
    const auto it = in.find(name);
    return it != in.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
}

template<typename T>
std::optional<T> numberIn(const nlohmann::ordered_json &in, const char *name)
{
    const auto it = in.find(name);
    return it != in.end() && it->is_number() ? std::optional(it->get<T>()) : std::nullopt;
}

/// read(the parsed body); Error::Protocol with the sentence where that throws a nlohmann exception. sentence: for people, translated.
template<typename T, typename Read>
Result<T> reading(const QByteArray &body, QString (*sentence)(), Read read)
{
    try {
        return read(nlohmann::ordered_json::parse(body.begin(), body.end()));
    } catch (const nlohmann::ordered_json::exception &error) {
        return Error{Error::Kind::Protocol, sentence(), QString::fromUtf8(error.what())};
    }
}

} // namespace assay::llamastack
