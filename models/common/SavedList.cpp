#include "models/common/SavedList.h"

#include "services/core/Async.h"

namespace assay {

SavedList::SavedList(SavedDocuments &documents, const QString &kind, QObject *parent) : QObject(parent), m_documents(documents), m_kind(kind)
{
    connect(&documents, &SavedDocuments::changed, this, [this](const QString &changed) {
        if (m_loaded && changed == m_kind)
            refresh();
    });
}

void SavedList::refresh()
{
    whenDone(m_documents.list(m_kind), this, [this, ticket = ++m_ticket](const Result<QList<SavedDocument>> &documents) {
        if (ticket != m_ticket)
            return;
        m_loaded = true;
        m_error = documents ? Error{} : documents.error();
        if (documents)
            Q_EMIT read(*documents);
        Q_EMIT loadChanged();
    });
}

void SavedList::remove(const QString &id)
{
    ++m_ticket; // an answer under way would bring it back
    whenDone(m_documents.remove(m_kind, id), this, [this](const Result<Done> &done) {
        if (!done) {
            Q_EMIT failed(done.error());
            refresh();
        }
    });
}

void SavedList::put(const SavedDocument &document)
{
    whenDone(m_documents.save(m_kind, document), this, [this](const Result<SavedDocument> &saved) {
        if (!saved)
            Q_EMIT failed(saved.error());
        else if (!m_loaded) // else changed() told of it
            refresh();
    });
}

} // namespace assay
