// How long the sample table takes to open and to scroll: 200,000 rows from a service that makes them up on demand. Prints
// percentiles; compares nothing, so that a busy machine fails no build.

#include "models/common/LoopWatch.h"
#include "services/core/Async.h"
#include "tests/bench/BenchSupport.h"
#include "tests/support/RunFixtures.h"
#include "ui/pages/run/RunPage.h"
#include "ui/pages/run/SamplesTab.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>
#include <QPlainTextEdit>
#include <QTextDocument>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

using namespace assay;

namespace {

using assay::bench::printLoop;
using assay::bench::printMachine;
using assay::bench::printSpread;
using assay::bench::settle;

/// Answers in a later turn of the event loop, as a server does, and only with the rows asked for.
class MadeUpService final : public JobService {
public:
    explicit MadeUpService(qint64 rows) : m_rows(rows) {}
    QFuture<Result<Page<Job>>> list(const JobQuery &) override { return readyFuture<Page<Job>>(Page<Job>{}); }
    QFuture<Result<Job>> get(const QString &id) override
    {
        return readyFuture<Job>(test::jobOf(RunState::Completed, {{QStringLiteral("big"), QStringLiteral("accuracy"), 0.6, int(m_rows), 0.5}}, id));
    }
    QFuture<Result<Job>> submit(const Job &job, const QString &) override { return readyFuture<Job>(job); }
    QFuture<Result<Done>> cancel(const QString &) override { return readyFuture<Done>(Done{}); }
    QFuture<Result<Done>> remove(const QString &) override { return readyFuture<Done>(Done{}); }
    QFuture<Result<LogRange>> log(const QString &, int, qint64, qint64) override { return readyFuture<LogRange>(LogRange{}); }
    QFuture<Result<ScoreColumns>> scores(const QString &, int) override { return readyFuture<ScoreColumns>(ScoreColumns{}); }
    QFuture<Result<SamplePage>> samples(const QString &, int, const SampleQuery &query) override
    {
        ++calls;
        SamplePage page;
        page.totalCount = m_rows;
        for (qint64 row = query.offset; row < std::min(m_rows, query.offset + query.limit); ++row) {
            Sample sample = test::sampleOf(row);
            sample.response += QString(answerLength, QLatin1Char('x'));
            page.items << sample;
        }
        return readyFuture<SamplePage>(std::move(page));
    }
    int calls = 0;
    qsizetype answerLength = 600; ///< characters, as long as answers are

private:
    qint64 m_rows;
};

Capabilities everything()
{
    Capabilities all;
    for (int i = 0; i <= int(Capability::RecordedModels); ++i)
        all.items.insert(Capability(i));
    return all;
}

/// From the choice of a sample whose answer has 127 million characters, which is there already, to its first screen.
bool largeSample()
{
    std::vector<double> opening;
    for (int round = 0; round < 5; ++round) {
        MadeUpService service(2);
        service.answerLength = 127'000'000;
        RunPage page({service, nullptr, everything()}, QStringLiteral("job-1"));
        page.resize(1280, 800);
        page.show();
        if (!settle([&] { return page.run().hasJob(); }))
            return false;
        auto *table = page.findChild<QTableView *>(QStringLiteral("sampleTable"));
        auto *response = page.findChild<QPlainTextEdit *>(QStringLiteral("sampleResponse"));
        page.findChild<QTabWidget *>(QStringLiteral("runTabs"))->setCurrentWidget(page.findChild<SamplesTab *>());
        if (!settle([&] { return table->model()->rowCount() == 2 && table->model()->index(1, SampleModel::TargetColumn).data().toString() == QStringLiteral("1"); }))
            return false;
        QElapsedTimer clock;
        clock.start();
        table->setCurrentIndex(table->model()->index(1, 0));
        if (!settle([&] { return response->isVisible() && response->document()->characterCount() > 1000; }))
            return false;
        response->viewport()->repaint();
        opening.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    printSpread("answer of 127 MB, first screen", opening, "ms", "500 ms");
    return true;
}

double residentPeak()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_maxrss) / 1024;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const qint64 rows = argc > 1 ? QByteArray(argv[1]).toLongLong() : 200'000;
    printMachine(qPrintable(QStringLiteral("sample table, %1 rows").arg(rows)), ASSAY_BUILD_FLAGS);
    LoopWatch watch;
    std::vector<double> opening;
    std::vector<double> frames;
    for (int round = 0; round < 5; ++round) {
        MadeUpService service(rows);
        RunPage page({service, nullptr, everything()}, QStringLiteral("job-1"));
        page.resize(1280, 800);
        page.show();
        if (!settle([&] { return page.run().hasJob(); }))
            return 1;
        auto *table = page.findChild<QTableView *>(QStringLiteral("sampleTable"));
        auto *tabs = page.findChild<QTabWidget *>(QStringLiteral("runTabs"));
        QElapsedTimer clock;
        clock.start();
        tabs->setCurrentWidget(page.findChild<SamplesTab *>());
        const bool shown = settle([&] {
            return table->model()->rowCount() == int(rows)
                && table->model()->index(0, SampleModel::TargetColumn).data().toString() == QStringLiteral("1");
        });
        table->viewport()->repaint();
        opening.push_back(double(clock.nsecsElapsed()) / 1e6);
        if (!shown)
            return 1;
        // A hand on the scroll bar: jumps far, then the wheel: small steps. A frame is events, fetches (made up here, on the same thread) and painting.
        QScrollBar *bar = table->verticalScrollBar();
        for (int step = 0; step < 300; ++step) {
            const int to = step % 3 == 0 ? int((step * 7919LL) % bar->maximum()) : bar->value() + 3;
            clock.restart();
            bar->setValue(to);
            QCoreApplication::processEvents();
            frames.push_back(double(clock.nsecsElapsed()) / 1e6);
        }
        std::printf("round %d: opened in %.1f ms, %d requests\n", round + 1, opening.back(), service.calls);
    }
    printSpread("open", opening, "ms", "300 ms");
    printSpread("scroll frame", frames, "ms", "16 ms");
    printLoop("the event loop meanwhile", watch);
    std::printf("peak memory     %.0f MB (wanted: 600)\n", residentPeak());
    return largeSample() ? 0 : 1;
}
