#pragma once

#include "services/engine/imports/ImportTypes.h"

#include <atomic>
#include <mutex>

namespace assay::engine::imports {

/// A run that an import made, or found already there.
struct MadeRun {
    QString id, name, file, tool;
    bool known = false; ///< it was there before
};

/// How an import stands. Written by its thread, read by requests.
class ImportProgress {
public:
    enum class State { Waiting, Running, Completed, Cancelled, Failed };
    static constexpr qsizetype mostListed = 5000; ///< runs, and problems; the others are counted

    std::atomic<bool> cancelled{false};

    void begin(qint64 nowMs);
    void end(State state, const QString &message, qint64 nowMs);
    void found(qint64 files, qint64 bytes);  ///< the list of files is complete
    void reading(const QString &file);
    void fileDone(qint64 bytes);             ///< all of it, or it is passed over
    void within(qint64 bytes);               ///< read of the current file
    void skipped();                          ///< a file that is no result
    void run(const MadeRun &run);
    void samples(qint64 count);
    void problem(const ImportProblem &problem);

    State state() const;
    bool over() const;
    /// For GET: with the runs and problems after the ones that are known.
    Json view(qint64 runsKnown, qint64 problemsKnown) const;
    static const char *word(State state); ///< in view()
    /// Reads back what view() wrote.
    static void restore(const Json &document, ImportProgress &progress);

private:
    mutable std::mutex m_mutex;
    State m_state = State::Waiting;
    QString m_message, m_current;
    qint64 m_beganMs = 0, m_endedMs = 0;
    qint64 m_files = 0, m_filesDone = 0, m_bytes = 0, m_bytesDone = 0, m_within = 0, m_skipped = 0, m_samples = 0;
    qint64 m_made = 0, m_known = 0, m_problems = 0;
    QList<MadeRun> m_runs;
    QList<ImportProblem> m_listed;
};

} // namespace assay::engine::imports
