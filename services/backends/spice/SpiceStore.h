#pragma once

#include "services/core/Job.h"
#include "services/core/Result.h"
#include "services/core/Sample.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QSet>

#include <memory>

template<typename T>
class QPromise;

namespace assay {

class DraftStore;

/// One eval of a job on its way to the runtime.
struct SpiceCall {
    QString runId;      ///< as the runtime names it; empty: not known yet
    QStringList before; ///< runs of the same eval and model that were there before it was sent: none of them is this one
    qint64 sentMs = 0;  ///< since 1970; 0: not sent
    qint64 lostMs = 0;  ///< since when its answer is lost; 0: it is not
    int parts = -1;     ///< pieces of its samples that are kept; -1: not copied yet
    bool operator==(const SpiceCall &) const = default;
};

/// A job as it is kept here: a runtime forgets its runs within a day, and knows no jobs.
struct SpiceRecord {
    Job job;
    QString key;            ///< of the submit that made it; empty: started by somebody else
    QList<SpiceCall> calls; ///< one for each of job.benchmarks
};

/// Jobs and samples of one runtime, as small files of the profile. What save() answered survives a crash. GUI thread.
class SpiceStore : public QObject {
    Q_OBJECT
public:
    /// `place`: names the runtime in the files' names.
    SpiceStore(DraftStore &files, const QString &place, QObject *parent = nullptr);

    /// Another runtime: what is kept of it is read by the next load().
    void moveTo(const QString &place);

    /// Reads what is kept, once; an error is that of the disk.
    QFuture<Result<Done>> load();
    /// After load().
    QList<const SpiceRecord *> records() const;
    SpiceRecord *find(const QString &id);
    /// The record that has this run; null: none.
    SpiceRecord *ofRun(const QString &runId);
    /// Runs that the user took out: they are not taken in again while the runtime lists them.
    const QSet<QString> &removed() const { return m_removed; }
    /// Removed runs that the runtime does not list any more need not be remembered.
    void forgetRemoved(const QSet<QString> &listed);

    /// A new record that cannot be written is none.
    QFuture<Result<Done>> save(const SpiceRecord &record);
    QFuture<Result<Done>> remove(const QString &id);
    /// Done when every part is on the disk; the answer is their number, for SpiceCall::parts.
    QFuture<Result<int>> saveSamples(const QString &id, int index, const QList<Sample> &samples);
    QFuture<Result<QList<Sample>>> samples(const QString &id, int index, int parts);

private:
    QString recordFile(const QString &id) const;
    QString partFile(const QString &id, int index, int part) const;
    QFuture<Result<Done>> saveIndex();
    void indexRead(const Result<QByteArray> &text);
    void recordRead(const QString &id, const Result<QByteArray> &text);
    void loaded(const Result<Done> &result);
    void loadPart(const QString &id, int index, int part, int parts, const QList<Sample> &before, const std::shared_ptr<QPromise<Result<QList<Sample>>>> &promise);

    DraftStore &m_files;
    QString m_place;
    QStringList m_order; ///< of the index
    QHash<QString, std::shared_ptr<SpiceRecord>> m_records;
    QSet<QString> m_removed;
    QList<std::shared_ptr<QPromise<Result<Done>>>> m_waiting;
    enum class Load { Not, Loading, Done } m_load = Load::Not;
    int m_reading = 0, m_moved = 0;
};

QByteArray encodeSpiceRecord(const SpiceRecord &record);
Result<SpiceRecord> decodeSpiceRecord(const QByteArray &text);

} // namespace assay
