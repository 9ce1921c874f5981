// Measures imports on generated files: a folder of 1,418 logs of Inspect, with Inspect's own listing and reading of the same folder in
// the same run where it is installed; and one log of 200,000 samples. Published for Inspect View on 1,418 logs: 9.4 s to the first rows
// and 125 s to all of them; with the change proposed there 2.7 and 23 s.
//
//   bench_imports [LOGS [SAMPLES]]

#include "services/engine/imports/ImportTask.h"
#include "tests/bench/BenchSupport.h"
#include "tests/imports/ImportSupport.h"

#include <QCoreApplication>
#include <QProcess>
#include <QSysInfo>

#include <sys/resource.h>

#include <atomic>
#include <cstdio>
#include <thread>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::imports;
using namespace assay::engine::imports::test;
using Watch = std::chrono::steady_clock;

namespace {

using assay::bench::percentile;

double seconds(Watch::time_point from) { return std::chrono::duration<double>(Watch::now() - from).count(); }

double peakMegabytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_maxrss) / 1024;
}

QByteArray header(int number, int samples)
{
    QByteArray ids;
    for (int i = 0; i < samples; ++i)
        ids += (i ? ",\"s" : "\"s") + QByteArray::number(i) + '"';
    QByteArray text = inspectHeader();
    text.replace("\"capitals\"", "\"capitals\",\"task_id\":\"t" + QByteArray::number(number) + "\",\"eval_id\":\"e" + QByteArray::number(number)
                     + "\",\"run_id\":\"r\",\"revision\":null,\"task_version\":0,\"task_attribs\":{},\"task_args\":{},\"model_args\":{},\"packages\":{\"inspect_ai\":\"0.3.285\"}");
    text.replace("\"samples\":2,\"sample_ids\":[\"a\",\"b\"]", "\"samples\":" + QByteArray::number(samples) + ",\"sample_ids\":[" + ids + ']');
    text.replace("\"scores\":[{\"name\":\"match\",\"scorer\":\"match\",", "\"scores\":[{\"name\":\"match\",\"scorer\":\"match\",\"params\":{},");
    text.chop(1);
    return text + ",\"plan\":{\"name\":\"plan\",\"steps\":[],\"config\":{}},\"stats\":{\"started_at\":\"2026-01-12T08:00:00+00:00\",\"completed_at\":\"2026-01-12T08:01:00+00:00\",\"model_usage\":{}}}";
}

QByteArray sample(int number, int bytes)
{
    QByteArray text = inspectSample("s" + QByteArray::number(number), number % 2 ? "C" : "I");
    text.replace("said s", QByteArray(bytes, 'w') + " s");
    return text;
}

/// As large as logs of an afternoon: 20 samples of some kilobytes each.
void makeFolder(const QString &folder, int logs)
{
    for (int i = 0; i < logs; ++i) {
        QList<std::pair<QByteArray, QByteArray>> entries;
        for (int s = 0; s < 20; ++s)
            entries.append(std::pair("samples/s" + QByteArray::number(s) + "_epoch_1.json", sample(s, 3000)));
        entries.append(std::pair(QByteArray("summaries.json"), QByteArray("[]")));
        entries.append(std::pair(QByteArray("header.json"), header(i, 20)));
        writeZip(QStringLiteral("%1/2026-01-12T08-00-00+00-00_capitals_%2.eval").arg(folder).arg(i), entries);
    }
}

struct Took {
    double first = -1, heads = -1, all = 0;
    double processor = 0; ///< of all threads: what is left when others use the machine
};

double processorSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

Took import(const QString &path, qint64 runs)
{
    ImportFixture fixture;
    ImportProgress progress;
    std::atomic<bool> over{false};
    Took took;
    const double worked = processorSeconds();
    const auto from = Watch::now();
    // Rows are seen as the window sees them: jobs that the store answers.
    std::thread looker([&] {
        while (!over && took.heads < 0) {
            const auto page = engine::test::answer<TextPage>([&](Reply<TextPage> reply) { fixture.store->jobs({}, {}, std::move(reply)); });
            if (page && page->totalCount > 0 && took.first < 0)
                took.first = seconds(from);
            if (page && page->totalCount >= runs)
                took.heads = seconds(from);
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    });
    ImportTask(*fixture.store, progress, {}, {}).run({path}, [] { return qint64(1768204800000); });
    took.all = seconds(from);
    took.processor = processorSeconds() - worked;
    over = true;
    looker.join();
    if (progress.view(0, 0).at("runs_made") != runs || progress.view(0, 0).at("problem_count") != 0)
        std::printf("  NOT COMPLETE: %s\n", progress.view(runs, 0).dump().c_str());
    return took;
}

/// Inspect's own way to the same folder: seconds for the list of headers, and for headers with samples. Below zero: not installed.
std::pair<double, double> inspectTakes(const QString &folder)
{
    const QString python = qEnvironmentVariable("ASSAY_INSPECT_PYTHON", QStringLiteral("build/cache/inspect/bin/python"));
    QProcess reader;
    reader.start(python, {QStringLiteral("-c"), QStringLiteral("import sys, time\n"
                                                              "from inspect_ai.log import list_eval_logs, read_eval_log\n"
                                                              "start = time.time()\n"
                                                              "logs = list_eval_logs(sys.argv[1])\n"
                                                              "for log in logs: read_eval_log(log, header_only=True)\n"
                                                              "heads = time.time() - start\n"
                                                              "for log in logs: assert read_eval_log(log).samples\n"
                                                              "print(len(logs), heads, time.time() - start)\n"),
                          folder});
    if (!reader.waitForStarted(5000) || !reader.waitForFinished(600'000) || reader.exitCode() != 0) {
        std::printf("  Inspect cannot be asked: %s\n", reader.readAllStandardError().right(300).constData());
        return {-1, -1};
    }
    const QList<QByteArray> said = reader.readAllStandardOutput().simplified().split(' ');
    return {said.at(1).toDouble(), said.at(2).toDouble()};
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const int logs = argc > 1 ? std::atoi(argv[1]) : 1418, samples = argc > 2 ? std::atoi(argv[2]) : 200'000;
    assay::bench::printMachine("imports", ASSAY_BUILD_FLAGS);
    {
        const QTemporaryDir folder;
        makeFolder(folder.path(), logs);
        std::vector<double> first, heads, all, processor;
        for (int round = 0; round < 3; ++round) {
            const Took took = import(folder.path(), logs);
            first.push_back(took.first);
            heads.push_back(took.heads);
            all.push_back(took.all);
            processor.push_back(took.processor);
        }
        std::printf("%d logs of Inspect, 20 samples each: first rows p50 %.3f s, worst %.3f s (budget 0.3; published 9.4, proposed 2.7)\n", logs, percentile(first, 0.5), percentile(first, 1));
        std::printf("  all rows p50 %.2f s; complete with samples p50 %.2f s, worst %.2f s (budget 10; published 125, proposed 23); processor p50 %.2f s\n", percentile(heads, 0.5), percentile(all, 0.5),
                    percentile(all, 1), percentile(processor, 0.5));
        const auto [listing, reading] = inspectTakes(folder.path());
        if (listing > 0)
            std::printf("  Inspect itself, same folder, same run: headers %.2f s (ours to all rows: 1/%.1f), with samples %.2f s (ours, stored: 1/%.1f)\n", listing, listing / percentile(heads, 0.5), reading,
                        reading / percentile(all, 0.5));
    }
    std::printf("peak memory so far %.0f MB\n", peakMegabytes());
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("large.json")));
        if (!file.open(QIODevice::WriteOnly))
            return 1;
        QByteArray head = header(0, 2);
        head.chop(1);
        file.write(head + ",\"samples\":[");
        for (int i = 0; i < samples; ++i)
            file.write((i ? ",\n" : "\n") + sample(i, 4800));
        file.write("]}");
        file.close();
        const Took took = import(folder.path(), 1);
        std::printf("%d samples, %.2f GB in one log: first row %.2f s, complete %.1f s, processor %.1f s, %.0f samples/s, peak memory %.0f MB\n", samples, double(file.size()) / 1e9, took.first, took.all,
                    took.processor, samples / took.all, peakMegabytes());
    }
    return 0;
}
