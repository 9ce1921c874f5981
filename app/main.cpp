#include "app/Application.h"
#include "models/common/LoopWatch.h"
#include "services/metrics/MetricFile.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QRegularExpression>

#include <clocale>
#include <cstdio>
#include <cstring>

namespace {

/// Options that need no screen are answered without one.
bool onlyPrints(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        for (const char *word : {"--version", "-v", "--help", "-h", "--help-all"}) {
            if (std::strcmp(argv[i], word) == 0)
                return true;
        }
    }
    return false;
}

void describe(QCommandLineParser &parser)
{
    const auto text = [](const char *source) { return QCoreApplication::translate("assay", source); };
    parser.setApplicationDescription(text("The window of Assay, a workbench for evaluating language models."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption({QStringLiteral("profile"), text("Keep settings, drafts and runs apart under this name."), QStringLiteral("name")});
    parser.addOption({QStringLiteral("workspace"), text("Folder of the local engine."), QStringLiteral("folder")});
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("assay"));
    QCoreApplication::setApplicationVersion(QStringLiteral(ASSAY_VERSION));
    QCommandLineParser parser;
    if (onlyPrints(argc, argv)) {
        QCoreApplication app(argc, argv);
        describe(parser);
        parser.process(app);
        return 0;
    }
    QApplication app(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // numbers in files and on the wire have a point wherever the user lives
    describe(parser);
    parser.process(app);
    assay::Application::Options options{parser.value(QStringLiteral("profile")), parser.value(QStringLiteral("workspace"))};
    static const QRegularExpression allowed(QStringLiteral("^[A-Za-z0-9._-]{0,64}$"));
    if (!allowed.match(options.profile).hasMatch() || options.profile.startsWith(QLatin1Char('.'))) {
        std::fprintf(stderr, "%s\n", qPrintable(QCoreApplication::translate(
            "assay", "assay: a profile's name may hold letters, digits, dot, dash and underscore only.")));
        return 64;
    }
    if (const auto used = assay::useUserMetricFile(); !used)
        std::fprintf(stderr, "assay: %s\n", qPrintable(used.error().message));
#ifndef NDEBUG
    assay::LoopWatch watch;
    watch.setReport([](double ms) { qWarning("the window stood still for %.0f ms", ms); });
#endif
    assay::Application window(app, options);
    if (!window.start())
        return 0;
    return QApplication::exec();
}
