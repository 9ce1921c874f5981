#include "services/engine/store/SampleTable.h"

#include "services/engine/store/JobRows.h"
#include "services/engine/store/SampleRows.h"

#include <QHash>

namespace assay::engine {

namespace {

enum Outcome { NoScore = 0, Passed = 1, Failed = 2, Broken = 3 };
constexpr double passedFrom = 0.5; // whatever the metric: who knows that lower is better asks the other way round (RightRule)

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

/// A quick look: the members may stand deeper, or be null.
bool namesGroup(const QByteArray &metadata)
{
    return metadata.contains("\"group\"") || metadata.contains("\"cluster\"");
}

/// What a benchmark counts of its samples.
struct SampleTally {
    int total = 0, passed = 0, failed = 0, errors = 0, notExtracted = 0;

    void add(const Sample &sample)
    {
        const Outcome outcome = outcomeOf(sample);
        ++total;
        passed += outcome == Passed;
        failed += outcome == Failed;
        errors += outcome == Broken;
        notExtracted += sample.extractionFailed;
    }
    void write(Transaction &tx, const SampleScope &scope) const
    {
        auto update = tx.db.prepare("UPDATE bench SET s_total = s_total + ?8, s_passed = s_passed + ?4, s_failed = s_failed + ?5,"
                                    " s_errors = s_errors + ?6, s_not_extracted = s_not_extracted + ?7"
                                    " WHERE job = ?1 AND idx = ?2 AND attempt = ?3");
        scope.bind(update);
        update.bind(4, passed).bind(5, failed).bind(6, errors).bind(7, notExtracted).bind(8, total).run();
    }
};

qint64 writeTexts(Transaction &tx, const Sample &sample, qint64 &bytes)
{
    auto texts = tx.db.prepare("INSERT INTO sample_text(prompt, response, target, extracted, scores, error, metadata)"
                               " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    bytes = sample.scores.text.size() + sample.metadata.text.size();
    int column = 0;
    const auto bindText = [&](const QString &text) {
        const QByteArray utf8 = text.toUtf8();
        bytes += utf8.size();
        text.isNull() ? texts.bindNull(++column) : texts.bind(++column, utf8);
    };
    for (const QString *text : {&sample.prompt, &sample.response, &sample.target, &sample.extracted})
        bindText(*text);
    texts.bindTextOrNull(++column, sample.scores.text);
    bindText(nullIfEmpty(sample.error));
    texts.bindTextOrNull(++column, sample.metadata.text).run();
    return tx.db.lastRowId();
}

/// False: it was stored before the engine stopped; asked once more, counted once.
bool writeRow(Transaction &tx, const SampleScope &scope, const Sample &sample)
{
    {
        auto known = tx.db.prepare("SELECT 1 FROM sample WHERE job = ?1 AND idx = ?2 AND attempt = ?3 AND ordinal = ?4 AND repeat = ?5");
        scope.bind(known);
        if (known.bind(4, sample.ordinal).bind(5, sample.repeat).step())
            return false;
    }
    qint64 bytes = 0;
    const qint64 text = writeTexts(tx, sample, bytes);
    auto row = tx.db.prepare("INSERT INTO sample(job, idx, attempt, ordinal, repeat, item_key, score, outcome, not_extracted, latency,"
                             " prompt_tokens, completion_tokens, text, bytes, grouped)"
                             " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
    scope.bind(row);
    row.bind(4, sample.ordinal).bind(5, sample.repeat).bind(6, sample.itemKey);
    sample.score ? row.bind(7, *sample.score) : row.bindNull(7);
    row.bind(8, int(outcomeOf(sample))).bind(9, sample.extractionFailed ? 1 : 0);
    sample.latencyMs ? row.bind(10, *sample.latencyMs) : row.bindNull(10);
    sample.promptTokens ? row.bind(11, *sample.promptTokens) : row.bindNull(11);
    sample.completionTokens ? row.bind(12, *sample.completionTokens) : row.bindNull(12);
    row.bind(13, text).bind(14, bytes).bind(15, namesGroup(sample.metadata.text) ? 1 : 0).run();
    return true;
}

} // namespace

Result<Done> writeSamples(Transaction &tx, const QString &jobId, int index, int attempt, const QList<Sample> &samples)
{
    const auto found = findSampleScope(tx.db, jobId, index, {});
    if (!found)
        return found.error();
    const SampleScope scope{found->job, index, attempt};
    SampleTally tally;
    for (const Sample &sample : samples) {
        if (writeRow(tx, scope, sample))
            tally.add(sample);
    }
    if (tally.total > 0)
        tally.write(tx, scope);
    return Done{};
}

namespace {

/// The column of the dataset that says which items belong together.
constexpr char groupOfSample[] = "COALESCE(json_extract(t.metadata, '$.group'), json_extract(t.metadata, '$.cluster'))";

/// The texts are wide, so they are only read where a sample may have a group.
bool hasGroups(Database &db, const SampleScope &scope)
{
    auto any = db.prepare("SELECT 1 FROM sample WHERE job = ?1 AND idx = ?2 AND attempt = ?3 AND grouped = 1 LIMIT 1");
    scope.bind(any);
    return any.step();
}

void readGroups(Database &db, const SampleScope &scope, QList<int> &groups)
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
    const auto scope = findSampleScope(db, jobId, index, tenant);
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

Result<QList<Sample>> readSamplesAfter(Database &db, const AttemptKey &key, qint64 ordinal, int repeat, int limit)
{
    const auto job = findJob(db, key.jobId, {});
    if (!job)
        return job.error();
    auto rows = db.prepare((QByteArray("SELECT ") + sampleRowColumns
                            + " FROM sample s WHERE s.job = ?1 AND s.idx = ?2 AND s.attempt = ?3 AND (s.ordinal, s.repeat) > (?4, ?5)"
                              " ORDER BY s.ordinal, s.repeat LIMIT ?6").constData());
    SampleScope{job->seq, key.index, key.attempt}.bind(rows);
    rows.bind(4, ordinal).bind(5, repeat).bind(6, limit);
    QList<Sample> samples;
    while (rows.step()) {
        SampleRow row = readSampleRow(rows);
        readSampleTexts(db, row, 0);
        samples.append(std::move(row.sample));
    }
    return samples;
}

Result<SamplePlaces> readSamplePlaces(Database &db, const AttemptKey &key)
{
    const auto job = findJob(db, key.jobId, {});
    if (!job)
        return job.error();
    auto rows = db.prepare("SELECT s.ordinal, max(s.repeat) + 1 FROM sample s WHERE s.job = ?1 AND s.idx = ?2 AND s.attempt = ?3"
                           " GROUP BY s.ordinal ORDER BY s.ordinal");
    SampleScope{job->seq, key.index, key.attempt}.bind(rows);
    SamplePlaces places;
    while (rows.step()) {
        places.ordinals.append(rows.integer(0));
        places.repeats = std::max(places.repeats, int(rows.integer(1)));
    }
    return places;
}

} // namespace assay::engine
