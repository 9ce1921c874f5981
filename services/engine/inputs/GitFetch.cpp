#include "services/engine/inputs/Fetch.h"
#include "services/engine/inputs/GitCommand.h"
#include "services/engine/inputs/PrivateHost.h"
#include "services/engine/inputs/SafePath.h"

#include "services/secrets/SecretBinding.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>
#include <QUrl>

#include <netdb.h>
#include <sys/socket.h>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

struct Credential {
    QString user = QStringLiteral("x-access-token"), password; ///< GitHub's and GitLab's name for "this is a token"
};

/// A token, or a JSON object with `username` and `password` (the members of a Kubernetes basic-auth secret).
Credential readCredential(const QString &text)
{
    Credential out;
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    if (object.isEmpty()) {
        out.password = text.trimmed();
    } else {
        out.user = object.value(QStringLiteral("username")).toString(out.user);
        out.password = object.value(QStringLiteral("password")).toString(object.value(QStringLiteral("token")).toString());
    }
    return out;
}

Error privateHost(const QString &host)
{
    return inputError(Error::Kind::Invalid,
                      tr("test_data_ref.git.url: “%1” is, or leads to, an address inside of a private network, and repositories are only cloned "
                         "from outside: use a public address.")
                          .arg(host));
}

/// Numeric addresses of a host; empty when the name is not known here (behind a proxy only that may know it).
QStringList addressesOf(const QString &host)
{
    QStringList out;
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (::getaddrinfo(host.toUtf8().constData(), nullptr, &hints, &found) != 0)
        return out;
    for (const addrinfo *one = found; one; one = one->ai_next) {
        char text[NI_MAXHOST] = {};
        if (::getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
            out << QString::fromLatin1(text);
    }
    ::freeaddrinfo(found);
    return out;
}

class GitClone {
public:
    GitClone(const GitRef &ref, FetchContext &context) : m_ref(ref), m_context(context), m_git(context) {}

    Result<Done> fetch()
    {
        if (auto error = checkWords())
            return *error;
        if (auto error = findServer())
            return *error;
        if (auto error = takeCredential())
            return *error;
        if (auto error = checkOut())
            return *error;
        return hand();
    }

private:
    /// What begins with a dash would be an option.
    std::optional<Error> checkWords() const
    {
        static const QRegularExpression form(QStringLiteral("^[A-Za-z0-9_][A-Za-z0-9_./+@#-]*$"));
        if (!form.match(m_ref.ref).hasMatch() || m_ref.ref.contains(QLatin1String("..")) || m_ref.ref.endsWith(QLatin1Char('\n')))
            return inputError(Error::Kind::Invalid, tr("test_data_ref.git.ref: “%1” is no branch, tag or commit: name one.").arg(m_ref.ref));
        if (!m_ref.subPath.isEmpty() && !safeRelativePath(cleanSubPath()))
            return inputError(
                Error::Kind::Invalid,
                tr("test_data_ref.git.sub_path: “%1” leads out of the repository: name a folder or file in it.").arg(m_ref.subPath));
        return {};
    }

    QString cleanSubPath() const
    {
        QString path = m_ref.subPath;
        while (path.endsWith(QLatin1Char('/')))
            path.chop(1);
        return path.startsWith(QLatin1String("./")) ? path.mid(2) : path;
    }

    /// Follows redirects by hand, without a key, and looks at every address on the way; git itself follows none.
    std::optional<Error> findServer()
    {
        static const QByteArray service = "/info/refs?service=git-upload-pack";
        m_url = m_ref.url;
        while (m_url.endsWith(QLatin1Char('/')))
            m_url.chop(1);
        for (int hop = 0; hop < 5; ++hop) {
            if (auto error = pin())
                return error;
            HttpCall call;
            call.url = QUrl(m_url).toEncoded() + service;
            call.method = "GET";
            call.contentType.clear();
            call.accept = "*/*";
            call.resolve = m_pinned.toLatin1();
            call.totalMs = std::clamp<qint64>(m_context.msLeft(), 1, 60'000);
            const HttpReply reply = exchange(m_context.loop, call, &m_context.cancel);
            if (auto stop = m_context.stopReason(QStringLiteral("git")))
                return stop;
            if (reply.fault != 0 && !reply.tooLarge)
                return unreachable(QString::fromUtf8(reply.faultText));
            if (reply.status / 100 != 3)
                return {}; // 401 and 404 are git's to explain, with the key
            QByteArray next = resolvedUrl(call.url, reply.location);
            if (!next.endsWith(service))
                return unreachable(tr("it redirects to something that is no repository"));
            next.chop(service.size());
            if (m_url.startsWith(QLatin1String("https:")) && !next.startsWith("https:"))
                return unreachable(tr("it redirects from https to http"));
            m_url = QString::fromUtf8(next);
        }
        return unreachable(tr("it redirects without end"));
    }

    /// The host is outside, and so are its addresses; later connections go to the address that was looked at.
    std::optional<Error> pin()
    {
        const QUrl url(m_url, QUrl::StrictMode);
        const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
        if (!url.isValid() || !web || !url.userInfo().isEmpty())
            return inputError(Error::Kind::Invalid,
                              tr("test_data_ref.git.url: “%1” is no plain http or https address: name the repository without user and password, "
                                 "and its key in secret_ref.")
                                  .arg(url.toString(QUrl::RemoveUserInfo)));
        const QString host = url.host();
        if (isPrivateHost(host))
            return privateHost(host);
        m_pinned.clear();
        const QStringList addresses = addressesOf(host);
        for (const QString &address : addresses) {
            if (isPrivateHost(address))
                return privateHost(host);
        }
        if (!addresses.isEmpty()) {
            QString first = addresses.first();
            if (first.contains(QLatin1Char(':')))
                first = QLatin1Char('[') + first + QLatin1Char(']');
            m_pinned = QStringLiteral("%1:%2:%3").arg(host).arg(url.port(url.scheme() == QLatin1String("https") ? 443 : 80)).arg(first);
        }
        return {};
    }

    std::optional<Error> takeCredential()
    {
        if (m_ref.secretRef.isEmpty())
            return {};
        const QString origin = normalisedOrigin(m_url);
        auto secret = waitForSecret(m_context.settings.secrets, m_ref.secretRef, origin);
        if (!secret)
            return inputError(secret.error().kind, QStringLiteral("test_data_ref.git.secret_ref: ") + secret.error().message);
        if (secret->isEmpty())
            return inputError(Error::Kind::NotFound,
                              tr("test_data_ref.git.secret_ref: there is no key named “%1”: save a token for %2 under that name.")
                                  .arg(m_ref.secretRef, origin));
        if (!m_url.startsWith(QLatin1String("https:")) && !isLoopbackUrl(QUrl(m_url).toEncoded()))
            return inputError(Error::Kind::Invalid,
                              tr("test_data_ref.git.url: a key is only sent over https: use the https address of the repository."));
        const Credential credential = readCredential(*secret);
        if (!m_git.setCredential(credential.user, credential.password))
            return inputError(Error::Kind::Storage, tr("The attempt's folder cannot be written: free some space and run the benchmark again."));
        return {};
    }

    std::optional<Error> checkOut()
    {
        m_checkout = m_context.scratch + QStringLiteral("/checkout");
        m_git.setServer(m_pinned, isLoopbackUrl(QUrl(m_url).toEncoded()));
        m_context.log(tr("cloning %1 at %2").arg(m_url, m_ref.ref));
        GitOutput output = m_git.run({QStringLiteral("init"), QStringLiteral("--quiet"), m_checkout}, m_context.scratch);
        if (output.ok)
            output = m_git.run({QStringLiteral("fetch"), QStringLiteral("--quiet"), QStringLiteral("--depth=1"), QStringLiteral("--no-tags"),
                                QStringLiteral("--no-recurse-submodules"), QStringLiteral("--"), m_url, m_ref.ref}, m_checkout);
        QString revision = QStringLiteral("FETCH_HEAD");
        static const QRegularExpression sha(QStringLiteral("^[0-9a-f]{7,40}$"));
        if (!output.ok && !output.stop && sha.match(m_ref.ref).hasMatch()) {
            // Short ids, and servers that give only tips: everything, then the commit.
            output
                = m_git.run({QStringLiteral("fetch"), QStringLiteral("--quiet"), QStringLiteral("--no-recurse-submodules"), QStringLiteral("--"),
                             m_url, QStringLiteral("+refs/heads/*:refs/heads/*"), QStringLiteral("+refs/tags/*:refs/tags/*")},
                            m_checkout);
            revision = m_ref.ref;
        }
        if (output.ok)
            output = m_git.run({QStringLiteral("checkout"), QStringLiteral("--quiet"), QStringLiteral("--detach"), revision}, m_checkout);
        if (output.ok)
            output = m_git.run({QStringLiteral("rev-parse"), QStringLiteral("HEAD")}, m_checkout);
        if (!output.ok)
            return output.stop ? output.stop : std::optional(explain(output.text));
        m_context.got.resolvedSha = output.text.trimmed();
        return {};
    }

    Error explain(const QString &said) const
    {
        const QString text = said.toLower();
        const QString detail = said.trimmed().left(2000);
        if (text.contains(QLatin1String("could not read username")) || text.contains(QLatin1String("authentication failed"))
            || text.contains(QLatin1String("terminal prompts disabled")) || text.contains(QLatin1String("error: 403"))) {
            return inputError(Error::Kind::Unauthorized,
                              m_ref.secretRef.isEmpty()
                                  ? tr("test_data_ref.git.url: %1 asks for a key: save a token for it and name it in "
                                       "test_data_ref.git.secret_ref, or correct the address.")
                                        .arg(m_url)
                                  : tr("test_data_ref.git.secret_ref: %1 refused the key “%2”: save a token that may read the repository.")
                                        .arg(m_url, m_ref.secretRef),
                              detail);
        }
        if (text.contains(QLatin1String("couldn't find remote ref")) || text.contains(QLatin1String("not a tree"))
            || text.contains(QLatin1String("unable to resolve")) || text.contains(QLatin1String("did not match"))
            || text.contains(QLatin1String("not our ref")) || text.contains(QLatin1String("bad object"))
            || text.contains(QLatin1String("invalid reference"))) {
            return inputError(Error::Kind::NotFound,
                              tr("test_data_ref.git.ref: %1 has no branch, tag or commit “%2”: correct the name.").arg(m_url, m_ref.ref),
                              detail);
        }
        if (text.contains(QLatin1String("not found")))
            return inputError(
                Error::Kind::NotFound,
                tr("test_data_ref.git.url: there is no repository at %1: correct the address, or name a key that may see it in secret_ref.")
                    .arg(m_url),
                detail);
        return unreachable(said.trimmed().section(QLatin1Char('\n'), -1));
    }

    Error unreachable(const QString &why) const
    {
        return inputError(Error::Kind::Network,
                          tr("test_data_ref.git.url: %1 could not be cloned (%2): see that the address is right and the server can be reached, "
                             "and run the benchmark again.")
                              .arg(m_url, why.left(300)));
    }

    /// Moves what was asked for to its place. Links that lead out of it are refused: an adapter would follow them.
    Result<Done> hand()
    {
        QDir(m_checkout + QStringLiteral("/.git")).removeRecursively();
        const QString root = QFileInfo(m_checkout).canonicalFilePath();
        const QString wanted = m_ref.subPath.isEmpty() ? root : QFileInfo(root + QLatin1Char('/') + cleanSubPath()).canonicalFilePath();
        if (wanted.isEmpty())
            return inputError(Error::Kind::NotFound,
                              tr("test_data_ref.git.sub_path: %1 has no “%2” at %3: correct the path.").arg(m_url, m_ref.subPath, m_ref.ref));
        if (wanted != root && !wanted.startsWith(root + QLatin1Char('/')))
            return inputError(Error::Kind::Invalid,
                              tr("test_data_ref.git.sub_path: “%1” is a link that leads out of the repository: name a folder or file in it.")
                                  .arg(m_ref.subPath));
        const bool single = QFileInfo(wanted).isFile();
        if (auto error = single ? std::nullopt : checkTree(wanted))
            return *error;
        if (single) {
            ++m_context.got.files;
            m_context.got.bytes += QFileInfo(wanted).size();
        }
        const QString target = single ? m_context.folder + QLatin1Char('/') + QFileInfo(wanted).fileName() : m_context.folder;
        if (!single)
            QDir().rmdir(m_context.folder);
        if (!QFile::rename(wanted, target))
            return inputError(Error::Kind::Storage,
                              tr("The test data cannot be moved into the attempt's folder: free some space and run the benchmark again."));
        return Done{};
    }

    std::optional<Error> checkTree(const QString &folder)
    {
        QDirIterator files(folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QFileInfo info(files.next());
            if (info.isSymLink()) {
                const QString target = info.canonicalFilePath();
                if (!target.startsWith(folder + QLatin1Char('/')))
                    return inputError(Error::Kind::Invalid,
                                      tr("test_data_ref.git: “%1” is a link that leads out of the data or nowhere: remove it from the "
                                         "repository, or choose another sub_path.")
                                          .arg(info.filePath().mid(folder.size() + 1)));
            } else if (info.isFile()) {
                ++m_context.got.files;
                m_context.got.bytes += info.size();
            }
        }
        if (m_context.got.files > m_context.settings.maxFiles || m_context.got.bytes > m_context.settings.maxBytes)
            return m_git.tooLarge();
        return {};
    }

    const GitRef &m_ref;
    FetchContext &m_context;
    GitCommand m_git;
    QString m_url;
    QString m_pinned; ///< HOST:PORT:ADDRESS; empty: only a proxy knows the host
    QString m_checkout;
};

} // namespace

Result<Done> fetchGit(const GitRef &ref, FetchContext &context)
{
    return GitClone(ref, context).fetch();
}

} // namespace assay::engine
