#pragma once

#include "tests/client/TestServer.h"
#include "tests/support/Places.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>

namespace assay::test {

/// The recorded answers of Llama Stack servers (tests/data/llamastack), the bodies as they came. A number is looked for in the
/// version's own folder first.
class LlamaRecordings {
public:
    using Json = nlohmann::ordered_json;
    explicit LlamaRecordings(const QString &version = {}) : m_version(version) {}

    static QDir folder(const QString &version = {}) { return QDir(test::testData("/llamastack/") + version); }
    static QStringList versions() { return {QString(), QStringLiteral("seed-commit"), QStringLiteral("0.4.4"), QStringLiteral("0.7.3")}; }
    static Json read(const QString &path)
    {
        QFile file(path);
        const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        return Json::parse(text.begin(), text.end(), nullptr, false);
    }
    static Answer answerOf(const Json &one)
    {
        const Json &response = one.at("response");
        Answer out{.status = response.at("status").get<int>()};
        if (!response.value("empty_body", false))
            out.body = QByteArray::fromStdString(response.at("body").dump());
        return out;
    }

    Json one(const char *number) const
    {
        for (const QString &version : {m_version, QString()}) {
            const QDir dir = folder(version);
            const QStringList found = dir.entryList({QLatin1String(number) + QStringLiteral("-*.json")}, QDir::Files);
            if (!found.isEmpty())
                return read(dir.filePath(found.first()));
        }
        return Json{{"request", Json::object()}, {"response", {{"status", 599}, {"body", std::string("no recording ") + number}}}};
    }
    Answer answer(const char *number) const { return answerOf(one(number)); }
    QByteArray body(const char *number) const { return answer(number).body; }
    /// What was sent for it.
    Json sent(const char *number) const { return one(number)["request"]["body"]; }

private:
    QString m_version;
};

/// A Llama Stack server that answers as recorded, unless a test says otherwise.
class LlamaStub {
public:
    explicit LlamaStub(const QString &version = {})
        : recordings(version), server([this](const Asked &asked) { return answer(asked); })
    {
        const std::pair<const char *, const char *> usual[] = {
            {"GET /v1/version", "002"},           {"GET /v1/health", "001"},
            {"GET /v1/inspect/routes", "005"},    {"GET /v1/models", "004"},
            {"GET /v1/scoring-functions", "100"}, {"GET /v1beta/datasets", "040"},
            {"GET /v1alpha/eval/benchmarks", "153"}, {"GET /v1alpha/eval/benchmarks/qa-bench", "150"},
        };
        for (const auto &[request, number] : usual)
            answers.insert(request, recordings.answer(number));
    }

    Answer answer(const Asked &asked)
    {
        const QByteArray key = asked.method + ' ' + asked.path;
        if (decide) {
            if (const auto own = decide(asked))
                return *own;
        }
        return answers.contains(key) ? answers.value(key) : recordings.answer("006");
    }
    /// How often "METHOD /path" was asked.
    int count(const QByteArray &request) const
    {
        return int(std::count_if(server.asked.cbegin(), server.asked.cend(), [&request](const Asked &asked) { return asked.method + ' ' + asked.path == request; }));
    }
    /// The last body sent to "METHOD /path".
    LlamaRecordings::Json lastBody(const QByteArray &request) const
    {
        for (auto it = server.asked.crbegin(); it != server.asked.crend(); ++it) {
            if (it->method + ' ' + it->path == request)
                return LlamaRecordings::Json::parse(it->body.begin(), it->body.end(), nullptr, false);
        }
        return {};
    }

    LlamaRecordings recordings;
    QHash<QByteArray, Answer> answers; ///< "METHOD /path", without the query
    std::function<std::optional<Answer>(const Asked &)> decide; ///< asked first
    TestServer server;
};

} // namespace assay::test
