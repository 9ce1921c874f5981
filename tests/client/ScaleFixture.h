#pragma once

#include "services/api/WriteGuard.h"
#include "services/backends/scale/ScaleConnection.h"
#include "tests/client/Recordings.h"
#include "tests/client/Wait.h"
#include "tests/support/FakeSecretStore.h"

#include <QTest>

namespace assay::test {

/// A connection to an account of Scale GP whose server answers as the test says, with recorded bytes.
class ScaleAccount {
public:
    explicit ScaleAccount(const TestServer::Handler &handler, const QString &key = {})
        : server([this, handler](const Asked &asked) {
            // What connecting asks for.
            return asked.method == "GET" && asked.path == "/v5/evaluations" && asked.query == "limit=1"
                ? recordings.named("list, first page")
                : handler(asked);
        })
    {
        ConnectionSettings settings;
        settings.id = settings.kind = QStringLiteral("scale");
        settings.name = QStringLiteral("Scale");
        settings.url = server.text();
        settings.proxy = QStringLiteral("direct");
        settings.pollSeconds = 300;
        settings.tenant = QStringLiteral("acct");
        if (!key.isEmpty()) {
            settings.auth = ConnectionSettings::Auth::Header;
            settings.headerName = QStringLiteral("x-api-key");
            secrets.entries.insert(settings.secretName(), { key, { settings.origin() } });
        }
        connection = std::make_unique<ScaleConnection>(settings, RestServices { secrets, guard, nullptr, nullptr });
        connection->setActive(false); // nothing is asked at intervals here
        connection->open();
    }
    bool ready()
    {
        return QTest::qWaitFor([this] { return connection->state() == Connection::State::Ready; }, 10000);
    }
    /// What was asked by a method on a path.
    QList<Asked> asked(const QByteArray &method, const QByteArray &path) const
    {
        QList<Asked> out;
        for (const Asked &one : server.asked) {
            if (one.method == method && one.path == path)
                out << one;
        }
        return out;
    }
    /// The body that it was sent with, in the order of the wire.
    nlohmann::ordered_json sent(const QByteArray &path) const
    {
        const auto all = asked("POST", path);
        return all.isEmpty() ? nlohmann::ordered_json() : nlohmann::ordered_json::parse(all.last().body.toStdString());
    }

    const Recordings recordings { QStringLiteral("scale") };
    TestServer server;
    FakeSecretStore secrets;
    WriteGuard guard;
    std::unique_ptr<ScaleConnection> connection;
};

} // namespace assay::test
