#include "services/backends/scale/ScaleDatasets.h"

#include "services/backends/rest/GivenRows.h"
#include "services/backends/rest/Promised.h"
#include "services/backends/rest/RowFile.h"
#include "services/backends/scale/ScaleCursor.h"
#include "services/core/JsonMembers.h"
#include "services/core/OnPool.h"

#include <QCoreApplication>
#include <QSet>

#include <map>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

constexpr int largestPage = 1000;
constexpr int mostPages = 4;
constexpr int sendMs = 5 * 60 * 1000; ///< all rows go within one request

QString datasetPath(const QString &id = {})
{
    return pathOf(QStringList { QStringLiteral("v5"), QStringLiteral("datasets") }
        + (id.isEmpty() ? QStringList() : QStringList { id }));
}

Error outcomeUnknown(const Error &lost, const QString &sentence)
{
    return Error { lost.kind, sentence.arg(lost.message), lost.detail, QStringLiteral("outcome_unknown") };
}

bool isUnclear(const Error &error)
{
    return error.kind != Error::Kind::Cancelled
        && (!isDefinite(error) || error.code.startsWith(QLatin1String("http_5")));
}

} // namespace

struct ScaleDatasets::Listing {
    QList<Dataset> datasets;
    ScaleCursor cursor;
    std::shared_ptr<QPromise<Result<QList<Dataset>>>> promise = begun<QList<Dataset>>();
};

/// How far the rows of one version were read.
struct ScaleDatasets::Walk {
    struct Place {
        qint64 start = 0, count = 0;
        QString after; ///< the item before its first; empty: none
    };
    QString id;
    std::optional<qint64> version;
    QList<Place> places; ///< of the pages that were seen, in their order
    QString next; ///< the last item that was seen
    bool over = false;
    qint64 total = -1; ///< as the server says; -1: it does not
    std::map<int, QList<DatasetRow>> held; ///< a few pages
    std::map<int, std::vector<End>> waiting;
    qint64 end() const { return places.isEmpty() ? 0 : places.last().start + places.last().count; }
    int pageOf(qint64 row) const
    {
        for (int i = 0; i < places.size(); ++i) {
            if (row >= places.at(i).start && row < places.at(i).start + places.at(i).count)
                return i;
        }
        return -1;
    }
};

void ScaleDatasets::forget()
{
    m_versions.clear();
    m_walks.clear();
    m_old.reset();
}

QFuture<Result<QList<Dataset>>> ScaleDatasets::list()
{
    const auto listing = std::make_shared<Listing>();
    listOn(listing);
    return listing->promise->future();
}

void ScaleDatasets::listOn(const std::shared_ptr<Listing> &listing)
{
    RestCall call;
    call.path = datasetPath();
    call.query = { { QStringLiteral("limit"), QString::number(largestPage) },
        { QStringLiteral("starting_after"), listing->cursor.last } };
    whenDone(m_client.call<ScalePage<Dataset>>(call, [](const HttpReply &reply) { return readDatasets(reply.body); }),
        this, [this, listing](const Result<ScalePage<Dataset>> &page) {
            if (!page && listing->cursor.startsAgain(page.error()))
                return listOn(listing);
            if (!page)
                return finish<QList<Dataset>>(listing->promise, page.error());
            for (const Dataset &dataset : listing->cursor.take(*page)) {
                listing->datasets << dataset;
                if (dataset.version)
                    m_versions.insert(dataset.id, *dataset.version);
            }
            if (!listing->cursor.over)
                return listOn(listing);
            finish<QList<Dataset>>(listing->promise, listing->datasets);
        });
}

QFuture<Result<Dataset>> ScaleDatasets::get(const QString &id)
{
    return m_client.call<Dataset>(
        { .path = datasetPath(id) }, [](const HttpReply &reply) { return readDataset(reply.body); });
}

QFuture<Result<DatasetAdded>> ScaleDatasets::add(const DatasetRequest &request)
{
    const auto added = begun<DatasetAdded>();
    if (!request.uri.isEmpty()) {
        finish<DatasetAdded>(added,
            Error { Error::Kind::Unsupported, Text::tr("Scale GP opens no addresses; choose a file with the rows.") });
        return added->future();
    }
    struct Read {
        GivenRows rows;
        QStringList skipped;
    };
    const auto read = onPool<Read>([request]() -> Result<Read> {
        Read out;
        const auto rows = request.rows.isEmpty()
            ? rowsFromFile(request.file, request.skipBroken ? &out.skipped : nullptr)
            : rowsFromText(QString::fromUtf8(request.rows.text));
        if (!rows)
            return rows.error();
        out.rows = *rows;
        return out;
    });
    whenDone(read, this, [this, request, added](const Result<Read> &rows) {
        if (!rows)
            return finish<DatasetAdded>(added, rows.error());
        RestCall call { .method = "POST",
            .path = datasetPath(),
            .body = jsonObject(
                { { QStringLiteral("name"), jsonText(request.id) }, { QStringLiteral("data"), rows->rows.array } })
                        .text };
        call.timeoutMs = sendMs;
        call.idempotent = false;
        call.write = Text::tr("add a dataset");
        whenDone(m_client.call<Dataset>(call, [](const HttpReply &reply) { return readDataset(reply.body); }), this,
            [this, rows = *rows, added](const Result<Dataset> &dataset) {
                const bool unclear = !dataset && isUnclear(dataset.error());
                if (dataset || unclear)
                    Q_EMIT datasetsChanged();
                if (!dataset)
                    return finish<DatasetAdded>(added,
                        unclear ? outcomeUnknown(dataset.error(),
                            Text::tr("It is not known whether the dataset was made. %1 Look at the list before you "
                                     "send it again."))
                                : dataset.error());
                DatasetAdded out { *dataset, rows.skipped.size(), rows.skipped };
                out.dataset.rows = rows.rows.columns.rows;
                finish<DatasetAdded>(added, out);
            });
    });
    return added->future();
}

QFuture<Result<Done>> ScaleDatasets::archive(const QString &id)
{
    const RestCall call {
        .method = "DELETE", .path = datasetPath(id), .idempotent = false, .write = Text::tr("archive a dataset")
    };
    const auto removed = m_client.call<Done>(call, [](const HttpReply &) { return Result<Done>(Done {}); });
    whenDone(removed, this, [this, id](const Result<Done> &) { changed(id); });
    return removed;
}

void ScaleDatasets::changed(const QString &id)
{
    m_walks.remove(id);
    m_versions.remove(id);
    Q_EMIT datasetsChanged();
}

/// Each write makes a new version, whose rows are counted. Nothing tells a lost answer apart from another one's write,
/// so it is said.
QFuture<Result<qint64>> ScaleDatasets::append(const QString &id, const JsonText &rows)
{
    const auto promise = begun<qint64>();
    const auto read = rowsFromText(QString::fromUtf8(rows.text));
    if (!read) {
        finish<qint64>(promise, read.error());
        return promise->future();
    }
    RestCall call {
        .method = "POST",
        .path = QStringLiteral("/v5/dataset-items/batch"),
        .body
        = jsonObject({ { QStringLiteral("dataset_id"), jsonText(id) }, { QStringLiteral("data"), read->array } }).text
    };
    call.timeoutMs = sendMs;
    call.idempotent = false;
    call.write = Text::tr("add rows to a dataset");
    whenDone(m_client.call<Done>(call, [](const HttpReply &) { return Result<Done>(Done {}); }), this,
        [this, id, promise](const Result<Done> &sent) {
            const bool unclear = !sent && isUnclear(sent.error());
            if (sent || unclear)
                changed(id);
            if (!sent)
                return finish<qint64>(promise,
                    unclear ? outcomeUnknown(sent.error(),
                        Text::tr("It is not known whether the rows were added. %1 Look at the dataset before you send "
                                 "them again."))
                            : sent.error());
            const auto walk = walkOf(id);
            seek(walk, std::numeric_limits<qint64>::max(), [walk, promise](const Result<Done> &counted) {
                finish(promise, counted ? Result<qint64>(walk->end()) : Result<qint64>(counted.error()));
            });
        });
    return promise->future();
}

ScaleDatasets::WalkPtr ScaleDatasets::walkOf(const QString &id)
{
    const auto version = m_versions.contains(id) ? std::optional(m_versions.value(id)) : std::nullopt;
    const auto found = m_walks.constFind(id);
    if (found != m_walks.cend() && (*found)->version == version)
        return *found;
    auto walk = std::make_shared<Walk>();
    walk->id = id;
    walk->version = version;
    m_walks.insert(id, walk);
    return walk;
}

QFuture<Result<FileRows>> ScaleDatasets::readFile(const QString &file, bool skipBroken)
{
    return readRowFile(file, skipBroken);
}

QFuture<Result<DatasetRowPage>> ScaleDatasets::rows(const QString &id, qint64 start, int limit)
{
    return rowsOf(walkOf(id), start, limit);
}

QFuture<Result<DatasetRowPage>> ScaleDatasets::rowsAt(const QString &id, qint64 version, qint64 start, int limit)
{
    if (version < 1)
        return readyFuture(Result<DatasetRowPage>(
            Error { Error::Kind::Invalid, Text::tr("Version: the first one is 1; choose it or a later one.") }));
    return rowsOf(version == m_versions.value(id, -1) ? walkOf(id) : oldWalkOf(id, version), start, limit);
}

ScaleDatasets::WalkPtr ScaleDatasets::oldWalkOf(const QString &id, qint64 version)
{
    if (!m_old || m_old->id != id || m_old->version != version) {
        m_old = std::make_shared<Walk>();
        m_old->id = id;
        m_old->version = version;
    }
    return m_old;
}

QFuture<Result<DatasetRowPage>> ScaleDatasets::rowsOf(const WalkPtr &walk, qint64 start, int limit)
{
    const auto promise = begun<DatasetRowPage>();
    seek(walk, start, [walk, start, limit, promise](const Result<Done> &there) {
        finish(promise,
            there ? Result<DatasetRowPage>(pageAt(*walk, start, limit)) : Result<DatasetRowPage>(there.error()));
    });
    return promise->future();
}

/// Up to the end of the page that the row is on.
DatasetRowPage ScaleDatasets::pageAt(const Walk &walk, qint64 start, int limit)
{
    DatasetRowPage out;
    const int page = walk.pageOf(start);
    if (const auto held = walk.held.find(page); held != walk.held.end())
        out.rows = held->second.mid(start - walk.places.at(page).start, limit);
    out.more = !walk.over || start + out.rows.size() < walk.end();
    if (walk.over || walk.total > walk.end())
        out.total = walk.over ? walk.end() : walk.total;
    return out;
}

/// Reads until the row is held, or the end is reached.
void ScaleDatasets::seek(const WalkPtr &walk, qint64 row, const End &end)
{
    const int page = walk->pageOf(row);
    if (walk->held.count(page) > 0 || (page < 0 && walk->over))
        return end(Done {});
    readPage(walk, page < 0 ? int(walk->places.size()) : page, [this, walk, row, end](const Result<Done> &read) {
        if (read)
            seek(walk, row, end);
        else
            end(read);
    });
}

void ScaleDatasets::readPage(const WalkPtr &walk, int page, const End &end)
{
    auto &waiting = walk->waiting[page];
    waiting.push_back(end);
    if (waiting.size() > 1)
        return;
    const bool fresh = page == walk->places.size();
    RestCall call;
    call.path = QStringLiteral("/v5/dataset-items");
    call.query = { { QStringLiteral("dataset_id"), walk->id },
        { QStringLiteral("version"), walk->version ? QString::number(*walk->version) : QString() },
        { QStringLiteral("limit"), QString::number(largestPage) },
        { QStringLiteral("starting_after"), fresh ? walk->next : walk->places.at(page).after } };
    whenDone(
        m_client.call<ScalePage<DatasetRow>>(call, [](const HttpReply &reply) { return readDatasetRows(reply.body); }),
        this, [walk, page, fresh](const Result<ScalePage<DatasetRow>> &read) {
            const auto tell = [ends = std::move(walk->waiting.extract(page).mapped())](const Result<Done> &result) {
                for (const End &one : ends)
                    one(result);
            };
            if (!read)
                return tell(read.error());
            // An empty page ends it, and so does one that ends where the page before did, whatever has_more says.
            const bool nothing = read->items.isEmpty() || (fresh && read->last == walk->next);
            if (fresh && !nothing)
                walk->places << Walk::Place { walk->end(), read->items.size(), walk->next };
            if (fresh) {
                walk->over = nothing || !read->more.value_or(true);
                walk->next = read->last;
                walk->total = read->total;
            }
            if (!nothing) {
                while (int(walk->held.size()) >= mostPages)
                    walk->held.erase(
                        walk->held.begin()->first == page ? std::prev(walk->held.end()) : walk->held.begin());
                walk->held[page] = read->items;
            } else if (!fresh) {
                walk->places.resize(page); // rows went meanwhile
                walk->over = true;
            }
            tell(Done {});
        });
}

} // namespace assay
