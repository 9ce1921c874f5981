#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Result.h"

#include <nlohmann/json_fwd.hpp>

#include <QHash>
#include <QStringList>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace assay::engine {

/// What the catalogue files and the task files say, at one moment. Never changes.
struct CatalogueData {
    /// By id, descending, as EvalHub lists them.
    QList<std::shared_ptr<const Provider>> providers;
    QList<std::shared_ptr<const Collection>> collections;
    QStringList complaints; ///< files that had to be left out or are out of date, a sentence each

    QHash<QString, QByteArray> providerBodies; ///< by id: JSON without `resource`, which takes a while to make

    std::shared_ptr<const Provider> provider(const QString &id) const;
    std::shared_ptr<const Collection> collection(const QString &id) const;
};

/// The system's providers and collections: DIR/providers/*.yaml and DIR/collections/*.yaml, owner "system". The benchmarks of
/// the provider `assay` are the task files. Any thread.
///
/// A thread of its own looks at the folders; half a second after the last change in them everything is read again and replaces
/// what was there. A file that breaks a rule then leaves the catalogue as it was and makes a complaint. A document keeps its
/// created_at; its updated_at moves only when its content changed.
class Catalogue {
public:
    struct Folders {
        QString catalogue;
        QStringList tasks; ///< e.g. the shipped ones and WORKSPACE/tasks; a folder that does not exist is empty
    };
    /// A file without `id` is skipped. Error::Invalid names file and line of the first one that breaks a rule.
    static Result<std::unique_ptr<Catalogue>> load(const Folders &folders);
    ~Catalogue(); ///< ends the thread

    /// What is known now; never waits for the disk.
    std::shared_ptr<const CatalogueData> data() const;

private:
    explicit Catalogue(Folders folders) : m_folders(std::move(folders)) {}
    QString fingerprint() const;
    Result<CatalogueData> readFiles() const;
    std::shared_ptr<const CatalogueData> complete(const QString &complaint) const;
    void addTasks(CatalogueData &data) const;
    void watch(QString seen);
    void reload();

    const Folders m_folders;
    CatalogueData m_files; ///< without the tasks; the thread's alone once it runs
    mutable std::mutex m_mutex;
    std::shared_ptr<const CatalogueData> m_data; ///< under the mutex
    std::condition_variable m_wake;
    bool m_stop = false;   ///< under the mutex
    std::thread m_thread;
};

} // namespace assay::engine
