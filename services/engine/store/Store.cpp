#include "services/engine/store/Store.h"

#include "services/engine/store/AnswerReads.h"
#include "services/engine/store/AttemptWrites.h"
#include "services/engine/store/BenchmarkWrites.h"
#include "services/engine/store/Commands.h"
#include "services/engine/store/Documents.h"
#include "services/engine/store/EventWrites.h"
#include "services/engine/store/ExportRows.h"
#include "services/engine/store/ImportWrites.h"
#include "services/engine/store/JobReads.h"
#include "services/engine/store/JobWrites.h"
#include "services/engine/store/LogFiles.h"
#include "services/engine/store/Readers.h"
#include "services/engine/store/SampleSorts.h"
#include "services/engine/store/SampleTable.h"

#include <QFileInfo>
#include <QUuid>

#include <atomic>
#include <filesystem>
#include <source_location>

namespace assay::engine {

namespace {
/// Asked before every new run, so it must be cheap: no list of mounts is read. -1: the system does not tell.
qint64 freeBytes(const QString &folder)
{
    std::error_code error;
    const auto space = std::filesystem::space(folder.toStdString(), error);
    return error ? -1 : qint64(space.available);
}
} // namespace

class Store::Impl {
public:
    Impl(const StoreOptions &wanted, OpenedDatabase opened)
        : options(wanted), checkFile(!opened.stoppedCleanly), jobWrites(options), writer(std::move(opened), options), eventWrites(writer),
          attemptWrites(eventWrites), benchmarkWrites(writer), readers(options), logs(options.workspace, options.logLimit)
    {
    }
    ~Impl() { stopChecking(); }

    void begin();
    void checkInBackground();
    void check();
    void removeStrayFolders();
    void stopChecking();

    template<typename T>
    void write(std::function<Result<T>(Transaction &)> body, Reply<T> reply,
               std::source_location poster = std::source_location::current()) // its function names the write
    {
        writer.post<T>(poster.function_name(), std::move(body), std::move(reply));
    }
    template<typename T>
    void read(std::function<Result<T>(Database &)> body, Reply<T> reply)
    {
        readers.post<T>(std::move(body), std::move(reply));
    }

    const StoreOptions options;
    const QString epoch = QUuid::createUuid().toString(QUuid::Id128).left(16);
    const bool checkFile;
    JobWrites jobWrites;
    Writer writer;
    EventWrites eventWrites;
    AttemptWrites attemptWrites;
    BenchmarkWrites benchmarkWrites;
    Readers readers;
    LogFiles logs;
    std::unique_ptr<Database> checked; ///< of the background check
    std::atomic<bool> checkEnds{false};
    std::thread checker;
};

void Store::Impl::begin()
{
    readers.setDamageHandler([this](const Error &error) { writer.setDamaged(error); });
    writer.start([this](Database &db) { jobWrites.load(db, writer.counts()); },
                 [this](Transaction &tx, const BenchmarkKey &key, ItemsProgress items) { eventWrites.progress(tx, key.first, key.second, items); },
                 [](Transaction &tx) { return JobWrites::purge(tx) || sortSamples(tx); });
    if (checkFile)
        checkInBackground();
}

void Store::Impl::checkInBackground()
{
    try {
        checked = openReader(options);
    } catch (const SqliteError &error) {
        writer.setDamaged(storageError(error, options));
        return;
    }
    writer.setCheckDue(true);
    checker = std::thread([this] { check(); });
}

void Store::Impl::check()
{
    try {
        {
            auto row = checked->prepare("PRAGMA quick_check(1)");
            if (row.step() && row.utf8(0) != "ok") {
                writer.setDamaged(damagedError(options, row.text(0)));
                return;
            }
        }
        removeStrayFolders();
        if (!checkEnds)
            writer.setCheckDue(false);
    } catch (const SqliteError &error) {
        if (meansDamage(error))
            writer.setDamaged(storageError(error, options));
        // Anything else is the end of the store interrupting the check: the next start repeats it.
    }
}

/// An engine that died between the removal of a job and that of its folder leaves the folder.
void Store::Impl::removeStrayFolders()
{
    // Listed before it is asked for: a job is stored before it has a folder.
    for (const QString &id : logs.jobIds()) {
        if (checkEnds)
            return;
        auto known = checked->prepare("SELECT 1 FROM job WHERE id = ?1");
        if (!known.bind(1, id).step())
            logs.remove(id);
    }
}

void Store::Impl::stopChecking()
{
    if (checker.joinable()) {
        checkEnds = true;
        checked->interrupt();
        checker.join();
    }
}

Result<std::unique_ptr<Store>> Store::open(const StoreOptions &wanted)
{
    StoreOptions options = wanted;
    if (!options.freeBytes)
        options.freeBytes = freeBytes;
    auto opened = openDatabase(options);
    if (!opened)
        return opened.error();
    try {
        auto impl = std::make_unique<Impl>(options, std::move(*opened));
        impl->begin();
        return std::unique_ptr<Store>(new Store(std::move(impl)));
    } catch (const SqliteError &error) {
        return storageError(error, options);
    }
}

Store::Store(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

Store::~Store()
{
    stop();
}

void Store::createJob(const NewJob &job, Reply<CreatedJob> reply)
{
    m_impl->write<CreatedJob>([this, job](Transaction &tx) { return m_impl->jobWrites.create(tx, job); }, std::move(reply));
}

void Store::applyEvent(const QString &jobId, const QString &tenant, const BenchmarkEvent &event, EventSource source, Reply<Done> reply)
{
    m_impl->write<Done>(
        [this, jobId, tenant, event, source](Transaction &tx) { return m_impl->eventWrites.apply(tx, jobId, tenant, event, source); },
        std::move(reply));
}

void Store::progress(const QString &jobId, int index, qint64 done, qint64 total)
{
    m_impl->writer.progress({jobId, index}, {done, total});
}

void Store::cancelJob(const QString &jobId, const QString &tenant, Reply<Done> reply)
{
    m_impl->write<Done>([this, jobId, tenant](Transaction &tx) { return m_impl->jobWrites.cancel(tx, jobId, tenant); }, std::move(reply));
}

void Store::cancelBenchmark(const QString &jobId, const QString &tenant, int index, Reply<Done> reply)
{
    m_impl->write<Done>([this, jobId, tenant, index](Transaction &tx) { return m_impl->benchmarkWrites.cancel(tx, jobId, tenant, index); },
                        std::move(reply));
}

void Store::reopenBenchmarks(const QString &jobId, const QString &tenant, const QList<int> &indices, Reply<QByteArray> reply)
{
    m_impl->write<QByteArray>(
        [this, jobId, tenant, indices](Transaction &tx) -> Result<QByteArray> {
            if (auto error = m_impl->jobWrites.checkSpace())
                return *error;
            return m_impl->benchmarkWrites.reopen(tx, jobId, tenant, indices);
        },
        std::move(reply));
}

void Store::attempts(const QString &jobId, const QString &tenant, int index, Reply<QList<QByteArray>> reply)
{
    m_impl->read<QList<QByteArray>>([jobId, tenant, index](Database &db) { return readAttempts(db, jobId, tenant, index); }, std::move(reply));
}

void Store::removeJob(const QString &jobId, const QString &tenant, Reply<Done> reply)
{
    m_impl->write<Done>([this, jobId, tenant](Transaction &tx) { return m_impl->jobWrites.remove(tx, jobId, tenant); },
                        [this, jobId, reply = std::move(reply)](Result<Done> result) {
                            if (result)
                                m_impl->logs.remove(jobId);
                            if (reply)
                                reply(std::move(result));
                        });
}

void Store::job(const QString &id, const QString &tenant, Reply<QByteArray> reply)
{
    m_impl->read<QByteArray>([id, tenant](Database &db) { return readJob(db, id, tenant); }, std::move(reply));
}

void Store::jobs(const JobQuery &query, const QString &tenant, Reply<TextPage> reply)
{
    m_impl->read<TextPage>([this, query, tenant](Database &db) { return readJobs(db, query, tenant, m_impl->writer.counts()); },
                           std::move(reply));
}

void Store::effectiveBenchmarks(const QString &jobId, const QString &tenant, Reply<QList<BenchmarkRef>> reply)
{
    m_impl->read<QList<BenchmarkRef>>([jobId, tenant](Database &db) { return readEffectiveBenchmarks(db, jobId, tenant); }, std::move(reply));
}

void Store::pendingExports(const QString &jobId, Reply<QList<ExportRecord>> reply)
{
    m_impl->read<QList<ExportRecord>>([jobId](Database &db) { return readPendingExports(db, jobId); }, std::move(reply));
}

void Store::jobsWithExports(Reply<QStringList> reply)
{
    m_impl->read<QStringList>([](Database &db) { return readJobsWithExports(db); }, std::move(reply));
}

void Store::recordExport(const ExportRecord &record, Reply<Done> reply)
{
    m_impl->write<Done>([record](Transaction &tx) { return engine::recordExport(tx, record); }, std::move(reply));
}

void Store::retryExports(qint64 sinceMs, Reply<Done> reply)
{
    m_impl->write<Done>([sinceMs](Transaction &tx) { return engine::retryExports(tx, sinceMs); }, std::move(reply));
}

void Store::recordMlflowRun(const QString &jobId, int index, const QString &runId, Reply<Done> reply)
{
    m_impl->write<Done>([jobId, index, runId](Transaction &tx) { return engine::recordMlflowRun(tx, jobId, index, runId); }, std::move(reply));
}

void Store::timeline(const QString &jobId, const QString &tenant, qint64 afterSeq, int limit, Reply<QList<TimelineEntry>> reply)
{
    m_impl->read<QList<TimelineEntry>>(
        [jobId, tenant, afterSeq, limit](Database &db) { return readTimeline(db, jobId, tenant, afterSeq, limit); }, std::move(reply));
}

void Store::addSample(const QString &jobId, int index, int attempt, const Sample &sample, Reply<Done> reply)
{
    m_impl->write<Done>([jobId, index, attempt, sample](Transaction &tx) { return writeSamples(tx, jobId, index, attempt, {sample}); },
                        std::move(reply));
}

void Store::samples(const QString &jobId, int index, const QString &tenant, const SampleQuery &query, Reply<SamplePage> reply)
{
    m_impl->read<SamplePage>([jobId, index, tenant, query](Database &db) { return readSamples(db, jobId, index, tenant, query); },
                             std::move(reply));
}

void Store::sampleFacets(const QString &jobId, int index, const QString &tenant, const SampleFacetQuery &query, Reply<QList<SampleFacet>> reply)
{
    m_impl->read<QList<SampleFacet>>([jobId, index, tenant, query](Database &db) { return readSampleFacets(db, jobId, index, tenant, query); },
                                     std::move(reply));
}

void Store::scores(const QString &jobId, int index, const QString &tenant, Reply<ScoreColumns> reply)
{
    m_impl->read<ScoreColumns>([jobId, index, tenant](Database &db) { return readScores(db, jobId, index, tenant); }, std::move(reply));
}

void Store::answers(const StoredAnswers &wanted, const QString &tenant, Reply<AnswerOrigin> reply)
{
    m_impl->read<AnswerOrigin>([wanted, tenant](Database &db) { return findAnswers(db, wanted, tenant); }, std::move(reply));
}

Result<QList<Sample>> Store::samplesAfter(const AttemptKey &key, qint64 ordinal, int repeat, int limit) const
{
    return m_impl->readers.ask<QList<Sample>>([&](Database &db) { return readSamplesAfter(db, key, ordinal, repeat, limit); });
}

Result<SamplePlaces> Store::samplePlaces(const AttemptKey &key) const
{
    return m_impl->readers.ask<SamplePlaces>([&](Database &db) { return readSamplePlaces(db, key); });
}

void Store::importJob(const ImportedJob &job, Reply<ImportedContent> reply)
{
    m_impl->write<ImportedContent>([this, job](Transaction &tx) { return engine::importJob(tx, m_impl->jobWrites, m_impl->eventWrites, job); },
                                   std::move(reply));
}

void Store::importedContent(const QString &key, Reply<ImportedContent> reply)
{
    m_impl->read<ImportedContent>([key](Database &db) { return findImport(db, key); }, std::move(reply));
}

void Store::addImportedSamples(const QString &jobId, int index, const QList<Sample> &samples, Reply<Done> reply)
{
    m_impl->write<Done>(
        [this, jobId, index, samples](Transaction &tx) { return engine::addImportedSamples(tx, m_impl->jobWrites, jobId, index, samples); },
        std::move(reply));
}

void Store::finishImport(const QString &jobId, const QString &key, const QHash<int, QByteArray> &infos, Reply<Done> reply)
{
    m_impl->write<Done>([jobId, key, infos](Transaction &tx) { return engine::finishImport(tx, jobId, key, infos); }, std::move(reply));
}

void Store::saveImport(const ImportRecord &record, Reply<Done> reply)
{
    m_impl->write<Done>([record](Transaction &tx) { return saveImportRequest(tx, record); }, std::move(reply));
}

void Store::imports(Reply<QList<ImportRecord>> reply)
{
    m_impl->read<QList<ImportRecord>>([](Database &db) { return readImportRequests(db); }, std::move(reply));
}

void Store::createDocument(DocumentKind kind, const QString &tenant, const QString &owner, const QByteArray &body, Reply<StoredDocument> reply)
{
    m_impl->write<StoredDocument>(
        [kind, tenant, owner, body](Transaction &tx) { return engine::createDocument(tx, kind, tenant, owner, body); }, std::move(reply));
}

void Store::replaceDocument(DocumentKind kind, const QString &id, const QString &tenant, const QByteArray &expected, const QByteArray &body,
                            Reply<StoredDocument> reply)
{
    m_impl->write<StoredDocument>(
        [=](Transaction &tx) { return engine::replaceDocument(tx, kind, id, tenant, expected, body); }, std::move(reply));
}

void Store::document(DocumentKind kind, const QString &id, const QString &tenant, Reply<StoredDocument> reply)
{
    m_impl->read<StoredDocument>([kind, id, tenant](Database &db) { return readDocument(db, kind, id, tenant); }, std::move(reply));
}

void Store::documents(DocumentKind kind, const QString &tenant, Reply<QList<StoredDocument>> reply)
{
    m_impl->read<QList<StoredDocument>>([kind, tenant](Database &db) { return readDocuments(db, kind, tenant); }, std::move(reply));
}

void Store::removeDocument(DocumentKind kind, const QString &id, const QString &tenant, Reply<Done> reply)
{
    m_impl->write<Done>([kind, id, tenant](Transaction &tx) { return engine::removeDocument(tx, kind, id, tenant); }, std::move(reply));
}

void Store::openBenchmarks(Reply<QList<OpenBenchmark>> reply)
{
    m_impl->read<QList<OpenBenchmark>>([](Database &db) { return readOpenBenchmarks(db, {}); }, std::move(reply));
}

void Store::openBenchmarksOf(const QString &jobId, Reply<QList<OpenBenchmark>> reply)
{
    m_impl->read<QList<OpenBenchmark>>([jobId](Database &db) { return readOpenBenchmarks(db, jobId); }, std::move(reply));
}

void Store::startAttempt(const AttemptKey &key, bool announce, Reply<StartedAttempt> reply)
{
    m_impl->write<StartedAttempt>(
        [this, key, announce](Transaction &tx) {
            return m_impl->attemptWrites.start(tx, key, announce, key.attempt > 1 ? m_impl->logs.size(key.jobId, key.index) : 0);
        },
        std::move(reply));
}

void Store::recordProcess(const AttemptKey &key, const ProcessRecord &process, Reply<Done> reply)
{
    m_impl->write<Done>([key, process](Transaction &tx) { return AttemptWrites::recordProcess(tx, key, process); }, std::move(reply));
}

void Store::applyReport(const AttemptKey &key, qint64 number, const BenchmarkEvent &event, Reply<Done> reply)
{
    m_impl->write<Done>([this, key, number, event](Transaction &tx) { return m_impl->attemptWrites.applyReport(tx, key, number, event); },
                        std::move(reply));
}

void Store::retryAttempt(const AttemptRetry &retry, Reply<Done> reply)
{
    m_impl->write<Done>([this, retry](Transaction &tx) { return m_impl->attemptWrites.retry(tx, retry); }, std::move(reply));
}

void Store::warn(const QString &jobId, int index, const Message &message, Reply<Done> reply)
{
    m_impl->write<Done>([jobId, index, message](Transaction &tx) { return AttemptWrites::warn(tx, jobId, index, message); }, std::move(reply));
}

void Store::clearWarning(const QString &jobId, int index, const QString &code, Reply<Done> reply)
{
    m_impl->write<Done>([jobId, index, code](Transaction &tx) { return AttemptWrites::clearWarning(tx, jobId, index, code); },
                        std::move(reply));
}

void Store::endAttempt(const AttemptKey &key, const QString &exit, Reply<Done> reply)
{
    m_impl->write<Done>([key, exit](Transaction &tx) { return AttemptWrites::end(tx, key, exit); }, std::move(reply));
}

void Store::processEnded(const AttemptKey &key, const AttemptEnd &end, Reply<Done> reply)
{
    m_impl->write<Done>([key, end](Transaction &tx) { return AttemptWrites::processEnded(tx, key, end); }, std::move(reply));
}

void Store::leftProcesses(Reply<QList<LeftProcess>> reply)
{
    m_impl->read<QList<LeftProcess>>([](Database &db) { return readLeftProcesses(db); }, std::move(reply));
}

void Store::unsweptAttempts(qint64 beforeMs, int limit, Reply<QList<AttemptKey>> reply)
{
    m_impl->read<QList<AttemptKey>>([beforeMs, limit](Database &db) { return readUnswept(db, beforeMs, limit); }, std::move(reply));
}

void Store::attemptsSwept(const QList<AttemptKey> &keys, Reply<Done> reply)
{
    m_impl->write<Done>([keys](Transaction &tx) { return AttemptWrites::swept(tx, keys); }, std::move(reply));
}

void Store::noteCommand(const CommandRecord &command, Reply<Done> reply)
{
    m_impl->write<Done>([command](Transaction &tx) { return engine::noteCommand(tx, command); }, std::move(reply));
}

void Store::decideCommand(const QString &hash, CommandDecision decision, Reply<CommandRecord> reply)
{
    m_impl->write<CommandRecord>([hash, decision](Transaction &tx) { return engine::decideCommand(tx, hash, decision); }, std::move(reply));
}

void Store::commands(Reply<QList<CommandRecord>> reply)
{
    m_impl->read<QList<CommandRecord>>([](Database &db) { return readCommands(db); }, std::move(reply));
}

void Store::appendLog(const QString &jobId, int index, const QString &line)
{
    m_impl->logs.append(jobId, index, line);
}

void Store::log(const QString &jobId, int index, const QString &tenant, qint64 offset, qint64 limit, Reply<LogPiece> reply)
{
    m_impl->read<LogPiece>(
        [this, jobId, index, tenant, offset, limit](Database &db) -> Result<LogPiece> {
            const auto job = findJob(db, jobId, tenant);
            if (!job)
                return job.error();
            if (const auto attempt = findAttempt(db, *job, index); !attempt)
                return attempt.error();
            return m_impl->logs.read(jobId, index, offset, limit);
        },
        std::move(reply));
}

void Store::attemptLog(const AttemptKey &key, const QString &tenant, qint64 offset, qint64 limit, Reply<LogPiece> reply)
{
    m_impl->read<LogPiece>(
        [this, key, tenant, offset, limit](Database &db) -> Result<LogPiece> {
            const auto part = readAttemptLogPart(db, key, tenant);
            if (!part)
                return part.error();
            return m_impl->logs.read(key.jobId, key.index, offset, limit, *part);
        },
        std::move(reply));
}

void Store::addChangeListener(std::function<void(const ChangeRecord &)> listener)
{
    m_impl->writer.addChangeListener(std::move(listener));
}

QString Store::epoch() const
{
    return m_impl->epoch;
}

qint64 Store::lastChange() const
{
    return m_impl->writer.lastChange();
}

qint64 Store::jobCount(RunState state) const
{
    return m_impl->writer.counts().of(state);
}

std::optional<Error> Store::health() const
{
    return m_impl->writer.damage();
}

StoreSizes Store::sizes() const
{
    const QString file = databaseFile(m_impl->options);
    return {QFileInfo(file).size(), QFileInfo(file + QLatin1String("-wal")).size(), m_impl->options.freeBytes(m_impl->options.workspace)};
}

const StoreOptions &Store::options() const
{
    return m_impl->options;
}

QString Store::jobFolder(const QString &jobId, int index) const
{
    return m_impl->logs.folder(jobId, index);
}

void Store::flush()
{
    m_impl->writer.flush();
}

void Store::stop()
{
    m_impl->stopChecking();
    m_impl->readers.stop(); // first: an open reader would keep the last checkpoint from ending
    m_impl->writer.stop();
}

} // namespace assay::engine
