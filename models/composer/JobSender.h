#pragma once

#include "models/composer/BatchSubmit.h"

#include <QObject>

namespace assay {

class DocumentModel;

/// Sends what a document describes: one job, or one for each of its targets, and no job twice. GUI thread.
class JobSender : public QObject {
    Q_OBJECT
public:
    /// All outlive this object.
    JobSender(Connection &connection, DocumentModel &document, BatchStore &batches, QObject *parent = nullptr);
    /// One job goes under a key that outlives this window. Several are a batch; while one is open, this goes on with it.
    void send();
    bool isBusy() const { return m_single || m_batch.isRunning(); }
    /// A batch was begun and not all of it is sent.
    bool hasBatch() const { return m_batch.rowCount() > 0 && !m_batch.allSent(); }
    BatchSubmit &batch() { return m_batch; }
    /// Goes on with a batch that an earlier window left; false when it cannot.
    bool resume(const QString &batchId);
    /// What was not sent stays in the document, what was sent leaves it.
    void giveUp();

Q_SIGNALS:
    void busyChanged();
    /// All of it is there. `ofDocument`: it is what the document says now, not what stood there before.
    void sent(const QStringList &jobIds, bool ofDocument);
    void failed(const assay::Error &error); ///< what the server refuses is told by the document's problems too

private:
    void sendOne(const AuthoredDocument &job);
    void submitOne(const AuthoredDocument &document, const Job &job, const QString &key);
    void onBatchFinished();
    bool isStill(const QList<AuthoredDocument> &jobs) const;
    bool isOfDocument() const;
    void setRefusals();

    Connection &m_connection;
    DocumentModel &m_document;
    BatchStore &m_batches;
    BatchSubmit m_batch;
    bool m_single = false;
};

} // namespace assay
