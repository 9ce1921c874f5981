#include "services/engine/process/Supervisor.h"

#include "services/engine/posix/BlockedSignals.h"

#include <QFile>

#include <algorithm>
#include <csignal>
#include <deque>
#include <map>
#include <mutex>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <thread>
#include <unistd.h>

namespace assay::engine {

namespace {
/// The injected clock may run at another pace than ours: deadlines are looked at this often while there are any.
constexpr int longestWaitMs = 100;
constexpr qint64 lookAnywayMs = 1000;
} // namespace

class Supervisor::Private {
public:
    explicit Private(Clock &given) : clock(given) {}
    ~Private()
    {
        for (const int fd : {poll, wake, notify})
            ::close(fd);
    }

    void post(Task task)
    {
        const std::lock_guard lock(mutex);
        if (stopping)
            return;
        tasks.push_back(std::move(task));
        ring();
    }
    void ring() const
    {
        const quint64 one = 1;
        (void)!::write(wake, &one, sizeof one);
    }
    void add(int fd, quint64 id) const
    {
        epoll_event event = {};
        event.events = EPOLLIN;
        event.data.u64 = id;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
    }

    void run();
    void runPosted();
    void runTimers();
    void readNotices();
    void tellChanged(const QList<Id> &ids);
    int waitMs() const;

    struct Folder {
        int watch = -1;
        Task changed;
    };
    struct Timer {
        qint64 due;
        Task task;
        Clock *clock;
        qint64 left() const { return due - clock->monotonicMs(); }
    };

    Clock &clock;
    const int poll = ::epoll_create1(EPOLL_CLOEXEC), wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
              notify = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    std::map<Id, std::pair<int, Task>> descriptors;
    std::map<Id, Folder> folders;
    std::map<Id, Timer> timers;
    Id last = 2; ///< 1 and 2 are the loop's own descriptors
    qint64 looked = 0;
    std::mutex mutex;
    std::deque<Task> tasks;
    bool stopping = false;
    std::thread thread;
};

Supervisor::Supervisor(Clock &clock) : d(std::make_shared<Private>(clock))
{
    d->add(d->wake, 1);
    if (d->notify >= 0)
        d->add(d->notify, 2);
    const BlockedSignals blocked;
    d->thread = std::thread([raw = d.get()] { raw->run(); });
}

Supervisor::~Supervisor()
{
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
        d->ring();
    }
    d->thread.join();
    // What the callbacks hold may reach for the poster: it goes while that still answers.
    const auto descriptors = std::move(d->descriptors);
    const auto folders = std::move(d->folders);
    const auto timers = std::move(d->timers);
    const auto tasks = std::move(d->tasks);
}

void Supervisor::post(Task task) { d->post(std::move(task)); }

std::function<void(Supervisor::Task)> Supervisor::poster() const
{
    return [d = d](Task task) { d->post(std::move(task)); };
}

Supervisor::Id Supervisor::watch(int fd, Task readable)
{
    const Id id = ++d->last;
    d->descriptors[id] = {fd, std::move(readable)};
    d->add(fd, id);
    return id;
}

Supervisor::Id Supervisor::watchFolder(const QString &folder, Task changed)
{
    const Id id = ++d->last;
    const int watch = d->notify < 0 ? -1
                                    : ::inotify_add_watch(d->notify, QFile::encodeName(folder).constData(),
                                                          IN_MODIFY | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR);
    d->folders[id] = {watch, std::move(changed)};
    return id;
}

Supervisor::Id Supervisor::at(qint64 monotonicMs, Task task)
{
    const Id id = ++d->last;
    d->timers[id] = {monotonicMs, std::move(task), &d->clock};
    return id;
}

Supervisor::Id Supervisor::inRealTime(qint64 ms, Task task)
{
    const Id id = ++d->last;
    d->timers[id] = {Clock::system().monotonicMs() + ms, std::move(task), &Clock::system()};
    return id;
}

Supervisor::Id Supervisor::in(qint64 ms, Task task)
{
    return at(d->clock.monotonicMs() + ms, std::move(task));
}

void Supervisor::forget(Id &id)
{
    if (const auto found = d->descriptors.find(id); found != d->descriptors.end()) {
        ::epoll_ctl(d->poll, EPOLL_CTL_DEL, found->second.first, nullptr);
        d->descriptors.erase(found);
    }
    if (const auto found = d->folders.find(id); found != d->folders.end()) {
        if (found->second.watch >= 0)
            ::inotify_rm_watch(d->notify, found->second.watch);
        d->folders.erase(found);
    }
    d->timers.erase(id);
    id = 0;
}

int Supervisor::Private::waitMs() const
{
    qint64 wait = folders.empty() ? -1 : lookAnywayMs;
    for (const auto &[id, timer] : timers) {
        const qint64 left = std::clamp<qint64>(timer.left(), 0, longestWaitMs);
        wait = wait < 0 ? left : std::min(wait, left);
    }
    return int(wait);
}

void Supervisor::Private::run()
{
    while (true) {
        {
            const std::lock_guard lock(mutex);
            if (stopping)
                return;
        }
        epoll_event events[64];
        const int count = ::epoll_wait(poll, events, 64, waitMs());
        for (int i = 0; i < count; ++i) {
            const Id id = events[i].data.u64;
            if (id == 1) {
                quint64 rings = 0;
                (void)!::read(wake, &rings, sizeof rings);
            } else if (id == 2) {
                readNotices();
            } else if (const auto found = descriptors.find(id); found != descriptors.end()) {
                const Task readable = found->second.second; // a copy: it may forget itself
                readable();
            }
        }
        runPosted();
        runTimers();
    }
}

void Supervisor::Private::runPosted()
{
    std::unique_lock lock(mutex);
    for (auto left = tasks.size(); left > 0 && !stopping; --left) { // what they post waits for the next turn
        Task task = std::move(tasks.front());
        tasks.pop_front();
        lock.unlock();
        task();
        task = nullptr; // its captures go without the lock
        lock.lock();
    }
    if (!tasks.empty())
        ring();
}

void Supervisor::Private::runTimers()
{
    const qint64 now = Clock::system().monotonicMs();
    QList<Id> due;
    for (const auto &[id, timer] : timers) {
        if (timer.left() <= 0)
            due.append(id);
    }
    for (const Id id : due) {
        const auto found = timers.find(id); // an earlier one may have taken it back
        if (found == timers.end())
            continue;
        const Task task = std::move(found->second.task);
        timers.erase(found);
        task();
    }
    if (now - looked >= lookAnywayMs) {
        looked = now;
        QList<Id> all;
        for (const auto &[id, folder] : folders)
            all.append(id);
        tellChanged(all);
    }
}

void Supervisor::Private::readNotices()
{
    alignas(inotify_event) char buffer[16384];
    QSet<int> watches;
    bool all = false;
    for (ssize_t size = 0; (size = ::read(notify, buffer, sizeof buffer)) > 0;) {
        for (ssize_t at = 0; at < size;) {
            const auto *notice = reinterpret_cast<const inotify_event *>(buffer + at);
            watches.insert(notice->wd);
            all = all || (notice->mask & IN_Q_OVERFLOW) != 0;
            at += ssize_t(sizeof *notice + notice->len);
        }
    }
    QList<Id> changed;
    for (const auto &[id, folder] : folders) {
        if (all || watches.contains(folder.watch))
            changed.append(id);
    }
    tellChanged(changed);
}

void Supervisor::Private::tellChanged(const QList<Id> &ids)
{
    for (const Id id : ids) {
        const auto found = folders.find(id); // an earlier one may have taken it back, and ended what it belongs to
        if (found == folders.end())
            continue;
        const Task task = found->second.changed;
        task();
    }
}

} // namespace assay::engine
