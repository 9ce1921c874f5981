#include "models/authoring/TextFile.h"

#include "services/core/OnPool.h"

#include <QCoreApplication>
#include <QFile>
#include <QSaveFile>

namespace assay {

QFuture<Result<QByteArray>> readTextFile(const QString &path)
{
    return onPool<QByteArray>([path]() -> Result<QByteArray> {
        constexpr qint64 most = 10 * 1024 * 1024;
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return Error{Error::Kind::Storage, QCoreApplication::translate("assay", "%1 cannot be read: %2.").arg(path, file.errorString())};
        if (file.size() > most)
            return Error{Error::Kind::Storage, QCoreApplication::translate("assay", "%1 is larger than 10 MiB, more than a server takes.").arg(path)};
        return file.readAll();
    });
}

QFuture<Result<Done>> writeTextFile(const QString &path, const QByteArray &content)
{
    return onPool<Done>([path, content]() -> Result<Done> {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
            return Error{Error::Kind::Storage, QCoreApplication::translate("assay", "%1 cannot be written: %2.").arg(path, file.errorString())};
        return Done{};
    });
}

} // namespace assay
