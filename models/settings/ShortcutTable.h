#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>

#include <functional>

namespace assay {

class SettingsStore;

/// The keys of every command: the program's own and what the user made of them. Two commands of the window never have the
/// same keys; who wants that is told which other one has them. GUI thread.
class ShortcutTable : public QObject {
    Q_OBJECT
public:
    using Title = std::function<QString()>; ///< translated, without ampersands

    explicit ShortcutTable(SettingsStore &settings, QObject *parent = nullptr);

    void add(const QString &name, const Title &title, const QList<QKeySequence> &keys);
    /// Keys that a part of the window needs for itself; nobody else may have them.
    void reserve(const Title &title, const QList<QKeySequence> &keys);

    /// All that can be changed, in the order they came.
    QStringList names() const;
    QString title(const QString &name) const;
    QList<QKeySequence> keys(const QString &name) const;
    QList<QKeySequence> defaults(const QString &name) const;
    bool isDefault(const QString &name) const;
    /// The title of who has these keys already, also as the beginning of a longer sequence; empty: nobody.
    QString owner(const QKeySequence &keys, const QString &except) const;
    /// Empty: the command has no keys any more. False, and nothing changes, when another one has them.
    bool setKeys(const QString &name, const QKeySequence &keys);
    /// Back to the program's own. False when another command has taken those meanwhile.
    bool reset(const QString &name);

Q_SIGNALS:
    void changed(const QString &name);

private:
    struct Entry {
        QString name; ///< empty: reserved
        Title title;
        QList<QKeySequence> own;
    };
    const Entry *find(const QString &name) const;

    SettingsStore &m_settings;
    QList<Entry> m_entries;
};

} // namespace assay
