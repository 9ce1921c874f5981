#pragma once

#include "services/core/JsonText.h"
#include "services/verdict/Judge.h"
#include "services/verdict/Statistics.h"

#include <QVariantMap>

namespace assay {

/// Of the items' mean, at the usual levels, as a result carries it: additional_info.assay.metrics.NAME.bootstrap. Who has the items
/// makes it, once and off the GUI thread, so that everybody who reads the result tells the same interval. groups: see
/// bootstrapIntervals(). Absent where it says nothing, or where there are so many items that the mean is normal enough.
JsonText storedBootstrap(const Values &values, const QList<int> &groups = {});

/// What it says; empty for anything else.
QList<LevelInterval> readBootstrap(const QVariantMap &stored);

} // namespace assay
