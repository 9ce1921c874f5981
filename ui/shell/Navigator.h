#pragma once

#include <QList>
#include <QWidget>

#include <functional>

class QTreeWidget;
class QTreeWidgetItem;

namespace assay {

class ConnectionListModel;
class ConnectionRegistry;

/// Where to go: the connections with their state, and the places of the library.
class Navigator : public QWidget {
    Q_OBJECT
public:
    struct Place {
        QString kind; ///< as DocumentPage::kind()
        QString icon;
        std::function<QString()> title;
    };
    explicit Navigator(ConnectionRegistry &connections, QWidget *parent = nullptr);
    void setPlaces(const QList<Place> &places);
    /// Marks the place of the tab in front; nothing when it has none.
    void showCurrent(const QString &kind);
    void retranslate();

Q_SIGNALS:
    void openRequested(const QString &kind);
    void connectionRequested(const QString &id);

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateConnections();
    void fitWidth();
    void activate(QTreeWidgetItem *item);

    ConnectionRegistry &m_registry;
    ConnectionListModel *m_model;
    QTreeWidget *m_tree;
    QTreeWidgetItem *m_connections, *m_library;
    QList<Place> m_places;
};

} // namespace assay
