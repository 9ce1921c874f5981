#include "models/compare/ComparisonKeeper.h"

#include "services/core/Async.h"

#include <QUuid>

#include <utility>

namespace assay {

ComparisonKeeper::ComparisonKeeper(SavedDocuments &documents, std::function<SavedComparison()> now, QObject *parent)
    : QObject(parent), m_documents(documents), m_now(std::move(now))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(400);
    connect(&m_timer, &QTimer::timeout, this, &ComparisonKeeper::save);
}

ComparisonKeeper::~ComparisonKeeper() = default;

void ComparisonKeeper::open(const QString &id)
{
    whenDone(m_documents.load(SavedComparison::kind(), id), this, [this](const Result<SavedDocument> &document) {
        if (!document)
            return Q_EMIT notOpened(document.error());
        const auto comparison = SavedComparison::from(*document);
        if (!comparison)
            return Q_EMIT notOpened(Error{Error::Kind::Unsupported, tr("It was written by a newer version of Assay.")});
        m_id = comparison->id;
        m_kept = m_sent = comparison;
        Q_EMIT opened(*comparison);
    });
}

void ComparisonKeeper::saveLater()
{
    m_timer.start();
    if (!m_id.isEmpty() || std::exchange(m_asked, true))
        return;
    whenDone(m_documents.list(SavedComparison::kind()), this, [this](const Result<QList<SavedDocument>> &others) {
        if (others)
            m_others = *others;
    });
}

void ComparisonKeeper::flush()
{
    if (!m_timer.isActive() && !m_looking)
        return;
    m_timer.stop();
    const SavedComparison now = m_now();
    if (now.runs.isEmpty())
        return;
    if (m_id.isEmpty() && !takeSame(m_others, now))
        m_id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    write(m_now());
}

void ComparisonKeeper::save()
{
    const SavedComparison now = m_now();
    if (now.runs.isEmpty() || m_looking)
        return;
    if (m_id.isEmpty())
        return lookForSame();
    write(now);
}

/// The same runs compared once more are the same comparison, not a second one in the list.
void ComparisonKeeper::lookForSame()
{
    m_looking = true;
    whenDone(m_documents.list(SavedComparison::kind()), this, [this](const Result<QList<SavedDocument>> &documents) {
        m_looking = false;
        if (!documents)
            return Q_EMIT failed(documents.error());
        const SavedComparison now = m_now();
        if (now.runs.isEmpty() || !m_id.isEmpty())
            return;
        if (!takeSame(*documents, now))
            m_id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        write(m_now());
    });
}

bool ComparisonKeeper::takeSame(const QList<SavedDocument> &documents, const SavedComparison &now)
{
    for (const SavedDocument &document : documents) {
        const auto other = SavedComparison::from(document);
        if (!other || other->runs != now.runs || other->baseline != now.baseline)
            continue;
        m_id = other->id;
        Q_EMIT found(*other);
        return true;
    }
    return false;
}

void ComparisonKeeper::write(SavedComparison now)
{
    now.id = m_id;
    if (now == m_sent)
        return;
    m_sent = now;
    whenDone(m_documents.save(SavedComparison::kind(), now.document()), this, [this, now](const Result<SavedDocument> &done) {
        if (!done) {
            m_sent = m_kept; // the next change tries again
            return Q_EMIT failed(done.error());
        }
        m_kept = now;
        Q_EMIT saved();
    });
}

} // namespace assay
