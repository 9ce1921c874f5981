#pragma once

#include "models/common/LoadState.h"
#include "models/common/PageCache.h"
#include "services/api/JobService.h"

#include <QObject>
#include <QStringList>

namespace assay {

/// The rows behind the sample table: chunks of them, fetched when they are looked at, only a few in memory. A query that needs no
/// texts knows its rows by number; one that looks into texts finds them part by part until its end, and remembers where each
/// chunk begins. GUI thread.
class SampleRows : public QObject {
    Q_OBJECT
public:
    static constexpr int chunkRows = 256;
    static constexpr int maxChunks = 48;
    static constexpr int excerptChars = 400; ///< of each text; the sample in full is asked for on its own

    explicit SampleRows(JobService &service, QObject *parent = nullptr);

    /// Forgets the rows and asks anew. An empty job id shows nothing. `texts`: the query's expression looks into texts.
    void setQuery(const QString &jobId, int benchmarkIndex, const SampleQuery &query, bool texts);
    /// Asks again for what is looked at; what is shown stays until the answer comes. A search is left alone while it runs.
    void refresh();
    void retry(); ///< forgets the last error and asks again
    void stop();  ///< of a search: what was found stays

    int total() const { return m_total; }
    /// The sample of a row, or null while it is not here; asks for it then.
    const Sample *at(int row) const;
    int chunksInMemory() const { return m_pages.held(); }
    LoadState load() const { return m_load; }
    Error lastError() const { return m_error; }

    bool searches() const { return m_texts; }           ///< rows are found part by part
    bool isSearching() const { return m_texts && !m_atEnd && !m_stopped; }
    bool isStopped() const { return m_texts && m_stopped; }
    qint64 lookedAt() const { return m_lookedAt; }       ///< samples
    qint64 toLookAt() const { return m_toLookAt; }
    qint64 gaveUp() const { return m_gaveUp; }           ///< samples that a regular expression took too long for

Q_SIGNALS:
    void aboutToReset();
    void reset();
    void aboutToGrow(int total);
    void grown();
    void aboutToShrink(int total);
    void shrunk();
    void rowsChanged(int first, int last);
    void loadChanged();
    void searchChanged(); ///< progress
    void counted(qint64 total);

private:
    void fetch(int chunk);
    void take(int chunk, const Result<SamplePage> &page);
    void fetchFound(int chunk, const QString &after, const QList<Sample> &before);
    void searchOn();
    void takeFound(const SamplePage &page);
    void fetchCount();
    void setTotal(int total);
    void keep(int chunk, const QList<Sample> &rows);
    void setLoad(LoadState load, const Error &error = {});

    JobService &m_service;
    QString m_jobId;
    int m_benchmarkIndex = 0;
    SampleQuery m_query;
    bool m_texts = false;
    int m_total = 0;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    quint64 m_ticket = 0; ///< answers of older ones are dropped
    mutable PageCache<Sample> m_pages{chunkRows, maxChunks, [this](int chunk) { fetch(chunk); }}; ///< a look asks for what is missing

    QStringList m_starts;  ///< of a search: where each chunk begins
    QString m_next;
    bool m_atEnd = false, m_stopped = false, m_asking = false;
    qint64 m_lookedAt = 0, m_toLookAt = 0, m_gaveUp = 0;
};

} // namespace assay
