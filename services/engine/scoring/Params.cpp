#include "services/engine/scoring/Params.h"

#include "services/engine/scoring/PyValue.h"
#include "services/engine/scoring/Scoring.h"
#include "services/engine/scoring/Tables.h"

#include <QCoreApplication>

namespace assay::engine::scoring {

namespace {

[[noreturn]] void invalid(const QString &message)
{
    throw PyError("ValidationError", message);
}

QStringList textList(const QString &id, const char *name, const json &value)
{
    const auto refuse = [&] {
        invalid(QCoreApplication::translate("assay", "The parameter \"%1\" of %2 must be a list of texts.")
                    .arg(QLatin1String(name), id));
    };
    if (!value.is_array())
        refuse();
    QStringList texts;
    for (const auto &entry : value) {
        if (!entry.is_string())
            refuse();
        texts << toQString(entry);
    }
    return texts;
}

QStringList aggregationList(const QString &id, const json &value)
{
    const QStringList names = textList(id, "aggregation_functions", value);
    const QStringList known = aggregationIds();
    for (const auto &name : names) {
        if (!known.contains(name))
            invalid(QCoreApplication::translate("assay", "%1 is no aggregation function; there are %2.")
                        .arg(name, known.join(QLatin1String(", "))));
    }
    return names;
}

QString requiredText(const QString &id, const char *name, const json &params)
{
    const auto found = params.find(name);
    if (found == params.end() || !found->is_string())
        invalid(QCoreApplication::translate("assay", "The parameter \"%1\" of %2 must be text.")
                    .arg(QLatin1String(name), id));
    return toQString(*found);
}

void checkNames(const QString &id, const json &params)
{
    static const QStringList known { QStringLiteral("type"), QStringLiteral("aggregation_functions"),
        QStringLiteral("parsing_regexes"), QStringLiteral("judge_model"), QStringLiteral("prompt_template"),
        QStringLiteral("judge_score_regexes") };
    for (const auto &[name, value] : params.items()) {
        if (!known.contains(QString::fromStdString(name)))
            invalid(QCoreApplication::translate("assay", "%1 has no parameter \"%2\"; there are %3.")
                        .arg(id, QString::fromStdString(name), known.join(QLatin1String(", "))));
    }
}

} // namespace

bool hasDefinition(const QString &id)
{
    return tables().at("default_definitions").contains(id.toStdString());
}

StackParams stackParams(const QString &id, const json &given)
{
    const json &defaults = tables().at("default_definitions").at(id.toStdString()).at("params");
    const json &params = given.is_null() ? defaults : given;
    if (!params.is_object())
        invalid(QCoreApplication::translate("assay", "The parameters of %1 must be an object.").arg(id));
    checkNames(id, params);
    StackParams result;
    result.isDefault = given.is_null();
    result.type = params.contains("type") ? requiredText(id, "type", params) : toQString(defaults.at("type"));
    result.aggregations
        = aggregationList(id, params.value("aggregation_functions", defaults.at("aggregation_functions")));
    if (result.type == QLatin1String("regex_parser")) {
        result.regexes = textList(id, "parsing_regexes", params.value("parsing_regexes", json::array()));
    } else if (result.type == QLatin1String("llm_as_judge")) {
        result.judgeModel = requiredText(id, "judge_model", params);
        const json promptTemplate = params.value("prompt_template", json());
        if (!promptTemplate.is_null())
            result.promptTemplate = requiredText(id, "prompt_template", params);
        const json regexes = params.value("judge_score_regexes", json::array());
        result.hasJudgeRegexes = !regexes.is_null();
        if (result.hasJudgeRegexes)
            result.regexes = textList(id, "judge_score_regexes", regexes);
    } else if (result.type != QLatin1String("basic")) {
        invalid(QCoreApplication::translate("assay",
            "The parameter \"type\" of %1 is \"%2\"; it may be basic, regex_parser or "
            "llm_as_judge.")
                    .arg(id, result.type));
    }
    return result;
}

OwnParams::OwnParams(const QString &id, const json &params)
    : m_id(id)
    , m_params(params.is_null() ? json::object() : params)
{
    if (!m_params.is_object())
        invalid(QCoreApplication::translate("assay", "The parameters of %1 must be an object.").arg(id));
    m_known << QStringLiteral("type"); // accepted for the sake of uniform task files
}

const json *OwnParams::find(const char *name)
{
    m_known << QLatin1String(name);
    const auto found = m_params.find(name);
    return found == m_params.end() || found->is_null() ? nullptr : &*found;
}

void OwnParams::refuse(const char *name, const QString &wanted) const
{
    invalid(QCoreApplication::translate("assay", "The parameter \"%1\" of %2 must be %3.")
                .arg(QLatin1String(name), m_id, wanted));
}

bool OwnParams::boolean(const char *name, bool fallback)
{
    const json *value = find(name);
    if (value && !value->is_boolean())
        refuse(name, QCoreApplication::translate("assay", "true or false"));
    return value ? value->get<bool>() : fallback;
}

double OwnParams::number(const char *name, double fallback, double lowest)
{
    const json *value = find(name);
    if (value && (!value->is_number() || value->get<double>() < lowest))
        refuse(name, QCoreApplication::translate("assay", "a number of at least %1").arg(lowest));
    return value ? value->get<double>() : fallback;
}

QStringList OwnParams::texts(const char *name)
{
    const json *value = find(name);
    return value ? textList(m_id, name, *value) : QStringList();
}

QString OwnParams::choice(const char *name, const QStringList &choices)
{
    const json *value = find(name);
    if (!value)
        return choices.first();
    if (!value->is_string() || !choices.contains(toQString(*value)))
        refuse(name, QCoreApplication::translate("assay", "one of %1").arg(choices.join(QLatin1String(", "))));
    return toQString(*value);
}

QStringList OwnParams::aggregations(const QString &fallback)
{
    const json *value = find("aggregation_functions");
    return value ? aggregationList(m_id, *value) : QStringList { fallback };
}

void OwnParams::finish() const
{
    for (const auto &[name, value] : m_params.items()) {
        if (!m_known.contains(QString::fromStdString(name)))
            invalid(QCoreApplication::translate("assay", "%1 has no parameter \"%2\"; there are %3.")
                        .arg(m_id, QString::fromStdString(name), m_known.mid(1).join(QLatin1String(", "))));
    }
}

} // namespace assay::engine::scoring
