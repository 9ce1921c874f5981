#pragma once

#include "services/api/ConnectionRegistry.h"
#include "tests/support/FakeConnection.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeSecretStore.h"

#include <QEventLoop>

namespace assay::test {

/// A remote connection that takes whatever settings it is given.
class FakeRemote final : public FakeConnection {
public:
    explicit FakeRemote(const ConnectionSettings &settings) : m_settings(settings)
    {
        current = State::Idle;
        abilities = {};
        for (const Capability capability : {Capability::ListJobs, Capability::SubmitJobs, Capability::CancelJobs, Capability::DeleteJobs,
                                            Capability::ListProviders, Capability::ListCollections, Capability::Logs})
            abilities.items.insert(capability);
        abilities.serverName = QStringLiteral("EvalHub");
    }
    QString id() const override { return m_settings.id; }
    QString name() const override { return m_settings.name; }
    void configure(const ConnectionSettings &settings) override { m_settings = settings; }
    void close() override { setState(State::Idle); }

private:
    ConnectionSettings m_settings;
};

/// Does what the test tells it.
class FakeTester final : public ConnectionTester {
public:
    void start(const ConnectionSettings &settings, const std::optional<QString> &secret) override
    {
        tested = settings;
        typed = secret;
        running = true;
        list.clear();
        for (const auto step : {ConnectionCheck::Step::Address, ConnectionCheck::Step::Connect, ConnectionCheck::Step::Auth}) {
            ConnectionCheck check;
            check.step = step;
            list << check;
        }
        Q_EMIT started();
    }
    void cancel() override { running = false; }
    QList<ConnectionCheck> checks() const override { return list; }
    bool isRunning() const override { return running; }
    void set(int row, ConnectionCheck::State state, const QString &text = {}, const QString &fix = {})
    {
        list[row].state = state;
        list[row].text = text;
        list[row].fix = fix;
        list[row].ms = 12 + row;
        Q_EMIT changed(row);
    }
    void finish(bool passed)
    {
        running = false;
        Q_EMIT finished(passed);
    }
    ConnectionSettings tested;
    std::optional<QString> typed;
    QList<ConnectionCheck> list;
    bool running = false;
};

/// A registry over fakes, loaded. `tester` is the newest one made.
struct FakeRegistry {
    explicit FakeRegistry(const QList<ConnectionSettings> &settings = {})
    {
        if (!settings.isEmpty())
            store.contents.insert(QStringLiteral("connections"), encodeConnections(settings));
        registry.addKind({QStringLiteral("evalhub"), [] { return QStringLiteral("EvalHub server"); }, QStringLiteral("https://evalhub.example.com"),
                          [](const ConnectionSettings &of) { return std::make_unique<FakeRemote>(of); },
                          [this] {
                              auto made = std::make_unique<FakeTester>();
                              tester = made.get();
                              return made;
                          },
                          [] { return QStringLiteral("Tenant"); }, [] { return QStringLiteral("User"); },
                          [] { return QStringLiteral("The namespace"); }});
        QEventLoop loop;
        QObject::connect(&registry, &ConnectionRegistry::loaded, &loop, &QEventLoop::quit);
        registry.load();
        loop.exec();
    }
    FakeRemote *remote(const QString &id) { return static_cast<FakeRemote *>(registry.find(id)); }

    FakeConnection local;
    FakeDraftStore store;
    FakeSecretStore secrets;
    FakeTester *tester = nullptr;
    ConnectionRegistry registry{local, store, secrets};
};

inline ConnectionSettings remoteSettings(const QString &id, const QString &name)
{
    ConnectionSettings settings;
    settings.id = id;
    settings.kind = QStringLiteral("evalhub");
    settings.name = name;
    settings.url = QStringLiteral("https://%1.example.com").arg(id);
    return settings;
}

} // namespace assay::test
