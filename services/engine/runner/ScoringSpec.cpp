#include "services/engine/runner/ScoringSpec.h"

#include "services/engine/runner/JudgeSettings.h"
#include "services/engine/scoring/Scoring.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

QString list(const QStringList &words) { return words.join(QLatin1String(", ")); }

/// The first scorer keeps plain metric names; a later one that computes the same gets "FUNCTION." before all of its own.
void prefix(TaskScorer &scorer, QSet<QString> &taken)
{
    const auto clashes = [&](const QString &prefix) {
        return std::any_of(scorer.aggregations.begin(), scorer.aggregations.end(),
                           [&](const QString &name) { return taken.contains(prefix + name); });
    };
    const QString base = scorer.function.section(QLatin1String("::"), -1);
    for (int copy = 1; clashes(scorer.metricPrefix); ++copy)
        scorer.metricPrefix = copy == 1 ? base + QLatin1Char('.') : QStringLiteral("%1-%2.").arg(base).arg(copy);
    for (const QString &name : std::as_const(scorer.aggregations))
        taken.insert(scorer.metricPrefix + name);
}

void readAggregations(const JsonReader &in, TaskScorer &out, const ScoringFunction &function)
{
    out.aggregations = in.textList("aggregations");
    out.aggregations.removeDuplicates();
    if (out.aggregations.isEmpty())
        out.aggregations = function.defaultAggregations();
    if (out.aggregations.isEmpty())
        in.fail("aggregations", tr("must name at least one; known are %1.").arg(list(aggregationIds())));
    for (const QString &aggregation : std::as_const(out.aggregations)) {
        if (!aggregationIds().contains(aggregation))
            in.fail("aggregations", tr("'%1' is unknown; known are %2.").arg(aggregation, list(aggregationIds())));
    }
}

void readJudge(const JsonReader &in, TaskScorer &out)
{
    if (!in.has("judge"))
        return;
    if (!out.isJudge()) {
        in.fail("judge", tr("belongs to functions that ask a judge model only; remove it."));
        return;
    }
    out.judge = in.raw("judge");
    JudgeSettings unused; // its members are checked; what is missing may come from the benchmark's parameters
    readJudgeSettings(in.member("judge"), unused);
}

} // namespace

bool TaskScorer::isJudge() const { return function.startsWith(QLatin1String("llm-as-judge::")); }

QList<TaskScorer> readScoring(const JsonReader &root, const QString &targetColumn)
{
    QList<TaskScorer> scoring;
    const auto entries = root.list("scoring");
    if (entries.empty())
        root.fail("scoring", tr("must name at least one scoring function; known are %1.").arg(list(scoringFunctionIds())));
    QSet<QString> taken;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const JsonReader in = root.object(entries[i], QStringLiteral("scoring[%1]").arg(i));
        in.onlyMembers({"function", "params", "expected", "aggregations", "judge"});
        TaskScorer out;
        out.function = in.text("function");
        out.params = in.has("params") ? in.raw("params") : nlohmann::json();
        if (out.params.is_object() && out.params.empty())
            out.params = nullptr; // `params: {}` means the default definition too
        out.expectedColumn = in.text("expected", targetColumn);
        if (out.function.isEmpty())
            continue;
        if (!scoringFunctionIds().contains(out.function)) {
            in.fail("function", tr("'%1' is unknown; known are %2.").arg(out.function, list(scoringFunctionIds())));
            continue;
        }
        if (out.isJudge() && out.params.is_object() && !out.params.contains("judge_model"))
            out.params["judge_model"] = ""; // the judge's settings name it
        const auto function = makeScoringFunction(out.function, out.params);
        if (!function) {
            in.fail("params", function.error().message);
            continue;
        }
        readAggregations(in, out, **function);
        readJudge(in, out);
        prefix(out, taken);
        scoring.append(out);
    }
    return scoring;
}

QStringList computedMetrics(const QList<TaskScorer> &scoring)
{
    QStringList computed;
    for (const TaskScorer &scorer : scoring) {
        for (const QString &name : scorer.aggregations)
            computed << scorer.metricPrefix + name;
    }
    return computed;
}

} // namespace assay::engine
