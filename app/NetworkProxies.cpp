#include "app/NetworkProxies.h"

#include "services/backends/access/ConnectionAccess.h"

#include <QHostAddress>

namespace assay {

QList<QNetworkProxy> NetworkProxies::queryProxy(const QNetworkProxyQuery &query)
{
    const QString host = query.peerHostName();
    if (host == QLatin1String("localhost") || QHostAddress(host).isLoopback())
        return {QNetworkProxy(QNetworkProxy::NoProxy)};
    return m_text.isEmpty() ? systemProxyForQuery(query) : QList<QNetworkProxy>{connectionProxy(m_text)};
}

} // namespace assay
