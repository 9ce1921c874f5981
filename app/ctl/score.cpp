#include "app/ctl/Commands.h"
#include "app/ctl/Ctl.h"
#include "services/engine/scoring/Scoring.h"
#include "services/json/Json.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <iostream>

namespace assay::ctl {

namespace {

struct ScoreOptions {
    std::string function, params;
    bool json = false, list = false;
};

/// One scored row for a person: number, result object, the answer that was found.
QString rowText(int row, const engine::RowScore &score)
{
    QString text = QStringLiteral("%1: %2").arg(QString::number(row), QString::fromUtf8(json::dump(score.value)));
    if (score.looked)
        text += score.extracted ? QCoreApplication::translate("assay", "  (found “%1”)").arg(oneLine(score.extractedAnswer))
                                : QCoreApplication::translate("assay", "  (no answer found)");
    return text + u'\n';
}

int listFunctions()
{
    for (const QString &id : engine::scoringFunctionIds())
        print(id + u'\n');
    return Passed;
}

int aggregates(const engine::ScoringFunction &function, const nlohmann::json &rows, bool asJson)
{
    nlohmann::ordered_json results = nlohmann::ordered_json::object();
    if (!function.defaultAggregations().isEmpty()) {
        const auto made = engine::aggregate(function.defaultAggregations(), rows);
        if (!made)
            return fail(made.error());
        results = *made;
    }
    if (asJson) {
        nlohmann::ordered_json out;
        out["aggregated_results"] = results;
        printBytes(QByteArray::fromStdString(out.dump()) + '\n');
        return Passed;
    }
    for (auto it = results.begin(); it != results.end(); ++it)
        print(QStringLiteral("%1: %2\n").arg(QString::fromStdString(it.key()), QString::fromStdString(it.value().dump())));
    return Passed;
}

int score(const ScoreOptions &options)
{
    if (options.list)
        return listFunctions();
    nlohmann::json params;
    if (!options.params.empty()) {
        const auto parsed = json::parse(QByteArray::fromStdString(options.params));
        if (!parsed)
            return fail(QStringLiteral("--params: %1").arg(parsed.error().message));
        params = *parsed;
    }
    const auto function = engine::makeScoringFunction(QString::fromStdString(options.function), params);
    if (!function)
        return fail(function.error());
    nlohmann::json rows = nlohmann::json::array();
    std::string text;
    for (int number = 1; std::getline(std::cin, text); ++number) {
        const QByteArray line = QByteArray::fromStdString(text).trimmed();
        if (line.isEmpty())
            continue;
        const auto place = [number](const QString &what) {
            return QCoreApplication::translate("assay", "Line %1: %2").arg(QString::number(number), what);
        };
        const auto row = json::parse(line);
        if (!row)
            return fail(place(row.error().message));
        if (!row->is_object())
            return fail(place(QCoreApplication::translate("assay", "a row must be a JSON object with generated_answer and expected_answer.")));
        const auto scored = (*function)->score(*row);
        if (!scored)
            return fail(place(scored.error().message));
        rows.push_back(scored->value);
        if (options.json)
            printBytes(json::dump(scored->value) + '\n');
        else
            print(rowText(number, *scored));
    }
    if (rows.empty())
        return fail(QCoreApplication::translate("assay", "There are no rows on standard input; give one JSON object a line."));
    return aggregates(**function, rows, options.json);
}

} // namespace

void addScore(CLI::App &app)
{
    auto options = std::make_shared<ScoreOptions>();
    CLI::App *command = app.add_subcommand("score", "Score rows from standard input (one JSON object a line) without a model");
    auto *function = command->add_option("--function", options->function, "Scoring function, e.g. basic::equality")->type_name("ID");
    command->add_option("--params", options->params, "Its parameters as JSON")->type_name("JSON");
    command->add_flag("--json", options->json, "Print JSON lines: a result object a row, {\"aggregated_results\": …} last");
    auto *list = command->add_flag("--list", options->list, "List the scoring functions");
    command->callback([options, function, list] {
        if (function->count() == 0 && list->count() == 0)
            throw CLI::RequiredError("--function");
        throw CLI::RuntimeError(score(*options));
    });
}

} // namespace assay::ctl
