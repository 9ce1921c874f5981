#include "services/engine/store/SampleTable.h"

#include "services/engine/store/JobRows.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace assay::engine {

namespace {

enum Outcome { NoScore = 0, Passed = 1, Failed = 2, Broken = 3 };
constexpr double passedFrom = 0.5; // as Flips counts an item as right

Outcome outcomeOf(const Sample &sample)
{
    if (!sample.error.isEmpty())
        return Broken;
    if (!sample.score)
        return NoScore;
    return *sample.score >= passedFrom ? Passed : Failed;
}

QString nullIfEmpty(const QString &text)
{
    return text.isEmpty() ? QString() : text;
}

const char *const sampleColumns = "s.ordinal, s.item_key, s.repeat, s.score, s.not_extracted, s.latency, s.prompt_tokens, s.completion_tokens,"
                                  " t.prompt, t.response, t.target, t.extracted, t.scores, t.error, t.metadata";

Sample readSample(const Statement &row)
{
    Sample sample;
    sample.ordinal = row.integer(0);
    sample.itemKey = row.text(1);
    sample.repeat = int(row.integer(2));
    if (!row.isNull(3))
        sample.score = row.real(3);
    sample.extractionFailed = row.integer(4) != 0;
    if (!row.isNull(5))
        sample.latencyMs = row.real(5);
    if (!row.isNull(6))
        sample.promptTokens = row.integer(6);
    if (!row.isNull(7))
        sample.completionTokens = row.integer(7);
    sample.prompt = row.text(8);
    sample.response = row.text(9);
    sample.target = row.text(10);
    sample.extracted = row.text(11);
    sample.scores.text = row.utf8(12);
    sample.error = row.text(13);
    sample.metadata.text = row.utf8(14);
    return sample;
}

const char *filterSql(SampleQuery::Filter filter)
{
    switch (filter) {
    case SampleQuery::Filter::All: return "";
    case SampleQuery::Filter::Failed: return " AND s.outcome = 2";
    case SampleQuery::Filter::Passed: return " AND s.outcome = 1";
    case SampleQuery::Filter::NotExtracted: return " AND s.not_extracted = 1";
    case SampleQuery::Filter::Errors: return " AND s.outcome = 3";
    }
    return "";
}

const char *totalColumn(SampleQuery::Filter filter)
{
    switch (filter) {
    case SampleQuery::Filter::All: return "s_total";
    case SampleQuery::Filter::Failed: return "s_failed";
    case SampleQuery::Filter::Passed: return "s_passed";
    case SampleQuery::Filter::NotExtracted: return "s_not_extracted";
    case SampleQuery::Filter::Errors: return "s_errors";
    }
    return "s_total";
}

/// Empty: not a column that can be sorted by.
QByteArray orderSql(const QString &sort)
{
    const bool down = sort.startsWith(QLatin1Char('-'));
    const QString name = down ? sort.mid(1) : sort;
    const QByteArray direction = down ? " DESC" : "";
    if (name.isEmpty() || name == QLatin1String("ordinal"))
        return "s.ordinal" + direction + ", s.repeat" + direction;
    QByteArray column;
    if (name == QLatin1String("score"))
        column = "s.score";
    else if (name == QLatin1String("latency_ms"))
        column = "s.latency";
    else if (name == QLatin1String("completion_tokens"))
        column = "s.completion_tokens";
    else
        return {};
    return column + direction + ", s.ordinal" + direction + ", s.repeat" + direction;
}

QString likePattern(QString text)
{
    for (const char c : {'\\', '%', '_'})
        text.replace(QLatin1Char(c), QLatin1Char('\\') + QString(QLatin1Char(c)));
    return QLatin1Char('%') + text + QLatin1Char('%');
}

struct Scope {
    qint64 job = 0;
    int index = 0, attempt = 0;
    void bind(Statement &statement) const { statement.bind(1, job).bind(2, index).bind(3, attempt); }
};

qint64 total(Database &db, const Scope &scope, const SampleQuery &query)
{
    if (query.search.isEmpty()) { // counted as they came
        auto row = db.prepare((QByteArray("SELECT ") + totalColumn(query.filter) + " FROM bench WHERE job = ?1 AND idx = ?2").constData());
        row.bind(1, scope.job).bind(2, scope.index);
        return row.step() ? row.integer(0) : 0;
    }
    auto row = db.prepare((QByteArray("SELECT count(*) FROM sample s JOIN sample_text t ON t.id = s.text"
                                      " WHERE s.job = ?1 AND s.idx = ?2 AND s.attempt = ?3")
                           + filterSql(query.filter)
                           + " AND (t.prompt LIKE ?4 ESCAPE '\\' OR t.response LIKE ?4 ESCAPE '\\' OR t.target LIKE ?4 ESCAPE '\\')").constData());
    scope.bind(row);
    row.bind(4, likePattern(query.search));
    return row.step() ? row.integer(0) : 0;
}

/// The narrow rows of the page first, their texts after: walking to an offset touches no text.
QList<Sample> page(Database &db, const Scope &scope, const SampleQuery &query, const QByteArray &order)
{
    const bool search = !query.search.isEmpty();
    const QByteArray inner = QByteArray("SELECT s.ordinal, s.repeat FROM sample s")
        + (search ? " JOIN sample_text t ON t.id = s.text" : "") + " WHERE s.job = ?1 AND s.idx = ?2 AND s.attempt = ?3"
        + filterSql(query.filter)
        + (search ? " AND (t.prompt LIKE ?6 ESCAPE '\\' OR t.response LIKE ?6 ESCAPE '\\' OR t.target LIKE ?6 ESCAPE '\\')" : "")
        + " ORDER BY " + order + " LIMIT ?4 OFFSET ?5";
    auto rows = db.prepare((QByteArray("SELECT ") + sampleColumns + " FROM (" + inner + ") p JOIN sample s ON s.job = ?1 AND s.idx = ?2"
                            " AND s.attempt = ?3 AND s.ordinal = p.ordinal AND s.repeat = p.repeat JOIN sample_text t ON t.id = s.text"
                            " ORDER BY " + order).constData());
    scope.bind(rows);
    rows.bind(4, std::clamp(query.limit, 1, 1000)).bind(5, std::max<qint64>(query.offset, 0));
    if (search)
        rows.bind(6, likePattern(query.search));
    QList<Sample> samples;
    while (rows.step())
        samples.append(readSample(rows));
    return samples;
}

Result<Scope> findScope(Database &db, const QString &jobId, int index, const QString &tenant)
{
    const auto job = findJob(db, jobId, tenant);
    if (!job)
        return job.error();
    const auto attempt = findAttempt(db, *job, index);
    if (!attempt)
        return attempt.error();
    return Scope{job->seq, index, *attempt};
}

void countSample(Transaction &tx, const Scope &scope, const Sample &sample)
{
    const Outcome outcome = outcomeOf(sample);
    auto update = tx.db.prepare("UPDATE bench SET s_total = s_total + 1, s_passed = s_passed + ?4, s_failed = s_failed + ?5,"
                                " s_errors = s_errors + ?6, s_not_extracted = s_not_extracted + ?7"
                                " WHERE job = ?1 AND idx = ?2 AND attempt = ?3");
    scope.bind(update);
    update.bind(4, outcome == Passed ? 1 : 0).bind(5, outcome == Failed ? 1 : 0).bind(6, outcome == Broken ? 1 : 0);
    update.bind(7, sample.extractionFailed ? 1 : 0).run();
}

} // namespace

Result<Done> writeSample(Transaction &tx, const QString &jobId, int index, int attempt, const Sample &sample)
{
    const auto found = findScope(tx.db, jobId, index, {});
    if (!found)
        return found.error();
    const Scope scope{found->job, index, attempt};
    {
        auto known = tx.db.prepare("SELECT 1 FROM sample WHERE job = ?1 AND idx = ?2 AND attempt = ?3 AND ordinal = ?4 AND repeat = ?5");
        scope.bind(known);
        if (known.bind(4, sample.ordinal).bind(5, sample.repeat).step())
            return Done{}; // stored before the engine stopped; asked once more, counted once
    }
    auto texts = tx.db.prepare("INSERT INTO sample_text(prompt, response, target, extracted, scores, error, metadata)"
                               " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    texts.bindTextOrNull(1, sample.prompt).bindTextOrNull(2, sample.response).bindTextOrNull(3, sample.target);
    texts.bindTextOrNull(4, sample.extracted).bindTextOrNull(5, sample.scores.text).bindTextOrNull(6, nullIfEmpty(sample.error));
    texts.bindTextOrNull(7, sample.metadata.text).run();
    const qint64 text = tx.db.lastRowId();
    auto row = tx.db.prepare("INSERT INTO sample(job, idx, attempt, ordinal, repeat, item_key, score, outcome, not_extracted, latency,"
                             " prompt_tokens, completion_tokens, text) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
    scope.bind(row);
    row.bind(4, sample.ordinal).bind(5, sample.repeat).bind(6, sample.itemKey);
    sample.score ? row.bind(7, *sample.score) : row.bindNull(7);
    row.bind(8, int(outcomeOf(sample))).bind(9, sample.extractionFailed ? 1 : 0);
    sample.latencyMs ? row.bind(10, *sample.latencyMs) : row.bindNull(10);
    sample.promptTokens ? row.bind(11, *sample.promptTokens) : row.bindNull(11);
    sample.completionTokens ? row.bind(12, *sample.completionTokens) : row.bindNull(12);
    row.bind(13, text).run();
    countSample(tx, scope, sample);
    return Done{};
}

Result<SamplePage> readSamples(Database &db, const QString &jobId, int index, const QString &tenant, const SampleQuery &query)
{
    const auto scope = findScope(db, jobId, index, tenant);
    if (!scope)
        return scope.error();
    const QByteArray order = orderSql(query.sort);
    if (order.isEmpty()) {
        return Error{
            Error::Kind::Invalid,
            QCoreApplication::translate("assay", "Samples cannot be sorted by '%1': use ordinal, score, latency_ms or completion_tokens.")
                .arg(query.sort),
            {},
            QStringLiteral("query_parameter_value_invalid")};
    }
    return SamplePage{page(db, *scope, query, order), total(db, *scope, query)};
}

namespace {

/// The column of the dataset that says which items belong together.
constexpr char groupOfSample[] = "COALESCE(json_extract(t.metadata, '$.group'), json_extract(t.metadata, '$.cluster'))";

/// The texts are wide, so they are only read where the first sample has a group.
bool hasGroups(Database &db, const Scope &scope)
{
    auto first = db.prepare((QByteArray("SELECT ") + groupOfSample
                             + " FROM sample s JOIN sample_text t ON t.id = s.text WHERE s.job = ?1 AND s.idx = ?2 AND s.attempt = ?3"
                               " ORDER BY s.ordinal, s.repeat LIMIT 1").constData());
    scope.bind(first);
    return first.step() && !first.isNull(0);
}

void readGroups(Database &db, const Scope &scope, QList<int> &groups)
{
    auto rows = db.prepare((QByteArray("SELECT ") + groupOfSample
                            + " FROM sample s JOIN sample_text t ON t.id = s.text WHERE s.job = ?1 AND s.idx = ?2 AND s.attempt = ?3"
                              " ORDER BY s.ordinal, s.repeat").constData());
    scope.bind(rows);
    QHash<QString, int> numbers;
    int next = 0;
    while (rows.step()) {
        if (rows.isNull(0)) {
            groups.append(next++); // alone
            continue;
        }
        const auto known = numbers.constFind(rows.text(0));
        groups.append(known != numbers.constEnd() ? *known : *numbers.insert(rows.text(0), next++));
    }
}

} // namespace

Result<ScoreColumns> readScores(Database &db, const QString &jobId, int index, const QString &tenant)
{
    const auto scope = findScope(db, jobId, index, tenant);
    if (!scope)
        return scope.error();
    ScoreColumns columns;
    auto rows = db.prepare("SELECT s.item_key, s.repeat, s.score FROM sample s WHERE s.job = ?1 AND s.idx = ?2 AND s.attempt = ?3"
                           " ORDER BY s.ordinal, s.repeat");
    scope->bind(rows);
    while (rows.step()) {
        columns.itemKeys.append(rows.text(0));
        columns.repeats.append(int(rows.integer(1)));
        columns.scores.append(rows.isNull(2) ? std::nullopt : std::optional(rows.real(2)));
    }
    if (hasGroups(db, *scope))
        readGroups(db, *scope, columns.groups);
    return columns;
}

Result<QList<Sample>> readSamplesAfter(Database &db, const QString &jobId, int index, int attempt, qint64 ordinal, int repeat, int limit)
{
    const auto job = findJob(db, jobId, {});
    if (!job)
        return job.error();
    auto rows = db.prepare((QByteArray("SELECT ") + sampleColumns
                            + " FROM sample s JOIN sample_text t ON t.id = s.text WHERE s.job = ?1 AND s.idx = ?2 AND s.attempt = ?3"
                              " AND (s.ordinal, s.repeat) > (?4, ?5) ORDER BY s.ordinal, s.repeat LIMIT ?6").constData());
    Scope{job->seq, index, attempt}.bind(rows);
    rows.bind(4, ordinal).bind(5, repeat).bind(6, limit);
    QList<Sample> samples;
    while (rows.step())
        samples.append(readSample(rows));
    return samples;
}

} // namespace assay::engine
