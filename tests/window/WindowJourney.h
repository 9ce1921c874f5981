#pragma once

#include "app/Application.h"
#include "tests/support/RealEvalHub.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkRequest>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

#include <memory>

namespace assay {
class MainWindow;
}

namespace assay::test {

/// What journeys through the real window share: the window with a profile and an engine of its own, and the hands that touch
/// only what can be seen.
class WindowJourney : public QObject {
protected:
    /// The whole program with a fresh profile of that name, which also begins the names of its pictures; until its engine has
    /// started and the start page is there.
    void openWindow(const QString &profile);
    /// And its engine, which otherwise outlives the window.
    void closeWindow();

    /// The first widget of that name which can be seen; of several, one that is not scrolled away.
    template<typename T>
    static T *visible(const QString &name)
    {
        T *scrolledAway = nullptr;
        for (QWidget *top : QApplication::topLevelWidgets()) {
            const auto all = top->findChildren<T *>(name);
            for (T *widget : all) {
                if (!widget->isVisible())
                    continue;
                if (!widget->visibleRegion().isEmpty())
                    return widget;
                if (!scrolledAway)
                    scrolledAway = widget;
            }
        }
        return scrolledAway;
    }
    template<typename T>
    static T *visible(const char *name)
    {
        return visible<T>(QString::fromLatin1(name));
    }
    /// Left button at `at` (null: the middle of what is seen), once the widget can be used and nothing covers that place.
    static void click(QWidget *widget, QPoint at = {});
    /// Rows are scrolled to first.
    static void clickItem(QAbstractItemView *view, const QModelIndex &index);
    static void clickTab(const char *tabs, int index);
    static void clickTab(const char *tabs, const QString &text); ///< without its "&"
    /// The entry of the navigator.
    static void clickPlace(const QString &text);
    /// Writes anew what stands in a field; the second takes a field of a form by its path.
    static void typeInto(QWidget *widget, const QString &text);
    static void clickField(const QString &path, const QString &text);
    /// Into the open cell of a table, and Enter; or into that cell, which a double click opens.
    static void typeCell(const QString &text);
    static void typeCell(QAbstractItemView *view, const QModelIndex &index, const QString &text);

    /// To what has the focus.
    static void type(const QString &text) { QTest::keyClicks(QApplication::focusWidget(), text); }
    static void keys(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(QApplication::focusWidget(), key, modifiers); }
    /// Of the main window, once it is the active one.
    static void shortcut(Qt::Key key, Qt::KeyboardModifiers modifiers);
    /// Tab, as often as a patient person would press it.
    static void tabTo(const QString &name);

    /// On the page of connections, up to what saves it.
    void enterHub();
    /// In the page in front: the connection that it shows; the server stands last.
    static void chooseHub();
    /// As another client of its tenant; `body` empty: GET.
    QJsonObject fromHub(const QString &path, const QByteArray &body = {}) const;

    static MainWindow *window(); ///< null: there is none
    void picture(const QString &name) const; ///< of the main window
    QJsonObject fromEngine(const QString &path, const QByteArray &body = {}) const; ///< of the window's own engine; `body` empty: GET
    static QJsonObject json(const QByteArray &text) { return QJsonDocument::fromJson(text).object(); }
    static QByteArray shown(const QJsonObject &object) { return QJsonDocument(object).toJson(); }

    RealEvalHub m_hub; ///< not started

private:
    static QJsonObject answer(const QNetworkRequest &request, const QByteArray &body = {}); ///< `body` empty: GET
    QString workspace() const { return m_folder.filePath(QStringLiteral("ws")); }

    QTemporaryDir m_folder;
    QString m_profile;
    std::unique_ptr<Application> m_app;
};

} // namespace assay::test
