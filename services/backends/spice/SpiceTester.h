#pragma once

#include "services/backends/access/LadderTester.h"

namespace assay {

/// Tests a connection to a Spice runtime. Only reads.
class SpiceTester final : public LadderTester {
    Q_OBJECT
public:
    explicit SpiceTester(SecretStore &secrets, QObject *parent = nullptr);

protected:
    void askHealth() override;

private:
    void askEvals();
    void evalsAnswered(const HttpReply &reply);
    void askReady(int evals);
};

} // namespace assay
