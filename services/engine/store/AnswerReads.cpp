#include "services/engine/store/AnswerReads.h"

#include "services/engine/store/JobRows.h"
#include "services/json/Json.h"

#include <QCoreApplication>

#include <nlohmann/json.hpp>

namespace assay::engine {

namespace {

Error cannot(const QString &sentence) { return {Error::Kind::Invalid, sentence, {}, QStringLiteral("answers_not_available")}; }

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// Benchmarks that compare likelihoods of given texts: the model wrote nothing.
bool hasOnlyLikelihoods(const QByteArray &spec)
{
    const auto entry = json::decode<BenchmarkRef>(spec);
    const QString type = entry ? entry->parameters.toVariantMap().value(QStringLiteral("output_type")).toString() : QString();
    return type.startsWith(QLatin1String("loglikelihood")) || type == QLatin1String("multiple_choice");
}

JsonText additionalInfo(Database &db, qint64 job, int index)
{
    auto row = db.prepare("SELECT json_extract(doc, '$.additional_info') FROM result WHERE job = ?1 AND idx = ?2");
    row.bind(1, job).bind(2, index);
    return row.step() ? JsonText{row.utf8(0)} : JsonText{};
}

} // namespace

Result<AnswerOrigin> findAnswers(Database &db, const StoredAnswers &wanted, const QString &tenant)
{
    const auto job = findJob(db, wanted.jobId, tenant);
    if (!job)
        return cannot(tr("The run '%1', whose stored answers shall be scored again, does not exist here; choose another.").arg(wanted.jobId));
    AnswerOrigin origin;
    origin.jobId = wanted.jobId;
    origin.benchmarkIndex = wanted.benchmarkIndex;
    auto named = db.prepare("SELECT name, model_name FROM job WHERE seq = ?1");
    if (named.bind(1, job->seq).step()) {
        origin.runName = named.text(0);
        origin.modelName = named.text(1);
    }
    auto row = db.prepare("SELECT provider, bench, status, attempt, spec FROM bench JOIN bench_spec USING(job, idx) WHERE job = ?1 AND idx = ?2");
    if (!row.bind(1, job->seq).bind(2, wanted.benchmarkIndex).step())
        return cannot(tr("The run '%1' has no benchmark number %2.").arg(origin.runText()).arg(wanted.benchmarkIndex + 1));
    origin.providerId = row.text(0);
    origin.benchmarkId = row.text(1);
    origin.attempt = int(row.integer(3));
    if (!isTerminal(runState(row.text(2))))
        return cannot(tr("Benchmark %2 of the run '%1' has not ended; score its answers again when it has.").arg(origin.runText(), origin.benchmarkId));
    auto count = db.prepare("SELECT count(*) FROM sample WHERE job = ?1 AND idx = ?2 AND attempt = ?3");
    count.bind(1, job->seq).bind(2, wanted.benchmarkIndex).bind(3, origin.attempt).step();
    origin.samples = count.integer(0);
    if (origin.samples == 0)
        return cannot(noStoredAnswersText(origin.runText(), origin.benchmarkId));
    if (hasOnlyLikelihoods(row.utf8(4)))
        return cannot(tr("Benchmark %2 of the run '%1' compared the likelihoods of given answers; the model wrote none that could be scored again.")
                          .arg(origin.runText(), origin.benchmarkId));
    origin.additionalInfo = additionalInfo(db, job->seq, wanted.benchmarkIndex);
    return origin;
}

} // namespace assay::engine
