#include "services/verdict/EffectivePlan.h"

#include "services/verdict/Judge.h"
#include "services/verdict/LintEntry.h"
#include "services/verdict/RecordedPlan.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace assay {

namespace {

using doctor::number;

bool differ(double one, double other)
{
    return std::abs(asFloat32(one) - asFloat32(other)) > 1e-6 * std::max({ 1.0, std::abs(one), std::abs(other) });
}

/// The whole number that a parameter asks for; none: it is absent or none.
std::optional<qint64> wholeOf(const BenchmarkRef &entry, const QString &name)
{
    const QVariant value = entry.parameters.toVariantMap().value(name);
    const bool isNumber = value.typeId() == QMetaType::Double || value.typeId() == QMetaType::LongLong;
    return isNumber ? std::optional(qint64(value.toDouble())) : std::nullopt;
}

class Comparer {
public:
    Comparer(const EffectivePlan &plan, const Job &job)
        : m_plan(plan)
        , m_job(job)
        , m_ended(isTerminal(job.status.state))
    {
    }

    QList<DriftLine> lines()
    {
        compareCollection();
        for (const PlanRow &row : m_plan.rows)
            compareRow(row);
        for (const BenchmarkResult &result : m_job.results.benchmarks)
            findUnplanned(result);
        compareJob();
        return m_lines;
    }

private:
    void add(const char *code, int benchmark, const QString &planned, const QString &found, const QString &text)
    {
        m_lines.append({ QLatin1String(code), benchmark, planned, found, text });
    }
    static bool isOf(const PlanRow &row, const BenchmarkResult &result)
    {
        return result.benchmarkIndex.value_or(0) == row.index && result.id == row.entry.id
            && result.providerId == row.entry.providerId;
    }
    const BenchmarkResult *resultOf(const PlanRow &row) const
    {
        const auto &results = m_job.results.benchmarks;
        const auto found
            = std::ranges::find_if(results, [&row](const BenchmarkResult &result) { return isOf(row, result); });
        return found == results.end() ? nullptr : &*found;
    }
    /// What is behind a benchmark that has no result: it may have failed or been cancelled without one.
    bool reported(const PlanRow &row) const
    {
        return std::ranges::any_of(m_job.status.benchmarks, [&row](const BenchmarkStatus &status) {
            return status.benchmarkIndex.value_or(0) == row.index && status.id == row.entry.id
                && status.providerId == row.entry.providerId;
        });
    }
    bool completed(const PlanRow &row) const
    {
        return std::ranges::any_of(m_job.status.benchmarks, [&row](const BenchmarkStatus &status) {
            return status.benchmarkIndex.value_or(0) == row.index && status.id == row.entry.id
                && status.status == RunState::Completed;
        });
    }

    void compareCollection()
    {
        if (!m_job.collection)
            return;
        if (changedSince(m_job.collection->collectionUpdatedAt, m_plan.collectionUpdatedAt))
            add("collection-changed", -1, m_job.collection->collectionUpdatedAt, m_plan.collectionUpdatedAt, collectionChangedText());
    }

    void compareRow(const PlanRow &row)
    {
        const BenchmarkResult *result = resultOf(row);
        if (!result) {
            const bool anyEnd
                = m_job.status.state == RunState::Completed || m_job.status.state == RunState::PartiallyFailed;
            if (m_ended && anyEnd && !reported(row))
                add("benchmark-missing", row.index, row.entry.id, {},
                    QCoreApplication::translate("assay", "%1 was planned, and nothing came back for it.")
                        .arg(row.entry.id));
            return;
        }
        compareItems(row, *result);
        if (result->test)
            compareTest(row, *result->test);
        else if (completed(row) && row.judged() && wireBenchmarkTest(gateEntry(row), result->metrics))
            add("test-missing", row.index, row.gate.score->metric, {},
                QCoreApplication::translate("assay", "%1 was to be judged by %2, and the server did not.")
                    .arg(row.entry.id, row.gate.score->metric));
        else if (completed(row) && row.gate.score && row.gate.threshold) {
            add("metric-missing", row.index, row.gate.score->metric, {},
                QCoreApplication::translate(
                    "assay", "%1 was to be judged by %2, which it did not report as a number; it has no verdict.")
                    .arg(row.entry.id, row.gate.score->metric));
        }
    }

    static WireEntry gateEntry(const PlanRow &row)
    {
        WireEntry entry;
        entry.entryScore = row.gate.score;
        entry.entryCriteria = PassCriteria { row.gate.threshold, {} };
        return entry;
    }

    void compareTest(const PlanRow &row, const BenchmarkTest &test)
    {
        const QString id = row.entry.id;
        if (!row.judged()) {
            add("test-unplanned", row.index, {}, test.primaryScoreMetric,
                QCoreApplication::translate("assay", "%1 was not to be judged, and the server judged it by %2.")
                    .arg(id, test.primaryScoreMetric));
            return;
        }
        if (!test.primaryScoreMetric.isEmpty() && test.primaryScoreMetric != row.gate.score->metric)
            add("metric", row.index, row.gate.score->metric, test.primaryScoreMetric,
                QCoreApplication::translate("assay", "%1 was to be judged by %2; the server took %3.")
                    .arg(id, row.gate.score->metric, test.primaryScoreMetric));
        if (test.threshold && differ(*test.threshold, *row.gate.threshold))
            add("threshold", row.index, number(asFloat32(*row.gate.threshold)), number(*test.threshold),
                QCoreApplication::translate("assay", "%1 was to be compared with %2; the server compared with %3.")
                    .arg(id, number(asFloat32(*row.gate.threshold)), number(*test.threshold)));
    }

    void compareItems(const PlanRow &row, const BenchmarkResult &result)
    {
        const auto limit = wholeOf(row.entry, QStringLiteral("num_examples"));
        if (!limit || *limit < 1 || !row.gate.score)
            return;
        const auto ran = metricSummary(result, row.gate.score->metric).n;
        const double most
            = double(*limit) * double(std::max(qint64(1), wholeOf(row.entry, QStringLiteral("repeats")).value_or(1)));
        // Fewer is no drift: data may be shorter, and items without an answer are left out.
        if (ran && *ran > most)
            add("items", row.index, number(most), number(*ran),
                QCoreApplication::translate("assay", "%1 was to run %2 items; %3 were run.")
                    .arg(row.entry.id, number(most), number(*ran)));
    }

    void findUnplanned(const BenchmarkResult &result)
    {
        if (m_plan.rows.isEmpty()
            || std::ranges::any_of(m_plan.rows, [&result](const PlanRow &row) { return isOf(row, result); }))
            return;
        add("benchmark-unplanned", int(result.benchmarkIndex.value_or(0)), {}, result.id,
            QCoreApplication::translate("assay", "%1 came back at position %2, where the plan has no such benchmark.")
                .arg(result.id)
                .arg(result.benchmarkIndex.value_or(0) + 1));
    }

    void compareJob()
    {
        const auto &test = m_job.results.test;
        if (!test || m_plan.rows.isEmpty())
            return;
        if (test->threshold && differ(*test->threshold, m_plan.jobThreshold))
            add("job-threshold", -1, number(m_plan.jobThreshold), number(*test->threshold),
                QCoreApplication::translate(
                    "assay", "The job's score was to be compared with %1; the server compared with %2.")
                    .arg(number(m_plan.jobThreshold), number(*test->threshold)));
        QList<WireEntry> entries;
        QList<std::optional<BenchmarkTest>> tests;
        for (const PlanRow &row : m_plan.rows) {
            const BenchmarkResult *result = resultOf(row);
            WireEntry entry;
            entry.weight = row.weight;
            entry.entryScore = PrimaryScore { {}, row.turned, {} };
            entries << entry;
            tests << (result ? result->test : std::nullopt);
        }
        const auto expected = wireJobTest(entries, tests, {}, {});
        if (expected && test->score && differ(*expected->score, *test->score))
            add("job-score", -1, number(*expected->score), number(*test->score),
                QCoreApplication::translate(
                    "assay", "By the plan's weights and directions the job's score is %1; the server says %2.")
                    .arg(number(*expected->score), number(*test->score)));
    }

    const EffectivePlan &m_plan;
    const Job &m_job;
    const bool m_ended;
    QList<DriftLine> m_lines;
};

} // namespace

QList<DriftLine> compareWithResult(const EffectivePlan &plan, const Job &job)
{
    return Comparer(plan, job).lines();
}

} // namespace assay
