#pragma once

#include "services/api/SavedDocuments.h"

#include <QObject>

namespace assay {

/// The saved documents of one kind for a model that lists them: read by refresh(), from then on as they change. GUI thread.
class SavedList : public QObject {
    Q_OBJECT
public:
    /// The documents outlive it.
    SavedList(SavedDocuments &documents, const QString &kind, QObject *parent = nullptr);
    void refresh();
    bool isLoaded() const { return m_loaded; }
    const Error &error() const { return m_error; } ///< of the last reading
    /// The model has taken its row away; where that fails the list is read again, and brings it back.
    void remove(const QString &id);
    void put(const SavedDocument &document);

Q_SIGNALS:
    void read(const QList<assay::SavedDocument> &documents);
    void loadChanged(); ///< after read()
    void failed(const assay::Error &error);

private:
    SavedDocuments &m_documents;
    const QString m_kind;
    bool m_loaded = false;
    Error m_error;
    quint64 m_ticket = 0;
};

} // namespace assay
