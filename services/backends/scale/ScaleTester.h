#pragma once

#include "services/backends/access/LadderTester.h"

namespace assay {

/// Tests a connection to an account of Scale GP. Only reads.
class ScaleTester final : public LadderTester {
    Q_OBJECT
public:
    explicit ScaleTester(SecretStore &secrets, QObject *parent = nullptr);

protected:
    void askHealth() override;

private:
    void judgeKey(const HttpReply &reply);
    void judgeAccount(const HttpReply &reply);
};

} // namespace assay
