#pragma once

#include <QSet>
#include <QStringList>

class QWidget;

namespace assay {
class MainWindow;
}

namespace assay::test {

/// The acceptance list of accessibility on one page of the real window in its different dresses.
class AccessLook {
public:
    explicit AccessLook(MainWindow &window) : m_window(window) {}
    /// light, dark, german, 200 (text at 200 %).
    static QStringList dresses();
    /// The window as it is worn from now on; nothing else of it changes.
    void wear(const QString &dress);
    /// Complaints on what the page shows now, on each of its tabs and on each of its steps; all checks of AccessCheck.h, the walk with
    /// the Tab key in the light dress only. They begin with `where`.
    QStringList inside(QWidget &page, const QString &where) const;
    /// Complaints on what is to be seen in any widget now; no walk with the Tab key.
    static QStringList at(QWidget &widget, const QString &where);

private:
    using Check = QStringList (*)(QWidget &);
    static QList<Check> standing();
    static void look(QWidget &widget, const QString &where, const QList<Check> &checks, QStringList &complaints);
    static void lookInside(QWidget &page, const QString &where, const QList<Check> &checks, QSet<const QWidget *> &done, QStringList &complaints);
    void trigger(const QString &action) const;

    MainWindow &m_window;
    QString m_dress = QStringLiteral("light");
};

} // namespace assay::test
