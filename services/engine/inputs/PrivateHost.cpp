#include "services/engine/inputs/PrivateHost.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>

namespace assay::engine {

namespace {

std::atomic<bool> loopbackAllowed{false};

bool isLoopbackAddress(const QString &name)
{
    const bool numeric = std::ranges::all_of(name, [](QChar c) { return c == QLatin1Char('.') || (c >= QLatin1Char('0') && c <= QLatin1Char('9')); });
    return name == QLatin1String("::1") || (numeric && name.startsWith(QLatin1String("127.")) && name.count(QLatin1Char('.')) == 3);
}

} // namespace

void allowLoopbackGit(bool allowed)
{
    loopbackAllowed = allowed;
}

bool isPrivateHost(const QString &host)
{
    const QString name = host.toLower();
    if (loopbackAllowed && (name == QLatin1String("localhost") || isLoopbackAddress(name)))
        return false;
    if (name.isEmpty() || name == QLatin1String("localhost") || name.startsWith(QLatin1String("metadata")))
        return true;
    for (const char *suffix : {".local", ".svc", ".cluster.local", ".localhost"}) {
        if (name.endsWith(QLatin1String(suffix)))
            return true;
    }
    // Numeric only, so nothing is asked of the network; reads 0x7f000001 and 2130706433 as git would.
    addrinfo hints = {};
    hints.ai_flags = AI_NUMERICHOST;
    addrinfo *found = nullptr;
    if (::getaddrinfo(name.toUtf8().constData(), nullptr, &hints, &found) != 0)
        return false;
    bool inside = false;
    if (found->ai_family == AF_INET) {
        const quint32 ip = ntohl(reinterpret_cast<const sockaddr_in *>(found->ai_addr)->sin_addr.s_addr);
        const auto in = [ip](quint32 net, int bits) { return (ip >> (32 - bits)) == (net >> (32 - bits)); };
        inside = in(0, 8) || in(0x7f000000, 8) || in(0x0a000000, 8) || in(0xac100000, 12) || in(0xc0a80000, 16)
            || in(0xa9fe0000, 16) || in(0xe0000000, 4);
    } else if (found->ai_family == AF_INET6) {
        const auto &ip = reinterpret_cast<const sockaddr_in6 *>(found->ai_addr)->sin6_addr;
        inside = IN6_IS_ADDR_LOOPBACK(&ip) || IN6_IS_ADDR_UNSPECIFIED(&ip) || IN6_IS_ADDR_LINKLOCAL(&ip)
            || IN6_IS_ADDR_MULTICAST(&ip) || IN6_IS_ADDR_V4MAPPED(&ip) || (ip.s6_addr[0] & 0xfe) == 0xfc;
    }
    ::freeaddrinfo(found);
    return inside;
}

} // namespace assay::engine
