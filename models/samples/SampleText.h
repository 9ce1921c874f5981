#pragma once

#include "services/api/TriageStore.h"
#include "services/core/Sample.h"

namespace assay {

/// A sample as it may be pasted elsewhere. Pure, any thread.
QString sampleAsJson(const Sample &sample);
/// With what was noted about it, if anything was.
QString sampleAsMarkdown(const Sample &sample, const TriageNote &note, const QString &reasonName);

/// What a judge said about its verdict, of all scorers that tell: "FUNCTION: text" paragraphs. Empty: none does.
QString judgeReasons(const Sample &sample);

} // namespace assay
