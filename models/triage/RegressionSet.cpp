#include "models/triage/RegressionSet.h"

#include "models/authoring/TextFile.h"
#include "models/triage/RegressionTask.h"
#include "services/core/Async.h"

#include <QFileInfo>

namespace assay {

RegressionSet::RegressionSet(TriageStore &store, JobService &jobs, QObject *parent) : QObject(parent), m_store(store), m_jobs(jobs)
{
    connect(&store, &TriageStore::setChanged, this, &RegressionSet::read);
    read();
}

void RegressionSet::read()
{
    whenDone(m_store.regressionSet(), this, [this, ticket = ++m_ticket](const Result<QList<RegressionItem>> &items) {
        if (ticket != m_ticket)
            return;
        if (!items)
            return Q_EMIT said(items.error().message, true);
        m_items = *items;
        Q_EMIT changed();
    });
}

qsizetype RegressionSet::usable() const
{
    return usableItems(m_items).size();
}

void RegressionSet::exportTo(const QString &path)
{
    whenDone(writeTextFile(path, regressionLines(m_items)), this, [this, path](const Result<Done> &done) {
        Q_EMIT said(done ? tr("The set is in %1.").arg(QFileInfo(path).fileName()) : done.error().message, !done);
    });
}

void RegressionSet::makeBenchmark(const QString &name, const QString &scorer)
{
    const QString id = taskIdFrom(name);
    if (id.isEmpty())
        return Q_EMIT said(tr("Give the benchmark a name with letters or digits."), true);
    if (usable() == 0)
        return Q_EMIT said(tr("The set has no sample with a prompt and a target yet: choose a sample and press A."), true);
    m_busy = true;
    Q_EMIT changed();
    whenDone(m_jobs.putTask(id, regressionTask(m_items, id, name.trimmed(), scorer), false), this, [this, id](const Result<Done> &done) {
        m_busy = false;
        Q_EMIT changed();
        if (!done)
            return Q_EMIT said(done.error().message, true);
        Q_EMIT said(tr("The benchmark %1 is made: choose it under the provider assay in a new job.").arg(id), false);
        Q_EMIT made(id);
    });
}

} // namespace assay
