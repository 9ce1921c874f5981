#include "models/composer/JobEntries.h"

#include "models/authoring/DocumentModel.h"
#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "services/authoring/DocumentPath.h"
#include "services/verdict/CollectionMerge.h"

#include <algorithm>

namespace assay {

namespace {

QString benchmarks() { return QStringLiteral("benchmarks"); }
QString collectionPath() { return QStringLiteral("collection"); }
QString overridesPath() { return QStringLiteral("collection/benchmarks"); }

bool isSame(const QVariant &one, const QVariant &other)
{
    const QVariantMap a = one.toMap(), b = other.toMap();
    return a.value(QStringLiteral("id")) == b.value(QStringLiteral("id")) && a.value(QStringLiteral("provider_id")) == b.value(QStringLiteral("provider_id"));
}

bool holds(const QVariantList &rows, const QVariant &row)
{
    return std::ranges::any_of(rows, [&](const QVariant &other) { return isSame(row, other); });
}

} // namespace

JobEntries::JobEntries(DocumentModel &document, CatalogueModel &catalogue, CollectionListModel &collections, QObject *parent)
    : QObject(parent), m_document(document), m_catalogue(catalogue), m_collections(collections), m_shown(new DocumentModel(DocumentKind::Job, this))
{
    const auto lookup = [&catalogue](const QString &provider, const QString &id) { return catalogue.benchmark(provider, id); };
    const auto providerName = [&catalogue](const QString &id) {
        const auto &all = catalogue.providers();
        const auto it = std::ranges::find(all, id, [](const Provider &provider) { return provider.resource.id; });
        return it == all.end() ? QString() : it->title.isEmpty() ? it->name : it->title;
    };
    m_own = new EntryRowsModel(document, benchmarks(), lookup, this);
    m_overrides = new EntryRowsModel(document, overridesPath(), lookup, this);
    m_preview = new EntryRowsModel(*m_shown, benchmarks(), lookup, this);
    m_preview->setReadOnly(true);
    for (EntryRowsModel *model : {m_own, m_overrides, m_preview}) {
        model->setProviderNames(providerName);
        connect(&catalogue, &CatalogueModel::loadChanged, model, &EntryRowsModel::catalogueChanged);
    }
    connect(&m_document, &DocumentModel::changed, this, [this](const QString &path) {
        if (path.isEmpty() || path::within(path, collectionPath()) || path::within(path, benchmarks()))
            refreshPreview();
    });
    connect(&catalogue, &CatalogueModel::loadChanged, this, &JobEntries::changed);
    connect(&collections, &CollectionListModel::loadChanged, this, &JobEntries::refreshPreview);
    refreshPreview();
}

bool JobEntries::isCollection() const { return m_document.document().contains(collectionPath()); }
const Collection *JobEntries::collection() const { return m_collections.find(m_document.document().text(QStringLiteral("collection/id"))); }

QString JobEntries::collectionName() const
{
    const Collection *known = collection();
    return known ? known->name : m_document.document().text(QStringLiteral("collection/id"));
}

int JobEntries::count() const { return isCollection() ? m_preview->rowCount() : m_own->rowCount(); }

void JobEntries::refreshPreview()
{
    const AuthoredDocument shown = isCollection() && collection() ? listed() : AuthoredDocument(DocumentKind::Job);
    AuthoredDocument rows(DocumentKind::Job);
    rows.set(benchmarks(), shown.value(benchmarks()));
    if (rows != m_shown->document())
        m_shown->open(rows);
    Q_EMIT changed();
}

void JobEntries::useCollection(const QString &id)
{
    AuthoredDocument next = m_document.document();
    next.set(benchmarks(), {});
    next.set(collectionPath(), QVariantMap{{QStringLiteral("id"), id}});
    m_document.replace(next, tr("Use Collection"));
}

AuthoredDocument JobEntries::listed() const
{
    AuthoredDocument next = m_document.document();
    const Collection *known = collection();
    // Only what concerns the merge: a job that is half typed elsewhere is merged all the same.
    AuthoredDocument part(DocumentKind::Job);
    for (const QString &member : {collectionPath(), QStringLiteral("pass_criteria")})
        part.set(member, next.value(member));
    const Result<Job> job = part.toJob();
    if (!known || !job)
        return next;
    const AuthoredDocument inside = AuthoredDocument::of(expandedInline(*job, *known));
    next.set(collectionPath(), {});
    next.set(benchmarks(), inside.value(benchmarks()));
    next.set(QStringLiteral("pass_criteria"), inside.value(QStringLiteral("pass_criteria")));
    return next;
}

int JobEntries::add(const QVariantList &rows)
{
    AuthoredDocument next = isCollection() ? listed() : m_document.document();
    if (next.contains(collectionPath()))
        next.set(collectionPath(), {}); // not known: there is nothing to list
    QVariantList list = next.rows(benchmarks());
    int added = 0;
    for (const QVariant &row : rows) {
        if (holds(list, row))
            continue;
        list << row;
        ++added;
    }
    next.set(benchmarks(), list);
    if (added > 0)
        m_document.replace(next, tr("Add %n benchmark(s)", nullptr, added));
    return added;
}

bool JobEntries::listHere()
{
    if (!isCollection() || !collection())
        return false;
    m_document.replace(listed(), tr("List Benchmarks"));
    return true;
}

void JobEntries::overrideAll()
{
    const Collection *known = collection();
    if (!known)
        return;
    QVariantList rows = m_document.document().rows(overridesPath());
    for (const BenchmarkRef &entry : known->benchmarks) {
        const QVariantMap row{{QStringLiteral("id"), entry.id}, {QStringLiteral("provider_id"), entry.providerId}};
        if (!holds(rows, row))
            rows << row;
    }
    m_document.set(overridesPath(), rows);
    m_document.endTyping();
}

QString JobEntries::suggestedName() const
{
    const QString model = m_document.document().text(QStringLiteral("model/name"));
    const QVariantMap first = m_document.document().rows(benchmarks()).value(0).toMap();
    const QString what = isCollection() ? collectionName() : first.value(QStringLiteral("id")).toString();
    return model.isEmpty() || what.isEmpty() ? QString() : tr("%1 on %2").arg(model, what);
}

} // namespace assay
