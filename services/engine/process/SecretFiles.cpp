#include "services/engine/process/SecretFiles.h"

#include "services/engine/posix/FileWrites.h"
#include "services/engine/process/ShimProcess.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <sys/stat.h>

namespace assay::engine {

namespace {
constexpr char ownerFile[] = "/.owner";
std::string path(const QString &name) { return QFile::encodeName(name).toStdString(); }
} // namespace

QString secretFolderOf(const QString &base, const AttemptSpec &spec)
{
    QString job = spec.jobId;
    job.replace(QLatin1Char('/'), QLatin1Char('_'));
    return QStringLiteral("%1/%2-%3-%4").arg(base, job, QString::number(spec.benchmarkIndex), QString::number(spec.attempt));
}

Result<Done> writeSecretFiles(const QString &folder, const QString &key)
{
    removeSecretFiles(folder);
    const QString base = QFileInfo(folder).path();
    const bool made = QDir().mkpath(base) && ::chmod(path(base).c_str(), 0700) == 0 && ::mkdir(path(folder).c_str(), 0700) == 0;
    if (made && writePrivateFile(path(folder + QLatin1String("/api-key")), key.toStdString()))
        return Done{};
    return Error{Error::Kind::Storage,
                 QCoreApplication::translate(
                     "assay", "The model's key cannot be handed to the command: '%1' cannot be written. Free some space or fix its permissions.")
                     .arg(folder)};
}

void setSecretOwner(const QString &folder, const ProcessRecord &owner)
{
    writePrivateFile(path(folder + QLatin1String(ownerFile)),
                QStringLiteral("%1 %2 %3\n").arg(owner.pid).arg(owner.startTicks).arg(owner.bootId).toStdString());
}

void removeSecretFiles(const QString &folder)
{
    removeFlatFolder(path(folder));
}

void sweepSecretFiles(const QString &base, const System &system)
{
    if (base.isEmpty())
        return;
    for (const QString &name : QDir(base).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString folder = base + QLatin1Char('/') + name;
        const QStringList words = QString::fromStdString(readFile(path(folder + QLatin1String(ownerFile)))).split(QLatin1Char(' '));
        const ProcessRecord owner{words.value(0).toLongLong(), words.value(1).toLongLong(), words.value(2).trimmed()};
        if (!ShimProcess::find(owner, system))
            removeSecretFiles(folder);
    }
}

} // namespace assay::engine
