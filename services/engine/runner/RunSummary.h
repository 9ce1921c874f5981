#pragma once

#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/runner/ItemScorer.h"

#include <nlohmann/json.hpp>

#include <map>
#include <vector>

namespace assay::engine {

/// Adds finished items up to a benchmark's result. Keeps scores and latencies only, by slot, so that the result does not
/// depend on the order of arrival. Items with an error are left out of every metric: missing is not zero.
class RunSummary {
public:
    explicit RunSummary(std::shared_ptr<const AttemptPlan> plan);

    bool has(qint64 slot) const { return m_states[static_cast<std::size_t>(slot)] != State::Missing; }
    void add(const ScoredItem &item);
    /// An item that an earlier life of the attempt stored; false when it does not belong to this plan or was added already.
    bool addStored(const Sample &sample);

    qint64 total() const { return static_cast<qint64>(m_states.size()); }
    qint64 count() const { return m_count; }
    qint64 errors() const { return m_errors; }
    const QString &firstError() const { return m_firstError; }
    /// More items failed than maxErrorShare of all: no further answer can change that.
    bool tooManyErrors() const { return double(m_errors) > maxErrorShare * double(total()); }
    static constexpr double maxErrorShare = 0.2;
    /// A sentence about answers of judges that hold no score; empty when all do.
    QString unreadText() const;

    /// Metrics, schema and additional_info. source: AnswerSource::description(). seconds: spent asking, this life only.
    /// Error::Invalid: an aggregation that cannot be computed.
    Result<AttemptOutcome> finish(const nlohmann::json &source, double seconds) const;

private:
    enum class State : char { Missing, Scored, Failed };
    struct Column {
        std::vector<nlohmann::json> scores, weights; ///< by slot; weights empty when no result has one
        qint64 notExtracted = 0, unread = 0; ///< unread: answers of the judge that hold no score
        std::string firstUnread;
    };
    void take(const Sample &sample, const std::vector<nlohmann::json> &results);
    void takeMetadata(const Sample &sample);
    int groupOf(std::size_t item) const;
    nlohmann::json rowsOf(const Column &column, bool judged) const;
    nlohmann::json statistics(const Column &column, const QString &aggregation) const;
    nlohmann::json config() const;
    nlohmann::json originConfig() const;
    void putScoring(nlohmann::json &config) const;
    nlohmann::json judges() const;
    Result<Done> putMetrics(std::size_t scorer, nlohmann::ordered_json &metrics, nlohmann::json &uncertainty) const;
    nlohmann::json information(const nlohmann::json &source, double seconds) const;

    std::shared_ptr<const AttemptPlan> m_plan;
    std::vector<State> m_states;
    std::vector<Column> m_columns; ///< by scorer
    std::vector<double> m_latencies;
    std::map<std::string, qint64> m_finishReasons;
    std::map<std::string, int> m_groupNumbers;
    std::vector<int> m_groups; ///< by item, from 1; 0: of no group; empty: no item has one
    qint64 m_count = 0, m_errors = 0, m_notExtracted = 0;
    qint64 m_promptTokens = 0, m_completionTokens = 0, m_withTokens = 0;
    qint64 m_withAllTokens = 0; ///< answers whose prompt and completion tokens are both known
    double m_timedTokens = 0, m_timedMs = 0; ///< of items that have both
    QString m_firstError;
};

} // namespace assay::engine
