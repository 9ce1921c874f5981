#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Result.h"

#include <nlohmann/json_fwd.hpp>

#include <QHash>
#include <QMutex>

#include <memory>

namespace assay::engine {

/// What the catalogue files and the task files say, at one moment. Never changes.
struct CatalogueData {
    /// By id, descending, as EvalHub lists them.
    QList<std::shared_ptr<const Provider>> providers;
    QList<std::shared_ptr<const Collection>> collections;
    QStringList complaints; ///< task files that had to be left out, a sentence each

    std::shared_ptr<const Provider> provider(const QString &id) const;
    std::shared_ptr<const Collection> collection(const QString &id) const;
};

/// The system's providers and collections: DIR/providers/*.yaml and DIR/collections/*.yaml, owner "system". The benchmarks of
/// the provider `assay` are the task files. Any thread.
class Catalogue {
public:
    struct Folders {
        QString catalogue;
        QStringList tasks; ///< e.g. the shipped ones and WORKSPACE/tasks; a folder that does not exist is empty
    };
    /// A file without `id` is skipped. Error::Invalid names file and line of the first one that breaks a rule.
    static Result<std::unique_ptr<Catalogue>> load(const Folders &folders);

    /// Task files that changed on disk since the last call are read again, at most once a second.
    std::shared_ptr<const CatalogueData> data() const;

private:
    explicit Catalogue(Folders folders) : m_folders(std::move(folders)) {}
    QString tasksFingerprint() const;
    std::shared_ptr<const CatalogueData> withTasks(const CatalogueData &files) const;

    Folders m_folders;
    CatalogueData m_files; ///< without the tasks
    mutable QMutex m_mutex;
    mutable std::shared_ptr<const CatalogueData> m_data;
    mutable QString m_fingerprint;
    mutable qint64 m_lookedMs = 0;
};

} // namespace assay::engine
