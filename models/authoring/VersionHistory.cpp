#include "models/authoring/VersionHistory.h"

#include "services/api/DraftStore.h"
#include "services/authoring/AuthoredDraft.h"
#include "services/core/Async.h"

namespace assay {

VersionHistory::VersionHistory(DocumentKind kind, DraftStore &store, const QString &name, QObject *parent)
    : QObject(parent), m_kind(kind), m_store(store), m_name(name)
{
}

void VersionHistory::setName(const QString &name) { m_name = name; }

void VersionHistory::load()
{
    whenDone(m_store.load(storeName()), this, [this](const Result<QByteArray> &text) {
        if (!text)
            return;
        m_versions.clear();
        for (const QVariant &item : valueFromJson(*text).toList()) {
            const QVariantMap map = item.toMap();
            const auto document = AuthoredDocument::fromText(m_kind, jsonOf(map.value(QStringLiteral("document"))));
            if (document)
                m_versions.append({QDateTime::fromString(map.value(QStringLiteral("when")).toString(), Qt::ISODate), *document});
        }
        Q_EMIT changed();
    });
}

void VersionHistory::add(const AuthoredDocument &document)
{
    constexpr int most = 20;
    if (document.isEmpty() || (!m_versions.isEmpty() && m_versions.first().document == document))
        return;
    m_versions.prepend({QDateTime::currentDateTimeUtc(), document});
    m_versions.resize(qMin<qsizetype>(m_versions.size(), most));
    QVariantList list;
    for (const Version &version : std::as_const(m_versions))
        list << QVariantMap{{QStringLiteral("when"), version.when.toString(Qt::ISODate)}, {QStringLiteral("document"), version.document.root()}};
    m_store.save(storeName(), jsonOf(list));
    Q_EMIT changed();
}

} // namespace assay
