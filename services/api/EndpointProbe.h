#pragma once

#include "services/core/Result.h"

#include <QFuture>
#include <QStringList>

namespace assay {

/// What a look at an OpenAI-compatible endpoint found.
struct ProbeReport {
    struct Step {
        QString name;    ///< translated: "Reach", "Key", "Models", "Chat"
        bool ok = false;
        QString message; ///< one translated sentence: what was seen, and the fix when it failed
    };
    QList<Step> steps;
    QStringList models; ///< ids that GET /models named
    QString baseUrl;    ///< normalised, ends in /v1 where the server wants it
    bool chat = false, completions = false;
    bool ok() const
    {
        for (const Step &step : steps) {
            if (!step.ok)
                return false;
        }
        return !steps.isEmpty();
    }
};

/// Asks an endpoint who it is before a job is sent to it. GUI thread; answers within 15 s.
class EndpointProbe {
public:
    virtual ~EndpointProbe() = default;
    virtual QFuture<Result<ProbeReport>> probe(const QString &url, const QString &key) = 0;
};

} // namespace assay
