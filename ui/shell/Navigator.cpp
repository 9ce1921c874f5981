#include "ui/shell/Navigator.h"

#include "services/api/Connection.h"
#include "ui/theme/Icons.h"

#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace assay {

Navigator::Navigator(Connection &connection, QWidget *parent)
    : QWidget(parent), m_connection(connection), m_tree(new QTreeWidget(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tree);
    setFocusProxy(m_tree);
    m_tree->setObjectName(QStringLiteral("navigatorTree"));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(fontMetrics().height());
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setRootIsDecorated(false);
    m_connections = new QTreeWidgetItem(m_tree);
    m_local = new QTreeWidgetItem(m_connections);
    m_local->setIcon(0, themeIcon(QStringLiteral("connection")));
    m_library = new QTreeWidgetItem(m_tree);
    for (QTreeWidgetItem *group : {m_connections, m_library}) {
        group->setFlags(Qt::ItemIsEnabled);
        group->setExpanded(true);
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        group->setFont(0, bold);
    }
    connect(m_tree, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem *item) { activate(item); });
    connect(m_tree, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem *item) { activate(item); });
    connect(&m_connection, &Connection::stateChanged, this, &Navigator::updateConnection);
    retranslate();
}

void Navigator::setPlaces(const QList<Place> &places)
{
    m_places = places;
    qDeleteAll(m_library->takeChildren());
    for (const Place &place : places) {
        auto *item = new QTreeWidgetItem(m_library);
        item->setIcon(0, themeIcon(place.icon));
        item->setData(0, Qt::UserRole, place.kind);
        item->setText(0, place.title());
    }
    m_library->setExpanded(true);
}

void Navigator::activate(QTreeWidgetItem *item)
{
    const QString kind = item->data(0, Qt::UserRole).toString();
    if (!kind.isEmpty())
        Q_EMIT openRequested(kind);
    else if (item == m_local && m_connection.state() == Connection::State::Unreachable)
        m_connection.open();
}

void Navigator::showCurrent(const QString &kind)
{
    m_tree->setCurrentItem(nullptr);
    for (int i = 0; i < m_library->childCount(); ++i) {
        if (m_library->child(i)->data(0, Qt::UserRole).toString() == kind)
            m_tree->setCurrentItem(m_library->child(i));
    }
}

void Navigator::updateConnection()
{
    QString text;
    switch (m_connection.state()) {
    case Connection::State::Idle: text = tr("○ %1", "connection not opened yet").arg(m_connection.name()); break;
    case Connection::State::Connecting: text = tr("◔ %1 (starting)").arg(m_connection.name()); break;
    case Connection::State::Ready: text = tr("● %1", "connection works").arg(m_connection.name()); break;
    case Connection::State::Unreachable: text = tr("✗ %1 (not reachable)").arg(m_connection.name()); break;
    }
    m_local->setText(0, text);
    const bool bad = m_connection.state() == Connection::State::Unreachable;
    m_local->setToolTip(0, bad ? m_connection.lastError().message : text);
}

void Navigator::retranslate()
{
    m_tree->setAccessibleName(tr("Navigator"));
    m_connections->setText(0, tr("Connections"));
    m_library->setText(0, tr("Library"));
    for (int i = 0; i < m_library->childCount(); ++i)
        m_library->child(i)->setText(0, m_places.at(i).title());
    updateConnection();
}

} // namespace assay
