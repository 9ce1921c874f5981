#pragma once

#include "services/backends/rest/RestClient.h"

namespace assay::llamastack {

/// Of datasets and their rows, without version 1's prefix. An id matches the rest of the path, slashes included; empty:
/// none.
inline QString datasetPath(const QStringList &parts, const QString &id = {})
{
    return pathOf(
        QStringList { QStringLiteral("v1beta") } + parts + (id.isEmpty() ? QStringList() : id.split(QLatin1Char('/'))));
}

} // namespace assay::llamastack
