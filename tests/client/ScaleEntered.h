#pragma once

#include "services/api/EvaluationService.h"

#include <nlohmann/json.hpp>

// What a person would enter who wants a request that is known.

namespace assay::test {

inline QString textOf(const EvaluationField &field, const nlohmann::json &value)
{
    using Type = EvaluationField::Type;
    if (value.is_boolean() && field.type == Type::YesNo)
        return value.get<bool>() ? QStringLiteral("yes") : QStringLiteral("no");
    if (value.is_string())
        return QString::fromStdString(value.get<std::string>());
    QStringList parts;
    if (field.type == Type::Messages) {
        for (const nlohmann::json &message : value)
            parts << QStringLiteral("%1: %2").arg(QString::fromStdString(message["role"].get<std::string>()),
                QString::fromStdString(message["content"].get<std::string>()));
        return parts.join(QLatin1Char('\n'));
    }
    if (field.type == Type::Words || field.type == Type::Lines) {
        for (const nlohmann::json &one : value)
            parts << QString::fromStdString(one.is_string() ? one.get<std::string>() : one.dump());
        return parts.join(field.type == Type::Words ? QStringLiteral(", ") : QStringLiteral("\n"));
    }
    return QString::fromStdString(value.dump());
}

inline EvaluationTask taskOf(const EvaluationForm &form, const nlohmann::json &task)
{
    EvaluationTask out { QString::fromStdString(task["task_type"].get<std::string>()),
        QString::fromStdString(task["alias"].get<std::string>()), {} };
    const EvaluationTaskKind *kind = form.kind(out.type);
    nlohmann::json flat = task["configuration"];
    for (const auto &[name, value] : task["configuration"].items()) {
        if (name != "inference_configuration")
            continue;
        for (const auto &[inner, one] : value.items())
            flat[name + "." + inner] = one;
        flat.erase(name);
    }
    for (const EvaluationField &field : kind ? kind->fields : QList<EvaluationField>()) {
        if (flat.contains(field.key.toStdString()))
            out.values.insert(field.key, textOf(field, flat[field.key.toStdString()]));
        flat.erase(field.key.toStdString());
    }
    if (!flat.empty()) // nothing may be without a field
        out.values.insert(QStringLiteral("no field"), QString::fromStdString(flat.dump()));
    return out;
}

/// A request that is entered as a person would who wants this body.
inline EvaluationRequest entered(const EvaluationForm &form, const nlohmann::json &body)
{
    EvaluationRequest out;
    for (const EvaluationField &field : form.about) {
        if (body.contains(field.key.toStdString()))
            out.about.insert(field.key, textOf(field, body[field.key.toStdString()]));
    }
    for (const EvaluationField &field : form.keep) {
        const std::string name = field.key.section(QLatin1Char('.'), 1).toStdString();
        if (body.contains("dataset") && body["dataset"].contains(name))
            out.keep.insert(field.key, textOf(field, body["dataset"][name]));
    }
    if (body.contains("dataset_id"))
        out.data = { EvaluationData::Source::Dataset, {}, {},
            QString::fromStdString(body["dataset_id"].get<std::string>()) };
    else
        out.data.rows = QString::fromStdString(body["data"].dump());
    for (const nlohmann::json &task : body["tasks"])
        out.tasks << taskOf(form, task);
    return out;
}

} // namespace assay::test
