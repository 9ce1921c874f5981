#pragma once

#include "services/core/Result.h"
#include "services/verdict/Lint.h"

#include <QStringList>

namespace assay::ctl {

/// A finding and where it stands.
struct FileFinding {
    QString file; ///< as named by the user, or the catalogue's path
    int line = 0; ///< from 1; 0: not known
    Finding finding;
};

struct LintOutcome {
    QList<FileFinding> findings; ///< by file, in the order of the document
    QStringList files;           ///< those that were looked at
    QList<Error> broken;         ///< one a file that could not be; the sentence names the file
};

/// Lints job, collection and provider files (YAML or JSON; which of them a file holds is seen from its members) against the
/// catalogue DIR with providers/ and collections/; no files: the catalogue's collections. Providers and collections among the
/// files count like the catalogue's and go before them. Error: the catalogue cannot be used.
Result<LintOutcome> lintFiles(const QString &catalogue, const QStringList &taskFolders, const QStringList &files);

/// How findings are printed.
QString lintText(const LintOutcome &outcome);
QByteArray lintJson(const LintOutcome &outcome);  ///< a list of findings
QByteArray lintSarif(const LintOutcome &outcome); ///< SARIF 2.1.0

} // namespace assay::ctl
