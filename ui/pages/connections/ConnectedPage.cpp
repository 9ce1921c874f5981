#include "ui/pages/connections/ConnectedPage.h"

#include "models/connections/ConnectionListModel.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "ui/widgets/FocusEntry.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace assay {

ConnectedPage::ConnectedPage(ConnectionRegistry &registry, const QString &kind, Maker maker, QWidget *parent)
    : DocumentPage(parent), m_registry(registry), m_kind(kind), m_maker(std::move(maker)), m_connections(new ConnectionListModel(registry, this)),
      m_bar(new QWidget(this)), m_label(new QLabel(m_bar)), m_state(new QLabel(m_bar)), m_picker(new QComboBox(m_bar)), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    auto *bar = new QHBoxLayout(m_bar);
    const int gap = fontMetrics().height();
    bar->setContentsMargins(gap, gap / 2, gap, 0);
    bar->addWidget(m_label);
    bar->addWidget(m_picker);
    bar->addWidget(m_state, 1);
    m_layout->addWidget(m_bar);
    m_picker->setObjectName(QStringLiteral("connectionPicker"));
    m_picker->setModel(m_connections);
    m_picker->setMinimumContentsLength(20);
    m_picker->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_label->setBuddy(m_picker);
    m_state->setObjectName(QStringLiteral("pickedState"));
    connect(m_picker, &QComboBox::activated, this, [this](int row) {
        choose(m_connections->idOf(row));
        updatePicker();
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_connections, signal, this, &ConnectedPage::updatePicker);
    connect(m_connections, &QAbstractItemModel::dataChanged, this, &ConnectedPage::updatePicker);
    connect(&m_registry, &ConnectionRegistry::removed, this, [this](const QString &id) {
        if (id == m_current)
            showPage(m_registry.local());
    });
    showPage(m_registry.local());
    retranslate();
}

bool ConnectedPage::choose(const QString &connectionId)
{
    Connection *connection = m_registry.find(connectionId);
    if (!connection)
        return false;
    if (connection->id() == m_current)
        return true;
    if (!m_page->canClose())
        return false;
    connection->open();
    showPage(*connection);
    return true;
}

void ConnectedPage::showPage(Connection &connection)
{
    m_current = connection.id();
    if (m_page) {
        m_page->disconnect(this);
        m_layout->removeWidget(m_page);
        delete std::exchange(m_page, nullptr); // at once: a page that keeps a draft writes it before the next one reads it
    }
    m_page = m_maker(connection, this);
    m_layout->addWidget(m_page, 1);
    enterAt(this, m_page);
    connect(m_page, &DocumentPage::titleChanged, this, &DocumentPage::titleChanged);
    connect(m_page, &DocumentPage::messageRequested, this, &DocumentPage::messageRequested);
    connect(m_page, &DocumentPage::closeRequested, this, &DocumentPage::closeRequested);
    connect(m_page, &DocumentPage::openRequested, this, [this](const QString &kind, const QString &subject) {
        static const QStringList ofAConnection{QStringLiteral("run"), QStringLiteral("collection"), QStringLiteral("provider")};
        const bool ofHere = ofAConnection.contains(kind) && !subject.isEmpty();
        Q_EMIT openRequested(kind, ofHere ? RunRef{m_current, subject}.text() : subject);
    });
    updatePicker();
    Q_EMIT titleChanged();
}

void ConnectedPage::updatePicker()
{
    const int row = m_connections->rowOf(m_current);
    m_picker->setCurrentIndex(row);
    m_bar->setVisible(m_connections->rowCount() > 1);
    const QModelIndex state = m_connections->index(qMax(0, row), ConnectionListModel::StateColumn);
    m_state->setText(state.data(Qt::DisplayRole).toString());
    m_state->setToolTip(state.data(Qt::ToolTipRole).toString());
}

QString ConnectedPage::toolTipText() const
{
    const Connection *connection = m_registry.find(m_current);
    return m_connections->rowCount() > 1 && connection ? tr("%1 on %2", "page and connection").arg(title(), connection->name()) : m_page->toolTipText();
}

QVariantMap ConnectedPage::saveState() const
{
    return {{QStringLiteral("connection"), m_current}, {QStringLiteral("page"), m_page->saveState()}};
}

void ConnectedPage::restoreState(const QVariantMap &state)
{
    choose(state.value(QStringLiteral("connection")).toString());
    m_page->restoreState(state.value(QStringLiteral("page")).toMap());
}

void ConnectedPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ConnectedPage::retranslate()
{
    m_label->setText(tr("Connection:"));
    m_picker->setAccessibleName(tr("Connection"));
    updatePicker();
}

} // namespace assay
