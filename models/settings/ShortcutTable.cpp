#include "models/settings/ShortcutTable.h"

#include "models/settings/SettingsStore.h"

#include <algorithm>

namespace assay {

namespace {

const QString prefix = QStringLiteral("shortcuts/");

} // namespace

ShortcutTable::ShortcutTable(SettingsStore &settings, QObject *parent) : QObject(parent), m_settings(settings)
{
    connect(&m_settings, &SettingsStore::changed, this, [this](const QString &key) {
        if (key.startsWith(prefix))
            Q_EMIT changed(key.mid(prefix.size()));
    });
}

void ShortcutTable::add(const QString &name, const Title &title, const QList<QKeySequence> &keys) { m_entries.append({name, title, keys}); }
void ShortcutTable::reserve(const Title &title, const QList<QKeySequence> &keys) { m_entries.append({{}, title, keys}); }

const ShortcutTable::Entry *ShortcutTable::find(const QString &name) const
{
    const auto found = std::ranges::find(m_entries, name, &Entry::name);
    return name.isEmpty() || found == m_entries.end() ? nullptr : &*found;
}

QStringList ShortcutTable::names() const
{
    QStringList names;
    for (const Entry &entry : m_entries) {
        if (!entry.name.isEmpty())
            names << entry.name;
    }
    return names;
}

QString ShortcutTable::title(const QString &name) const
{
    const Entry *entry = find(name);
    return entry ? entry->title() : QString();
}

QList<QKeySequence> ShortcutTable::keys(const QString &name) const
{
    const Entry *entry = find(name);
    if (!entry)
        return {};
    if (isDefault(name))
        return entry->own;
    const QKeySequence chosen = QKeySequence::fromString(m_settings.text(prefix + name), QKeySequence::PortableText);
    return chosen.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{chosen};
}

QList<QKeySequence> ShortcutTable::defaults(const QString &name) const
{
    const Entry *entry = find(name);
    return entry ? entry->own : QList<QKeySequence>();
}

bool ShortcutTable::isDefault(const QString &name) const { return !m_settings.isDecided(prefix + name); }

QString ShortcutTable::owner(const QKeySequence &keys, const QString &except) const
{
    if (keys.isEmpty())
        return {};
    for (const Entry &entry : m_entries) {
        if (!entry.name.isEmpty() && entry.name == except)
            continue;
        const QList<QKeySequence> theirs = entry.name.isEmpty() ? entry.own : this->keys(entry.name);
        const bool same = std::ranges::any_of(theirs, [&](const QKeySequence &one) {
            return !one.isEmpty() && (one.matches(keys) != QKeySequence::NoMatch || keys.matches(one) != QKeySequence::NoMatch);
        });
        if (same)
            return entry.title();
    }
    return {};
}

bool ShortcutTable::setKeys(const QString &name, const QKeySequence &keys)
{
    const Entry *entry = find(name);
    if (!entry || !owner(keys, name).isEmpty())
        return false;
    if (entry->own.size() == 1 && entry->own.first() == keys)
        m_settings.reset(prefix + name);
    else
        m_settings.setValue(prefix + name, keys.toString(QKeySequence::PortableText));
    return true;
}

bool ShortcutTable::reset(const QString &name)
{
    const Entry *entry = find(name);
    if (!entry || std::ranges::any_of(entry->own, [&](const QKeySequence &one) { return !owner(one, name).isEmpty(); }))
        return false;
    m_settings.reset(prefix + name);
    return true;
}

} // namespace assay
