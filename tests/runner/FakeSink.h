#pragma once

#include "services/engine/runner/AttemptRunner.h"

#include <QFile>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>

namespace assay::test {

/// Remembers everything an attempt tells, and stores samples at once.
class FakeSink : public engine::AttemptSink {
public:
    void phase(Phase phase) override { note([&] { phases.append(phase); }); }
    void progress(qint64 done, qint64 total) override { note([&] { progresses.append({done, total}); }); }
    void logLine(const QString &line) override { note([&] { lines.append(line); }); }
    void warning(const Message &message) override { note([&] { warnings.append(message.message); }); }
    void sample(const Sample &sample, std::function<void(bool)> stored) override
    {
        bool ok = true;
        note([&] {
            ok = samples.size() < storeAtMost;
            if (ok)
                samples.append(sample);
        });
        stored(ok);
    }
    void completed(const engine::AttemptOutcome &outcome) override { note([&] { outcomes.append(outcome); ++ends; }); }
    void failed(const Message &message) override { note([&] { failures.append(message); ++ends; }); }

    template<typename Condition>
    bool wait(Condition condition, int seconds = 30)
    {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(seconds), condition);
    }
    bool waitForEnd() { return wait([this] { return ends > 0; }); }

    nlohmann::json metrics() const { return nlohmann::json::parse(outcomes.value(0).metrics.text, nullptr, false); }
    nlohmann::json info() const { return nlohmann::json::parse(outcomes.value(0).additionalInfo.text, nullptr, false).value("assay", nlohmann::json()); }
    QString failure() const { return failures.value(0).message; }

    std::mutex mutex;
    std::condition_variable changed;
    qsizetype storeAtMost = 1'000'000'000;
    QList<Phase> phases;
    QList<std::pair<qint64, qint64>> progresses;
    QStringList lines, warnings;
    QList<Sample> samples;
    QList<engine::AttemptOutcome> outcomes;
    QList<Message> failures;
    int ends = 0;

private:
    template<typename Change>
    void note(Change change)
    {
        const std::lock_guard lock(mutex);
        change();
        changed.notify_all();
    }
};

/// Samples of an earlier life.
class FakeStored : public engine::StoredSamples {
public:
    /// readsUntil: from this ordinal on, reading fails.
    explicit FakeStored(QList<Sample> given, qint64 readsUntil = std::numeric_limits<qint64>::max())
        : m_samples(std::move(given)), m_readsUntil(readsUntil)
    {
        std::sort(m_samples.begin(), m_samples.end(), [](const Sample &a, const Sample &b) {
            return std::pair(a.ordinal, a.repeat) < std::pair(b.ordinal, b.repeat);
        });
    }
    Result<QList<Sample>> after(qint64 ordinal, int repeat, int limit) const override
    {
        QList<Sample> out;
        if (ordinal >= m_readsUntil)
            return Error{Error::Kind::Storage, QStringLiteral("The disk is gone."), {}, {}};
        for (const Sample &sample : m_samples) {
            if (std::pair(sample.ordinal, sample.repeat) > std::pair(ordinal, repeat) && out.size() < limit)
                out.append(sample);
        }
        return out;
    }
    Result<engine::SamplePlaces> places() const override
    {
        engine::SamplePlaces out;
        for (const Sample &sample : m_samples) {
            if (out.ordinals.isEmpty() || out.ordinals.last() != sample.ordinal)
                out.ordinals.append(sample.ordinal);
            out.repeats = std::max(out.repeats, sample.repeat + 1);
        }
        return out;
    }

private:
    QList<Sample> m_samples;
    qint64 m_readsUntil;
};

inline void writeFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(path));
}

} // namespace assay::test
