#pragma once

#include "services/api/ConnectionSettings.h"

namespace assay::test {

/// Of a runtime at this address that is asked when a test says so.
inline ConnectionSettings spiceSettings(const QString &url)
{
    ConnectionSettings settings;
    settings.id = settings.kind = QStringLiteral("spice");
    settings.name = QStringLiteral("Spice");
    settings.url = url;
    settings.proxy = QStringLiteral("direct");
    settings.pollSeconds = 300;
    return settings;
}

} // namespace assay::test
