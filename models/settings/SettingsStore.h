#pragma once

#include "services/core/Result.h"

#include <QHash>
#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <QVariant>

namespace assay {

/// What the user has decided, by the keys of SettingInfo and of ShortcutTable. Read once; a change counts at once and is
/// written to the file by a thread of its own, in order. Holds no secret. GUI thread.
class SettingsStore : public QObject {
    Q_OBJECT
public:
    /// `file`: an INI file; it need not exist.
    explicit SettingsStore(const QString &file, QObject *parent = nullptr);
    ~SettingsStore() override; ///< waits for what is being written

    /// Of a setting in the table: what was decided, else its fallback; always a value that its reader can use. Of another key: as written.
    QVariant value(const QString &key) const;
    QString text(const QString &key) const { return value(key).toString(); }
    double number(const QString &key) const { return value(key).toDouble(); }
    bool isOn(const QString &key) const { return value(key).toBool(); }
    bool isDecided(const QString &key) const { return m_values.contains(key); }
    /// The fallback is not written down: who never decided follows later versions.
    void setValue(const QString &key, const QVariant &value);
    void reset(const QString &key);
    QStringList keys() const { return m_values.keys(); }

    /// Everything that was decided, as JSON.
    QByteArray exported() const;
    /// Takes what an export holds; the rest stays. Answers with what could not be taken, one sentence each; Error::Invalid
    /// when it is no export at all, and nothing changes then.
    Result<QStringList> import(const QByteArray &text);

    QString file() const { return m_file; }

Q_SIGNALS:
    void changed(const QString &key);

private:
    void write(const QString &key, const QVariant &value); ///< invalid: takes the key out

    const QString m_file;
    QHash<QString, QVariant> m_values;
    QThreadPool m_pool;
};

/// Arguments for `assayctl serve` that say what differs from its own defaults.
QStringList engineArguments(const SettingsStore &settings);

} // namespace assay
