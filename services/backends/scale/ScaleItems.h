#pragma once

#include "services/backends/scale/ScaleReader.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <deque>
#include <memory>

namespace assay {

/// The items of evaluations, read whole page by page and made into samples and means. Those of the last few evaluations
/// that have ended are kept. GUI thread.
class ScaleItems final : public QObject {
    Q_OBJECT
public:
    using Content = std::shared_ptr<const ScaleContent>;
    explicit ScaleItems(RestClient &client, QObject *parent = nullptr)
        : QObject(parent)
        , m_client(client)
    {
    }

    /// Another account or server: nothing that was read before holds any more.
    void forget();
    /// Null: they were not read, or may have changed since.
    Content kept(const QString &id) const;
    /// `job` as readEvaluation() makes it.
    QFuture<Result<Content>> of(const Job &job);
    /// Those only that the service counts as failed; a few of many, of an evaluation that runs. All of them where it
    /// does not filter.
    QFuture<Result<Content>> failedOf(const Job &job);

private:
    struct Walk;
    using WalkPtr = std::shared_ptr<Walk>;
    QFuture<Result<Content>> read(const Job &job, const QString &completion);
    void readOn(const WalkPtr &walk);
    void readSchema(const WalkPtr &walk);
    void readContent(const WalkPtr &walk, const QByteArray &schema);
    void end(const WalkPtr &walk, const Result<Content> &content);

    RestClient &m_client;
    std::deque<std::pair<QString, Content>> m_kept; ///< the newest first
    QHash<QString, QFuture<Result<Content>>> m_reading; ///< what is read now
    int m_account = 0; ///< counts forget()
};

} // namespace assay
