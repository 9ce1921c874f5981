#pragma once

#include <QByteArray>
#include <QVariantMap>

namespace assay {

/// A free JSON value kept as its compact text, so that no number loses a digit and no member is forgotten
/// between reading and writing. Empty text: the member is absent.
struct JsonText {
    QByteArray text;

    bool isEmpty() const { return text.isEmpty(); }
    bool operator==(const JsonText &) const = default;

    /// For screens: the members of an object; empty when the text is absent or no object.
    QVariantMap toVariantMap() const;
    static JsonText fromVariantMap(const QVariantMap &map);
};

} // namespace assay
