#pragma once

#include "tests/client/LlamaFixture.h"
#include "tests/support/Places.h"
#include "tests/support/SameJson.h"

#include <QUrl>

#include <algorithm>
#include <functional>
#include <map>

// A walk over all recordings of Llama Stack servers: each is asked through our client, or is listed with the reason why
// our client never asks it. Four test classes share them by their paths.

namespace assay::test {

/// Which test class walks over a recording.
enum class LlamaTopic { Data, Eval, Model, Server };

/// Every path has one: what is nobody else's is the server's.
inline LlamaTopic llamaTopic(const QByteArray &path)
{
    if (path.startsWith("/v1beta/dataset"))
        return LlamaTopic::Data;
    if (path.startsWith("/v1alpha/eval/") && (path.contains("/jobs") || path.endsWith("/evaluations")))
        return LlamaTopic::Eval;
    return path.startsWith("/v1alpha/inference/") || path.startsWith("/v1alpha/post-training/") ? LlamaTopic::Model
                                                                                                : LlamaTopic::Server;
}

struct LlamaCase {
    using Json = LlamaRecordings::Json;
    using Pairs = QList<QPair<QByteArray, QByteArray>>;

    QString version; ///< as its folder; empty: 0.3.5
    QString number; ///< three digits
    Json recording;

    QString text(const char *member) const
    {
        return QString::fromStdString(recording.at("request").at(member).get<std::string>());
    }
    QByteArray method() const { return text("method").toLatin1(); }
    QByteArray path() const { return QByteArray::fromPercentEncoding(text("path").section('?', 0, 0).toUtf8()); }
    Pairs query() const { return pairs(text("path").section('?', 1).toLatin1()); }
    Json body() const { return recording["request"].value("body", Json()); }
    Answer answer() const { return LlamaRecordings::answerOf(recording); }
    /// What it was asked with; empty: none.
    QString key() const
    {
        const std::string header = recording["request"].value("headers", Json::object()).value("Authorization", "");
        return QString::fromStdString(header).section(QStringLiteral("Bearer "), 1);
    }
    QString versionName() const { return version.isEmpty() ? QStringLiteral("0.3.5") : version; }

    static Pairs pairs(const QByteArray &query)
    {
        Pairs out;
        for (const QByteArray &one : query.split('&')) {
            const qsizetype mark = one.indexOf('=');
            if (mark > 0)
                out.append({ one.left(mark), QByteArray::fromPercentEncoding(one.mid(mark + 1)) });
        }
        std::sort(out.begin(), out.end());
        return out;
    }
};

/// A benchmark as the recorded servers had it, by the requests that made them; 151: there is none.
inline Answer recordedBenchmark(const LlamaRecordings &recordings, const QString &id)
{
    using Ordered = LlamaRecordings::Json;
    static const std::map<QString, Ordered> unlisted { { QStringLiteral("no-scoring"), Ordered::array() },
        { QStringLiteral("judge-bench"), Ordered::array({ "llm-as-judge::base" }) },
        { QStringLiteral("mixed-bench"), Ordered::array({ "basic::equality" }) },
        { QStringLiteral("numcsv-bench"), Ordered::array({ "basic::equality" }) } };
    const QByteArray text = recordings.body("153");
    Ordered list = Ordered::parse(text.begin(), text.end())["data"];
    for (const Ordered &listed : list) {
        if (listed["identifier"] == id.toStdString())
            return { .body = QByteArray::fromStdString(listed.dump()) };
    }
    const auto functions = unlisted.find(id);
    if (functions == unlisted.end())
        return recordings.answer("151");
    Ordered made = list.front();
    made["identifier"] = made["provider_resource_id"] = id.toStdString();
    made["scoring_functions"] = functions->second;
    return { .body = QByteArray::fromStdString(made.dump()) };
}

/// A server of the case's version: it answers the case's request as recorded, and all others as that version does.
class LlamaCaseServer {
public:
    explicit LlamaCaseServer(const LlamaCase &asked)
        : one(asked)
        , fixture(asked.version)
    {
        fixture.stub.decide = [this](const Asked &request) -> std::optional<Answer> {
            if (others) {
                if (const auto own = others(request))
                    return own;
            }
            if (request.method != one.method() || QByteArray::fromPercentEncoding(request.path) != one.path())
                return {};
            met << request;
            return one.answer();
        };
    }
    bool open()
    {
        ConnectionSettings settings = fixture.settings();
        if (!one.key().isEmpty()) {
            settings.auth = ConnectionSettings::Auth::Bearer;
            fixture.secrets.entries.insert(settings.secretName(), { one.key(), { settings.origin() } });
        }
        return fixture.open(settings);
    }
    LlamaConnection &connection() { return *fixture.connection; }
    const LlamaRecordings &recordings() const { return fixture.stub.recordings; }
    /// Kind and sentence.
    QString refusal(const Error &error) const;

    const LlamaCase &one;
    std::function<std::optional<Answer>(const Asked &)> others; ///< asked before the case
    QList<Asked> met; ///< requests that were the case's
    LlamaFixture fixture; // last: it asks the others
};

inline QString LlamaCaseServer::refusal(const Error &error) const
{
    static const std::map<Error::Kind, QString> kinds { { Error::Kind::Cancelled, QStringLiteral("Cancelled") },
        { Error::Kind::Network, QStringLiteral("Network") }, { Error::Kind::Timeout, QStringLiteral("Timeout") },
        { Error::Kind::Unauthorized, QStringLiteral("Unauthorized") },
        { Error::Kind::NotFound, QStringLiteral("NotFound") }, { Error::Kind::Conflict, QStringLiteral("Conflict") },
        { Error::Kind::Invalid, QStringLiteral("Invalid") }, { Error::Kind::Protocol, QStringLiteral("Protocol") },
        { Error::Kind::Unsupported, QStringLiteral("Unsupported") } };
    const auto kind = kinds.find(error.kind);
    const QString sentence = QString(error.message).replace(fixture.stub.server.text(), QStringLiteral("PLACE"));
    return (kind == kinds.end() ? QStringLiteral("another kind") : kind->second) + QStringLiteral(": ") + sentence;
}

using LlamaAsk = std::function<QString(LlamaCaseServer &)>;

struct LlamaStep {
    enum class Kind {
        Asked,
        RefusedHere, ///< what would send it is asked for, and nothing of it is sent
        Elsewhere, ///< another test asks it
        Never ///< there is nothing that would send it
    };
    Kind kind = Kind::Never;
    LlamaAsk ask; ///< what came of it, in a few words
    QString outcome; ///< what has to
    QString why; ///< Elsewhere: the test, as class::function; Never: the reason
};

inline LlamaStep asks(const LlamaAsk &ask, const char *outcome)
{
    return { LlamaStep::Kind::Asked, ask, QString::fromUtf8(outcome), {} };
}

inline LlamaStep refuses(const LlamaAsk &ask, const char *outcome)
{
    return { LlamaStep::Kind::RefusedHere, ask, QString::fromUtf8(outcome), {} };
}

inline QString textIn(const LlamaRecordings::Json &in, const char *name)
{
    return QString::fromStdString(in.value(name, std::string()));
}

/// By number, or by version and number ("0.7.3 018"), which goes before; every version has the same under a number
/// alone.
using LlamaSteps = std::map<QString, LlamaStep>;

inline void addNever(LlamaSteps &steps, const QString &why, const QStringList &numbers)
{
    for (const QString &number : numbers)
        steps[number] = { LlamaStep::Kind::Never, {}, {}, why };
}

inline void addElsewhere(LlamaSteps &steps, const QString &test, const QStringList &numbers)
{
    for (const QString &number : numbers)
        steps[number] = { LlamaStep::Kind::Elsewhere, {}, {}, test };
}

inline const LlamaStep *stepFor(const LlamaSteps &steps, const LlamaCase &one)
{
    for (const QString &key : { one.versionName() + QLatin1Char(' ') + one.number, one.number }) {
        if (const auto found = steps.find(key); found != steps.end())
            return &found->second;
    }
    return nullptr;
}

inline QList<LlamaCase> llamaCases(LlamaTopic topic)
{
    QList<LlamaCase> out;
    for (const QString &version : LlamaRecordings::versions()) {
        const QDir folder = LlamaRecordings::folder(version);
        for (const QString &file : folder.entryList({ QStringLiteral("*.json") }, QDir::Files)) {
            const LlamaCase one { version, file.left(3), LlamaRecordings::read(folder.filePath(file)) };
            if (llamaTopic(one.path()) == topic)
                out << one;
        }
    }
    return out;
}

/// A row for each recording of the topic.
inline void addLlamaCases(LlamaTopic topic)
{
    QTest::addColumn<LlamaCase>("one");
    for (const LlamaCase &one : llamaCases(topic))
        QTest::addRow("%s %s", qPrintable(one.versionName()), qPrintable(one.number)) << one;
}

/// That the test, or its table of rows, names the recording.
inline bool isNamedBy(const QString &test, const QString &number)
{
    QFile file(inSource("/tests/client/") + test.section(QStringLiteral("::"), 0, 0) + QStringLiteral(".cpp"));
    const QString text = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    for (const char *end : { "()\n", "_data()\n" }) {
        const qsizetype from = text.indexOf(QStringLiteral("\nvoid ") + test + QLatin1String(end));
        const qsizetype to = text.indexOf(QStringLiteral("\n}\n"), from);
        if (from >= 0 && text.mid(from, to - from).contains(QLatin1Char('"') + number + QLatin1Char('"')))
            return true;
    }
    return false;
}

/// What our client says otherwise than the recorded request, on purpose.
struct LlamaDifferences {
    std::function<void(const LlamaCase &one, nlohmann::json &body)> body;
    std::function<void(const LlamaCase &one, LlamaCase::Pairs &query)> query;
};

inline void isAsRecorded(const LlamaCaseServer &server, const LlamaDifferences &differences)
{
    const LlamaCase &one = server.one;
    QVERIFY2(!server.met.isEmpty(), "It was never asked.");
    if (one.method() != "GET")
        QCOMPARE(server.met.size(), 1); // a change is never sent twice
    const Asked &asked = server.met.first();
    LlamaCase::Pairs query = one.query();
    if (differences.query)
        differences.query(one, query);
    QCOMPARE(LlamaCase::pairs(asked.query), query);
    if (!one.key().isEmpty())
        QCOMPARE(asked.headers.value("authorization"), "Bearer " + one.key().toLatin1());
    nlohmann::json body = one.body();
    if (!body.is_null() && differences.body)
        differences.body(one, body);
    SAME_JSON(asked.body.isEmpty() ? nlohmann::json() : nlohmann::json::parse(asked.body.toStdString(), nullptr, false),
        body);
}

inline void walk(const LlamaCase &one, const LlamaSteps &steps, const LlamaDifferences &differences = {})
{
    const LlamaStep *step = stepFor(steps, one);
    QVERIFY2(step, "No step here says what our client makes of this recording, or why it never asks for it.");
    if (step->kind == LlamaStep::Kind::Elsewhere)
        QVERIFY2(isNamedBy(step->why, one.number), qPrintable(step->why + QStringLiteral(" does not ask it.")));
    if (!step->ask)
        return;
    LlamaCaseServer server(one);
    QVERIFY(server.open());
    QCOMPARE(step->ask(server), step->outcome);
    if (step->kind == LlamaStep::Kind::RefusedHere)
        QCOMPARE(server.met.size(), 0);
    else
        isAsRecorded(server, differences);
}

/// That no step stands for a recording that is not there.
inline void hasNoOtherSteps(LlamaTopic topic, const LlamaSteps &steps)
{
    QStringList known;
    for (const LlamaCase &one : llamaCases(topic))
        known << one.number << one.versionName() + QLatin1Char(' ') + one.number;
    for (const auto &[key, step] : steps)
        QVERIFY2(known.contains(key), qPrintable(key));
}

} // namespace assay::test
