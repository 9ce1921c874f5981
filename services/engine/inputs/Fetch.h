#pragma once

#include "services/core/Common.h"
#include "services/core/Result.h"
#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/runner/HttpExchange.h"
#include "services/engine/runner/SecretWait.h"

#include <chrono>

namespace assay::engine {

/// How test data is fetched. Sizes in bytes, times in milliseconds.
struct InputSettings {
    int threads = 2;                        ///< fetches at a time
    qint64 maxBytes = qint64(10) << 30;     ///< of one benchmark's data
    int maxFiles = 100'000;                 ///< same
    qint64 maxMs = 30 * 60 * 1000;          ///< same
    QByteArray hubUrl = "https://huggingface.co"; ///< environment HF_ENDPOINT of the engine
    bool allowLoopbackGit = false;          ///< repositories on this machine
    /// How long a failure to fetch is held back: clients that cannot tell a local engine from a cluster post the events of such
    /// benchmarks themselves, and must not find them failed. And how long a fetch lasts before it shows as the phase loading_data.
    qint64 failureGraceMs = 0, quietMs = 0;
    SecretResolver secrets;                 ///< may be empty: there are none
};

/// What was fetched.
struct Fetched {
    QString folder;      ///< absolute
    QString resolvedSha; ///< the commit of git and of the hub; empty for S3
    qint64 bytes = 0;
    int files = 0;
};

/// One fetch under way, used by one thread.
struct FetchContext {
    const InputSettings &settings;
    CurlLoop &loop;
    const CancelFlag &cancel;
    QString folder;                          ///< exists, empty: the data goes here
    QString scratch;                         ///< exists, empty: for what is in the way; removed afterwards
    std::function<void(const QString &)> log;
    std::chrono::steady_clock::time_point deadline;
    Fetched got = {};

    qint64 msLeft() const;
    /// Error::Cancelled, or Timeout naming `field`.
    std::optional<Error> stopReason(const QString &field) const;
};

/// Blocks. Errors are one sentence naming the field below test_data_ref and the fix. Nothing outside of the context's folders is written.
Result<Done> fetchS3(const S3Ref &ref, FetchContext &context);
Result<Done> fetchGit(const GitRef &ref, FetchContext &context);
Result<Done> fetchHub(const HfRef &ref, FetchContext &context);

/// GETs `call` into a new file below the context's folder; counts files and bytes. A reply of another status than 2xx leaves no file.
Result<HttpReply> downloadFile(HttpCall call, const QString &relativePath, const QString &field, FetchContext &context);
Error inputError(Error::Kind kind, const QString &message, const QString &detail = {});

} // namespace assay::engine
