#pragma once

#include "services/authoring/AuthoredDocument.h"
#include "services/verdict/Lint.h"

namespace assay {

/// The gate doctor's findings about a document; empty while it cannot be read as its type.
QList<Finding> doctorFindings(const AuthoredDocument &document, const LintSources &sources);

/// The document with a finding's edits made; unchanged when it has none.
AuthoredDocument mended(const AuthoredDocument &document, const Finding &finding);

} // namespace assay
