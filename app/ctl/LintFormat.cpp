#include "app/ctl/Ctl.h"
#include "app/ctl/LintFiles.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QUrl>

#include <algorithm>

namespace assay::ctl {

namespace {

qsizetype countOf(const LintOutcome &outcome, Severity severity)
{
    return std::ranges::count(outcome.findings, severity, [](const FileFinding &one) { return one.finding.severity; });
}

std::string utf8(const QString &text)
{
    return text.toUtf8().toStdString();
}

/// A file as SARIF wants it: a URI, relative as the path is relative.
std::string uriOf(const QString &path)
{
    if (QDir::isAbsolutePath(path))
        return QUrl::fromLocalFile(path).toEncoded().toStdString();
    return QUrl::toPercentEncoding(path, "/").toStdString();
}

nlohmann::ordered_json sarifRules()
{
    auto rules = nlohmann::ordered_json::array();
    for (const LintRule &rule : lintRules()) {
        rules.push_back({{"id", utf8(rule.code)},
                         {"shortDescription", {{"text", utf8(rule.summary)}}},
                         {"defaultConfiguration", {{"level", utf8(severityWord(rule.severity))}}}});
    }
    return rules;
}

nlohmann::ordered_json sarifResult(const FileFinding &found)
{
    const auto &rules = lintRules();
    const auto rule = std::ranges::find(rules, found.finding.code, &LintRule::code);
    nlohmann::ordered_json place{{"artifactLocation", {{"uri", uriOf(found.file)}}}};
    if (found.line > 0)
        place["region"] = {{"startLine", found.line}};
    nlohmann::ordered_json location{{"physicalLocation", place}};
    location["logicalLocations"] = nlohmann::ordered_json::array({{{"fullyQualifiedName", utf8(found.finding.pointer)}}});
    return {{"ruleId", utf8(found.finding.code)},
            {"ruleIndex", std::distance(rules.begin(), rule)},
            {"level", utf8(severityWord(found.finding.severity))},
            {"message", {{"text", utf8(found.finding.message + u' ' + found.finding.fix)}}},
            {"locations", nlohmann::ordered_json::array({location})},
            {"properties", {{"fix", utf8(found.finding.fix)}, {"pointer", utf8(found.finding.pointer)}}}};
}

} // namespace

QString lintText(const LintOutcome &outcome)
{
    QString text;
    for (const FileFinding &found : outcome.findings) {
        const QString place = found.line > 0 ? QStringLiteral("%1:%2").arg(found.file).arg(found.line) : found.file;
        text += QStringLiteral("%1: %2 [%3]\n    %4\n    → %5\n")
                    .arg(place, severityWord(found.finding.severity), found.finding.code, oneLine(found.finding.message), oneLine(found.finding.fix));
    }
    const auto files = int(outcome.files.size());
    return text
        + QCoreApplication::translate("assay", "Errors: %1, warnings: %2, notes: %3; files: %4\n")
              .arg(countOf(outcome, Severity::Error))
              .arg(countOf(outcome, Severity::Warning))
              .arg(countOf(outcome, Severity::Note))
              .arg(files);
}

QByteArray lintJson(const LintOutcome &outcome)
{
    auto out = nlohmann::ordered_json::array();
    for (const FileFinding &found : outcome.findings) {
        nlohmann::ordered_json one{{"code", utf8(found.finding.code)},          {"severity", utf8(severityWord(found.finding.severity))},
                                   {"file", utf8(found.file)},                  {"location", utf8(found.finding.pointer)},
                                   {"message", utf8(found.finding.message)},    {"fix", utf8(found.finding.fix)},
                                   {"benchmark", utf8(found.finding.benchmark)}};
        if (found.line > 0)
            one["line"] = found.line;
        auto edits = nlohmann::ordered_json::array();
        for (const FixEdit &edit : found.finding.edits) {
            nlohmann::ordered_json change{{"op", edit.value.isEmpty() ? "remove" : "add"}, {"path", utf8(edit.pointer)}};
            if (!edit.value.isEmpty())
                change["value"] = nlohmann::ordered_json::parse(edit.value.text.begin(), edit.value.text.end(), nullptr, false);
            edits.push_back(change);
        }
        one["edits"] = edits; // a JSON patch (RFC 6902)
        out.push_back(one);
    }
    return QByteArray::fromStdString(out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) + '\n';
}

QByteArray lintSarif(const LintOutcome &outcome)
{
    auto results = nlohmann::ordered_json::array();
    for (const FileFinding &found : outcome.findings)
        results.push_back(sarifResult(found));
    const nlohmann::ordered_json driver{
        {"name", "Assay"}, {"version", utf8(QCoreApplication::applicationVersion())}, {"rules", sarifRules()}};
    const nlohmann::ordered_json run{{"tool", {{"driver", driver}}}, {"columnKind", "utf16CodeUnits"}, {"results", results}};
    const nlohmann::ordered_json out{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                                     {"version", "2.1.0"},
                                     {"runs", nlohmann::ordered_json::array({run})}};
    return QByteArray::fromStdString(out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) + '\n';
}

} // namespace assay::ctl
