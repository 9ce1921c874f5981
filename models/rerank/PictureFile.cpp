#include "models/rerank/PictureFile.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QImageReader>
#include <QMimeDatabase>
#include <QUrl>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

Error invalid(const QString &text)
{
    return Error { Error::Kind::Invalid, text };
}

/// Whole, or not at all.
Result<QByteArray> bytesOf(const QString &path, const QString &name)
{
    const QFileInfo info(path);
    if (!info.exists())
        return invalid(Text::tr("There is no file %1.").arg(path));
    if (!info.isFile()) // a pipe would never end
        return invalid(Text::tr("%1 is no file; choose a picture.").arg(name));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error { Error::Kind::Storage, Text::tr("%1 cannot be read: %2").arg(name, file.errorString()) };
    const QByteArray bytes = file.read(largestPicture + 1);
    if (file.error() != QFileDevice::NoError)
        return Error { Error::Kind::Storage, Text::tr("%1 cannot be read: %2").arg(name, file.errorString()) };
    if (bytes.size() > largestPicture)
        return invalid(Text::tr("%1 is longer than %2 MiB; choose a smaller picture, or make it smaller.")
                           .arg(name)
                           .arg(largestPicture >> 20));
    return bytes;
}

/// Null: it cannot be shown.
QImage smallOf(const QByteArray &bytes, const QByteArray &format)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, format);
    reader.setAutoTransform(true);
    const QSize most(PictureFile::smallPixels, PictureFile::smallPixels);
    const QSize size = reader.size();
    if (size.isValid() && (size.width() > most.width() || size.height() > most.height()))
        reader.setScaledSize(size.scaled(most, Qt::KeepAspectRatio).expandedTo({ 1, 1 }));
    return reader.read();
}

} // namespace

QString localFileOf(const QString &address)
{
    if (address.startsWith(QLatin1Char('/')))
        return address;
    return address.startsWith(QLatin1String("file:"), Qt::CaseInsensitive) ? QUrl(address).toLocalFile() : QString();
}

Result<PictureFile> readPicture(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    const auto bytes = bytesOf(path, name);
    if (!bytes)
        return bytes.error();
    const QString type = QMimeDatabase().mimeTypeForData(*bytes).name();
    const QStringList known { QStringLiteral("image/png"), QStringLiteral("image/jpeg"), QStringLiteral("image/gif"),
        QStringLiteral("image/webp") };
    if (!type.startsWith(QLatin1String("image/")))
        return invalid(Text::tr("%1 is no picture; choose a PNG, JPEG, GIF or WebP.").arg(name));
    if (!known.contains(type))
        return invalid(
            Text::tr("%1 is a picture of the type %2, which models do not take; save it as PNG, JPEG, GIF or "
                     "WebP.")
                .arg(name, type));
    const QByteArray format = type.section(QLatin1Char('/'), 1).toLatin1();
    PictureFile out;
    if (QImageReader::supportedImageFormats().contains(format)) {
        out.small = smallOf(*bytes, format);
        if (out.small.isNull())
            return invalid(Text::tr("%1 is damaged: its picture cannot be shown; choose another.").arg(name));
    }
    out.url = QStringLiteral("data:%1;base64,%2").arg(type, QString::fromLatin1(bytes->toBase64()));
    return out;
}

} // namespace assay
