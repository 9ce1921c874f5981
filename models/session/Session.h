#pragma once

#include <QByteArray>
#include <QVariantList>

namespace assay {

/// What the window looked like: read at the next start, also after a crash.
struct Session {
    QByteArray geometry, docks;
    QVariantList tabs;  ///< DocumentTabs::saveTabs()
    int current = 0;
    QVariantList aside; ///< tabs that a start left out because the ones before it had not ended well
    bool operator==(const Session &) const = default;

    QByteArray encode() const; ///< JSON; byte arrays inside the tabs' states survive
    /// Whatever cannot be read is left out.
    static Session decode(const QByteArray &text);
};

} // namespace assay
