#include "models/benchmarks/ServerBenchmarkEntry.h"

#include <QCoreApplication>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

bool isObject(const QByteArray &text)
{
    QByteArray bare = text;
    bare.replace(' ', "").replace('\n', "").replace('\t', "").replace('\r', "");
    return bare == "{}" || !JsonText{text}.toVariantMap().isEmpty();
}

QStringList functionsOf(const ServerBenchmarkEntry &entry)
{
    QStringList out = entry.functions;
    for (const QString &one : entry.more.split(QLatin1Char(','))) {
        if (!one.trimmed().isEmpty() && !out.contains(one.trimmed()))
            out << one.trimmed();
    }
    return out;
}

} // namespace

ServerBenchmarkProblems benchmarkProblems(const ServerBenchmarkEntry &entry, const QStringList &taken)
{
    ServerBenchmarkProblems out;
    const QString name = entry.name.trimmed();
    if (name.isEmpty())
        out.name = Text::tr("Enter a name; runs choose the benchmark by it.");
    else if (name.contains(QLatin1Char('/')))
        out.name = Text::tr("Leave out the slash: the server could not find it again.");
    else if (taken.contains(name)) // to register it otherwise half succeeds
        out.name = Text::tr("There is a benchmark “%1” already; choose another name.").arg(name);
    if (entry.dataset.trimmed().isEmpty())
        out.dataset = Text::tr("Choose one of the server's datasets.");
    if (functionsOf(entry).isEmpty())
        out.functions = Text::tr("Choose at least one function that scores the answers.");
    const QByteArray metadata = entry.metadata.trimmed().toUtf8();
    if (!metadata.isEmpty() && !isObject(metadata))
        out.metadata = Text::tr("Enter a JSON object, such as {\"description\": \"five rows\"}, or nothing.");
    return out;
}

RegisteredBenchmark registeredBenchmark(const ServerBenchmarkEntry &entry)
{
    RegisteredBenchmark out;
    out.id = entry.name.trimmed();
    out.datasetId = entry.dataset.trimmed();
    out.scoringFunctions = functionsOf(entry);
    out.providerId = entry.provider.trimmed();
    out.providerBenchmarkId = entry.providerName.trimmed();
    out.metadata.text = entry.metadata.trimmed().toUtf8();
    return out;
}

} // namespace assay
