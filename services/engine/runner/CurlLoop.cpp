#include "services/engine/runner/CurlLoop.h"

#include "services/engine/runner/CurlLibrary.h"

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <poll.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace assay::engine {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// Only where there is a transfer, so the library is there.
const CurlLibrary &curl()
{
    return *CurlLibrary::get();
}

/// A request on its way. Its address is given to curl: it does not move.
struct Transfer {
    HttpCall call;
    std::function<void(HttpReply)> done;
    HttpReply reply;
    quint64 id = 0;
    CURL *easy = nullptr;
    curl_slist *headers = nullptr, *resolve = nullptr;
    qint64 received = 0;
    char errorText[CURL_ERROR_SIZE] = {};

    Transfer() = default;
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;
    ~Transfer()
    {
        if (!easy)
            return;
        curl().easyCleanup(easy);
        curl().listFree(headers);
        curl().listFree(resolve);
    }
};

std::size_t takeBody(char *data, std::size_t size, std::size_t count, void *user)
{
    auto *transfer = static_cast<Transfer *>(user);
    const auto bytes = static_cast<qsizetype>(size * count);
    transfer->received += bytes;
    if (transfer->received > transfer->call.answerLimit) {
        transfer->reply.tooLarge = true;
        return 0; // ends the transfer with CURLE_WRITE_ERROR
    }
    long status = 0;
    curl().easyGetinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    if (transfer->call.sink && status / 100 == 2)
        return transfer->call.sink(data, bytes) ? size * count : 0;
    transfer->reply.body.append(data, bytes);
    return size * count;
}

std::size_t takeHeader(char *data, std::size_t size, std::size_t count, void *user)
{
    auto *transfer = static_cast<Transfer *>(user);
    const QByteArray line(data, static_cast<qsizetype>(size * count));
    if (line.startsWith("HTTP/")) { // of an interim answer (100) or a proxy: what follows belongs to the next one
        transfer->reply.contentType = transfer->reply.retryAfter = transfer->reply.location = QByteArray();
        transfer->reply.headers.clear();
    }
    const qsizetype colon = line.indexOf(':');
    if (colon > 0) {
        const QByteArray name = line.left(colon).toLower(), value = line.mid(colon + 1).trimmed();
        transfer->reply.headers.append({name, value});
        if (name == "content-type")
            transfer->reply.contentType = value;
        else if (name == "retry-after")
            transfer->reply.retryAfter = value;
        else if (name == "location")
            transfer->reply.location = value;
    }
    return size * count;
}

void setMethod(CURL *easy, const HttpCall &call)
{
    if (call.method == "HEAD") {
        curl().easySetopt(easy, CURLOPT_NOBODY, 1L);
    } else if (call.method == "GET") {
        curl().easySetopt(easy, CURLOPT_HTTPGET, 1L);
    } else {
        curl().easySetopt(easy, CURLOPT_POST, 1L);
        curl().easySetopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
        curl().easySetopt(easy, CURLOPT_POSTFIELDS, call.body.constData());
        curl().easySetopt(easy, CURLOPT_CUSTOMREQUEST, call.method.constData());
    }
    if (!call.sink) // a file is wanted as it is
        curl().easySetopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    if (!call.awsSigV4.isEmpty()) {
        curl().easySetopt(easy, CURLOPT_AWS_SIGV4, call.awsSigV4.constData());
        curl().easySetopt(easy, CURLOPT_USERPWD, call.userPassword.constData());
    }
}

void configure(Transfer &transfer)
{
    CURL *easy = transfer.easy;
    const HttpCall &call = transfer.call;
    curl().easySetopt(easy, CURLOPT_URL, call.url.constData());
    curl().easySetopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl().easySetopt(easy, CURLOPT_FOLLOWLOCATION, 0L); // a key must not travel to another origin
    curl().easySetopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl().easySetopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(call.connectMs));
    curl().easySetopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(call.totalMs));
    setMethod(easy, call);
    curl().easySetopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl().easySetopt(easy, CURLOPT_USERAGENT, "assay");
    curl().easySetopt(easy, CURLOPT_ERRORBUFFER, transfer.errorText);
    curl().easySetopt(easy, CURLOPT_WRITEFUNCTION, takeBody);
    curl().easySetopt(easy, CURLOPT_WRITEDATA, &transfer);
    curl().easySetopt(easy, CURLOPT_HEADERFUNCTION, takeHeader);
    curl().easySetopt(easy, CURLOPT_HEADERDATA, &transfer);
    curl().easySetopt(easy, CURLOPT_PRIVATE, &transfer);
    if (!call.resolve.isEmpty()) {
        transfer.resolve = curl().listAppend(transfer.resolve, call.resolve.constData());
        curl().easySetopt(easy, CURLOPT_RESOLVE, transfer.resolve);
    }
    if (call.direct)
        curl().easySetopt(easy, CURLOPT_PROXY, "");
    const auto add = [&transfer](const QByteArray &line) { transfer.headers = curl().listAppend(transfer.headers, line.constData()); };
    add("Accept: " + call.accept);
    if (call.method != "GET" && call.method != "HEAD") { // curl would sign what it is told to leave out
        add(call.contentType.isEmpty() ? QByteArray("Content-Type:") : "Content-Type: " + call.contentType);
        add("Expect:"); // no extra second before large prompts
    }
    for (const QByteArray &header : call.headers)
        add(header);
    curl().easySetopt(easy, CURLOPT_HTTPHEADER, transfer.headers);
}

/// Where other threads leave work for the loop. Outlives it.
struct Mailbox {
    std::mutex mutex;
    std::function<void()> begin; ///< starts the loop; empty once it runs or has gone
    bool open = true;            ///< false once the loop has gone
    std::vector<std::function<void()>> tasks;
    const int wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    Mailbox() = default;
    Mailbox(const Mailbox &) = delete;
    Mailbox &operator=(const Mailbox &) = delete;
    ~Mailbox() { ::close(wake); }

    void post(std::function<void()> task)
    {
        const std::lock_guard lock(mutex);
        if (!open)
            return;
        tasks.push_back(std::move(task));
        if (begin)
            std::exchange(begin, nullptr)();
        else
            ring();
    }
    void ring() const { ::eventfd_write(wake, 1); }
};

} // namespace

class CurlLoop::Private {
public:
    Private()
    {
        mailbox->begin = [this] { thread = std::thread([this] { run(); }); };
    }

    ~Private()
    {
        std::vector<std::function<void()>> unread; // destroyed without the lock: their captures may post
        {
            const std::lock_guard lock(mailbox->mutex);
            stopping = true;
            mailbox->open = false;
            mailbox->begin = nullptr;
            mailbox->ring();
            unread.swap(mailbox->tasks);
        }
        if (thread.joinable())
            thread.join();
        while (!transfers.empty())
            take(transfers.begin()->first);
        if (multi)
            curl().multiCleanup(multi);
    }

    void run()
    {
        while (!stopping) {
            runPosted();
            const int waitMs = runTimers();
            if (multi) {
                int running = 0;
                curl().multiPerform(multi, &running);
                if (finish())
                    continue; // callbacks may have posted or sent
            }
            wait(waitMs);
        }
    }

    /// Until something comes from a server or into the mailbox, or the time is over; -1: without end.
    void wait(int waitMs)
    {
        if (multi) {
            curl_waitfd rung{mailbox->wake, CURL_WAIT_POLLIN, 0};
            curl().multiPoll(multi, &rung, 1, waitMs < 0 ? 1000 : waitMs, nullptr);
        } else {
            pollfd rung{mailbox->wake, POLLIN, 0};
            ::poll(&rung, 1, waitMs);
        }
        eventfd_t count;
        ::eventfd_read(mailbox->wake, &count);
    }

    void runPosted()
    {
        std::vector<std::function<void()>> tasks;
        {
            const std::lock_guard lock(mailbox->mutex);
            tasks.swap(mailbox->tasks);
        }
        for (auto &task : tasks)
            task();
    }

    /// Runs what is due; milliseconds until the next one, at most a second; -1: there is none.
    int runTimers()
    {
        const auto now = SteadyClock::now();
        while (!timers.empty() && timers.begin()->first <= now) {
            auto task = std::move(timers.begin()->second);
            timers.erase(timers.begin());
            task();
        }
        if (timers.empty())
            return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers.begin()->first - SteadyClock::now()).count();
        return static_cast<int>(std::clamp<long long>(left, 0, 1000));
    }

    /// False: there is no libcurl.
    bool begin(Transfer &transfer)
    {
        if (!CurlLibrary::get())
            return false;
        if (!multi) {
            multi = curl().multiInit();
            curl().multiSetopt(multi, CURLMOPT_MAXCONNECTS, 64L); // idle ones that are kept
        }
        transfer.easy = curl().easyInit();
        configure(transfer);
        curl().multiAdd(multi, transfer.easy);
        return true;
    }

    bool finish()
    {
        bool any = false;
        int left = 0;
        while (const CURLMsg *message = curl().multiRead(multi, &left)) {
            if (message->msg != CURLMSG_DONE)
                continue;
            any = true;
            Transfer *transfer = nullptr;
            curl().easyGetinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
            conclude(*transfer, message->data.result);
        }
        return any;
    }

    void conclude(Transfer &transfer, CURLcode code)
    {
        HttpReply &reply = transfer.reply;
        reply.fault = code;
        if (code != CURLE_OK)
            reply.faultText = transfer.errorText[0] ? QByteArray(transfer.errorText) : QByteArray(curl().easyStrerror(code));
        curl_off_t total = 0, connect = 0;
        curl().easyGetinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &reply.status);
        curl().easyGetinfo(transfer.easy, CURLINFO_TOTAL_TIME_T, &total);
        curl().easyGetinfo(transfer.easy, CURLINFO_PRETRANSFER_TIME_T, &connect);
        reply.totalMs = static_cast<double>(total) / 1000;
        reply.connected = connect > 0;
        if (const auto owned = take(transfer.id))
            owned->done(std::move(owned->reply));
    }

    void refuse(quint64 id)
    {
        const auto owned = take(id);
        if (!owned)
            return; // aborted
        owned->reply.fault = CURLE_FAILED_INIT;
        owned->reply.faultText = CurlLibrary::fault();
        owned->done(std::move(owned->reply));
    }

    /// Ends the transfer; null when there is none of that number.
    std::unique_ptr<Transfer> take(quint64 id)
    {
        const auto it = transfers.find(id);
        if (it == transfers.end())
            return nullptr;
        auto owned = std::move(it->second);
        transfers.erase(it);
        if (owned->easy)
            curl().multiRemove(multi, owned->easy);
        return owned;
    }

    CURLM *multi = nullptr;
    std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
    std::thread thread;
    std::atomic<bool> stopping = false;
    std::multimap<SteadyClock::time_point, std::function<void()>> timers;
    std::map<quint64, std::unique_ptr<Transfer>> transfers;
    quint64 nextId = 1;
};

CurlLoop::CurlLoop() : d(std::make_unique<Private>()) {}
CurlLoop::~CurlLoop() = default;

void CurlLoop::post(std::function<void()> task) { d->mailbox->post(std::move(task)); }

std::function<void(std::function<void()>)> CurlLoop::poster() const
{
    return [mailbox = d->mailbox](std::function<void()> task) { mailbox->post(std::move(task)); };
}

void CurlLoop::after(qint64 delayMs, std::function<void()> task)
{
    d->timers.emplace(SteadyClock::now() + std::chrono::milliseconds(delayMs), std::move(task));
}

quint64 CurlLoop::send(HttpCall call, std::function<void(HttpReply)> done)
{
    auto transfer = std::make_unique<Transfer>();
    const quint64 id = transfer->id = d->nextId++;
    transfer->call = std::move(call);
    transfer->done = std::move(done);
    if (!d->begin(*transfer))
        after(0, [this, id] { d->refuse(id); });
    d->transfers.emplace(id, std::move(transfer));
    return id;
}

void CurlLoop::abort(quint64 id)
{
    d->take(id);
}

} // namespace assay::engine
