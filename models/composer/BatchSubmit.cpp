#include "models/composer/BatchSubmit.h"

#include "models/composer/BatchStore.h"
#include "services/api/Connection.h"
#include "services/api/JobService.h"
#include "services/core/Async.h"

#include <QTimer>
#include <QUuid>

namespace assay {

using State = BatchJob::State;

namespace {

/// The server, or the way to it, said no before a job was made.
bool isRefusal(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Invalid:
    case Error::Kind::Unauthorized:
    case Error::Kind::NotFound:
    case Error::Kind::Conflict:
    case Error::Kind::Unsupported: return true;
    default: return false;
    }
}

QString newKey() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

} // namespace

BatchSubmit::BatchSubmit(Connection &connection, BatchStore &store, QObject *parent, Clock &clock)
    : QAbstractListModel(parent), m_connection(&connection), m_store(&store), m_clock(clock)
{
}

BatchSubmit::~BatchSubmit()
{
    if (m_store && !m_batch.id.isEmpty())
        m_store->release(m_batch.id);
}

QDateTime BatchSubmit::now() const { return QDateTime::fromMSecsSinceEpoch(m_clock.wallMs(), Qt::UTC); }

void BatchSubmit::take(const Batch &batch)
{
    if (m_store && !m_batch.id.isEmpty() && m_batch.id != batch.id)
        m_store->release(m_batch.id);
    beginResetModel();
    m_batch = batch;
    endResetModel();
}

void BatchSubmit::start(const QList<AuthoredDocument> &jobs)
{
    if (m_running || jobs.isEmpty() || !m_store || !m_connection)
        return;
    Batch batch;
    batch.id = newKey().remove(QLatin1Char('-')).left(12);
    batch.connectionId = m_connection->id();
    batch.made = now();
    for (const AuthoredDocument &document : jobs) {
        BatchJob job;
        job.document = document;
        job.key = newKey();
        setBatchMark(job.document, batch.id, int(batch.jobs.size()) + 1);
        batch.jobs << job;
    }
    m_store->claim(batch.id);
    take(batch);
    run();
}

bool BatchSubmit::resume(const QString &batchId)
{
    const auto batch = m_store && m_connection && !m_running ? m_store->find(batchId) : std::nullopt;
    if (!batch || batch->connectionId != m_connection->id() || (m_batch.id != batchId && !m_store->claim(batchId)))
        return false;
    take(*batch);
    run();
    return true;
}

void BatchSubmit::tryAgain()
{
    if (!m_running && m_connection && !m_batch.jobs.isEmpty() && !m_batch.finished())
        run();
}

void BatchSubmit::run()
{
    m_todo.clear();
    m_again.clear();
    for (int row = 0; row < m_batch.jobs.size(); ++row) {
        if (m_batch.jobs.at(row).state != State::Sent)
            m_todo << row;
    }
    setRunning(true);
    m_connection->open();
    storeThenNext();
}

bool BatchSubmit::replace(int row, const AuthoredDocument &job)
{
    if (m_running || row < 0 || row >= m_batch.jobs.size() || m_batch.jobs.at(row).state != State::Refused)
        return false;
    BatchJob &kept = m_batch.jobs[row];
    kept.document = job;
    kept.key = newKey(); // another content is another job
    setBatchMark(kept.document, m_batch.id, row + 1);
    Q_EMIT dataChanged(index(row), index(row));
    return true; // run() writes it down before it is sent
}

void BatchSubmit::setRunning(bool running)
{
    if (std::exchange(m_running, running) == running)
        return;
    Q_EMIT runningChanged(running);
    if (!running)
        Q_EMIT finished();
}

void BatchSubmit::next()
{
    if (m_todo.isEmpty() || !m_connection)
        return setRunning(false);
    prepare(m_todo.takeFirst());
}

/// Whether an earlier attempt may have reached the server.
bool BatchSubmit::mayBeThere(const BatchJob &job) const { return job.state == State::Sending || job.state == State::Unknown; }

/// The server would answer a second request with the first one's job.
bool BatchSubmit::keyHolds(const BatchJob &job) const
{
    const qint64 age = job.sentAt.msecsTo(now());
    return m_connection->capabilities().has(Capability::IdempotentSubmit) && job.sentAt.isValid() && age >= 0 && age < m_keyMs;
}

void BatchSubmit::prepare(int row)
{
    const BatchJob &job = m_batch.jobs.at(row);
    if (!mayBeThere(job) || keyHolds(job))
        return sendNow(row, mayBeThere(job));
    // A request that was lost on the way back may still be on its way there.
    const qint64 age = job.sentAt.isValid() ? job.sentAt.msecsTo(now()) : m_settleMs;
    const qint64 wait = age < 0 ? m_settleMs : m_settleMs - age;
    if (wait <= 0)
        return look(row, {});
    setState(row, State::Unknown, {Error::Kind::Internal, tr("The answer was lost. The server is asked for the run in %n second(s), when the first request must have ended.", nullptr, int((wait + 999) / 1000))});
    QTimer::singleShot(int(wait), this, [this, row] { look(row, {}); });
}

/// Asks for a job with the mark. There is none: it is sent, or, where the server refused it meanwhile, that stands.
void BatchSubmit::look(int row, const std::optional<Error> &refused, qint64 offset)
{
    if (!m_connection)
        return setRunning(false);
    JobQuery query;
    query.tags = batchTag(m_batch.id);
    query.limit = 100;
    query.offset = offset;
    whenDone(m_connection->jobs().list(query), this, [this, row, refused, offset](const Result<Page<Job>> &page) {
        if (!page) {
            setState(row, State::Unknown, {page.error().kind, tr("The server cannot be asked whether it has the run: %1").arg(page.error().message)});
            return storeThenNext();
        }
        for (const Job &job : page->items) {
            if (batchNumber(job, m_batch.id) == row + 1 && !job.resource.id.isEmpty())
                return sent(row, job.resource.id);
        }
        const qint64 seen = offset + page->items.size();
        if (!page->items.isEmpty() && seen < page->totalCount)
            return look(row, refused, seen);
        if (!refused)
            return sendNow(row, false);
        setState(row, State::Refused, *refused);
        storeThenNext();
    });
}

/// uncertain: an earlier attempt may have made the job, and the key is what keeps this one from making another.
void BatchSubmit::sendNow(int row, bool uncertain)
{
    const auto job = m_batch.jobs.at(row).document.toJob();
    if (!job) {
        setState(row, State::Refused, job.error());
        return storeThenNext();
    }
    const BatchJob before = m_batch.jobs.at(row);
    m_batch.jobs[row].sentAt = now();
    setState(row, State::Sending);
    store([this, row, before, uncertain, job = *job](bool saved) {
        if (!saved) {
            m_batch.jobs[row].sentAt = before.sentAt;
            return setState(row, before.state, {Error::Kind::Internal, before.message, {}, before.code});
        }
        if (!m_connection)
            return setRunning(false);
        whenDone(m_connection->jobs().submit(job, m_batch.jobs.at(row).key), this,
                 [this, row, uncertain](const Result<Job> &made) { answered(row, uncertain, made); });
    });
}

void BatchSubmit::answered(int row, bool uncertain, const Result<Job> &made)
{
    if (made && !made->resource.id.isEmpty())
        return sent(row, made->resource.id);
    const Error error = made ? Error{Error::Kind::Protocol, tr("The server's answer names no run.")} : made.error();
    if (isRefusal(error) && uncertain)
        return look(row, error);
    const bool keyed = m_connection && m_connection->capabilities().has(Capability::IdempotentSubmit);
    // A call with a key is repeated below this: only one without tells that nothing was ever seen.
    const bool notSeen = !uncertain && (error.code == QLatin1String("not_confirmed") || (error.code == QLatin1String("connection_refused") && !keyed));
    setState(row, isRefusal(error) ? State::Refused : notSeen ? State::Waiting : State::Unknown, error);
    // Once more by itself: the server may be back, or be asked, by the end of this run. What a person declined stays so.
    if (m_batch.jobs.at(row).state == State::Unknown && error.code != QLatin1String("not_confirmed") && !m_again.contains(row)) {
        m_again << row;
        m_todo << row;
    }
    storeThenNext();
}

void BatchSubmit::sent(int row, const QString &jobId)
{
    m_batch.jobs[row].jobId = jobId;
    setState(row, State::Sent);
    Q_EMIT jobSent(row, jobId);
    storeThenNext();
}

void BatchSubmit::setState(int row, State state, const Error &why)
{
    BatchJob &job = m_batch.jobs[row];
    job.state = state;
    job.message = why.message;
    job.code = why.code;
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT jobChanged(row);
}

/// Without its record nothing is sent: after a restart nobody would know.
void BatchSubmit::store(std::function<void(bool)> then)
{
    if (!m_store)
        return setRunning(false);
    m_store->save(m_batch, this, [this, then = std::move(then)](const Result<Done> &saved) {
        then(saved.hasValue());
        if (saved)
            return;
        Q_EMIT failed(tr("The runs to send cannot be written down, so nothing more is sent: %1").arg(saved.error().message));
        m_todo.clear();
        setRunning(false);
    });
}

void BatchSubmit::storeThenNext()
{
    store([this](bool saved) {
        if (saved)
            next();
    });
}

QString BatchSubmit::stateText(State state)
{
    switch (state) {
    case State::Waiting: return tr("Not sent");
    case State::Sending: return tr("Being sent");
    case State::Unknown: return tr("Not known");
    case State::Sent: return tr("Sent");
    case State::Refused: return tr("Refused");
    }
    return {};
}

int BatchSubmit::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_batch.jobs.size()); }

QVariant BatchSubmit::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const BatchJob &job = m_batch.jobs.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return job.document.text(QStringLiteral("name"));
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        const QString state = tr("%1: %2.").arg(job.document.text(QStringLiteral("name")), stateText(job.state));
        return job.message.isEmpty() ? state : tr("%1 %2").arg(state, job.message);
    }
    case StateRole:
    case SortRole: return int(job.state);
    case JobIdRole:
    case IdRole: return job.jobId;
    case MessageRole: return job.message;
    case CodeRole: return job.code;
    case ToneRole: {
        constexpr Tone tones[] = {Tone::Muted, Tone::Running, Tone::Warning, Tone::Pass, Tone::Error};
        return int(tones[int(job.state)]);
    }
    default: return {};
    }
}

} // namespace assay
