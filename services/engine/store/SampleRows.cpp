#include "services/engine/store/SampleRows.h"

#include "services/core/CutText.h"
#include "services/engine/store/JobRows.h"

namespace assay::engine {

namespace {

constexpr qint64 bigBytes = 256 * 1024; ///< texts of more than this are read by their beginnings

void readStarts(Database &db, SampleRow &row, int textChars)
{
    const auto start = [&](const char *column) {
        const TextStart text = db.textStart("sample_text", column, row.text, textChars);
        row.sample.cutBytes += text.cutBytes;
        return text.text;
    };
    // Half of a JSON text is none: a big one is left out.
    const auto json = [&](const char *column) -> QByteArray {
        const TextStart text = db.textStart("sample_text", column, row.text, bigBytes);
        if (text.cutBytes == 0)
            return text.text.toUtf8();
        row.sample.cutBytes += text.cutBytes + text.text.toUtf8().size();
        return {};
    };
    row.sample.prompt = start("prompt");
    row.sample.response = start("response");
    row.sample.target = start("target");
    row.sample.extracted = start("extracted");
    row.sample.scores.text = json("scores");
    row.sample.error = start("error");
    row.sample.metadata.text = json("metadata");
}

} // namespace

const char *const sampleRowColumns = "s.ordinal, s.item_key, s.repeat, s.score, s.not_extracted, s.latency, s.prompt_tokens, s.completion_tokens,"
                                     " s.text, s.bytes";

Result<SampleScope> findSampleScope(Database &db, const QString &jobId, int index, const QString &tenant)
{
    const auto job = findJob(db, jobId, tenant);
    if (!job)
        return job.error();
    const auto attempt = findAttempt(db, *job, index);
    if (!attempt)
        return attempt.error();
    return SampleScope{job->seq, index, *attempt};
}

const char *const onlySorted = " AND s.sorted = 1";

QByteArray sampleRowsSql(const SampleOrder &order, const QByteArray &where)
{
    return QByteArray("SELECT ") + sampleRowColumns + ", " + order.valueColumn()
        + " FROM sample s WHERE s.job = ?1 AND s.idx = ?2 AND s.attempt = ?3" + where + " ORDER BY " + order.orderBy() + " LIMIT ? OFFSET ?";
}

SampleRow readSampleRow(const Statement &row)
{
    SampleRow out;
    Sample &sample = out.sample;
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
    out.text = row.integer(8);
    out.bytes = row.integer(9);
    return out;
}

void readSampleTexts(Database &db, SampleRow &row, int textChars)
{
    if (textChars > 0 && row.bytes > bigBytes)
        return readStarts(db, row, textChars);
    auto texts = db.prepare("SELECT prompt, response, target, extracted, scores, error, metadata FROM sample_text WHERE id = ?1");
    if (!texts.bind(1, row.text).step())
        return;
    Sample &sample = row.sample;
    sample.prompt = texts.text(0);
    sample.response = texts.text(1);
    sample.target = texts.text(2);
    sample.extracted = texts.text(3);
    sample.scores.text = texts.utf8(4);
    sample.error = texts.text(5);
    sample.metadata.text = texts.utf8(6);
    if (textChars > 0) {
        for (QString *text : {&sample.prompt, &sample.response, &sample.target, &sample.extracted})
            cutText(*text, textChars, sample.cutBytes);
    }
}

} // namespace assay::engine
