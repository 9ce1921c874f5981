#pragma once

#include "tests/support/FakeRegistry.h"
#include "tests/support/RunFixtures.h"

namespace assay::test {

/// Scores of `count` items, of which those in `wrong` are 0 and the others 1.
inline ScoreColumns scoresOf(int count, const QList<int> &wrong)
{
    ScoreColumns scores;
    for (int i = 0; i < count; ++i) {
        scores.itemKeys << QStringLiteral("id:q%1").arg(i);
        scores.repeats << 0;
        scores.scores << std::optional<double>(wrong.contains(i) ? 0.0 : 1.0);
    }
    return scores;
}

inline QList<int> range(int from, int to)
{
    QList<int> all;
    for (int i = from; i < to; ++i)
        all << i;
    return all;
}

/// A run of a registry's local engine with gsm8k (right or wrong), rouge (graded) and speed (no items).
inline Job addRun(FakeRegistry &registry, const QString &id, const QString &model, const QList<int> &wrong, double graded, double speed, int items = 200)
{
    const double share = double(items - wrong.size()) / items;
    Job job = jobOf(RunState::Completed,
                    {{QStringLiteral("gsm8k"), QStringLiteral("accuracy"), share, items, 0.6},
                     {QStringLiteral("summaries"), QStringLiteral("rouge1"), graded, 0, 0.3},
                     {QStringLiteral("sweep"), QStringLiteral("output_tokens_per_second"), speed, 0, {}}},
                    id);
    job.name = id;
    job.model.name = model;
    job.resource.createdAt = QStringLiteral("2027-01-%1T08:00:00Z").arg(10 + registry.local.jobService.stored.size());
    FakeJobService &service = registry.local.jobService;
    service.scoreColumns.insert({id, 0}, scoresOf(items, wrong));
    ScoreColumns grades = scoresOf(items, {});
    for (int i = 0; i < items; ++i)
        grades.scores[i] = std::min(1.0, std::max(0.0, graded + 0.2 * std::sin(i * 1.3 + graded)));
    service.scoreColumns.insert({id, 1}, grades);
    QList<Sample> samples = samplesOf(items);
    for (int i = 0; i < items; ++i) {
        samples[i].error.clear();
        samples[i].score = wrong.contains(i) ? 0 : 1;
        samples[i].response = QStringLiteral("%1 thinks: the sum is %2.").arg(model).arg(wrong.contains(i) ? i : i + 1);
        samples[i].extracted = QString::number(wrong.contains(i) ? i : i + 1);
    }
    service.sampleRows.insert({id, 0}, samples);
    service.stored << job;
    return job;
}

} // namespace assay::test
