#pragma once

#include <QNetworkProxyFactory>

namespace assay {

/// Which way requests go that name no proxy of their own: as the settings say, else as the system says; to this computer directly.
class NetworkProxies final : public QNetworkProxyFactory {
public:
    /// `text` as in the settings: empty for the system's, "direct", or the proxy's address.
    explicit NetworkProxies(const QString &text) : m_text(text) {}
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override;

private:
    const QString m_text;
};

} // namespace assay
