// Measures the store: durable creates and reports at 1, 16 and 64 waiting clients, stored samples, and pages of many samples.
// Generated data; prints percentiles of what a client waits, and operations a second.

#include "services/engine/store/Migrations.h"

#include "tests/bench/BenchSupport.h"
#include "tests/engine/StoreSupport.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;
using Watch = std::chrono::steady_clock;

namespace {

double milliseconds(Watch::duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

void print(const char *name, const std::vector<double> &waits, double seconds)
{
    using assay::bench::percentile;
    std::printf("%-44s %9.0f /s   p50 %8.3f ms   p99 %8.3f ms\n", name, double(waits.size()) / seconds, percentile(waits, 0.5), percentile(waits, 0.99));
}

/// `clients` threads share `count` calls; each waits for its answer before the next.
template<typename Call>
void measure(const char *name, int clients, int count, Call call)
{
    std::vector<std::vector<double>> waits{std::size_t(clients)};
    std::vector<std::thread> threads;
    const auto begin = Watch::now();
    for (int client = 0; client < clients; ++client) {
        threads.emplace_back([&, client] {
            for (int i = client; i < count; i += clients) {
                const auto start = Watch::now();
                call(i);
                waits[std::size_t(client)].push_back(milliseconds(Watch::now() - start));
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    const double seconds = milliseconds(Watch::now() - begin) / 1000;
    std::vector<double> all;
    for (const auto &some : waits)
        all.insert(all.end(), some.begin(), some.end());
    print(name, all, seconds);
}

QList<EffectiveBenchmark> benchmarks(int count)
{
    QList<EffectiveBenchmark> list;
    for (int i = 0; i < count; ++i)
        list.append(benchmark(QStringLiteral("b%1").arg(i)));
    return list;
}

void writes(Store &store)
{
    const NewJob job = newJob(QStringLiteral("bench"), benchmarks(8));
    for (const int clients : {1, 16, 64}) {
        const QByteArray name = "create, 8 benchmarks, clients: " + QByteArray::number(clients);
        measure(name.constData(), clients, clients == 1 ? 300 : 3000, [&](int) { create(store, job); });
    }
    for (const int size : {8, 200}) {
        QStringList ids;
        for (int i = 0; i < 16; ++i)
            ids << create(store, newJob(QStringLiteral("events"), benchmarks(size)));
        const QByteArray name = "event, job of " + QByteArray::number(size) + " benchmarks, clients: 16";
        measure(name.constData(), 16, 3000, [&](int i) {
            BenchmarkEvent event = reportOf(QStringLiteral("b%1").arg(i % size), i % size, RunState::Running);
            event.itemsDone = i; // never the same event twice: unchanged pages are not written
            apply(store, ids.at(i % 16), event).hasValue();
        });
    }
}

void waitUntilSorted(const StoreOptions &options)
{
    Database db(databaseFile(options), Database::Mode::ReadOnly);
    for (bool sorted = false; !sorted;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        sorted = !db.prepareOnce("SELECT 1 FROM sample WHERE sorted = 0").step();
    }
}

void samples(Store &store)
{
    constexpr int count = 200000;
    const QString job = create(store, newJob(QStringLiteral("samples"), benchmarks(1)));
    const auto begin = Watch::now();
    for (int i = 0; i < count; ++i) {
        Sample one = sample(i, i % 3 == 0 ? 1.0 : 0.0);
        one.latencyMs = 100 + (i * 7919) % 9973; // in no order
        one.promptTokens = 20 + (i * 31) % 500;
        one.completionTokens = (i * 17) % 300;
        one.scores.text = "{\"exact\":{\"score\":" + QByteArray::number(i % 3 == 0 ? 1 : 0) + "},\"judge\":{\"score\":" + QByteArray::number((i * 13) % 101 / 100.0) + "}}";
        store.addSample(job, 0, 0, one, {});
    }
    store.flush();
    std::printf("%-44s %9.0f /s\n", "samples stored in a row", count / (milliseconds(Watch::now() - begin) / 1000));
    const auto ended = Watch::now();
    apply(store, job, reportOf(QStringLiteral("b0"), 0, RunState::Completed)).hasValue();
    waitUntilSorted(store.options());
    std::printf("%-44s %9.1f ms\n", "sorted when the benchmark has ended", milliseconds(Watch::now() - ended));
    const auto page = [&](const char *name, SampleQuery query, qint64 step) {
        measure(name, 1, 50, [&](int i) {
            query.offset = i * step;
            answer<SamplePage>([&](auto reply) { store.samples(job, 0, {}, query, reply); }).hasValue();
        });
    };
    page("page of 200 among 200,000, first rows", {}, 200);
    page("page of 200 among 200,000, anywhere", {}, 3900);
    SampleQuery failed;
    failed.filter = SampleQuery::Filter::Failed;
    page("page of failed ones, anywhere", failed, 2600);
    SampleQuery byScore;
    byScore.sort = QStringLiteral("-score");
    page("page by score, anywhere", byScore, 3900);
    for (const char *sort : {"-latency_ms", "latency_ms", "prompt_tokens", "-completion_tokens", "scorer.judge"}) {
        SampleQuery sorted;
        sorted.sort = QString::fromLatin1(sort);
        const QByteArray name = QByteArray("first page by ") + sort;
        page(name.constData(), sorted, 0);
    }
    SampleQuery search;
    search.search = QStringLiteral("19999");
    page("page of a search", search, 0);
}

void lists(Store &store)
{
    JobQuery query;
    measure("list of 50 jobs", 1, 200, [&](int) { answer<TextPage>([&](auto reply) { store.jobs(query, {}, reply); }).hasValue(); });
    query.status = QStringLiteral("running");
    measure("list of running jobs", 1, 200, [&](int) { answer<TextPage>([&](auto reply) { store.jobs(query, {}, reply); }).hasValue(); });
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    // A folder on a real disk: a memory file system would hide what a flush costs.
    QTemporaryDir folder(argc > 1 ? QString::fromLocal8Bit(argv[1]) + QStringLiteral("/bench-XXXXXX") : QString());
    const auto store = openStore(optionsFor(folder));
    assay::bench::printMachine(qPrintable(QStringLiteral("store in ") + folder.path()), ASSAY_BUILD_FLAGS);
    writes(*store);
    lists(*store);
    samples(*store);
    const auto begin = Watch::now();
    store->stop();
    std::printf("%-44s %9.1f ms\n", "stop", milliseconds(Watch::now() - begin));
    return 0;
}
