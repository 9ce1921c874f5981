#pragma once

#include "services/engine/runner/TaskFile.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace assay::engine {

/// The task files (*.yaml, *.yml) of some folders. Reads the folders at each call, so that an edited file counts at once.
class TaskLibrary {
public:
    /// In order: when two files have the same id, the first folder's (then the first file's by name) counts.
    explicit TaskLibrary(QStringList folders);

    struct Scan {
        QList<TaskSpec> tasks;   ///< by folder, then file name; ids are unique
        QList<Error> faults;     ///< files that cannot be read or used, and repeated ids
        QStringList faultyIds;   ///< the ids that those files have, null where unreadable; same index as faults
    };
    Scan scan() const;
    /// Error::NotFound names the folders; Error::Invalid when the file with that id is broken.
    Result<TaskSpec> find(const QString &id) const;

private:
    QStringList m_folders;
};

} // namespace assay::engine
