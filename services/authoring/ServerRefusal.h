#pragma once

#include "services/authoring/AuthoredDocument.h"

namespace assay {

/// Which field a server's refusal is about, read from its code and message: "benchmarks[0].weight must be 0 or more", EvalHub's
/// "Key: 'CollectionConfig.benchmarks[0].Ref.id' …", or the name of a benchmark in quotation marks. Empty: none is named.
QString refusedPath(const AuthoredDocument &document, const Error &error);

} // namespace assay
