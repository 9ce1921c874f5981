#include "services/backends/spice/SpiceClient.h"

#include "services/http/Redaction.h"

#include <QCoreApplication>

namespace assay {

namespace {

constexpr qsizetype longestMessage = 1000;

QString ownWords(const HttpReply &reply)
{
    const QString text = QString::fromUtf8(reply.body).trimmed();
    return text.startsWith(QLatin1Char('<')) ? QString() : quoted(text, longestMessage);
}

} // namespace

RestClient::Settings spiceClientSettings()
{
    return {QStringLiteral("Spice.ai"), {}, spiceError};
}

Error spiceError(const HttpReply &reply, const QString &place)
{
    const QString words = ownWords(reply);
    Error error{kindOfStatus(reply.status)};
    error.code = QStringLiteral("http_%1").arg(reply.status);
    error.detail = QStringLiteral("HTTP %1: %2").arg(QString::number(reply.status), words);
    if (reply.status == 404 && words.isEmpty()) {
        error.kind = Error::Kind::Unsupported;
        error.message = QCoreApplication::translate("assay", "The Spice runtime at %1 does not have this; it may be another version.").arg(place);
    } else if (reply.status == 401 || reply.status == 403) {
        error.message = QCoreApplication::translate("assay", "%1 refuses the key (%2); enter a valid one for this connection.").arg(place).arg(reply.status);
    } else if (words.isEmpty() || reply.status == 429) {
        error.message = sentenceForStatus(reply.status, place);
    } else {
        error.message = QCoreApplication::translate("assay", "The runtime answers: %1").arg(words);
    }
    return error;
}

RestCall spiceSql(const QString &sql)
{
    RestCall call{.method = "POST", .path = QStringLiteral("/v1/sql"), .body = sql.toUtf8()};
    call.contentType = "text/plain";
    call.dryRun = call.idempotent.emplace(true);
    return call;
}

QFuture<Result<QList<SpiceRun>>> askSpiceRuns(RestClient &client)
{
    auto promise = std::make_shared<QPromise<Result<QList<SpiceRun>>>>();
    promise->start();
    const auto asked = client.call<QList<SpiceRun>>(spiceSql(QStringLiteral("SELECT * FROM spice.eval.runs ORDER BY created_at DESC")),
                                                    [](const HttpReply &reply) { return readSpiceRuns(reply.body); });
    whenDone(asked, &client, [promise](const Result<QList<SpiceRun>> &runs) {
        // The tables are there only where the spicepod defines an eval.
        const bool noTable = !runs && (runs.error().code == QLatin1String("http_400") || runs.error().code == QLatin1String("http_404"));
        promise->addResult(noTable ? Result<QList<SpiceRun>>(QList<SpiceRun>()) : runs);
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<SpiceRows>> askSpiceRows(RestClient &client, const SpiceRun &run, const QString &eval, int index)
{
    QString quoted = run.id;
    quoted.replace(QLatin1Char('\''), QLatin1String("''"));
    const RestCall call = spiceSql(QStringLiteral("SELECT * FROM spice.eval.results WHERE run_id = '%1'").arg(quoted));
    return client.call<SpiceRows>(call, [run, eval, index](const HttpReply &reply) -> Result<SpiceRows> {
        const auto scores = readSpiceScores(reply.body);
        if (!scores)
            return scores.error();
        SpiceRows rows{spiceSamples(*scores, run.scorers), {}};
        rows.result = spiceResult(run, eval, index, rows.samples);
        return rows;
    });
}

} // namespace assay
