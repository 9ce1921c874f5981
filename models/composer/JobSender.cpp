#include "models/composer/JobSender.h"

#include "models/authoring/DocumentModel.h"
#include "models/composer/BatchStore.h"
#include "models/composer/JobTargets.h"
#include "services/api/Connection.h"
#include "services/api/DraftStore.h"
#include "services/api/JobService.h"
#include "services/authoring/AuthoredDraft.h"
#include "services/authoring/ServerRefusal.h"
#include "services/core/Async.h"

#include <QUuid>

namespace assay {

static QString keyFile() { return QStringLiteral("new-job-sending"); }

JobSender::JobSender(Connection &connection, DocumentModel &document, BatchStore &batches, QObject *parent)
    : QObject(parent), m_connection(connection), m_document(document), m_batches(batches), m_batch(connection, batches)
{
    connect(&m_batch, &BatchSubmit::runningChanged, this, &JobSender::busyChanged);
    connect(&m_batch, &BatchSubmit::finished, this, &JobSender::onBatchFinished);
    connect(&m_batch, &BatchSubmit::failed, this, [this](const QString &sentence) { Q_EMIT failed(Error{Error::Kind::Storage, sentence}); });
}

void JobSender::send()
{
    if (isBusy())
        return;
    const QList<AuthoredDocument> jobs = jobsOf(m_document.document());
    m_document.setRefusals({});
    if (hasBatch()) {
        for (int row = 0; row < m_batch.rowCount() && m_batch.rowCount() == jobs.size(); ++row)
            m_batch.replace(row, jobs.at(row)); // what was refused may have been mended
        return m_batch.tryAgain();
    }
    if (jobs.size() == 1)
        return sendOne(jobs.first());
    // An earlier window may have been ended in the middle of this very batch.
    for (const Batch &left : m_batches.unfinished(m_connection.id())) {
        QList<AuthoredDocument> sent;
        for (const BatchJob &job : left.jobs) {
            sent << job.document;
            clearBatchMark(sent.last());
        }
        if (sent == jobs && m_batch.resume(left.id))
            return;
    }
    m_batch.start(jobs);
}

/// The key is on disk before the job leaves, with what it stands for: whoever presses Run again, in this window or in the next,
/// sends the same key for the same job.
void JobSender::sendOne(const AuthoredDocument &document)
{
    const Result<Job> job = document.toJob();
    if (!job)
        return Q_EMIT failed(job.error());
    m_single = true;
    Q_EMIT busyChanged();
    whenDone(m_batches.store().load(keyFile()), this, [this, document, job = *job, content = QString::fromUtf8(document.toJson())](const Result<QByteArray> &text) {
        const QVariantMap before = text ? valueFromJson(*text).toMap() : QVariantMap();
        const bool same = before.value(QStringLiteral("job")) == content && before.value(QStringLiteral("connection")) == m_connection.id();
        const QString key = same ? before.value(QStringLiteral("key")).toString() : QUuid::createUuid().toString(QUuid::WithoutBraces);
        const QVariantMap now{{QStringLiteral("job"), content}, {QStringLiteral("connection"), m_connection.id()}, {QStringLiteral("key"), key}};
        whenDone(m_batches.store().save(keyFile(), jsonOf(now)), this, [this, document, job, key](const Result<Done> &) { submitOne(document, job, key); });
    });
}

void JobSender::submitOne(const AuthoredDocument &document, const Job &job, const QString &key)
{
    whenDone(m_connection.jobs().submit(job, key), this, [this, document](const Result<Job> &made) {
        m_single = false;
        Q_EMIT busyChanged();
        if (made) {
            m_batches.store().remove(keyFile());
            return Q_EMIT sent({made->resource.id}, isStill({document}));
        }
        if (made.error().kind == Error::Kind::Invalid || made.error().kind == Error::Kind::NotFound)
            m_document.setRefusals({{refusedPath(m_document.document(), made.error()), made.error().message}});
        Q_EMIT failed(made.error());
    });
}

bool JobSender::resume(const QString &batchId) { return !isBusy() && !hasBatch() && m_batch.resume(batchId); }

/// Nobody has written on since.
bool JobSender::isStill(const QList<AuthoredDocument> &jobs) const { return jobs == jobsOf(m_document.document()); }

bool JobSender::isOfDocument() const
{
    QList<AuthoredDocument> sent;
    for (const BatchJob &job : m_batch.batch().jobs) {
        sent << job.document;
        clearBatchMark(sent.last());
    }
    return isStill(sent);
}

void JobSender::onBatchFinished()
{
    if (m_batch.allSent()) {
        QStringList ids;
        for (const BatchJob &job : m_batch.batch().jobs)
            ids << job.jobId;
        return Q_EMIT sent(ids, isOfDocument());
    }
    setRefusals();
    const int total = int(m_batch.batch().jobs.size()), sentJobs = m_batch.batch().count(BatchJob::State::Sent);
    QString why;
    for (const BatchJob &job : m_batch.batch().jobs) {
        if (why.isEmpty() && job.state != BatchJob::State::Sent)
            why = job.message;
    }
    Q_EMIT failed(Error{Error::Kind::Invalid, tr("%1 of %n run(s) were sent. %2", nullptr, total).arg(sentJobs).arg(why)});
}

/// What the server said, at the field that it is about.
void JobSender::setRefusals()
{
    if (!isOfDocument())
        return;
    QList<FieldProblem> refusals;
    for (int row = 0; row < m_batch.rowCount(); ++row) {
        const BatchJob &job = m_batch.batch().jobs.at(row);
        if (job.state == BatchJob::State::Refused)
            refusals.append({pathInDocument(refusedPath(job.document, Error{Error::Kind::Invalid, job.message, {}, job.code}), row), job.message});
    }
    m_document.setRefusals(refusals);
}

void JobSender::giveUp()
{
    if (isBusy() || !hasBatch())
        return;
    const Batch batch = m_batch.batch();
    QList<TargetRow> left, all = targetsOf(m_document.document());
    if (all.size() == batch.jobs.size()) {
        for (qsizetype row = 0; row < all.size(); ++row) {
            if (batch.jobs.at(row).state != BatchJob::State::Sent)
                left << all.at(row);
        }
    }
    m_batches.forget(batch.id);
    if (!left.isEmpty())
        m_document.replace(withTargets(m_document.document(), left), tr("Leave Out What Was Sent"));
}

} // namespace assay
