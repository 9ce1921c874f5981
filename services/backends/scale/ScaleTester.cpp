#include "services/backends/scale/ScaleTester.h"

#include "services/backends/scale/ScaleReader.h"

#include <QCoreApplication>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

} // namespace

ScaleTester::ScaleTester(SecretStore &secrets, QObject *parent) : LadderTester(secrets, QStringLiteral("Scale GP"), {}, parent) {}

/// The service has no route for its health: one question tells all.
void ScaleTester::askHealth()
{
    begin(Step::Health);
    QList<HttpHeader> account;
    if (!settings().tenant.isEmpty())
        account.append(HttpHeader("x-selected-account-id", settings().tenant.toUtf8()));
    setHeaders(account);
    ask(QStringLiteral("/v5/evaluations?limit=1"), [this](const Result<HttpReply> &reply) {
        if (!reply)
            return end(State::Failed, reply.error().message, Text::tr("Try again; the server's log may say more."));
        if (reply->status == 404 || reply->status >= 500)
            return end(State::Failed, scaleError(*reply, place()).message, Text::tr("Check host, port and path of the URL; it must be the address below which /v5 lies."));
        end(State::Passed, Text::tr("The service answers."), {}, [this, answer = *reply] { judgeKey(answer); });
    });
}

void ScaleTester::judgeKey(const HttpReply &reply)
{
    begin(Step::Auth);
    if (endWithoutSecret() || endWithoutKey(reply))
        return;
    end(State::Passed, settings().usesSecret() ? Text::tr("The server lets us in.") : Text::tr("No key is asked for."), {}, [this, reply] { judgeAccount(reply); });
}

void ScaleTester::judgeAccount(const HttpReply &reply)
{
    begin(Step::Tenant);
    const auto page = reply.ok() ? readEvaluations(reply.body) : Result<ScalePage<Job>>(scaleError(reply, place()));
    if (!page)
        return end(State::Failed, page.error().message, Text::tr("Enter the id of the account that you work in; Scale GP shows it in its settings."));
    const int evaluations = int(std::max<qint64>(page->total, page->items.size()));
    end(State::Passed, Text::tr("%n evaluation(s) can be seen.", nullptr, evaluations), {}, [this] {
        begin(Step::Version);
        end(State::Passed, Text::tr("Scale GP, API version 5. It does not offer: %1.").arg(Text::tr("jobs of benchmarks and cancelling runs")), {});
    });
}

} // namespace assay
