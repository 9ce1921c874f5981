#include "models/settings/SettingsStore.h"

#include "models/settings/SettingInfo.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

namespace assay {

namespace {

const QString shortcutPrefix = QStringLiteral("shortcuts/"), exportMember = QStringLiteral("assay_settings");

} // namespace

SettingsStore::SettingsStore(const QString &file, QObject *parent) : QObject(parent), m_file(file)
{
    m_pool.setMaxThreadCount(1);
    const QSettings settings(m_file, QSettings::IniFormat);
    for (const QString &key : settings.allKeys()) {
        const SettingInfo *info = settingInfo(key);
        if ((info && info->problem(settings.value(key)).isEmpty()) || key.startsWith(shortcutPrefix))
            m_values.insert(key, info ? info->accepted(settings.value(key)) : settings.value(key));
    }
}

SettingsStore::~SettingsStore() { m_pool.waitForDone(); }

QVariant SettingsStore::value(const QString &key) const
{
    const auto decided = m_values.constFind(key);
    if (decided != m_values.constEnd())
        return *decided;
    const SettingInfo *info = settingInfo(key);
    return info ? info->fallback : QVariant();
}

void SettingsStore::setValue(const QString &key, const QVariant &value)
{
    const SettingInfo *info = settingInfo(key);
    const QVariant taken = info ? info->accepted(value) : value;
    if (info && taken == info->fallback)
        return reset(key);
    if (m_values.value(key) == taken)
        return;
    m_values.insert(key, taken);
    write(key, taken);
    Q_EMIT changed(key);
}

void SettingsStore::reset(const QString &key)
{
    if (m_values.remove(key) == 0)
        return;
    write(key, {});
    Q_EMIT changed(key);
}

void SettingsStore::write(const QString &key, const QVariant &value)
{
    m_pool.start([file = m_file, key, value] {
        QSettings settings(file, QSettings::IniFormat); // written when it goes out of scope, by a file that takes the old one's place
        value.isValid() ? settings.setValue(key, value) : settings.remove(key);
    });
}

QByteArray SettingsStore::exported() const
{
    QJsonObject values;
    for (auto it = m_values.begin(); it != m_values.end(); ++it)
        values.insert(it.key(), QJsonValue::fromVariant(it.value()));
    return QJsonDocument(QJsonObject{{exportMember, values}}).toJson();
}

Result<QStringList> SettingsStore::import(const QByteArray &text)
{
    const QJsonValue values = QJsonDocument::fromJson(text).object().value(exportMember);
    if (!values.isObject())
        return Error{Error::Kind::Invalid, tr("This file holds no exported settings; choose one that “Export Settings” has written.")};
    QStringList problems;
    const QVariantMap map = values.toObject().toVariantMap();
    for (auto it = map.begin(); it != map.end(); ++it) {
        const SettingInfo *info = settingInfo(it.key());
        if (!info && !it.key().startsWith(shortcutPrefix))
            problems << tr("“%1” is not known to this version.").arg(it.key());
        else if (const QString problem = info ? info->problem(it.value()) : QString(); !problem.isEmpty())
            problems << problem;
        else
            setValue(it.key(), it.value());
    }
    return problems;
}

QStringList engineArguments(const SettingsStore &settings)
{
    QStringList arguments;
    for (const SettingInfo &info : settingInfos()) {
        if (info.engineOption.isEmpty() || !settings.isDecided(info.key))
            continue;
        const QVariant value = settings.value(info.key);
        arguments << info.engineOption
                  << (info.kind == SettingKind::Number ? QString::number(qint64(value.toDouble() * info.engineFactor)) : value.toString());
    }
    return arguments;
}

} // namespace assay
