#pragma once

#include "services/api/EndpointProbe.h"
#include "services/http/HttpClient.h"

#include <QUrl>

namespace assay {

/// The base of an OpenAI-compatible endpoint from what people paste: a missing scheme is added (http for this machine and
/// private names, else https), `/chat/completions`, `/completions`, `/models` and slashes at the end are taken off.
/// Error::Invalid when it is no web address.
Result<QUrl> normalisedEndpoint(const QString &typed);

/// Reach, key, models and routes of an OpenAI-compatible endpoint, with at most one generated token. GUI thread.
class OpenAiProbe final : public QObject, public EndpointProbe {
    Q_OBJECT
public:
    struct Settings {
        int timeoutMs = 6000;  ///< for each of at most four requests; all together end within 15 s
        bool tryChat = true;   ///< ask the chat and completions routes, which may cost one token each
    };
    explicit OpenAiProbe(Settings settings, QObject *parent = nullptr);
    explicit OpenAiProbe(QObject *parent = nullptr) : OpenAiProbe(Settings{}, parent) {}

    /// `recorded:NAME` is answered at once. The key goes to the address's own origin only.
    QFuture<Result<ProbeReport>> probe(const QString &url, const QString &key) override;

private:
    Settings m_settings;
};

} // namespace assay
