// The run page on results and logs that freeze other viewers: 1,000 metrics, gates that are tried, and a log of 1 GB that grows by
// 50,000 lines a second. Prints medians and worst cases beside the budgets; compares nothing, so that a busy machine fails no build.

#include "services/core/Async.h"
#include "tests/bench/BenchSupport.h"
#include "tests/support/RunFixtures.h"
#include "ui/pages/run/LogTab.h"
#include "ui/pages/run/MetricsTab.h"
#include "ui/pages/run/RunPage.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QListView>
#include <QScrollBar>
#include <QTabWidget>
#include <QThread>
#include <QTableView>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>

using namespace assay;

namespace {

using assay::bench::percentile;
using assay::bench::residentMb;
using assay::bench::settle;

constexpr qint64 lineBytes = 80;

/// A log of any length, made up where it is asked for; a run with many metrics.
class MadeUpService final : public JobService {
public:
    Job job;
    qint64 logBytes = 0;
    double linesPerSecond = 0;

    QFuture<Result<Page<Job>>> list(const JobQuery &) override { return readyFuture<Page<Job>>(Page<Job>{}); }
    QFuture<Result<Job>> get(const QString &) override { return readyFuture<Job>(Job(job)); }
    QFuture<Result<Job>> submit(const Job &sent, const QString &) override { return readyFuture<Job>(Job(sent)); }
    QFuture<Result<Done>> cancel(const QString &) override { return readyFuture<Done>(Done{}); }
    QFuture<Result<Done>> remove(const QString &) override { return readyFuture<Done>(Done{}); }
    QFuture<Result<SamplePage>> samples(const QString &, int, const SampleQuery &) override { return readyFuture<SamplePage>(SamplePage{}); }
    QFuture<Result<ScoreColumns>> scores(const QString &, int) override { return readyFuture<ScoreColumns>(ScoreColumns{}); }
    QFuture<Result<LogRange>> log(const QString &, int, qint64 offset, qint64 limit) override
    {
        if (linesPerSecond > 0 && !m_clock.isValid())
            m_clock.start();
        const qint64 size = logBytes + (m_clock.isValid() ? qint64(double(m_clock.elapsed()) / 1000 * linesPerSecond) * lineBytes : 0);
        LogRange range;
        range.offset = std::min(offset, size);
        range.size = size;
        const qint64 end = std::min(size, offset + limit);
        range.bytes.reserve(end - range.offset + lineBytes);
        for (qint64 line = range.offset / lineBytes; line * lineBytes < end; ++line)
            range.bytes += lineOf(line);
        range.bytes = range.bytes.mid(range.offset % lineBytes, end - range.offset);
        return readyFuture<LogRange>(std::move(range));
    }

private:
    static QByteArray lineOf(qint64 number)
    {
        QByteArray line = "2027-01-15T07:55:02Z " + QByteArray(number % 50 == 49 ? "\x1b[31mERROR\x1b[0m" : "\x1b[32mINFO\x1b[0m ") + " item " + QByteArray::number(number) + " answered ";
        return line.leftJustified(lineBytes - 1, 'x', true) + '\n';
    }
    QElapsedTimer m_clock;
};

double timed(const std::function<void()> &begin, const std::function<bool()> &ready)
{
    QElapsedTimer clock;
    clock.start();
    begin();
    settle(ready);
    return double(clock.nsecsElapsed()) / 1e6;
}

/// Of this thread, in ms: what a turn of the event loop costs, whoever else uses the machine.
double threadMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

std::unique_ptr<RunPage> openPage(MadeUpService &service)
{
    Capabilities capabilities;
    for (int i = 0; i <= int(Capability::RecordedModels); ++i)
        capabilities.items.insert(Capability(i));
    auto page = std::make_unique<RunPage>(RunPageServices{service, nullptr, capabilities}, QStringLiteral("job-1"));
    page->resize(1280, 820);
    page->show();
    settle([&] { return page->run().hasJob(); });
    return page;
}

void showTab(RunPage &page, const char *name)
{
    auto *tabs = page.findChild<QTabWidget *>(QStringLiteral("runTabs"));
    tabs->setCurrentWidget(page.findChild<QWidget *>(QLatin1String(name)));
}

void metrics(MadeUpService &service, int count)
{
    service.job = test::jobOf(RunState::Completed, {{QStringLiteral("big"), QStringLiteral("accuracy"), 0.6, 200, 0.5}});
    QByteArray text = "{\"accuracy\":0.6,\"samples\":200";
    for (int i = 0; i < count; ++i)
        text += ",\"mmlu_subject_" + QByteArray::number(i) + "/acc\":0." + QByteArray::number(i % 90 + 10);
    service.job.results.benchmarks[0].metrics.text = text + "}";
    std::unique_ptr<RunPage> page;
    const double open = timed([&] { page = openPage(service); }, [&] { return page->run().hasJob(); });
    auto *tab = page->findChild<MetricsTab *>();
    const double shown = timed([&] { showTab(*page, "metricsTab"); }, [&] { return tab->model().rowCount() > count; });
    std::vector<double> keys;
    auto *order = qobject_cast<MetricOrder *>(page->findChild<QTableView *>(QStringLiteral("runMetricTable"))->model());
    for (int i = 0; i < 100; ++i)
        keys.push_back(timed([&] { order->setWords(QString::number(i)); }, [] { return true; }));
    std::printf("  %5d metrics: page %.0f ms, tab %.0f ms (budget 300); a letter typed p50 %.1f ms, worst %.1f ms\n", count, open, shown, percentile(keys, 0.5), percentile(keys, 1));
}

void whatIf(MadeUpService &service, int count)
{
    QList<test::Outcome> outcomes;
    for (int i = 0; i < count; ++i)
        outcomes << test::Outcome{QStringLiteral("b%1").arg(i), QStringLiteral("accuracy"), 0.5, 200, 0.4};
    service.job = test::jobOf(RunState::Completed, outcomes);
    const auto page = openPage(service);
    std::vector<double> moves;
    for (int i = 0; i < 100; ++i) {
        const double before = threadMs();
        page->whatIf().setGate(count / 2, 0.41 + i * 0.001);
        moves.push_back(threadMs() - before);
        QCoreApplication::processEvents();
    }
    std::printf("  %5d benchmarks: a gate moved p50 %.1f ms, worst %.1f ms of processor time (budget 50)\n", count, percentile(moves, 0.5), percentile(moves, 1));
}

void log(MadeUpService &service)
{
    service.logBytes = 1'000'000'000 / lineBytes * lineBytes;
    service.job = test::jobOf(RunState::Running, {{QStringLiteral("big"), QStringLiteral("accuracy"), {}, 0, 0.5, false, RunState::Running}});
    const auto page = openPage(service);
    auto *tab = page->findChild<LogTab *>();
    auto *view = page->findChild<QListView *>(QStringLiteral("logView"));
    auto *position = page->findChild<QScrollBar *>(QStringLiteral("logPosition"));
    const double memory = residentMb();
    const double atEnd = timed([&] { showTab(*page, "logTab"); }, [&] { return tab->model().rowCount() > 0 && tab->model().endOffset() == tab->model().size(); });
    std::vector<double> jumps;
    for (int i = 0; i < 40; ++i) {
        const qint64 offset = tab->model().size() / 41 * (i * 17 % 41);
        jumps.push_back(timed([&] { tab->model().goTo(offset); },
                              [&] { return tab->model().firstOffset() <= offset && tab->model().endOffset() > offset && view->model()->rowCount() > 0; }));
    }
    position->setValue(position->maximum());
    std::printf("  log of %.1f GB: opens at its end in %.0f ms (budget 300), any place p50 %.0f ms, worst %.0f ms; memory +%.0f MB\n", double(service.logBytes) / 1e9, atEnd,
                percentile(jumps, 0.5), percentile(jumps, 1), residentMb() - memory);
    service.linesPerSecond = 50'000;
    tab->model().setFollow(true);
    std::vector<double> tasks, walls;
    QElapsedTimer all;
    all.start();
    qint64 looks = 0;
    while (all.elapsed() < 10'000) {
        QElapsedTimer task;
        task.start();
        const double before = threadMs();
        QCoreApplication::processEvents();
        if (const double took = threadMs() - before; took > 0.05) { // not the empty turns
            tasks.push_back(took);
            walls.push_back(double(task.nsecsElapsed()) / 1e6);
        }
        if (all.elapsed() / 100 > looks) { // ten times as often as the page does
            looks = all.elapsed() / 100;
            tab->model().refresh();
        }
        QThread::usleep(200);
    }
    std::printf("  50,000 lines a second for 10 s, %zu turns of the event loop with work: GUI task p50 %.1f ms, p99 %.1f ms, worst %.1f ms of processor time (budget 16), %.1f ms median by the clock; memory +%.0f MB\n",
                tasks.size(), percentile(tasks, 0.5), percentile(tasks, 0.99), percentile(tasks, 1), percentile(walls, 0.5), residentMb() - memory);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    assay::bench::printMachine("run page", ASSAY_BUILD_FLAGS);
    MadeUpService service;
    for (const int count : {1'000, 10'000})
        metrics(service, count);
    for (const int count : {40, 400})
        whatIf(service, count);
    log(service);
    return 0;
}
