#pragma once

#include "services/backends/rest/KeptRun.h"
#include "services/core/Result.h"
#include "services/core/Sample.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QThreadPool>

#include <memory>
#include <optional>
#include <utility>

template<typename T>
class QPromise;

namespace assay {

class DraftStore;

/// Jobs and samples of one server, as small files of the profile. What save() answered survives a crash. GUI thread.
class RunStore : public QObject {
    Q_OBJECT
public:
    /// `kind` and `place` name the server in the files' names.
    RunStore(DraftStore &files, const QString &kind, const QString &place, QObject *parent = nullptr);
    ~RunStore() override;

    /// Another server: what is kept of it is read by the next load().
    void moveTo(const QString &place);

    /// Reads what is kept, once; an error is that of the disk.
    QFuture<Result<Done>> load();
    /// After load().
    QList<const KeptRun *> records() const;
    KeptRun *find(const QString &id);
    /// The oldest job's first benchmark that waits to be sent.
    std::optional<std::pair<QString, int>> nextWaiting() const;
    /// A benchmark that the server works on, and whose run we can ask about.
    std::optional<std::pair<QString, int>> nextUnderWay() const;
    /// The record that has this run; null: none.
    KeptRun *ofRun(const QString &runId);
    /// Runs that the user took out: they are not taken in again while the server lists them.
    const QSet<QString> &removed() const { return m_removed; }
    /// Removed runs that the server does not list any more need not be remembered.
    void forgetRemoved(const QSet<QString> &listed);

    /// A new record that cannot be written is none. Error::Cancelled: a new one before load(), which moveTo() undoes.
    QFuture<Result<Done>> save(const KeptRun &record);
    QFuture<Result<Done>> remove(const QString &id);
    /// Done when every part is on the disk; the answer is their number, for RunCall::parts. Of a sample that is too long texts are
    /// cut and objects left out, as Sample::cutBytes tells. Error::Cancelled: the run was removed meanwhile.
    QFuture<Result<int>> saveSamples(const QString &id, int index, const QList<Sample> &samples);
    QFuture<Result<QList<Sample>>> samples(const QString &id, int index, int parts);

    QString place() const { return m_place; }

private:
    QString indexFile() const;
    QString recordFile(const QString &id) const;
    QString partFile(const QString &id, int index, int part) const;
    QFuture<Result<Done>> saveIndex();
    QFuture<Result<Done>> saveLong(const KeptRun &record);
    void writeUnfinished();
    QFuture<Result<Done>> write(const QString &id, const QByteArray &text);
    void indexRead(const Result<QByteArray> &text);
    void recordRead(const QString &id, const Result<QByteArray> &text);
    void recordDecoded(const QString &id, const Result<KeptRun> &record);
    void loaded(const Result<Done> &result);
    void loadPart(const QString &id, int index, int part, int parts, const QList<Sample> &before, const std::shared_ptr<QPromise<Result<QList<Sample>>>> &promise);

    DraftStore &m_files;
    const QString m_kind;
    QString m_place;
    QStringList m_order; ///< of the index
    QHash<QString, std::shared_ptr<KeptRun>> m_records;
    QSet<QString> m_removed;
    QList<std::shared_ptr<QPromise<Result<Done>>>> m_waiting;
    enum class Load { Not, Loading, Done } m_load = Load::Not;
    int m_reading = 0, m_moved = 0;
    QHash<QString, int> m_unfinished; ///< long records that are being encoded, and how often
    QThreadPool m_encoders; ///< of one thread, so that saves of a record keep their order
};

} // namespace assay
