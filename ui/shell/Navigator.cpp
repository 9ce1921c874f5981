#include "ui/shell/Navigator.h"

#include "models/connections/ConnectionListModel.h"
#include "services/api/ConnectionRegistry.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ConnectionDelegate.h"
#include "ui/widgets/ToneDelegate.h"

#include <QEvent>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace assay {

Navigator::Navigator(ConnectionRegistry &connections, QWidget *parent)
    : QWidget(parent), m_registry(connections), m_model(new ConnectionListModel(connections, this)), m_tree(new QTreeWidget(this))
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
    m_tree->setItemDelegate(new ToneDelegate(m_tree));
    m_connections = new QTreeWidgetItem(m_tree);
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
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_model, signal, this, &Navigator::updateConnections);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &Navigator::updateConnections);
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
    fitWidth();
}

void Navigator::activate(QTreeWidgetItem *item)
{
    const QString kind = item->data(0, Qt::UserRole).toString();
    if (!kind.isEmpty())
        Q_EMIT openRequested(kind);
    else if (item->parent() == m_connections)
        Q_EMIT connectionRequested(item->data(0, Qt::UserRole + 1).toString());
}

void Navigator::showCurrent(const QString &kind)
{
    m_tree->setCurrentItem(nullptr);
    for (int i = 0; i < m_library->childCount(); ++i) {
        if (m_library->child(i)->data(0, Qt::UserRole).toString() == kind)
            m_tree->setCurrentItem(m_library->child(i));
    }
}

void Navigator::updateConnections()
{
    while (m_connections->childCount() > m_model->rowCount())
        delete m_connections->takeChild(m_connections->childCount() - 1);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (row == m_connections->childCount())
            new QTreeWidgetItem(m_connections);
        QTreeWidgetItem *item = m_connections->child(row);
        const QString id = m_model->idOf(row);
        const Connection *connection = m_registry.find(id);
        const QString name = m_model->index(row, ConnectionListModel::NameColumn).data().toString();
        QString text = tr("– %1 (not known to this version)").arg(name);
        if (connection) {
            switch (connection->state()) {
            case Connection::State::Idle: text = tr("○ %1", "connection not opened yet").arg(name); break;
            case Connection::State::Connecting: text = tr("◔ %1 (starting)").arg(name); break;
            case Connection::State::Ready: text = tr("● %1", "connection works").arg(name); break;
            case Connection::State::Unreachable: text = tr("✗ %1 (not reachable)").arg(name); break;
            }
        }
        const QIcon mark = connectionMark(m_model->index(row, 0).data(ConnectionListModel::ColourRole).toInt(), palette(), fontMetrics().height());
        item->setData(0, Qt::UserRole + 1, id);
        item->setText(0, text);
        item->setIcon(0, mark.isNull() ? themeIcon(QStringLiteral("connection")) : mark);
        item->setToolTip(0, connection && connection->state() == Connection::State::Unreachable ? connection->lastError().message : text);
    }
}

/// Names of places are not cut, however large the text; long names of connections are.
void Navigator::fitWidth()
{
    const int contents = static_cast<QAbstractItemView *>(m_tree)->sizeHintForColumn(0); // not public in QTreeView
    m_tree->setMinimumWidth(qMin(contents, fontMetrics().averageCharWidth() * 26));
}

void Navigator::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitWidth();
}

void Navigator::retranslate()
{
    m_tree->setAccessibleName(tr("Navigator"));
    m_connections->setText(0, tr("Connections"));
    m_library->setText(0, tr("Library"));
    for (int i = 0; i < m_library->childCount(); ++i)
        m_library->child(i)->setText(0, m_places.at(i).title());
    updateConnections();
    fitWidth();
}

} // namespace assay
