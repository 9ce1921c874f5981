#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QFuture>
#include <QString>

namespace assay {

/// A file that the user named, off the GUI thread. At most 10 MiB, as servers take. Error::Storage names the file.
QFuture<Result<QByteArray>> readTextFile(const QString &path);
/// By a new file that takes the old one's place.
QFuture<Result<Done>> writeTextFile(const QString &path, const QByteArray &content);

} // namespace assay
