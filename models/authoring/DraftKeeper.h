#pragma once

#include "services/authoring/AuthoredDraft.h"

#include <QObject>
#include <QTimer>

namespace assay {

class DocumentModel;
class DraftStore;

/// Keeps unsaved work of one document in the draft store, at most a second old, and takes it away when it is saved.
class DraftKeeper : public QObject {
    Q_OBJECT
public:
    DraftKeeper(DocumentModel &model, DraftStore &store, const QString &name, QObject *parent = nullptr);
    ~DraftKeeper() override; ///< saves what waits
    /// Of the stored resource; part of the draft.
    void setId(const QString &id) { m_id = id; }
    void setName(const QString &name);
    /// Reads the store and tells once with restored() or nothing().
    void restore();
    void flush();
    void discard();

Q_SIGNALS:
    void restored(const assay::AuthoredDraft &draft);
    void nothing();
    void saved();
    void failed(const QString &sentence);

private:
    DocumentModel &m_model;
    DraftStore &m_store;
    QString m_name, m_id;
    QTimer m_timer;
    bool m_kept = false; ///< the store has something under the name
};

} // namespace assay
