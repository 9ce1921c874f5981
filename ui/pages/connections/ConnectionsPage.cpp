#include "ui/pages/connections/ConnectionsPage.h"

#include "models/connections/ConnectionListModel.h"
#include "services/api/ConnectionRegistry.h"
#include "services/core/Async.h"
#include "ui/pages/connections/ConnectionForm.h"
#include "ui/pages/connections/LadderView.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ConnectionDelegate.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/RowTable.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

namespace assay {

ConnectionsPage::ConnectionsPage(const ConnectionsContext &context, QWidget *parent)
    : DocumentPage(parent), m_context(context), m_model(new ConnectionListModel(context.registry, this)), m_form(new ConnectionForm(context.registry)), m_current(context.registry.local().id())
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    m_heading = new Heading(Heading::Level::Title, this);
    layout->addWidget(m_heading);
    auto *splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildList());
    splitter->addWidget(buildDetail());
    splitter->setStretchFactor(1, 1);
    layout->addWidget(splitter, 1);
    enterAt(this, m_list);
    connectParts();
    retranslate();
    showConnection(m_current);
}

ConnectionsPage::~ConnectionsPage() = default;

QWidget *ConnectionsPage::buildList()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, fontMetrics().height() / 2, 0);
    m_list = new QTableView(box);
    m_list->setObjectName(QStringLiteral("connectionList"));
    m_list->setModel(m_model);
    makeRowTable(*m_list);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->hideColumn(ConnectionListModel::AddressColumn);
    m_list->setItemDelegate(new ToneDelegate(m_list));
    m_list->setItemDelegateForColumn(
        ConnectionListModel::NameColumn,
        new ConnectionDelegate([](const QModelIndex &index) { return index.data(ConnectionListModel::ColourRole).toInt(); }, m_list));
    m_list->horizontalHeader()->setStretchLastSection(true);
    m_list->setColumnWidth(ConnectionListModel::NameColumn, fontMetrics().averageCharWidth() * 24);
    m_list->setMinimumWidth(fontMetrics().averageCharWidth() * 46);
    layout->addWidget(m_list, 1);
    auto *buttons = new QHBoxLayout;
    m_add = new QPushButton(themeIcon(QStringLiteral("add")), {}, box);
    m_remove = new QPushButton(themeIcon(QStringLiteral("remove")), {}, box);
    m_add->setObjectName(QStringLiteral("connectionAdd"));
    m_remove->setObjectName(QStringLiteral("connectionRemove"));
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    return box;
}

QWidget *ConnectionsPage::buildDetail()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap / 2, 0, 0, 0);
    auto *top = new QHBoxLayout;
    m_detailTitle = new Heading(Heading::Level::Section, box);
    m_connect = new QPushButton(themeIcon(QStringLiteral("connection")), {}, box);
    m_connect->setObjectName(QStringLiteral("connectionOpen"));
    top->addWidget(m_detailTitle, 1);
    top->addWidget(m_connect);
    layout->addLayout(top);
    m_state = new QLabel(box);
    m_state->setObjectName(QStringLiteral("connectionState"));
    m_lacks = new Heading(Heading::Level::Caption, box);
    m_lacks->setObjectName(QStringLiteral("connectionLacks"));
    for (QLabel *label : {m_state, m_lacks})
        label->setWordWrap(true);
    layout->addWidget(m_state);
    m_scroll = new QScrollArea(box);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *inner = new QWidget;
    auto *innerLayout = new QVBoxLayout(inner);
    innerLayout->setContentsMargins(0, gap / 2, gap / 2, 0);
    innerLayout->addWidget(m_form);
    innerLayout->addSpacing(gap / 2);
    innerLayout->addWidget(m_lacks);
    innerLayout->addStretch(1);
    m_scroll->setWidget(inner);
    layout->addWidget(m_scroll, 3);
    m_empty = new EmptyState(box);
    layout->addWidget(m_empty, 3);
    auto *buttons = new QHBoxLayout;
    const auto button = [&](const char *name, const QString &icon) {
        auto *made = new QPushButton(themeIcon(icon), {}, box);
        made->setObjectName(QLatin1String(name));
        buttons->addWidget(made);
        return made;
    };
    m_test = button("connectionTest", QStringLiteral("play"));
    buttons->addStretch(1);
    m_revert = button("connectionRevert", QStringLiteral("undo"));
    m_save = button("connectionSave", QStringLiteral("check"));
    layout->addLayout(buttons);
    m_ladder = new LadderView(box);
    layout->addWidget(m_ladder, 4);
    return box;
}

void ConnectionsPage::connectParts()
{
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        if (!m_choosing && index.isValid())
            showConnection(index.data(IdRole).toString());
    });
    connect(m_add, &QPushButton::clicked, this, &ConnectionsPage::startNew);
    connect(m_remove, &QPushButton::clicked, this, &ConnectionsPage::askRemove);
    connect(m_save, &QPushButton::clicked, this, &ConnectionsPage::save);
    connect(m_test, &QPushButton::clicked, this, &ConnectionsPage::test);
    connect(m_connect, &QPushButton::clicked, this, [this] {
        if (Connection *connection = m_context.registry.find(m_current))
            connection->open();
    });
    connect(m_revert, &QPushButton::clicked, this, [this] {
        const ConnectionSettings *stored = m_context.registry.settingsOf(m_current);
        stored ? put(*stored) : showConnection(m_context.registry.local().id());
    });
    connect(m_form, &ConnectionForm::edited, this, &ConnectionsPage::updateState);
    connect(m_ladder, &LadderView::climbChanged, this, &ConnectionsPage::updateState);
    connect(m_empty, &EmptyState::activated, this, &ConnectionsPage::startNew);
    connect(&m_context.registry, &ConnectionRegistry::changed, this, [this](const QString &id) {
        if (id == m_current)
            updateDetail();
    });
    connect(&m_context.registry, &ConnectionRegistry::removed, this, [this](const QString &id) {
        if (id == m_current)
            showConnection(m_context.registry.local().id());
    });
}

QString ConnectionsPage::title() const { return tr("Connections"); }
QIcon ConnectionsPage::icon() const { return themeIcon(QStringLiteral("connection")); }
bool ConnectionsPage::isLocal() const { return m_current == m_context.registry.local().id(); }

void ConnectionsPage::refresh()
{
    for (Connection *connection : m_context.registry.connections())
        connection->open();
}

void ConnectionsPage::startNew()
{
    rememberUnsaved();
    m_current.clear();
    ConnectionSettings fresh;
    fresh.kind = m_context.registry.kinds().isEmpty() ? QString() : m_context.registry.kinds().first().id;
    put(fresh);
    m_form->setFocus(Qt::OtherFocusReason);
}

void ConnectionsPage::showConnection(const QString &id)
{
    if (id != m_current)
        rememberUnsaved();
    m_current = id;
    const ConnectionSettings *settings = m_context.registry.settingsOf(id);
    put(settings ? *settings : ConnectionSettings());
}

void ConnectionsPage::put(const ConnectionSettings &settings, const std::optional<QString> &secret)
{
    const bool known = m_context.registry.kind(settings.kind);
    m_ladder->clear();
    m_form->setSettings(settings, secret);
    m_scroll->setVisible(!isLocal() && known);
    m_empty->setVisible(!m_scroll->isVisibleTo(m_scroll->parentWidget()));
    selectRow();
    updateDetail();
}

/// For buttons of messages, which may outlive the page.
std::function<void()> ConnectionsPage::whileHere(std::function<void()> run)
{
    return [self = QPointer<ConnectionsPage>(this), run = std::move(run)] {
        if (self)
            run();
    };
}

/// Nothing typed is lost by looking at another connection: the way back is offered.
void ConnectionsPage::rememberUnsaved()
{
    if (!m_scroll->isVisibleTo(m_scroll->parentWidget()) || !m_form->isDirty())
        return;
    const ConnectionSettings typed = m_form->settings();
    const std::optional<QString> secret = m_form->typedSecret();
    const QString name = typed.name.trimmed().isEmpty() ? tr("the new connection") : tr("“%1”").arg(typed.name.trimmed());
    Q_EMIT messageRequested({UserMessage::Level::Info, tr("The changes to %1 are not saved.").arg(name),
                             {{tr("Go Back"), whileHere([this, typed, secret] {
                                   m_current = typed.id;
                                   put(typed, secret);
                               })}},
                             0, {}, QStringLiteral("connections/unsaved")});
}

void ConnectionsPage::save()
{
    if (m_saving || !m_form->check())
        return;
    m_saving = true;
    updateState();
    whenDone(m_context.registry.save(m_form->settings(), m_form->typedSecret()), this, [this](const Result<QString> &id) { saved(id); });
}

void ConnectionsPage::saved(const Result<QString> &id)
{
    m_saving = false;
    if (!id) {
        UserMessage message{UserMessage::Level::Error, tr("The connection is not saved. %1").arg(id.error().message), {}, 0, {}, QStringLiteral("connections/save")};
        if (m_context.keepKeysForSession && id.error().code.startsWith(QLatin1String("keychain_")))
            message.actions = {{tr("Keep the Key for This Session"), whileHere([this] {
                                    m_context.keepKeysForSession();
                                    save();
                                })}};
        updateState();
        return Q_EMIT messageRequested(message);
    }
    m_current = *id;
    put(*m_context.registry.settingsOf(*id));
    if (Connection *connection = m_context.registry.find(*id))
        connection->open();
    Q_EMIT messageRequested({UserMessage::Level::Info, tr("“%1” is saved.").arg(m_context.registry.settingsOf(*id)->name), {}, 4000, {}, QStringLiteral("connections/save")});
}

void ConnectionsPage::test()
{
    const ConnectionSettings settings = m_form->settings();
    const ConnectionKind *kind = m_context.registry.kind(settings.kind);
    if (kind && kind->makeTester)
        m_ladder->start(kind->makeTester(), settings, m_form->typedSecret());
}

void ConnectionsPage::askRemove()
{
    const ConnectionSettings *settings = m_context.registry.settingsOf(m_current);
    if (!settings)
        return;
    Q_EMIT messageRequested({UserMessage::Level::Warning,
                             tr("Remove “%1”? Its key is deleted from the keychain; what is on the server stays there.").arg(settings->name),
                             {{tr("Remove"), whileHere([this, id = m_current] { removeNow(id); })}},
                             0, {}, QStringLiteral("connections/remove")});
}

void ConnectionsPage::removeNow(const QString &id)
{
    whenDone(m_context.registry.remove(id), this, [this](const Result<Done> &done) {
        if (!done)
            Q_EMIT messageRequested({UserMessage::Level::Error, tr("The connection is not removed. %1").arg(done.error().message)});
    });
}

bool ConnectionsPage::canClose()
{
    const bool dirty = m_scroll->isVisibleTo(m_scroll->parentWidget()) && m_form->isDirty();
    if (!dirty || m_discard)
        return true;
    Q_EMIT messageRequested({UserMessage::Level::Warning, tr("There are changes that are not saved."),
                             {{tr("Save"), whileHere([this] { save(); })}, {tr("Discard Changes"), whileHere([this] {
                                   m_discard = true;
                                   Q_EMIT closeRequested();
                               })}},
                             0, {}, QStringLiteral("connections/close")});
    return false;
}

void ConnectionsPage::selectRow()
{
    m_choosing = true;
    const int row = m_model->rowOf(m_current);
    if (row < 0)
        m_list->setCurrentIndex({}); // a click on the row that was current counts again
    else
        m_list->selectRow(row);
    m_choosing = false;
}

QString ConnectionsPage::stateText(const Connection &connection) const
{
    const Capabilities abilities = connection.capabilities();
    const QString server = abilities.serverVersion.isEmpty() ? abilities.serverName : tr("%1 %2", "server and version").arg(abilities.serverName, abilities.serverVersion);
    switch (connection.state()) {
    case Connection::State::Idle: return tr("○ Not connected.");
    case Connection::State::Connecting: return tr("◔ Connecting…");
    case Connection::State::Ready: return tr("● Connected to %1.").arg(server);
    case Connection::State::Unreachable: return tr("✗ Not reachable. %1").arg(connection.lastError().message);
    }
    return {};
}

/// Everything that depends on which connection is shown and how it is.
void ConnectionsPage::updateDetail()
{
    const ConnectionSettings *settings = m_context.registry.settingsOf(m_current);
    const Connection *connection = m_current.isEmpty() ? nullptr : m_context.registry.find(m_current);
    m_detailTitle->setText(connection ? connection->name() : settings ? settings->name : tr("New Connection"));
    m_state->setText(connection ? stateText(*connection) : QString());
    m_state->setVisible(connection);
    QStringList lacks;
    if (connection && !isLocal() && connection->state() == Connection::State::Ready) {
        for (const Capability capability : {Capability::Samples, Capability::EventStream, Capability::RecordedModels, Capability::RetryBenchmarks, Capability::PlanJobs}) {
            if (const QString reason = connection->capabilities().reasonMissing(capability); !reason.isEmpty())
                lacks << reason;
        }
    }
    m_lacks->setText(lacks.join(QLatin1Char('\n')));
    m_lacks->setVisible(!lacks.isEmpty());
    m_connect->setVisible(connection);
    if (isLocal())
        m_empty->setContent(QStringLiteral("connection"), tr("The Engine of This Computer"),
                            tr("It starts by itself, needs no key and no network. Add a connection to work with an EvalHub server beside it."), tr("Add Connection…"));
    else if (settings)
        m_empty->setContent(QStringLiteral("connection"), tr("A Kind That This Version Does Not Know"),
                            tr("“%1” is kept as it is; a newer version of Assay can use it.").arg(settings->kind));
    updateState();
}

void ConnectionsPage::updateState()
{
    const bool editing = m_scroll->isVisibleTo(m_scroll->parentWidget());
    const bool dirty = editing && m_form->isDirty();
    const Connection *connection = m_current.isEmpty() ? nullptr : m_context.registry.find(m_current);
    for (QPushButton *button : {m_test, m_revert, m_save})
        button->setVisible(editing);
    m_save->setEnabled(dirty && !m_saving);
    m_save->setText(m_saving ? tr("Saving…") : tr("Save"));
    m_revert->setEnabled(dirty || m_current.isEmpty());
    m_test->setEnabled(!m_ladder->isRunning());
    m_remove->setEnabled(m_context.registry.settingsOf(m_current));
    m_remove->setToolTip(isLocal() ? tr("The engine of this computer is always there.") : QString());
    m_connect->setEnabled(connection && (connection->state() == Connection::State::Idle || connection->state() == Connection::State::Unreachable));
}

void ConnectionsPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ConnectionsPage::retranslate()
{
    m_heading->setText(tr("Connections"));
    m_list->setAccessibleName(tr("Connections"));
    m_ladder->retranslate();
    m_add->setText(tr("Add…"));
    m_remove->setText(tr("Remove…"));
    m_test->setText(tr("Test"));
    m_revert->setText(tr("Discard Changes"));
    m_connect->setText(tr("Connect"));
    updateDetail();
    Q_EMIT titleChanged();
}

} // namespace assay
