#pragma once

#include "models/datasets/EditedRows.h"

#include <QObject>
#include <QTimer>

namespace assay {

class DatasetEditModel;
class DraftStore;

/// What is unsaved of a dataset's rows, as a small text.
struct UnsavedRows {
    qint64 version = 0; ///< of the rows that it is about
    EditedRows rows;
    QByteArray encode() const; ///< any thread; large changes take a while
    static std::optional<UnsavedRows> decode(const QByteArray &text);
};

/// Keeps the unsaved rows of an editor in the draft store, about a second old, and puts them back when the same version of the dataset is
/// shown again. GUI thread.
class RowDraft : public QObject {
    Q_OBJECT
public:
    /// place: of the server, so that equal names elsewhere are others. Both outlive it.
    RowDraft(DatasetEditModel &model, DraftStore &store, const QString &place, QObject *parent = nullptr);

Q_SIGNALS:
    void restored(const QString &changes); ///< in words
    /// They were for another version and are gone.
    void outdated(qint64 version);
    void failed(const QString &sentence); ///< what is unsaved would not survive a crash

private:
    void follow();
    void look();
    void found(const QByteArray &text);
    void flush();
    void drop();

    DatasetEditModel &m_model;
    DraftStore &m_store;
    const QString m_place;
    QString m_name;       ///< of what is shown
    QTimer m_timer;
    bool m_looked = false; ///< the store was asked for what is shown
    bool m_kept = false;   ///< the store has something under the name
    int m_ticket = 0;      ///< of the newest write
};

} // namespace assay
