#include "services/api/ConnectionSettings.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

bool isToken(const QString &text)
{
    static const QRegularExpression token(QStringLiteral("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"));
    return token.match(text).hasMatch();
}

/// What a header's value may hold, as far as servers agree about it.
bool isHeaderValue(const QString &text)
{
    return std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c >= QLatin1Char(' ') && c <= QLatin1Char('~'); })
        && text == text.trimmed();
}

QString urlIssue(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    if (text.isEmpty())
        return Text::tr("URL: enter the server's address, for example https://evalhub.example.com.");
    if (!url.isValid() || url.host().isEmpty() || (scheme != QLatin1String("http") && scheme != QLatin1String("https")))
        return Text::tr("URL: this is not a web address; write it like https://evalhub.example.com:8080.");
    if (!url.userInfo().isEmpty())
        return Text::tr("URL: take the user name and password out of the address; choose an authentication below.");
    if (url.hasQuery() || url.hasFragment())
        return Text::tr("URL: take everything from “?” or “#” on out of the address.");
    return {};
}

void addFileIssues(const ConnectionSettings &settings, QList<ConnectionIssue> &issues)
{
    using Field = ConnectionIssue::Field;
    const auto absolute = [&issues](Field field, const QString &path, const QString &text) {
        if (!path.isEmpty() && QDir::isRelativePath(path))
            issues.append({field, text});
    };
    absolute(Field::CaFile, settings.caFile, Text::tr("CA file: give the whole path, from / on."));
    const bool https = connectionBase(settings.url).scheme() == QLatin1String("https");
    if (!settings.caFile.isEmpty() && !https && urlIssue(settings.url).isEmpty())
        issues.append({Field::CaFile, Text::tr("CA file: it has no use with http; write https:// in the URL or empty this field.")});
    if (settings.auth != ConnectionSettings::Auth::ClientCertificate)
        return;
    if (settings.certificateFile.isEmpty())
        issues.append({Field::Certificate, Text::tr("Certificate: choose the PEM file of your certificate.")});
    if (settings.keyFile.isEmpty())
        issues.append({Field::Key, Text::tr("Private key: choose the PEM file of the certificate's key.")});
    absolute(Field::Certificate, settings.certificateFile, Text::tr("Certificate: give the whole path, from / on."));
    absolute(Field::Key, settings.keyFile, Text::tr("Private key: give the whole path, from / on."));
    if (!https && urlIssue(settings.url).isEmpty())
        issues.append({Field::Url, Text::tr("URL: a client certificate needs https://.")});
}

const QList<std::pair<ConnectionSettings::Auth, QString>> &authWords()
{
    using Auth = ConnectionSettings::Auth;
    static const QList<std::pair<Auth, QString>> words{{Auth::None, QStringLiteral("none")},
                                                       {Auth::Bearer, QStringLiteral("bearer")},
                                                       {Auth::Header, QStringLiteral("header")},
                                                       {Auth::ClientCertificate, QStringLiteral("client-certificate")}};
    return words;
}

/// The text members, once for reading and writing.
const QList<std::pair<QString, QString ConnectionSettings::*>> &textMembers()
{
    using S = ConnectionSettings;
    static const QList<std::pair<QString, QString S::*>> members{
        {QStringLiteral("id"), &S::id},           {QStringLiteral("kind"), &S::kind},
        {QStringLiteral("name"), &S::name},       {QStringLiteral("url"), &S::url},
        {QStringLiteral("tenant"), &S::tenant},   {QStringLiteral("user"), &S::user},
        {QStringLiteral("header"), &S::headerName}, {QStringLiteral("certificate"), &S::certificateFile},
        {QStringLiteral("key"), &S::keyFile},     {QStringLiteral("ca"), &S::caFile},
        {QStringLiteral("proxy"), &S::proxy}};
    return members;
}

struct NumberMember {
    QString name;
    int ConnectionSettings::*member;
    int least, most;
};

const QList<NumberMember> &numberMembers()
{
    using S = ConnectionSettings;
    static const QList<NumberMember> members{{QStringLiteral("connect_seconds"), &S::connectSeconds, 1, 120},
                                             {QStringLiteral("answer_seconds"), &S::answerSeconds, 1, 600},
                                             {QStringLiteral("poll_seconds"), &S::pollSeconds, 1, 300},
                                             {QStringLiteral("colour"), &S::colour, -1, 5}};
    return members;
}

ConnectionSettings settingsFrom(QJsonObject in)
{
    ConnectionSettings out;
    for (const auto &[name, member] : textMembers())
        out.*member = in.take(name).toString();
    for (const NumberMember &number : numberMembers()) {
        const int value = in.take(number.name).toInt(out.*number.member);
        if (value >= number.least && value <= number.most)
            out.*number.member = value;
    }
    const QString auth = in.take(QStringLiteral("auth")).toString();
    for (const auto &[value, word] : authWords()) {
        if (word == auth)
            out.auth = value;
    }
    out.guarded = in.take(QStringLiteral("guarded")).toBool();
    if (!in.isEmpty())
        out.extra = JsonText{QJsonDocument(in).toJson(QJsonDocument::Compact)};
    return out;
}

QJsonObject objectOf(const ConnectionSettings &settings)
{
    QJsonObject out = QJsonDocument::fromJson(settings.extra.text).object();
    for (const auto &[name, member] : textMembers()) {
        if (!(settings.*member).isEmpty())
            out.insert(name, settings.*member);
    }
    const ConnectionSettings standard;
    for (const NumberMember &number : numberMembers()) {
        if (settings.*number.member != standard.*number.member)
            out.insert(number.name, settings.*number.member);
    }
    for (const auto &[value, word] : authWords()) {
        if (value == settings.auth && value != ConnectionSettings::Auth::None)
            out.insert(QStringLiteral("auth"), word);
    }
    if (settings.guarded)
        out.insert(QStringLiteral("guarded"), true);
    return out;
}

} // namespace

bool isProxyAddress(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    return url.isValid() && (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("socks5")) && !url.host().isEmpty()
        && url.port() > 0 && url.userInfo().isEmpty() && (url.path().isEmpty() || url.path() == QLatin1String("/")) && !url.hasQuery();
}

QString ConnectionSettings::origin() const
{
    const QUrl base = connectionBase(url);
    if (base.isEmpty())
        return {};
    QString host = base.host(QUrl::FullyEncoded);
    if (host.contains(QLatin1Char(':')))
        host = QLatin1Char('[') + host + QLatin1Char(']');
    return QStringLiteral("%1://%2:%3").arg(base.scheme(), host, QString::number(base.port(base.scheme() == QLatin1String("https") ? 443 : 80)));
}

QUrl connectionBase(const QString &text)
{
    if (!urlIssue(text.trimmed()).isEmpty())
        return {};
    QUrl url(text.trimmed(), QUrl::StrictMode);
    url.setScheme(url.scheme().toLower());
    url.setHost(url.host().toLower());
    QString path = url.path();
    const auto chop = [&path](const QString &end) {
        while (path.endsWith(end))
            path.chop(end.size());
    };
    chop(QStringLiteral("/"));
    chop(QStringLiteral("/api/v1"));
    chop(QStringLiteral("/"));
    url.setPath(path);
    return url;
}

QList<ConnectionIssue> connectionIssues(const ConnectionSettings &settings, const QList<ConnectionSettings> &others)
{
    using Field = ConnectionIssue::Field;
    QList<ConnectionIssue> issues;
    if (settings.name.trimmed().isEmpty())
        issues.append({Field::Name, Text::tr("Name: enter one, for example “Nightly cluster”.")});
    for (const ConnectionSettings &other : others) {
        if (other.id != settings.id && other.name.compare(settings.name.trimmed(), Qt::CaseInsensitive) == 0)
            issues.append({Field::Name, Text::tr("Name: another connection is called “%1”; choose a different name.").arg(other.name)});
    }
    if (const QString text = urlIssue(settings.url.trimmed()); !text.isEmpty())
        issues.append({Field::Url, text});
    if (!isHeaderValue(settings.tenant))
        issues.append({Field::Tenant, Text::tr("Tenant: use plain letters, digits and signs, without blanks at the ends.")});
    if (!isHeaderValue(settings.user))
        issues.append({Field::User, Text::tr("User: use plain letters, digits and signs, without blanks at the ends.")});
    if (settings.auth == ConnectionSettings::Auth::Header) {
        static const QStringList own{QStringLiteral("host"), QStringLiteral("content-length"), QStringLiteral("content-type"), QStringLiteral("accept"),
                                     QStringLiteral("connection"), QStringLiteral("x-tenant"), QStringLiteral("x-user")};
        if (!isToken(settings.headerName))
            issues.append({Field::HeaderName, Text::tr("Header: enter the header's name, for example X-API-Key.")});
        else if (own.contains(settings.headerName.toLower()))
            issues.append({Field::HeaderName, Text::tr("Header: Assay sets %1 itself; enter the name of the header that carries the key.").arg(settings.headerName)});
    }
    addFileIssues(settings, issues);
    if (!settings.proxy.isEmpty() && settings.proxy != QLatin1String("direct") && !isProxyAddress(settings.proxy))
        issues.append({Field::Proxy, Text::tr("Proxy: write it like http://proxy.example.com:3128 or socks5://127.0.0.1:1080, without a user name.")});
    const auto range = [&issues](Field field, int value, int least, int most, const QString &name) {
        if (value < least || value > most)
            issues.append({field, Text::tr("%1: enter %2 to %3 seconds.").arg(name, QString::number(least), QString::number(most))});
    };
    range(Field::ConnectSeconds, settings.connectSeconds, 1, 120, Text::tr("Time to connect"));
    range(Field::AnswerSeconds, settings.answerSeconds, 1, 600, Text::tr("Time to answer"));
    range(Field::PollSeconds, settings.pollSeconds, 1, 300, Text::tr("Time between looks"));
    return issues;
}

QByteArray encodeConnections(const QList<ConnectionSettings> &connections)
{
    QJsonArray list;
    for (const ConnectionSettings &settings : connections)
        list.append(objectOf(settings));
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), 1}, {QStringLiteral("connections"), list}}).toJson();
}

Result<QList<ConnectionSettings>> decodeConnections(const QByteArray &text)
{
    QJsonParseError problem;
    const QJsonObject in = QJsonDocument::fromJson(text, &problem).object();
    const QJsonValue list = in.value(QStringLiteral("connections"));
    if (!list.isArray())
        return Error{Error::Kind::Protocol, Text::tr("The file of connections is damaged and was put aside; enter them again."), problem.errorString()};
    QList<ConnectionSettings> out;
    QStringList ids;
    for (const QJsonValue &item : list.toArray()) {
        const ConnectionSettings settings = settingsFrom(item.toObject());
        static const QRegularExpression id(QStringLiteral("^[a-z0-9-]{1,64}$"));
        if (!id.match(settings.id).hasMatch() || ids.contains(settings.id))
            continue; // its secret could not be told from another's
        ids << settings.id;
        out << settings;
    }
    return out;
}

QString newConnectionId(const QString &name, const QList<ConnectionSettings> &others)
{
    QString base = name.toLower();
    static const QRegularExpression odd(QStringLiteral("[^a-z0-9]+"));
    base = base.replace(odd, QStringLiteral("-")).left(40);
    while (base.startsWith(QLatin1Char('-')))
        base.remove(0, 1);
    while (base.endsWith(QLatin1Char('-')))
        base.chop(1);
    if (base.isEmpty() || base == QLatin1String("local")) // that one is the engine of this machine
        base = QStringLiteral("server");
    const auto taken = [&others](const QString &id) {
        return std::any_of(others.cbegin(), others.cend(), [&id](const ConnectionSettings &other) { return other.id == id; });
    };
    QString id = base;
    for (int number = 2; taken(id); ++number)
        id = base + QLatin1Char('-') + QString::number(number);
    return id;
}

} // namespace assay
