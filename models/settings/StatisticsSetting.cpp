#include "models/settings/StatisticsSetting.h"

#include "models/settings/SettingsStore.h"
#include "services/verdict/CurrentPolicy.h"

namespace assay {

void applyStatisticsSettings(const SettingsStore &settings)
{
    const bool lenient = settings.text(QStringLiteral("statistics/policy")) == QLatin1String("lenient");
    setCurrentPolicy({lenient ? GatePolicy::Mode::Lenient : GatePolicy::Mode::Strict, settings.number(QStringLiteral("statistics/level")) / 100});
}

} // namespace assay
