#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace assay {

/// The text with every one of `secrets` (4 characters or more), every bearer token and every value of a member or
/// parameter that is usually secret replaced by "***". For logs and for messages that quote a server.
QString redacted(QString text, const QStringList &secrets = {});

/// What a message quotes of a server: masked first, then cut to `most` characters, since half a secret at the edge would not be
/// known for one.
QString quoted(const QString &text, qsizetype most, const QStringList &secrets = {});

/// An error whose texts quote a server that was told `secrets`; also where one was cut off at the end.
Error withoutSecrets(Error error, const QStringList &secrets);
/// What a server answered, before any of it is quoted.
QByteArray withoutSecrets(QByteArray body, const QStringList &secrets);

/// Path and query of a URL for a log: no user, no password, secrets masked.
QString redactedPath(const QUrl &url, const QStringList &secrets = {});

/// URL for Error::detail: without user, query and fragment.
QString urlForDetail(const QUrl &url);

} // namespace assay
