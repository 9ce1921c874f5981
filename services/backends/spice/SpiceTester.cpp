#include "services/backends/spice/SpiceTester.h"

#include "services/backends/spice/SpiceConnection.h"
#include "services/backends/spice/SpiceReader.h"

#include <QCoreApplication>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

} // namespace

SpiceTester::SpiceTester(SecretStore &secrets, QObject *parent) : LadderTester(secrets, QStringLiteral("Spice.ai"), {}, parent) {}

void SpiceTester::askHealth()
{
    begin(Step::Health);
    ask(QStringLiteral("/health"), [this](const Result<HttpReply> &reply) {
        if (!reply)
            return end(State::Failed, reply.error().message, Text::tr("Try again; the server's log may say more."));
        if (!reply->ok() || reply->body.trimmed() != "ok")
            return end(State::Failed, notSpice(place()).message, Text::tr("Check host, port and path of the URL; a runtime's own port is 8090."));
        end(State::Passed, Text::tr("The server says “%1”.").arg(QStringLiteral("ok")), {}, [this] { askEvals(); });
    });
}

void SpiceTester::askEvals()
{
    begin(Step::Auth);
    if (endWithoutSecret())
        return;
    ask(QStringLiteral("/v1/evals"), [this](const Result<HttpReply> &reply) {
        if (endWithoutKey(reply))
            return;
        if (!reply->ok() && reply->status != 404)
            return end(State::Failed, Text::tr("The server does not let us in (status %1).").arg(reply->status), Text::tr("Check key and URL; the server's log may say more."));
        const QString text = settings().usesSecret() ? Text::tr("The server lets us in.") : Text::tr("No key is asked for.");
        end(State::Passed, text, {}, [this, answer = *reply] {
            begin(Step::Tenant);
            end(State::Skipped, Text::tr("A Spice runtime has no tenants."), {}, [this, answer] { evalsAnswered(answer); });
        });
    });
}

void SpiceTester::evalsAnswered(const HttpReply &reply)
{
    begin(Step::Version);
    if (reply.status == 404)
        return end(State::Failed, spiceWithoutEvals(place()).message, Text::tr("Start a runtime of 1.0 to 1.11, or choose another connection."));
    const auto evals = reply.ok() ? readSpiceEvals(reply.body) : Result<QList<SpiceEval>>(Error{});
    if (!evals)
        return end(State::Failed, Text::tr("The list of evals cannot be read (status %1).").arg(reply.status), Text::tr("Check the URL; the server's log may say more."));
    askReady(int(evals->size()));
}

void SpiceTester::askReady(int evals)
{
    ask(QStringLiteral("/v1/ready"), [this, evals](const Result<HttpReply> &reply) {
        const QString found = Text::tr("Spice.ai 1.x with %n eval(s).", nullptr, evals);
        if (reply && reply->status == 503)
            return end(State::Warned, found, Text::tr("It still loads its datasets and models; until then evals fail."));
        if (evals == 0)
            return end(State::Warned, found, Text::tr("Add evals to its spicepod.yaml and start it again."));
        end(State::Passed, found, {});
    });
}

} // namespace assay
