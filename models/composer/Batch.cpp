#include "models/composer/Batch.h"

#include "services/authoring/AuthoredDraft.h"
#include "services/core/AssayPart.h"

#include <algorithm>

namespace assay {

namespace {

const QString tagStart = QStringLiteral("assay-batch-"), markPath = QStringLiteral("custom/assay/batch");

struct StateWord {
    BatchJob::State state;
    const char *word;
};
constexpr StateWord stateWords[] = {{BatchJob::State::Waiting, "waiting"}, {BatchJob::State::Sending, "sending"}, {BatchJob::State::Unknown, "unknown"},
                                    {BatchJob::State::Sent, "sent"},       {BatchJob::State::Refused, "refused"}};

QString wordOf(BatchJob::State state) { return QLatin1String(std::ranges::find(stateWords, state, &StateWord::state)->word); }

/// A word of another version: it has to be found out.
BatchJob::State stateOf(const QString &word)
{
    const auto found = std::ranges::find_if(stateWords, [&](const StateWord &one) { return word == QLatin1String(one.word); });
    return found == std::end(stateWords) ? BatchJob::State::Unknown : found->state;
}

QVariantMap mapOf(const BatchJob &job)
{
    QVariantMap map{{QStringLiteral("document"), job.document.root()}, {QStringLiteral("key"), job.key}, {QStringLiteral("state"), wordOf(job.state)}};
    if (!job.jobId.isEmpty())
        map.insert(QStringLiteral("job_id"), job.jobId);
    if (!job.message.isEmpty())
        map.insert(QStringLiteral("message"), job.message);
    if (!job.code.isEmpty())
        map.insert(QStringLiteral("code"), job.code);
    if (job.sentAt.isValid())
        map.insert(QStringLiteral("sent_at"), job.sentAt.toString(Qt::ISODateWithMs));
    return map;
}

BatchJob jobOf(const QVariantMap &map)
{
    BatchJob job;
    job.document = documentFrom(DocumentKind::Job, map.value(QStringLiteral("document")).toMap());
    job.key = map.value(QStringLiteral("key")).toString();
    job.state = stateOf(map.value(QStringLiteral("state")).toString());
    job.jobId = map.value(QStringLiteral("job_id")).toString();
    job.message = map.value(QStringLiteral("message")).toString();
    job.code = map.value(QStringLiteral("code")).toString();
    job.sentAt = QDateTime::fromString(map.value(QStringLiteral("sent_at")).toString(), Qt::ISODateWithMs);
    return job;
}

} // namespace

bool Batch::finished() const { return count(BatchJob::State::Sent) == jobs.size(); }

int Batch::count(BatchJob::State state) const { return int(std::ranges::count(jobs, state, &BatchJob::state)); }

QByteArray Batch::encode() const
{
    QVariantList list;
    for (const BatchJob &job : jobs)
        list << mapOf(job);
    return jsonOf(QVariantMap{{QStringLiteral("id"), id}, {QStringLiteral("connection"), connectionId},
                              {QStringLiteral("made"), made.toString(Qt::ISODateWithMs)}, {QStringLiteral("jobs"), list}});
}

std::optional<Batch> Batch::decode(const QByteArray &text)
{
    const QVariantMap map = valueFromJson(text).toMap();
    Batch batch{map.value(QStringLiteral("id")).toString(), map.value(QStringLiteral("connection")).toString(),
                QDateTime::fromString(map.value(QStringLiteral("made")).toString(), Qt::ISODateWithMs), {}};
    for (const QVariant &job : map.value(QStringLiteral("jobs")).toList())
        batch.jobs << jobOf(job.toMap());
    return batch.id.isEmpty() || batch.jobs.isEmpty() ? std::nullopt : std::optional(batch);
}

QString batchTag(const QString &batchId) { return tagStart + batchId; }

void setBatchMark(AuthoredDocument &job, const QString &batchId, int number)
{
    clearBatchMark(job);
    job.set(QStringLiteral("tags"), job.rows(QStringLiteral("tags")) + QVariantList{batchTag(batchId)});
    job.set(markPath, QStringLiteral("%1/%2").arg(batchId, QString::number(number)));
}

int batchNumber(const Job &job, const QString &batchId)
{
    const QString mark = assayPart(job).value(QStringLiteral("batch")).toString();
    const QString start = batchId + QLatin1Char('/');
    return job.tags.contains(batchTag(batchId)) && mark.startsWith(start) ? std::max(0, mark.mid(start.size()).toInt()) : 0;
}

void clearBatchMark(AuthoredDocument &job)
{
    QVariantList tags = job.rows(QStringLiteral("tags"));
    if (tags.removeIf([](const QVariant &tag) { return tag.toString().startsWith(tagStart); }) > 0)
        job.set(QStringLiteral("tags"), tags);
    if (job.contains(markPath))
        job.set(markPath, {});
}

} // namespace assay
