#include "app/ctl/RunSource.h"

#include "app/ctl/DemoData.h"
#include "app/ctl/JudgedJob.h"
#include "services/api/JobService.h"
#include "services/reports/JsonReport.h"
#include "services/verdict/RetryJobs.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace assay::ctl {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

constexpr qint64 mostBytes = 256 << 20;
constexpr qsizetype mostSamples = 5000; ///< texts are read by pages of all samples; beyond, keys must do

/// "report.json" and 2 of "report.json#2"; 0: no number.
QPair<QString, int> fileAndNumber(const QString &name)
{
    const qsizetype hash = name.lastIndexOf(u'#');
    bool isNumber = false;
    const int number = name.mid(hash + 1).toInt(&isNumber);
    return hash > 0 && isNumber ? qMakePair(name.left(hash), number) : qMakePair(name, 0);
}

Result<QList<reports::RunInput>> readFile(const QString &name, const reports::JudgeRules &rules)
{
    const auto [path, number] = fileAndNumber(name);
    QFile file(path);
    if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly))
        return Error{Error::Kind::Storage, tr("The report %1 cannot be read (%2); check its path.").arg(path, file.errorString()), path};
    if (file.size() > mostBytes)
        return Error{Error::Kind::Invalid, tr("The report %1 has more than 256 MiB; export fewer runs into one file.").arg(path), path};
    const auto stored = reports::readJsonReport(file.readAll());
    if (!stored)
        return Error{stored.error().kind, QStringLiteral("%1: %2").arg(path, stored.error().message), path};
    if (number < 0 || number > stored->size())
        return Error{Error::Kind::Invalid, tr("%1 has %2 runs; there is no number %3.").arg(path).arg(stored->size()).arg(number), path};
    QList<reports::RunInput> runs;
    for (const reports::StoredRun &run : *stored) {
        reports::RunInput input{run.ref.isEmpty() ? run.job.resource.id : run.ref, {}, reports::judgedRun(run.job, run.plan, run.criteria, rules), run.scores};
        runs.append(input);
    }
    return number == 0 ? runs : QList<reports::RunInput>{runs.at(number - 1)};
}

} // namespace

bool namesReportFile(const QString &name)
{
    const QString path = fileAndNumber(name).first;
    return path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive) || path.contains(u'/') || QFileInfo(path).isFile();
}

Result<EvalHubConnection *> RunSource::server()
{
    if (m_connection)
        return m_connection;
    auto made = connected(*m_options);
    if (!made)
        return made.error();
    m_own = std::move(*made);
    m_connection = m_own.get();
    return m_connection;
}

/// Jobs that tried a failed run again where the server cannot do that inside a job.
Result<QList<Job>> RunSource::retriesOf(const Job &job)
{
    if (!mayHaveRetries(job) || m_connection->capabilities().has(Capability::RetryBenchmarks))
        return QList<Job>();
    const auto page = await(m_connection->jobs().list(retriesQuery(job.resource.id)));
    return page ? Result<QList<Job>>(endedRetries(job.resource.id, page->items)) : page.error();
}

Result<reports::RunInput> RunSource::inputOf(const Job &job, const reports::JudgeRules &rules, bool items)
{
    const auto connection = server();
    if (!connection)
        return connection.error();
    const auto retries = retriesOf(job);
    if (!retries)
        return retries.error();
    reports::RunInput input{job.resource.id, (*connection)->name(), judgedWith((*connection)->catalogue(), job, rules, *retries), {}};
    for (const reports::JudgedBenchmark &benchmark : std::as_const(input.judged.benchmarks)) {
        if (!items || !benchmark.first || benchmark.result < 0)
            continue;
        const auto [from, index] = input.judged.source(benchmark.index);
        const auto scores = await((*connection)->jobs().scores(from, index));
        if (scores && !scores->itemKeys.isEmpty())
            input.scores.insert(benchmark.index, *scores);
        else if (!scores && scores.error().kind != Error::Kind::Unsupported && scores.error().kind != Error::Kind::NotFound)
            return scores.error();
    }
    return input;
}

Result<QList<reports::RunInput>> RunSource::find(const QString &name, const reports::JudgeRules &rules, bool items)
{
    if (namesReportFile(name))
        return readFile(name, rules);
    const auto connection = server();
    if (!connection)
        return connection.error();
    const auto job = await((*connection)->jobs().get(name));
    if (!job)
        return job.error();
    const auto input = inputOf(*job, rules, items);
    return input ? Result<QList<reports::RunInput>>(QList<reports::RunInput>{*input}) : input.error();
}

Result<reports::RunInput> RunSource::findOne(const QString &name, const reports::JudgeRules &rules, bool items)
{
    const auto runs = find(name, rules, items);
    if (!runs)
        return runs.error();
    if (runs->size() != 1)
        return Error{Error::Kind::Invalid, tr("%1 holds %2 runs; name one of them as %1#1 to %1#%2.").arg(name).arg(runs->size()), name};
    return runs->first();
}

Result<QList<Sample>> RunSource::samples(const reports::RunInput &run, int benchmarkIndex)
{
    if (!m_connection || namesReportFile(run.ref) || run.server.isEmpty() || run.scores.value(benchmarkIndex).itemKeys.size() > mostSamples)
        return QList<Sample>();
    const auto [from, index] = run.judged.source(benchmarkIndex);
    const auto all = allSamples(m_connection->jobs(), from, index);
    return !all && all.error().kind == Error::Kind::Unsupported ? Result<QList<Sample>>(QList<Sample>()) : all;
}

Result<Done> saveFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return Error{Error::Kind::Storage, tr("%1 cannot be written (%2); choose another place.").arg(path, file.errorString()), path};
    return Done{};
}

} // namespace assay::ctl
