#include "ui/pages/runs/RunRemover.h"

#include "models/jobs/JobListModel.h"
#include "models/library/LibraryRuns.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/JobService.h"
#include "services/api/RunRef.h"
#include "services/core/Async.h"

#include <QPointer>

namespace assay {

RunRemover::RunRemover(ConnectionRegistry &connections, JobListModel &jobs, LibraryRuns &library, QObject *parent)
    : QObject(parent), m_connections(connections), m_jobs(jobs), m_library(library)
{
}

void RunRemover::remove(const QStringList &ids)
{
    if (ids.isEmpty())
        return;
    const int first = m_jobs.rowOf(ids.first());
    const QString name = first < 0 ? ids.first() : jobTitle(m_jobs.row(first));
    for (const QString &id : ids)
        m_jobs.setHidden(id, true);
    UserMessage message;
    message.text = ids.size() == 1 ? tr("“%1” is deleted in 10 seconds.").arg(name)
                                   : tr("%n run(s) are deleted in 10 seconds.", nullptr, int(ids.size()));
    message.timeoutMs = undoMs;
    const QPointer<RunRemover> self(this); // the bar outlives everybody
    message.actions = {{tr("Undo"), [self, ids] {
                            if (!self)
                                return;
                            for (const QString &id : ids)
                                self->m_jobs.setHidden(id, false);
                        }}};
    message.expired = [self, ids] {
        if (self)
            self->deleteNow(ids);
    };
    Q_EMIT messageRequested(message);
}

void RunRemover::deleteNow(const QStringList &ids)
{
    for (const QString &id : ids) {
        if (const int row = m_jobs.rowOf(id); row >= 0 && m_jobs.row(row).goneMs > 0) {
            m_library.forgetRun(id);
            continue;
        }
        Connection *connection = m_connections.ofRun(id);
        if (!connection) { // it was taken out meanwhile, and its rows with it; when it comes back they are there
            m_jobs.setHidden(id, false);
            continue;
        }
        whenDone(connection->jobs().remove(RunRef::parse(id).jobId), this, [this, id](const Result<Done> &done) {
            if (done || done.error().kind == Error::Kind::NotFound)
                return m_jobs.removeRun(id);
            const int row = m_jobs.rowOf(id);
            const QString name = row < 0 ? id : jobTitle(m_jobs.row(row));
            m_jobs.setHidden(id, false);
            if (done.error().kind != Error::Kind::Cancelled) // by the reader's own word
                Q_EMIT messageRequested({UserMessage::Level::Error, tr("“%1” was not deleted. %2").arg(name, done.error().message)});
        });
    }
}

} // namespace assay
