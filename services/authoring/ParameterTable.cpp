#include "services/authoring/ParameterTable.h"

#include "services/authoring/DocumentPath.h"
#include "services/authoring/ParameterTables.h"
#include "services/verdict/Estimate.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <cmath>

namespace assay {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

const QHash<QString, QList<ParameterInfo>> &tables()
{
    static const QHash<QString, QList<ParameterInfo>> all{
        {QStringLiteral("assay"), parameters::assay()},
        {QStringLiteral("lm_evaluation_harness"), parameters::harness()},
        {QStringLiteral("lighteval"), parameters::lighteval()},
        {QStringLiteral("inspect"), parameters::inspect()},
        {QStringLiteral("guidellm"), parameters::guidellm()},
        {QStringLiteral("garak"), parameters::garak(false)},
        {QStringLiteral("garak-kfp"), parameters::garak(true)},
        {QStringLiteral("ragas"), parameters::ragas()},
        {QStringLiteral("deepeval"), parameters::deepeval()},
        {QStringLiteral("ibm-clear"), parameters::clear()},
        {QStringLiteral("mteb"), parameters::mteb()},
        {QStringLiteral("ruler"), parameters::ruler()},
        {QStringLiteral("llamastack"), parameters::llamaStack()},
    };
    return all;
}

bool reads(const ParameterInfo &parameter, const QString &benchmark)
{
    return parameter.benchmarks.isEmpty() || std::ranges::any_of(parameter.benchmarks, [&](const QString &pattern) {
        return pattern.endsWith(QLatin1Char('*')) ? benchmark.startsWith(pattern.chopped(1)) : benchmark == pattern;
    });
}

/// A whole number of at least 1, whatever its type: a document of YAML has integers, one that was merged may have doubles.
std::optional<qint64> count(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Int:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Double:
        return value.toDouble() >= 1 ? std::optional(qint64(std::floor(value.toDouble()))) : std::nullopt;
    default: return std::nullopt;
    }
}

/// What an entry says; none: nothing.
std::optional<qint64> saidIn(const QVariantMap &parameters, const ItemLimit &limit)
{
    if (limit.parameter.isEmpty())
        return std::nullopt;
    for (const QString &name : QStringList{limit.parameter} + limit.others) {
        if (const auto items = count(parameters.value(name)))
            return items;
    }
    return std::nullopt;
}

} // namespace

QString ParameterInfo::name() const { return path::last(field.path); }

bool hasParameterTable(const QString &provider) { return tables().contains(provider); }

QList<ParameterInfo> parametersOf(const QString &provider, const QString &benchmark)
{
    QList<ParameterInfo> found;
    for (const ParameterInfo &parameter : tables().value(provider)) {
        if (reads(parameter, benchmark))
            found << parameter;
    }
    return found;
}

QList<FieldInfo> parameterFields(const QString &provider, const QString &benchmark, const QString &rows)
{
    QList<FieldInfo> fields;
    for (const ParameterInfo &parameter : parametersOf(provider, benchmark)) {
        FieldInfo field = parameter.field;
        field.path = rows + QLatin1Char('/') + field.path;
        field.section = "entry-parameters";
        fields << field;
    }
    return fields;
}

QString parameterProblem(const ParameterInfo &parameter, const QVariant &value) { return fieldProblem(parameter.field, value); }

ItemLimit itemLimitOf(const QString &provider, const QString &benchmark)
{
    const QString evalhub = QStringLiteral("num_examples");
    if (!hasParameterTable(provider))
        return {.parameter = evalhub, .sure = false,
                .why = tr("It is not known whether the provider “%1” reads num_examples, EvalHub's own limit; most programs do.").arg(provider)};
    const QList<ParameterInfo> known = parametersOf(provider, benchmark);
    const auto limit = std::ranges::find_if(known, &ParameterInfo::limitsItems);
    if (limit == known.end())
        return {.why = tr("The program of “%1” has no limit for its items: each benchmark runs as a whole.").arg(provider)};
    ItemLimit found{.parameter = limit->name(), .others = limit->otherNames, .endless = limit->endless};
    if (limit->standard.isValid())
        found.withoutIt = limit->standard.toLongLong();
    return found;
}

std::optional<qint64> itemsAskedFor(const QString &provider, const QString &benchmark, const QVariantMap &parameters)
{
    const ItemLimit limit = itemLimitOf(provider, benchmark);
    const std::optional<qint64> said = saidIn(parameters, limit);
    return said ? said : limit.withoutIt;
}

void useParameterTables(EstimateOptions &options)
{
    options.asked = [](const BenchmarkRef &entry) {
        const ItemLimit limit = itemLimitOf(entry.providerId, entry.id);
        const std::optional<qint64> said = saidIn(entry.parameters.toVariantMap(), limit), items = said ? said : limit.withoutIt;
        return ItemsAsked{.items = items ? std::optional(double(*items)) : std::nullopt, .parameter = limit.parameter,
                          .byItself = items && !said, .endless = limit.endless};
    };
}

} // namespace assay
