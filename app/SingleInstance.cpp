#include "app/SingleInstance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>

namespace assay {

SingleInstance::SingleInstance(const QString &folder, QObject *parent)
    : QObject(parent), m_folder(folder), m_lock(QDir(folder).filePath(QStringLiteral("window.lock")))
{
    m_lock.setStaleLockTime(0); // a long life is no staleness; a dead owner is noticed by its process id
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            socket->deleteLater(); // that somebody called says it all
            Q_EMIT raiseRequested();
        }
    });
}

QString SingleInstance::serverName() const
{
    const QByteArray hash = QCryptographicHash::hash(QDir(m_folder).canonicalPath().toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("assay-window-%1").arg(QString::fromLatin1(hash.toHex().left(16)));
}

bool SingleInstance::acquire()
{
    if (m_lock.tryLock(0)) {
        QLocalServer::removeServer(serverName()); // left behind by a crash: the lock is ours
        m_server.listen(serverName());
        return true;
    }
    QLocalSocket socket;
    socket.connectToServer(serverName());
    socket.waitForConnected(2000); // no window yet: nothing to block
    return false;
}

} // namespace assay
