#include "ui/shell/ShellActions.h"

#include "ui/theme/Icons.h"

#include <QMenu>
#include <QMenuBar>

namespace assay {

ShellActions::ShellActions(QWidget *window) : QObject(window), m_window(window) {}

QAction *ShellActions::add(const Spec &spec)
{
    auto *action = new QAction(m_window);
    action->setObjectName(spec.name);
    if (!spec.icon.isEmpty())
        action->setIcon(themeIcon(spec.icon));
    action->setShortcuts(spec.keys);
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
