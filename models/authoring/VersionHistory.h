#pragma once

#include "services/authoring/AuthoredDocument.h"

#include <QDateTime>
#include <QObject>

namespace assay {

class DraftStore;

/// Earlier states of a document, kept on this machine: servers keep none. Newest first, twenty at most.
class VersionHistory : public QObject {
    Q_OBJECT
public:
    struct Version {
        QDateTime when; ///< UTC, when it was replaced
        AuthoredDocument document;
    };
    VersionHistory(DocumentKind kind, DraftStore &store, const QString &name, QObject *parent = nullptr);
    void load();
    void add(const AuthoredDocument &document);
    void setName(const QString &name);
    const QList<Version> &versions() const { return m_versions; }

Q_SIGNALS:
    void changed();

private:
    QString storeName() const { return QStringLiteral("versions-") + m_name; }
    DocumentKind m_kind;
    DraftStore &m_store;
    QString m_name;
    QList<Version> m_versions;
};

} // namespace assay
