// How long a comparison takes: six runs of 200 benchmarks over 100,000 common items with paired tests, and a table of 100 runs
// and 300 metrics. Prints medians and the slowest; compares nothing, so that a busy machine fails no build.

#include "services/verdict/RunComparison.h"
#include "tests/bench/BenchSupport.h"
#include "tests/support/RunFixtures.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

using namespace assay;

namespace {

enum class Scores { Binary, Graded, Mixed };

ScoreColumns scoresOf(int items, int benchmark, bool graded, bool shuffled, std::mt19937_64 &random, const QStringList &keys)
{
    ScoreColumns columns;
    columns.itemKeys = keys;
    if (shuffled)
        std::shuffle(columns.itemKeys.begin(), columns.itemKeys.end(), random);
    for (int i = 0; i < items; ++i) {
        columns.repeats << 0;
        const double drawn = double(random() >> 11) * 0x1p-53;
        columns.scores << (graded ? drawn : drawn < 0.4 + 0.001 * benchmark ? 1.0 : 0.0);
    }
    return columns;
}

QList<ComparedRun> madeUp(int runs, int benchmarks, int items, Scores kind, bool shuffled)
{
    std::mt19937_64 random(11);
    QList<QStringList> keys;
    for (int b = 0; b < benchmarks; ++b) {
        QStringList list;
        for (int i = 0; i < items; ++i)
            list << QStringLiteral("sha256:%1%2").arg(b, 32, 16, QLatin1Char('0')).arg(i, 32, 16, QLatin1Char('0'));
        keys << list;
    }
    QList<ComparedRun> all;
    for (int r = 0; r < runs; ++r) {
        ComparedRun run;
        run.ref = run.name = QStringLiteral("run-%1").arg(r);
        QList<test::Outcome> outcomes;
        for (int b = 0; b < benchmarks; ++b) {
            const bool graded = kind == Scores::Graded || (kind == Scores::Mixed && b % 5 == 0);
            test::Outcome outcome;
            outcome.id = QStringLiteral("benchmark-%1").arg(b);
            outcome.gate = 0.5;
            outcome.n = items > 0 ? items : 500;
            outcome.value = 0.4 + 0.001 * b;
            if (items > 0) {
                const ScoreColumns scores = scoresOf(items, b, graded, shuffled, random, keys.at(b));
                double sum = 0;
                for (const auto &score : scores.scores)
                    sum += *score;
                outcome.value = sum / items;
                run.scores.insert(b, scores);
            }
            outcomes << outcome;
        }
        run.job = test::jobOf(RunState::Completed, outcomes, run.ref);
        all << run;
    }
    return all;
}

/// 100 runs of one benchmark that reports 300 metrics.
QList<ComparedRun> manyMetrics(int runs, int metrics)
{
    std::mt19937_64 random(13);
    QList<ComparedRun> all = madeUp(runs, 1, 0, Scores::Binary, false);
    for (ComparedRun &run : all) {
        QVariantMap values { { QStringLiteral("samples"), 500 } };
        for (int m = 0; m < metrics; ++m) {
            values.insert(QStringLiteral("accuracy_%1").arg(m), double(random() % 1000) / 1000);
            values.insert(QStringLiteral("accuracy_%1_stderr").arg(m), 0.01);
        }
        run.job.results.benchmarks[0].metrics = JsonText::fromVariantMap(values);
    }
    return all;
}

void measure(const char *what, const QList<ComparedRun> &runs, bool allMetrics, bool texts)
{
    RunComparisonOptions options;
    options.allMetrics = allMetrics;
    std::vector<double> times, worked; // the clock on the wall, and of this process: a busy machine slows the first
    qsizetype cells = 0, tested = 0, bootstraps = 0;
    for (int turn = 0; turn < 5; ++turn) {
        QElapsedTimer clock;
        clock.start();
        const std::clock_t begun = std::clock();
        const auto comparison = compareRuns(runs, options);
        if (!comparison)
            return;
        cells = bootstraps = 0;
        tested = comparison->tested;
        for (const ComparedRow &row : comparison->rows) {
            for (int run = 0; run < runs.size(); ++run) {
                cells += texts && !cellText(row, run).isEmpty();
                bootstraps += row.cells.at(run).comparison
                    && row.cells.at(run).comparison->test == CompareOptions::Test::Bootstrap;
            }
        }
        times.push_back(double(clock.nsecsElapsed()) / 1e6);
        worked.push_back(double(std::clock() - begun) * 1000 / CLOCKS_PER_SEC);
    }
    std::printf("%-66s p50 %7.1f ms, worst %7.1f ms, processor p50 %7.1f ms (%lld tests, %lld bootstraps, %lld texts)\n", what,
        bench::percentile(times, 0.5), bench::percentile(times, 1), bench::percentile(worked, 0.5), static_cast<long long>(tested), static_cast<long long>(bootstraps), static_cast<long long>(cells));
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    bench::printMachine("comparison", ASSAY_BUILD_FLAGS);
    measure("6 runs x 200 benchmarks, 100,000 common items, right or wrong", madeUp(6, 200, 500, Scores::Binary, false), false, false);
    measure("the same, items in another order in each run", madeUp(6, 200, 500, Scores::Binary, true), false, false);
    measure("the same, one benchmark in five graded", madeUp(6, 200, 500, Scores::Mixed, true), false, false);
    measure("the same, all graded", madeUp(6, 200, 500, Scores::Graded, true), false, false);
    measure("6 runs x 1 benchmark of 100,000 items, graded, shuffled", madeUp(6, 1, 100'000, Scores::Graded, true), false, false);
    measure("100 runs x 300 metrics, with their texts (budget 500 ms)", manyMetrics(100, 300), true, true);
    measure("100 runs x 300 benchmarks, with their texts", madeUp(100, 300, 0, Scores::Binary, false), false, true);
    return 0;
}
