#pragma once

#include "services/engine/imports/ByteSource.h"

#include <memory>

namespace assay::engine::imports {

/// The entries of a zip file, read where they are: nothing is written to disk, so the names of entries are only names.
class Archive {
public:
    explicit Archive(const QString &path);
    ~Archive();
    Archive(const Archive &) = delete;
    Archive &operator=(const Archive &) = delete;

    /// Goes to the next entry. False at the end, or when the rest cannot be read: fault() says so.
    bool next();
    const QString &name() const { return m_name; }
    qint64 size() const { return m_size; } ///< of the entry; -1: not known before it is read
    qint64 position() const; ///< of the entry in the file
    /// The current entry's bytes, until next(). A wrong check sum is a fault at its end.
    ByteSource &entry();
    const QString &fault() const { return m_fault; }

private:
    class Entry;
    struct Free;
    std::unique_ptr<Entry> m_entry;
    QString m_name, m_fault;
    qint64 m_size = -1;
};

} // namespace assay::engine::imports
