#include "services/engine/inputs/Fetch.h"

#include "services/engine/inputs/SafePath.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

namespace assay::engine {

qint64 FetchContext::msLeft() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
}

std::optional<Error> FetchContext::stopReason(const QString &field) const
{
    if (cancel.isSet())
        return inputError(Error::Kind::Cancelled, QCoreApplication::translate("assay", "Fetching the test data was cancelled."));
    // A request that was given all that was left may end some milliseconds early.
    constexpr qint64 roundingMs = 20;
    if (msLeft() <= roundingMs)
        return inputError(
            Error::Kind::Timeout,
            QCoreApplication::translate(
                "assay",
                "test_data_ref.%1: fetching took longer than %2 s: name a smaller part of the data, or try again when the server is faster.")
                .arg(field)
                .arg(settings.maxMs / 1000));
    return {};
}

Error inputError(Error::Kind kind, const QString &message, const QString &detail)
{
    return Error{kind, message, detail, QStringLiteral("test_data_not_available")};
}

Result<HttpReply> downloadFile(HttpCall call, const QString &relativePath, const QString &field, FetchContext &context)
{
    const auto path = safeRelativePath(relativePath);
    if (!path)
        return inputError(Error::Kind::Invalid, QStringLiteral("test_data_ref.%1: %2").arg(field, path.error().message));
    const auto tooMuch = [&] {
        return inputError(
            Error::Kind::Invalid,
            QCoreApplication::translate(
                "assay",
                "test_data_ref.%1: the data is larger than %2 or has more than %3 files, the most that is fetched: name a smaller part of it.")
                .arg(field, QLocale::c().formattedDataSize(context.settings.maxBytes))
                .arg(context.settings.maxFiles));
    };
    if (context.got.files >= context.settings.maxFiles)
        return tooMuch();
    QFile file(context.folder + QLatin1Char('/') + *path);
    const auto unwritable = [&] {
        return inputError(Error::Kind::Storage,
                          QCoreApplication::translate("assay",
                                                      "The file “%1” of the test data cannot be written: free some space, and see that no two "
                                                      "names of the source differ only in being a folder.")
                              .arg(*path),
                          file.errorString());
    };
    if (!QDir().mkpath(QFileInfo(file).absolutePath()) || !file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return unwritable();
    bool written = true;
    call.method = "GET";
    call.contentType.clear();
    call.accept = "*/*";
    call.answerLimit = context.settings.maxBytes - context.got.bytes;
    call.totalMs = std::max<qint64>(1, context.msLeft());
    call.sink = [&file, &written](const char *data, qsizetype size) { return written = file.write(data, size) == size; };
    const HttpReply reply = exchange(context.loop, std::move(call), &context.cancel);
    written = written && file.flush();
    const qint64 size = file.size();
    file.close();
    if (reply.fault != 0 || reply.status / 100 != 2)
        file.remove();
    if (auto stop = context.stopReason(field))
        return *stop;
    if (!written)
        return unwritable();
    if (reply.tooLarge)
        return tooMuch();
    if (reply.fault == 0 && reply.status / 100 == 2) {
        ++context.got.files;
        context.got.bytes += size;
    }
    return reply;
}

} // namespace assay::engine
