#include "ui/shell/ShellActions.h"

#include "models/settings/ShortcutTable.h"
#include "ui/theme/Icons.h"

#include <QMenu>
#include <QMenuBar>

namespace assay {

ShellActions::ShellActions(QWidget *window, ShortcutTable &shortcuts) : QObject(window), m_window(window), m_shortcuts(shortcuts)
{
    connect(&m_shortcuts, &ShortcutTable::changed, this, [this](const QString &name) {
        if (QAction *changed = action(name))
            changed->setShortcuts(m_shortcuts.keys(name));
    });
}

QAction *ShellActions::add(const Spec &spec)
{
    auto *action = new QAction(m_window);
    action->setObjectName(spec.name);
    if (!spec.icon.isEmpty())
        action->setIcon(themeIcon(spec.icon));
    m_shortcuts.add(spec.name, [text = spec.text] { return text().remove(QLatin1Char('&')); }, spec.keys);
    action->setShortcuts(m_shortcuts.keys(spec.name));
    action->setCheckable(spec.checkable);
    action->setText(spec.text());
    m_window->addAction(action); // works also while the menu bar is hidden
    m_actions.emplace_back(action, spec.text);
    return action;
}

QAction *ShellActions::action(const QString &name) const
{
    for (const auto &[action, text] : m_actions) {
        if (action->objectName() == name)
            return action;
    }
    return nullptr;
}

QList<QAction *> ShellActions::all() const
{
    QList<QAction *> actions;
    for (const auto &[action, text] : m_actions)
        actions << action;
    return actions;
}

QMenu *ShellActions::addMenu(QMenuBar *bar, std::function<QString()> title)
{
    QMenu *menu = bar->addMenu(title());
    m_menus.emplace_back(menu, std::move(title));
    return menu;
}

QMenu *ShellActions::addMenu(QMenu *parent, std::function<QString()> title)
{
    QMenu *menu = parent->addMenu(title());
    m_menus.emplace_back(menu, std::move(title));
    return menu;
}

void ShellActions::retranslate()
{
    for (const auto &[action, text] : m_actions)
        action->setText(text());
    for (const auto &[menu, title] : m_menus)
        menu->setTitle(title());
}

} // namespace assay
