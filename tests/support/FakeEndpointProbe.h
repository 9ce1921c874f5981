#pragma once

#include "services/api/EndpointProbe.h"
#include "services/core/Async.h"

namespace assay::test {

/// Answers every probe with `report`.
class FakeEndpointProbe final : public EndpointProbe {
public:
    ProbeReport report;
    std::optional<Error> failWith;
    QStringList urls, keys;

    QFuture<Result<ProbeReport>> probe(const QString &url, const QString &key) override
    {
        urls << url;
        keys << key;
        return readyFuture<ProbeReport>(failWith ? Result<ProbeReport>(*failWith) : Result<ProbeReport>(report));
    }
    /// A healthy endpoint that serves these models.
    static ProbeReport healthy(const QString &baseUrl, const QStringList &models)
    {
        ProbeReport report;
        report.steps = {{QStringLiteral("Reach"), true, QStringLiteral("Answered in 12 ms.")},
                        {QStringLiteral("Key"), true, QStringLiteral("No key needed.")},
                        {QStringLiteral("Models"), true, QStringLiteral("%1 models.").arg(models.size())},
                        {QStringLiteral("Chat"), true, QStringLiteral("Answers chat requests.")}};
        report.models = models;
        report.baseUrl = baseUrl;
        report.chat = report.completions = true;
        return report;
    }
};

} // namespace assay::test
