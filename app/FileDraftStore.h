#pragma once

#include "services/api/DraftStore.h"

#include <QThreadPool>

namespace assay {

/// Drafts as small files in the profile. One worker thread: saves keep their order and never block the window.
class FileDraftStore final : public DraftStore {
public:
    /// `folder` is made when something is saved.
    explicit FileDraftStore(const QString &folder);
    ~FileDraftStore() override; ///< waits for what is being written
    QFuture<Result<QByteArray>> load(const QString &name) override;
    QFuture<Result<Done>> save(const QString &name, const QByteArray &content) override;
    QFuture<Result<Done>> remove(const QString &name) override;
    /// All of them.
    QFuture<Result<Done>> clear();

private:
    QString fileOf(const QString &name) const;
    QString m_folder;
    QThreadPool m_pool;
};

} // namespace assay
