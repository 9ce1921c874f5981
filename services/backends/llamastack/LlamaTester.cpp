#include "services/backends/llamastack/LlamaTester.h"

#include "services/backends/llamastack/LlamaError.h"
#include "services/backends/llamastack/LlamaServer.h"

#include <QCoreApplication>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

} // namespace

LlamaTester::LlamaTester(SecretStore &secrets, QObject *parent)
    : LadderTester(secrets, QStringLiteral("Llama Stack"), {}, parent)
{
}

/// The version is public, as the health is, and only this kind of server has it there.
void LlamaTester::askHealth()
{
    begin(Step::Health);
    ask(QStringLiteral("/v1/version"), [this](const Result<HttpReply> &reply) {
        if (!reply)
            return end(State::Failed, reply.error().message, Text::tr("Try again; the server's log may say more."));
        const auto version = reply->ok() ? llamastack::readVersion(reply->body) : Result<QString>(Error {});
        if (!version)
            return end(State::Failed, llamastack::notLlamaStack(place()).message,
                Text::tr("Check host, port and path of the URL; a server's own port is 8321."));
        end(State::Passed, Text::tr("%1, %2.", "server and version").arg(QStringLiteral("Llama Stack"), *version), {},
            [this, version = *version] { askRoutes(version); });
    });
}

void LlamaTester::askRoutes(const QString &version)
{
    begin(Step::Auth);
    if (endWithoutSecret())
        return;
    ask(QStringLiteral("/v1/inspect/routes"), [this, version](const Result<HttpReply> &reply) {
        if (endWithoutKey(reply))
            return;
        const QString text
            = settings().usesSecret() ? Text::tr("The server lets us in.") : Text::tr("No key is asked for.");
        end(State::Passed, text, {}, [this, version, answer = *reply] {
            begin(Step::Tenant);
            end(State::Skipped, Text::tr("A Llama Stack server has no tenants."), {},
                [this, version, answer] { routesAnswered(version, answer); });
        });
    });
}

void LlamaTester::routesAnswered(const QString &version, const HttpReply &reply)
{
    begin(Step::Version);
    const auto routes
        = reply.ok() ? llamastack::readRoutes(reply.body) : Result<QStringList>(llamastack::errorOf(reply, place()));
    if (!routes)
        return end(State::Failed, routes.error().message, Text::tr("Check the URL; the server's log may say more."));
    const llamastack::Server server = llamastack::serverOf(version, *routes);
    if (!server.datasets && !server.evaluations)
        return end(State::Failed, llamastack::withoutEvaluations(server, place()).message,
            Text::tr("Start a server of 0.3 to 0.7."));
    const QString name = Text::tr("%1, %2.", "server and version").arg(QStringLiteral("Llama Stack"), version);
    const QStringList missing = llamastack::missingFrom(server);
    end(State::Passed,
        missing.isEmpty()
            ? name
            : name + QLatin1Char(' ') + Text::tr("It does not offer: %1.").arg(missing.join(QStringLiteral(", "))),
        {});
}

} // namespace assay
