#include "services/backends/llamastack/LlamaDatasets.h"

#include "services/backends/llamastack/DatasetPath.h"
#include "services/backends/llamastack/DatasetWire.h"
#include "services/backends/rest/RowFile.h"

#include <QCoreApplication>

// Rows that are added from a file, and rows that are changed: LlamaDatasets, continued.

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

constexpr int editMs = 60 * 60 * 1000; ///< every row is written anew

} // namespace

QFuture<Result<FileRows>> LlamaDatasets::readFile(const QString &file, bool skipBroken)
{
    if (const auto why = m_missing())
        return readyFuture(Result<FileRows>(*why));
    return readRowFile(file, skipBroken);
}

QFuture<Result<Dataset>> LlamaDatasets::edit(const QString &id, qint64 version, const QList<RowEdit> &edits)
{
    if (m_files == Files::Here) // Llama Stack's own have nothing like it
        return DatasetService::edit(id, version, edits);
    const auto body = llamastack::encodeEdits(version, edits);
    if (!body)
        return readyFuture(Result<Dataset>(body.error()));
    RestCall call;
    call.path = llamastack::datasetPath({ QStringLiteral("datasetio"), QStringLiteral("edit-rows") }, id);
    call.atOrigin = true;
    call.method = "POST";
    call.body = *body;
    call.timeoutMs = editMs;
    call.idempotent = false; // the same again is refused: the version is another one then
    call.write = Text::tr("change rows of a dataset");
    const auto edited = m_client.callBuilt<Dataset>(
        offered(call), [](const HttpReply &reply) { return llamastack::decodeDataset(reply.body); });
    whenDone(edited, this,
        [this](const Result<Dataset> &) { Q_EMIT datasetsChanged(); }); // a lost answer may have been a success
    return edited;
}

} // namespace assay
