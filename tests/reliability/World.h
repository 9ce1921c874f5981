#pragma once

#include "services/engine/server/Engine.h"
#include "tests/reliability/ContractModel.h"
#include "tests/reliability/ExportReceiver.h"
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

/// What the engine of a sequence is started with.
struct WorldOptions {
    bool commands = false; ///< it runs providers' commands
    Approval approval = Approval::Ask;
    bool exports = false; ///< there is something to export to
};

/// The engine of one sequence: over the fault disk, with fake runners and a clock of its own.
class World {
public:
    static constexpr long long hour = 3600 * 1000;
    static constexpr long long timeLimit
        = 100LL * 365 * 24 * hour; ///< of attempts; longer than all other passing of time
    static constexpr long long stall = 2 * hour; ///< of jobs that warn about it
    static constexpr long long keepFolders = 7 * 24 * hour;
    static constexpr long long exportsAgain
        = 99 * hour + hour / 2; ///< so old jobs' failed exports are tried again at a start

    /// Folder with the catalogue that all sequences use.
    static QString catalogue();
    static constexpr const char *jobs = "/api/v1/evaluations/jobs";

    explicit World(const WorldOptions &options = {});
    ~World();
    bool start(); ///< false when the disk died meanwhile; throws Violation when the engine refuses otherwise
    void stop(); ///< in order, or what is left after the disk died
    bool running() const { return m_engine != nullptr; }
    bool exporting() const { return m_engine && m_engine->exporting(); }
    FakeRunner &runnerOf(const ModelBenchmark &benchmark)
    {
        return benchmark.runs == Runs::Command ? programs : runner;
    }
    std::set<FakeRunner::AttemptKey> attempts() const; ///< that run
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
    FakeRunner runner { bell, FakeRunner::Of::Ours }, programs { bell, FakeRunner::Of::Programs };
    FaultPlan plan;
    std::unique_ptr<ExportReceiver> receiver; ///< with WorldOptions::exports

private:
    engine::EngineOptions m_options;
    std::unique_ptr<engine::Engine> m_engine;
    QString m_startError;
};

} // namespace assay::test
