#include "services/reports/PolicyFile.h"

#include "services/json/Json.h"
#include "services/json/Lines.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace assay::reports {

namespace {

using Json = nlohmann::json;

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

/// What was written in the place of what was asked for, e.g. "yes".
QString written(const Json &value)
{
    return QString::fromUtf8(json::dump(value)).left(60);
}

/// "gates[1].at_least" of "/gates/1/at_least".
QString fieldName(const QString &pointer)
{
    QString out;
    for (const QString &part : pointer.split(u'/', Qt::SkipEmptyParts)) {
        bool number = false;
        part.toInt(&number);
        out += number ? QStringLiteral("[%1]").arg(part) : (out.isEmpty() ? QString() : QStringLiteral(".")) + part;
    }
    return out;
}

/// Reads values and refuses by throwing Error; nothing leaves this file.
class Reader {
public:
    explicit Reader(const QByteArray &yaml) : m_lines(json::linesOf(yaml)) {}

    [[noreturn]] void refuse(const QString &pointer, const QString &what) const
    {
        const int line = json::lineOf(m_lines, pointer);
        const QString field = fieldName(pointer);
        throw Error{Error::Kind::Invalid, field.isEmpty() ? tr("Line %1: %2").arg(QString::number(line), what)
                                                          : tr("Line %1, “%2”: %3").arg(QString::number(line), field, what), pointer};
    }

    const Json &object(const Json &value, const QString &pointer, const QStringList &known) const
    {
        if (!value.is_object())
            refuse(pointer, tr("members are expected here, not %1; write one a line, e.g. %2: …").arg(written(value), known.first()));
        for (const auto &[name, member] : value.items()) {
            const QString text = QString::fromStdString(name);
            if (!known.contains(text))
                refuse(pointer + u'/' + text, tr("there is no such field; the fields here are: %1.").arg(known.join(QStringLiteral(", "))));
        }
        return value;
    }

    const Json &list(const Json &value, const QString &pointer) const
    {
        if (!value.is_array())
            refuse(pointer, tr("a list is expected, not %1; begin each entry with a dash.").arg(written(value)));
        return value;
    }

    QString text(const Json &in, const char *name, const QString &pointer, bool needed = false) const
    {
        const QString place = pointer + u'/' + QLatin1String(name);
        if (!in.contains(name)) {
            if (needed)
                refuse(place, tr("this is missing; write it."));
            return {};
        }
        const Json &value = in[name];
        if (value.is_number_integer()) // a job's or a benchmark's id may look like one
            return written(value);
        if (!value.is_string() || value.get<std::string>().empty())
            refuse(place, tr("a text is expected, not %1.").arg(written(value)));
        return QString::fromStdString(value.get<std::string>());
    }

    std::optional<double> number(const Json &in, const char *name, const QString &pointer, double lowest, double highest,
                                 const QString &fix) const
    {
        if (!in.contains(name))
            return std::nullopt;
        const Json &value = in[name];
        if (!value.is_number() || !std::isfinite(value.get<double>()) || value.get<double>() < lowest || value.get<double>() > highest)
            refuse(pointer + u'/' + QLatin1String(name), tr("%1 does not fit; %2").arg(written(value), fix));
        return value.get<double>();
    }

    bool flag(const Json &in, const char *name, const QString &pointer, bool standard) const
    {
        if (!in.contains(name))
            return standard;
        if (!in[name].is_boolean())
            refuse(pointer + u'/' + QLatin1String(name), tr("%1 does not fit; write true or false.").arg(written(in[name])));
        return in[name].get<bool>();
    }

    /// Position of the word in `words`.
    int word(const Json &in, const char *name, const QString &pointer, const QStringList &words, int standard) const
    {
        if (!in.contains(name))
            return standard;
        const Json &value = in[name];
        const int found = value.is_string() ? int(words.indexOf(QString::fromStdString(value.get<std::string>()))) : -1;
        if (found < 0)
            refuse(pointer + u'/' + QLatin1String(name), tr("%1 does not fit; write one of: %2.").arg(written(value), words.join(QStringLiteral(", "))));
        return found;
    }

private:
    QHash<QString, int> m_lines;
};

const QStringList missingWords{QStringLiteral("fail"), QStringLiteral("skip")};
constexpr double anything = 1e300;

ExtraGate readGate(const Reader &reader, const Json &value, const QString &pointer)
{
    const auto &in = reader.object(value, pointer, {QStringLiteral("benchmark"), QStringLiteral("provider"), QStringLiteral("metric"),
                                                    QStringLiteral("at_least"), QStringLiteral("at_most"), QStringLiteral("missing")});
    ExtraGate gate;
    gate.benchmarkId = reader.text(in, "benchmark", pointer, true);
    gate.providerId = reader.text(in, "provider", pointer);
    gate.metric = reader.text(in, "metric", pointer);
    const QString fix = tr("write a number in the metric's own unit, e.g. 0.6.");
    const auto least = reader.number(in, "at_least", pointer, -anything, anything, fix);
    const auto most = reader.number(in, "at_most", pointer, -anything, anything, fix);
    if (!least && !most)
        reader.refuse(pointer, tr("the gate is missing; write at_least or at_most with a number in the metric's unit."));
    if (least && most)
        reader.refuse(pointer, tr("both at_least and at_most are given; keep one, and write a second entry for the other."));
    gate.gate = least ? Gate{*least, false} : Gate{*most, true};
    gate.missingFails = reader.word(in, "missing", pointer, missingWords, 0) == 0;
    return gate;
}

void readRule(const Reader &reader, const Json &in, const QString &pointer, RegressionRule &rule)
{
    if (const auto drop = reader.number(in, "max_drop", pointer, 0, anything, tr("write a number from 0 on in the metric's own unit, e.g. 0.02.")))
        rule.maxDrop = drop;
    rule.significant = reader.flag(in, "fail_on_significant_drop", pointer, rule.significant);
    rule.missingFails = reader.word(in, "missing", pointer, missingWords, rule.missingFails ? 0 : 1) == 0;
}

RegressionPolicy readRegression(const Reader &reader, const Json &value)
{
    const QString pointer = QStringLiteral("/regression");
    const QStringList rules{QStringLiteral("max_drop"), QStringLiteral("fail_on_significant_drop"), QStringLiteral("missing")};
    const auto &in = reader.object(value, pointer, QStringList{QStringLiteral("baseline")} + rules + QStringList{QStringLiteral("benchmarks")});
    RegressionPolicy policy;
    policy.baseline = reader.text(in, "baseline", pointer);
    readRule(reader, in, pointer, policy.others);
    if (!in.contains("benchmarks"))
        return policy;
    int i = 0;
    for (const Json &entry : reader.list(in["benchmarks"], pointer + QStringLiteral("/benchmarks"))) {
        const QString place = QStringLiteral("%1/benchmarks/%2").arg(pointer, QString::number(i++));
        const auto &one = reader.object(entry, place, QStringList{QStringLiteral("benchmark"), QStringLiteral("provider"), QStringLiteral("metric")} + rules);
        RegressionRule rule;
        rule.significant = policy.others.significant;
        rule.missingFails = policy.others.missingFails;
        rule.benchmarkId = reader.text(one, "benchmark", place, true);
        rule.providerId = reader.text(one, "provider", place);
        rule.metric = reader.text(one, "metric", place);
        readRule(reader, one, place, rule);
        policy.rules.append(rule);
    }
    return policy;
}

GatePolicyFile readPolicy(const Reader &reader, const Json &value)
{
    const auto &in = reader.object(value, {}, {QStringLiteral("gates"), QStringLiteral("regression"), QStringLiteral("mode"), QStringLiteral("level"),
                                               QStringLiteral("correction"), QStringLiteral("seed"), QStringLiteral("own_gates"), QStringLiteral("version")});
    GatePolicyFile policy;
    reader.number(in, "version", {}, 1, 1, tr("this program reads version 1; write 1 or leave it out."));
    policy.rules.policy.level = reader.number(in, "level", {}, 0.5, 0.9999, tr("write the share of an interval from 0.5 to 0.9999, e.g. 0.95.")).value_or(0.95);
    const int mode = reader.word(in, "mode", {}, {QStringLiteral("strict"), QStringLiteral("lenient")}, 0);
    policy.rules.policy.mode = mode == 0 ? GatePolicy::Mode::Strict : GatePolicy::Mode::Lenient;
    policy.correct = reader.word(in, "correction", {}, {QStringLiteral("holm"), QStringLiteral("none")}, 0) == 0;
    if (in.contains("seed")) {
        if (!in["seed"].is_number_integer() || in["seed"].get<qint64>() < 0)
            reader.refuse(QStringLiteral("/seed"), tr("%1 does not fit; write a whole number from 0 on.").arg(written(in["seed"])));
        policy.seed = in["seed"].get<quint64>();
    }
    policy.rules.ownGates = reader.flag(in, "own_gates", {}, true);
    if (in.contains("gates")) {
        int i = 0;
        for (const Json &gate : reader.list(in["gates"], QStringLiteral("/gates")))
            policy.rules.gates.append(readGate(reader, gate, QStringLiteral("/gates/%1").arg(i++)));
    }
    if (in.contains("regression"))
        policy.regression = readRegression(reader, in["regression"]);
    if (policy.rules.gates.isEmpty() && !policy.regression && !policy.rules.ownGates)
        reader.refuse({}, tr("nothing is asked of the run; write gates, regression, or own_gates: true."));
    return policy;
}

} // namespace

Result<GatePolicyFile> parsePolicy(const QByteArray &yaml)
{
    const auto value = json::yamlToJson(yaml);
    if (!value)
        return value.error();
    try {
        return readPolicy(Reader(yaml), *value);
    } catch (const Error &error) {
        return error;
    }
}

} // namespace assay::reports
