#include "services/metrics/MetricFile.h"

#include "services/json/Json.h"
#include "services/verdict/MetricDictionary.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

namespace assay {

QString userMetricFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + QStringLiteral("/metrics.yaml");
}

Result<QList<MetricDictionary::Entry>> readMetricFile(const QString &path)
{
    constexpr qint64 mostBytes = 1 << 20;
    QFile file(path);
    if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly))
        return Error { Error::Kind::Storage,
            QCoreApplication::translate("assay", "The metric dictionary %1 cannot be read (%2); check its path.")
                .arg(path, file.errorString()),
            path };
    const QByteArray text = file.read(mostBytes + 1);
    const auto invalid = [&path](const QString &what) {
        return Error { Error::Kind::Invalid, QStringLiteral("%1: %2").arg(path, what), path };
    };
    if (text.size() > mostBytes)
        return invalid(QCoreApplication::translate("assay", "a metric dictionary may hold 1 MiB at most."));
    const auto value = json::yamlToJson(text); // JSON is YAML too
    if (!value)
        return invalid(value.error().message);
    const auto dictionary = MetricDictionary::parse(json::dump(*value));
    if (!dictionary)
        return invalid(dictionary.error().message);
    return dictionary->entries();
}

Result<Done> useMetricFile(const QString &path)
{
    const auto entries = readMetricFile(path);
    if (!entries)
        return entries.error();
    setMetricDictionary(MetricDictionary::seed().mergedWith(MetricDictionary::of(*entries)));
    return Done {};
}

Result<Done> writeMetricFile(const QString &path, const QList<MetricDictionary::Entry> &entries)
{
    const auto cannot = [&path](const QString &why) {
        return Error { Error::Kind::Storage,
            QCoreApplication::translate("assay", "The metric dictionary %1 cannot be written (%2); free space or rights, then change it again.")
                .arg(path, why),
            path };
    };
    const QString before = path + QStringLiteral(".old");
    if (QFileInfo::exists(path) && !QFileInfo::exists(before) && !QFile::copy(path, before))
        return cannot(QCoreApplication::translate("assay", "no copy of the old one can be made"));
    const QByteArray text = MetricDictionary::toJson(entries);
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    const QByteArray yaml = json::toYaml(nlohmann::json::parse(text.begin(), text.end()));
    if (!file.open(QIODevice::WriteOnly) || file.write(yaml) != yaml.size() || !file.commit())
        return cannot(file.errorString());
    return Done {};
}


Result<Done> useUserMetricFile()
{
    const QString path = userMetricFile();
    return QFileInfo::exists(path) ? useMetricFile(path) : Result<Done>(Done {});
}

} // namespace assay
