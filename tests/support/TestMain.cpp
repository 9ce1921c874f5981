#include "tests/support/OperationLog.h"
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

namespace {

/// How many of its functions failed. Notes of operations are those of whole runs: a run of some functions changes none.
int runClass(const assay::test::Entry &entry, const QStringList &arguments)
{
    const bool whole = std::none_of(arguments.cbegin() + 1, arguments.cend(), [](const QString &one) { return !one.startsWith(QLatin1Char('-')); });
    if (whole)
        assay::test::forgetOperations(entry.name);
    const int failures = QTest::qExec(entry.make().get(), arguments);
    if (whole && failures == 0)
        assay::test::keepOperations(entry.name);
    return failures;
}

} // namespace

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
            failures += runClass(entry, rest);
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
