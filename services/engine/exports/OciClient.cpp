#include "services/engine/exports/OciClient.h"

#include "services/engine/runner/SecretWait.h"
#include "services/secrets/SecretBinding.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QRegularExpression>
#include <QUrl>

// OCI image and distribution specifications 1.1; tokens as the distribution project's "token authentication" describes them.

namespace assay::engine {

using Json = nlohmann::ordered_json;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

const QByteArray manifestType = "application/vnd.oci.image.manifest.v1+json";
const QByteArray indexType = "application/vnd.oci.image.index.v1+json";
const QByteArray emptyType = "application/vnd.oci.empty.v1+json";
const QByteArray artifactTypeName = "application/vnd.evalhub.evaluation.v1+json";

QByteArray digestOf(const QByteArray &content)
{
    return "sha256:" + QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
}

Json descriptorJson(const QByteArray &mediaType, const QByteArray &digest, qint64 size)
{
    return {{"mediaType", mediaType.toStdString()}, {"digest", digest.toStdString()}, {"size", size}};
}

QByteArray dump(const Json &value)
{
    return QByteArray::fromStdString(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json parse(const QByteArray &text)
{
    return Json::parse(text.constData(), text.constData() + text.size(), nullptr, false);
}

/// The specification allows texts only.
Json annotationsOf(const OciCoordinates &coordinates)
{
    const Json given = parse(coordinates.annotations.text);
    Json out = Json::object();
    if (given.is_object()) {
        for (const auto &[name, value] : given.items())
            out[name] = value.is_string() ? value : Json(value.dump());
    }
    return out;
}

} // namespace

QByteArray registryCredential(const QByteArray &text, const QByteArray &host)
{
    Json config = parse(text);
    if (config.is_object() && config.contains(".dockerconfigjson"))
        config = config[".dockerconfigjson"].is_string() ? Json::parse(config[".dockerconfigjson"].get<std::string>(), nullptr, false)
                                                         : config[".dockerconfigjson"];
    const auto word = [](const Json &object, const char *name) {
        return object.is_object() && object.contains(name) && object[name].is_string()
            ? QByteArray::fromStdString(object[name].get<std::string>())
            : QByteArray();
    };
    const auto credential = [&word](const Json &object) {
        if (!word(object, "auth").isEmpty())
            return QByteArray::fromBase64(word(object, "auth"));
        return word(object, "username").isEmpty() ? QByteArray() : word(object, "username") + ':' + word(object, "password");
    };
    if (!config.is_object())
        return text.contains(':') && !text.contains('{') ? text.trimmed() : QByteArray();
    if (!config.contains("auths"))
        return credential(config);
    if (!config["auths"].is_object())
        return {};
    for (const auto &[name, entry] : config["auths"].items()) {
        QByteArray known = QByteArray::fromStdString(name);
        for (const char *scheme : {"https://", "http://"}) {
            if (known.startsWith(scheme))
                known = known.mid(qsizetype(qstrlen(scheme)));
        }
        if (known.split('/').first() == host)
            return credential(entry);
    }
    return {};
}

QHash<QByteArray, QByteArray> bearerChallenge(const QByteArray &header)
{
    QHash<QByteArray, QByteArray> out;
    const QString text = QString::fromUtf8(header);
    if (!text.startsWith(QLatin1String("Bearer "), Qt::CaseInsensitive))
        return out;
    static const QRegularExpression pair(QStringLiteral("([A-Za-z_]+)=\"([^\"]*)\""));
    auto match = pair.globalMatch(text);
    while (match.hasNext()) {
        const auto one = match.next();
        out.insert(one.captured(1).toLower().toUtf8(), one.captured(2).toUtf8());
    }
    return out;
}

OciClient::OciClient(const ExportSettings &settings, ExportContext context, OciArtifact artifact)
    : m_settings(settings), m_context(std::move(context)), m_artifact(std::move(artifact))
{
}

std::optional<ExportFault> OciClient::check()
{
    const OciCoordinates &to = m_artifact.coordinates;
    static const QRegularExpression host(QStringLiteral("^[A-Za-z0-9.-]+(:[0-9]{1,5})?$|^\\[[0-9A-Fa-f:]+\\](:[0-9]{1,5})?$"));
    static const QRegularExpression repository(QStringLiteral("^[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*$"));
    static const QRegularExpression tag(QStringLiteral("^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$"));
    if (!host.match(to.ociHost).hasMatch())
        return ExportFault{tr("exports.oci.coordinates.oci_host: “%1” is no HOST or HOST:PORT of a registry: correct it.").arg(to.ociHost)};
    if (!repository.match(to.ociRepository).hasMatch())
        return ExportFault{tr("exports.oci.coordinates.oci_repository: “%1” is no name of a repository (lower-case letters, digits, '.', '_', "
                              "'-' and '/'): correct it.")
                               .arg(to.ociRepository)};
    if (!to.ociTag.isEmpty() && !tag.match(to.ociTag).hasMatch())
        return ExportFault{
            tr("exports.oci.coordinates.oci_tag: “%1” is no tag (letters, digits, '.', '_' and '-', at most 128): correct it.").arg(to.ociTag)};
    const bool plain = m_settings.ociInsecure || isLoopbackUrl("http://" + to.ociHost.toUtf8());
    m_base = (plain ? "http://" : "https://") + to.ociHost.toUtf8();
    return {};
}

ExportFault OciClient::refused(const QString &what, const HttpReply &reply) const
{
    const QString host = m_artifact.coordinates.ociHost;
    if (reply.fault == 0 && (reply.status == 401 || reply.status == 403))
        return {tr("The registry %1 refused the key for %2 (HTTP %3): name one that may push there in exports.oci.k8s.connection, or put it "
                   "into the file that OCI_AUTH_CONFIG_PATH names.")
                    .arg(host, m_artifact.coordinates.ociRepository)
                    .arg(reply.status)};
    if (reply.fault != 0)
        return {tr("The registry %1 did not answer (%2): see that exports.oci.coordinates.oci_host is right and can be reached%3.")
                    .arg(host, faultOf(reply), m_base.startsWith("https:") ? tr(", or allow plain http with --oci-insecure") : QString()),
                isPassing(reply)};
    const Json answer = parse(reply.body);
    QString why;
    if (answer.is_object() && answer.contains("errors") && answer["errors"].is_array() && !answer["errors"].empty()
        && answer["errors"][0].is_object())
        why = QString::fromStdString(answer["errors"][0].value("message", std::string())).left(300);
    return {tr("The registry %1 refused %2 (HTTP %3%4): correct exports.oci.coordinates, or look at the registry's log.")
                .arg(host, what).arg(reply.status).arg(why.isEmpty() ? QString() : QStringLiteral(", ") + why), isPassing(reply)};
}

std::optional<ExportFault> OciClient::credentialFor(const QByteArray &url, QByteArray &basic)
{
    const QByteArray host = m_artifact.coordinates.ociHost.toUtf8();
    if (!m_artifact.connection.isEmpty()) {
        const auto secret = waitForSecret(m_context.secrets, m_artifact.connection, normalisedOrigin(QString::fromUtf8(url)));
        if (!secret)
            return ExportFault{tr("exports.oci.k8s.connection: ") + secret.error().message, secret.error().kind == Error::Kind::Timeout};
        if (secret->isEmpty())
            return ExportFault{tr("exports.oci.k8s.connection: there is no key named “%1”: save one for %2 under that name (USER:PASSWORD or a "
                                  "docker configuration).")
                                   .arg(m_artifact.connection, normalisedOrigin(QString::fromUtf8(url)))};
        basic = registryCredential(secret->toUtf8(), host);
        return {};
    }
    // A file that its owner made for registries: it goes to the registry, and by https to where that sends for tokens.
    if (m_settings.dockerConfig.isEmpty() || (!url.startsWith(m_base + '/') && !url.startsWith("https:")))
        return {};
    QFile file(m_settings.dockerConfig);
    if (!file.open(QIODevice::ReadOnly))
        return ExportFault{tr("The file %1 with the registries' keys cannot be read: correct OCI_AUTH_CONFIG_PATH where the engine is started.")
                               .arg(m_settings.dockerConfig)};
    basic = registryCredential(file.read(1 << 20), host);
    return {};
}

std::optional<ExportFault> OciClient::answerChallenge(const QByteArray &challenge, const char *actions)
{
    QByteArray basic;
    if (challenge.left(5).toLower() == "basic") {
        if (auto fault = credentialFor(m_base + '/', basic))
            return fault;
        m_authorization = basic.isEmpty() ? QByteArray() : "Authorization: Basic " + basic.toBase64();
        return {};
    }
    const auto words = bearerChallenge(challenge);
    const QByteArray realm = words.value("realm");
    if (normalisedOrigin(QString::fromUtf8(realm)).isEmpty() || (m_base.startsWith("https:") && !realm.startsWith("https:")))
        return ExportFault{tr("The registry %1 asks for a key in a way that is not known here: use one with basic or token authentication.")
                               .arg(m_artifact.coordinates.ociHost)};
    if (auto fault = credentialFor(realm, basic))
        return fault;
    HttpCall call;
    call.method = "GET";
    const QByteArray scope = "repository:" + m_artifact.coordinates.ociRepository.toUtf8() + ':' + actions;
    call.url = realm + (realm.contains('?') ? '&' : '?') + "service=" + QUrl::toPercentEncoding(words.value("service"))
        + "&scope=" + QUrl::toPercentEncoding(scope);
    if (!basic.isEmpty())
        call.headers << "Authorization: Basic " + basic.toBase64();
    call.totalMs = 30'000;
    const HttpReply reply = exchange(m_context.loop, call, &m_context.cancel);
    const Json answer = parse(reply.body);
    QByteArray token;
    for (const char *name : {"access_token", "token"}) {
        if (answer.is_object() && answer.contains(name) && answer[name].is_string())
            token = QByteArray::fromStdString(answer[name].get<std::string>());
    }
    if (reply.fault != 0 || reply.status != 200 || token.isEmpty())
        return refused(tr("a token for pushing"), reply);
    m_authorization = "Authorization: Bearer " + token;
    return {};
}

std::optional<ExportFault> OciClient::send(HttpCall call, HttpReply &reply, const char *actions)
{
    call.totalMs = 60'000;
    const QList<QByteArray> plain = call.headers;
    for (int attempt = 0; attempt < 2; ++attempt) {
        call.headers = plain;
        if (!m_authorization.isEmpty() && call.url.startsWith(m_base + '/')) // not to a store that the registry redirects to
            call.headers << m_authorization;
        reply = exchange(m_context.loop, call, &m_context.cancel);
        if (reply.fault != 0)
            return refused({}, reply);
        if (reply.status != 401 || attempt > 0 || !call.url.startsWith(m_base + '/'))
            return {};
        if (auto fault = answerChallenge(reply.header("www-authenticate"), actions))
            return fault;
        if (m_authorization.isEmpty())
            return {};
    }
    return {};
}

std::optional<ExportFault> OciClient::pushBlob(const QByteArray &content, const QByteArray &digest)
{
    const QByteArray repository = m_base + "/v2/" + m_artifact.coordinates.ociRepository.toUtf8();
    HttpCall look;
    look.method = "HEAD";
    look.url = repository + "/blobs/" + digest;
    HttpReply reply;
    if (auto fault = send(look, reply))
        return fault;
    if (reply.status == 200)
        return {};
    if (reply.status != 404)
        return refused(tr("a file"), reply);
    HttpCall begin;
    begin.method = "POST";
    begin.contentType.clear();
    begin.url = repository + "/blobs/uploads/";
    if (auto fault = send(begin, reply))
        return fault;
    if (reply.status != 202 || reply.location.isEmpty())
        return refused(tr("an upload"), reply);
    HttpCall put;
    put.method = "PUT";
    put.contentType = "application/octet-stream";
    put.url = resolvedUrl(begin.url, reply.location);
    put.url += (put.url.contains('?') ? "&digest=" : "?digest=") + QUrl::toPercentEncoding(QString::fromLatin1(digest));
    put.body = content;
    if (auto fault = send(put, reply))
        return fault;
    if (reply.status != 201 && reply.status != 204)
        return refused(tr("a file"), reply);
    return {};
}

std::optional<ExportFault> OciClient::putManifest(const QByteArray &mediaType, const QByteArray &body, const QByteArray &reference, HttpReply &reply)
{
    HttpCall put;
    put.method = "PUT";
    put.contentType = mediaType;
    put.url = m_base + "/v2/" + m_artifact.coordinates.ociRepository.toUtf8() + "/manifests/" + reference;
    put.body = body;
    if (auto fault = send(put, reply))
        return fault;
    if (reply.status / 100 != 2)
        return refused(tr("the manifest"), reply);
    return {};
}

std::optional<ExportFault> OciClient::findSubject(Descriptor &out)
{
    const OciCoordinates &to = m_artifact.coordinates;
    QString name = to.ociSubject;
    const QString whole = to.ociHost + QLatin1Char('/') + to.ociRepository;
    if (name.startsWith(whole + QLatin1Char('@')) || name.startsWith(whole + QLatin1Char(':')))
        name = name.mid(whole.size() + 1);
    if (name.contains(QLatin1Char('@')))
        name = name.section(QLatin1Char('@'), -1);
    static const QRegularExpression form(QStringLiteral("^(sha256:[0-9a-f]{64}|[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127})$"));
    if (!form.match(name).hasMatch())
        return ExportFault{
            tr("exports.oci.coordinates.oci_subject: “%1” is no tag or digest in %2, and a subject must be in the same repository: correct it.")
                .arg(to.ociSubject, whole)};
    HttpCall get;
    get.method = "GET";
    get.accept = manifestType + ", " + indexType
        + ", application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json";
    get.url = m_base + "/v2/" + to.ociRepository.toUtf8() + "/manifests/" + name.toUtf8();
    HttpReply reply;
    if (auto fault = send(get, reply))
        return fault;
    if (reply.status == 404)
        return ExportFault{tr("exports.oci.coordinates.oci_subject: %1 has no “%2”: push it first, or correct the name.").arg(whole, to.ociSubject)};
    if (reply.status != 200)
        return refused(tr("the subject"), reply);
    out = {reply.contentType.split(';').first().trimmed(), digestOf(reply.body), reply.body.size(), {}};
    return {};
}

QByteArray OciClient::manifest(const Descriptor *subject) const
{
    Json layers = Json::array();
    for (const OciLayer &layer : m_artifact.layers) {
        Json entry = descriptorJson(layer.mediaType, digestOf(layer.content), layer.content.size());
        entry["annotations"] = {{"org.opencontainers.image.title", layer.title.toStdString()}};
        layers.push_back(std::move(entry));
    }
    Json out{{"schemaVersion", 2}, {"mediaType", manifestType.toStdString()}, {"artifactType", artifactTypeName.toStdString()},
             {"config", descriptorJson(emptyType, digestOf("{}"), 2)}, {"layers", layers}};
    if (subject)
        out["subject"] = descriptorJson(subject->mediaType, subject->digest, subject->size);
    const Json annotations = annotationsOf(m_artifact.coordinates);
    if (!annotations.empty())
        out["annotations"] = annotations;
    return dump(out);
}

/// Registries without the referrers API find them in an index tagged with the subject's digest, which clients keep.
std::optional<ExportFault> OciClient::addReferrer(const Descriptor &subject, const Descriptor &manifest)
{
    const QByteArray tag = QByteArray(subject.digest).replace(':', '-');
    HttpCall get;
    get.method = "GET";
    get.accept = indexType;
    get.url = m_base + "/v2/" + m_artifact.coordinates.ociRepository.toUtf8() + "/manifests/" + tag;
    HttpReply reply;
    if (auto fault = send(get, reply))
        return fault;
    Json index = reply.status == 200 ? parse(reply.body) : Json();
    if (!index.is_object() || !index.contains("manifests") || !index["manifests"].is_array())
        index = {{"schemaVersion", 2}, {"mediaType", indexType.toStdString()}, {"manifests", Json::array()}};
    for (const Json &known : index["manifests"]) {
        if (known.is_object() && known.value("digest", std::string()) == manifest.digest.toStdString())
            return {};
    }
    Json entry = descriptorJson(manifest.mediaType, manifest.digest, manifest.size);
    entry["artifactType"] = manifest.artifactType.toStdString();
    const Json annotations = annotationsOf(m_artifact.coordinates);
    if (!annotations.empty())
        entry["annotations"] = annotations;
    index["manifests"].push_back(std::move(entry));
    return putManifest(indexType, dump(index), tag, reply);
}

std::optional<ExportFault> OciClient::push(QString &reference)
{
    if (auto fault = check())
        return fault;
    const OciCoordinates &to = m_artifact.coordinates;
    Descriptor subject;
    if (!to.ociSubject.isEmpty()) {
        if (auto fault = findSubject(subject))
            return fault;
    }
    if (auto fault = pushBlob("{}", digestOf("{}")))
        return fault;
    for (const OciLayer &layer : m_artifact.layers) {
        if (auto fault = pushBlob(layer.content, digestOf(layer.content)))
            return fault;
    }
    const QByteArray body = manifest(to.ociSubject.isEmpty() ? nullptr : &subject);
    const QString tag = to.ociTag.isEmpty() ? m_artifact.defaultTag : to.ociTag;
    HttpReply reply;
    if (auto fault = putManifest(manifestType, body, tag.toUtf8(), reply))
        return fault;
    const Descriptor own{manifestType, digestOf(body), body.size(), artifactTypeName};
    if (!to.ociSubject.isEmpty() && reply.header("oci-subject").isEmpty()) {
        if (auto fault = addReferrer(subject, own))
            return fault;
    }
    reference = QStringLiteral("%1/%2:%3@%4").arg(to.ociHost, to.ociRepository, tag, QString::fromLatin1(own.digest));
    return {};
}

} // namespace assay::engine
