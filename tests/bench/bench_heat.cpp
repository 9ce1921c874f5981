// How long the heat table of a hundred runs takes to open and to scroll: 300 benchmarks each, compared by what they reported. Prints
// percentiles; compares nothing, so that a busy machine fails no build.

#include "models/common/LoopWatch.h"
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
using assay::bench::printLoop;
using assay::bench::printMachine;
using assay::bench::printSpread;

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    applyTheme(app, false);
    const int runCount = argc > 1 ? std::atoi(argv[1]) : 100, metricCount = argc > 2 ? std::atoi(argv[2]) : 300;
    printMachine(qPrintable(QStringLiteral("heat table, %1 runs of %2 metrics").arg(runCount).arg(metricCount)), ASSAY_BUILD_FLAGS);
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
    LoopWatch watch;
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
    printSpread("open", opening, "ms", "500 ms");
    printSpread("scroll frame", frames, "ms", "16 ms");
    printSpread("significant only", filtering, "ms", "50 ms");
    printLoop("the event loop meanwhile", watch);
    return 0;
}
