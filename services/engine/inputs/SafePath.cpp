#include "services/engine/inputs/SafePath.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::engine {

Result<QString> safeRelativePath(const QString &name)
{
    const QStringList parts = name.split(QLatin1Char('/'));
    const bool odd = std::ranges::any_of(name, [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f || c == QLatin1Char('\\'); });
    const bool bad = std::ranges::any_of(parts, [](const QString &part) {
        return part.isEmpty() || part == QLatin1String(".") || part == QLatin1String("..") || part.toUtf8().size() > 255;
    });
    if (!odd && !bad && parts.size() <= 64)
        return name;
    QString shown = name.left(200);
    for (QChar &c : shown) {
        if (c.unicode() < 0x20)
            c = QLatin1Char('?');
    }
    return Error{Error::Kind::Invalid,
                 QCoreApplication::translate("assay",
                                             "The name “%1” cannot be stored safely below the attempt's folder: rename it at its source, "
                                             "without '..', empty parts, backslashes or control characters.")
                     .arg(shown)};
}

} // namespace assay::engine
