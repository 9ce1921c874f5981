#pragma once

#include "services/api/WriteGuard.h"
#include "services/backends/llamastack/LlamaConnection.h"
#include "services/backends/llamastack/LlamaJobs.h"
#include "tests/client/LlamaRecordings.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeSecretStore.h"

#include <QTest>

namespace assay::test {

/// A Llama Stack server of recorded answers, and a connection to it.
class LlamaFixture {
public:
    explicit LlamaFixture(const QString &version = {}) : stub(version)
    {
        guard.setAsk([this](const WriteGuard::Question &question, const std::function<void(bool)> &answer) {
            questions << question.writes;
            answer(true);
        });
    }
    ConnectionSettings settings() const
    {
        ConnectionSettings out;
        out.id = QStringLiteral("llama");
        out.kind = QStringLiteral("llamastack");
        out.name = QStringLiteral("Llama");
        out.url = stub.server.text();
        out.proxy = QStringLiteral("direct");
        out.pollSeconds = 300;
        return out;
    }
    bool open() { return open(settings()); }
    /// True: it is ready; false: it is not, and says why.
    bool open(const ConnectionSettings &with)
    {
        connection = std::make_unique<LlamaConnection>(with, RestServices{secrets, guard, nullptr, &files});
        connection->llamaJobs().runner().setPollInterval(20);
        connection->setActive(false); // nothing is asked at intervals here
        connection->open();
        const bool settled = QTest::qWaitFor([this] { return connection->state() == Connection::State::Ready || connection->state() == Connection::State::Unreachable; }, 10000);
        return settled && connection->state() == Connection::State::Ready;
    }

    LlamaStub stub;
    FakeSecretStore secrets;
    FakeDraftStore files;
    WriteGuard guard;
    QStringList questions;
    std::unique_ptr<LlamaConnection> connection;
};

} // namespace assay::test
