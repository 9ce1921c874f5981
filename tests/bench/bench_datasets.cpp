// Measures datasets: a file of a million rows is registered with the engine's store, and its rows are browsed by the window's model, both in
// this process, so that the memory is that of the two together.
//
//   bench_datasets [ROWS]

#include "models/datasets/DatasetRowsModel.h"
#include "services/core/Async.h"
#include "services/engine/datasets/DatasetStore.h"
#include "tests/bench/BenchSupport.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QTemporaryDir>

#include <cstdio>
#include <future>
#include <thread>

using namespace assay;
using namespace assay::engine;

namespace {

constexpr double budgetMb = 300;

/// The most since the last call.
double peakMb()
{
    double peak = -1;
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("VmHWM:"))
                peak = line.mid(6).simplified().split(' ').first().toDouble() / 1024;
        }
    }
    QFile reset(QStringLiteral("/proc/self/clear_refs"));
    if (reset.open(QIODevice::WriteOnly))
        reset.write("5");
    return peak;
}

QByteArray rowText(int number, const QByteArray &form)
{
    const QByteArray id = QByteArray::number(number), words = "The " + id + "th question has some words, as questions have, and asks what the sum of its parts is, however many there are.";
    if (form == "csv")
        return id + ",\"" + words + "\",\"answer, " + id + "\"\n";
    return "{\"id\":" + id + ",\"input_query\":\"" + words + "\",\"expected_answer\":\"answer, " + id + "\",\"parts\":[1,2.5,{\"of\":null}]}";
}

QString makeFile(const QTemporaryDir &folder, const QByteArray &form, int rows)
{
    QFile file(folder.filePath(QStringLiteral("rows.") + QString::fromLatin1(form)));
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no file");
    file.write(form == "csv" ? "id,input_query,expected_answer\n" : form == "json" ? "[" : "");
    for (int i = 0; i < rows; ++i)
        file.write(rowText(i, form) + (form == "jsonl" ? "\n" : form == "json" && i + 1 < rows ? "," : ""));
    file.write(form == "json" ? "]" : "");
    return file.fileName();
}

/// The store as the window's service.
class StoreDatasets final : public DatasetService {
public:
    explicit StoreDatasets(DatasetStore &store) : m_store(store) {}
    QFuture<Result<QList<Dataset>>> list() override { return readyFuture(Result<QList<Dataset>>(QList<Dataset>())); }
    QFuture<Result<DatasetRowPage>> rows(const QString &id, qint64 start, int limit) override
    {
        auto promise = std::make_shared<QPromise<Result<DatasetRowPage>>>();
        promise->start();
        m_store.rows({}, id, start, limit, [promise, start](const Result<DatasetRows> &answer) {
            promise->addResult(answer ? Result<DatasetRowPage>(pageOf(*answer, start)) : Result<DatasetRowPage>(answer.error()));
            promise->finish();
        });
        return promise->future();
    }

private:
    static DatasetRowPage pageOf(const DatasetRows &answer, qint64 start)
    {
        DatasetRowPage page;
        for (const QByteArray &text : answer.rows) {
            DatasetRow row;
            const auto object = nlohmann::ordered_json::parse(text.begin(), text.end());
            for (const auto &[name, value] : object.items())
                row.cells.append({QString::fromStdString(name), QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump())});
            page.rows << row;
        }
        page.total = answer.total;
        page.more = start + answer.rows.size() < answer.total;
        return page;
    }

    DatasetStore &m_store;
};

void import(DatasetStore &store, const QTemporaryDir &folder, const QByteArray &form, int rows)
{
    const QString path = makeFile(folder, form, rows);
    const double before = bench::residentMb();
    peakMb();
    QElapsedTimer clock;
    clock.start();
    std::promise<Result<RegisteredDataset>> made;
    NewDataset dataset;
    dataset.id = QString::fromLatin1(form);
    dataset.purpose = QStringLiteral("eval/question-answer");
    dataset.metadata = "{}";
    dataset.uri = path;
    store.add(dataset, [&made](Result<RegisteredDataset> answer) { made.set_value(std::move(answer)); });
    const auto answer = made.get_future().get();
    if (!answer || answer->record.rows != rows)
        return void(std::printf("%s: FAILED: %s\n", form.constData(), answer ? "rows are missing" : qPrintable(answer.error().message)));
    const double took = bench::ms(clock) / 1000, peak = peakMb();
    std::printf("%d rows of .%s, %.0f MB: registered in %.1f s, %.0f rows/s; peak memory %.0f MB, before %.0f MB (budget %.0f)%s\n", rows, form.constData(), double(QFileInfo(path).size()) / 1e6, took, rows / took,
                peak, before, budgetMb, peak > budgetMb ? " OVER" : "");
    QFile::remove(path);
}

void browse(DatasetStore &store, const QString &id, int rows)
{
    StoreDatasets service(store);
    DatasetRowsModel model;
    peakMb();
    QElapsedTimer clock;
    clock.start();
    model.show(&service, id);
    bench::settle([&] { return model.rowCount() == rows && model.row(0); });
    const double opened = bench::ms(clock);
    std::vector<double> jumps;
    for (int i = 0; i < 300; ++i) {
        const int place = int((qint64(i) * 7919 + 13) * 104'729 % rows);
        clock.restart();
        bench::settle([&] { return model.row(place) != nullptr; });
        jumps.push_back(bench::ms(clock));
    }
    clock.restart();
    for (int at = 0; at < rows; at += DatasetRowsModel::pageRows)
        bench::settle([&] { return model.row(at) != nullptr; });
    const double peak = peakMb();
    std::printf("  browsed: opens in %.0f ms; any place p50 %.1f, p99 %.1f ms; every page in turn %.1f s; peak memory %.0f MB (budget %.0f)%s\n", opened, bench::percentile(jumps, 0.5), bench::percentile(jumps, 0.99),
                bench::ms(clock) / 1000, peak, budgetMb, peak > budgetMb ? " OVER" : "");
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const int rows = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
    std::printf("processors: %u; %s\n", std::thread::hardware_concurrency(), ASSAY_BUILD_FLAGS);
    QTemporaryDir folder;
    DatasetStore store(folder.path(), Clock::system());
    for (const char *form : {"jsonl", "json", "csv"}) {
        import(store, folder, form, rows);
        browse(store, QString::fromLatin1(form), rows);
    }
    store.stop();
    return 0;
}
