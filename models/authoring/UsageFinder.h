#pragma once

#include "services/authoring/FieldInfo.h"
#include "services/core/Result.h"

#include <QObject>

namespace assay {

class Connection;

/// Who names a provider or a collection: looked for in all collections and in the newest jobs, page by page.
class UsageFinder : public QObject {
    Q_OBJECT
public:
    struct Usage {
        QStringList collections, jobs; ///< names
        qint64 jobsLooked = 0;         ///< at most `mostJobs`
        bool complete = true;          ///< no more jobs than that
    };
    static constexpr int mostJobs = 500;

    explicit UsageFinder(Connection &connection, QObject *parent = nullptr) : QObject(parent), m_connection(connection) {}
    /// A newer call drops the older one.
    void find(DocumentKind kind, const QString &id);

Q_SIGNALS:
    void found(const assay::UsageFinder::Usage &usage);
    void failed(const assay::Error &error);

private:
    void nextCollections(qint64 offset);
    void nextJobs(qint64 offset);

    Connection &m_connection;
    DocumentKind m_kind = DocumentKind::Provider;
    QString m_id;
    Usage m_usage;
    quint64 m_ticket = 0;
};

} // namespace assay
