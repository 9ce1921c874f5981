#include "services/backends/llamastack/LlamaJobs.h"

#include "services/backends/llamastack/EvalRequest.h"
#include "services/backends/llamastack/EvalWire.h"
#include "services/backends/llamastack/LlamaServer.h"
#include "services/core/OnPool.h"

#include <QCoreApplication>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

} // namespace

LlamaJobs::LlamaJobs(RestClient &client, DraftStore &files, const QString &place, QObject *parent)
    : KeptJobs(client, files, QStringLiteral("llamastack"), place, parent)
    , m_functions(client, files, place)
    , m_runner(client, store(), m_functions)
{
    connect(&m_runner, &LlamaRunner::changed, this, &LlamaJobs::tell);
}

void LlamaJobs::moveTo(const QString &place)
{
    m_runner.stop();
    m_functions.moveTo(place);
    store().moveTo(place);
    forgetShown();
}

/// There is no list of runs to look at; that the server is there, the list of ours has to know.
QFuture<Result<Done>> LlamaJobs::look()
{
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    whenDone(store().load(), this, [this, promise, before = client().interrupts()](const Result<Done> &loaded) {
        const auto end = [promise](const Result<Done> &result) {
            promise->addResult(result);
            promise->finish();
        };
        if (!loaded)
            return end(loaded);
        if (before != client().interrupts()) // to ask would open what was closed meanwhile
            return end(Error { Error::Kind::Cancelled });
        const auto asked = client().call<Done>({ .path = QStringLiteral("/v1/version") }, [](const HttpReply &reply) {
            const auto version = llamastack::readVersion(reply.body);
            return version ? Result<Done>(Done {}) : Result<Done>(version.error());
        });
        whenDone(asked, this, [this, end](const Result<Done> &there) {
            end(there);
            if (there)
                m_runner.resume(); // what waited for the server goes on
        });
    });
    return promise->future();
}

std::optional<Error> LlamaJobs::whyNot(const Job &job) const
{
    const QUrl server = client().base();
    const auto invalid = [](const QString &text) { return Error { Error::Kind::Invalid, text }; };
    if (job.model.name.trimmed().isEmpty())
        return invalid(Text::tr("Model: enter the name of one of the server's models."));
    // It asks its own models only; its address is one of theirs, as far as other programs are concerned.
    if (!job.model.url.isEmpty() && !server.isEmpty() && originOf(QUrl(job.model.url)) != originOf(server))
        return invalid(Text::tr(
            "Endpoint: a Llama Stack server asks its own models only; enter its address, %1, and the name of a model.")
                           .arg(server.toString()));
    if (job.collection)
        return invalid(Text::tr("Collection: a Llama Stack server knows none; choose its benchmarks one by one."));
    if (job.benchmarks.isEmpty())
        return invalid(Text::tr("Benchmarks: choose at least one."));
    for (const BenchmarkRef &ref : job.benchmarks) {
        if (ref.providerId != llamastack::provider() || ref.id.isEmpty() || ref.id.contains(QLatin1Char('/')))
            return invalid(Text::tr("Benchmarks: “%1” is none of this server; choose from its own.").arg(ref.id));
    }
    return {};
}

QFuture<Result<Done>> LlamaJobs::check(const Job &job) const
{
    const auto look = [job]() -> Result<Done> {
        for (const BenchmarkRef &ref : job.benchmarks) {
            if (const auto fault = llamastack::faultOf(job, ref))
                return *fault;
        }
        return Done {};
    };
    return isLong(job) ? onPool<Done>(look) : readyFuture(look());
}

QString LlamaJobs::provider() const
{
    return llamastack::provider();
}

std::optional<Message> LlamaJobs::cancelNote(const RunCall &call) const
{
    if (call.sentMs == 0)
        return {};
    return Message { call.runId.isEmpty()
            ? Text::tr("The connection was closed; the server's own evaluator goes on with the rows all the same until "
                       "it is through.")
            : Text::tr("The server was asked to end it; its own evaluator goes on with the rows all the same until it "
                       "is through."),
        QStringLiteral("not_stopped"), QStringLiteral("runtime"), {} };
}

QString LlamaJobs::noLogs() const
{
    return Text::tr("A Llama Stack server hands out no logs of its runs.");
}

QString LlamaJobs::noRows() const
{
    return Text::tr("The answers of this run were not copied from the server.");
}

} // namespace assay
