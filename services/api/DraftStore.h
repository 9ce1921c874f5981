#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QFuture>
#include <QString>

namespace assay {

/// Small texts that survive a crash: a job that is being composed. GUI thread; calls return at once.
class DraftStore {
public:
    virtual ~DraftStore() = default;
    /// The last saved content; empty when there is none.
    virtual QFuture<Result<QByteArray>> load(const QString &name) = 0;
    /// Replaces the content as a whole: a crash leaves the old or the new one. Saves keep their order.
    virtual QFuture<Result<Done>> save(const QString &name, const QByteArray &content) = 0;
    virtual QFuture<Result<Done>> remove(const QString &name) = 0;
};

} // namespace assay
