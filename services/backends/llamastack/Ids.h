#pragma once

#include <QStringList>

namespace assay::llamastack {

/// Of things that a server lists, in its order.
template <typename T> QStringList idsOf(const QList<T> &list)
{
    QStringList ids;
    for (const T &one : list)
        ids << one.id;
    return ids;
}

} // namespace assay::llamastack
