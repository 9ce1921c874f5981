#include "tests/reliability/FaultDisk.h"

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace assay::test {

namespace {

constexpr int sector = 512;
using Bytes = std::vector<char>;

/// A write or truncation that a sync has not confirmed.
struct Unsynced {
    qint64 offset;
    Bytes bytes;
    bool cut = false; ///< the file ends at offset
};

void put(Bytes &target, qint64 offset, const char *bytes, std::size_t size)
{
    if (target.size() < std::size_t(offset) + size)
        target.resize(std::size_t(offset) + size);
    std::memcpy(target.data() + offset, bytes, size);
}

void carryOut(Bytes &target, const Unsynced &change)
{
    if (change.cut)
        target.resize(std::min(target.size(), std::size_t(change.offset)));
    else
        put(target, change.offset, change.bytes.data(), change.bytes.size());
}

struct MemoryFile {
    Bytes now; ///< as processes see it
    Bytes safe; ///< as it is on the platter
    std::vector<Unsynced> unsynced;
    bool everSynced = false;
    int handles = 0;
    // locks of the database file
    int shared = 0;
    const void *reserved = nullptr, *pending = nullptr, *exclusive = nullptr;
    // the write-ahead log's index: memory that connections share, gone with the last of them
    std::vector<std::unique_ptr<char[]>> regions;
    int mapped = 0;
    std::array<int, SQLITE_SHM_NLOCK> sharedSlots {};
    std::array<const void *, SQLITE_SHM_NLOCK> ownedSlots {};
};

struct Handle {
    sqlite3_file base;
    MemoryFile *file;
    int lock;
    bool shm, removeAtEnd;
    unsigned sharedMask;
    char name[1024];
};

} // namespace

struct FaultDisk::Impl {
    mutable std::mutex mutex;
    std::map<std::string, std::unique_ptr<MemoryFile>> files;
    std::vector<std::unique_ptr<MemoryFile>> removed; ///< deleted, but a handle may still be open
    std::function<Verdict(Io)> judge;
    bool dead = false;
    int open = 0, anonymous = 0;
    sqlite3_vfs *system = nullptr;
    sqlite3_vfs vfs {};
    sqlite3_io_methods methods {};

    static Impl &self() { return *FaultDisk::instance().m_impl; }
    /// What the judge says; a dead disk refuses everything.
    Verdict ask(Io io)
    {
        const Verdict verdict = judge ? judge(io) : Verdict::Go;
        return verdict;
    }
};

namespace {

using Impl = FaultDisk::Impl;
using Lock = std::lock_guard<std::mutex>;

Handle *handleOf(sqlite3_file *file)
{
    return reinterpret_cast<Handle *>(file);
}

void record(MemoryFile &file, Unsynced change)
{
    carryOut(file.now, change);
    file.unsynced.push_back(std::move(change));
}

int unlock(sqlite3_file *id, int level)
{
    Handle *handle = handleOf(id);
    MemoryFile &file = *handle->file;
    if (handle->lock > SQLITE_LOCK_SHARED && level <= SQLITE_LOCK_SHARED) {
        for (const void **owner : { &file.reserved, &file.pending, &file.exclusive })
            *owner = *owner == handle ? nullptr : *owner;
    }
    if (handle->lock >= SQLITE_LOCK_SHARED && level == SQLITE_LOCK_NONE)
        --file.shared;
    handle->lock = std::min(handle->lock, level);
    return SQLITE_OK;
}

int unlockLocked(sqlite3_file *id, int level)
{
    const Lock guard(Impl::self().mutex);
    return unlock(id, level);
}

int lock(sqlite3_file *id, int level)
{
    const Lock guard(Impl::self().mutex);
    Handle *handle = handleOf(id);
    MemoryFile &file = *handle->file;
    if (handle->lock >= level)
        return SQLITE_OK;
    const auto foreign = [handle](const void *owner) { return owner && owner != handle; };
    if (foreign(file.exclusive) || (level == SQLITE_LOCK_SHARED && foreign(file.pending))
        || (level >= SQLITE_LOCK_RESERVED && foreign(file.reserved)))
        return SQLITE_BUSY;
    if (level == SQLITE_LOCK_SHARED) {
        ++file.shared;
    } else if (level == SQLITE_LOCK_RESERVED) {
        file.reserved = handle;
    } else {
        file.pending = handle;
        if (file.shared > 1)
            return SQLITE_BUSY;
        file.exclusive = handle;
    }
    handle->lock = level;
    return SQLITE_OK;
}

int checkReserved(sqlite3_file *id, int *out)
{
    const Lock guard(Impl::self().mutex);
    *out = handleOf(id)->file->reserved ? 1 : 0;
    return SQLITE_OK;
}

int readAt(sqlite3_file *id, void *buffer, int size, sqlite3_int64 offset)
{
    Impl &disk = Impl::self();
    const Lock guard(disk.mutex);
    if (disk.dead)
        return SQLITE_IOERR_READ;
    const Bytes &now = handleOf(id)->file->now;
    const auto there = std::min<sqlite3_int64>(size, std::max<sqlite3_int64>(0, sqlite3_int64(now.size()) - offset));
    if (there > 0)
        std::memcpy(buffer, now.data() + offset, std::size_t(there));
    if (there == size)
        return SQLITE_OK;
    std::memset(static_cast<char *>(buffer) + there, 0, std::size_t(size - there));
    return SQLITE_IOERR_SHORT_READ;
}

int writeAt(sqlite3_file *id, const void *buffer, int size, sqlite3_int64 offset)
{
    Impl &disk = Impl::self();
    const Lock guard(disk.mutex);
    if (disk.dead)
        return SQLITE_IOERR_WRITE;
    const auto *bytes = static_cast<const char *>(buffer);
    const auto verdict = disk.ask(FaultDisk::Io::Write);
    if (verdict == FaultDisk::Verdict::Full)
        return SQLITE_FULL;
    disk.dead = verdict != FaultDisk::Verdict::Go;
    const int done = verdict == FaultDisk::Verdict::DieBefore ? size / 2 : size;
    record(*handleOf(id)->file, { offset, Bytes(bytes, bytes + done) });
    return disk.dead ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

int truncateAt(sqlite3_file *id, sqlite3_int64 size)
{
    Impl &disk = Impl::self();
    const Lock guard(disk.mutex);
    if (disk.dead)
        return SQLITE_IOERR_TRUNCATE;
    record(*handleOf(id)->file, { size, {}, true });
    return SQLITE_OK;
}

int syncFile(sqlite3_file *id, int)
{
    Impl &disk = Impl::self();
    const Lock guard(disk.mutex);
    if (disk.dead)
        return SQLITE_IOERR_FSYNC;
    const auto verdict = disk.ask(FaultDisk::Io::Sync);
    disk.dead = verdict == FaultDisk::Verdict::DieBefore || verdict == FaultDisk::Verdict::DieAfter;
    if (verdict == FaultDisk::Verdict::DieBefore)
        return SQLITE_IOERR_FSYNC;
    MemoryFile &file = *handleOf(id)->file;
    for (const Unsynced &change : file.unsynced)
        carryOut(file.safe, change);
    file.unsynced.clear();
    file.everSynced = true;
    return disk.dead ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

int sizeOf(sqlite3_file *id, sqlite3_int64 *size)
{
    const Lock guard(Impl::self().mutex);
    *size = sqlite3_int64(handleOf(id)->file->now.size());
    return SQLITE_OK;
}

int control(sqlite3_file *, int, void *)
{
    return SQLITE_NOTFOUND;
}

int sectorSize(sqlite3_file *)
{
    return 4096; // what SQLite assumes on Unix
}

int characteristics(sqlite3_file *)
{
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE; // same
}

int shmMap(sqlite3_file *id, int page, int pageSize, int extend, void volatile **out)
{
    const Lock guard(Impl::self().mutex);
    Handle *handle = handleOf(id);
    MemoryFile &file = *handle->file;
    if (!handle->shm) {
        handle->shm = true;
        ++file.mapped;
    }
    *out = nullptr;
    if (int(file.regions.size()) <= page && !extend)
        return SQLITE_OK;
    while (int(file.regions.size()) <= page)
        file.regions.push_back(std::make_unique<char[]>(std::size_t(pageSize)));
    *out = file.regions[std::size_t(page)].get();
    return SQLITE_OK;
}

int shmLock(sqlite3_file *id, int first, int count, int flags)
{
    const Lock guard(Impl::self().mutex);
    Handle *handle = handleOf(id);
    MemoryFile &file = *handle->file;
    for (int pass = 0; pass < 2; ++pass) { // first whether all can be had, then take them
        for (int slot = first; slot < first + count; ++slot) {
            auto &owner = file.ownedSlots[std::size_t(slot)];
            int &shared = file.sharedSlots[std::size_t(slot)];
            const unsigned bit = 1U << slot;
            if (flags & SQLITE_SHM_UNLOCK) {
                if (pass == 0)
                    continue;
                if (handle->sharedMask & bit)
                    --shared;
                handle->sharedMask &= ~bit;
                owner = owner == handle ? nullptr : owner;
            } else if (flags & SQLITE_SHM_SHARED) {
                if (owner && owner != handle)
                    return SQLITE_BUSY;
                if (pass == 1 && !(handle->sharedMask & bit)) {
                    ++shared;
                    handle->sharedMask |= bit;
                }
            } else {
                if ((owner && owner != handle) || shared > ((handle->sharedMask & bit) ? 1 : 0))
                    return SQLITE_BUSY;
                if (pass == 1)
                    owner = handle;
            }
        }
    }
    return SQLITE_OK;
}

void shmBarrier(sqlite3_file *)
{
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const Lock guard(Impl::self().mutex);
}

int shmUnmap(sqlite3_file *id, int)
{
    const Lock guard(Impl::self().mutex);
    Handle *handle = handleOf(id);
    if (handle->shm) {
        handle->shm = false;
        for (std::size_t slot = 0; slot < SQLITE_SHM_NLOCK; ++slot) {
            if (handle->sharedMask & (1U << slot))
                --handle->file->sharedSlots[slot];
            if (handle->file->ownedSlots[slot] == handle)
                handle->file->ownedSlots[slot] = nullptr;
        }
        handle->sharedMask = 0;
        if (--handle->file->mapped == 0)
            handle->file->regions.clear();
    }
    return SQLITE_OK;
}

int closeFile(sqlite3_file *id)
{
    shmUnmap(id, 0);
    Impl &disk = Impl::self();
    const Lock guard(disk.mutex);
    Handle *handle = handleOf(id);
    unlock(id, SQLITE_LOCK_NONE);
    --handle->file->handles;
    --disk.open;
    if (handle->removeAtEnd)
        disk.files.erase(handle->name);
    std::erase_if(disk.removed, [](const auto &file) { return file->handles == 0; });
    return SQLITE_OK;
}

int openFile(sqlite3_vfs *, const char *name, sqlite3_file *id, int flags, int *outFlags)
{
    Impl &disk = Impl::self();
    const Lock guard(disk.mutex);
    Handle *handle = handleOf(id);
    std::memset(handle, 0, sizeof *handle);
    const std::string key = name ? std::string(name) : "anonymous-" + std::to_string(++disk.anonymous);
    auto found = disk.files.find(key);
    if (disk.dead || key.size() >= sizeof handle->name || (found == disk.files.end() && !(flags & SQLITE_OPEN_CREATE)))
        return SQLITE_CANTOPEN; // base.pMethods is null: SQLite does not close it
    if (found == disk.files.end())
        found = disk.files.emplace(key, std::make_unique<MemoryFile>()).first;
    std::memcpy(handle->name, key.c_str(), key.size() + 1);
    handle->file = found->second.get();
    handle->removeAtEnd = !name || (flags & SQLITE_OPEN_DELETEONCLOSE);
    handle->base.pMethods = &disk.methods;
    ++handle->file->handles;
    ++disk.open;
    if (outFlags)
        *outFlags = flags;
    return SQLITE_OK;
}

int deleteFile(sqlite3_vfs *, const char *name, int)
{
    Impl &disk = Impl::self();
    const Lock guard(disk.mutex);
    if (disk.dead)
        return SQLITE_IOERR_DELETE;
    const auto found = disk.files.find(name);
    if (found == disk.files.end())
        return SQLITE_IOERR_DELETE_NOENT;
    if (found->second->handles > 0)
        disk.removed.push_back(std::move(found->second));
    disk.files.erase(found);
    return SQLITE_OK;
}

int accessFile(sqlite3_vfs *, const char *name, int, int *out)
{
    Impl &disk = Impl::self();
    const Lock guard(disk.mutex);
    *out = disk.files.contains(name) ? 1 : 0;
    return SQLITE_OK;
}

int fullPath(sqlite3_vfs *, const char *name, int size, char *out)
{
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs *, int size, char *out)
{
    sqlite3_vfs *system = Impl::self().system;
    return system->xRandomness(system, size, out);
}

int sleepFor(sqlite3_vfs *, int microseconds)
{
    sqlite3_vfs *system = Impl::self().system;
    return system->xSleep(system, microseconds);
}

int currentTime(sqlite3_vfs *, double *out)
{
    sqlite3_vfs *system = Impl::self().system;
    return system->xCurrentTime(system, out);
}

int currentTime64(sqlite3_vfs *, sqlite3_int64 *out)
{
    sqlite3_vfs *system = Impl::self().system;
    return system->xCurrentTimeInt64(system, out);
}

int lastError(sqlite3_vfs *, int, char *)
{
    return 0;
}

} // namespace

FaultDisk::FaultDisk()
    : m_impl(std::make_unique<Impl>())
{
    m_impl->system = sqlite3_vfs_find(nullptr);
    sqlite3_io_methods &io = m_impl->methods;
    io.iVersion = 2; // no memory-mapped reads: they would pass by us
    io.xClose = closeFile;
    io.xRead = readAt;
    io.xWrite = writeAt;
    io.xTruncate = truncateAt;
    io.xSync = syncFile;
    io.xFileSize = sizeOf;
    io.xLock = lock;
    io.xUnlock = unlockLocked;
    io.xCheckReservedLock = checkReserved;
    io.xFileControl = control;
    io.xSectorSize = sectorSize;
    io.xDeviceCharacteristics = characteristics;
    io.xShmMap = shmMap;
    io.xShmLock = shmLock;
    io.xShmBarrier = shmBarrier;
    io.xShmUnmap = shmUnmap;
    sqlite3_vfs &vfs = m_impl->vfs;
    vfs.iVersion = 2;
    vfs.szOsFile = sizeof(Handle);
    vfs.mxPathname = sizeof(Handle::name) - 1;
    vfs.zName = "assay-fault-disk";
    vfs.xOpen = openFile;
    vfs.xDelete = deleteFile;
    vfs.xAccess = accessFile;
    vfs.xFullPathname = fullPath;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleepFor;
    vfs.xCurrentTime = currentTime;
    vfs.xCurrentTimeInt64 = currentTime64;
    vfs.xGetLastError = lastError;
    sqlite3_vfs_register(&vfs, 1);
}

FaultDisk::~FaultDisk() = default;

FaultDisk &FaultDisk::instance()
{
    static FaultDisk *disk = new FaultDisk; // never destroyed: SQLite keeps a pointer to it
    return *disk;
}

void FaultDisk::setJudge(std::function<Verdict(Io)> judge)
{
    const Lock guard(m_impl->mutex);
    m_impl->judge = std::move(judge);
}

void FaultDisk::die()
{
    const Lock guard(m_impl->mutex);
    m_impl->dead = true;
}

bool FaultDisk::dead() const
{
    const Lock guard(m_impl->mutex);
    return m_impl->dead;
}

void FaultDisk::revive(Loss loss, std::mt19937_64 &random)
{
    const Lock guard(m_impl->mutex);
    m_impl->dead = false;
    m_impl->removed.clear();
    const int luck = int(random() % 4); // nothing unsynced made it, all did, each by chance, or up to some point
    for (auto it = m_impl->files.begin(); it != m_impl->files.end();) {
        MemoryFile &file = *it->second;
        const std::size_t reached = file.unsynced.empty() ? 0 : random() % (file.unsynced.size() + 1);
        for (std::size_t i = 0; loss == Loss::Unsynced && i < file.unsynced.size(); ++i) {
            Unsynced &change = file.unsynced[i];
            if (luck == 0 || (luck == 2 && random() % 2) || (luck == 3 && i > reached))
                continue;
            if (luck >= 2 && change.bytes.size() > sector && random() % 4 == 0) // torn between sectors
                change.bytes.resize(sector * (1 + random() % (change.bytes.size() / sector)));
            carryOut(file.safe, change);
        }
        if (loss == Loss::Unsynced)
            file.now = file.safe;
        else
            file.safe = file.now;
        const bool neverThere = loss == Loss::Unsynced && !file.everSynced && file.now.empty();
        file.unsynced.clear();
        file.everSynced = true;
        it = neverThere ? m_impl->files.erase(it) : std::next(it);
    }
}

void FaultDisk::clear()
{
    const Lock guard(m_impl->mutex);
    m_impl->dead = false;
    m_impl->judge = nullptr;
    m_impl->files.clear();
    m_impl->removed.clear();
}

QByteArray FaultDisk::content(const QString &file) const
{
    const Lock guard(m_impl->mutex);
    const auto found = m_impl->files.find(file.toStdString());
    return found == m_impl->files.end() ? QByteArray()
                                        : QByteArray(found->second->now.data(), qsizetype(found->second->now.size()));
}

void FaultDisk::overwrite(const QString &file, qint64 offset, const QByteArray &bytes)
{
    const Lock guard(m_impl->mutex);
    MemoryFile &target = *m_impl->files.at(file.toStdString());
    put(target.now, offset, bytes.constData(), std::size_t(bytes.size()));
    target.safe = target.now;
}

void FaultDisk::truncate(const QString &file, qint64 size)
{
    const Lock guard(m_impl->mutex);
    MemoryFile &target = *m_impl->files.at(file.toStdString());
    target.now.resize(std::size_t(size));
    target.safe = target.now;
}

int FaultDisk::openFiles() const
{
    const Lock guard(m_impl->mutex);
    return m_impl->open;
}

} // namespace assay::test
