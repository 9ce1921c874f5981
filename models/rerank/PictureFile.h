#pragma once

#include "services/core/Result.h"

#include <QImage>
#include <QString>

namespace assay {

/// A picture of this machine as a request holds it.
struct PictureFile {
    QString url; ///< data:TYPE;base64,…, of the type that its bytes say
    QImage small; ///< at most smallPixels wide and high; null where this machine cannot show its type
    static constexpr int smallPixels = 96;
};

/// Longer files are refused: a request holds them whole, a third longer.
inline constexpr qint64 largestPicture = 10LL << 20;

/// Where a text names a file of this machine, as an absolute path or file://, its path; else empty.
QString localFileOf(const QString &address);

/// PNG, JPEG, GIF or WebP, known by its bytes and not by its name. Error::Invalid and Storage name the file and the
/// fix. Blocks; any thread.
Result<PictureFile> readPicture(const QString &path);

} // namespace assay
