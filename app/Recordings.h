#pragma once

#include "models/jobs/RecordedModel.h"

#include <QList>
#include <QStringList>

namespace assay {

/// The recorded answers that lie in these folders as NAME.jsonl with a header, each name once: the earlier folder wins. Reads a line
/// of each file.
QList<RecordedModel> findRecordings(const QStringList &folders);

} // namespace assay
