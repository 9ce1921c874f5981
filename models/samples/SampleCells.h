#pragma once

#include "services/core/Sample.h"

#include <QCache>
#include <QVariantMap>

namespace assay {

/// Texts of a table's cells about samples. What a sample's scores and metadata say is read once for all cells of its row and kept
/// for the rows that were painted last. For one thread.
class SampleCells {
public:
    SampleCells();
    /// A member as one line: name is "scorer.NAME" or "meta.NAME".
    QString named(const Sample &sample, const QString &name);
    /// All such names that a sample has.
    QStringList names(const Sample &sample);
    /// One line of a text that may be megabytes long.
    static QString excerpt(const QString &text);

private:
    struct Read {
        QByteArray scoresText, metadataText; ///< what it was read from
        QVariantMap scores, metadata;
    };
    const Read &read(const Sample &sample);
    QCache<std::pair<qint64, int>, Read> m_read; ///< by ordinal and repeat
};

} // namespace assay
