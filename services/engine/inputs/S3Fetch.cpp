#include "services/engine/inputs/Fetch.h"

#include "services/secrets/SecretBinding.h"

#include <QCoreApplication>
#include <QUrl>
#include <QXmlStreamReader>

// Amazon's S3 REST API, as its compatible servers speak it: GetObject and ListObjectsV2, path style, Signature Version 4.

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

struct ListPage {
    QStringList keys;
    QString next; ///< continuation token; empty: the last page
};

class S3Client {
public:
    S3Client(const S3Ref &ref, const S3Secret &secret, FetchContext &context) : m_ref(ref), m_secret(secret), m_context(context) {}

    Result<Done> fetch()
    {
        if (!m_ref.key.endsWith(QLatin1Char('/'))) {
            const QString name = m_ref.key.section(QLatin1Char('/'), -1);
            auto reply = downloadFile(object(m_ref.key), name, QStringLiteral("s3.key"), m_context);
            if (!reply)
                return reply.error();
            if (reply->fault == 0 && reply->status / 100 == 2)
                return Done{};
            if (reply->fault != 0 || reply->status != 404 || codeOf(*reply) == "NoSuchBucket")
                return refused(*reply);
        }
        return fetchPrefix(m_ref.key.endsWith(QLatin1Char('/')) ? m_ref.key : m_ref.key + QLatin1Char('/'));
    }

private:
    HttpCall call(const QByteArray &pathAndQuery) const
    {
        HttpCall out;
        out.url = m_secret.endpoint.toUtf8() + pathAndQuery;
        out.method = "GET";
        out.contentType.clear();
        out.accept = "*/*";
        out.totalMs = std::clamp<qint64>(m_context.msLeft(), 1, 120'000);
        out.awsSigV4 = "aws:amz:" + m_secret.region.toUtf8() + ":s3";
        out.userPassword = m_secret.accessKey.toUtf8() + ':' + m_secret.secretKey.toUtf8();
        // Of the empty body. curl 7.88 does not add it, and the service insists.
        out.headers << "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        if (!m_secret.sessionToken.isEmpty())
            out.headers << "x-amz-security-token: " + m_secret.sessionToken.toUtf8();
        return out;
    }

    QByteArray bucketPath() const { return '/' + QUrl::toPercentEncoding(m_ref.bucket); }
    HttpCall object(const QString &key) const { return call(bucketPath() + '/' + QUrl::toPercentEncoding(key, "/")); }

    HttpCall page(const QString &prefix, const QString &token) const
    {
        // Sorted by name and fully escaped: curl signs the query as it is.
        QByteArray query;
        if (!token.isEmpty())
            query += "continuation-token=" + QUrl::toPercentEncoding(token) + '&';
        return call(bucketPath() + '?' + query + "list-type=2&prefix=" + QUrl::toPercentEncoding(prefix));
    }

    Result<Done> fetchPrefix(const QString &prefix)
    {
        QString token;
        int found = 0;
        do {
            const HttpReply reply = exchange(m_context.loop, page(prefix, token), &m_context.cancel);
            if (auto stop = m_context.stopReason(QStringLiteral("s3")))
                return *stop;
            if (reply.fault != 0 || reply.status != 200)
                return refused(reply);
            auto listed = parsePage(reply.body);
            if (!listed)
                return listed.error();
            for (const QString &key : listed->keys) {
                if (!key.startsWith(prefix) || key.endsWith(QLatin1Char('/'))) // a marker of a folder
                    continue;
                auto got = downloadFile(object(key), key.mid(prefix.size()), QStringLiteral("s3.key"), m_context);
                if (!got)
                    return got.error();
                if (got->fault != 0 || got->status / 100 != 2)
                    return refused(*got);
                ++found;
            }
            if (!listed->next.isEmpty() && listed->next == token)
                return broken(QStringLiteral("the same page twice"));
            token = listed->next;
        } while (!token.isEmpty());
        if (found == 0)
            return inputError(Error::Kind::NotFound,
                              tr("test_data_ref.s3.key: the bucket “%1” has neither an object “%2” nor any below that name: correct the key.")
                                  .arg(m_ref.bucket, m_ref.key));
        return Done{};
    }

    Result<ListPage> parsePage(const QByteArray &body) const
    {
        ListPage out;
        QXmlStreamReader xml(body);
        bool known = false;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == QLatin1String("ListBucketResult"))
                known = true;
            else if (xml.name() == QLatin1String("Key"))
                out.keys << xml.readElementText();
            else if (xml.name() == QLatin1String("NextContinuationToken"))
                out.next = xml.readElementText();
        }
        if (xml.hasError() || !known)
            return broken(xml.errorString());
        return out;
    }

    Error broken(const QString &detail) const
    {
        return inputError(Error::Kind::Protocol,
                          tr("test_data_ref.s3: %1 does not list the bucket as S3 servers do: correct AWS_S3_ENDPOINT in the key “%2”.")
                              .arg(m_secret.endpoint, m_ref.secretRef),
                          detail);
    }

    static QByteArray codeOf(const HttpReply &reply)
    {
        QXmlStreamReader xml(reply.body);
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == QLatin1String("Code"))
                return xml.readElementText().left(100).toUtf8();
        }
        return {};
    }

    Error refused(const HttpReply &reply) const
    {
        const QByteArray code = codeOf(reply);
        const QString why = code.isEmpty() ? faultOf(reply) : QString::fromUtf8(code);
        if (code == "NoSuchBucket")
            return inputError(
                Error::Kind::NotFound,
                tr("test_data_ref.s3.bucket: %1 has no bucket “%2”: correct the name or create it.").arg(m_secret.endpoint, m_ref.bucket));
        if (reply.fault == 0 && (reply.status == 401 || reply.status == 403))
            return inputError(Error::Kind::Unauthorized,
                              tr("test_data_ref.s3.secret_ref: %1 refused the key “%2” for the bucket “%3” (%4): save the right access key and "
                                 "secret, or grant it reading and listing.")
                                  .arg(m_secret.endpoint, m_ref.secretRef, m_ref.bucket, why));
        if (reply.fault == 0 && reply.status / 100 == 3)
            return inputError(Error::Kind::Invalid,
                              tr("test_data_ref.s3.secret_ref: %1 sends requests for the bucket “%2” elsewhere, and a key does not follow: set "
                                 "AWS_S3_ENDPOINT and AWS_DEFAULT_REGION in “%3” to where the bucket is.")
                                  .arg(m_secret.endpoint, m_ref.bucket, m_ref.secretRef));
        if (reply.fault == 0 && reply.status == 404)
            return inputError(Error::Kind::NotFound,
                              tr("test_data_ref.s3.key: “%1” is not in the bucket “%2”: correct the key.").arg(m_ref.key, m_ref.bucket));
        return inputError(Error::Kind::Network,
                          tr("test_data_ref.s3: %1 did not give the data (%2): see that the server of the key “%3” can be reached, and run the "
                             "benchmark again.")
                              .arg(m_secret.endpoint, why, m_ref.secretRef),
                          faultOf(reply));
    }

    const S3Ref &m_ref;
    const S3Secret &m_secret;
    FetchContext &m_context;
};

} // namespace

Result<Done> fetchS3(const S3Ref &ref, FetchContext &context)
{
    auto text = waitForSecret(context.settings.secrets, ref.secretRef, s3SecretOrigin());
    if (!text)
        return inputError(text.error().kind, QStringLiteral("test_data_ref.s3.secret_ref: ") + text.error().message);
    if (text->isEmpty())
        return inputError(Error::Kind::NotFound,
                          tr("test_data_ref.s3.secret_ref: there is no key named “%1”: save one whose text is a JSON object with "
                             "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_S3_ENDPOINT and AWS_DEFAULT_REGION.")
                              .arg(ref.secretRef));
    const auto secret = parseS3Secret(*text, ref.secretRef);
    if (!secret)
        return inputError(secret.error().kind, QStringLiteral("test_data_ref.s3.secret_ref: ") + secret.error().message);
    context.log(tr("fetching s3://%1/%2 from %3").arg(ref.bucket, ref.key, secret->endpoint));
    return S3Client(ref, *secret, context).fetch();
}

} // namespace assay::engine
