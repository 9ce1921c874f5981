#pragma once

#include <QString>
#include <QStringList>
#include <QUrl>

namespace assay {

/// The text with every one of `secrets` (4 characters or more), every bearer token and every value of a member or
/// parameter that is usually secret replaced by "***". For logs and for messages that quote a server.
QString redacted(QString text, const QStringList &secrets = {});

/// Path and query of a URL for a log: no user, no password, secrets masked.
QString redactedPath(const QUrl &url, const QStringList &secrets = {});

/// URL for Error::detail: without user, query and fragment.
QString urlForDetail(const QUrl &url);

} // namespace assay
