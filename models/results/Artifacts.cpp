#include "models/results/Artifacts.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace assay {

static QString firstText(const QVariantMap &map, const QStringList &names)
{
    for (const QString &name : names) {
        const QVariant value = map.value(name);
        if (value.typeId() == QMetaType::QString && !value.toString().isEmpty())
            return value.toString();
    }
    return {};
}

static std::optional<qint64> firstNumber(const QVariantMap &map, const QStringList &names)
{
    for (const QString &name : names) {
        bool number = false;
        const qint64 value = map.value(name).toLongLong(&number);
        if (number && value >= 0 && map.contains(name))
            return value;
    }
    return std::nullopt;
}

static QString kindOf(const QString &location)
{
    if (location.startsWith(QLatin1String("oci://")) || location.contains(QLatin1String("@sha256:")))
        return QStringLiteral("OCI");
    const QString suffix = QFileInfo(QUrl(location).path()).suffix();
    return suffix.size() <= 8 ? suffix.toLower() : QString();
}

static void addArtifacts(QList<RunArtifact> &list, RunArtifact base, const QVariant &value)
{
    if (value.typeId() == QMetaType::QVariantList) {
        int number = 0;
        const QString name = base.name;
        for (const QVariant &one : value.toList()) {
            base.name = QStringLiteral("%1 %2").arg(name).arg(++number);
            addArtifacts(list, base, one);
        }
        return;
    }
    if (value.typeId() == QMetaType::QVariantMap) {
        const QVariantMap map = value.toMap();
        base.location = firstText(map, {QStringLiteral("location"), QStringLiteral("oci_reference"), QStringLiteral("reference"), QStringLiteral("uri"),
                                        QStringLiteral("url"), QStringLiteral("path")});
        base.kind = firstText(map, {QStringLiteral("kind"), QStringLiteral("type"), QStringLiteral("media_type"), QStringLiteral("mediaType")});
        base.bytes = firstNumber(map, {QStringLiteral("size"), QStringLiteral("size_bytes"), QStringLiteral("bytes")});
        if (base.location.isEmpty())
            base.content = QString::fromUtf8(JsonText::fromVariantMap(map).text);
    } else {
        base.location = value.toString();
    }
    if (base.kind.isEmpty())
        base.kind = kindOf(base.location);
    list << base;
}

QList<RunArtifact> artifactsOf(const Job &job)
{
    QList<RunArtifact> list;
    for (const BenchmarkResult &result : job.results.benchmarks) {
        const QVariantMap artifacts = result.artifacts.toVariantMap();
        for (auto it = artifacts.begin(); it != artifacts.end(); ++it) {
            RunArtifact artifact;
            artifact.index = int(result.benchmarkIndex.value_or(0));
            artifact.benchmark = result.id;
            artifact.name = it.key();
            addArtifacts(list, artifact, it.value());
        }
    }
    std::ranges::stable_sort(list, {}, &RunArtifact::index);
    return list;
}

static bool isWeb(const QUrl &url)
{
    return url.isValid() && !url.host().isEmpty() && (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https"));
}

QUrl openableUrl(const QString &location)
{
    const QUrl url(location, QUrl::StrictMode);
    if (isWeb(url))
        return url;
    const QString path = url.isLocalFile() ? url.toLocalFile() : location;
    // The folder, never the file: a run may have written a program.
    return QDir::isAbsolutePath(path) && QFileInfo::exists(path) ? QUrl::fromLocalFile(QFileInfo(path).isDir() ? path : QFileInfo(path).absolutePath()) : QUrl();
}

QUrl mlflowRunUrl(const QString &experimentUrl, const QString &runId)
{
    if (experimentUrl.isEmpty() || runId.isEmpty() || !isWeb(QUrl(experimentUrl, QUrl::StrictMode)))
        return {};
    QString address = experimentUrl;
    while (address.endsWith(QLatin1Char('/')))
        address.chop(1);
    return QUrl(QStringLiteral("%1/runs/%2").arg(address, QString::fromUtf8(QUrl::toPercentEncoding(runId))));
}

} // namespace assay
