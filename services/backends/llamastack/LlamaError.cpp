#include "services/backends/llamastack/LlamaError.h"

#include "services/http/Redaction.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QRegularExpression>

namespace assay::llamastack {

namespace {

using Json = nlohmann::json;

constexpr qsizetype longestMessage = 1000;

QString faultOf(const Json &fault)
{
    if (!fault.is_object())
        return {};
    QStringList where;
    if (const auto loc = fault.find("loc"); loc != fault.end() && loc->is_array()) {
        for (const Json &part : *loc)
            where << QString::fromStdString(part.is_string() ? part.get<std::string>() : part.dump());
    }
    const auto msg = fault.find("msg");
    const QString what
        = msg != fault.end() && msg->is_string() ? QString::fromStdString(msg->get<std::string>()) : QString();
    return where.isEmpty() ? what : where.join(QLatin1Char('.')) + QStringLiteral(": ") + what;
}

/// 0.7 writes its list of faults as Python does, into a text.
QString withoutPython(const QString &words)
{
    static const QRegularExpression fault(
        QStringLiteral(R"re('loc': [\[(]([^\])]*)[\])], 'msg': ('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))re"));
    if (!words.startsWith(QLatin1String("{'errors':")))
        return words;
    QStringList faults;
    for (auto found = fault.globalMatch(words); found.hasNext();) {
        const QRegularExpressionMatch one = found.next();
        const QString where
            = one.captured(1).remove(QLatin1Char('\'')).replace(QLatin1String(", "), QLatin1String("."));
        faults << where + QStringLiteral(": ")
                + one.captured(2).chopped(1).mid(1).replace(QLatin1String("\\'"), QLatin1String("'"));
    }
    return faults.isEmpty() ? words : faults.join(QStringLiteral("; "));
}

/// A text, or an object with a list of faults.
QString wordsIn(const Json &in, const char *name)
{
    const auto it = in.find(name);
    if (it == in.end())
        return {};
    if (it->is_string())
        return QString::fromStdString(it->get<std::string>());
    const Json *list = it->is_array() ? &*it : nullptr;
    if (it->is_object() && it->contains("errors"))
        list = &(*it)["errors"];
    QStringList faults;
    if (list && list->is_array()) {
        for (const Json &one : *list) {
            if (const QString text = faultOf(one); !text.isEmpty())
                faults << text;
        }
    }
    return faults.join(QStringLiteral("; "));
}

Error::Kind kindOf(int status, const QString &words)
{
    if (status == 404 && (words.isEmpty() || words == QLatin1String("Not Found")))
        return Error::Kind::Unsupported; // the router's own
    if (status == 426)
        return Error::Kind::Unsupported;
    if (status == 400 && words.contains(QLatin1String("already exists")))
        return Error::Kind::Conflict;
    if (status == 400 && (words.contains(QLatin1String("not found")) || words.contains(QLatin1String("not served by"))))
        return Error::Kind::NotFound;
    return kindOfStatus(status);
}

QString sentenceOf(int status, Error::Kind kind, const QString &words, const QString &place)
{
    if (status == 401 || status == 403)
        return words.isEmpty()
            ? sentenceForStatus(status, place)
            : QCoreApplication::translate("assay", "%1 refuses the key (%2); enter a valid one for this connection.")
                  .arg(place)
                  .arg(status);
    if (status == 404 && kind == Error::Kind::Unsupported)
        return QCoreApplication::translate(
            "assay", "The Llama Stack server at %1 does not have this; it is another version.")
            .arg(place);
    if (status == 501)
        return QCoreApplication::translate("assay", "The Llama Stack server at %1 has nothing that does this.")
            .arg(place);
    if (words.isEmpty() || status == 429 || status == 405)
        return sentenceForStatus(status, place);
    if (status == 500 && words.startsWith(QLatin1String("Internal server error")))
        return QCoreApplication::translate("assay",
            "%1 reports a fault of its own (status 500). It says so of much that is wrong in a request or "
            "a row, too; its log says more.")
            .arg(place);
    if (words.contains(QLatin1String("OpenAISystemMessageParam"))) // it says only what of its own it could not make
        return QCoreApplication::translate("assay",
            "This server's evaluator takes no system message: put it into the rows, and leave system_message out.");
    return QCoreApplication::translate("assay", "The server answers: %1").arg(words);
}

} // namespace

RestClient::Settings clientSettings()
{
    return { QStringLiteral("Llama Stack"), {}, errorOf };
}

QString ownWords(const QByteArray &body)
{
    const Json in = Json::parse(body.begin(), body.end(), nullptr, false);
    if (!in.is_object())
        return {};
    QString words;
    if (const auto error = in.find("error"); error != in.end() && error->is_object()) {
        words = wordsIn(*error, "message");
        if (words.isEmpty())
            words = wordsIn(*error, "detail");
    }
    if (words.isEmpty())
        words = wordsIn(in, "detail");
    if (words.isEmpty())
        words = wordsIn(in, "title");
    return quoted(withoutPython(words), longestMessage);
}

Error errorOf(const HttpReply &reply, const QString &place)
{
    const QString words = ownWords(reply.body);
    Error error { kindOf(reply.status, words) };
    error.message = sentenceOf(reply.status, error.kind, words, place);
    error.detail = QStringLiteral("HTTP %1: %2").arg(QString::number(reply.status), words);
    error.code = QStringLiteral("http_%1").arg(reply.status);
    return error;
}

} // namespace assay::llamastack
