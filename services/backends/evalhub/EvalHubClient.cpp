#include "services/backends/evalhub/EvalHubClient.h"

#include "services/http/Redaction.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay {

namespace {

struct ErrorObject {
    QString code, message, trace;
    bool detailed = false;
};

ErrorObject readErrorObject(const QByteArray &body)
{
    const auto in = nlohmann::json::parse(body.begin(), body.end(), nullptr, false);
    ErrorObject out;
    if (!in.is_object())
        return out;
    const auto text = [&in](const char *name) {
        const auto it = in.find(name);
        return it != in.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
    };
    out.code = text("message_code");
    out.message = text("message");
    if (out.message.isEmpty()) { // Llama Stack's routes
        out.message = text("detail");
        out.detailed = !out.message.isEmpty();
    }
    out.trace = text("trace");
    return out;
}

Error::Kind kindOf(int status, bool errorObject)
{
    return status == 404 && !errorObject ? Error::Kind::Unsupported // the router's own 404 is plain text
                                         : kindOfStatus(status);
}

QString sentenceFor(int status, const QString &place)
{
    if (status == 404)
        return QCoreApplication::translate("assay", "%1 does not know this address; check that the URL is EvalHub's own.").arg(place);
    return sentenceForStatus(status, place);
}

} // namespace

QString describeWrite(const EvalHubCall &call)
{
    if (!call.changes())
        return {};
    if (!call.write.isEmpty())
        return call.write;
    const bool hard = call.query.contains({QStringLiteral("hard_delete"), QStringLiteral("true")});
    const QString place = call.path.section(QLatin1Char('/'), 1, 2), rest = call.path.section(QLatin1Char('/'), 3);
    const bool removal = call.method == "DELETE";
    if (place == QLatin1String("evaluations/jobs")) {
        if (removal && hard)
            return QCoreApplication::translate("assay", "delete a run");
        if (removal)
            return QCoreApplication::translate("assay", "cancel a run");
        return rest.isEmpty() ? QCoreApplication::translate("assay", "submit a job") : QCoreApplication::translate("assay", "change a run");
    }
    if (place == QLatin1String("evaluations/providers"))
        return removal ? QCoreApplication::translate("assay", "delete a provider")
             : rest.isEmpty() ? QCoreApplication::translate("assay", "add a provider") : QCoreApplication::translate("assay", "change a provider");
    if (place == QLatin1String("evaluations/collections"))
        return removal ? QCoreApplication::translate("assay", "delete a collection")
             : rest.isEmpty() || rest.endsWith(QLatin1String("/clones")) ? QCoreApplication::translate("assay", "add a collection")
                                                                         : QCoreApplication::translate("assay", "change a collection");
    if (call.path.startsWith(QLatin1String("/tasks/")))
        return QCoreApplication::translate("assay", "make a benchmark");
    return QCoreApplication::translate("assay", "change the server (%1 %2)").arg(QString::fromLatin1(call.method), call.path);
}

Error evalHubError(const HttpReply &reply, const QString &place)
{
    const ErrorObject object = readErrorObject(reply.body);
    Error error{kindOf(reply.status, !object.code.isEmpty() || object.detailed)};
    error.code = object.code;
    const bool ownWords = reply.status == 401 || reply.status == 403 || object.message.isEmpty();
    error.message = ownWords ? sentenceFor(reply.status, place) : redacted(object.message);
    error.detail = QStringLiteral("HTTP %1, trace %2").arg(QString::number(reply.status), object.trace.isEmpty() ? reply.traceId : object.trace);
    if (ownWords && !object.message.isEmpty())
        error.detail += QLatin1String(": ") + redacted(object.message);
    return error;
}

EvalHubClient::EvalHubClient(const QString &serverKind, QObject *parent)
    : RestClient({serverKind, QStringLiteral("/api/v1"), evalHubError}, parent)
{
}

} // namespace assay
