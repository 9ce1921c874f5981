#pragma once

#include "models/common/Roles.h"
#include "services/verdict/Estimate.h"

#include <QLocale>

// What a plan says to people.

namespace assay {

/// "Gate", "Metric", "Weight", or a parameter's own name.
QString planValueName(const QString &name);
/// "acc ↑", "0.650", "50 tok/s"; metric: of the row, for the unit of its threshold.
QString planValueText(const PlanValue &value, const QString &metric, const QLocale &locale);
/// "Yours", "Collection", "Provider", "Server default".
QString originText(Origin origin);
/// "Used", "Ignored", "Replaced", "Leaks in".
QString fateText(Fate fate);
QString fateGlyph(Fate fate);
Tone fateTone(Fate fate);
/// What the button says; empty for an unknown or empty fix.
QString planFixText(const QString &fix);
/// "120", "at least 60,000", "60,000, an assumption", "not known"; time as "3 min".
QString requestsText(const Figure &figure, const QLocale &locale);
QString secondsText(const Figure &figure);
/// "120 requests · about 60,000 tokens · time not known"
QString estimateSentence(const Estimate &estimate, const QLocale &locale);
/// "Nothing is lost", "3 values will not do what was asked", with what came back otherwise.
QString planSentence(const EffectivePlan &plan, const QList<DriftLine> &drift);

} // namespace assay
