#pragma once

#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/runner/HttpExchange.h"

#include <QString>

namespace assay::engine {

/// Why something could not be sent elsewhere.
struct ExportFault {
    QString message;     ///< one sentence naming the place and the fix, without secrets
    bool passing = false; ///< worth another try later
    bool ours = false;    ///< it was sent, but our store had no room for what came of it: no try is used up
};

/// What exports need from their surroundings; used on one thread.
struct ExportContext {
    CurlLoop &loop;
    const CancelFlag &cancel;
    SecretResolver secrets; ///< may be empty
};

/// Where and how to send. Empty addresses: not configured.
struct ExportSettings {
    QByteArray mlflowUrl;      ///< http(s) address of a tracking server, e.g. MLFLOW_TRACKING_URI
    QString mlflowSecret;      ///< name of a key for it: a token, or USER:PASSWORD; empty: the two below, or none
    QByteArray mlflowToken;    ///< e.g. MLFLOW_TRACKING_TOKEN
    QByteArray mlflowUser, mlflowPassword; ///< e.g. MLFLOW_TRACKING_USERNAME and _PASSWORD
    QString dockerConfig;      ///< file with the registries' keys, e.g. OCI_AUTH_CONFIG_PATH; empty: none
    bool ociInsecure = false;  ///< plain http to registries that are not on this machine
    QList<qint64> backOffMs = {5'000, 30'000, 120'000, 600'000, 3'600'000}; ///< before the next tries; then it has failed until the next start
    qint64 retryAgeMs = qint64(7) * 24 * 3600 * 1000; ///< failed exports of jobs that are younger are tried again at the start
    SecretResolver secrets;
};

} // namespace assay::engine
