#pragma once

#include "services/authoring/AuthoredDocument.h"

#include <QDateTime>

namespace assay {

/// One job of a batch and what became of it.
struct BatchJob {
    enum class State {
        Waiting, ///< it was not sent
        Sending, ///< it is on its way; after a restart: it was, and whether it arrived has to be found out
        Unknown, ///< the answer was lost, and the server could not yet tell whether it has the job
        Sent,    ///< the server has it
        Refused, ///< the server answered that it does not take it
    };
    AuthoredDocument document{DocumentKind::Job}; ///< as it is sent, with the batch's mark
    QString key;      ///< idempotency key, the same for every attempt
    State state = State::Waiting;
    QString jobId;    ///< when Sent
    QString message;  ///< translated, one sentence: why it is not Sent; empty otherwise
    QString code;     ///< the server's own, of a refusal; see refusedPath()
    QDateTime sentAt; ///< UTC, of the last attempt
    bool operator==(const BatchJob &) const = default;
};

/// Jobs that are sent together. Written down before the first is sent.
struct Batch {
    QString id; ///< 12 hexadecimal digits; also in the mark
    QString connectionId;
    QDateTime made; ///< UTC
    QList<BatchJob> jobs;
    bool operator==(const Batch &) const = default;

    bool finished() const; ///< all Sent
    int count(BatchJob::State state) const;
    QByteArray encode() const;
    /// None when the text cannot be read.
    static std::optional<Batch> decode(const QByteArray &text);
};

// The mark by which a job of a batch is found on a server: the tag "assay-batch-ID", which lists can be searched by, and
// custom.assay.batch = "ID/NUMBER", number from 1.

QString batchTag(const QString &batchId);
void setBatchMark(AuthoredDocument &job, const QString &batchId, int number);
/// Place of a job in the batch, from 1; 0: it is none of it.
int batchNumber(const Job &job, const QString &batchId);
/// Takes the mark of any batch away: a copy of a job is not that job. Whoever opens a past job to run it again calls this.
void clearBatchMark(AuthoredDocument &job);

} // namespace assay
