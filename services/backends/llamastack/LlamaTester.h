#pragma once

#include "services/backends/access/LadderTester.h"

namespace assay {

/// Tests a connection to a Llama Stack server. Only reads.
class LlamaTester final : public LadderTester {
    Q_OBJECT
public:
    explicit LlamaTester(SecretStore &secrets, QObject *parent = nullptr);

protected:
    void askHealth() override;

private:
    void askRoutes(const QString &version);
    void routesAnswered(const QString &version, const HttpReply &reply);
};

} // namespace assay
