#pragma once

#include "services/api/DatasetService.h"
#include "services/backends/rest/RestClient.h"

#include <QHash>

#include <functional>
#include <memory>

namespace assay {

/// Datasets of a Scale GP account, at their current versions and as they were. Pages are named by the
/// item before them, so a row far down is reached by reading on from the last place that is known. GUI thread.
class ScaleDatasets final : public DatasetService {
    Q_OBJECT
public:
    explicit ScaleDatasets(RestClient &client, QObject *parent = nullptr)
        : DatasetService(parent)
        , m_client(client)
    {
    }

    /// Another account or server: nothing that was read before holds any more.
    void forget();

    QFuture<Result<QList<Dataset>>> list() override;
    QFuture<Result<Dataset>> get(const QString &id) override;
    QFuture<Result<DatasetAdded>> add(const DatasetRequest &request) override;
    QFuture<Result<Done>> archive(const QString &id) override;
    QFuture<Result<qint64>> append(const QString &id, const JsonText &rows) override;
    QFuture<Result<FileRows>> readFile(const QString &file, bool skipBroken) override;
    QFuture<Result<DatasetRowPage>> rows(const QString &id, qint64 start, int limit) override;
    QFuture<Result<DatasetRowPage>> rowsAt(const QString &id, qint64 version, qint64 start, int limit) override;

private:
    struct Listing;
    struct Walk;
    using WalkPtr = std::shared_ptr<Walk>;
    using End = std::function<void(const Result<Done> &)>;
    void listOn(const std::shared_ptr<Listing> &listing);
    WalkPtr walkOf(const QString &id);
    WalkPtr oldWalkOf(const QString &id, qint64 version);
    QFuture<Result<DatasetRowPage>> rowsOf(const WalkPtr &walk, qint64 start, int limit);
    void seek(const WalkPtr &walk, qint64 row, const End &end);
    void readPage(const WalkPtr &walk, int page, const End &end);
    static DatasetRowPage pageAt(const Walk &walk, qint64 start, int limit);
    void changed(const QString &id);

    RestClient &m_client;
    QHash<QString, qint64> m_versions; ///< as listed last
    QHash<QString, WalkPtr> m_walks; ///< of the current versions
    WalkPtr m_old; ///< of the earlier version that was looked at last; may be null
};

} // namespace assay
