#pragma once

#include "services/api/DraftStore.h"
#include "services/core/Async.h"

#include <QMap>
#include <QPromise>

#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace assay::test {

/// Drafts in memory. Answers at once unless `hold` is set: then each call has its effect, and its answer waits for release().
class FakeDraftStore final : public DraftStore {
public:
    QMap<QString, QByteArray> contents;
    std::optional<Error> failLoad, failSave; ///< the answer of every call made while it is set
    bool hold = false;
    int saves = 0;
    QFuture<Result<QByteArray>> load(const QString &name) override
    {
        return answer<QByteArray>(failLoad ? Result<QByteArray>(*failLoad) : contents.value(name));
    }
    QFuture<Result<Done>> save(const QString &name, const QByteArray &content) override
    {
        ++saves;
        if (failSave)
            return answer<Done>(*failSave);
        contents.insert(name, content);
        return answer<Done>(Done{});
    }
    QFuture<Result<Done>> remove(const QString &name) override
    {
        contents.remove(name);
        return answer<Done>(Done{});
    }

    qsizetype waiting() const { return qsizetype(m_held.size()); }
    void release() ///< the oldest answer
    {
        const auto run = std::move(m_held.front());
        m_held.pop_front();
        run();
    }

private:
    template<typename T>
    QFuture<Result<T>> answer(const Result<T> &result)
    {
        if (!hold)
            return readyFuture<T>(result);
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        m_held.push_back([promise, result] {
            promise->addResult(result);
            promise->finish();
        });
        return promise->future();
    }
    std::deque<std::function<void()>> m_held;
};

} // namespace assay::test
