#pragma once

#include "services/json/Describer.h"
#include "services/json/Json.h"
#include "services/json/Mapping.h"

#include <nlohmann/json.hpp>

// The functions of Json.h for the types whose map() is known where this is included; see ASSAY_JSON_TYPE.

namespace assay::json {

/// What could not be read, as Error::Protocol.
Error unreadable(const std::exception &error);

template<typename T>
T fromJson(const nlohmann::json &in)
{
    T value;
    Reader reader(in);
    map(reader, value);
    return value;
}

template<typename T>
nlohmann::json toJson(const T &value)
{
    Writer writer;
    map(writer, const_cast<T &>(value)); // the writer changes nothing
    return writer.take();
}

template<typename T>
Result<T> decode(const QByteArray &body)
{
    try {
        return fromJson<T>(nlohmann::json::parse(body.begin(), body.end()));
    } catch (const nlohmann::json::exception &e) {
        return unreadable(e);
    }
}

template<typename T>
QByteArray encode(const T &value)
{
    return dump(toJson(value));
}

template<typename T>
nlohmann::json toKnownJson(const T &value)
{
    const Writer::OnlyKnown only;
    return toJson(value);
}

template<typename T>
QList<Member> membersOf()
{
    QList<Member> members;
    T value{};
    Describer describer(members);
    map(describer, value);
    return members;
}

template<typename T>
Result<Page<T>> decodePage(const QByteArray &body)
{
    try {
        const auto in = nlohmann::json::parse(body.begin(), body.end());
        Page<T> page;
        for (const auto &item : in.at("items"))
            page.items << fromJson<T>(item);
        page.totalCount = in.value("total_count", qint64(page.items.size()));
        return page;
    } catch (const nlohmann::json::exception &e) {
        return unreadable(e);
    }
}

/// Makes them for one type.
#define ASSAY_JSON_TYPE(T) \
    template T fromJson<T>(const nlohmann::json &); \
    template nlohmann::json toJson<T>(const T &); \
    template Result<T> decode<T>(const QByteArray &); \
    template QByteArray encode<T>(const T &); \
    template nlohmann::json toKnownJson<T>(const T &); \
    template Result<Page<T>> decodePage<T>(const QByteArray &);

} // namespace assay::json
