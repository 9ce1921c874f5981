#pragma once

#include "services/engine/server/Engine.h"

#include "tests/engine/RawClient.h"
#include "tests/support/OperationLog.h"
#include "tests/support/Places.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace assay::test {

/// An engine over a real store in a temporary folder, without runners: what happens to jobs, the test says by events.
class EngineFixture {
public:
    explicit EngineFixture(const QByteArray &token = "t0ken")
    {
        options.workspace = folder.path();
        options.catalogue = test::testData("/evalhub-golden/catalogue");
        options.token = token;
        options.version = QStringLiteral("0.0-test");
        options.minimumFree = 0;
    }
    bool start()
    {
        engine.reset();
        auto started = engine::Engine::start(options);
        if (!started) {
            qWarning("%s", qPrintable(started.error().message));
            return false;
        }
        engine = std::move(*started);
        return true;
    }

    struct Reply {
        int status = 0;
        QByteArray text, body;
        nlohmann::json json;
        QByteArray header(const QByteArray &name) const
        {
            const auto at = text.toLower().indexOf("\r\n" + name.toLower() + ": ");
            return at < 0 ? QByteArray() : text.mid(at + name.size() + 4, text.indexOf('\r', at + 2) - at - name.size() - 4);
        }
        std::string code() const { return json.is_object() ? json.value("message_code", "") : ""; }
    };
    QByteArray head(const QByteArray &method, const QByteArray &path, const QByteArray &more = {}) const
    {
        return method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(engine->port())
            + "\r\nAuthorization: Bearer " + options.token + "\r\n" + more;
    }
    Reply ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {}, const QByteArray &more = {}) const
    {
        RawClient client(engine->port());
        client.send(head(method, path, more) + "Connection: close\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        Reply reply;
        reply.text = client.response();
        reply.status = RawClient::statusOf(reply.text);
        reply.body = RawClient::bodyOf(reply.text);
        reply.json = nlohmann::json::parse(reply.body.begin(), reply.body.end(), nullptr, false);
        if (reply.status >= 200 && reply.status < 400)
            noteOperation("served", method, path.split('?').first());
        return reply;
    }
    Reply get(const QByteArray &path) const { return ask("GET", path); }
    Reply post(const QByteArray &path, const nlohmann::json &body, const QByteArray &more = {}) const
    {
        return ask("POST", path, QByteArray::fromStdString(body.dump()), more);
    }
    /// Creates a job; its id.
    QByteArray job(const nlohmann::json &benchmarks, nlohmann::json more = nlohmann::json::object()) const
    {
        more.update({{"name", "job"}, {"model", {{"name", "m"}, {"url", "http://model.invalid/v1"}}}});
        if (!benchmarks.is_null())
            more["benchmarks"] = benchmarks;
        return QByteArray::fromStdString(post(jobs, more).json.value(nlohmann::json::json_pointer("/resource/id"), std::string()));
    }
    Reply event(const QByteArray &id, const nlohmann::json &event) const
    {
        return post(jobs + '/' + id + "/events", {{"benchmark_status_event", event}});
    }

    const QByteArray base = "/api/v1/evaluations", jobs = base + "/jobs", providers = base + "/providers", collections = base + "/collections";
    QTemporaryDir folder;
    engine::EngineOptions options;
    std::unique_ptr<engine::Engine> engine;

};

} // namespace assay::test
