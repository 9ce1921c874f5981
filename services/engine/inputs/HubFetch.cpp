#include "services/engine/inputs/Fetch.h"

#include "services/secrets/SecretBinding.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QUrl>

// The Hugging Face hub's HTTP API, as its Python client uses it: /api/datasets/REPO/revision/REVISION lists the files and names
// the commit, /datasets/REPO/resolve/COMMIT/PATH answers with the file or with a redirect to where it is kept.

namespace assay::engine {

namespace {

using Json = nlohmann::json;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

class Hub {
public:
    Hub(const HfRef &ref, FetchContext &context) : m_ref(ref), m_context(context), m_base(context.settings.hubUrl)
    {
        while (m_base.endsWith('/'))
            m_base.chop(1);
        m_revision = ref.revision.isEmpty() ? QStringLiteral("main") : ref.revision;
        m_subPath = ref.subPath;
        while (m_subPath.endsWith(QLatin1Char('/')))
            m_subPath.chop(1);
    }

    Result<Done> fetch()
    {
        if (auto error = takeToken())
            return *error;
        m_context.log(tr("fetching the data set %1 at %2 from %3").arg(m_ref.repoId, m_revision, QString::fromUtf8(m_base)));
        auto files = list();
        if (!files)
            return files.error();
        int found = 0;
        for (const QString &name : *files) {
            QString target = name;
            if (!m_subPath.isEmpty()) {
                if (name == m_subPath)
                    target = name.section(QLatin1Char('/'), -1);
                else if (name.startsWith(m_subPath + QLatin1Char('/')))
                    target = name.mid(m_subPath.size() + 1);
                else
                    continue;
            }
            if (auto error = download(name, target))
                return *error;
            ++found;
        }
        if (found == 0)
            return inputError(Error::Kind::NotFound,
                              m_subPath.isEmpty()
                                  ? tr("test_data_ref.hf.repo_id: the data set “%1” has no files at “%2”: choose another revision.")
                                        .arg(m_ref.repoId, m_revision)
                                  : tr("test_data_ref.hf.sub_path: the data set “%1” has no “%2” at “%3”: correct the path.")
                                        .arg(m_ref.repoId, m_subPath, m_revision));
        return Done{};
    }

private:
    std::optional<Error> takeToken()
    {
        if (m_ref.secretRef.isEmpty())
            return {};
        m_origin = normalisedOrigin(QString::fromUtf8(m_base));
        auto token = waitForSecret(m_context.settings.secrets, m_ref.secretRef, m_origin);
        if (!token)
            return inputError(token.error().kind, QStringLiteral("test_data_ref.hf.secret_ref: ") + token.error().message);
        if (token->isEmpty())
            return inputError(Error::Kind::NotFound,
                              tr("test_data_ref.hf.secret_ref: there is no key named “%1”: save a token of %2 under that name, or leave it out "
                                 "for public data.")
                                  .arg(m_ref.secretRef, m_origin));
        m_token = token->trimmed().toUtf8();
        return {};
    }

    HttpCall call(const QByteArray &url) const
    {
        HttpCall out;
        out.url = url;
        out.method = "GET";
        out.contentType.clear();
        out.accept = "*/*";
        out.totalMs = std::clamp<qint64>(m_context.msLeft(), 1, 120'000);
        if (!m_token.isEmpty() && normalisedOrigin(QString::fromUtf8(url)) == m_origin) // never to another place
            out.headers << "Authorization: Bearer " + m_token;
        return out;
    }

    QByteArray repo() const { return QUrl::toPercentEncoding(m_ref.repoId, "/"); }

    Result<QStringList> list()
    {
        QByteArray url = m_base + "/api/datasets/" + repo() + "/revision/" + QUrl::toPercentEncoding(m_revision);
        HttpReply reply;
        for (int hop = 0; hop < 5; ++hop) { // renamed data sets redirect
            reply = exchange(m_context.loop, call(url), &m_context.cancel);
            if (auto stop = m_context.stopReason(QStringLiteral("hf")))
                return *stop;
            if (reply.fault != 0 || reply.status / 100 != 3 || reply.location.isEmpty())
                break;
            url = resolvedUrl(url, reply.location);
        }
        if (reply.fault != 0 || reply.status != 200)
            return refused(reply, QStringLiteral("test_data_ref.hf.repo_id"));
        const Json body = Json::parse(reply.body.constData(), reply.body.constData() + reply.body.size(), nullptr, false);
        if (!body.is_object() || !body.contains("siblings") || !body["siblings"].is_array())
            return inputError(
                Error::Kind::Protocol,
                tr("test_data_ref.hf: %1 does not answer as the Hugging Face hub does: correct HF_ENDPOINT where the engine is started.")
                    .arg(QString::fromUtf8(m_base)));
        QStringList files;
        for (const Json &file : body["siblings"]) {
            if (file.is_object() && file.contains("rfilename") && file["rfilename"].is_string())
                files << QString::fromStdString(file["rfilename"].get<std::string>());
        }
        if (body.contains("sha") && body["sha"].is_string())
            m_context.got.resolvedSha = QString::fromStdString(body["sha"].get<std::string>());
        return files;
    }

    std::optional<Error> download(const QString &name, const QString &target)
    {
        const QString revision = m_context.got.resolvedSha.isEmpty() ? m_revision : m_context.got.resolvedSha;
        QByteArray url = m_base + "/datasets/" + repo() + "/resolve/" + QUrl::toPercentEncoding(revision) + '/' + QUrl::toPercentEncoding(name, "/");
        for (int hop = 0; hop < 5; ++hop) {
            auto reply = downloadFile(call(url), target, QStringLiteral("hf.repo_id"), m_context);
            if (!reply)
                return reply.error();
            if (reply->fault == 0 && reply->status / 100 == 2)
                return {};
            if (reply->fault != 0 || reply->status / 100 != 3 || reply->location.isEmpty())
                return refused(*reply, QStringLiteral("test_data_ref.hf.repo_id (%1)").arg(name));
            const QByteArray next = resolvedUrl(url, reply->location);
            if (url.startsWith("https:") && !next.startsWith("https:"))
                return refused(*reply, QStringLiteral("test_data_ref.hf.repo_id (%1)").arg(name));
            url = next;
        }
        return inputError(Error::Kind::Protocol,
                          tr("test_data_ref.hf: %1 redirects “%2” without end: try again later.").arg(QString::fromUtf8(m_base), name));
    }

    Error refused(const HttpReply &reply, const QString &field) const
    {
        const QString base = QString::fromUtf8(m_base);
        if (reply.fault == 0 && (reply.status == 401 || reply.status == 403)) // the hub says 401 for what does not exist, too
            return inputError(Error::Kind::Unauthorized,
                              m_token.isEmpty()
                                  ? tr("%1: %2 does not show “%3” without a key (HTTP %4): correct the name, or save a token and name it in "
                                       "test_data_ref.hf.secret_ref.")
                                        .arg(field, base, m_ref.repoId)
                                        .arg(reply.status)
                                  : tr("%1: %2 refused the key “%3” for “%4” (HTTP %5): save a token that may read it, or correct the name.")
                                        .arg(field, base, m_ref.secretRef, m_ref.repoId)
                                        .arg(reply.status));
        if (reply.fault == 0 && reply.status == 404)
            return inputError(
                Error::Kind::NotFound,
                tr("%1: %2 has no data set “%3” with the revision “%4”: correct them.").arg(field, base, m_ref.repoId, m_revision));
        return inputError(Error::Kind::Network,
                          tr("%1: %2 did not give the data (%3): see that it can be reached from this machine, or name a mirror in HF_ENDPOINT "
                             "where the engine is started, and run the benchmark again.")
                              .arg(field, base, faultOf(reply)));
    }

    const HfRef &m_ref;
    FetchContext &m_context;
    QByteArray m_base, m_token;
    QString m_revision, m_subPath, m_origin;
};

} // namespace

Result<Done> fetchHub(const HfRef &ref, FetchContext &context)
{
    return Hub(ref, context).fetch();
}

} // namespace assay::engine
