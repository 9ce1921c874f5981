#pragma once

#include "services/core/JsonText.h"
#include "services/core/Result.h"

#include <QList>
#include <QString>
#include <QUrl>

namespace assay {

/// How one server is reached. Holds no secret: that lies in the keychain under secretName(), bound to origin().
struct ConnectionSettings {
    enum class Auth {
        None,
        Bearer,            ///< `Authorization: Bearer SECRET`
        Header,            ///< `headerName: SECRET`
        ClientCertificate, ///< certificateFile and keyFile; the secret, if any, is the key file's passphrase
    };
    QString id;            ///< made once, never shown: a-z, 0-9 and dashes
    QString kind;          ///< as ConnectionKind::id, e.g. "evalhub"; kinds that this version does not know are kept
    QString name;          ///< for people, unique
    QString url;           ///< base, with or without /api/v1
    QString tenant, user;  ///< sent as X-Tenant and X-User; empty: not sent
    Auth auth = Auth::None;
    QString headerName;
    QString certificateFile, keyFile; ///< PEM
    QString caFile;        ///< PEM; trusted beside the system's own authorities
    QString proxy;         ///< empty: the system's; "direct": none; else http://HOST:PORT or socks5://HOST:PORT
    int connectSeconds = 10; ///< until the connection stands, 1..120
    int answerSeconds = 30;  ///< from sending to the last byte, 1..600
    int pollSeconds = 3;     ///< between two looks at a server that pushes nothing, 1..300
    int colour = -1;         ///< number of a series colour and marker, 0..5; -1: none
    bool guarded = false;    ///< a person is asked before anything is changed there
    JsonText extra;          ///< members of a newer version, kept

    QString secretName() const { return QStringLiteral("connection/") + id; }
    /// scheme://host:port in lower case with the port written out; empty when the URL is none.
    QString origin() const;
    /// The auth mode uses a secret. A passphrase may be missing, the others may not.
    bool usesSecret() const { return auth != Auth::None; }
    bool operator==(const ConnectionSettings &) const = default;
};

/// What is wrong with one field, as a sentence that says the fix.
struct ConnectionIssue {
    enum class Field { Name, Url, Tenant, User, HeaderName, Certificate, Key, CaFile, Proxy, ConnectSeconds, AnswerSeconds, PollSeconds, Secret };
    Field field = Field::Name;
    QString text; ///< translated
    bool operator==(const ConnectionIssue &) const = default;
};

/// Everything that can be seen without the network and the disk. `others`: the connections that are there already.
QList<ConnectionIssue> connectionIssues(const ConnectionSettings &settings, const QList<ConnectionSettings> &others = {});

/// "http://proxy:3128" or "socks5://proxy:1080": with a port, without a user or a path.
bool isProxyAddress(const QString &text);

/// The base of the API: scheme and host in lower case, no slash, no /api/v1, no user, query or fragment.
QUrl connectionBase(const QString &url);

/// The file connections.json. Reading answers Error::Protocol for what is no such file; odd values fall back to their defaults.
QByteArray encodeConnections(const QList<ConnectionSettings> &connections);
Result<QList<ConnectionSettings>> decodeConnections(const QByteArray &text);

/// A fresh id made from a name, e.g. "prod-cluster"; numbered when taken.
QString newConnectionId(const QString &name, const QList<ConnectionSettings> &others);

} // namespace assay
