#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>

namespace assay {

/// One window a profile: the first start holds the lock, later ones ask it to come to the front and leave.
class SingleInstance : public QObject {
    Q_OBJECT
public:
    /// `folder`: the profile's; it must exist.
    explicit SingleInstance(const QString &folder, QObject *parent = nullptr);
    /// True for the first; otherwise the first has been asked to show itself.
    bool acquire();

Q_SIGNALS:
    void raiseRequested();

private:
    QString serverName() const;
    QString m_folder;
    QLockFile m_lock;
    QLocalServer m_server;
};

} // namespace assay
