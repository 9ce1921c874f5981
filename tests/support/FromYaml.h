#pragma once

#include "services/json/Json.h"

#include <QByteArray>

namespace assay::test {

/// A value type from the text of a test; ends the program when it is none.
template<typename T>
T fromYaml(const QByteArray &yaml)
{
    const auto value = json::yamlToJson(yaml);
    if (!value)
        qFatal("%s", qPrintable(value.error().message));
    const auto decoded = json::decode<T>(json::dump(*value));
    if (!decoded)
        qFatal("%s", qPrintable(decoded.error().message));
    return *decoded;
}

} // namespace assay::test
