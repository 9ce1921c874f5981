#include "app/ctl/JobFile.h"

#include "app/ctl/Ctl.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace assay::ctl {

namespace {

constexpr qint64 maxBytes = 10 << 20; // what servers take

Error invalid(const QString &path, const QString &what)
{
    return Error{Error::Kind::Invalid, QStringLiteral("%1: %2").arg(path, what), path};
}

void warn(QStringList &warnings, const QString &where, const JsonText &extra)
{
    for (const QString &name : extra.toVariantMap().keys())
        warnings.append(QCoreApplication::translate("assay", "“%1” is no member that a job has; it is ignored.").arg(where + name));
}

QStringList unknownMembers(const Job &job)
{
    QStringList warnings;
    warn(warnings, {}, job.extra);
    warn(warnings, QStringLiteral("model."), job.model.extra);
    const auto benchmarks = [&warnings](const QString &where, const QList<BenchmarkRef> &refs) {
        for (int i = 0; i < refs.size(); ++i) {
            const QString place = QStringLiteral("%1[%2].").arg(where, QString::number(i));
            warn(warnings, place, refs.at(i).extra);
            if (refs.at(i).primaryScore)
                warn(warnings, place + QStringLiteral("primary_score."), refs.at(i).primaryScore->extra);
            if (refs.at(i).passCriteria)
                warn(warnings, place + QStringLiteral("pass_criteria."), refs.at(i).passCriteria->extra);
        }
    };
    benchmarks(QStringLiteral("benchmarks"), job.benchmarks);
    if (job.collection) {
        warn(warnings, QStringLiteral("collection."), job.collection->extra);
        benchmarks(QStringLiteral("collection.benchmarks"), job.collection->benchmarks);
    }
    return warnings;
}

/// What every server would refuse, said with the file's own words.
QString missing(const Job &job)
{
    if (job.model.name.isEmpty())
        return QCoreApplication::translate("assay", "“model.name” is missing; write the name of the model to evaluate.");
    if (job.benchmarks.isEmpty() && !job.collection)
        return QCoreApplication::translate("assay", "“benchmarks” is missing; list at least one benchmark, or name a collection.");
    if (!job.benchmarks.isEmpty() && job.collection)
        return QCoreApplication::translate("assay", "both “benchmarks” and “collection” are given; keep one of them.");
    if (job.collection && job.collection->id.isEmpty())
        return QCoreApplication::translate("assay", "“collection.id” is missing.");
    for (int i = 0; i < job.benchmarks.size(); ++i) {
        const BenchmarkRef &ref = job.benchmarks.at(i);
        const QString place = QStringLiteral("benchmarks[%1].").arg(i);
        if (ref.id.isEmpty() || ref.providerId.isEmpty())
            return QCoreApplication::translate("assay", "“%1” is missing.")
                .arg(place + (ref.id.isEmpty() ? QStringLiteral("id") : QStringLiteral("provider_id")));
    }
    return {};
}

} // namespace

Result<JobFile> readJobFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || QFileInfo(path).isDir())
        return Error{Error::Kind::Storage,
                     QCoreApplication::translate("assay", "The job file %1 cannot be read (%2); check its path.").arg(path, file.errorString()),
                     path};
    const QByteArray text = file.read(maxBytes + 1);
    if (text.size() > maxBytes)
        return invalid(path, QCoreApplication::translate("assay", "a job file may hold 10 MiB at most."));
    const bool isJson = path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    const auto value = isJson ? json::parse(text) : json::yamlToJson(text);
    if (!value)
        return invalid(path, value.error().message);
    if (!value->is_object())
        return invalid(path, QCoreApplication::translate("assay", "this is not a job: members such as name, model and benchmarks are expected."));
    const auto job = json::decode<Job>(json::dump(*value));
    if (!job)
        return invalid(path, job.error().message);
    JobFile out{*job, unknownMembers(*job)};
    // What servers make is not sent to them.
    out.job.resource = {};
    out.job.status = {};
    out.job.results = {};
    if (out.job.name.isEmpty())
        out.job.name = QFileInfo(path).completeBaseName();
    if (const QString what = missing(out.job); !what.isEmpty())
        return invalid(path, what);
    return out;
}

void tellWarnings(const JobFile &file)
{
    for (const QString &warning : file.warnings)
        note(QCoreApplication::translate("assay", "warning: %1").arg(oneLine(warning)));
}

} // namespace assay::ctl
