#include "services/engine/scoring/Scorers.h"
#include "services/engine/scoring/Scoring.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace assay::engine {

using namespace scoring;
using nlohmann::ordered_json;

namespace {

[[noreturn]] void noRows()
{
    throw PyError("ZeroDivisionError",
        QCoreApplication::translate("assay",
            "There is nothing to aggregate: no row has a score, or all "
            "weights are zero."));
}

[[noreturn]] void noNumber(const json &value)
{
    throw PyError("TypeError",
        QCoreApplication::translate("assay", "A score or weight must be a number to be added up, not %1.")
            .arg(QLatin1String(pyTypeName(value))));
}

/// A Python number: exact as long as it is whole.
struct Number {
    bool whole = true;
    Int128 integer = 0;
    double real = 0;
    double toDouble() const { return whole ? static_cast<double>(integer) : real; }
    ordered_json toJson() const
    {
        constexpr Int128 low = std::numeric_limits<std::int64_t>::min(),
                         high = std::numeric_limits<std::int64_t>::max();
        if (whole && integer >= low && integer <= high)
            return static_cast<std::int64_t>(integer);
        return std::isfinite(toDouble()) ? ordered_json(toDouble()) : ordered_json();
    }
};

Number numberOf(const json &value)
{
    if (value.is_boolean())
        return { true, value.get<bool>() ? 1 : 0, 0 };
    if (value.is_number_unsigned())
        return { true, static_cast<Int128>(value.get<std::uint64_t>()), 0 };
    if (value.is_number_integer())
        return { true, static_cast<Int128>(value.get<std::int64_t>()), 0 };
    if (value.is_number_float())
        return { false, 0, value.get<double>() };
    noNumber(value);
}

Number product(const Number &a, const Number &b)
{
    if (a.whole && b.whole)
        return { true, a.integer * b.integer, 0 };
    return { false, 0, a.toDouble() * b.toDouble() };
}

/// sum() of Python 3.12: whole numbers exactly; from the first real one on doubles, with Neumaier's compensation for
/// the reals.
class Sum {
public:
    void add(const Number &term)
    {
        if (m_sum.whole && term.whole) {
            m_sum.integer += term.integer;
        } else if (m_sum.whole) {
            m_sum = { false, 0, m_sum.toDouble() + term.real };
        } else if (term.whole) {
            m_sum.real += term.toDouble();
        } else {
            const double s = m_sum.real, x = term.real, t = s + x;
            m_compensation += std::abs(s) >= std::abs(x) ? (s - t) + x : (x - t) + s;
            m_sum.real = t;
        }
    }
    Number total() const
    {
        Number result = m_sum;
        if (!result.whole && std::isfinite(m_compensation))
            result.real += m_compensation;
        return result;
    }

private:
    Number m_sum;
    double m_compensation = 0;
};

double quotient(const Number &sum, const Number &by)
{
    if (by.toDouble() == 0)
        noRows();
    if (sum.whole && by.whole) // exact beyond 2^53, too
        return static_cast<double>(static_cast<long double>(sum.integer) / static_cast<long double>(by.integer));
    return sum.toDouble() / by.toDouble();
}

ordered_json finite(double value)
{
    return std::isfinite(value) ? ordered_json(value) : ordered_json();
}

Number countOf(std::size_t count)
{
    return { true, static_cast<Int128>(count), 0 };
}

ordered_json accuracy(const json &rows)
{
    Sum sum;
    for (const auto &row : rows)
        sum.add(numberOf(column(row, "score")));
    return { { "accuracy", finite(quotient(sum.total(), countOf(rows.size()))) },
        { "num_correct", sum.total().toJson() }, { "num_total", rows.size() } };
}

ordered_json average(const json &rows)
{
    Sum sum;
    std::size_t count = 0;
    for (const auto &row : rows) {
        const json &score = column(row, "score");
        if (score.is_null())
            continue;
        sum.add(numberOf(score));
        ++count;
    }
    return { { "average", finite(quotient(sum.total(), countOf(count))) } };
}

ordered_json weightedAverage(const json &rows)
{
    Sum sum, weights;
    for (const auto &row : rows) {
        const json &score = column(row, "score");
        if (score.is_null())
            continue;
        const json &weight = column(row, "weight");
        if (!weight.is_null())
            sum.add(product(numberOf(score), numberOf(weight)));
    }
    for (const auto &row : rows) {
        const json &weight = column(row, "weight");
        if (!weight.is_null()) // also where the score is null: the reference keeps that weight in the divisor
            weights.add(numberOf(weight));
    }
    return { { "weighted_average", finite(quotient(sum.total(), weights.total())) } };
}

/// a < b of Python; TypeError for values that have no order.
bool pyLess(const json &a, const json &b)
{
    const auto numeric = [](const json &value) { return value.is_number() || value.is_boolean(); };
    if (a.is_string() && b.is_string())
        return a.get_ref<const std::string &>() < b.get_ref<const std::string &>();
    if (numeric(a) && numeric(b)) {
        const Number left = numberOf(a), right = numberOf(b);
        return left.whole && right.whole ? left.integer < right.integer : left.toDouble() < right.toDouble();
    }
    if (a.is_array() && b.is_array()) {
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
            if (!pyEquals(a[i], b[i]))
                return pyLess(a[i], b[i]);
        }
        return a.size() < b.size();
    }
    throw PyError("TypeError",
        QCoreApplication::translate("assay", "The scores cannot be put in order: %1 and %2.")
            .arg(QLatin1String(pyTypeName(a)), QLatin1String(pyTypeName(b))));
}

ordered_json median(const json &rows)
{
    std::vector<json> scores;
    for (const auto &row : rows) {
        const json &score = column(row, "score");
        if (!score.is_null())
            scores.push_back(score);
    }
    if (scores.empty())
        return { { "median", nullptr } };
    for (std::size_t i = 1; i < scores.size(); ++i)
        pyLess(scores[i], scores[0]); // complain before sorting: a comparison must not throw in the middle of it
    std::stable_sort(scores.begin(), scores.end(), pyLess);
    const std::size_t middle = scores.size() / 2;
    if (scores.size() % 2 == 1)
        return { { "median", ordered_json(scores[middle]) } };
    const Number low = numberOf(scores[middle - 1]), high = numberOf(scores[middle]);
    const double both
        = low.whole && high.whole ? static_cast<double>(low.integer + high.integer) : low.toDouble() + high.toDouble();
    return { { "median", finite(both / 2) } };
}

ordered_json categoricalCount(const json &rows)
{
    std::map<std::string, std::size_t> counts; // UTF-8 sorts by code point
    for (const auto &row : rows)
        ++counts[pyStr(column(row, "score")).toStdString()];
    ordered_json result = ordered_json::object();
    for (const auto &[text, count] : counts)
        result[text] = count;
    return { { "categorical_count", result } };
}

using Aggregator = ordered_json (*)(const json &);
constexpr std::pair<const char *, Aggregator> aggregators[] = {
    { "accuracy", accuracy },
    { "average", average },
    { "weighted_average", weightedAverage },
    { "median", median },
    { "categorical_count", categoricalCount },
};

ordered_json aggregateOne(const QString &function, const json &rows)
{
    for (const auto &[name, aggregator] : aggregators) {
        if (function == QLatin1String(name))
            return aggregator(rows);
    }
    throw PyError("ValueError",
        QCoreApplication::translate("assay", "%1 is no aggregation function; there are %2.")
            .arg(function, aggregationIds().join(QLatin1String(", "))));
}

} // namespace

QStringList aggregationIds()
{
    QStringList ids;
    for (const auto &[name, aggregator] : aggregators)
        ids << QLatin1String(name);
    return ids;
}

Result<nlohmann::ordered_json> aggregate(const QStringList &functions, const nlohmann::json &scoreRows)
{
    try {
        const bool usable = scoreRows.is_array()
            && std::all_of(scoreRows.begin(), scoreRows.end(), [](const json &row) { return row.is_object(); });
        if (!usable)
            throw PyError("TypeError", QCoreApplication::translate("assay", "Score rows must be a list of objects."));
        ordered_json result = ordered_json::object();
        for (const auto &function : functions)
            result[function.toStdString()] = aggregateOne(function, scoreRows);
        return result;
    } catch (const PyError &error) {
        return toError(error);
    }
}

} // namespace assay::engine
