#include "services/verdict/RunComparison.h"

#include "services/verdict/ResultMetrics.h"
#include "services/verdict/ScoreMeaning.h"

#include <QCoreApplication>
#include <QPair>

#include <algorithm>
#include <cmath>
#include <memory>

namespace assay {

namespace {

using State = ComparedCell::State;
using Basis = ComparedCell::Basis;

/// One benchmark of the comparison and where each run has it.
struct BenchmarkLine {
    QString providerId, id;
    int turn = 0;
    QList<int> places; ///< by run: position in its benchmarks; -1: not run
};

QList<BenchmarkLine> linesOf(const QList<QList<RunBenchmark>> &runs, int baseline)
{
    using Key = QPair<QString, int>; // id, turn; the provider is looked at last
    QList<BenchmarkLine> lines;
    QMultiHash<Key, qsizetype> known;
    const auto add = [&](int run, int place, bool exact) {
        const RunBenchmark &one = runs.at(run).at(place);
        for (const qsizetype at : known.values({ one.id, one.turn })) {
            BenchmarkLine &line = lines[at];
            if (line.places.at(run) >= 0 || (exact && line.providerId != one.providerId))
                continue;
            line.places[run] = place;
            return true;
        }
        return false;
    };
    QList<int> order { baseline };
    for (int run = 0; run < runs.size(); ++run) {
        if (run != baseline)
            order << run;
    }
    for (const int run : std::as_const(order)) {
        QList<int> open;
        for (int place = 0; place < runs.at(run).size(); ++place) {
            if (!add(run, place, true))
                open << place;
        }
        for (const int place : std::as_const(open)) {
            if (add(run, place, false))
                continue;
            const RunBenchmark &one = runs.at(run).at(place);
            known.insert({ one.id, one.turn }, lines.size());
            lines << BenchmarkLine { one.providerId, one.id, one.turn, QList<int>(runs.size(), -1) };
            lines.last().places[run] = place;
        }
    }
    return lines;
}

State missingState(RunState state)
{
    switch (state) {
    case RunState::Failed: return State::Failed;
    case RunState::Cancelled: return State::Cancelled;
    case RunState::Completed:
    case RunState::PartiallyFailed: return State::NoMetric;
    default: return State::Pending;
    }
}

bool isGraded(const Values &values)
{
    return std::ranges::any_of(values, [](double value) { return value != 0 && value != 1; });
}

/// Fills the rows of one comparison.
class Filling {
public:
    Filling(const QList<ComparedRun> &runs, const RunComparisonOptions &options)
        : m_runs(runs)
        , m_options(options)
    {
        for (const ComparedRun &run : runs)
            m_benchmarks << runBenchmarks(run.job, run.plan);
    }

    bool run(const std::function<bool()> &cancelled)
    {
        for (const BenchmarkLine &line : linesOf(m_benchmarks, m_options.baseline)) {
            if (cancelled && cancelled())
                return false;
            addRows(line);
        }
        return spendDraws(cancelled);
    }
    QList<ComparedRow> rows;

private:
    /// Graded pairs whose bootstrap waits until all are known.
    struct Waiting {
        qsizetype row = 0;
        int run = 0;
        ScorePairs pairs;
    };

    QStringList wantedMetrics(const RunBenchmark &one, int run) const;
    void addRows(const BenchmarkLine &line);
    ComparedRow rowOf(const BenchmarkLine &line, const QString &metric, const RunBenchmark &first) const;
    MetricSummary summaryOf(const RunBenchmark &one, int run, const ComparedRow &row);
    void fill(ComparedCell &cell, const RunBenchmark &one, const ComparedRow &row, const MetricSummary &summary) const;
    void compare(const BenchmarkLine &line, ComparedRow &row, const QList<MetricSummary> &summaries);
    void comparePaired(ComparedRow &row, int run, ScorePairs pairs);
    void setPaired(ComparedRow &row, int run, const ScorePairs &pairs, const CompareOptions &options) const;
    void compareBare(ComparedRow &row, int run, const QList<MetricSummary> &summaries, const QString &note) const;
    bool spendDraws(const std::function<bool()> &cancelled);
    const ScoreColumns *scoresOf(int run, int index) const
    {
        const auto found = m_runs.at(run).scores.constFind(index);
        return found == m_runs.at(run).scores.constEnd() || found->itemKeys.isEmpty() ? nullptr : &*found;
    }

    const QList<ComparedRun> &m_runs;
    const RunComparisonOptions &m_options;
    QList<QList<RunBenchmark>> m_benchmarks;
    QHash<QPair<int, int>, ResultMetrics> m_metrics; ///< run, result
    std::vector<Waiting> m_waiting;
};

ComparedRow Filling::rowOf(const BenchmarkLine &line, const QString &metric, const RunBenchmark &first) const
{
    ComparedRow row;
    row.providerId = line.providerId;
    row.id = line.id;
    row.turn = line.turn;
    row.metric = metric;
    row.primary = metric == first.metric;
    const MetricInfo info = metricInfo(metric);
    row.unit = info.unit;
    row.lowerIsBetter = row.primary ? first.lowerIsBetter : info.lowerIsBetter;
    row.cells.resize(m_runs.size());
    return row;
}

MetricSummary Filling::summaryOf(const RunBenchmark &one, int run, const ComparedRow &row)
{
    if (one.metric == row.metric || one.result < 0)
        return one.summary;
    const QPair<int, int> key { run, one.result };
    auto metrics = m_metrics.find(key);
    if (metrics == m_metrics.end())
        metrics = m_metrics.insert(key, ResultMetrics(m_runs.at(run).job.results.benchmarks.at(one.result)));
    return metrics->summary(row.metric, row.lowerIsBetter);
}

/// Beside the primary one.
QStringList Filling::wantedMetrics(const RunBenchmark &one, int run) const
{
    const bool some = std::ranges::any_of(m_options.metrics, [&one](const auto &wanted) { return wanted.first == one.id; });
    if (!m_options.allMetrics && !some)
        return {};
    QStringList names = ResultMetrics(m_runs.at(run).job.results.benchmarks.at(one.result)).names();
    if (!m_options.allMetrics)
        names.removeIf([&](const QString &name) { return !m_options.metrics.contains(std::pair(one.id, name)); });
    return names;
}

void Filling::addRows(const BenchmarkLine &line)
{
    m_metrics.clear();
    // The baseline says what a benchmark is about, else the first run that has a metric.
    const RunBenchmark *first = nullptr;
    QList<int> order { m_options.baseline };
    for (int run = 0; run < m_runs.size(); ++run)
        order << run;
    QStringList metrics;
    for (const int run : std::as_const(order)) {
        const int place = line.places.at(run);
        const RunBenchmark *one = place < 0 ? nullptr : &m_benchmarks.at(run).at(place);
        if (!one)
            continue;
        if (!first || (first->metric.isEmpty() && !one->metric.isEmpty()))
            first = one;
        if (one->result >= 0)
            metrics << wantedMetrics(*one, run);
    }
    metrics.prepend(first->metric);
    metrics.removeDuplicates();
    for (const QString &metric : std::as_const(metrics)) {
        ComparedRow row = rowOf(line, metric, *first);
        QList<MetricSummary> summaries(m_runs.size());
        for (int run = 0; run < m_runs.size(); ++run) {
            if (line.places.at(run) < 0)
                continue;
            const RunBenchmark &one = m_benchmarks.at(run).at(line.places.at(run));
            summaries[run] = summaryOf(one, run, row);
            fill(row.cells[run], one, row, summaries.at(run));
        }
        compare(line, row, summaries);
        rows << row;
    }
}

void Filling::fill(
    ComparedCell &cell, const RunBenchmark &one, const ComparedRow &row, const MetricSummary &summary) const
{
    const bool own = one.metric == row.metric;
    cell.index = one.index;
    cell.note = one.message;
    if (own && one.gate)
        cell.judged = judge(summary, one.gate, m_options.policy, one.state, QLocale());
    const bool ended = one.state == RunState::Completed || one.state == RunState::PartiallyFailed;
    if (!ended || !summary.value) {
        cell.state = missingState(one.state);
        if (cell.state == State::NoMetric && row.primary && !own && one.summary.value) {
            const QString instead = QCoreApplication::translate("assay", "It reported %1 instead.").arg(one.metric);
            cell.note = cell.note.isEmpty() ? instead : QStringLiteral("%1 %2").arg(cell.note, instead);
        }
        return;
    }
    cell.state = State::Shown;
    cell.value = summary.value;
    cell.n = summary.n && *summary.n > 0 ? summary.n : std::nullopt;
    cell.interval = metricInterval(summary, m_options.policy.level);
    if (own && row.primary && one.lowerIsBetter != row.lowerIsBetter) {
        cell.state = State::NotComparable;
        cell.note = one.lowerIsBetter
            ? QCoreApplication::translate("assay", "Lower counts as better in this run, and higher in the baseline.")
            : QCoreApplication::translate("assay", "Higher counts as better in this run, and lower in the baseline.");
    }
}

void Filling::compare(const BenchmarkLine &line, ComparedRow &row, const QList<MetricSummary> &summaries)
{
    const int base = m_options.baseline;
    ComparedCell &baseline = row.cells[base];
    if (baseline.state != State::Shown)
        return;
    baseline.basis = Basis::Baseline;
    const auto indexOf = [&](int run) { return m_benchmarks.at(run).at(line.places.at(run)).index; };
    const auto meaningOf = [](const ScoreColumns *scores, double value) { return scores ? scoreMeaning(*scores, value) : std::nullopt; };
    const ScoreColumns *before = row.primary ? scoresOf(base, indexOf(base)) : nullptr;
    const auto was = meaningOf(before, *baseline.value);
    std::optional<ScoreJoin> join; // once for all runs
    for (int run = 0; run < m_runs.size(); ++run) {
        ComparedCell &cell = row.cells[run];
        if (run == base || cell.state != State::Shown)
            continue;
        const ScoreColumns *after = row.primary ? scoresOf(run, indexOf(run)) : nullptr;
        const SharedMeaning meaning = sharedMeaning(was, *baseline.value, meaningOf(after, *cell.value), *cell.value);
        if (meaning.kind == SharedMeaning::Kind::OtherScale) {
            cell.state = State::NotComparable;
            cell.note = QCoreApplication::translate(
                "assay", "One of the two runs reports a share from 0 to 1, the other a percentage.");
            continue;
        }
        if (meaning.kind == SharedMeaning::Kind::Same) {
            if (!join)
                join.emplace(*before);
            ScorePairs pairs = join->with(*after, false, meaning.missing);
            pairs.scale = meaning.scale;
            cell.missing = meaning.missing;
            comparePaired(row, run, std::move(pairs));
            if (cell.basis == Basis::Paired)
                continue;
        }
        compareBare(row, run, summaries, row.primary ? unpairedText(meaning.kind, before && after) : QString());
    }
}

void Filling::comparePaired(ComparedRow &row, int run, ScorePairs pairs)
{
    constexpr std::size_t fewest = 2;
    if (pairs.before.size() < fewest)
        return;
    ComparedCell &cell = row.cells[run];
    cell.basis = Basis::Paired;
    const CompareOptions &options = m_options.test;
    const bool drawn = options.test == CompareOptions::Test::Bootstrap || options.test == CompareOptions::Test::Automatic;
    if (drawn && pairs.groups.isEmpty() && static_cast<qsizetype>(pairs.before.size()) <= options.bootstrapUpTo
        && (isGraded(pairs.before) || isGraded(pairs.after))) {
        m_waiting.push_back({ rows.size(), run, std::move(pairs) });
        return;
    }
    setPaired(row, run, pairs, options);
}

void Filling::setPaired(ComparedRow &row, int run, const ScorePairs &pairs, const CompareOptions &options) const
{
    ComparedCell &cell = row.cells[run];
    cell.comparison = comparePairs(pairs, row.metric, row.lowerIsBetter, options);
    if (!cell.comparison) {
        cell.basis = Basis::None;
        return;
    }
    cell.difference = cell.comparison->difference;
    if (pairs.unscored > 0) {
        const double apart = *cell.value - *row.cells.at(m_options.baseline).value;
        const QString note = leftOutText(pairs.unscored, apart, *cell.difference);
        cell.note = cell.note.isEmpty() ? note : QStringLiteral("%1 %2").arg(cell.note, note);
    }
}

void Filling::compareBare(ComparedRow &row, int run, const QList<MetricSummary> &summaries, const QString &note) const
{
    ComparedCell &cell = row.cells[run];
    MetricSummary before = summaries.at(m_options.baseline), after = summaries.at(run);
    before.lowerIsBetter = after.lowerIsBetter = row.lowerIsBetter;
    cell.comparison = compareSummaries(before, after, m_options.test);
    cell.basis = cell.comparison ? Basis::Unpaired : Basis::NoUncertainty;
    cell.difference = *after.value - *before.value;
    cell.note = note;
}

bool Filling::spendDraws(const std::function<bool()> &cancelled)
{
    std::ranges::stable_sort(m_waiting, {}, [](const Waiting &one) { return one.pairs.before.size(); });
    double left = m_options.mostDraws;
    for (const Waiting &one : m_waiting) {
        if (cancelled && cancelled())
            return false;
        CompareOptions options = m_options.test;
        left -= 2.0 * options.bootstrap.resamples * static_cast<double>(one.pairs.before.size());
        if (left < 0)
            options.test = CompareOptions::Test::StudentT;
        setPaired(rows[one.row], one.run, one.pairs, options);
    }
    return true;
}

/// Holm over every comparison that has a p.
qsizetype adjustAll(QList<ComparedRow> &rows)
{
    QList<Comparison *> all;
    QList<double> raw;
    for (ComparedRow &row : rows) {
        for (ComparedCell &cell : row.cells) {
            if (cell.comparison) {
                all << &*cell.comparison;
                raw << cell.comparison->pValue;
            }
        }
    }
    const QList<double> adjusted = holm(raw);
    for (qsizetype i = 0; i < all.size(); ++i) {
        all.at(i)->adjusted = adjusted.at(i);
        all.at(i)->comparisons = all.size();
    }
    return all.size();
}

ComparisonTally tallyOf(const QList<ComparedRow> &rows, int run)
{
    ComparisonTally tally;
    for (const ComparedRow &row : rows) {
        if (!row.primary)
            continue;
        const ComparedCell &cell = row.cells.at(run);
        tally.missing += !cell.difference;
        tally.unknown += cell.difference && !cell.comparison;
        tally.chance += cell.comparison && !cell.significant();
        tally.better += cell.significant() && cell.comparison->better();
        tally.worse += cell.significant() && !cell.comparison->better();
    }
    return tally;
}

} // namespace

Result<RunComparison> compareRuns(
    const QList<ComparedRun> &runs, const RunComparisonOptions &options, const std::function<bool()> &cancelled)
{
    if (options.baseline < 0 || options.baseline >= runs.size())
        return Error { Error::Kind::Invalid,
            QCoreApplication::translate("assay", "There is nothing to compare with: choose a run as the baseline.") };
    Filling filling(runs, options);
    if (!filling.run(cancelled))
        return Error { Error::Kind::Cancelled };
    RunComparison out;
    out.baseline = options.baseline;
    out.level = options.test.level;
    out.rows = std::move(filling.rows);
    out.tested = options.adjust ? adjustAll(out.rows) : 0;
    for (int run = 0; run < runs.size(); ++run) {
        out.refs << runs.at(run).ref;
        out.names << runs.at(run).name;
        out.tallies << (run == options.baseline ? ComparisonTally {} : tallyOf(out.rows, run));
    }
    return out;
}

Verdict judgeDrop(const ComparedRow &row, int run, double most, GatePolicy::Mode mode)
{
    const ComparedCell &cell = row.cells.at(run);
    if (!cell.difference)
        return Verdict::NoResult;
    const auto drop = [&row](double better, double worse) { return row.lowerIsBetter ? worse : -better; };
    double least = drop(*cell.difference, *cell.difference), largest = least;
    if (cell.comparison && mode == GatePolicy::Mode::Strict) {
        const Interval &interval = cell.comparison->interval;
        least = drop(interval.high, interval.low);
        largest = drop(interval.low, interval.high);
    }
    return largest <= most ? Verdict::Pass : least > most ? Verdict::Fail : Verdict::TooClose;
}

} // namespace assay
