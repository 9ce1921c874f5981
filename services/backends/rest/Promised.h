#pragma once

#include "services/core/Result.h"

#include <QPromise>

#include <memory>

// A result that comes from more than one answer: a promise that the handlers of all of them share.

namespace assay {

/// Started; its future is for whenDone().
template <typename T>
std::shared_ptr<QPromise<Result<T>>> begun()
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    return promise;
}

/// Once for each.
template <typename T>
void finish(const std::shared_ptr<QPromise<Result<T>>> &promise, const Result<T> &result)
{
    promise->addResult(result);
    promise->finish();
}

} // namespace assay
