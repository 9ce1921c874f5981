#include "models/authoring/DocumentSession.h"

#include "services/api/CatalogueService.h"
#include "services/api/Connection.h"
#include "services/api/RunRef.h"
#include "services/authoring/ServerRefusal.h"
#include "services/core/Async.h"

namespace assay {

static QString draftNameOf(DocumentKind kind, const Connection &connection, const QString &subject)
{
    QString plain = RunRef{connection.id(), subject}.text(); // what comes with servers has one id on all of them
    return (kind == DocumentKind::Provider ? QStringLiteral("provider-") : QStringLiteral("collection-")) + plain.replace(QLatin1Char(':'), QLatin1Char('-'));
}

static bool isNewSubject(const QString &subject) { return subject.startsWith(QLatin1String("new:")); }

DocumentSession::DocumentSession(DocumentKind kind, Connection &connection, DraftStore &drafts, const QString &subject, QObject *parent)
    : QObject(parent), m_kind(kind), m_connection(connection), m_service(kind, connection.catalogue()), m_model(kind), m_subject(subject),
      m_keeper(m_model, drafts, draftNameOf(kind, connection, subject)), m_history(kind, drafts, draftNameOf(kind, connection, subject))
{
    connect(&m_keeper, &DraftKeeper::restored, this, [this](const AuthoredDraft &draft) {
        m_model.openUnsaved(draft.document, draft.base, draft.yaml);
        setState(State::Ready);
        if (m_model.isDirty())
            Q_EMIT draftRestored();
    });
    connect(&m_keeper, &DraftKeeper::nothing, this, [this] { setState(State::Ready); });
}

QString DocumentSession::draftName() const { return draftNameOf(m_kind, m_connection, m_subject); }

void DocumentSession::setState(State state, const Error &error)
{
    m_state = state;
    m_error = error;
    Q_EMIT stateChanged();
}

QString DocumentSession::readOnlyReason() const
{
    const Capability needed = m_kind == DocumentKind::Provider ? Capability::EditProviders : Capability::EditCollections;
    if (!m_connection.capabilities().has(needed))
        return m_connection.capabilities().reasonMissing(needed);
    if (m_resource.readOnly())
        return m_kind == DocumentKind::Provider ? tr("This provider comes with the server and cannot be changed. Clone it to edit a copy.")
                                                : tr("This collection comes with the server and cannot be changed. Clone it to edit a copy.");
    return m_frozen ? tr("This collection is curated (its curation order is above 0), so the server lets nobody change it. Clone it to edit a copy.")
                    : QString();
}

QString DocumentSession::name() const
{
    const QString title = m_model.document().text(QStringLiteral("title")), name = m_model.document().text(QStringLiteral("name"));
    return !title.isEmpty() ? title : !name.isEmpty() ? name : m_resource.id;
}

void DocumentSession::load()
{
    if (isNewSubject(m_subject))
        return m_keeper.restore();
    setState(State::Loading);
    whenDone(m_service.get(m_subject), this, [this](const Result<StoredDocument> &stored) {
        if (!stored)
            return setState(State::Failed, stored.error());
        take(*stored);
        m_model.open(stored->document);
        m_history.load();
        m_keeper.restore();
    });
}

void DocumentSession::begin(const AuthoredDocument &document)
{
    m_model.openUnsaved(document, AuthoredDocument(m_kind));
    m_keeper.flush();
    setState(State::Ready);
}

void DocumentSession::take(const StoredDocument &stored)
{
    m_resource = stored.resource;
    m_frozen = stored.frozen;
    m_keeper.setId(m_resource.id);
}

void DocumentSession::save(SaveBy by)
{
    if (m_state == State::Saving)
        return;
    setState(State::Saving);
    if (isNew())
        return whenDone(m_service.create(m_model.document()), this, [this](const Result<StoredDocument> &result) { finish(result); });
    whenDone(m_service.get(id()), this, [this, by](const Result<StoredDocument> &now) {
        if (!now)
            return finish(now);
        if (now->document == m_model.base())
            return write(by);
        m_theirs = *now;
        setState(State::Ready);
        Q_EMIT conflict();
    });
}

void DocumentSession::write(SaveBy by)
{
    const auto changes = patch();
    // What was saved last is a version to come back to, whoever made it.
    m_history.add(m_model.base());
    const bool whole = by == SaveBy::Replace || !changes;
    whenDone(whole ? m_service.replace(id(), m_model.document()) : m_service.patch(id(), *changes), this,
             [this](const Result<StoredDocument> &result) { finish(result); });
}

void DocumentSession::finish(const Result<StoredDocument> &result)
{
    if (!result) {
        setState(State::Ready);
        m_model.setRefusals({{refusedPath(m_model.document(), result.error()), result.error().message}});
        Q_EMIT refused(result.error());
        return;
    }
    const bool first = isNew();
    take(*result);
    if (result->document != m_model.document()) // servers add defaults
        m_model.replace(result->document, tr("Save"));
    m_model.markSaved();
    m_keeper.discard();
    if (first) {
        m_subject = m_resource.id;
        m_keeper.setName(draftName());
        m_history.setName(draftName());
    }
    setState(State::Ready);
    Q_EMIT saved();
}

void DocumentSession::overwrite()
{
    setState(State::Saving);
    m_history.add(m_theirs.document);
    whenDone(m_service.replace(id(), m_model.document()), this, [this](const Result<StoredDocument> &result) { finish(result); });
}

void DocumentSession::merge()
{
    const MergedDocument both = assay::merged(m_model.base(), m_model.document(), m_theirs.document);
    m_model.replace(both.document, tr("Merge"));
    m_model.setBase(m_theirs.document);
    take(m_theirs);
    QStringList conflicts;
    for (const DocumentChange &change : both.conflicts)
        conflicts << tr("%1: yours is %2, theirs was %3").arg(change.place, valueText(change.after), valueText(change.before));
    Q_EMIT merged(conflicts);
}

void DocumentSession::keepAsCopy()
{
    AuthoredDocument copy = m_model.document();
    copy.set(QStringLiteral("name"), tr("%1 (copy)").arg(copy.text(QStringLiteral("name"))));
    take(m_theirs);
    m_model.open(m_theirs.document);
    m_keeper.discard();
    Q_EMIT copyRequested(copy);
}

void DocumentSession::clone()
{
    const auto asNew = [this] {
        AuthoredDocument copy = m_model.document();
        copy.set(QStringLiteral("name"), tr("%1 (copy)").arg(copy.text(QStringLiteral("name"))));
        copy.set(QStringLiteral("curation_order"), {}); // else the copy would be frozen as well
        Q_EMIT copyRequested(copy);
    };
    if (m_kind != DocumentKind::Collection || isNew() || !m_connection.capabilities().has(Capability::CloneCollections))
        return asNew();
    whenDone(m_service.clone(id()), this, [this, asNew](const Result<StoredDocument> &result) {
        if (result)
            Q_EMIT cloned(result->resource.id);
        else if (result.error().kind == Error::Kind::Unsupported)
            asNew();
        else
            Q_EMIT refused(result.error());
    });
}

void DocumentSession::remove()
{
    whenDone(m_service.remove(id()), this, [this](const Result<Done> &result) {
        if (!result) {
            Q_EMIT refused(result.error());
            return;
        }
        m_keeper.discard();
        Q_EMIT removed();
    });
}

} // namespace assay
