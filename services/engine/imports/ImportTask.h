#pragma once

#include "services/engine/imports/ImportProgress.h"
#include "services/engine/imports/InspectReader.h"
#include "services/engine/imports/StoredRuns.h"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace assay::engine::imports {

/// One import from its paths to its end: the runs of all files first, by what stands before the samples, then the samples file by file.
/// A file that cannot be read is told and the rest goes on. For one thread; `progress` is shared.
class ImportTask {
public:
    ImportTask(Store &store, ImportProgress &progress, QString tenant, QString owner);
    /// Blocks until all is stored, it was cancelled (progress.cancelled) or the store refused. Ends `progress` with `nowMs()`.
    void run(const QStringList &paths, const std::function<qint64()> &nowMs);

private:
    struct File {
        QString path;
        qint64 size = 0;
        bool named = false; ///< by the user, not found in a folder
    };
    /// A run whose samples are to be read. Filled in by the store's thread until the feed is drained.
    struct Pending {
        File file;
        FileIdentity identity;
        Format format = Format::Unknown;
        QString part, jobId;
        int position = 0; ///< among the runs of its file
        bool complete = false;
    };
    /// A file whose samples are to be read, with what its head said, so that it is not read twice; empty where that would be too much
    /// to keep for all files.
    struct Waiting {
        std::vector<std::shared_ptr<Pending>> parts; ///< its runs, at least one
        std::optional<InspectLog> log;
        std::optional<QList<ImportedRun>> runs; ///< of promptfoo
    };
    struct LmEvalRun {
        std::shared_ptr<Pending> pending;
        ImportedRun run;
    };

    bool stopped() const { return m_progress.cancelled.load() || m_feed.fault(); }
    void list(const QString &path);
    void addFile(const QString &path, bool named);
    void addSiblings();
    void readHead(const File &file);
    void readHead(const File &file, Format format, const FileIdentity &identity);
    std::vector<std::shared_ptr<Pending>> make(const File &file, Format format, const FileIdentity &identity, const QList<ImportedRun> &runs);
    bool mayKeep(qint64 weight);
    void readSamples();
    bool wasRead(const File &file, const Result<Done> &read);
    void inspectSamples(const Pending &pending, std::optional<InspectLog> kept);
    void promptfooSamples(const std::vector<std::shared_ptr<Pending>> &parts, std::optional<QList<ImportedRun>> kept);
    void matchLmEval();
    void tellMissing(const LmEvalRun &run, const std::function<bool(qsizetype benchmark)> &found);
    bool isCut(const File &file, const ImportedBenchmark &benchmark);
    void lmEvalSamples(const LmEvalRun &run, int benchmark, const File &file);
    SampleSink sinkFor(const File &file, std::function<QString(int run)> jobOf, std::function<int(int benchmark)> indexOf);
    void problem(const File &file, const QString &place, const QString &message);
    void problem(const File &file, const Error &error);

    Store &m_store;
    ImportProgress &m_progress;
    const QString m_tenant, m_owner;
    StoreFeed m_feed;
    QList<File> m_files;
    QSet<QString> m_listed; ///< canonical paths
    std::deque<Waiting> m_waiting;
    qint64 m_kept = 0; ///< weight of what m_waiting holds of heads
    std::vector<LmEvalRun> m_lmEval;
    QList<File> m_lmEvalSamples;
};

} // namespace assay::engine::imports
