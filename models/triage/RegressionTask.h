#pragma once

#include "services/api/TriageStore.h"

#include <QByteArray>

namespace assay {

/// The regression set as rows: one JSON object a line with id, input, target and where it came from. An item that was kept from
/// several runs stands there once. Pure, any thread.
QByteArray regressionLines(const QList<RegressionItem> &items);

/// A task file of the built-in runner with those rows within. `id`: see taskIdFrom(). `scorer`: a scoring function whose aggregation is
/// accuracy, e.g. "basic::subset_of".
QByteArray regressionTask(const QList<RegressionItem> &items, const QString &id, const QString &name, const QString &scorer);

/// "Known bugs, 2nd" -> "known-bugs-2nd"; empty when nothing of the name can be in an id.
QString taskIdFrom(const QString &name);

/// Items that can be asked again: those with a prompt and a target.
QList<RegressionItem> usableItems(const QList<RegressionItem> &items);

} // namespace assay
