#pragma once

#include "services/authoring/AuthoredDocument.h"

namespace assay::test {

/// A document from the text of a test; ends the program when it is none.
inline AuthoredDocument documentFrom(DocumentKind kind, const QByteArray &text)
{
    const auto document = AuthoredDocument::fromText(kind, text);
    if (!document)
        qFatal("%s", qPrintable(document.error().message));
    return *document;
}

inline AuthoredDocument jobFrom(const QByteArray &text) { return documentFrom(DocumentKind::Job, text); }
inline AuthoredDocument collectionFrom(const QByteArray &text) { return documentFrom(DocumentKind::Collection, text); }

} // namespace assay::test
