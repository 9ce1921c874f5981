#pragma once

#include "tests/support/Places.h"
#include "tests/support/RealServer.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <map>

// The servers of others that the engine fetches from and exports to: how they are started, and other clients of theirs than ours.
namespace assay::test {

/// Why a test cannot be run for want of this program; empty: it is there.
inline QByteArray missingProgram(const QString &name)
{
    if (name == QLatin1String("rclone"))
        return cachedProgram(QStringLiteral("rclone/bin/rclone")).isEmpty() ? QByteArray("rclone is not there: run tools/test-packages")
                                                                            : QByteArray();
    if (name == QLatin1String("mlflow"))
        return cachedProgram(QStringLiteral("mlflow/bin/mlflow")).isEmpty() ? QByteArray("mlflow is not there: run tools/test-packages")
                                                                            : QByteArray();
    return QStandardPaths::findExecutable(name).isEmpty() ? name.toUtf8() + " is not there: it is in tools/packages.txt" : QByteArray();
}

/// `git http-backend` over the repositories below a folder; `captured` is its address. user: USER:PASSWORD that every request needs.
/// away: where its paths below /away/ redirect to.
inline bool startGit(RealServer &server, const QString &repositories, const QString &user = {}, const QString &away = {})
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("AWAY"), away);
    QStringList arguments{test::inSource("/tests/support/git_http_server.py"), repositories};
    if (!user.isEmpty())
        arguments << user;
    return server.start(QStringLiteral("python3"), arguments, QStringLiteral("ready (http://127\\.0\\.0\\.1:\\d+)"), environment);
}

/// Runs git in a folder, as somebody; the test process ends when it fails.
inline QByteArray git(const QString &folder, const QStringList &arguments)
{
    bool ok = false;
    const QStringList who{QStringLiteral("-c"), QStringLiteral("user.name=T"), QStringLiteral("-c"), QStringLiteral("user.email=t@example.com")};
    const QByteArray said = runProgram(QStringLiteral("git"), who + arguments, folder, &ok);
    if (!ok)
        qFatal("git %s: %s", qPrintable(arguments.join(QLatin1Char(' '))), said.constData());
    return said.trimmed();
}

constexpr const char *s3Key = "AKID", *s3SecretKey = "very-secret-key";

/// rclone's S3, whose buckets are the folders in `folder`; it verifies signatures by the key above. `captured` is its address.
inline bool startS3(RealServer &server, const QString &folder)
{
    return server.start(cachedProgram(QStringLiteral("rclone/bin/rclone")),
                        {QStringLiteral("serve"), QStringLiteral("s3"), QStringLiteral("--auth-key"),
                         QStringLiteral("%1,%2").arg(QLatin1String(s3Key), QLatin1String(s3SecretKey)), QStringLiteral("--addr"),
                         QStringLiteral("127.0.0.1:0"), QStringLiteral("--config"), QStringLiteral("/dev/null"), folder},
                        QStringLiteral("(http://127\\.0\\.0\\.1:\\d+)"));
}

/// An MLflow tracking server at http://127.0.0.1:PORT that keeps all in `folder`.
inline bool startMlflow(RealServer &server, const QString &folder, int port)
{
    return server.start(cachedProgram(QStringLiteral("mlflow/bin/mlflow")),
                        {QStringLiteral("server"), QStringLiteral("--backend-store-uri"), QStringLiteral("sqlite:///%1/db").arg(folder),
                         QStringLiteral("--artifacts-destination"), folder + QStringLiteral("/artifacts"), QStringLiteral("--serve-artifacts"),
                         QStringLiteral("--host"), QStringLiteral("127.0.0.1"), QStringLiteral("--port"), QString::number(port),
                         QStringLiteral("--workers"), QStringLiteral("1")},
                        QStringLiteral("(startup complete)"));
}

/// Debian's docker-registry, which keeps all in `folder`; `captured` is HOST:PORT. locked: for the user "writer" with "pass word".
inline bool startRegistry(RealServer &server, const QString &folder, bool locked)
{
    QFile config(folder + QStringLiteral("/config.yml")), keys(folder + QStringLiteral("/htpasswd"));
    if (!config.open(QIODevice::WriteOnly) || !keys.open(QIODevice::WriteOnly))
        return false;
    keys.write("writer:$2b$04$Mp3UlUntn/5Bqo9BnsE4/u7vOy.9.TO7mo3Cx4yTjlZ.4jBi7DG4i\n"); // bcrypt
    config.write("version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: " + folder.toUtf8()
                 + "/data}}\nhttp: {addr: \"127.0.0.1:0\", secret: x}\n"
                 + (locked ? "auth: {htpasswd: {realm: test, path: " + keys.fileName().toUtf8() + "}}\n" : QByteArray()));
    config.close();
    keys.close();
    return server.start(QStringLiteral("docker-registry"), {QStringLiteral("serve"), config.fileName()},
                        QStringLiteral("listening on (127\\.0\\.0\\.1:\\d+)"));
}

/// By curl: what an address on this machine answers.
inline QByteArray curl(const QString &url, const QStringList &more = {})
{
    return runProgram(QStringLiteral("curl"), QStringList{QStringLiteral("-s"), QStringLiteral("--noproxy"), QStringLiteral("*")} + more << url,
                      QString());
}

/// By curl: MLflow's REST API; with a body, a POST.
inline nlohmann::json askMlflow(const QString &url, const nlohmann::json &body = {})
{
    QStringList more;
    if (!body.is_null())
        more << QStringLiteral("-H") << QStringLiteral("Content-Type: application/json") << QStringLiteral("-d")
             << QString::fromStdString(body.dump());
    return nlohmann::json::parse(curl(url, more).toStdString(), nullptr, false);
}

/// MLflow's lists of {"key", "value"}.
inline std::map<std::string, nlohmann::json> byKey(const nlohmann::json &list)
{
    std::map<std::string, nlohmann::json> out;
    for (const nlohmann::json &one : list)
        out[one["key"].get<std::string>()] = one["value"];
    return out;
}

/// By curl: a path below /v2/ of a registry. user: USER:PASSWORD.
inline QByteArray askRegistry(const QString &host, const QString &path, const QString &user = {})
{
    QStringList more{QStringLiteral("-H"),
                     QStringLiteral("Accept: application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json")};
    if (!user.isEmpty())
        more << QStringLiteral("-u") << user;
    return curl(QStringLiteral("http://%1/v2/%2").arg(host, path), more);
}

} // namespace assay::test
