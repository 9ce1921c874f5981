#pragma once

#include "services/core/Job.h"
#include "services/engine/exports/ExportTypes.h"

namespace assay::engine {

/// A file of an artifact.
struct OciLayer {
    QString title;     ///< org.opencontainers.image.title
    QByteArray mediaType;
    QByteArray content;
};

/// An artifact to push.
struct OciArtifact {
    OciCoordinates coordinates;
    QString connection;  ///< exports.oci.k8s.connection: names a key; empty: the docker configuration, or none
    QString defaultTag;  ///< when the coordinates name none
    QList<OciLayer> layers;
};

/// Pushes artifacts by the OCI distribution specification 1.1: blobs, manifest with subject and annotations, tag, and the referrers'
/// index where the registry does not keep one itself. Pushing the same again changes nothing. Members block.
class OciClient {
public:
    OciClient(const ExportSettings &settings, ExportContext context, OciArtifact artifact);
    /// `reference`: HOST/REPOSITORY:TAG@DIGEST.
    std::optional<ExportFault> push(QString &reference);

private:
    struct Descriptor {
        QByteArray mediaType, digest;
        qint64 size = 0;
        QByteArray artifactType;
    };
    std::optional<ExportFault> check();
    std::optional<ExportFault> send(HttpCall call, HttpReply &reply, const char *actions = "pull,push");
    std::optional<ExportFault> answerChallenge(const QByteArray &challenge, const char *actions);
    std::optional<ExportFault> credentialFor(const QByteArray &url, QByteArray &basic);
    std::optional<ExportFault> pushBlob(const QByteArray &content, const QByteArray &digest);
    std::optional<ExportFault> putManifest(const QByteArray &mediaType, const QByteArray &body, const QByteArray &reference, HttpReply &reply);
    std::optional<ExportFault> findSubject(Descriptor &out);
    std::optional<ExportFault> addReferrer(const Descriptor &subject, const Descriptor &manifest);
    QByteArray manifest(const Descriptor *subject) const;
    ExportFault refused(const QString &what, const HttpReply &reply) const;

    const ExportSettings &m_settings;
    ExportContext m_context;
    const OciArtifact m_artifact;
    QByteArray m_base;          ///< scheme://host[:port]
    QByteArray m_authorization; ///< header line for m_base only
};

/// The basic credential (USER:PASSWORD) that a docker configuration ({"auths": {HOST: {"auth": …}}}) has for a host; a key may also be
/// {"username", "password"} or hold the configuration in the member ".dockerconfigjson". Empty: none.
QByteArray registryCredential(const QByteArray &text, const QByteArray &host);
/// The parameters of a WWW-Authenticate: Bearer challenge by name.
QHash<QByteArray, QByteArray> bearerChallenge(const QByteArray &header);

} // namespace assay::engine
