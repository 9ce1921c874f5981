#pragma once

#include "services/api/ImportService.h"

namespace assay {

class EvalHubClient;

/// Imports of the local engine. GUI thread.
class EvalHubImports final : public ImportService {
    Q_OBJECT
public:
    explicit EvalHubImports(EvalHubClient &client, QObject *parent = nullptr);
    QFuture<Result<QString>> begin(const QStringList &paths) override;
    QFuture<Result<ImportState>> look(const QString &id, qint64 runsKnown, qint64 problemsKnown) override;
    QFuture<Result<QList<ImportState>>> list() override;
    QFuture<Result<Done>> cancel(const QString &id) override;

private:
    EvalHubClient &m_client;
};

/// Reads the answer of GET /imports/{id}. Error::Protocol names the member.
Result<ImportState> decodeImport(const QByteArray &body);

} // namespace assay
