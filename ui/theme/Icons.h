#pragma once

#include <QIcon>
#include <QString>

namespace assay {

/// The one door to icons: by role ("runs", "job-new"), from resources/icons/ROLE.svg. The drawing takes the colour of the
/// text it stands beside, so that it follows the theme, also when that changes later. An unknown role gives an empty icon.
QIcon themeIcon(const QString &role);

} // namespace assay
