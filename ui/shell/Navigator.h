#pragma once

#include <QList>
#include <QWidget>

#include <functional>

class QTreeWidget;
class QTreeWidgetItem;

namespace assay {

class Connection;

/// Where to go: the connections with their state, and the places of the library.
class Navigator : public QWidget {
    Q_OBJECT
public:
    struct Place {
        QString kind; ///< as DocumentPage::kind()
        QString icon;
        std::function<QString()> title;
    };
    explicit Navigator(Connection &connection, QWidget *parent = nullptr);
    void setPlaces(const QList<Place> &places);
    /// Marks the place of the tab in front; nothing when it has none.
    void showCurrent(const QString &kind);
    void retranslate();

Q_SIGNALS:
    void openRequested(const QString &kind);

private:
    void updateConnection();
    void activate(QTreeWidgetItem *item);

    Connection &m_connection;
    QTreeWidget *m_tree;
    QTreeWidgetItem *m_connections, *m_local, *m_library;
    QList<Place> m_places;
};

} // namespace assay
