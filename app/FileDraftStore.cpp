#include "app/FileDraftStore.h"

#include "services/core/OnPool.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QUrl>

namespace assay {

namespace {

constexpr qint64 largestDraft = 4 << 20;

Error cannot(const QString &path, const QString &why)
{
    return {Error::Kind::Storage, QCoreApplication::translate("assay", "%1 cannot be written: %2.").arg(QDir::toNativeSeparators(path), why)};
}

} // namespace

FileDraftStore::FileDraftStore(const QString &folder) : m_folder(folder) { m_pool.setMaxThreadCount(1); }
FileDraftStore::~FileDraftStore() { m_pool.waitForDone(); }

QString FileDraftStore::fileOf(const QString &name) const { 
    // Whatever the name holds, the file is in the folder.
    return QDir(m_folder).filePath(QString::fromLatin1(QUrl::toPercentEncoding(name)) + QStringLiteral(".json"));
 }

QFuture<Result<QByteArray>> FileDraftStore::load(const QString &name)
{
    return onPool<QByteArray>([path = fileOf(name)]() -> Result<QByteArray> {
        QFile file(path);
        if (!file.exists())
            return QByteArray();
        if (!file.open(QIODevice::ReadOnly))
            return Error{Error::Kind::Storage, QCoreApplication::translate("assay", "%1 cannot be read: %2.")
                                                   .arg(QDir::toNativeSeparators(path), file.errorString())};
        return file.read(largestDraft);
    }, m_pool);
}

QFuture<Result<Done>> FileDraftStore::save(const QString &name, const QByteArray &content)
{
    return onPool<Done>([folder = m_folder, path = fileOf(name), content]() -> Result<Done> {
        if (content.size() > largestDraft) // what is longer would be read only in part
            return cannot(path, QCoreApplication::translate("assay", "it would be larger than %1 MiB").arg(largestDraft >> 20));
        if (!QDir().mkpath(folder))
            return cannot(folder, QCoreApplication::translate("assay", "the folder cannot be made"));
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
            return cannot(path, file.errorString());
        return Done{};
    }, m_pool);
}

QFuture<Result<Done>> FileDraftStore::remove(const QString &name)
{
    return onPool<Done>([path = fileOf(name)]() -> Result<Done> {
        QFile file(path);
        if (file.exists() && !file.remove())
            return cannot(path, file.errorString());
        return Done{};
    }, m_pool);
}

QFuture<Result<Done>> FileDraftStore::clear()
{
    return onPool<Done>([folder = m_folder]() -> Result<Done> {
        const QFileInfoList files = QDir(folder).entryInfoList({QStringLiteral("*.json")}, QDir::Files);
        for (const QFileInfo &info : files) {
            QFile file(info.filePath());
            if (!file.remove() && file.exists())
                return cannot(info.filePath(), file.errorString());
        }
        return Done{};
    }, m_pool);
}

} // namespace assay
