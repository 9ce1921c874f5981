#include "services/backends/scale/ScaleJobs.h"

#include "services/backends/rest/Promised.h"
#include "services/backends/rest/SampleList.h"
#include "services/backends/scale/ScaleTasks.h"
#include "services/core/JobExtras.h"
#include "services/core/OnPool.h"

#include <QCoreApplication>

#include <nlohmann/json.hpp>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

constexpr int largestPage = 1000;
constexpr int mostWalks = 8;

Error readsOnly() { return Error{Error::Kind::Unsupported, QCoreApplication::translate("assay", "Scale GP takes no jobs of benchmarks and stops none; evaluations are made of rows and tasks.")}; }

std::optional<Error> whyNot(const JobDetails &details)
{
    const auto invalid = [](const QString &text) { return Error{Error::Kind::Invalid, text}; };
    if (details.name && (details.name->trimmed().isEmpty() || details.name->size() > scale::longestName))
        return invalid(Text::tr("Name: enter 1 to %1 characters.").arg(scale::longestName));
    if (details.description && details.description->size() > scale::longestDescription)
        return invalid(Text::tr("Description: enter at most %1 characters.").arg(scale::longestDescription));
    if (details.tags && std::any_of(details.tags->cbegin(), details.tags->cend(), [](const QString &tag) { return tag.trimmed().isEmpty() || tag.contains(QLatin1Char(',')); }))
        return invalid(Text::tr("Tags: enter words without commas.")); // a filter joins them with commas
    const auto nameless = [](const JsonMember &entry) { return entry.name.trimmed().isEmpty(); };
    if (std::any_of(details.metadata.cbegin(), details.metadata.cend(), nameless))
        return invalid(Text::tr("Metadata: enter a name for every value."));
    return {};
}

QByteArray patchOf(const JobDetails &details)
{
    nlohmann::json body = nlohmann::json::object();
    if (details.name)
        body["name"] = details.name->trimmed().toStdString();
    if (details.description)
        body["description"] = details.description->toStdString();
    if (details.tags) {
        body["tags"] = nlohmann::json::array();
        for (const QString &tag : *details.tags)
            body["tags"].push_back(tag.trimmed().toStdString());
    }
    for (const JsonMember &entry : details.metadata) // merged there: null takes an entry out
        body["metadata"][entry.name.toStdString()] = entry.value.isEmpty() ? nlohmann::json() : nlohmann::json::parse(entry.value.text, nullptr, false);
    return QByteArray::fromStdString(body.dump());
}

/// The service's own states for a filter of ours; it knows three.
QStringList ownStates(const QString &filter)
{
    static const QHash<QString, QString> words{{QStringLiteral("running"), QStringLiteral("running")}, {QStringLiteral("completed"), QStringLiteral("completed")},
                                               {QStringLiteral("partially_failed"), QStringLiteral("completed")}, {QStringLiteral("failed"), QStringLiteral("failed")}};
    QStringList own;
    for (const QString &word : filter.split(QLatin1Char('|'), Qt::SkipEmptyParts)) {
        if (const QString known = words.value(word.trimmed()); !known.isEmpty() && !own.contains(known))
            own << known;
    }
    return own;
}

/// Beside the one that is there.
void addWarning(Job &job, Message message)
{
    std::optional<Message> &warning = job.status.benchmarks.first().warningMessage;
    if (warning)
        message.message = warning->message + QLatin1Char(' ') + message.message;
    warning = message;
}

QString evaluationPath(const QString &id)
{
    return pathOf({QStringLiteral("v5"), QStringLiteral("evaluations"), id});
}

} // namespace

void ScaleJobs::forget()
{
    m_walks.clear();
    m_items.forget();
}

void ScaleJobs::forgetLists()
{
    m_walks.clear();
    Q_EMIT listChanged();
}

RestCall ScaleJobs::callFor(const Walk &walk) const
{
    RestCall call;
    call.path = QStringLiteral("/v5/evaluations");
    // The archived ones are picked out of all here.
    call.query = {{QStringLiteral("limit"), QString::number(walk.archived ? largestPage : std::clamp(walk.query.limit, 1, largestPage))},
                  {QStringLiteral("starting_after"), walk.cursor.last},
                  {QStringLiteral("include_archived"), walk.archived ? QStringLiteral("true") : QString()}};
    const QStringList states = ownStates(walk.query.status);
    if (walk.query.status.isEmpty()) {
        call.query << QPair(QStringLiteral("name"), walk.query.name) << QPair(QStringLiteral("tags"), walk.query.tags) << QPair(QStringLiteral("views"), QStringLiteral("tasks"));
        return call;
    }
    // Only this route filters by state, and by one word at a time.
    call.method = "POST";
    call.path += QStringLiteral("/filter");
    call.dryRun = true;
    call.idempotent = true;
    call.body = QByteArray::fromStdString(nlohmann::json{{"filters", {{{"key", "status"}, {"operator", "=="}, {"value", states.value(0).toStdString()}}}}}.dump());
    return call;
}

QFuture<Result<Page<Job>>> ScaleJobs::list(const JobQuery &query) { return walk(query, false); }
QFuture<Result<Page<Job>>> ScaleJobs::listArchived(const JobQuery &query) { return walk(query, true); }

QFuture<Result<Page<Job>>> ScaleJobs::walk(const JobQuery &query, bool archived)
{
    JobQuery same = query;
    same.offset = 0;
    const QStringList states = ownStates(query.status);
    if (!query.status.isEmpty() && states.isEmpty())
        return readyFuture(Result<Page<Job>>(Page<Job>())); // it has no such state
    if (states.size() > 1)
        return readyFuture(Result<Page<Job>>(Error{Error::Kind::Unsupported, Text::tr("Scale GP filters by one state at a time.")}));
    const auto found = std::find_if(m_walks.begin(), m_walks.end(), [&](const WalkPtr &walk) { return walk->query == same && walk->archived == archived; });
    WalkPtr walk = found == m_walks.end() ? std::make_shared<Walk>() : *found;
    if (found == m_walks.end() || query.offset == 0) {
        if (found != m_walks.end())
            m_walks.erase(found);
        walk = std::make_shared<Walk>();
        walk->query = same;
        walk->archived = archived;
        m_walks.prepend(walk);
        while (m_walks.size() > mostWalks)
            m_walks.removeLast();
    }
    const auto promise = begun<Page<Job>>();
    listOn(walk, query, promise);
    return promise->future();
}

/// Reads pages until the one that was asked for is there. Who asks while a page is read waits for it: asked twice, it would bring
/// nothing new, which is how a list ends.
void ScaleJobs::listOn(const WalkPtr &walk, const JobQuery &query, const std::shared_ptr<QPromise<Result<Page<Job>>>> &promise)
{
    if (!walk->cursor.over && walk->jobs.size() < query.offset + query.limit) {
        return readOn(walk, [=, this](const Result<Done> &read) {
            if (read)
                listOn(walk, query, promise);
            else
                finish(promise, Result<Page<Job>>(read.error()));
        });
    }
    Page<Job> page{walk->jobs.mid(query.offset, query.limit), walk->total};
    if (walk->cursor.over)
        page.totalCount = walk->jobs.size();
    else if (page.totalCount <= walk->jobs.size())
        page.totalCount = walk->jobs.size() + 1; // not told, and there is more
    finish(promise, Result<Page<Job>>(page));
}

void ScaleJobs::readOn(const WalkPtr &walk, const std::function<void(const Result<Done> &)> &end)
{
    auto &waiting = m_waiting[walk.get()];
    waiting.push_back(end);
    if (waiting.size() > 1)
        return;
    const auto asked = m_client.call<ScalePage<Job>>(callFor(*walk), [](const HttpReply &reply) { return readEvaluations(reply.body); });
    whenDone(asked, this, [this, walk](const Result<ScalePage<Job>> &page) {
        const auto tell = [waiting = std::move(m_waiting.extract(walk.get()).mapped())](const Result<Done> &read) {
            for (const auto &one : waiting)
                one(read);
        };
        if (!page && !walk->cursor.startsAgain(page.error()))
            return tell(page.error());
        if (!page)
            return tell(Done{}); // who waits asks on
        for (const Job &job : walk->cursor.take(*page)) {
            if (!walk->archived || jobIsArchived(job))
                walk->jobs << job;
        }
        walk->total = walk->archived ? -1 : page->total;
        tell(Done{});
    });
}

QFuture<Result<Job>> ScaleJobs::evaluation(const QString &id)
{
    RestCall call;
    call.path = evaluationPath(id);
    call.query = {{QStringLiteral("views"), QStringLiteral("tasks")}, {QStringLiteral("include_archived"), QStringLiteral("true")}};
    return m_client.call<Job>(call, [](const HttpReply &reply) { return readEvaluation(reply.body); });
}

QFuture<Result<Job>> ScaleJobs::get(const QString &id)
{
    const auto promise = begun<Job>();
    whenDone(evaluation(id), this, [this, promise](const Result<Job> &job) {
        if (!job || !isTerminal(job->status.state))
            return finish(promise, job);
        whenDone(m_items.of(*job), this, [promise, told = *job](const Result<Content> &content) {
            Job whole = told;
            if (!content && content.error().kind != Error::Kind::Cancelled) {
                addWarning(whole, {Text::tr("The rows of this evaluation could not be read, so there are no means of them. %1").arg(content.error().message),
                                   QStringLiteral("rows_unread"), QStringLiteral("runtime"), {}});
                return finish(promise, Result<Job>(whole));
            }
            if (content) {
                whole.results.benchmarks = {(*content)->result};
                if (!(*content)->primaryMetric.isEmpty())
                    whole.benchmarks.first().primaryScore = PrimaryScore{(*content)->primaryMetric, {}, {}};
                if (!(*content)->warning.isEmpty())
                    whole.status.benchmarks.first().warningMessage = Message{(*content)->warning, QStringLiteral("rows_failed"), QStringLiteral("runtime"), {}};
            }
            finish(promise, content ? Result<Job>(whole) : Result<Job>(content.error()));
        });
    });
    return promise->future();
}

QFuture<Result<ScaleJobs::Content>> ScaleJobs::content(const QString &id, SampleQuery::Filter filter)
{
    if (const Content known = m_items.kept(id))
        return readyFuture(Result<Content>(known));
    const auto promise = begun<Content>();
    whenDone(evaluation(id), this, [this, promise, filter](const Result<Job> &job) {
        if (!job)
            return finish(promise, Result<Content>(job.error()));
        // While it runs everything is read anew each time; the service picks those with errors out of many.
        const bool few = filter == SampleQuery::Filter::Errors && !isTerminal(job->status.state);
        if (!few)
            return readContent(*job, promise);
        whenDone(m_items.failedOf(*job), this, [this, promise, job = *job](const Result<Content> &content) {
            if (!content && content.error().kind == Error::Kind::Invalid) // an older one that has no such filter
                return readContent(job, promise);
            finish(promise, content);
        });
    });
    return promise->future();
}

void ScaleJobs::readContent(const Job &job, const std::shared_ptr<QPromise<Result<Content>>> &promise)
{
    whenDone(m_items.of(job), this, [promise](const Result<Content> &content) { finish(promise, content); });
}

QFuture<Result<Job>> ScaleJobs::submit(const Job &, const QString &) { return readyFuture(Result<Job>(readsOnly())); }
QFuture<Result<Done>> ScaleJobs::cancel(const QString &) { return readyFuture(Result<Done>(readsOnly())); }
QFuture<Result<Done>> ScaleJobs::remove(const QString &) { return readyFuture(Result<Done>(readsOnly())); }

QFuture<Result<LogRange>> ScaleJobs::log(const QString &, int, qint64, qint64)
{
    return readyFuture(Result<LogRange>(Error{Error::Kind::Unsupported, Text::tr("Scale GP hands out no logs of its evaluations.")}));
}

/// What `make` finds in the samples, on a pool thread.
template<typename T, typename Make>
QFuture<Result<T>> ScaleJobs::fromSamples(const QString &id, SampleQuery::Filter filter, Make make)
{
    const auto promise = begun<T>();
    whenDone(content(id, filter), this, [this, promise, make](const Result<Content> &content) {
        if (!content)
            return finish(promise, Result<T>(content.error()));
        const auto made = onPool<T>([make, content = *content] { return make(content->samples); });
        whenDone(made, this, [promise](const Result<T> &found) { finish(promise, found); });
    });
    return promise->future();
}

QFuture<Result<SamplePage>> ScaleJobs::samples(const QString &id, int, const SampleQuery &query)
{
    return fromSamples<SamplePage>(id, query.filter, [query](const QList<Sample> &samples) { return querySamples(samples, query); });
}

QFuture<Result<ScoreColumns>> ScaleJobs::scores(const QString &id, int)
{
    return fromSamples<ScoreColumns>(id, SampleQuery::Filter::All, [](const QList<Sample> &samples) { return scoreColumnsOf(samples); });
}

QFuture<Result<QList<SampleFacet>>> ScaleJobs::sampleFacets(const QString &id, int, const SampleFacetQuery &query)
{
    return fromSamples<QList<SampleFacet>>(id, query.filter, [query](const QList<Sample> &samples) { return sampleFacetsOf(samples, query); });
}

QFuture<Result<Job>> ScaleJobs::write(const RestCall &call)
{
    const auto promise = begun<Job>();
    whenDone(m_client.call<Job>(call, [](const HttpReply &reply) { return readEvaluation(reply.body); }), this, [this, promise](const Result<Job> &job) {
        if (job)
            forgetLists();
        finish(promise, job);
    });
    return promise->future();
}

QFuture<Result<Job>> ScaleJobs::change(const QString &id, const JobDetails &details)
{
    if (const auto why = whyNot(details))
        return readyFuture(Result<Job>(*why));
    return write({.method = "PATCH", .path = evaluationPath(id), .body = patchOf(details), .idempotent = true, .write = Text::tr("change a run")});
}

QFuture<Result<Done>> ScaleJobs::archive(const QString &id)
{
    return done(write({.method = "DELETE", .path = evaluationPath(id), .idempotent = false, .write = Text::tr("archive a run")}));
}

/// With its items, which the service archives along.
QFuture<Result<Done>> ScaleJobs::restore(const QString &id)
{
    return done(write({.method = "PATCH", .path = evaluationPath(id), .body = R"({"restore":true})", .idempotent = true, .write = Text::tr("restore a run")}));
}

QFuture<Result<Done>> ScaleJobs::done(const QFuture<Result<Job>> &job)
{
    const auto promise = begun<Done>();
    whenDone(job, this, [promise](const Result<Job> &made) { finish(promise, made ? Result<Done>(Done{}) : Result<Done>(made.error())); });
    return promise->future();
}

} // namespace assay
