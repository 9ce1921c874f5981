#pragma once

#include "services/backends/rest/KeptRun.h"
#include "services/backends/rest/RestClient.h"

// The calls about one benchmark of a kept job (contract llamastack.md, section 3). Those about its run need
// RunCall::runId. Pure functions, any thread.

namespace assay::llamastack {

RestCall benchmarkCall(const KeptRun &record, int index);
/// Begins the run; the server may answer when every row was asked and scored. Agreed to when the job was submitted.
RestCall runCall(const KeptRun &record, int index, const QByteArray &body, bool givenRows);
RestCall statusCall(const KeptRun &record, int index);
RestCall resultCall(const KeptRun &record, int index);
/// The server was not reached, or not waited for: the same call may succeed later.
bool mayPass(const Error &error);
/// Agreed to when the job was cancelled.
RestCall cancelCall(const KeptRun &record, int index);

} // namespace assay::llamastack
