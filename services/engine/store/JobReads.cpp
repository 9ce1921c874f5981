#include "services/engine/store/JobReads.h"

#include "services/engine/store/Commands.h"
#include "services/engine/store/JobRows.h"
#include "services/json/Json.h"

namespace assay::engine {

namespace {

/// A WHERE clause that grows, with the texts to bind to it.
struct Where {
    QByteArray sql;
    QList<QString> values;

    void add(const QByteArray &condition) { sql += (sql.isEmpty() ? " WHERE " : " AND ") + condition; }
    /// `one` has one %, where the parameter goes.
    void filter(const QString &text, const QByteArray &one, const QByteArray &negated = {})
    {
        if (text.isEmpty())
            return;
        const FilterValue filter = parseFilter(text);
        QByteArray conditions;
        for (const QString &value : filter.values) {
            const bool negate = !negated.isEmpty() && value.startsWith(QLatin1Char('!'));
            values.append(negate ? value.mid(1) : value);
            QByteArray condition = negate ? negated : one;
            condition.replace('%', '?' + QByteArray::number(values.size()));
            conditions += (conditions.isEmpty() ? "" : filter.all ? " AND " : " OR ") + condition;
        }
        add('(' + conditions + ')');
    }
    void bind(Statement &statement) const
    {
        for (int i = 0; i < values.size(); ++i)
            statement.bind(i + 1, values.at(i));
    }
};

Where conditionsOf(const JobQuery &query, const QString &tenant)
{
    Where where;
    if (!tenant.isEmpty()) {
        where.values.append(tenant);
        where.add("tenant = ?1");
    }
    where.filter(query.status, "status = %");
    where.filter(query.name, "name = %");
    where.filter(query.owner, "owner = %", "owner <> %");
    where.filter(query.experimentId, "experiment_id = %");
    where.filter(query.tags, "seq IN (SELECT job FROM job_tag WHERE tag = %)");
    return where;
}

/// Totals that are known without counting rows: no filter, or states only.
std::optional<qint64> knownTotal(const JobQuery &query, const QString &tenant, const StateCounts &counts)
{
    if (!counts.known() || !tenant.isEmpty() || !query.name.isEmpty() || !query.owner.isEmpty() || !query.tags.isEmpty() || !query.experimentId.isEmpty())
        return {};
    if (query.status.isEmpty())
        return counts.total();
    const FilterValue filter = parseFilter(query.status);
    if (filter.values.size() != 1)
        return {};
    const RunState state = runState(filter.values.first());
    return state == RunState::Unknown ? 0 : counts.of(state);
}

} // namespace

FilterValue parseFilter(const QString &text)
{
    FilterValue filter;
    QStringList byPipe;
    QString part;
    bool quoted = false, comma = false;
    QList<QPair<QString, QChar>> parts; // text and the separator after it
    for (const QChar c : text) {
        if (c == QLatin1Char('"')) {
            quoted = !quoted;
        } else if (!quoted && (c == QLatin1Char(',') || c == QLatin1Char('|'))) {
            comma = comma || c == QLatin1Char(',');
            parts.append({std::exchange(part, QString()), c});
        } else {
            part += c;
        }
    }
    parts.append({part, QChar()});
    if (quoted) { // an unbalanced quote is a character like any other
        QString unquoted = text;
        comma = unquoted.contains(QLatin1Char(','));
        filter.all = comma || !unquoted.contains(QLatin1Char('|'));
        filter.values = unquoted.split(QLatin1Char(comma ? ',' : '|'));
        return filter;
    }
    filter.all = comma || parts.size() == 1;
    if (!comma) { // a comma anywhere wins: pipes are then part of the values
        for (const auto &[value, separator] : parts)
            filter.values.append(value);
        return filter;
    }
    QString joined;
    for (const auto &[value, separator] : parts) {
        joined += value;
        if (separator == QLatin1Char('|'))
            joined += separator;
        else
            filter.values.append(std::exchange(joined, QString()));
    }
    return filter;
}

Result<QByteArray> readJob(Database &db, const QString &id, const QString &tenant)
{
    const auto job = findJob(db, id, tenant);
    if (!job)
        return job.error();
    return jobText(db, job->seq);
}

Result<TextPage> readJobs(Database &db, const JobQuery &query, const QString &tenant, const StateCounts &counts)
{
    const Where where = conditionsOf(query, tenant);
    TextPage page;
    const int limitAt = int(where.values.size()) + 1;
    auto rows = db.prepare(("SELECT seq FROM job" + where.sql + " ORDER BY seq DESC LIMIT ?" + QByteArray::number(limitAt) + " OFFSET ?"
                            + QByteArray::number(limitAt + 1)).constData());
    where.bind(rows);
    rows.bind(limitAt, qint64(query.limit == 0 ? -1 : query.limit)).bind(limitAt + 1, query.offset);
    while (rows.step())
        page.items.append(jobText(db, rows.integer(0)));
    // A last page counts itself. What is counted in memory follows a commit by a moment, in which the two would not agree.
    const bool isLast = query.limit == 0 || page.items.size() < query.limit;
    if (isLast && (query.offset == 0 || !page.items.isEmpty())) {
        page.totalCount = query.offset + page.items.size();
    } else if (const auto known = knownTotal(query, tenant, counts)) {
        page.totalCount = *known;
    } else {
        auto count = db.prepare(("SELECT count(*) FROM job" + where.sql).constData());
        where.bind(count);
        count.step();
        page.totalCount = count.integer(0);
    }
    return page;
}

Result<QList<BenchmarkRef>> readEffectiveBenchmarks(Database &db, const QString &id, const QString &tenant)
{
    const auto job = findJob(db, id, tenant);
    if (!job)
        return job.error();
    QList<BenchmarkRef> list;
    auto rows = db.prepare("SELECT spec FROM bench_spec WHERE job = ?1 ORDER BY idx");
    rows.bind(1, job->seq);
    while (rows.step()) {
        auto entry = json::decode<BenchmarkRef>(rows.utf8(0));
        if (!entry)
            return entry.error();
        list.append(*entry);
    }
    return list;
}

Result<QList<TimelineEntry>> readTimeline(Database &db, const QString &id, const QString &tenant, qint64 afterSeq, int limit)
{
    const auto job = findJob(db, id, tenant);
    if (!job)
        return job.error();
    QList<TimelineEntry> list;
    auto rows = db.prepare("SELECT seq, idx, at, source, applied, doc FROM event WHERE job = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3");
    rows.bind(1, job->seq).bind(2, afterSeq).bind(3, limit);
    while (rows.step()) {
        list.append({rows.integer(0), int(rows.integer(1)), rows.integer(2), EventSource(rows.integer(3)), rows.integer(4) != 0,
                     rows.utf8(5)});
    }
    return list;
}

Result<QList<OpenBenchmark>> readOpenBenchmarks(Database &db, const QString &jobId)
{
    // Two texts: with "?1 = '' OR" the index on ids could not be used.
    const char *const columns = "SELECT job.id, job.seq, bench.idx, bench.provider, bench.bench, job.model_url, bench.has_command, bench.status,"
                                " bench.attempt, run.state, run.pid, bench.retry_at, bench_spec.command, bench_spec.env,"
                                " instr(spec, 'stored:') > 0 AND json_extract(spec, '$.parameters.answers') GLOB 'stored:*'"
                                " FROM job JOIN bench ON bench.job = job.seq JOIN bench_spec USING(job, idx)"
                                " LEFT JOIN run ON run.job = bench.job AND run.idx = bench.idx AND run.attempt = bench.attempt"
                                " WHERE job.status IN ('pending', 'running') AND bench.status IN ('pending', 'running')";
    auto rows = db.prepare((QByteArray(columns) + (jobId.isEmpty() ? "" : " AND job.id = ?1") + " ORDER BY job.seq, bench.idx").constData());
    if (!jobId.isEmpty())
        rows.bind(1, jobId);
    QList<OpenBenchmark> list;
    while (rows.step()) {
        OpenBenchmark open;
        open.jobId = rows.text(0);
        open.jobSeq = rows.integer(1);
        open.index = int(rows.integer(2));
        open.providerId = rows.text(3);
        open.benchmarkId = rows.text(4);
        open.modelUrl = rows.text(5);
        open.hasLocalCommand = rows.integer(6) != 0;
        open.state = runState(rows.text(7));
        open.attempt = int(rows.integer(8));
        open.attemptRunning = rows.utf8(9) == "running";
        open.hasProcess = open.attemptRunning && rows.integer(10) != 0;
        open.notBeforeMs = rows.integer(11);
        open.takesStoredAnswers = rows.integer(14) != 0;
        if (open.hasLocalCommand)
            open.command = commandOf(db, open.providerId, rows.text(12), environmentOf(rows.utf8(13)));
        list.append(open);
    }
    return list;
}

} // namespace assay::engine
