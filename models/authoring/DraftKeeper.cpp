#include "models/authoring/DraftKeeper.h"

#include "models/authoring/DocumentModel.h"
#include "services/api/DraftStore.h"
#include "services/core/Async.h"

namespace assay {

DraftKeeper::DraftKeeper(DocumentModel &model, DraftStore &store, const QString &name, QObject *parent)
    : QObject(parent), m_model(model), m_store(store), m_name(name)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &DraftKeeper::flush);
    connect(&m_model, &DocumentModel::changed, &m_timer, qOverload<>(&QTimer::start));
    connect(&m_model, &DocumentModel::dirtyChanged, this, [this](bool dirty) {
        if (!dirty)
            discard();
    });
}

DraftKeeper::~DraftKeeper()
{
    if (m_timer.isActive())
        flush();
}

void DraftKeeper::setName(const QString &name)
{
    if (m_kept)
        m_store.remove(m_name);
    m_name = name;
    m_kept = false;
}

void DraftKeeper::restore()
{
    whenDone(m_store.load(m_name), this, [this](const Result<QByteArray> &text) {
        const auto draft = text ? AuthoredDraft::decode(m_model.kind(), *text) : std::nullopt;
        m_kept = m_kept || draft.has_value(); // what was saved meanwhile is there too
        if (draft)
            Q_EMIT restored(*draft);
        else
            Q_EMIT nothing();
    });
}

void DraftKeeper::flush()
{
    m_timer.stop();
    if (!m_model.isDirty())
        return;
    m_kept = true;
    const QByteArray text = AuthoredDraft{m_model.document(), m_model.base(), m_model.yamlError().isEmpty() ? QByteArray() : m_model.yaml(), m_id}.encode();
    whenDone(m_store.save(m_name, text), this, [this](const Result<Done> &done) {
        if (done)
            Q_EMIT saved();
        else
            Q_EMIT failed(done.error().message);
    });
}

void DraftKeeper::discard()
{
    m_timer.stop();
    if (std::exchange(m_kept, false))
        m_store.remove(m_name);
}

} // namespace assay
