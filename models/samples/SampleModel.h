#pragma once

#include "models/common/LoadState.h"
#include "models/common/Roles.h"
#include "services/api/JobService.h"

#include <QAbstractTableModel>
#include <QSet>
#include <QTimer>

#include <array>

namespace assay {

/// The samples of one benchmark, as many as there are, with only a few chunks of them in memory. Rows are fetched when they
/// are looked at and show "…" until then; filter, search and order are the server's work. GUI thread.
class SampleModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        OrdinalColumn,
        VerdictColumn,
        ScoreColumn,
        ExtractedColumn,
        TargetColumn,
        ResponseColumn,
        LatencyColumn,
        TokensColumn,
        ColumnCount,
    };
    using Load = LoadState;
    enum class Outcome { Pass, Fail, NotExtracted, Error, Unscored };
    enum Role { OutcomeRole = FirstOwnRole, LoadedRole };
    static constexpr int chunkRows = 256;
    static constexpr int maxChunks = 48;

    explicit SampleModel(JobService &service, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Unsortable columns are ignored, see isSortable().
    void sort(int column, Qt::SortOrder order) override;
    static bool isSortable(int column);

    /// Shows another benchmark; filter, search and order stay. An empty job id shows nothing.
    void setSource(const QString &jobId, int benchmarkIndex);
    void setFilter(SampleQuery::Filter filter);
    void setSearch(const QString &text);
    SampleQuery::Filter filter() const { return m_filter; }
    QString search() const { return m_search; }
    int benchmarkIndex() const { return m_benchmarkIndex; }
    /// Asks again for the rows that are looked at and for the counts; what is shown stays until the answer comes.
    void refresh();
    /// Forgets the last error and asks again.
    void retry();

    Load load() const { return m_load; }
    Error lastError() const { return m_error; }
    /// The sample of a row, or null while it is not here; asks for it then.
    const Sample *sampleAt(int row) const;
    /// Samples that match the search under each filter; none while not known.
    std::optional<qint64> count(SampleQuery::Filter filter) const { return m_counts.at(std::size_t(filter)); }
    /// Looks for the next row after `row` (before it when backwards) that did not pass; failureFound() tells. -1 starts.
    void findFailure(int row, bool backwards = false);
    int chunksInMemory() const { return int(m_chunks.size()); }

    static Outcome outcome(const Sample &sample);
    static QString outcomeText(Outcome outcome); ///< glyph and word

Q_SIGNALS:
    void loadChanged();
    void countsChanged();
    void failureFound(int row); ///< -1: there is none in that direction

private:
    struct Chunk {
        QList<Sample> rows;
        quint64 used = 0;
        bool stale = false;
    };
    QString jobText(const Sample &sample, int column) const;
    SampleQuery query(qint64 offset, int limit) const;
    void restart();
    void want(int chunk) const;
    void fetchWanted();
    void fetch(int chunk);
    void take(int chunk, const Result<SamplePage> &page);
    void setTotal(int total);
    void evict();
    void fetchCounts();
    void scan(qint64 from, bool backwards, quint64 ticket);
    void setLoad(Load load, const Error &error = {});

    JobService &m_service;
    QString m_jobId;
    int m_benchmarkIndex = 0;
    SampleQuery::Filter m_filter = SampleQuery::Filter::All;
    QString m_search;
    int m_sortColumn = OrdinalColumn;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    int m_total = 0;
    Load m_load = Load::Idle;
    Error m_error;
    quint64 m_ticket = 0, m_countTicket = 0, m_scanTicket = 0; ///< answers of older ones are dropped
    mutable QHash<int, Chunk> m_chunks;
    mutable quint64 m_useCounter = 0;
    mutable QList<int> m_wanted; ///< latest last
    QSet<int> m_pending;
    mutable QTimer m_fetchTimer;
    std::array<std::optional<qint64>, 5> m_counts;
};

} // namespace assay
