#pragma once

#include "tests/support/Places.h"
#include <QByteArray>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTimer>

namespace assay::test {

/// A real `assayctl serve` in a workspace of its own, and plain HTTP calls to it. Belongs to one test.
class EngineProcess {
public:
    struct Answer {
        int status = 0;
        QByteArray body;
        QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    };

    QString workspace() const { return m_folder.path() + QStringLiteral("/ws"); }
    /// Starts the engine and waits for its ready line; false with what it said otherwise.
    bool start(const QStringList &extra = {})
    {
        m_process.setProgram(test::builtProgram("/assayctl"));
        m_process.setArguments(QStringList{QStringLiteral("serve"), QStringLiteral("--workspace"), workspace(), QStringLiteral("--die-with-parent"),
                                           QStringLiteral("--stay")} + extra);
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::SeparateChannels);
        QElapsedTimer timer;
        timer.start();
        m_process.start();
        m_output.clear();
        while (timer.elapsed() < 30000 && m_process.waitForReadyRead(int(30000 - timer.elapsed()))) {
            m_output += m_process.readAllStandardOutput();
            const auto at = m_output.indexOf("ready http");
            if (at >= 0 && m_output.indexOf('\n', at) > 0) {
                readyMs = timer.elapsed();
                m_url = QString::fromUtf8(m_output.mid(at + 6, m_output.indexOf('\n', at) - at - 6)).trimmed();
                QFile file(workspace() + QStringLiteral("/engine.json"));
                if (file.open(QIODevice::ReadOnly))
                    m_token = QJsonDocument::fromJson(file.readAll()).object().value(QStringLiteral("token")).toString().toUtf8();
                return true;
            }
        }
        return false;
    }
    /// SIGKILL, as a power cut does it.
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    /// SIGTERM and the exit code.
    int stop()
    {
        m_process.terminate();
        m_process.waitForFinished(30000);
        return m_process.exitCode();
    }
    QByteArray said() { return m_output + m_process.readAllStandardOutput() + m_process.readAllStandardError(); }
    qint64 pid() const { return m_process.processId(); }
    QString url() const { return m_url; }
    QByteArray token() const { return m_token; }

    Answer call(const QByteArray &method, const QString &path, const QByteArray &body = {})
    {
        QNetworkRequest request(QUrl(m_url + path));
        request.setRawHeader("Authorization", "Bearer " + m_token);
        request.setRawHeader("Content-Type", "application/json");
        request.setTransferTimeout(30000);
        QNetworkReply *reply = m_network.sendCustomRequest(request, method, body);
        QEventLoop loop;
        QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        Answer answer{reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll()};
        reply->deleteLater();
        return answer;
    }
    QString jobState(const QString &id)
    {
        return call("GET", QStringLiteral("/api/v1/evaluations/jobs/") + id).json().value(QStringLiteral("status")).toObject().value(QStringLiteral("state")).toString();
    }

    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment(); ///< of the next start
    qint64 readyMs = -1; ///< from spawn to the ready line

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_output;
    QString m_url;
    QByteArray m_token;
    QNetworkAccessManager m_network;
};

} // namespace assay::test
