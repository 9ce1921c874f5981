#include "services/engine/imports/ImportTask.h"

#include "services/engine/imports/EvalCardReader.h"
#include "services/engine/imports/LmEvalReader.h"
#include "services/engine/imports/PromptfooReader.h"
#include "services/engine/imports/Recognise.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <set>

namespace assay::engine::imports {

namespace {

constexpr qsizetype mostFiles = 1'000'000;
constexpr qint64 headWeight = 100, mostKept = 2'000'000; ///< in ids of samples; a head weighs as much as a hundred of them

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// "A sentence that may begin with a small letter": clauses of readers become sentences.
QString sentence(QString clause)
{
    if (clause.isEmpty())
        return tr("It cannot be read.");
    clause[0] = clause.at(0).toUpper();
    return clause.endsWith(QLatin1Char('.')) ? clause : clause + QLatin1Char('.');
}

} // namespace

ImportTask::ImportTask(Store &store, ImportProgress &progress, QString tenant, QString owner)
    : m_store(store), m_progress(progress), m_tenant(std::move(tenant)), m_owner(std::move(owner)), m_feed(store)
{
}

void ImportTask::problem(const File &file, const QString &place, const QString &message)
{
    m_progress.problem({file.path, place, message});
}

void ImportTask::problem(const File &file, const Error &error)
{
    if (error.kind != Error::Kind::Cancelled)
        problem(file, {}, sentence(error.message));
}

void ImportTask::run(const QStringList &paths, const std::function<qint64()> &nowMs)
{
    m_progress.begin(nowMs());
    for (const QString &path : paths)
        list(path);
    addSiblings();
    qint64 bytes = 0;
    for (const File &file : std::as_const(m_files))
        bytes += file.size;
    m_progress.found(m_files.size(), bytes);
    for (const File &file : std::as_const(m_files)) {
        if (stopped())
            break;
        readHead(file);
    }
    m_feed.drain();
    if (!stopped())
        matchLmEval();
    readSamples();
    m_feed.drain();
    if (const auto fault = m_feed.fault())
        m_progress.end(ImportProgress::State::Failed, fault->message, nowMs());
    else
        m_progress.end(m_progress.cancelled ? ImportProgress::State::Cancelled : ImportProgress::State::Completed, {}, nowMs());
}

void ImportTask::list(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return problem({path}, {}, tr("There is no such file or folder."));
    if (!info.isDir())
        return addFile(path, true);
    if (!info.isReadable())
        return problem({path}, {}, tr("The folder cannot be read: check its permissions."));
    // Links to folders are not followed: they may lead round in a circle.
    QDirIterator entries(path, QDir::Files | QDir::Readable, QDirIterator::Subdirectories);
    QStringList found;
    while (entries.hasNext() && found.size() < mostFiles && !m_progress.cancelled)
        found << entries.next();
    found.sort();
    for (const QString &one : std::as_const(found))
        addFile(one, false);
}

void ImportTask::addFile(const QString &path, bool named)
{
    const QFileInfo info(path);
    const QString canonical = info.canonicalFilePath();
    if (m_listed.contains(canonical))
        return;
    m_listed.insert(canonical);
    if (!info.isFile()) { // a device or a pipe may never end
        if (named)
            problem({path}, {}, tr("It is no regular file."));
        return;
    }
    m_files.append({path, info.size(), named});
}

/// Who names a results file of lm-evaluation-harness means its samples, too, which lie beside it.
void ImportTask::addSiblings()
{
    const QList<File> named = m_files;
    for (const File &file : named) {
        const QFileInfo info(file.path);
        const QString name = info.completeBaseName();
        if (!file.named || !name.startsWith(QLatin1String("results_")))
            continue;
        const QString stamp = name.mid(8);
        for (const QString &sibling : info.dir().entryList({QStringLiteral("samples_*")}, QDir::Files)) {
            if (sibling.endsWith(QLatin1Char('_') + stamp + QLatin1String(".jsonl")))
                addFile(info.dir().filePath(sibling), false);
        }
    }
}

void ImportTask::readHead(const File &file)
{
    m_progress.reading(file.path);
    const Format format = recognise(file.path);
    if (format == Format::Unknown) {
        m_progress.skipped();
        m_progress.fileDone(file.size);
        if (file.named)
            problem(file, {}, tr("It is no result that can be imported: known are results of lm-evaluation-harness, logs of Inspect (.eval and JSON), results of promptfoo and EvaluationCards."));
        return;
    }
    if (format == Format::LmEvalSamples) {
        m_lmEvalSamples.append(file);
        return;
    }
    const auto identity = identify(file.path, [this](qint64) { return !m_progress.cancelled; });
    if (!identity)
        return problem(file, identity.error());
    readHead(file, format, *identity);
}

void ImportTask::readHead(const File &file, Format format, const FileIdentity &identity)
{
    Waiting waiting;
    QList<ImportedRun> runs;
    std::optional<Error> error;
    const auto take = [&](auto &&result, const auto &taken) {
        if (result)
            taken(*result);
        else
            error = result.error();
    };
    const auto takeLog = [&](const InspectLog &log) {
        runs = {log.run};
        if (mayKeep(headWeight + log.ordinals.size()))
            waiting.log = log;
    };
    const auto takeRun = [&](const ImportedRun &run) {
        runs = {run};
        if (!run.doubt.isEmpty())
            problem(file, {}, run.doubt);
    };
    const auto takeRuns = [&](const QList<ImportedRun> &list) {
        runs = list;
        if (mayKeep(headWeight * list.size()))
            waiting.runs = list;
    };
    switch (format) {
    case Format::InspectArchive: take(readInspectArchive(file.path), takeLog); break;
    case Format::InspectJson: take(readInspectJson(file.path), takeLog); break;
    case Format::Promptfoo: take(readPromptfoo(file.path, [this] { return stopped(); }), takeRuns); break;
    case Format::LmEval: take(readLmEvalResults(file.path), takeRun); break;
    default: take(readEvalCard(file.path), takeRun); break;
    }
    if (error) {
        m_progress.fileDone(file.size);
        return problem(file, *error);
    }
    waiting.parts = make(file, format, identity, runs);
    if (stopped() || waiting.parts.empty())
        return;
    if (format == Format::InspectArchive || format == Format::InspectJson || format == Format::Promptfoo)
        m_waiting.push_back(std::move(waiting));
    else
        m_progress.fileDone(file.size);
}

bool ImportTask::mayKeep(qint64 weight)
{
    if (m_kept + weight > mostKept)
        return false;
    m_kept += weight;
    return true;
}

std::vector<std::shared_ptr<ImportTask::Pending>> ImportTask::make(const File &file, Format format, const FileIdentity &identity, const QList<ImportedRun> &runs)
{
    const bool samples = format == Format::InspectArchive || format == Format::InspectJson || format == Format::Promptfoo;
    std::vector<std::shared_ptr<Pending>> parts;
    for (int position = 0; position < runs.size(); ++position) {
        const ImportedRun &run = runs.at(position);
        auto pending = std::make_shared<Pending>(Pending{file, identity, format, run.part, {}, position});
        parts.push_back(pending);
        const RunOrigin origin{file.path, identity, formatName(format), m_tenant, m_owner};
        const MadeRun made{{}, run.name, file.path, origin.tool, false};
        const bool going = m_feed.make(importedJob(run, origin, !samples), [this, pending, made](const ImportedContent &content) {
            pending->jobId = content.jobId;
            pending->complete = content.complete;
            MadeRun told = made;
            told.id = content.jobId;
            told.known = content.known;
            m_progress.run(told);
        });
        if (!going)
            break;
        if (format == Format::LmEval)
            m_lmEval.push_back({pending, run});
    }
    return parts;
}

SampleSink ImportTask::sinkFor(const File &file, std::function<QString(int run)> jobOf, std::function<int(int benchmark)> indexOf)
{
    SampleSink sink;
    sink.sample = [this, jobOf = std::move(jobOf), indexOf = std::move(indexOf)](int run, int benchmark, Sample &&sample) {
        const QString job = jobOf(run);
        if (job.isEmpty())
            return true; // of a run that is complete
        m_progress.samples(1);
        return m_feed.sample(job, indexOf(benchmark), std::move(sample));
    };
    sink.problem = [this, file](const QString &place, const QString &message) { problem(file, place, message); };
    sink.cancelled = [this] { return stopped(); };
    sink.position = [this](qint64 bytes) { m_progress.within(bytes); };
    return sink;
}

void ImportTask::readSamples()
{
    while (!m_waiting.empty() && !stopped()) {
        Waiting waiting = std::move(m_waiting.front());
        m_waiting.pop_front();
        const auto &parts = waiting.parts;
        const File &file = parts.front()->file;
        m_progress.reading(file.path);
        const bool complete = std::ranges::all_of(parts, [](const auto &part) { return part->complete; });
        if (!complete && parts.front()->format == Format::Promptfoo)
            promptfooSamples(parts, std::move(waiting.runs));
        else if (!complete)
            inspectSamples(*parts.front(), std::move(waiting.log));
        m_progress.fileDone(file.size);
    }
}

/// Whether a run is complete with what was read of its samples. What is damaged will not get better; what could not be read may be
/// another time, so the next import of it goes on.
bool ImportTask::wasRead(const File &file, const Result<Done> &read)
{
    if (!read)
        problem(file, read.error());
    return !stopped() && (read || read.error().kind != Error::Kind::Storage);
}

void ImportTask::inspectSamples(const Pending &pending, std::optional<InspectLog> kept)
{
    auto log = kept                                     ? Result<InspectLog>(std::move(*kept))
             : pending.format == Format::InspectArchive ? readInspectArchive(pending.file.path)
                                                        : readInspectJson(pending.file.path);
    if (!log)
        return problem(pending.file, log.error());
    SampleCounts counts;
    const SampleSink sink = sinkFor(pending.file, [&](int) { return pending.jobId; }, [](int) { return 0; });
    if (!wasRead(pending.file, readInspectSamples(pending.file.path, pending.format, *log, counts, sink)))
        return;
    ImportedBenchmark &benchmark = log->run.benchmarks.first();
    counts.finish(benchmark);
    m_feed.finish(pending.jobId, contentKey(pending.identity, pending.part, m_tenant), {{0, additionalInfo(benchmark)}});
}

void ImportTask::promptfooSamples(const std::vector<std::shared_ptr<Pending>> &parts, std::optional<QList<ImportedRun>> kept)
{
    const File &file = parts.front()->file;
    auto runs = kept ? Result<QList<ImportedRun>>(std::move(*kept)) : readPromptfoo(file.path, [this] { return stopped(); });
    if (!runs || runs->size() != qsizetype(parts.size()))
        return problem(file, runs ? Error{Error::Kind::Conflict, tr("It changed while it was imported")} : runs.error());
    QList<QList<SampleCounts>> counts;
    for (const ImportedRun &run : std::as_const(*runs))
        counts.append(QList<SampleCounts>(run.benchmarks.size()));
    const SampleSink sink = sinkFor(
        file, [&](int run) { return parts[std::size_t(run)]->complete ? QString() : parts[std::size_t(run)]->jobId; }, [](int benchmark) { return benchmark; });
    if (!wasRead(file, readPromptfooSamples(file.path, *runs, counts, sink)))
        return;
    for (const auto &part : parts) {
        if (part->complete)
            continue;
        QHash<int, QByteArray> infos;
        ImportedRun &run = (*runs)[part->position];
        for (int index = 0; index < run.benchmarks.size(); ++index) {
            counts.at(part->position).at(index).finish(run.benchmarks[index]);
            infos.insert(index, additionalInfo(run.benchmarks.at(index)));
        }
        m_feed.finish(part->jobId, contentKey(part->identity, part->part, m_tenant), infos);
    }
}

/// Files of samples know neither their task nor their run. The harness names them after both; where names were changed, the results
/// know the samples by a hash over them.
void ImportTask::matchLmEval()
{
    QSet<QString> unmatched;
    for (const File &file : std::as_const(m_lmEvalSamples))
        unmatched.insert(file.path);
    std::set<std::pair<const Pending *, qsizetype>> taken; // runs of the same items have samples with the same hash: one file each
    const auto offer = [&](const auto &fits) {
        for (const File &file : std::as_const(m_lmEvalSamples)) {
            if (stopped() || !unmatched.contains(file.path))
                continue;
            for (const LmEvalRun &run : m_lmEval) {
                const QList<ImportedBenchmark> &all = run.run.benchmarks;
                const auto found = std::ranges::find_if(all, [&](const ImportedBenchmark &one) {
                    return !one.samplesName.isEmpty() && !taken.contains({run.pending.get(), &one - all.constData()}) && fits(file, run, one);
                });
                if (found == all.end())
                    continue;
                taken.insert({run.pending.get(), found - all.begin()});
                unmatched.remove(file.path);
                m_progress.reading(file.path);
                lmEvalSamples(run, int(found - all.begin()), file);
                m_progress.fileDone(file.size);
                break;
            }
        }
    };
    offer([](const File &file, const LmEvalRun &run, const ImportedBenchmark &benchmark) {
        const QFileInfo results(run.pending->file.path), samples(file.path);
        const QString name = results.completeBaseName();
        return samples.path() == results.path() && name.startsWith(QLatin1String("results_"))
            && samples.completeBaseName() == QLatin1String("samples_") + benchmark.samplesName + QLatin1Char('_') + name.mid(8);
    });
    QHash<QString, QString> hashes;
    const auto sameHash = [&](const File &file, const ImportedBenchmark &benchmark) {
        const QString wanted = textOf(at(benchmark.info, {"config", "task_hash"}));
        if (wanted.isEmpty())
            return false;
        if (!hashes.contains(file.path)) {
            const auto hash = lmEvalSamplesHash(file.path, [this] { return stopped(); });
            hashes.insert(file.path, hash ? *hash : QString());
        }
        return hashes.value(file.path) == wanted;
    };
    offer([&](const File &file, const LmEvalRun &run, const ImportedBenchmark &benchmark) {
        return QFileInfo(file.path).path() == QFileInfo(run.pending->file.path).path() && sameHash(file, benchmark);
    });
    offer([&](const File &file, const LmEvalRun &, const ImportedBenchmark &benchmark) { return sameHash(file, benchmark); });
    for (const LmEvalRun &run : m_lmEval) {
        if (!stopped())
            tellMissing(run, [&](qsizetype benchmark) { return taken.contains({run.pending.get(), benchmark}); });
    }
    for (const File &file : std::as_const(m_lmEvalSamples)) {
        if (stopped() || !unmatched.contains(file.path))
            continue;
        m_progress.fileDone(file.size);
        problem(file, {}, tr("These are samples of lm-evaluation-harness, but the results file they belong to (results_….json) is not among the imported files."));
    }
}

/// Not what the harness hashed. Fewer documents than the task has may also be chosen with --samples.
bool ImportTask::isCut(const File &file, const ImportedBenchmark &benchmark)
{
    const QString wanted = textOf(at(benchmark.info, {"config", "task_hash"}));
    const auto hash = lmEvalSamplesHash(file.path, [this] { return stopped(); });
    return !wanted.isEmpty() && hash && *hash != wanted;
}

/// The harness writes results first, and then a file of samples for each task. Where it was stopped between them, some are missing.
void ImportTask::tellMissing(const LmEvalRun &run, const std::function<bool(qsizetype benchmark)> &found)
{
    QStringList missing;
    bool any = false;
    for (qsizetype benchmark = 0; benchmark < run.run.benchmarks.size(); ++benchmark) {
        const ImportedBenchmark &one = run.run.benchmarks.at(benchmark);
        if (found(benchmark))
            any = true;
        else if (!one.samplesName.isEmpty() && !at(one.info, {"config", "task_hash"}).is_null()) // the hash says that there were samples
            missing << one.id;
    }
    if (any && !missing.isEmpty()) // else the results were imported on their own
        problem(run.pending->file, {}, tr("The samples of these tasks are missing, and only their results were imported: %1.").arg(missing.join(QLatin1String(", "))));
}

void ImportTask::lmEvalSamples(const LmEvalRun &run, int benchmark, const File &file)
{
    const auto identity = identify(file.path, [this](qint64) { return !stopped(); });
    if (!identity)
        return problem(file, identity.error());
    const QString key = contentKey(*identity, run.pending->jobId, {});
    const auto known = m_feed.known(key);
    if (!known)
        return problem(file, known.error());
    if (known->complete)
        return;
    ImportedBenchmark filled = run.run.benchmarks.at(benchmark);
    SampleCounts counts;
    const SampleSink sink = sinkFor(file, [&](int) { return run.pending->jobId; }, [benchmark](int) { return benchmark; });
    if (!wasRead(file, readLmEvalSamples(file.path, filled, counts, sink)))
        return;
    if (const auto wanted = wholeOf(at(filled.info, "items")); wanted && counts.count() < *wanted && isCut(file, filled))
        problem(file, {}, tr("It has the samples of %1 documents, and the results are of %2: its end is missing.").arg(counts.count()).arg(*wanted));
    counts.finish(filled);
    putConfig(filled.info, "samples_sha256", identity->sha256.toStdString());
    m_feed.finish(run.pending->jobId, key, {{benchmark, additionalInfo(filled)}});
}

} // namespace assay::engine::imports
