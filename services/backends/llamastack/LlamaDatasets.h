#pragma once

#include "services/api/DatasetService.h"
#include "services/backends/rest/RestClient.h"

#include <functional>

namespace assay {

/// Datasets by Llama Stack's routes (contract llamastack.md, sections 4.1 and 4.2), of such a server and of the local
/// engine, which has them at its origin. What a server says of paging and of its own success is not trusted: rows are
/// counted. GUI thread.
class LlamaDatasets final : public DatasetService {
    Q_OBJECT
public:
    /// Where a request's file is opened: the local engine opens it itself; to another server its rows are sent.
    enum class Files { ByServer, Here };
    /// Why the server has no datasets; asked once it is known what answers.
    using Missing = std::function<std::optional<Error>()>;
    LlamaDatasets(RestClient &client, Files files, Missing missing, QObject *parent = nullptr);

    /// Whether the server has datasets for training; until it is told, it has.
    void setTraining(bool training) { m_training = training; }

    DatasetTakes takes() const override { return { true, true, m_files == Files::Here, m_training }; }
    QFuture<Result<QList<Dataset>>> list() override;
    QFuture<Result<DatasetAdded>> add(const DatasetRequest &request) override;
    QFuture<Result<Done>> remove(const QString &id) override;
    QFuture<Result<DatasetRowPage>> rows(const QString &id, qint64 start, int limit) override;
    QFuture<Result<Dataset>> get(const QString &id) override;
    QFuture<Result<qint64>> append(const QString &id, const JsonText &rows) override;
    QFuture<Result<FileRows>> readFile(const QString &file, bool skipBroken) override;
    QFuture<Result<Dataset>> edit(const QString &id, qint64 version, const QList<RowEdit> &edits) override;

private:
    struct Count;
    using CountPtr = std::shared_ptr<Count>;
    struct Append;
    using AppendPtr = std::shared_ptr<Append>;
    using Added = std::shared_ptr<QPromise<Result<DatasetAdded>>>;
    RestClient::Build offered(const RestCall &call) const;
    RestCall pageCall(const QString &id, qint64 start, int limit) const;
    void readFile(const DatasetRequest &request, const Added &added);
    void send(const DatasetRequest &request, const QByteArray &source, const DatasetAdded &read, const Added &added);
    void sendIfNew(
        const DatasetRequest &request, const QByteArray &source, const DatasetAdded &read, const Added &added);
    void tryToRead(const DatasetAdded &registered, const Added &added);
    void countAll(const DatasetAdded &registered, const Added &added);
    QFuture<Result<qint64>> countFrom(const QString &id, qint64 start);
    void countOn(const CountPtr &count);
    void suspectRepeat(const CountPtr &count, bool over);
    void countBefore(const AppendPtr &append);
    void sendRows(const AppendPtr &append);
    void verify(const AppendPtr &append, const Result<Done> &sent);

    RestClient &m_client;
    const Files m_files;
    const Missing m_missing;
    bool m_training = true;
};

} // namespace assay
