#pragma once

#include "services/authoring/AuthoredDocument.h"

namespace assay {

class DocumentModel;
class JobEntries;

/// The first thing for which the job cannot be sent; an empty message: nothing. What a server refused before is asked again, and
/// a job that has no name gets one where it can be made up.
FieldProblem firstBlocking(const DocumentModel &job, const JobEntries &entries);

} // namespace assay
