// The list of runs with ten thousand rows: what a keystroke in the filter, a sort, a group and a facet take, what the index in the
// profile costs, and whether the window ever stands still. Prints percentiles; compares nothing, so that
// a busy machine fails no build.

#include "models/common/LoopWatch.h"
#include "models/library/FilterCompletion.h"
#include "services/library/LibraryDatabase.h"
#include "services/library/SqlRunLibrary.h"
#include "tests/bench/BenchSupport.h"
#include "tests/support/FakeRegistry.h"
#include "tests/support/FakeRunLibrary.h"
#include "ui/pages/runs/RunRemover.h"
#include "ui/pages/runs/RunsPage.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace assay;

namespace {

using assay::bench::printLoop;
using assay::bench::printMachine;
using assay::bench::printSpread;
using assay::bench::residentMb;
using assay::bench::settle;

void print(const char *what, const std::vector<double> &ms, const char *wanted)
{
    printSpread(what, ms, "ms", wanted);
}

/// Runs as a team has them: forty models, thirty collections of six benchmarks, a few tags, a year.
RunRecord made(int i)
{
    RunRecord run;
    run.ref = {RunRef::localConnection(), QStringLiteral("5f0c1f9e-0000-4000-8000-%1").arg(i, 12, 16, QLatin1Char('0'))};
    run.name = i % 3 == 0 ? QStringLiteral("nightly-%1").arg(i) : QStringLiteral("release candidate %1 of the week").arg(i);
    run.model = QStringLiteral("%1-%2b-instruct").arg(i % 2 ? QStringLiteral("llama-3.%1").arg(i % 5) : QStringLiteral("gemma-%1").arg(i % 7)).arg(1 + i % 4);
    run.collection = QStringLiteral("collection-%1").arg(i % 30);
    for (int b = 0; b < 6; ++b) {
        const double score = double((i * 7919 + b * 104729) % 1000) / 1000;
        run.benchmarks << QStringLiteral("benchmark-%1").arg(b);
        run.results.append({run.benchmarks.last(), QStringLiteral("lm_evaluation_harness"), QStringLiteral("acc_norm"), false, score, 0.5, 500, {}, score * 500, true});
    }
    run.providers = {QStringLiteral("lm_evaluation_harness")};
    run.tags = {QStringLiteral("tag%1").arg(i % 11), i % 3 == 0 ? QStringLiteral("nightly") : QStringLiteral("manual")};
    run.state = i % 13 == 0 ? RunState::Failed : RunState::Completed;
    run.created = run.started = 1'736'000'000'000 + qint64(i) * 3'000'000;
    run.finished = run.started + 600'000;
    run.jobScore = double(i % 1000) / 1000;
    return run;
}

/// What happens between a key and the picture that shows its effect.
double timed(QWidget &page, const std::function<void()> &act)
{
    QElapsedTimer clock;
    clock.start();
    act();
    QCoreApplication::processEvents();
    page.findChild<QTableView *>(QStringLiteral("runsTable"))->viewport()->repaint();
    return double(clock.nsecsElapsed()) / 1e6;
}

void index(int runs)
{
    QTemporaryDir folder;
    QList<RunRecord> records;
    for (int i = 0; i < runs; ++i)
        records << made(i);
    QElapsedTimer clock;
    {
        LibraryDatabase database(folder.path());
        SqlRunLibrary library(database);
        clock.start();
        library.index(records, {{RunRef::localConnection(), 1}}).waitForFinished();
        std::printf("index of %5d runs written in %12lld ms, in another thread; %.1f MB\n", runs, static_cast<long long>(clock.elapsed()),
                    double(QFile(folder.filePath(LibraryDatabase::fileName())).size() + QFile(folder.filePath(LibraryDatabase::fileName() + QStringLiteral("-wal"))).size()) / 1e6);
    }
    std::vector<double> ms;
    for (int round = 0; round < 7; ++round) {
        test::FakeJobService service;
        LibraryDatabase database(folder.path());
        SqlRunLibrary library(database);
        JobListModel jobs(service);
        LibraryRuns known(library, jobs);
        JobFilterModel shown(jobs);
        LoopWatch watch;
        clock.start();
        known.load();
        if (!settle([&] { return shown.rowCount() == runs; }))
            return;
        ms.push_back(double(clock.nsecsElapsed()) / 1e6);
        QCoreApplication::processEvents();
    }
    std::printf("%5d runs: ", runs);
    print("open the file to rows sorted", ms, runs == 2000 ? "part of a start of 1000 ms" : "-");
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const int runs = argc > 1 ? QByteArray(argv[1]).toInt() : 10'000;
    printMachine(qPrintable(QStringLiteral("list of runs, %1 rows").arg(runs)), ASSAY_BUILD_FLAGS);
    index(2000);
    index(runs);

    test::FakeRegistry registry;
    JobListModel jobs(registry.local.jobs());
    test::FakeLibrary library(jobs);
    for (int i = 0; i < runs; ++i)
        library.library.content.runs << made(i);
    library.library.content.baselines = {{QStringLiteral("collection:collection-3"), made(3).ref}};
    library.runs.load();
    RunRemover remover(registry.registry, jobs, library.runs);
    RunsPage page({registry.registry, jobs, library.runs, library.views, remover});
    page.resize(1280, 800);
    page.show();
    auto *table = page.findChild<QTableView *>(QStringLiteral("runsTable"));
    auto *filter = page.findChild<QLineEdit *>(QStringLiteral("runsFilter"));
    if (!settle([&] { return table->model()->rowCount() == runs; }))
        return 1;

    std::vector<double> keys;
    const char *const lines[] = {"model:llama* state:failed score<0.5", "nightly -tag:tag3 after:2025-03-01", "release candidate 77", "verdict:fail group:model"};
    for (const char *line : lines) {
        for (const char *c = line; *c; ++c)
            keys.push_back(timed(page, [&] { filter->setText(filter->text() + QLatin1Char(*c)); }));
        while (!filter->text().isEmpty())
            keys.push_back(timed(page, [&] { filter->setText(filter->text().chopped(1)); }));
    }
    print("filter, a keystroke to its picture", keys, "50 ms");

    std::vector<double> typed, sorts, groups, facets, scrolls, notes;
    filter->setFocus();
    for (const char *line : lines) {
        filter->clear();
        for (const char *c = line; *c; ++c)
            typed.push_back(timed(page, [&] { QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : filter, *c); }));
    }
    print("the same with suggestions, as typed", typed, "50 ms");
    filter->clear();
    for (int round = 0; round < 3; ++round) {
        for (int column = 0; column < JobListModel::ColumnCount; ++column)
            sorts.push_back(timed(page, [&] { table->sortByColumn(column, round % 2 ? Qt::DescendingOrder : Qt::AscendingOrder); }));
        for (const char *line : {"group:model", "group:collection", "group:day", "group:batch", ""})
            groups.push_back(timed(page, [&] { filter->setText(QLatin1String(line)); }));
        for (const QString &key : facetKeys())
            facets.push_back(timed(page, [&] { facetCounts(jobs, QString(), key, 0); }));
        notes.push_back(timed(page, [&] { library.runs.setNote(made(round * 500).ref.text(), QStringLiteral("note %1").arg(round)); }));
    }
    for (int step = 0; step < 300; ++step) {
        QScrollBar *bar = table->verticalScrollBar();
        scrolls.push_back(timed(page, [&] { bar->setValue(step % 3 == 0 ? int((step * 7919LL) % bar->maximum()) : bar->value() + 3); }));
    }
    print("sort by a column", sorts, "50 ms");
    print("group", groups, "50 ms");
    print("facet menu", facets, "50 ms");
    print("note saved and shown", notes, "50 ms");
    print("scroll frame", scrolls, "16 ms");

    LoopWatch watch; // what a person does, with the loop running as it does in the window
    QTimer hand;
    int step = 0;
    QObject::connect(&hand, &QTimer::timeout, &app, [&] {
        const QString line = QString::fromLatin1(lines[(step / 40) % 4]);
        filter->setText(line.left(step % 40));
        if (step % 7 == 0)
            table->sortByColumn(step % JobListModel::ColumnCount, Qt::AscendingOrder);
        if (++step == 160)
            QApplication::quit();
    });
    watch.clear();
    hand.start(15);
    QApplication::exec();
    printLoop("160 changes of filter and order", watch);
    filter->clear();
    std::printf("resident with %d runs shown: %.1f MB (wanted: 250)\n", jobs.rowCount(), residentMb());
    return 0;
}
