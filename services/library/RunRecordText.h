#pragma once

#include "services/api/RunLibrary.h"

namespace assay {

/// What of a run has no column of its own in the library, as the text of a JSON object.
QByteArray encodeRecord(const RunRecord &record);
/// Fills in what the text says; members that are not there stay as they are.
void decodeRecord(const QByteArray &text, RunRecord &record);

} // namespace assay
