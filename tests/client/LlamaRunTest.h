#pragma once

#include "services/api/JobService.h"
#include "services/backends/llamastack/EvalWire.h"
#include "tests/client/LlamaFixture.h"

#include <QUrlQuery>

namespace assay::test {

/// A Llama Stack server that runs benchmarks as recorded, and jobs on it.
class LlamaRunTest : public QObject {
protected:
    static constexpr const char *benchmark = "GET /v1alpha/eval/benchmarks/qa-bench";
    static constexpr const char *post = "POST /v1alpha/eval/benchmarks/qa-bench/jobs";
    static constexpr const char *status = "GET /v1alpha/eval/benchmarks/qa-bench/jobs/0";
    static constexpr const char *result = "GET /v1alpha/eval/benchmarks/qa-bench/jobs/0/result";

    /// For each function anew.
    void begin()
    {
        m_fixture = std::make_unique<LlamaFixture>();
        stub().answers.insert(post, stub().recordings.answer("161"));
        stub().answers.insert(status, stub().recordings.answer("162"));
        stub().answers.insert(result, stub().recordings.answer("163"));
        serveDataset();
        QVERIFY(m_fixture->open());
    }

    LlamaStub &stub() { return m_fixture->stub; }
    JobService &jobs() { return m_fixture->connection->jobs(); }
    /// The recorded answer with another word for the state.
    Answer inState(const QByteArray &word)
    {
        Answer out = stub().recordings.answer("161");
        out.body.replace("completed", word);
        return out;
    }
    /// The rows that the recorded runs were over.
    void serveDataset()
    {
        const auto rows = stub().recordings.sent("140")["source"]["rows"];
        stub().decide = [rows](const Asked &asked) -> std::optional<Answer> {
            if (asked.path != "/v1beta/datasetio/iterrows/qa-eval")
                return {};
            const QUrlQuery query(QString::fromLatin1(asked.query));
            const std::size_t start = query.queryItemValue(QStringLiteral("start_index")).toUInt(), limit = query.queryItemValue(QStringLiteral("limit")).toUInt();
            auto data = LlamaRecordings::Json::array();
            for (std::size_t i = start; i < std::min(start + limit, rows.size()); ++i)
                data.push_back(rows[i]);
            return Answer{.body = QByteArray::fromStdString(LlamaRecordings::Json{{"data", data}, {"has_more", true}}.dump())};
        };
    }

    static Job job(const QStringList &benchmarks = {QStringLiteral("qa-bench")}, const QByteArray &parameters = R"({"max_tokens":32})")
    {
        Job out;
        out.name = QStringLiteral("A run");
        out.model.name = QStringLiteral("stub/tiny-chat");
        for (const QString &benchmark : benchmarks) {
            BenchmarkRef ref;
            ref.id = benchmark;
            ref.providerId = llamastack::provider();
            ref.parameters = {parameters};
            out.benchmarks << ref;
        }
        return out;
    }

    QString submit(const Job &job = LlamaRunTest::job(), const QString &key = QStringLiteral("key"))
    {
        const auto made = waited(jobs().submit(job, key));
        return made ? made->resource.id : made.error().message;
    }

    Job now(const QString &id)
    {
        const auto job = waited(jobs().get(id));
        return job ? *job : Job();
    }

    /// The job once it is over.
    Job ended(const QString &id)
    {
        return QTest::qWaitFor([&] { return isTerminal(now(id).status.state); }, 10000) ? now(id) : Job();
    }

    static QString messageOf(const Job &job) { return job.status.benchmarks.first().errorMessage ? job.status.benchmarks.first().errorMessage->message : QString(); }
    static QString codeOf(const Job &job) { return job.status.benchmarks.first().errorMessage ? job.status.benchmarks.first().errorMessage->messageCode : QString(); }

    std::unique_ptr<LlamaFixture> m_fixture;
};

} // namespace assay::test
