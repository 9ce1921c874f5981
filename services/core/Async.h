#pragma once

#include "services/core/Result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>

namespace assay {

/// Calls handler(Result<T>) once, from context's event loop, never after context died.
/// Cancelled and abandoned futures arrive as Error::Cancelled. Call on context's thread.
template<typename T, typename Handler>
void whenDone(const QFuture<Result<T>> &future, QObject *context, Handler handler)
{
    auto *watcher = new QFutureWatcher<Result<T>>(context);
    QObject::connect(
        watcher, &QFutureWatcherBase::finished, context, [watcher, handler = std::move(handler)]() mutable {
            watcher->deleteLater();
            const auto done = watcher->future();
            handler(done.resultCount() > 0 ? done.result() : Result<T>(Error{Error::Kind::Cancelled}));
        });
    watcher->setFuture(future);
}

/// A future that is finished already.
template<typename T>
QFuture<Result<T>> readyFuture(Result<T> result)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

} // namespace assay
