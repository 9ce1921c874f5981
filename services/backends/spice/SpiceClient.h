#pragma once

#include "services/backends/rest/RestClient.h"
#include "services/backends/spice/SpiceResults.h"

namespace assay {

/// Client for a Spice runtime.
RestClient::Settings spiceClientSettings();

/// What an answer of 400 and above means. A runtime speaks plain text; its own words are the message where they are some.
/// Error::code is "http_STATUS"; an empty 404 is Error::Unsupported, for that is how a route answers that is not there.
Error spiceError(const HttpReply &reply, const QString &place);

RestCall spiceSql(const QString &sql);
/// `spice.eval.runs`, the newest first. Empty where the runtime has no such table.
QFuture<Result<QList<SpiceRun>>> askSpiceRuns(RestClient &client);

/// The rows of a run, and its result with what they tell.
struct SpiceRows {
    QList<Sample> samples;
    BenchmarkResult result;
};
QFuture<Result<SpiceRows>> askSpiceRows(RestClient &client, const SpiceRun &run, const QString &eval, int index);

} // namespace assay
