#pragma once

namespace assay {

class AuthoredDocument;

/// Takes away what says that a job was imported (its tag, and where its results came from): a run of it anew is a run of this program.
void clearImportMark(AuthoredDocument &job);

} // namespace assay
