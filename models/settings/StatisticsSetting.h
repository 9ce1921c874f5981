#pragma once

namespace assay {

class SettingsStore;

/// Gives level and rule of the settings to everything in this process that judges (services/verdict/CurrentPolicy.h).
void applyStatisticsSettings(const SettingsStore &settings);

} // namespace assay
