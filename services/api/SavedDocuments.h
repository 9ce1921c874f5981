#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QFuture>
#include <QList>
#include <QObject>
#include <QString>

namespace assay {

/// Something with a name that the user keeps: a view of the runs, a comparison.
struct SavedDocument {
    QString id;           ///< empty: a new one
    QString title;        ///< for people
    QByteArray body;      ///< of its kind's own making; at most 1 MiB
    qint64 changedMs = 0; ///< since 1970; set by whoever keeps it
    bool operator==(const SavedDocument &) const = default;
};

/// Keeps small documents by kind, e.g. "runs-view", "comparison". GUI thread; calls return at once and keep their order. What was
/// answered is on the disk. Errors: Storage; Unsupported where the file is a newer version's.
class SavedDocuments : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// All of a kind, by title.
    virtual QFuture<Result<QList<SavedDocument>>> list(const QString &kind) = 0;
    /// Error::NotFound when there is none.
    virtual QFuture<Result<SavedDocument>> load(const QString &kind, const QString &id) = 0;
    /// Replaces it, or makes it; as it is then, with its id. Error::Invalid: no title, or too large.
    virtual QFuture<Result<SavedDocument>> save(const QString &kind, const SavedDocument &document) = 0;
    /// Harmless when there is none.
    virtual QFuture<Result<Done>> remove(const QString &kind, const QString &id) = 0;

Q_SIGNALS:
    void changed(const QString &kind); ///< one was saved or removed
};

} // namespace assay
