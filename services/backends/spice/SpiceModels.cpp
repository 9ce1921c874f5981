#include "services/backends/spice/SpiceModels.h"

#include "services/backends/rest/Promised.h"
#include "services/backends/spice/SpiceReader.h"

#include <QCoreApplication>

namespace assay {

QFuture<Result<QList<ServedModel>>> SpiceModels::list()
{
    RestCall call { .path = QStringLiteral("/v1/models") };
    call.query = { { QStringLiteral("status"), QStringLiteral("true") } };
    const auto promise = begun<QList<ServedModel>>();
    const auto asked
        = m_client.call<QList<ServedModel>>(call, [](const HttpReply &reply) { return readSpiceModels(reply.body); });
    whenDone(asked, this, [promise](Result<QList<ServedModel>> models) {
        // 1.6.0 answers every look at its models with 400, whatever they are (spiceai/spiceai#6956).
        if (!models && models.error().code == QLatin1String("http_400")) {
            Error error = models.error();
            error.message = QCoreApplication::translate("assay",
                "This version of the runtime cannot list its models (1.6.0 is known for it); write the model's name.");
            models = error;
        }
        finish(promise, models);
    });
    return promise->future();
}

} // namespace assay
