#include "services/engine/runner/CurlLoop.h"

#include <curl/curl.h>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace assay::engine {

namespace {

using SteadyClock = std::chrono::steady_clock;

void initialiseCurl()
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

/// A request on its way. Its address is given to curl: it does not move.
struct Transfer {
    HttpCall call;
    std::function<void(HttpReply)> done;
    HttpReply reply;
    CURL *easy = nullptr;
    curl_slist *headers = nullptr, *resolve = nullptr;
    qint64 received = 0;
    char errorText[CURL_ERROR_SIZE] = {};

    Transfer() = default;
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;
    ~Transfer()
    {
        curl_easy_cleanup(easy);
        curl_slist_free_all(headers);
        curl_slist_free_all(resolve);
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
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
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
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (call.method == "GET") {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    } else {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call.body.constData());
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call.method.constData());
    }
    if (!call.sink) // a file is wanted as it is
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    if (!call.awsSigV4.isEmpty()) {
        curl_easy_setopt(easy, CURLOPT_AWS_SIGV4, call.awsSigV4.constData());
        curl_easy_setopt(easy, CURLOPT_USERPWD, call.userPassword.constData());
    }
}

void configure(Transfer &transfer)
{
    CURL *easy = transfer.easy;
    const HttpCall &call = transfer.call;
    curl_easy_setopt(easy, CURLOPT_URL, call.url.constData());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L); // a key must not travel to another origin
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(call.connectMs));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(call.totalMs));
    setMethod(easy, call);
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "assay");
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.errorText);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, takeHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
    if (!call.resolve.isEmpty()) {
        transfer.resolve = curl_slist_append(transfer.resolve, call.resolve.constData());
        curl_easy_setopt(easy, CURLOPT_RESOLVE, transfer.resolve);
    }
    if (call.direct)
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    const auto add = [&transfer](const QByteArray &line) { transfer.headers = curl_slist_append(transfer.headers, line.constData()); };
    add("Accept: " + call.accept);
    if (call.method != "GET" && call.method != "HEAD") { // curl would sign what it is told to leave out
        add(call.contentType.isEmpty() ? QByteArray("Content-Type:") : "Content-Type: " + call.contentType);
        add("Expect:"); // no extra second before large prompts
    }
    for (const QByteArray &header : call.headers)
        add(header);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers);
}

/// Where other threads leave work for the loop. Outlives it.
struct Mailbox {
    std::mutex mutex;
    CURLM *multi = nullptr; ///< null once the loop has gone
    std::vector<std::function<void()>> tasks;

    void post(std::function<void()> task)
    {
        const std::lock_guard lock(mutex);
        if (!multi)
            return;
        tasks.push_back(std::move(task));
        curl_multi_wakeup(multi);
    }
};

} // namespace

class CurlLoop::Private {
public:
    Private()
    {
        initialiseCurl();
        multi = curl_multi_init();
        curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 64L); // idle ones that are kept
        mailbox->multi = multi;
        thread = std::thread([this] { run(); });
    }

    ~Private()
    {
        std::vector<std::function<void()>> unread; // destroyed without the lock: their captures may post
        {
            const std::lock_guard lock(mailbox->mutex);
            stopping = true;
            curl_multi_wakeup(multi);
            mailbox->multi = nullptr;
            unread.swap(mailbox->tasks);
        }
        thread.join();
        for (auto &[id, transfer] : transfers)
            curl_multi_remove_handle(multi, transfer->easy);
        transfers.clear();
        curl_multi_cleanup(multi);
    }

    void run()
    {
        while (!stopping) {
            runPosted();
            const int waitMs = runTimers();
            int running = 0;
            curl_multi_perform(multi, &running);
            if (finish())
                continue; // callbacks may have posted or sent
            curl_multi_poll(multi, nullptr, 0, waitMs, nullptr);
        }
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

    /// Runs what is due; milliseconds until the next one, at most a second.
    int runTimers()
    {
        const auto now = SteadyClock::now();
        while (!timers.empty() && timers.begin()->first <= now) {
            auto task = std::move(timers.begin()->second);
            timers.erase(timers.begin());
            task();
        }
        if (timers.empty())
            return 1000;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers.begin()->first - SteadyClock::now()).count();
        return static_cast<int>(std::clamp<long long>(left, 0, 1000));
    }

    bool finish()
    {
        bool any = false;
        int left = 0;
        while (const CURLMsg *message = curl_multi_info_read(multi, &left)) {
            if (message->msg != CURLMSG_DONE)
                continue;
            any = true;
            Transfer *transfer = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
            conclude(*transfer, message->data.result);
        }
        return any;
    }

    void conclude(Transfer &transfer, CURLcode code)
    {
        HttpReply &reply = transfer.reply;
        reply.fault = code;
        if (code != CURLE_OK)
            reply.faultText = transfer.errorText[0] ? QByteArray(transfer.errorText) : QByteArray(curl_easy_strerror(code));
        curl_off_t total = 0, connect = 0;
        curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &reply.status);
        curl_easy_getinfo(transfer.easy, CURLINFO_TOTAL_TIME_T, &total);
        curl_easy_getinfo(transfer.easy, CURLINFO_PRETRANSFER_TIME_T, &connect);
        reply.totalMs = static_cast<double>(total) / 1000;
        reply.connected = connect > 0;
        curl_multi_remove_handle(multi, transfer.easy);
        for (auto it = transfers.begin(); it != transfers.end(); ++it) {
            if (it->second.get() != &transfer)
                continue;
            const auto owned = std::move(it->second);
            transfers.erase(it);
            const auto done = std::move(owned->done);
            done(std::move(owned->reply));
            return;
        }
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
    transfer->call = std::move(call);
    transfer->done = std::move(done);
    transfer->easy = curl_easy_init();
    configure(*transfer);
    curl_multi_add_handle(d->multi, transfer->easy);
    const quint64 id = d->nextId++;
    d->transfers.emplace(id, std::move(transfer));
    return id;
}

void CurlLoop::abort(quint64 id)
{
    const auto it = d->transfers.find(id);
    if (it == d->transfers.end())
        return;
    curl_multi_remove_handle(d->multi, it->second->easy);
    d->transfers.erase(it);
}

} // namespace assay::engine
