#include "models/logs/LogSearch.h"

#include "models/logs/LogText.h"
#include "services/core/OnPool.h"


#include <algorithm>

namespace assay {

LogSearch::LogSearch(JobService &service, QObject *parent) : QObject(parent), m_service(service) {}

void LogSearch::setSource(const LogSource &source, qint64 chunk)
{
    stop();
    m_source = source;
    m_chunk = chunk;
}

QRegularExpression LogSearch::expressionOf(const QString &text, bool regular)
{
    return QRegularExpression(regular ? text : QRegularExpression::escape(text), QRegularExpression::CaseInsensitiveOption);
}

void LogSearch::stop() { ++m_ticket; }

void LogSearch::find(const QRegularExpression &expression, qint64 offset, bool backwards)
{
    Job job;
    job.kind = backwards ? Job::Kind::Previous : Job::Kind::Next;
    job.expression = expression;
    job.offset = job.until = offset;
    ask(job, ++m_ticket);
}

void LogSearch::count(const QRegularExpression &expression)
{
    Job job;
    job.kind = Job::Kind::Count;
    job.expression = expression;
    ask(job, ++m_ticket);
}

/// The lines of a range that are whole: one that begins before it belongs to the range before, one that goes on to the next.
LogSearch::Hit LogSearch::look(const LogRange &range, const Job &job)
{
    Hit hit;
    hit.read = range.bytes.size();
    hit.size = range.size;
    const qint64 end = range.offset + range.bytes.size();
    qsizetype at = 0;
    if (job.kind == Job::Kind::Previous && range.offset > 0) {
        const qsizetype line = range.bytes.indexOf('\n');
        at = line < 0 ? 0 : line + 1; // a line longer than the range is looked at in parts
    }
    hit.begin = range.offset + at;
    while (at < range.bytes.size()) {
        qsizetype line = range.bytes.indexOf('\n', at);
        const bool whole = line >= 0 || end >= range.size || at == 0;
        if (!whole && job.kind != Job::Kind::Previous)
            break;
        if (line < 0)
            line = range.bytes.size();
        const qint64 offset = range.offset + at;
        if (job.kind == Job::Kind::Previous && offset >= job.until)
            break;
        if (job.expression.match(logText(range.bytes.mid(at, line - at)).text).hasMatch()) {
            ++hit.lines;
            hit.last = offset;
            if (hit.first < 0) {
                hit.first = offset;
                if (job.kind == Job::Kind::Next)
                    return hit;
            }
        }
        at = line + 1;
    }
    hit.end = std::min(range.offset + qint64(at), end);
    return hit;
}

void LogSearch::ask(const Job &job, quint64 ticket)
{
    const bool back = job.kind == Job::Kind::Previous;
    const qint64 from = back ? std::max<qint64>(0, job.offset - m_chunk) : job.offset;
    const qint64 limit = back && m_chunk < job.offset ? m_chunk : back ? job.offset - from : m_chunk;
    if (back && limit <= 0)
        return Q_EMIT found(-1);
    whenDone(readLog(m_service, m_source, from, limit), this, [this, job, ticket](const Result<LogRange> &range) {
        if (ticket != m_ticket)
            return;
        if (!range || (range->bytes.isEmpty() && job.kind != Job::Kind::Count))
            return job.kind == Job::Kind::Count ? Q_EMIT counted(job.lines, 0, 0) : Q_EMIT found(-1);
        whenDone(onPool<Hit>([job, range = *range] { return look(range, job); }), this, [this, job, ticket](const Result<Hit> &hit) {
            if (ticket == m_ticket && hit)
                judge(job, *hit, ticket);
        });
    });
}

void LogSearch::judge(const Job &job, const Hit &hit, quint64 ticket)
{
    Job next = job;
    switch (job.kind) {
    case Job::Kind::Next:
        if (hit.first >= 0)
            return Q_EMIT found(hit.first);
        if (hit.end >= hit.size || hit.end <= job.offset)
            return Q_EMIT found(-1);
        next.offset = hit.end;
        return ask(next, ticket);
    case Job::Kind::Previous:
        if (hit.last >= 0)
            return Q_EMIT found(hit.last);
        if (hit.begin <= 0)
            return Q_EMIT found(-1);
        // The line that was cut at the front is whole in the range before.
        next.offset = hit.begin < job.offset ? hit.begin : job.offset - hit.read;
        return ask(next, ticket);
    case Job::Kind::Count:
        next.lines += hit.lines;
        next.offset = hit.end;
        const bool done = hit.read == 0 || hit.end >= hit.size || hit.end <= job.offset;
        Q_EMIT counted(next.lines, done ? hit.size : hit.end, hit.size);
        if (!done && ticket == m_ticket)
            ask(next, ticket);
    }
}

} // namespace assay
