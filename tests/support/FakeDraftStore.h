#pragma once

#include "services/api/DraftStore.h"
#include "services/core/Async.h"

#include <QMap>

namespace assay::test {

class FakeDraftStore final : public DraftStore {
public:
    QMap<QString, QByteArray> contents;
    int saves = 0;
    QFuture<Result<QByteArray>> load(const QString &name) override { return readyFuture<QByteArray>(contents.value(name)); }
    QFuture<Result<Done>> save(const QString &name, const QByteArray &content) override
    {
        ++saves;
        contents.insert(name, content);
        return readyFuture<Done>(Done{});
    }
    QFuture<Result<Done>> remove(const QString &name) override
    {
        contents.remove(name);
        return readyFuture<Done>(Done{});
    }
};

} // namespace assay::test
