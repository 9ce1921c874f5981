#include "services/backends/llamastack/LlamaDatasets.h"

#include "services/api/RepeatedRows.h"
#include "services/backends/llamastack/DatasetFile.h"
#include "services/backends/llamastack/DatasetPath.h"
#include "services/backends/llamastack/DatasetWire.h"
#include "services/backends/rest/Promised.h"
#include "services/core/OnPool.h"

#include <QCoreApplication>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

constexpr int registerMs = 60 * 60 * 1000; ///< a file of many gigabytes
constexpr int appendMs = 10 * 60 * 1000;
constexpr int countRowsAtOnce = 1000;

RestCall callTo(const QString &path)
{
    RestCall call;
    call.path = path;
    call.atOrigin = true;
    return call;
}

RestCall callOf(const QStringList &parts, const QString &id)
{
    return callTo(llamastack::datasetPath(parts, id));
}

/// Of all datasets.
RestCall callOfAll()
{
    return callTo(llamastack::datasetPath({ QStringLiteral("datasets") }));
}

Error unread(const QString &id, const Error &why)
{
    return { why.kind, Text::tr("“%1” is registered, and its rows cannot be read: %2").arg(id, why.message), why.detail,
        why.code };
}

} // namespace

/// Rows from `start` on, page by page.
struct LlamaDatasets::Count {
    QString id;
    qint64 start = 0, rows = 0;
    int interrupts = 0;
    RepeatGuard<DatasetRow> guard;
    std::shared_ptr<QPromise<Result<qint64>>> promise;
};

struct LlamaDatasets::Append {
    QString id;
    JsonText rows;
    qint64 given = 0, before = 0;
    int interrupts = 0;
    std::shared_ptr<QPromise<Result<qint64>>> promise;
};

LlamaDatasets::LlamaDatasets(RestClient &client, Files files, Missing missing, QObject *parent)
    : DatasetService(parent)
    , m_client(client)
    , m_files(files)
    , m_missing(std::move(missing))
{
}

RestClient::Build LlamaDatasets::offered(const RestCall &call) const
{
    return [call, missing = m_missing]() -> Result<RestCall> {
        if (const auto why = missing())
            return *why;
        return call;
    };
}

QFuture<Result<QList<Dataset>>> LlamaDatasets::list()
{
    return m_client.callBuilt<QList<Dataset>>(offered(callOfAll()),
        [](const HttpReply &reply) { return llamastack::decodeDatasets(reply.body); });
}

QFuture<Result<Dataset>> LlamaDatasets::get(const QString &id)
{
    return m_client.callBuilt<Dataset>(offered(callOf({ QStringLiteral("datasets") }, id)),
        [](const HttpReply &reply) { return llamastack::decodeDataset(reply.body); });
}

QFuture<Result<DatasetAdded>> LlamaDatasets::add(const DatasetRequest &request)
{
    const auto added = begun<DatasetAdded>();
    const auto future = added->future();
    if (!request.rows.isEmpty()) {
        const auto counted = onPool<qint64>([rows = request.rows] { return llamastack::countRows(rows); });
        whenDone(counted, this, [this, request, added, before = m_client.interrupts()](const Result<qint64> &count) {
            if (!count)
                return finish<DatasetAdded>(added, count.error());
            if (before != m_client.interrupts())
                return finish<DatasetAdded>(added, Error { Error::Kind::Cancelled });
            sendIfNew(request, llamastack::rowsSource(request.rows.text), {}, added);
        });
    } else if (!request.uri.isEmpty()) {
        sendIfNew(request, llamastack::uriSource(request.uri), {}, added);
    } else if (m_files == Files::ByServer) {
        send(request, llamastack::uriSource(QUrl::fromLocalFile(request.file).toString(QUrl::FullyEncoded)), {}, added);
    } else {
        readFile(request, added);
    }
    return future;
}

void LlamaDatasets::readFile(const DatasetRequest &request, const Added &added)
{
    const auto read = onPool<llamastack::DatasetFile>(
        [request] { return llamastack::readDatasetFile(request.file, request.skipBroken); });
    whenDone(read, this,
        [this, request, added, before = m_client.interrupts()](const Result<llamastack::DatasetFile> &file) {
            if (!file)
                return finish<DatasetAdded>(added, file.error());
            if (before != m_client.interrupts())
                return finish<DatasetAdded>(added, Error { Error::Kind::Cancelled });
            sendIfNew(request, file->source, DatasetAdded { {}, file->skipped, file->skippedTold }, added);
        });
}

/// Registering something else under a name that is taken half succeeds: the server keeps its record and changes the
/// rows.
void LlamaDatasets::sendIfNew(
    const DatasetRequest &request, const QByteArray &source, const DatasetAdded &read, const Added &added)
{
    if (m_files == Files::ByServer
        || request.id.isEmpty()) // the local engine refuses it; without a name the server makes one
        return send(request, source, read, added);
    whenDone(get(request.id), this, [=, this, interrupts = m_client.interrupts()](const Result<Dataset> &there) {
        if (interrupts != m_client.interrupts())
            return finish<DatasetAdded>(added, Error { Error::Kind::Cancelled });
        if (there)
            return finish<DatasetAdded>(added,
                Error { Error::Kind::Conflict,
                    Text::tr("There is a dataset “%1” already; delete it first, or choose another name.")
                        .arg(request.id) });
        if (there.error().kind != Error::Kind::NotFound)
            return finish<DatasetAdded>(added, there.error());
        send(request, source, read, added);
    });
}

void LlamaDatasets::send(
    const DatasetRequest &request, const QByteArray &source, const DatasetAdded &read, const Added &added)
{
    RestCall call = callOfAll();
    call.method = "POST";
    call.body = llamastack::encodeDatasetRequest(request, source);
    call.timeoutMs = registerMs;
    call.idempotent = m_files == Files::ByServer; // there the same again changes nothing
    call.write = Text::tr("add a dataset");
    if (request.skipBroken && m_files == Files::ByServer)
        call.query.append({ QStringLiteral("skip_broken_rows"), QStringLiteral("true") });
    const auto sent = m_client.callBuilt<DatasetAdded>(
        offered(call), [](const HttpReply &reply) { return llamastack::decodeDatasetAdded(reply.body); });
    const bool isAddress = !request.uri.isEmpty();
    whenDone(sent, this, [=, this, before = m_client.interrupts()](const Result<DatasetAdded> &answer) {
        const bool here = before == m_client.interrupts(); // else to ask, or to list anew, would open what was closed
        if (here)
            Q_EMIT datasetsChanged(); // a lost answer may have been a success
        if (!answer)
            return finish<DatasetAdded>(added, answer.error());
        DatasetAdded all = *answer;
        all.skipped += read.skipped;
        all.skippedTold += read.skippedTold;
        if (all.dataset.rows || m_files == Files::ByServer || !here)
            finish<DatasetAdded>(added, all);
        else if (isAddress)
            tryToRead(all, added);
        else
            countAll(all, added);
    });
}

/// A server opens an address when its rows are asked for, and not before. How many there are it does not tell, and what
/// is behind an address can be endless: the first is enough.
void LlamaDatasets::tryToRead(const DatasetAdded &registered, const Added &added)
{
    whenDone(rows(registered.dataset.id, 0, 1), this, [registered, added](const Result<DatasetRowPage> &page) {
        if (!page)
            return finish<DatasetAdded>(added, unread(registered.dataset.id, page.error()));
        DatasetAdded all = registered;
        all.dataset.rows = page->rows.isEmpty() ? std::optional<qint64>(0) : page->total;
        finish<DatasetAdded>(added, all);
    });
}

/// Rows that were sent, as the server reads them.
void LlamaDatasets::countAll(const DatasetAdded &registered, const Added &added)
{
    whenDone(countFrom(registered.dataset.id, 0), this, [registered, added](const Result<qint64> &rows) {
        if (!rows)
            return finish<DatasetAdded>(added, unread(registered.dataset.id, rows.error()));
        DatasetAdded all = registered;
        all.dataset.rows = *rows;
        finish<DatasetAdded>(added, all);
    });
}

QFuture<Result<Done>> LlamaDatasets::remove(const QString &id)
{
    RestCall call = callOf({ QStringLiteral("datasets") }, id);
    call.method = "DELETE";
    call.idempotent = false; // sent again after a lost answer, it would say that there is nothing
    call.expectJson = false; // 204 without a body, or 200 with null
    call.write = Text::tr("delete a dataset");
    const auto removed
        = m_client.callBuilt<Done>(offered(call), [](const HttpReply &) { return Result<Done>(Done {}); });
    whenDone(removed, this, [this, before = m_client.interrupts()](const Result<Done> &) {
        if (before == m_client.interrupts())
            Q_EMIT datasetsChanged();
    });
    return removed;
}

/// Both parameters always: without a limit a server passes over the start and sends everything.
RestCall LlamaDatasets::pageCall(const QString &id, qint64 start, int limit) const
{
    RestCall call = callOf({ QStringLiteral("datasetio"), QStringLiteral("iterrows") }, id);
    call.query = { { QStringLiteral("start_index"), QString::number(start) },
        { QStringLiteral("limit"), QString::number(limit) } };
    return call;
}

QFuture<Result<DatasetRowPage>> LlamaDatasets::rows(const QString &id, qint64 start, int limit)
{
    return m_client.callBuilt<DatasetRowPage>(offered(pageCall(id, start, limit)), [limit](const HttpReply &reply) {
        auto page = llamastack::decodeRows(reply.body);
        if (page && page->rows.size() > limit) { // one that does not keep to the limit
            page->rows.resize(limit);
            page->more = true;
        }
        if (page && page->rows.isEmpty())
            page->more = false; // or who goes on while there is more never ends
        return page;
    });
}

QFuture<Result<qint64>> LlamaDatasets::countFrom(const QString &id, qint64 start)
{
    auto count = std::make_shared<Count>();
    count->id = id;
    count->start = start;
    count->interrupts = m_client.interrupts();
    count->promise = begun<qint64>();
    countOn(count);
    return count->promise->future();
}

/// Whether there is more, a full page does not tell, nor does the server: the next page does.
void LlamaDatasets::countOn(const CountPtr &count)
{
    whenDone(rows(count->id, count->start + count->rows, countRowsAtOnce), this,
        [this, count](const Result<DatasetRowPage> &page) {
            if (!page)
                return finish<qint64>(count->promise, page.error());
            if (count->interrupts != m_client.interrupts())
                return finish<qint64>(count->promise, Error { Error::Kind::Cancelled });
            if (page->total)
                return finish<qint64>(count->promise, std::max<qint64>(0, *page->total - count->start));
            const bool suspect = count->guard.suspects(page->rows);
            const bool over = page->rows.isEmpty() || (page->rows.size() < countRowsAtOnce && !page->more);
            count->rows += page->rows.size();
            if (suspect)
                suspectRepeat(count, over);
            else if (over)
                finish<qint64>(count->promise, count->rows);
            else
                countOn(count);
        });
}

/// `over`: unless the server repeats itself, that was the last page.
void LlamaDatasets::suspectRepeat(const CountPtr &count, bool over)
{
    whenDone(rows(count->id, noSuchRow, 1), this, [this, count, over](const Result<DatasetRowPage> &page) {
        const auto repeats = count->guard.isRepeating(page);
        if (!repeats)
            return finish<qint64>(count->promise, repeats.error());
        if (count->interrupts != m_client.interrupts())
            return finish<qint64>(count->promise, Error { Error::Kind::Cancelled });
        if (*repeats)
            return finish<qint64>(count->promise,
                Error { Error::Kind::Protocol,
                    Text::tr("The server sends the same rows for every page of “%1”; they cannot be counted.")
                        .arg(count->id) });
        over ? finish<qint64>(count->promise, count->rows) : countOn(count);
    });
}

QFuture<Result<qint64>> LlamaDatasets::append(const QString &id, const JsonText &rows)
{
    auto append = std::make_shared<Append>();
    append->id = id;
    append->rows = rows;
    append->interrupts = m_client.interrupts();
    append->promise = begun<qint64>();
    whenDone(onPool<qint64>([rows] { return llamastack::countRows(rows); }), this,
        [this, append](const Result<qint64> &given) {
            if (!given)
                return finish<qint64>(append->promise, given.error());
            append->given = *given;
            countBefore(append);
        });
    return append->promise->future();
}

void LlamaDatasets::countBefore(const AppendPtr &append)
{
    if (append->interrupts != m_client.interrupts())
        return finish<qint64>(append->promise, Error { Error::Kind::Cancelled });
    whenDone(countFrom(append->id, 0), this, [this, append](const Result<qint64> &before) {
        if (!before)
            return finish<qint64>(append->promise, before.error());
        append->before = *before;
        sendRows(append);
    });
}

void LlamaDatasets::sendRows(const AppendPtr &append)
{
    RestCall call = callOf({ QStringLiteral("datasetio"), QStringLiteral("append-rows") }, append->id);
    call.method = "POST";
    call.body = llamastack::encodeAppend(append->rows);
    call.timeoutMs = appendMs;
    call.idempotent = false;
    call.expectJson = false; // null, or nothing at all
    call.write = Text::tr("add rows to a dataset");
    const auto sent = m_client.callBuilt<Done>(offered(call), [](const HttpReply &) { return Result<Done>(Done {}); });
    whenDone(sent, this, [this, append](const Result<Done> &done) {
        const bool refused = !done
            && (isDefinite(done.error()) || done.error().kind == Error::Kind::Cancelled
                || done.error().kind == Error::Kind::Unsupported);
        if (refused)
            return finish<qint64>(append->promise, done.error());
        if (append->interrupts != m_client.interrupts()) // to count would open what was closed meanwhile
            return finish<qint64>(append->promise, done ? Error { Error::Kind::Cancelled } : done.error());
        verify(append, done);
    });
}

void LlamaDatasets::verify(const AppendPtr &append, const Result<Done> &sent)
{
    whenDone(countFrom(append->id, append->before), this, [this, append, sent](const Result<qint64> &more) {
        Q_EMIT datasetsChanged();
        if (!more)
            return finish<qint64>(append->promise, sent ? more.error() : sent.error());
        if (*more == append->given)
            return finish<qint64>(append->promise, append->before + *more);
        if (*more == 0 && !sent)
            return finish<qint64>(append->promise, sent.error());
        if (*more == 0)
            return finish<qint64>(append->promise,
                Error { Error::Kind::Unsupported,
                    Text::tr("The server took the rows for “%1” and kept none of them. Delete the dataset and register "
                             "it anew with all its rows.")
                        .arg(append->id),
                    {}, QStringLiteral("append_not_kept") });
        finish<qint64>(append->promise,
            Error { Error::Kind::Protocol,
                Text::tr("Rows sent: %1; rows that “%2” has more than before: %3. Look at its rows before you add them "
                         "again.")
                    .arg(append->given)
                    .arg(append->id)
                    .arg(*more) });
    });
}

} // namespace assay
