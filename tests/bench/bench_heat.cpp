// How long the heat table of a hundred runs takes to open and to scroll: 300 benchmarks each, compared by what they reported. Prints
// medians and 99th percentiles; compares nothing, so that a busy machine fails no build.

#include "models/compare/HeatModel.h"
#include "tests/bench/BenchSupport.h"
#include "tests/support/RunFixtures.h"
#include "ui/pages/compare/HeatTab.h"
#include "ui/pages/compare/HeatView.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace assay;

namespace {

using assay::bench::ms;
using assay::bench::percentile;

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    applyTheme(app, false);
    const int runCount = argc > 1 ? std::atoi(argv[1]) : 100, metricCount = argc > 2 ? std::atoi(argv[2]) : 300;
#ifdef NDEBUG
    const char *build = "release";
#else
    const char *build = "debug";
#endif
    std::printf("heat table, %d runs of %d metrics, Qt %s, %s build, %s\n", runCount, metricCount, qVersion(), build, qPrintable(QGuiApplication::platformName()));
    QList<ComparedRun> runs;
    for (int run = 0; run < runCount; ++run) {
        QList<test::Outcome> outcomes;
        for (int metric = 0; metric < metricCount; ++metric)
            outcomes << test::Outcome{QStringLiteral("benchmark_%1").arg(metric), QStringLiteral("accuracy"), 0.5 + 0.3 * std::sin(metric + 0.05 * run), 400, 0.6};
        ComparedRun compared;
        compared.ref = compared.name = QStringLiteral("nightly-%1").arg(run);
        compared.job = test::jobOf(RunState::Completed, outcomes, compared.ref);
        compared.plan = compared.job.benchmarks;
        runs << compared;
    }
    QElapsedTimer clock;
    clock.start();
    const auto comparison = compareRuns(runs, {});
    if (!comparison)
        return 1;
    std::printf("compared off the GUI thread   %8.1f ms\n", ms(clock));
    std::vector<double> opening, frames, filtering;
    for (int round = 0; round < 5; ++round) {
        HeatModel model;
        clock.restart();
        HeatTab tab(model);
        tab.resize(1600, 900);
        model.setComparison(*comparison, Wording::Judging);
        tab.show();
        QCoreApplication::processEvents();
        tab.view()->viewport()->repaint();
        opening.push_back(ms(clock));
        for (int step = 0; step < 300; ++step) {
            QScrollBar *bar = step % 2 == 0 ? tab.view()->verticalScrollBar() : tab.view()->horizontalScrollBar();
            const int to = step % 3 == 0 ? int((step * 7919LL) % std::max(1, bar->maximum())) : std::min(bar->maximum(), bar->value() + 40);
            clock.restart();
            bar->setValue(to);
            QCoreApplication::processEvents();
            frames.push_back(ms(clock));
        }
        clock.restart();
        tab.setSignificantOnly(true);
        QCoreApplication::processEvents();
        filtering.push_back(ms(clock));
    }
    std::printf("open              median %6.1f ms   p99 %6.1f ms   (wanted: 500 ms)\n", percentile(opening, 0.5), percentile(opening, 0.99));
    std::printf("scroll frame      median %6.2f ms   p99 %6.2f ms   worst %6.2f ms   (wanted: 16 ms)\n", percentile(frames, 0.5), percentile(frames, 0.99), percentile(frames, 1));
    std::printf("significant only  median %6.1f ms   p99 %6.1f ms   (wanted: 50 ms)\n", percentile(filtering, 0.5), percentile(filtering, 0.99));
    return 0;
}
