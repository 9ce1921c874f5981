#pragma once

#include "services/authoring/AuthoredDocument.h"

namespace assay {

/// What of an unsaved document outlives a crash.
struct AuthoredDraft {
    AuthoredDocument document;
    AuthoredDocument base; ///< as the server had it when the work began; empty: a new one
    QByteArray yaml;       ///< text that cannot be read yet; empty: the document says it all
    QString id;            ///< of the stored resource; empty: a new one

    QByteArray encode() const;
    /// None when the text cannot be read.
    static std::optional<AuthoredDraft> decode(DocumentKind kind, const QByteArray &text);
};

/// A document of stored members, as they are. A server's answer goes through AuthoredDocument::of() instead.
AuthoredDocument documentFrom(DocumentKind kind, const QVariantMap &root);

/// JSON text to a value and back, for cells, the clipboard and free objects. Text that is no JSON gives an invalid variant.
QVariant valueFromJson(const QByteArray &text);
QByteArray jsonOf(const QVariant &value);
/// A free object typed as YAML or JSON. Error::Invalid names the line.
Result<QVariant> valueFromYaml(const QByteArray &text);
QByteArray yamlOf(const QVariant &value);
/// Line from 1 of the value at `path`, or of the nearest one around it; 0: not known.
int lineOf(const QByteArray &yaml, const QString &path);

} // namespace assay
