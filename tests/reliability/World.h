#pragma once

#include "services/engine/server/Engine.h"
#include "tests/reliability/ContractModel.h"
#include "tests/reliability/FakeRunner.h"
#include "tests/reliability/FaultPlan.h"

#include <QTemporaryDir>

#include <atomic>
#include <future>
#include <stdexcept>

namespace assay::test {

/// Time that goes as the test says: forward for deadlines, anywhere for the wall clock.
class JumpClock final : public Clock {
public:
    std::int64_t wallMs() const override { return m_wall.load(); }
    std::int64_t monotonicMs() const override { return m_monotonic.load(); }
    void pass(std::int64_t ms)
    {
        m_wall += ms;
        m_monotonic += ms;
    }
    void jumpWall(std::int64_t ms) { m_wall += ms; }

private:
    std::atomic<std::int64_t> m_wall { 1768204800000 }, m_monotonic { 0 }; // 2026-01-12T08:00:00Z
};

/// What a sequence found wrong.
struct Violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Reply {
    int status = 0;
    nlohmann::json json;
    bool stored() const { return status > 0 && status < 500; } ///< it was decided, one way or the other
};

/// The engine of one sequence: over the fault disk, with a fake runner and a clock of its own.
class World {
public:
    /// Folder with the catalogue that all sequences use.
    static QString catalogue();
    static constexpr const char *jobs = "/api/v1/evaluations/jobs";

    World();
    ~World();
    bool start(); ///< false when the disk died meanwhile; throws Violation when the engine refuses otherwise
    void stop(); ///< in order, or what is left after the disk died
    bool running() const { return m_engine != nullptr; }
    QString startError() const { return m_startError; }
    QString database() const { return folder.path() + QStringLiteral("/assay.sqlite"); }

    std::future<Reply> send(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
        const QByteArray &tenant = {}, const QByteArray &key = {});
    Reply take(std::future<Reply> &future, const QByteArray &what);
    Reply ask(const QByteArray &method, const QByteArray &target, const nlohmann::json &body = {},
        const QByteArray &tenant = {}, const QByteArray &key = {});
    std::size_t slots() const { return 64; }

    QTemporaryDir folder;
    JumpClock clock;
    Bell bell;
    FakeRunner runner { bell };
    FaultPlan plan;

private:
    engine::EngineOptions m_options;
    std::unique_ptr<engine::Engine> m_engine;
    QString m_startError;
};

} // namespace assay::test
