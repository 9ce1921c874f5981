#pragma once

#include "services/core/Async.h"

#include <QEventLoop>
#include <QTimer>

namespace assay::test {

/// The value of a future, waiting at most 10 s in an event loop; Error::Timeout "test" when it never comes.
template<typename T>
Result<T> waited(const QFuture<Result<T>> &future)
{
    QEventLoop loop;
    std::optional<Result<T>> out;
    QObject context;
    whenDone(future, &context, [&](const Result<T> &result) {
        out = result;
        loop.quit();
    });
    QTimer::singleShot(10000, &loop, &QEventLoop::quit);
    loop.exec();
    return out ? *out : Result<T>(Error{Error::Kind::Timeout, QStringLiteral("test: no answer")});
}

} // namespace assay::test
