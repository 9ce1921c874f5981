#pragma once

#include "services/api/DraftStore.h"
#include "services/core/Async.h"
#include "tests/support/FakeConnection.h"

#include <QMap>
#include <QPromise>

#include <functional>
#include <optional>

namespace assay::test {

/// Where a program can end: each step of the store and the server calls reached(), before and after it has its effect. From the
/// point that was chosen on nothing has an effect and nothing is answered, as after kill -9.
class CrashPoints {
public:
    int chosen = -1; ///< -1: never
    int count = 0;
    bool dead() const { return m_dead; }
    bool reached()
    {
        m_dead = m_dead || count == chosen;
        ++count;
        return m_dead;
    }

private:
    bool m_dead = false;
};

/// What is on disk, with every write's two points.
class CrashingDraftStore final : public DraftStore {
public:
    explicit CrashingDraftStore(QMap<QString, QByteArray> &disk) : m_disk(disk) {}
    CrashPoints *points = nullptr;
    std::optional<Error> failSaves;

    QFuture<Result<QByteArray>> load(const QString &name) override { return readyFuture<QByteArray>(m_disk.value(name)); }
    QFuture<Result<Done>> save(const QString &name, const QByteArray &content) override
    {
        if (failSaves)
            return readyFuture<Done>(*failSaves);
        return step([this, name, content] { m_disk.insert(name, content); });
    }
    QFuture<Result<Done>> remove(const QString &name) override
    {
        return step([this, name] { m_disk.remove(name); });
    }

private:
    QFuture<Result<Done>> step(const std::function<void()> &effect)
    {
        if (points && points->reached())
            return never();
        effect();
        return points && points->reached() ? never() : readyFuture<Done>(Done{});
    }
    QFuture<Result<Done>> never()
    {
        m_open.push_back(std::make_unique<QPromise<Result<Done>>>());
        m_open.back()->start();
        return m_open.back()->future();
    }
    QMap<QString, QByteArray> &m_disk;
    std::vector<std::unique_ptr<QPromise<Result<Done>>>> m_open;
};

/// Jobs in memory behind a bad line: a request or its answer can be lost, arrive late or be refused.
class LossyJobs final : public FakeJobService {
public:
    enum class Loss { None, Request, Answer, Late, Refused, NotSeen };
    bool idempotent = true;
    QList<Loss> losses;            ///< one a submit, in their order; then None
    std::optional<Error> failList; ///< every list is answered with it
    Error refusal{Error::Kind::Invalid, QStringLiteral("The job is not right."), {}, QStringLiteral("request_validation_failed")};
    int submits = 0, lists = 0;
    std::function<void()> onList; ///< before a list is answered
    CrashPoints *points = nullptr;

    QFuture<Result<Job>> submit(const Job &job, const QString &key) override
    {
        const Loss loss = submits < losses.size() ? losses.at(submits) : Loss::None;
        ++submits;
        if (points && points->reached())
            return never<Job>();
        switch (loss) {
        case Loss::Request: return readyFuture<Job>(lost());
        case Loss::NotSeen: return readyFuture<Job>(Error{Error::Kind::Network, QStringLiteral("Nothing answers."), {}, QStringLiteral("connection_refused")});
        case Loss::Refused: return readyFuture<Job>(refusal);
        case Loss::Late: m_late.append({job, key}); return readyFuture<Job>(lost());
        default: break;
        }
        const Job made = arrive(job, key);
        if (points && points->reached())
            return never<Job>();
        return readyFuture<Job>(loss == Loss::Answer ? Result<Job>(lost()) : Result<Job>(made));
    }
    QFuture<Result<Page<Job>>> list(const JobQuery &query) override
    {
        ++lists;
        if (points && points->reached())
            return never<Page<Job>>();
        for (const auto &[job, key] : std::exchange(m_late, {}))
            arrive(job, key);
        if (onList)
            onList();
        failWith = failList;
        return FakeJobService::list(query);
    }
    /// The server forgets keys, as it does after a day.
    void forgetKeys() { m_keys.clear(); }

private:
    static Error lost() { return {Error::Kind::Timeout, QStringLiteral("No answer.")}; }
    Job arrive(const Job &job, const QString &key)
    {
        if (idempotent && m_keys.contains(key))
            return stored.at(m_keys.value(key));
        Job made = job;
        made.resource.id = QStringLiteral("job-%1").arg(stored.size() + 1);
        m_keys.insert(key, int(stored.size()));
        stored << made;
        return made;
    }
    template<typename T>
    QFuture<Result<T>> never()
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        m_open.push_back(promise);
        return promise->future();
    }
    QMap<QString, int> m_keys;
    QList<std::pair<Job, QString>> m_late;
    std::vector<std::shared_ptr<void>> m_open;
};

class LossyConnection final : public FakeConnection {
public:
    LossyJobs lossy;
    QString connectionId = QStringLiteral("local");

    QString id() const override { return connectionId; }
    Capabilities capabilities() const override
    {
        return {lossy.idempotent ? QSet<Capability>{Capability::SubmitJobs, Capability::IdempotentSubmit} : QSet<Capability>{Capability::SubmitJobs}, {}, {}};
    }
    LossyJobs &jobs() override { return lossy; }
};

} // namespace assay::test
