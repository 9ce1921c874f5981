#include "tests/support/TestRegistry.h"

#ifdef ASSAY_TEST_GUI
#include <QApplication>
using TestApplication = QApplication;
#else
#include <QCoreApplication>
using TestApplication = QCoreApplication;
#endif
#include <QTest>

#include <clocale>
#include <cstdio>

namespace assay::test {
std::vector<Entry> &registry()
{
    static std::vector<Entry> entries;
    return entries;
}
} // namespace assay::test

/// Runs every registered class, or only the one named by `-class NAME`; other arguments go to QTest.
int main(int argc, char **argv)
{
    TestApplication app(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // as both programs do
    QString only;
    QStringList rest;
    const QStringList arguments = QCoreApplication::arguments();
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        if (arguments.at(i) == QLatin1String("-class") && i + 1 < arguments.size())
            only = arguments.at(++i);
        else
            rest << arguments.at(i);
    }
    int failures = 0, ran = 0;
    const auto runAll = [&] {
        for (const auto &entry : assay::test::registry()) {
            if (!only.isEmpty() && entry.name != only)
                continue;
            ++ran;
            failures += QTest::qExec(entry.make().get(), rest);
        }
        app.exit();
    };
#ifdef ASSAY_TEST_GUI
    // From within the event loop, as in the program: without one, Qt tells no widget that the program's font has changed.
    QMetaObject::invokeMethod(&app, runAll, Qt::QueuedConnection);
    app.exec();
#else
    runAll();
#endif
    if (ran == 0) {
        std::fprintf(stderr, "no test class named '%s'\n", qPrintable(only));
        return 1;
    }
    return failures == 0 ? 0 : 1;
}
