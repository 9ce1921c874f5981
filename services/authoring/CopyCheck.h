#pragma once

#include "services/authoring/AuthoredDocument.h"

namespace assay {

/// The server that a document is to be copied to, as far as a copy depends on it.
struct CopyTarget {
    QList<Provider> providers;
    QStringList names;       ///< of the documents of this kind that it has
    bool runsCommands = true; ///< providers' local commands
};

/// A document made ready for another server, and what is lost on the way; all sentences translated.
struct CopyCheck {
    AuthoredDocument document; ///< providers that have another id there are named by it
    QStringList missing;       ///< what it names and the server does not have
    QStringList notes;         ///< what is otherwise different there
};

/// `here`: the providers of the server it comes from, by which a provider is known again where its id is another one. Pure.
CopyCheck checkCopy(const AuthoredDocument &document, const QList<Provider> &here, const CopyTarget &there);

} // namespace assay
