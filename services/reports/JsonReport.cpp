#include "services/reports/JsonReport.h"

#include "services/json/Json.h"
#include "services/reports/ReportText.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <cmath>

namespace assay::reports {

namespace {

using Out = nlohmann::ordered_json;

std::string text(const QString &value)
{
    return value.toStdString();
}

Out textOrNull(const QString &value)
{
    return value.isEmpty() ? Out() : Out(text(value));
}

Out number(const std::optional<double> &value)
{
    return value && std::isfinite(*value) ? Out(*value) : Out();
}

template<typename T>
Out plain(const std::optional<T> &value)
{
    return value ? Out(*value) : Out();
}

Out interval(const std::optional<double> &low, const std::optional<double> &high)
{
    return low && high ? Out{*low, *high} : Out();
}

Out serverWord(const std::optional<ReportServerWord> &word)
{
    if (!word)
        return {};
    Out out;
    if (!word->metric.isEmpty())
        out["metric"] = text(word->metric);
    out["score"] = number(word->score);
    out["threshold"] = number(word->threshold);
    out["pass"] = plain(word->pass);
    return out;
}

Out metricOut(const ReportMetric &metric)
{
    return {{"name", text(metric.name)}, {"unit", text(metric.unit)}, {"lower_is_better", metric.lowerIsBetter},
            {"value", number(metric.value)}, {"standard_error", number(metric.standardError)}, {"n", plain(metric.n)},
            {"interval", interval(metric.low, metric.high)}};
}

Out scoreOut(const ReportScore &score)
{
    Out out{{"index", score.index < 0 ? Out() : Out(score.index)}, {"id", text(score.benchmarkId)}, {"provider_id", text(score.providerId)},
            {"state", textOrNull(score.state)}, {"message", textOrNull(score.message)}, {"metric", text(score.metric)},
            {"unit", text(score.unit)}, {"lower_is_better", score.lowerIsBetter}, {"value", number(score.value)},
            {"standard_error", number(score.standardError)}, {"n", plain(score.n)}, {"interval", interval(score.low, score.high)}};
    out["judgement"] = {{"verdict", verdictId(score.verdict)}, {"gate", number(score.gate)}, {"margin", number(score.margin)},
                        {"reason", textOrNull(score.reason)}};
    out["server"] = serverWord(score.server);
    out["not_extracted"] = plain(score.notExtracted);
    out["errors"] = plain(score.errors);
    out["latency_ms"] = number(score.latencyMs);
    out["prompt_tokens"] = plain(score.promptTokens);
    out["completion_tokens"] = plain(score.completionTokens);
    out["metrics"] = Out::array();
    for (const ReportMetric &metric : score.otherMetrics)
        out["metrics"].push_back(metricOut(metric));
    return out;
}

Out facts(const QList<QPair<QString, QString>> &list)
{
    Out out = Out::array(); // a label may come twice
    for (const auto &[name, value] : list)
        out.push_back({{"label", text(name)}, {"text", text(value)}});
    return out;
}

Out stored(const QByteArray &json)
{
    return json.isEmpty() ? Out() : Out::parse(json.begin(), json.end(), nullptr, false);
}

Out itemsOut(const ReportItems &items)
{
    Out keys = Out::array(), repeats = Out::array(), scores = Out::array();
    for (qsizetype i = 0; i < items.keys.size(); ++i) {
        keys.push_back(text(items.keys.at(i)));
        repeats.push_back(items.repeats.value(i));
        scores.push_back(number(items.scores.value(i)));
    }
    Out out{{"benchmark_index", items.benchmarkIndex}, {"keys", keys}, {"repeats", repeats}, {"scores", scores}};
    if (!items.groups.isEmpty())
        out["groups"] = std::vector<int>(items.groups.begin(), items.groups.end());
    return out;
}

Out checkOut(const ReportCheck &check)
{
    return {{"benchmark", textOrNull(check.benchmarkId)}, {"metric", textOrNull(check.metric)}, {"rule", text(check.name)},
            {"verdict", verdictId(check.verdict)}, {"reason", text(check.reason)}};
}

Out runOut(const ReportRun &run)
{
    Out out{{"label", text(run.model)}, {"ref", textOrNull(run.ref)}, {"job_id", textOrNull(run.jobId)}, {"name", textOrNull(run.jobName)},
            {"state", textOrNull(run.state)}};
    out["judgement"] = {{"verdict", verdictId(run.verdict)}, {"sentence", text(runSentence(run))}, {"run_gate", nullptr}};
    if (run.runGate)
        out["judgement"]["run_gate"] = {{"value", number(run.runGate->value)}, {"gate", run.runGate->gate},
                                        {"verdict", verdictId(run.runGate->verdict)}, {"reason", text(run.runGate->reason)}};
    out["server"] = serverWord(run.server);
    out["benchmarks"] = Out::array();
    for (const ReportScore &score : run.scores)
        out["benchmarks"].push_back(scoreOut(score));
    out["checks"] = Out::array();
    for (const ReportCheck &check : run.checks)
        out["checks"].push_back(checkOut(check));
    out["provenance"] = facts(run.provenance);
    out["job_file"] = textOrNull(QString::fromUtf8(run.jobFile));
    out["job"] = stored(run.jobJson);
    out["plan"] = stored(run.planJson);
    out["items"] = Out::array();
    for (const ReportItems &items : run.items)
        out["items"].push_back(itemsOut(items));
    return out;
}

Out differenceOut(const ReportDifference &one)
{
    return {{"run", one.run}, {"benchmark", text(one.benchmarkId)}, {"metric", text(one.metric)}, {"unit", text(one.unit)},
            {"lower_is_better", one.lowerIsBetter}, {"before", number(one.before)}, {"after", number(one.after)},
            {"difference", number(one.difference)}, {"interval", interval(one.low, one.high)}, {"p", number(one.pValue)},
            {"p_adjusted", number(one.adjusted)}, {"pairs", one.pairs}, {"gained", plain(one.gained)}, {"lost", plain(one.lost)},
            {"significant", one.significant}, {"better", plain(one.better)}, {"sentence", textOrNull(one.sentence)}};
}

Out itemList(const QList<ReportItem> &items)
{
    Out out = Out::array();
    for (const ReportItem &item : items)
        out.push_back({{"key", text(item.key)}, {"prompt", text(item.prompt)}, {"target", text(item.target)},
                       {"response_a", text(item.responseA)}, {"response_b", text(item.responseB)}});
    return out;
}

Out flipsOut(const ReportFlips &flips)
{
    return {{"benchmark", text(flips.benchmarkId)}, {"a", text(flips.modelA)}, {"b", text(flips.modelB)}, {"gained", flips.gained},
            {"lost", flips.lost}, {"both_right", flips.bothRight}, {"both_wrong", flips.bothWrong}, {"p", number(flips.pValue)},
            {"gained_items", itemList(flips.gainedItems)}, {"lost_items", itemList(flips.lostItems)}};
}

Out comparisonOut(const ReportData &data)
{
    Out out{{"baseline", *data.baseline}, {"correction", textOrNull(data.correction)}, {"caveats", Out::array()},
            {"settings", Out::array()}, {"differences", Out::array()}};
    for (const ReportCaveat &caveat : data.caveats)
        out["caveats"].push_back({{"level", caveatId(caveat.level)}, {"benchmark", textOrNull(caveat.benchmarkId)}, {"text", text(caveat.text)}});
    for (const ReportSetting &setting : data.settings) {
        Out values = Out::array();
        for (const QString &value : setting.values)
            values.push_back(value.isNull() ? Out() : Out(text(value)));
        out["settings"].push_back({{"benchmark", textOrNull(setting.benchmarkId)}, {"key", text(setting.key)}, {"values", values}});
    }
    for (const ReportDifference &one : data.differences)
        out["differences"].push_back(differenceOut(one));
    return out;
}

QString tr(const char *words)
{
    return QCoreApplication::translate("assay", words);
}

Error invalid(const QString &what, const QString &place = {})
{
    return Error{Error::Kind::Invalid, what, place};
}

/// Throws nlohmann's exception with the member's path.
StoredRun storedRun(const nlohmann::json &in)
{
    StoredRun run;
    run.label = QString::fromStdString(in.value("label", std::string()));
    if (in.contains("ref") && in["ref"].is_string())
        run.ref = QString::fromStdString(in["ref"].get<std::string>());
    run.job = json::fromJson<Job>(in.at("job"));
    for (const nlohmann::json &ref : in.at("plan"))
        run.plan.append(json::fromJson<BenchmarkRef>(ref));
    if (const nlohmann::json &gate = in.at("judgement").at("run_gate"); !gate.is_null()) {
        run.criteria = PassCriteria();
        run.criteria->threshold = gate.at("gate").get<double>();
    }
    for (const nlohmann::json &items : in.at("items")) {
        ScoreColumns columns;
        const nlohmann::json &keys = items.at("keys"), &repeats = items.at("repeats"), &scores = items.at("scores");
        for (std::size_t i = 0; i < keys.size(); ++i) {
            columns.itemKeys.append(QString::fromStdString(keys.at(i).get<std::string>()));
            columns.repeats.append(repeats.at(i).get<int>());
            columns.scores.append(scores.at(i).is_null() ? std::nullopt : std::optional(scores.at(i).get<double>()));
        }
        if (items.contains("groups")) {
            for (const nlohmann::json &group : items["groups"])
                columns.groups.append(group.get<int>());
        }
        run.scores.insert(items.at("benchmark_index").get<int>(), columns);
    }
    return run;
}

} // namespace

QByteArray jsonReport(const ReportData &data)
{
    Out out{{"format", "assay-report"}, {"version", jsonReportVersion}, {"title", text(reportTitle(data))},
            {"made_by", textOrNull(data.toolVersion)}, {"date", textOrNull(data.date)},
            {"policy", {{"text", textOrNull(data.policy)}, {"level", data.level}}},
            {"decision", {{"verdict", verdictId(data.verdict)}, {"sentence", textOrNull(data.decision)}}},
            {"runs", Out::array()}, {"comparison", nullptr}, {"flips", Out::array()}};
    for (const ReportRun &run : data.runs)
        out["runs"].push_back(runOut(run));
    if (data.baseline)
        out["comparison"] = comparisonOut(data);
    for (const ReportFlips &flips : data.flips)
        out["flips"].push_back(flipsOut(flips));
    out["provenance"] = facts(data.provenance);
    return QByteArray::fromStdString(out.dump(1, ' ', false, nlohmann::json::error_handler_t::replace)) + '\n';
}

Result<QList<StoredRun>> readJsonReport(const QByteArray &bytes)
{
    const auto value = json::parse(bytes);
    if (!value)
        return value.error();
    if (!value->is_object() || value->value("format", nlohmann::json()) != "assay-report")
        return invalid(tr("This is no report of Assay: “format” must be “assay-report”; make one with assayctl export --format json."),
                       QStringLiteral("/format"));
    const nlohmann::json version = value->value("version", nlohmann::json());
    if (!version.is_number_integer() || version.get<int>() < 1)
        return invalid(tr("The report's “version” is missing; make it again with assayctl export --format json."), QStringLiteral("/version"));
    if (version.get<int>() > jsonReportVersion)
        return invalid(tr("The report has version %1 of the layout, and this program reads up to %2: use a newer one.")
                           .arg(version.get<int>())
                           .arg(jsonReportVersion),
                       QStringLiteral("/version"));
    try {
        QList<StoredRun> runs;
        for (const nlohmann::json &run : value->at("runs"))
            runs.append(storedRun(run));
        return runs;
    } catch (const nlohmann::json::exception &e) {
        return invalid(tr("A run of the report cannot be read: %1. Make the report again with assayctl export --format json.")
                           .arg(QString::fromUtf8(e.what())),
                       QString::fromUtf8(e.what()));
    }
}

} // namespace assay::reports
