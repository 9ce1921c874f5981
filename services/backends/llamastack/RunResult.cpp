#include "services/backends/llamastack/LlamaRunner.h"

#include "services/backends/llamastack/DatasetWire.h"
#include "services/backends/llamastack/EvalCalls.h"
#include "services/backends/llamastack/Ids.h"
#include "services/backends/llamastack/LlamaFunctions.h"
#include "services/backends/llamastack/RowReader.h"
#include "services/core/OnPool.h"

#include <QCoreApplication>

// What becomes of a run's result: LlamaRunner, continued.

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

} // namespace

/// The words tell a server that was started anew from one whose benchmark was deleted meanwhile.
void LlamaRunner::forgotten(const QString &words)
{
    const QString text
        = Text::tr("The server forgot the run before its result was read, as it does when it is started anew.");
    fail(words.isEmpty() ? text : text + QLatin1Char(' ') + words, QStringLiteral("forgotten"));
}

/// A server counts its runs from 0 again after its restart: where the connection was gone, the result may be that of
/// another run. Where it was not, it is ours, whatever words and numbers its evaluator has.
void LlamaRunner::haveOutcome(const llamastack::EvalOutcome &outcome)
{
    if (outcome.isEmpty())
        return fail(Text::tr("The server says that the run is over, and has neither answers nor scores of it."),
            QStringLiteral("no_result"));
    if (hasGivenRows())
        return copy(outcome, m_flight.request.rows, {}, false);
    if (m_flight.direct)
        return askRows(outcome, false);
    whenHere<QList<ScoringFunction>>(m_functions.ask(), [this, outcome](const Result<QList<ScoringFunction>> &known) {
        if (!known && llamastack::mayPass(known.error()))
            return troubled(known.error());
        doubt(outcome, known ? llamastack::idsOf(*known) : QStringList());
    });
}

/// `known`: the server's scoring functions.
void LlamaRunner::doubt(const llamastack::EvalOutcome &outcome, const QStringList &known)
{
    const llamastack::Owner owner = llamastack::ownerOf(outcome, m_flight.request.functions, known);
    const Job &job = record()->job;
    const auto most = llamastack::numExamples(job, job.benchmarks.at(m_flight.index));
    const bool builtIn = owner == llamastack::Owner::Ours;
    if (owner == llamastack::Owner::Others || (builtIn && most && outcome.answers() > *most))
        return forgotten();
    askRows(outcome, builtIn);
}

/// `strict`: where the dataset has rows that it should have answered, and did not, the result is another run's.
void LlamaRunner::askRows(const llamastack::EvalOutcome &outcome, bool strict)
{
    const Job &job = record()->job;
    const qsizetype count = outcome.answers();
    const auto most = llamastack::numExamples(job, job.benchmarks.at(m_flight.index));
    if (count == 0 || m_flight.benchmark.datasetId.isEmpty())
        return copy(outcome, {}, {}, false);
    const qint64 wanted = count + (most && count < *most ? 1 : 0); // fewer than asked for: the dataset has no more
    whenHere<QList<JsonText>>(llamastack::readRows(m_client, m_flight.benchmark.datasetId, wanted),
        [this, outcome, strict](const Result<QList<JsonText>> &rows) {
            if (strict && rows && rows->size() > outcome.answers())
                return forgotten();
            const bool fits = rows && rows->size() == outcome.answers();
            copy(outcome, {}, fits ? *rows : QList<JsonText>(), !fits);
        });
}

/// `given`: the array of the rows, where the dataset's were not asked.
void LlamaRunner::copy(
    const llamastack::EvalOutcome &outcome, const JsonText &given, const QList<JsonText> &rows, bool rowsMissing)
{
    const KeptRun *run = record();
    const BenchmarkRef ref = run->job.benchmarks.at(m_flight.index);
    const QString runId = run->calls.at(m_flight.index).runId;
    const QString dataset = hasGivenRows() ? QString() : m_flight.benchmark.datasetId;
    const llamastack::EvalFacts facts { runId, dataset, m_flight.request.params, m_serverVersion };
    const RunDoubts doubts { {}, !runId.isEmpty() && !m_flight.direct, rowsMissing, {} };
    const auto copied = onPool<llamastack::EvalCopy>([=, index = m_flight.index] {
        return llamastack::copyOf(outcome, ref, index, given.isEmpty() ? rows : llamastack::rowTexts(given), facts);
    });
    whenHere<llamastack::EvalCopy>(copied, [this, outcome, doubts](const Result<llamastack::EvalCopy> &done) {
        if (done)
            keep(outcome, *done, doubts);
    });
}

void LlamaRunner::keep(
    const llamastack::EvalOutcome &outcome, const llamastack::EvalCopy &copied, const RunDoubts &doubts)
{
    whenHere<int>(m_store.saveSamples(m_flight.id, m_flight.index, copied.samples),
        [this, outcome, result = copied.result, mixed = copied.mixed, doubts](const Result<int> &parts) {
            RunDoubts all = doubts;
            all.mixed = mixed;
            if (parts)
                record()->calls[m_flight.index].parts = *parts;
            else
                all.notKept = parts.error().message;
            finish(outcome, result, all);
        });
}

/// The metrics stand by themselves, whatever became of the samples.
void LlamaRunner::finish(const llamastack::EvalOutcome &outcome, const BenchmarkResult &result, const RunDoubts &doubts)
{
    Job &job = record()->job;
    llamastack::complete(job, m_flight.index, outcome, result);
    job.status.benchmarks[m_flight.index].warningMessage = warningOf(doubts);
    put();
    goOn();
}

} // namespace assay
