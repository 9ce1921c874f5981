#include "services/engine/store/Ids.h"

#include <QRandomGenerator>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <mutex>

namespace assay::engine {

QString newOrderedId(qint64 wallMs)
{
    static std::mutex mutex;
    static quint64 last = 0; // 48 bits of milliseconds, 12 bits of count
    quint64 stamp = quint64(std::max<qint64>(wallMs, 0)) << 12;
    {
        const std::lock_guard lock(mutex);
        stamp = std::max(stamp, last + 1); // a clock that was set back, or many ids in one millisecond, borrow from the future
        last = stamp;
    }
    const quint64 random = QRandomGenerator::system()->generate64();
    const QString hex = QStringLiteral("%1").arg(stamp >> 12, 12, 16, QLatin1Char('0'))
        + QStringLiteral("%1").arg(0x7000U | (stamp & 0xfffU), 4, 16, QLatin1Char('0'))
        + QStringLiteral("%1").arg((random & 0x3fffffffffffffffULL) | 0x8000000000000000ULL, 16, 16, QLatin1Char('0'));
    return hex.mid(0, 8) + QLatin1Char('-') + hex.mid(8, 4) + QLatin1Char('-') + hex.mid(12, 4) + QLatin1Char('-') + hex.mid(16, 4)
        + QLatin1Char('-') + hex.mid(20);
}

QByteArray jsonQuoted(const QByteArray &utf8)
{
    // Nearly every text that is stored is plain; the library's general way costs twenty times as much.
    const auto plain = [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };
    if (std::ranges::all_of(utf8, plain))
        return '"' + utf8 + '"';
    const std::string quoted = nlohmann::json(utf8.toStdString()).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return QByteArray(quoted.data(), qsizetype(quoted.size()));
}

QByteArray jsonQuoted(const QString &text)
{
    return jsonQuoted(text.toUtf8());
}

} // namespace assay::engine
