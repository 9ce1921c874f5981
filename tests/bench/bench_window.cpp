#include "app/Application.h"
#include "models/common/LoopWatch.h"
#include "tests/bench/BenchSupport.h"
#include "tests/support/EngineProcess.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QElapsedTimer>
#include <QSettings>

#include <algorithm>
#include <cstdio>

// How long the window takes from the start of the program until a run can be selected, with 2,000 runs in the engine, and what it
// occupies when idle. The program starts itself again as the window, so that every round is a cold process.

namespace {

using assay::bench::residentMb;

int window(int argc, char **argv)
{
    QElapsedTimer timer;
    timer.start();
    QCoreApplication::setApplicationName(QStringLiteral("assay"));
    QApplication app(argc, argv);
    assay::LoopWatch watch;
    assay::Application shown(app, {QStringLiteral("bench"), QString::fromLocal8Bit(argv[2])});
    if (!shown.start())
        return 1;
    QTimer poll;
    qint64 selectable = -1;
    QObject::connect(&poll, &QTimer::timeout, &poll, [&] {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            for (const char *name : {"startRecent", "runsTable"}) {
                auto *view = top->findChild<QAbstractItemView *>(QLatin1String(name));
                if (selectable < 0 && view && view->isVisible() && view->model()->rowCount() > 0) {
                    view->setCurrentIndex(view->model()->index(0, 0));
                    selectable = timer.elapsed();
                    QTimer::singleShot(3000, &app, [&] {
                        std::printf("%lld %.1f %d %.1f\n", static_cast<long long>(selectable), residentMb(), watch.overLimit(), watch.longestMs());
                        QApplication::quit();
                    });
                }
            }
        }
    });
    poll.start(1);
    QTimer::singleShot(30000, &app, &QApplication::quit);
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 2 && qstrcmp(argv[1], "--window") == 0)
        return window(argc, argv);
    QCoreApplication app(argc, argv);
    assay::test::EngineProcess engine;
    if (!engine.start()) {
        std::printf("the engine did not start: %s\n", engine.said().constData());
        return 1;
    }
    assay::bench::printMachine("start of the window", ASSAY_BUILD_FLAGS);
    constexpr int runs = 2000;
    for (int i = 0; i < runs; ++i)
        engine.call("POST", QStringLiteral("/api/v1/evaluations/jobs"),
                    R"({"name":"run","model":{"name":"m","url":"recorded:gemma-3-270m"},"benchmarks":[{"id":"facts-v1","provider_id":"assay","parameters":{"num_examples":1}}]})");
    std::vector<double> ready, memory, stood;
    int over = 0;
    for (int round = 0; round < 7; ++round) {
        QTemporaryDir home;
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("HOME"), home.path());
        environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), home.path());
        child.setProcessEnvironment(environment);
        child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--window"), engine.workspace()});
        child.waitForFinished(60000);
        const auto numbers = child.readAllStandardOutput().simplified().split(' ');
        if (numbers.size() == 4) {
            ready.push_back(numbers.at(0).toDouble());
            memory.push_back(numbers.at(1).toDouble());
            over += numbers.at(2).toInt();
            stood.push_back(numbers.at(3).toDouble());
        }
    }
    if (ready.empty())
        return 1;
    using assay::bench::printSpread;
    printSpread(qPrintable(QStringLiteral("window with %1 runs, start to a selectable row").arg(runs)), ready, "ms", "at most 1000 ms");
    printSpread("idle window, resident", memory, "MB", "at most 250 MB");
    printSpread(qPrintable(QStringLiteral("longest task of the event loop, %1 over %2 ms").arg(over).arg(assay::LoopWatch::limitMs)), stood, "ms", "none over the limit");
    engine.stop();
    return 0;
}
