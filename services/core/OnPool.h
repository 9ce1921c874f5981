#pragma once

#include "services/core/Async.h"

#include <QThreadPool>

#include <memory>
#include <utility>

namespace assay {

/// Does work off the calling thread; `work` answers with a T or a Result<T>. Its future is for whenDone().
template<typename T, typename Work>
QFuture<Result<T>> onPool(Work work, QThreadPool &pool = *QThreadPool::globalInstance())
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    const auto future = promise->future();
    pool.start([promise, work = std::move(work)]() mutable {
        promise->addResult(Result<T>(work()));
        promise->finish();
    });
    return future;
}

} // namespace assay
