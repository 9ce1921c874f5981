#pragma once

#include "app/Application.h"

#include <QApplication>
#include <QJsonObject>
#include <QNetworkRequest>
#include <QTemporaryDir>
#include <QWidget>

#include <memory>

namespace assay::test {

/// What journeys through the real window share: the window with a profile and an engine of its own, and the hands that touch
/// only what can be seen.
class WindowJourney : public QObject {
protected:
    /// The whole program with a fresh profile of that name, which also begins the names of its pictures.
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
    void picture(const QString &name) const; ///< of the main window

    static QJsonObject answer(const QNetworkRequest &request, const QByteArray &body = {}); ///< `body` empty: GET
    QJsonObject fromEngine(const QString &path) const; ///< of the window's own engine; empty: it has not started

    QString engineFile() const { return m_folder.filePath(QStringLiteral("ws/engine.json")); }

private:
    QTemporaryDir m_folder;
    QString m_profile;
    std::unique_ptr<Application> m_app;
};

} // namespace assay::test
