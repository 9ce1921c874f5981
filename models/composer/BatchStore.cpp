#include "models/composer/BatchStore.h"

#include "services/api/DraftStore.h"
#include "services/authoring/AuthoredDraft.h"
#include "services/core/Async.h"

#include <QPointer>

#include <algorithm>
#include <memory>

namespace assay {

static const QString indexName = QStringLiteral("batches");
static QString fileOf(const QString &id) { return QStringLiteral("batch-") + id; }

BatchStore::BatchStore(DraftStore &store, QObject *parent) : QObject(parent), m_store(store) {}

void BatchStore::load()
{
    if (m_state != LoadState::Idle)
        return;
    m_state = LoadState::Loading;
    whenDone(m_store.load(indexName), this, [this](const Result<QByteArray> &text) {
        const QVariant list = text ? valueFromJson(*text) : QVariant();
        if (!text || (!text->isEmpty() && list.typeId() != QMetaType::QVariantList))
            return ready(text ? tr("The list of jobs to send cannot be read; it is left as it is.") : text.error().message);
        QStringList ids;
        for (const QVariant &id : list.toList())
            ids << id.toString();
        read(ids);
    });
}

void BatchStore::read(const QStringList &ids)
{
    if (ids.isEmpty())
        return ready({});
    const auto left = std::make_shared<qsizetype>(ids.size());
    for (const QString &id : ids) {
        whenDone(m_store.load(fileOf(id)), this, [this, id, left](const Result<QByteArray> &text) {
            const auto batch = text ? Batch::decode(*text) : std::nullopt;
            if (batch && batch->id == id)
                m_batches << *batch;
            else
                m_unreadable << id;
            if (--*left == 0)
                ready({});
        });
    }
}

void BatchStore::ready(const QString &error)
{
    m_error = error;
    m_state = error.isEmpty() ? LoadState::Ready : LoadState::Failed;
    std::ranges::sort(m_batches, {}, &Batch::made);
    Q_EMIT loaded();
    Q_EMIT changed();
    for (const auto &waiting : std::exchange(m_waiting, {}))
        waiting();
}

QList<Batch> BatchStore::unfinished() const { return m_batches; }

QList<Batch> BatchStore::unfinished(const QString &connectionId) const
{
    QList<Batch> found;
    std::ranges::copy_if(m_batches, std::back_inserter(found), [&](const Batch &batch) { return batch.connectionId == connectionId; });
    return found;
}

std::optional<Batch> BatchStore::find(const QString &id) const
{
    const auto at = std::ranges::find(m_batches, id, &Batch::id);
    return at == m_batches.end() ? std::nullopt : std::optional(*at);
}

QByteArray BatchStore::index() const
{
    QVariantList ids;
    for (const Batch &batch : m_batches)
        ids << batch.id;
    for (const QString &id : m_unreadable)
        ids << id;
    return jsonOf(ids);
}

void BatchStore::save(const Batch &batch, QObject *context, const Answer &answer)
{
    const auto tell = [context = QPointer<QObject>(context), answer](const Result<Done> &done) {
        if (context && answer)
            answer(done);
    };
    if (m_state == LoadState::Failed)
        return tell(Error{Error::Kind::Storage, m_error});
    if (m_state != LoadState::Ready) {
        m_waiting << [this, batch, context = QPointer<QObject>(context), answer] {
            if (context)
                save(batch, context, answer);
        };
        return load();
    }
    if (batch.finished())
        return drop(batch.id, tell);
    const auto at = std::ranges::find(m_batches, batch.id, &Batch::id);
    const bool isNew = at == m_batches.end();
    if (isNew)
        m_batches << batch;
    else
        *at = batch;
    // The batch before the list that names it: a list never names what is not there.
    whenDone(m_store.save(fileOf(batch.id), batch.encode()), this, [this, isNew, tell](const Result<Done> &saved) {
        if (!saved || !isNew)
            return tell(saved);
        whenDone(m_store.save(indexName, index()), this, tell);
    });
    Q_EMIT changed();
}

void BatchStore::drop(const QString &id, const Answer &tell)
{
    if (m_batches.removeIf([&](const Batch &batch) { return batch.id == id; }) == 0)
        return tell(Done{}); // all were sent before it was written down once more
    whenDone(m_store.save(indexName, index()), this, [this, id, tell](const Result<Done> &saved) {
        if (saved)
            m_store.remove(fileOf(id));
        tell(saved);
    });
    Q_EMIT changed();
}

void BatchStore::forget(const QString &id)
{
    if (m_state == LoadState::Ready && !m_claimed.contains(id))
        drop(id, [](const Result<Done> &) {});
}

bool BatchStore::claim(const QString &id)
{
    if (m_claimed.contains(id))
        return false;
    m_claimed.insert(id);
    Q_EMIT changed();
    return true;
}

void BatchStore::release(const QString &id)
{
    if (m_claimed.remove(id))
        Q_EMIT changed();
}

} // namespace assay
