#include "services/engine/server/DataRules.h"

#include "services/engine/inputs/PrivateHost.h"

#include <QUrl>

namespace assay::engine {

namespace {

void checkGit(Checker &check, const GitRef &git, const QString &path)
{
    const QUrl url(git.url, QUrl::StrictMode);
    const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    check.present(git.url, path + QStringLiteral("git.url"));
    check.require(url.isValid() && web && !isPrivateHost(url.host()),
                  path + QStringLiteral("git.url must be an http or https address outside of private networks"));
    check.present(git.ref, path + QStringLiteral("git.ref"));
    if (!git.secretRef.isEmpty()) {
        check.dnsLabel(git.secretRef, path + QStringLiteral("git.secret_ref"));
        check.require(url.scheme() == QLatin1String("https"), QStringLiteral("git url with credentials must use https scheme"));
    }
}

} // namespace

void checkTestData(Checker &check, const std::optional<TestDataRef> &data, const QString &where)
{
    if (!data)
        return;
    const QString path = where + QStringLiteral("test_data_ref.");
    const int kinds = int(data->s3.has_value()) + int(data->pvc.has_value()) + int(data->git.has_value()) + int(data->hf.has_value());
    check.require(kinds > 0, QStringLiteral("test_data_ref: one of s3, pvc, git, or hf must be set"));
    check.require(kinds == 1, QStringLiteral("test_data_ref: exactly one of s3, pvc, git, or hf must be set"));
    check.oneOf(data->type, {QStringLiteral("data_set"), QStringLiteral("pre_recorded_data")}, QStringLiteral("type"));
    if (data->s3) {
        check.present(data->s3->bucket, path + QStringLiteral("s3.bucket"));
        check.present(data->s3->key, path + QStringLiteral("s3.key"));
        check.present(data->s3->secretRef, path + QStringLiteral("s3.secret_ref"));
    }
    if (data->pvc)
        check.dnsLabel(data->pvc->claimName, path + QStringLiteral("pvc.claim_name"));
    if (data->git)
        checkGit(check, *data->git, path);
    if (data->hf) {
        check.require(!data->hf->repoId.trimmed().isEmpty(), path + QStringLiteral("hf.repo_id must not be blank"));
        if (!data->hf->secretRef.isEmpty())
            check.dnsLabel(data->hf->secretRef, path + QStringLiteral("hf.secret_ref"));
    }
}

} // namespace assay::engine
