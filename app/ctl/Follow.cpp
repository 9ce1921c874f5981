#include "app/ctl/Follow.h"

#include "app/ctl/Ctl.h"

#include <QCoreApplication>

#include <cstdio>
#include <unistd.h>

namespace assay::ctl {

namespace {
constexpr int fallbackMs = 2000; // when no change is heard of
constexpr int patienceMs = 60000;
constexpr int redrawMs = 50;
constexpr int barWidth = 30;
} // namespace

Progress::Progress(Style style) : m_terminal(::isatty(STDERR_FILENO) == 1), m_silent(style == Style::Silent) {}

Progress::~Progress()
{
    clear();
}

void Progress::clear()
{
    if (!m_drawn)
        return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    m_drawn = false;
}

void Progress::update(const QString &key, const QString &name, const Word<RunState> &state, std::optional<qint64> done,
                      std::optional<qint64> total)
{
    if (m_silent)
        return;
    Lane &lane = m_lanes[key];
    const bool changed = lane.name.isEmpty() || (state.isSet() && !(state == lane.state));
    lane.name = name.isEmpty() ? lane.name : name;
    if (state.isSet())
        lane.state = state;
    lane.total = total.value_or(lane.total);
    lane.done = std::max(lane.done, done.value_or(0));
    if (m_terminal)
        return draw();
    const int quarter = lane.total > 0 ? int(lane.done * 4 / lane.total) : 0;
    if (changed || quarter > lane.lastQuarter) {
        lane.lastQuarter = quarter;
        line(lane);
    }
}

void Progress::line(Lane &lane)
{
    QString text = QStringLiteral("%1: %2").arg(oneLine(lane.name), lane.state.text());
    if (lane.total > 0)
        text += QStringLiteral(" %1/%2").arg(QString::number(lane.done), QString::number(lane.total));
    note(text);
}

void Progress::draw()
{
    qint64 done = 0, total = 0;
    int ended = 0;
    QString current;
    for (const Lane &lane : std::as_const(m_lanes)) {
        done += lane.done;
        total += lane.total;
        if (isTerminal(lane.state))
            ++ended;
        else if (lane.state == RunState::Running)
            current = lane.name;
    }
    if (m_since.isValid() && m_since.elapsed() < redrawMs && ended < m_lanes.size())
        return;
    m_since.start();
    const int filled = total > 0 ? int(barWidth * done / total) : 0;
    const QString text = QStringLiteral("\r\033[K[%1%2] %3/%4 items, %5/%6 benchmarks  %7")
                             .arg(QString(filled, u'#'), QString(barWidth - filled, u'.'), QString::number(done), QString::number(total),
                                  QString::number(ended), QString::number(m_lanes.size()), oneLine(current).left(30));
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), stderr);
    std::fflush(stderr);
    m_drawn = true;
}

namespace {

/// Asks for a job whenever something about it changed.
class Follower : public QObject {
public:
    Follower(JobService &service, const QStringList &ids, Progress &progress) : m_service(service), m_progress(progress), m_ids(ids)
    {
        connect(&service, &JobService::jobChanged, this, [this](const JobChange &change) { changed(change); });
        connect(&service, &JobService::listChanged, this, [this] { askAll(); });
        connect(&m_fallback, &QTimer::timeout, this, [this] { askAll(); });
        m_fallback.start(fallbackMs);
        m_lastAnswer.start();
        askAll();
    }
    Result<QList<Job>> wait()
    {
        if (!m_end)
            m_loop.exec();
        return m_end->hasValue() ? Result<QList<Job>>(**m_end) : Result<QList<Job>>(m_end->error());
    }

private:
    static QString key(const QString &id, qint64 index) { return id + QLatin1Char('/') + QString::number(index); }
    QString laneName(const QString &model, const QString &benchmark) const
    {
        return m_ids.size() > 1 ? QStringLiteral("%1 %2").arg(model, benchmark) : benchmark;
    }
    void changed(const JobChange &change)
    {
        if (!m_ids.contains(change.jobId))
            return;
        const QString lane = change.benchmarkIndex ? key(change.jobId, *change.benchmarkIndex) : QString();
        if (m_named.contains(lane))
            m_progress.update(lane, QString(), change.benchmarkState, change.itemsDone, change.itemsTotal);
        if (!m_named.contains(lane) || isTerminal(change.state) || isTerminal(change.benchmarkState))
            ask(change.jobId);
    }
    void askAll()
    {
        for (const QString &id : m_ids) {
            if (!m_over.contains(id))
                ask(id);
        }
    }
    void ask(const QString &id)
    {
        if (m_asking.contains(id)) {
            m_askAgain.insert(id);
            return;
        }
        m_asking.insert(id);
        whenDone(m_service.get(id), this, [this, id](const Result<Job> &job) {
            m_asking.remove(id);
            answered(id, job);
            if (m_askAgain.remove(id) && !m_over.contains(id))
                ask(id);
        });
    }
    void answered(const QString &id, const Result<Job> &job)
    {
        if (!job) {
            const bool passing = job.error().kind == Error::Kind::Network || job.error().kind == Error::Kind::Timeout;
            if (!passing || m_lastAnswer.elapsed() > patienceMs)
                end(job.error());
            return;
        }
        m_lastAnswer.start();
        for (const BenchmarkStatus &status : job->status.benchmarks) {
            const QString lane = key(id, status.benchmarkIndex.value_or(0));
            m_named.insert(lane);
            m_progress.update(lane, laneName(job->model.name, status.id), status.status, status.itemsDone, status.itemsTotal);
        }
        if (!isTerminal(job->status.state))
            return;
        m_over.insert(id, *job);
        if (m_over.size() < m_ids.size())
            return;
        QList<Job> jobs;
        for (const QString &one : m_ids)
            jobs.append(m_over.value(one));
        end(jobs);
    }
    void end(const Result<QList<Job>> &result)
    {
        if (!m_end)
            m_end = result;
        m_fallback.stop();
        m_loop.quit();
    }

    JobService &m_service;
    Progress &m_progress;
    const QStringList m_ids;
    QTimer m_fallback;
    QElapsedTimer m_lastAnswer;
    QEventLoop m_loop;
    QHash<QString, Job> m_over;
    QSet<QString> m_named, m_asking, m_askAgain;
    std::optional<Result<QList<Job>>> m_end;
};

} // namespace

Result<QList<Job>> follow(Connection &connection, const QStringList &ids, Progress &progress)
{
    Follower follower(connection.jobs(), ids, progress);
    return follower.wait();
}

} // namespace assay::ctl
