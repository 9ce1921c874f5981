#pragma once

#include "services/engine/inputs/InputRunner.h"
#include "services/secrets/SecretBinding.h"
#include "tests/runner/FakeSink.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>

#include <map>

namespace assay::test {

/// The runner behind the inputs: remembers what it was given and ends each attempt well.
class InnerRunner final : public engine::AttemptRunner {
public:
    void start(const engine::AttemptSpec &spec, std::shared_ptr<const engine::StoredSamples>, std::shared_ptr<engine::AttemptSink> sink) override
    {
        {
            const std::lock_guard lock(mutex);
            started.append(spec);
        }
        sink->completed({});
    }
    void adopt(const engine::AttemptSpec &spec, const engine::ProcessRecord &, std::shared_ptr<const engine::StoredSamples>,
               std::shared_ptr<engine::AttemptSink>) override
    {
        const std::lock_guard lock(mutex);
        adopted.append(spec);
    }
    void cancel(const QString &, int, std::function<void()> stopped) override
    {
        ++cancels;
        stopped();
    }
    std::mutex mutex;
    QList<engine::AttemptSpec> started, adopted;
    std::atomic<int> cancels{0};
};

class InputSink final : public FakeSink {
public:
    void resolvedSha(const QString &sha) override
    {
        const std::lock_guard lock(mutex);
        shas << sha;
    }
    QStringList shas;
};

/// One attempt's fetch, from the request to what lies on the disk.
class InputFixture {
public:
    InputFixture()
    {
        settings.secrets = [this](const QString &ref, const QString &origin, std::function<void(Result<QString>)> done) {
            const auto found = secrets.find(ref);
            done(found == secrets.end() ? Result<QString>(QString()) : releaseSecret(found->second, ref, origin));
        };
        settings.maxMs = 60'000;
    }
    engine::AttemptSpec spec(const TestDataRef &ref)
    {
        engine::AttemptSpec out;
        out.jobId = QStringLiteral("job");
        out.workFolder = folder.path() + QStringLiteral("/work");
        QDir().mkpath(out.workFolder);
        out.benchmark.testDataRef = ref;
        return out;
    }
    /// True: the inner runner was started with the data.
    bool fetch(const TestDataRef &ref)
    {
        sink = std::make_shared<InputSink>();
        engine::InputRunner runner(inner, settings);
        runner.start(spec(ref), nullptr, sink);
        return sink->waitForEnd() && sink->failures.isEmpty();
    }
    QString failure() const { return sink->failure(); }
    /// Relative names below the data folder, sorted.
    QStringList files() const
    {
        const QString root = folder.path() + QStringLiteral("/work/test_data");
        QStringList out;
        QDirIterator it(root, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (it.hasNext())
            out << it.next().mid(root.size() + 1);
        out.sort();
        return out;
    }
    QByteArray text(const QString &name) const
    {
        QFile file(folder.path() + QStringLiteral("/work/test_data/") + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no such file)");
    }

    QTemporaryDir folder;
    engine::InputSettings settings;
    std::map<QString, BoundSecret> secrets;
    InnerRunner inner;
    std::shared_ptr<InputSink> sink;
};

inline TestDataRef s3Ref(const QString &bucket, const QString &key)
{
    TestDataRef ref;
    ref.s3 = S3Ref{bucket, key, QStringLiteral("s3"), {}};
    return ref;
}

inline TestDataRef gitRef(const QString &url, const QString &name, const QString &subPath = {}, const QString &secret = {})
{
    TestDataRef ref;
    ref.git = GitRef{url, name, subPath, secret, {}};
    return ref;
}

inline TestDataRef hubRef(const QString &repo, const QString &revision = {}, const QString &subPath = {}, const QString &secret = {})
{
    TestDataRef ref;
    ref.hf = HfRef{repo, revision, subPath, secret, {}};
    return ref;
}

inline BoundSecret s3Secret(const QString &endpoint, const QString &bound, const QString &key = QStringLiteral("AKID"), const QString &secret = QStringLiteral("very-secret-key"))
{
    return {QStringLiteral("{\"AWS_ACCESS_KEY_ID\":\"%1\",\"AWS_SECRET_ACCESS_KEY\":\"%2\",\"AWS_S3_ENDPOINT\":\"%3\",\"AWS_DEFAULT_REGION\":\"us-east-1\"}").arg(key, secret, endpoint),
            {normalisedOrigin(bound)}};
}

} // namespace assay::test
