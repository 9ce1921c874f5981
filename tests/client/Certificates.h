#pragma once

#include "services/http/HttpAccess.h"
#include "tests/support/RealServer.h"

#include <QDir>
#include <QFile>
#include <QSslConfiguration>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace assay::test {

/// An authority of the test's own and what it issues, made with the openssl command.
class Certificates {
public:
    static bool available() { return !QStandardPaths::findExecutable(QStringLiteral("openssl")).isEmpty(); }

    /// False when openssl does not do what is asked.
    bool make()
    {
        m_good = true;
        run({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30",
             "-subj", "/CN=Assay Test Authority"});
        issue("server", "/CN=localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1", "60");
        issue("soon", "/CN=localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1", "5");
        issue("expired", "/CN=localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-1");
        issue("elsewhere", "/CN=elsewhere.example", "subjectAltName=DNS:elsewhere.example", "60");
        issue("client", "/CN=tester", "extendedKeyUsage=clientAuth", "60");
        run({"pkcs8", "-topk8", "-in", "client.key", "-out", "client-locked.key", "-passout", "pass:open sesame"});
        return m_good;
    }
    QString file(const QString &name) const { return m_folder.filePath(name); }
    /// What a server presents; `clients`: it wants a certificate of the authority from its clients.
    QSslConfiguration server(const QString &name, bool clients = false) const
    {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        const auto chain = readCertificates(file(name + QStringLiteral(".pem")));
        const auto key = readPrivateKey(file(name + QStringLiteral(".key")), {});
        if (!chain || !key)
            qFatal("the test's certificates cannot be read");
        tls.setLocalCertificateChain(*chain);
        tls.setPrivateKey(*key);
        tls.setPeerVerifyMode(clients ? QSslSocket::VerifyPeer : QSslSocket::VerifyNone);
        tls.setCaCertificates(*readCertificates(file(QStringLiteral("ca.pem"))));
        return tls;
    }

private:
    void run(std::initializer_list<const char *> arguments)
    {
        QStringList list;
        for (const char *argument : arguments)
            list << QString::fromUtf8(argument);
        bool ok = false;
        const QByteArray said = runProgram(QStringLiteral("openssl"), list, m_folder.path(), &ok);
        if (!ok)
            qWarning("openssl: %s", said.constData());
        m_good = m_good && ok;
    }
    void issue(const QByteArray &name, const char *subject, const QByteArray &extension, const char *days)
    {
        QFile file(m_folder.filePath(QStringLiteral("extension")));
        m_good = m_good && file.open(QIODevice::WriteOnly) && file.write(extension + '\n') > 0;
        file.close();
        const QByteArray key = name + ".key", request = name + ".csr", out = name + ".pem";
        run({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key.constData(), "-out", request.constData(), "-subj", subject});
        run({"x509", "-req", "-in", request.constData(), "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", days, "-extfile", "extension", "-out",
             out.constData()});
    }

    QTemporaryDir m_folder;
    bool m_good = false;
};

} // namespace assay::test
