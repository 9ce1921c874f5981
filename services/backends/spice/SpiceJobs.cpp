#include "services/backends/spice/SpiceJobs.h"

#include "services/backends/rest/RestClient.h"
#include "services/backends/spice/SpiceResults.h"

#include <QCoreApplication>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

} // namespace

SpiceJobs::SpiceJobs(RestClient &client, DraftStore &files, const QString &place, QObject *parent)
    : KeptJobs(client, files, QStringLiteral("spice"), place, parent), m_history(client, store()), m_runner(client, store(), m_history)
{
    connect(&m_history, &SpiceHistory::changed, this, &SpiceJobs::tell);
    connect(&m_runner, &SpiceRunner::changed, this, &SpiceJobs::tell);
    connect(&m_history, &SpiceHistory::listChanged, this, &JobService::listChanged);
}

void SpiceJobs::ready(const QList<SpiceEval> &evals)
{
    m_history.setEvals(evals);
    m_runner.start();
}

void SpiceJobs::stop()
{
    m_runner.stop();
    m_history.stop();
}

void SpiceJobs::moveTo(const QString &place)
{
    m_runner.stop();
    m_history.reset();
    store().moveTo(place);
    forgetShown();
}

std::optional<Error> SpiceJobs::whyNot(const Job &job) const
{
    const QUrl runtime = client().base();
    const auto invalid = [](const QString &text) { return Error{Error::Kind::Invalid, text}; };
    if (job.model.name.trimmed().isEmpty())
        return invalid(Text::tr("Model: enter the name of one of the runtime's models."));
    // A runtime asks its own models only; its address is one of theirs, as far as other programs are concerned.
    if (!job.model.url.isEmpty() && !runtime.isEmpty() && originOf(QUrl(job.model.url)) != originOf(runtime))
        return invalid(Text::tr("Endpoint: a Spice runtime asks its own models only; enter its address, %1, and the name of a model.").arg(runtime.toString()));
    if (job.collection)
        return invalid(Text::tr("Collection: a Spice runtime knows none; choose its evals one by one."));
    if (job.benchmarks.isEmpty())
        return invalid(Text::tr("Benchmarks: choose at least one eval."));
    for (const BenchmarkRef &ref : job.benchmarks) {
        if (ref.providerId != spiceProvider() || ref.id.isEmpty())
            return invalid(Text::tr("Benchmarks: “%1” is no eval of this runtime; choose from its own.").arg(ref.id));
    }
    return {};
}

QString SpiceJobs::provider() const { return spiceProvider(); }

QString SpiceJobs::noLogs() const { return Text::tr("A Spice runtime hands out no logs of its runs."); }

QString SpiceJobs::noRows() const
{
    return Text::tr("The rows of this run are not here: they are copied while the runtime has them, which it does for a day and until its restart.");
}

} // namespace assay
