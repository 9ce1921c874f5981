#include "services/backends/spice/SpiceHistory.h"

#include "services/backends/spice/SpiceClient.h"
#include "services/backends/spice/SpiceResults.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLoggingCategory>
#include <QRegularExpression>

Q_LOGGING_CATEGORY(lcSpiceHistory, "assay.backends.spice.history", QtInfoMsg)

namespace assay {

namespace {

qint64 now() { return QDateTime::currentMSecsSinceEpoch(); }

/// "evals" and "financebench.evals" are one dataset.
bool sameDataset(const QString &a, const QString &b)
{
    return a == b || a.endsWith(QLatin1Char('.') + b) || b.endsWith(QLatin1Char('.') + a);
}

/// It names a file and a tab.
bool isPlainId(const QString &id)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_-]{1,64}$"));
    return plain.match(id).hasMatch();
}

Message unknown(const QString &text)
{
    return Message{text, QStringLiteral("state_unknown"), QStringLiteral("runtime"), {}};
}

bool isUnknown(const BenchmarkStatus &status)
{
    return status.errorMessage && status.errorMessage->messageCode == QLatin1String("state_unknown");
}

} // namespace

SpiceHistory::SpiceHistory(RestClient &client, RunStore &store, QObject *parent) : QObject(parent), m_client(client), m_store(store) {}

void SpiceHistory::reset()
{
    stop();
    m_evals.clear();
}

void SpiceHistory::stop()
{
    ++m_round;
    m_copies.clear();
    m_copying = false;
}

QFuture<Result<Done>> SpiceHistory::look()
{
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    const auto end = [promise](const Result<Done> &result) {
        promise->addResult(result);
        promise->finish();
    };
    whenDone(m_store.load(), this, [this, end, before = m_round](const Result<Done> &loaded) {
        if (!loaded)
            return end(loaded);
        if (before != m_round)
            return end(Error{Error::Kind::Cancelled});
        whenDone(askSpiceRuns(m_client), this, [this, end, round = m_round](const Result<QList<SpiceRun>> &runs) {
            if (runs && round == m_round)
                apply(*runs);
            end(runs ? Result<Done>(Done{}) : Result<Done>(runs.error()));
        });
    });
    return promise->future();
}

void SpiceHistory::apply(const QList<SpiceRun> &runs)
{
    QSet<QString> listed;
    for (const SpiceRun &run : runs) {
        listed.insert(run.id);
        if (KeptRun *record = m_store.ofRun(run.id))
            update(*record, run);
        else if (!m_store.removed().contains(run.id) && isPlainId(run.id) && !claim(run))
            takeIn(run);
    }
    settleLost(runs);
    settleForgotten(runs);
    m_store.forgetRemoved(listed);
    copyNext();
}

/// A run whose call knows its id.
void SpiceHistory::update(KeptRun &record, const SpiceRun &run)
{
    for (int i = 0; i < record.calls.size(); ++i) {
        if (record.calls.at(i).runId != run.id)
            continue;
        BenchmarkStatus &status = record.job.status.benchmarks[i];
        const bool open = !isTerminal(status.status) || isUnknown(status);
        if (open && isTerminal(run.state))
            ended(record, i, run);
        else if (open && !isUnknown(status) && status.status != run.state && record.key.isEmpty()) {
            status.status = run.state;
            put(record, i);
        }
        if (status.status == RunState::Completed && record.calls.at(i).parts < 0)
            wantCopy(record.job.resource.id, i, run);
    }
}

bool SpiceHistory::isLike(const SpiceRun &run, const KeptRun &record, int index) const
{
    if (run.model != record.job.model.name)
        return false;
    for (const SpiceEval &eval : m_evals) {
        if (eval.name == record.job.benchmarks.at(index).id)
            return sameDataset(eval.dataset, run.dataset) && eval.scorers == run.scorers;
    }
    return true; // it is not known what the eval reads
}

QStringList SpiceHistory::runsLike(const QList<SpiceRun> &runs, const KeptRun &record, int index) const
{
    QStringList ids;
    for (const SpiceRun &run : runs) {
        if (isLike(run, record, index))
            ids << run.id;
    }
    return ids;
}

/// Whether the run is, or may be, one of ours whose answer has not come: then it is no other's.
bool SpiceHistory::claim(const SpiceRun &run)
{
    const auto records = m_store.records();
    for (const KeptRun *one : records) {
        for (int i = 0; i < one->calls.size(); ++i) {
            const RunCall &call = one->calls.at(i);
            if (call.sentMs == 0 || !call.runId.isEmpty() || call.before.contains(run.id) || !isLike(run, *one, i))
                continue;
            const BenchmarkStatus &status = one->job.status.benchmarks.at(i);
            if (!isTerminal(status.status))
                return true; // under way, or lost: settleLost() decides
            KeptRun *record = m_store.find(one->job.resource.id);
            record->calls[i].runId = run.id; // cancelled, or given up for lost
            update(*record, run);
            m_store.save(*record);
            return true;
        }
    }
    return false;
}

/// The tables do not name evals: two over one dataset are told apart by their scorers only.
QString SpiceHistory::evalOf(const SpiceRun &run) const
{
    for (const SpiceEval &eval : m_evals) {
        if (sameDataset(eval.dataset, run.dataset) && eval.scorers == run.scorers)
            return eval.name;
    }
    return run.dataset;
}

void SpiceHistory::takeIn(const SpiceRun &run)
{
    KeptRun record;
    record.job = spiceForeignJob(run, evalOf(run));
    record.calls = {RunCall{run.id, {}, 0, 0, -1}};
    m_store.save(record);
    Q_EMIT listChanged();
    if (run.state == RunState::Completed)
        wantCopy(run.id, 0, run);
}

void SpiceHistory::settleLost(const QList<SpiceRun> &runs)
{
    const auto records = m_store.records();
    for (const KeptRun *one : records) {
        KeptRun &record = *m_store.find(one->job.resource.id);
        for (int i = 0; i < record.calls.size(); ++i) {
            RunCall &call = record.calls[i];
            if (call.lostMs == 0 || isTerminal(record.job.status.benchmarks.at(i).status))
                continue;
            QList<SpiceRun> found;
            for (const SpiceRun &run : runs) {
                if (run.id == call.runId || (call.runId.isEmpty() && !call.before.contains(run.id) && isLike(run, record, i) && !m_store.ofRun(run.id)))
                    found << run;
            }
            const qint64 lost = now() - call.lostMs;
            if (found.size() == 1 && isTerminal(found.first().state)) {
                ended(record, i, found.first());
            } else if (found.size() > 1) {
                failed(record, i, unknown(QCoreApplication::translate("assay", "The answer was lost, and the runtime lists several runs that may be this one. It was not sent again.")));
            } else if (found.isEmpty() && lost > m_unseenMs) {
                failed(record, i, unknown(QCoreApplication::translate("assay", "The answer was lost, and the runtime does not list the run: whether it ran is not known. It was not sent again.")));
            } else if (!found.isEmpty() && lost > m_patienceMs) {
                call.runId = found.first().id;
                failed(record, i, unknown(QCoreApplication::translate("assay", "The answer was lost. The runtime still lists the run as “%1”, but it stops a run whose client has gone. It was not sent again.").arg(found.first().state.text())));
            }
        }
    }
}

/// Others' runs that the runtime forgot before they had ended.
void SpiceHistory::settleForgotten(const QList<SpiceRun> &runs)
{
    const auto records = m_store.records();
    for (const KeptRun *one : records) {
        if (!one->key.isEmpty() || isTerminal(one->job.status.state) || one->calls.isEmpty())
            continue;
        const QString id = one->calls.first().runId;
        if (std::none_of(runs.cbegin(), runs.cend(), [&id](const SpiceRun &run) { return run.id == id; }))
            failed(*m_store.find(one->job.resource.id), 0, unknown(QCoreApplication::translate("assay", "The runtime forgot the run before it told its end.")));
    }
}

void SpiceHistory::ended(KeptRun &record, int index, const SpiceRun &run)
{
    const QString eval = record.job.benchmarks.at(index).id;
    BenchmarkStatus status = spiceStatus(run, eval, index);
    if (!record.key.isEmpty() && status.completedAt.isEmpty())
        status.completedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODate); // the runtime sets it for completed runs only
    record.job.status.benchmarks[index] = status;
    record.calls[index].runId = run.id;
    record.calls[index].lostMs = 0;
    record.job.results.benchmarks.removeIf([index](const BenchmarkResult &old) { return old.benchmarkIndex == index; });
    if (!run.metrics.isEmpty())
        record.job.results.benchmarks.append(spiceResult(run, eval, index));
    BenchmarkRef &ref = record.job.benchmarks[index];
    if (!ref.primaryScore && !run.scorers.isEmpty())
        ref.primaryScore = PrimaryScore{spicePrimaryMetric(run.scorers), {}, {}};
    put(record, index);
    if (run.state != RunState::Completed)
        return;
    wantCopy(record.job.resource.id, index, run);
    copyNext();
}

void SpiceHistory::failed(KeptRun &record, int index, const Message &why)
{
    failBenchmark(record.job.status.benchmarks[index], why);
    record.calls[index].lostMs = 0;
    put(record, index);
}

void SpiceHistory::put(KeptRun &record, int index)
{
    settleJob(record.job);
    record.job.resource.updatedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
    m_store.save(record);
    Q_EMIT changed(record.job.resource.id, index);
}

void SpiceHistory::wantCopy(const QString &id, int index, const SpiceRun &run)
{
    const bool known = std::any_of(m_copies.cbegin(), m_copies.cend(), [&](const Copy &copy) { return copy.id == id && copy.index == index; });
    if (!known)
        m_copies.push_back({id, index, run});
    if (!known && m_copies.size() == 1)
        copyNext();
}

/// One after the other: a runtime works on its own machine's time.
void SpiceHistory::copyNext()
{
    if (m_copies.empty() || m_copying)
        return;
    const Copy copy = m_copies.front();
    const KeptRun *record = m_store.find(copy.id);
    if (!record)
        return copyEnded();
    m_copying = true;
    const auto asked = askSpiceRows(m_client, copy.run, record->job.benchmarks.at(copy.index).id, copy.index);
    whenDone(asked, this, [this, copy, round = m_round](const Result<SpiceRows> &rows) {
        if (round == m_round)
            copied(copy, rows);
    });
}

void SpiceHistory::copied(const Copy &copy, const Result<SpiceRows> &rows)
{
    if (!rows) {
        qCWarning(lcSpiceHistory) << "rows are not copied yet:" << rows.error().message << rows.error().detail;
        return copyEnded(); // the next look asks for it again
    }
    whenDone(m_store.saveSamples(copy.id, copy.index, rows->samples), this, [this, copy, result = rows->result, round = m_round](const Result<int> &parts) {
        if (round != m_round)
            return;
        KeptRun *record = m_store.find(copy.id);
        if (parts && record) {
            record->calls[copy.index].parts = *parts;
            record->job.results.benchmarks.removeIf([&copy](const BenchmarkResult &old) { return old.benchmarkIndex == copy.index; });
            record->job.results.benchmarks.append(result);
            put(*record, copy.index);
        }
        copyEnded();
    });
}

void SpiceHistory::copyEnded()
{
    m_copying = false;
    if (!m_copies.empty())
        m_copies.pop_front();
    copyNext();
}

} // namespace assay
