#include "models/authoring/ScoringParams.h"

#include "services/authoring/AuthoredDraft.h"
#include "services/authoring/ScorerFields.h"

#include <algorithm>

namespace assay {

namespace {

constexpr auto typeMember = QLatin1String("type");

} // namespace

std::optional<ScoringParams> ScoringParams::of(const QVariant &value)
{
    ScoringParams out;
    if (!value.isValid() || value.isNull())
        return out;
    if (value.typeId() != QMetaType::QVariantMap)
        return {};
    out.m_all = value.toMap();
    const bool objects = std::all_of(out.m_all.cbegin(), out.m_all.cend(), [](const QVariant &one) { return one.typeId() == QMetaType::QVariantMap; });
    return objects ? std::optional(out) : std::nullopt;
}

QVariant ScoringParams::value() const { return m_all.isEmpty() ? QVariant() : QVariant(m_all); }

QVariantMap ScoringParams::of(const QString &function) const
{
    QVariantMap out = m_all.value(function).toMap();
    out.remove(typeMember);
    return out;
}

QString ScoringParams::type(const QString &function) const
{
    const QString said = m_all.value(function).toMap().value(typeMember).toString();
    const ScorerInfo *known = scorerOf(function);
    return scorerTypes().contains(said) ? said : known && !known->type.isEmpty() ? known->type : scorerTypes().first();
}

void ScoringParams::setType(const QString &function, const QString &type)
{
    QVariantMap params = of(function);
    for (const FieldInfo &field : scorerFields(function, this->type(function)))
        params.remove(field.path);
    const QVariantMap before = of(function);
    for (const FieldInfo &field : scorerFields(function, type)) {
        if (before.contains(field.path))
            params.insert(field.path, before.value(field.path));
    }
    params.insert(typeMember, type);
    m_all.insert(function, params);
}

void ScoringParams::set(const QString &function, const QVariantMap &params)
{
    const QString kept = type(function);
    if (params.isEmpty())
        return remove(function);
    QVariantMap all = params;
    all.insert(typeMember, kept);
    m_all.insert(function, all);
}

QVariant scoringValue(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return {};
    const auto value = valueFromYaml(trimmed.toUtf8());
    return value && value->isValid() ? *value : QVariant(text);
}

QString scoringText(const QVariant &value)
{
    if (!value.isValid())
        return {};
    return value.typeId() == QMetaType::QString ? value.toString() : QString::fromUtf8(jsonOf(value));
}

} // namespace assay
