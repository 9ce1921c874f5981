#pragma once

#include "services/api/ConnectionSettings.h"
#include "tests/support/Places.h"
#include "tests/support/RealServer.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

namespace assay::test {

/// The released EvalHub server in local mode on loopback, with one provider and one collection of the shipped catalogue.
class RealEvalHub {
public:
    /// Empty when it is there, else why not, in the words that make ctest count the test as skipped.
    static QString missing()
    {
        return program().isEmpty() ? QStringLiteral("eval-hub-server 1.0.2 is not in build/cache (tools/test-packages fetches it)") : QString();
    }
    /// Again after stop(): with the same address and database. False: see output().
    bool start()
    {
        if (m_port == 0) {
            m_port = freePort();
            if (!configure())
                return false;
        }
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TMPDIR"), m_folder.filePath(QStringLiteral("tmp")));
        m_server = std::make_unique<RealServer>();
        return m_server->start(program(), {QStringLiteral("-local"), QStringLiteral("-configdir"), m_folder.filePath(QStringLiteral("config"))},
                               QStringLiteral("\\b%1\\b").arg(m_port), environment);
    }
    void stop() { m_server.reset(); }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port); }
    /// As a user of a tenant would enter it; url: of the server, or of something in front of it.
    static ConnectionSettings settings(const QString &url)
    {
        ConnectionSettings made;
        made.id = QStringLiteral("hub");
        made.kind = QStringLiteral("evalhub");
        made.name = QStringLiteral("Hub");
        made.url = url + QStringLiteral("/api/v1");
        made.tenant = QStringLiteral("team-a");
        made.user = QStringLiteral("ann");
        return made;
    }
    QByteArray output() const { return m_server ? m_server->output : QByteArray(); }

private:
    static QString program() { return cachedProgram(QStringLiteral("evalhub/bin/eval-hub-server")); }
    static quint16 freePort()
    {
        QTcpServer probe;
        probe.listen(QHostAddress::LocalHost);
        return probe.serverPort();
    }
    bool configure()
    {
        QDir folder(m_folder.path());
        for (const char *part : {"config/providers", "config/collections", "tmp"}) {
            if (!folder.mkpath(QLatin1String(part)))
                return false;
        }
        for (const char *file : {"providers/lm_evaluation_harness.yaml", "collections/leaderboard-v2.yaml"}) {
            if (!QFile::copy(test::inSource("/resources/catalogue/") + QLatin1String(file), folder.filePath(QStringLiteral("config/") + QLatin1String(file))))
                return false;
        }
        QFile config(folder.filePath(QStringLiteral("config/config.yaml")));
        return config.open(QIODevice::WriteOnly)
            && config.write(QStringLiteral("service:\n  port: %1\n  host: \"127.0.0.1\"\ndatabase:\n  driver: sqlite\n  url: \"file:%2\"\n"
                                           "prometheus:\n  enabled: true\n  port: %3\n  host: \"127.0.0.1\"\n")
                                .arg(QString::number(m_port), folder.filePath(QStringLiteral("hub.db")), QString::number(freePort())).toUtf8()) > 0;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<RealServer> m_server;
    quint16 m_port = 0;
};

} // namespace assay::test

/// First in a test function: skips it, saying why, where the released server is not there.
#define ASSAY_NEEDS_EVALHUB()                                                                                  \
    do {                                                                                                       \
        if (const QString reason = assay::test::RealEvalHub::missing(); !reason.isEmpty())                     \
            QSKIP(qPrintable(reason));                                                                         \
    } while (false)
