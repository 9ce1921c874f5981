#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>

#include <functional>
#include <memory>
#include <vector>

class QMenu;
class QMenuBar;

namespace assay {

class ShortcutTable;

/// Every command of the window: made once, shown in menus, tool bar and command palette, named again when the language
/// changes. Commands are found by their objectName; their keys are those of the table of shortcuts.
class ShellActions : public QObject {
    Q_OBJECT
public:
    struct Spec {
        QString name;                  ///< objectName
        std::function<QString()> text; ///< translated, Title Case, with an ellipsis when more is asked
        QString icon;                  ///< role; may be empty
        QList<QKeySequence> keys;      ///< until the user says otherwise
        bool checkable = false;
    };
    ShellActions(QWidget *window, ShortcutTable &shortcuts);
    QAction *add(const Spec &spec);
    QAction *action(const QString &name) const;
    QList<QAction *> all() const;
    /// A menu whose title follows the language.
    QMenu *addMenu(QMenuBar *bar, std::function<QString()> title);
    QMenu *addMenu(QMenu *menu, std::function<QString()> title);
    void retranslate();

private:
    QWidget *m_window;
    ShortcutTable &m_shortcuts;
    std::vector<std::pair<QAction *, std::function<QString()>>> m_actions;
    std::vector<std::pair<QMenu *, std::function<QString()>>> m_menus;
};

} // namespace assay
