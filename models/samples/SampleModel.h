#pragma once

#include "models/common/Roles.h"
#include "models/samples/SampleCells.h"
#include "models/samples/SampleRows.h"
#include "services/core/SampleExpression.h"
#include "services/verdict/RightRule.h"

#include <QAbstractTableModel>

#include <array>
#include <functional>

namespace assay {

class TriageBook;

/// The samples of one benchmark, as many as there are, with only a few chunks of them in memory. Rows are fetched when they
/// are looked at and show "…" until then; filter, search and order are the server's work. Behind the columns that every sample
/// has stand those of its scorers and its metadata, as they are met. GUI thread.
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
        PromptTokensColumn,
        ReasonColumn, ///< this and the next two: what people noted, empty without setTriage()
        LabelColumn,
        TagsColumn,
        FixedColumns,
    };
    using Load = LoadState;
    enum class Outcome { Pass, Fail, NotExtracted, Error, Unscored, Measured }; ///< Measured: neither right nor wrong
    enum Role { OutcomeRole = FirstOwnRole, LoadedRole };
    static constexpr int chunkRows = SampleRows::chunkRows;
    static constexpr int maxChunks = SampleRows::maxChunks;
    static constexpr int maxNamedColumns = 60;

    explicit SampleModel(JobService &service, QObject *parent = nullptr);
    /// What was noted about the samples that are shown. It outlives the model. Set it once, before setSource().
    void setTriage(TriageBook &book);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Unsortable columns are ignored, see isSortable().
    void sort(int column, Qt::SortOrder order) override;
    static bool isSortable(int column);

    /// Shows another benchmark; filter, search and order stay, but for an order by a scorer or metadata. An empty job id shows nothing.
    void setSource(const QString &jobId, int benchmarkIndex, const RightRule &rule = {});
    /// What is right in this benchmark, where that is known only later. Servers know scores only: what they call passed and failed is asked for accordingly.
    void setRightRule(const RightRule &rule);
    const RightRule &rightRule() const { return m_rule; }
    void setFilter(SampleQuery::Filter filter);
    /// A filter expression (see SampleExpression.h). One that is not valid changes the rows in nothing; problem() names the place.
    void setExpression(const QString &text);
    std::optional<SampleExpressionProblem> problem() const { return m_problem; }
    SampleQuery::Filter filter() const { return m_filter; }
    QString expression() const { return m_expressionText; }
    QString jobId() const { return m_jobId; }
    int benchmarkIndex() const { return m_benchmarkIndex; }
    /// "scorer.NAME" or "meta.NAME" of the columns from FixedColumns on; also what completes an expression.
    QStringList names() const { return m_names; }
    /// Searching, stopped and how far; see SampleRows.
    const SampleRows &rows() const { return m_rows; }
    void stopSearch() { m_rows.stop(); }
    /// Asks again for the rows that are looked at and for the counts; what is shown stays until the answer comes.
    void refresh();
    /// Forgets the last error and asks again.
    void retry();

    Load load() const { return m_rows.load(); }
    Error lastError() const { return m_rows.lastError(); }
    /// The sample of a row, or null while it is not here; asks for it then.
    const Sample *sampleAt(int row) const { return m_rows.at(row); }
    using ReadHandler = std::function<void(const Result<Sample> &)>;
    /// Asks for the texts of a row in full, at most `textChars` characters of each (0: all), and answers each time it is asked: by then
    /// another row may be looked at. Never after setSource() chose another benchmark, nor for a row that is not here.
    void readSample(int row, int textChars, ReadHandler done);
    /// Samples of the expression under each filter; none while not known.
    std::optional<qint64> count(SampleQuery::Filter filter) const { return m_counts.at(std::size_t(filter)); }
    /// Looks for the next row after `row` (before it when backwards) that did not pass; failureFound() tells. -1 starts.
    void findFailure(int row, bool backwards = false);
    int chunksInMemory() const { return m_rows.chunksInMemory(); }

    static Outcome outcome(const Sample &sample, const RightRule &rule = {});
    static bool isFailure(Outcome outcome) { return outcome != Outcome::Pass && outcome != Outcome::Measured; }
    static QString outcomeText(Outcome outcome); ///< glyph and word

Q_SIGNALS:
    void loadChanged();
    void countsChanged();
    void searchChanged();      ///< how far the search is, or that it ended
    void problemChanged();
    void failureFound(int row); ///< -1: there is none in that direction

private:
    void connectRows();
    QString cellText(const Sample &sample, int column) const;
    QString triageText(const Sample &sample, int column) const;
    SampleQuery query(SampleQuery::Filter filter) const;
    void restart();
    void learnNames(int first, int last);
    void fetchCounts();
    void scan(qint64 from, bool backwards, quint64 ticket);
    void scanFound();

    JobService &m_service;
    SampleRows m_rows;
    TriageBook *m_triage = nullptr;
    QString m_jobId;
    int m_benchmarkIndex = 0;
    RightRule m_rule;
    SampleQuery::Filter m_filter = SampleQuery::Filter::All;
    QString m_expressionText;
    SampleExpression m_expression;
    std::optional<SampleExpressionProblem> m_problem;
    QStringList m_names;
    mutable SampleCells m_cells; ///< a cache
    QString m_sortWord = QStringLiteral("ordinal"); ///< as SampleQuery::sort has it
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    quint64 m_countTicket = 0, m_scanTicket = 0, m_sourceTicket = 0; ///< answers of older ones are dropped
    struct FoundScan {
        int row;
        bool backwards;
    };
    std::optional<FoundScan> m_foundScan; ///< waits for rows of a search to be here again
    std::array<std::optional<qint64>, 5> m_counts;
};

} // namespace assay
