#pragma once

#include "services/backends/rest/RestClient.h"

namespace assay::llamastack {

/// Of datasets and their rows, without version 1's prefix.
inline QString datasetPath(const QStringList &parts)
{
    return pathOf(QStringList { QStringLiteral("v1beta") } + parts);
}

/// An id matches the rest of the path, slashes included. With an empty one the path ends with a slash: without it, it
/// would be that of all datasets.
inline QString datasetPath(const QStringList &parts, const QString &id)
{
    return datasetPath(parts + id.split(QLatin1Char('/')));
}

} // namespace assay::llamastack
