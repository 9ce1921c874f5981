#include "ui/shell/StatusStrip.h"

#include "models/common/Words.h"
#include "models/jobs/JobListModel.h"
#include "services/api/ConnectionRegistry.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace assay {

StatusStrip::StatusStrip(ConnectionRegistry &connections, JobListModel &jobs, QWidget *parent)
    : QWidget(parent), m_connections(connections), m_connection(connections.local()), m_jobs(jobs), m_state(new QLabel(this)), m_load(new QLabel(this)),
      m_age(new QLabel(this)), m_zoom(new QLabel(this)), m_activity(new QToolButton(this)),
      m_problems(new QToolButton(this)), m_others(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(fontMetrics().height() / 2, 0, fontMetrics().height() / 2, 0);
    layout->setSpacing(fontMetrics().height() * 3 / 2);
    m_state->setObjectName(QStringLiteral("statusState"));
    m_load->setObjectName(QStringLiteral("statusLoad"));
    m_age->setObjectName(QStringLiteral("statusAge"));
    m_zoom->setObjectName(QStringLiteral("statusZoom"));
    m_activity->setObjectName(QStringLiteral("statusActivity"));
    m_activity->setAutoRaise(true);
    m_others->setObjectName(QStringLiteral("statusOthers"));
    m_others->setAutoRaise(true);
    for (QLabel *label : {m_state, m_load, m_age})
        layout->addWidget(label);
    layout->addWidget(m_others);
    connect(m_others, &QToolButton::clicked, this, &StatusStrip::connectionsRequested);
    layout->addStretch(1);
    layout->addWidget(m_problems);
    layout->addWidget(m_activity);
    layout->addWidget(m_zoom);
    m_problems->setObjectName(QStringLiteral("statusProblems"));
    m_problems->setAutoRaise(true);
    connect(m_problems, &QToolButton::clicked, this, &StatusStrip::problemsRequested);
    connect(m_activity, &QToolButton::clicked, this, &StatusStrip::activityRequested);
    for (const auto signal : {&ConnectionRegistry::changed, &ConnectionRegistry::added, &ConnectionRegistry::removed})
        connect(&m_connections, signal, this, &StatusStrip::update);
    connect(&m_connection, &Connection::loadChanged, this, &StatusStrip::update);
    connect(&m_jobs, &JobListModel::loadChanged, this, &StatusStrip::update);
    m_tick.setInterval(2000);
    connect(&m_tick, &QTimer::timeout, this, &StatusStrip::update);
    m_tick.start();
    retranslate();
}

void StatusStrip::setActiveCount(int count)
{
    m_active = count;
    update();
}

void StatusStrip::setProblemCount(int count)
{
    m_problemCount = count;
    update();
}

void StatusStrip::setZoom(int percent)
{
    m_percent = percent;
    update();
}

QString StatusStrip::stateText() const
{
    switch (m_connection.state()) {
    case Connection::State::Idle: return tr("○ %1: not connected").arg(m_connection.name());
    case Connection::State::Connecting: return tr("◔ %1: starting…").arg(m_connection.name());
    case Connection::State::Ready: return tr("● %1: connected").arg(m_connection.name());
    case Connection::State::Unreachable: return tr("✗ %1: not reachable").arg(m_connection.name());
    }
    return {};
}

/// Where large text has no room for all: what matters least goes, rather than that everything is cut or the window is widened.
void StatusStrip::fit()
{
    if (layout()->sizeHint().width() > width())
        m_load->hide();
    if (layout()->sizeHint().width() > width()) {
        m_state->setToolTip(m_state->text());
        m_state->setText(m_state->text().left(1)); // its glyph
    }
}

QSize StatusStrip::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 40, QWidget::minimumSizeHint().height()};
}

void StatusStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    update();
}

void StatusStrip::update()
{
    const bool ready = m_connection.state() == Connection::State::Ready;
    m_state->setText(stateText());
    m_state->setAccessibleName(m_state->text());
    m_state->setToolTip({});
    const EngineLoad load = m_connection.load();
    m_load->setVisible(ready && load.slotsTotal >= 0);
    m_load->setText(load.queued > 0 ? tr("%1 of %2 slots busy · %3 waiting").arg(load.slotsBusy).arg(load.slotsTotal).arg(load.queued)
                                    : tr("%1 of %2 slots busy").arg(load.slotsBusy).arg(load.slotsTotal));
    const qint64 age = m_jobs.ageMs(m_connection.id());
    // Pushed changes keep the list fresh however old it is; its age matters when the server is gone.
    m_age->setVisible(age >= 0 && (!ready || m_jobs.load(m_connection.id()) == LoadState::Failed));
    m_age->setText(tr("Data from %1", "how old what is shown is, e.g. 8 s ago").arg(ageText(age)));
    m_activity->setText(m_active > 0 ? tr("▶ %n run(s) active", nullptr, m_active) : tr("Nothing running"));
    m_problems->setText(m_problemCount > 0 ? tr("⚠ %n problem(s)", nullptr, m_problemCount) : tr("✓ No problems"));
    updateOthers();
    m_zoom->setText(tr("%1 %").arg(m_percent));
    m_zoom->setVisible(m_percent != 100);
    fit();
}

/// The remote servers, of which all that works needs no word.
void StatusStrip::updateOthers()
{
    QStringList lines;
    int up = 0, all = 0;
    for (const Connection *connection : m_connections.connections()) {
        if (connection == &m_connection)
            continue;
        ++all;
        const bool ready = connection->state() == Connection::State::Ready;
        up += ready;
        const qint64 age = m_jobs.ageMs(connection->id());
        if (!ready && age >= 0)
            lines << tr("%1: data from %2").arg(connection->name(), ageText(age));
        else if (!ready)
            lines << tr("%1: not connected").arg(connection->name());
    }
    m_others->setVisible(all > 0);
    m_others->setText(up == all ? tr("● %n server(s) connected", nullptr, all) : tr("✗ %1 of %2 servers connected").arg(up).arg(all));
    m_others->setToolTip(lines.isEmpty() ? tr("Show Connections") : lines.join(QLatin1Char('\n')));
}

void StatusStrip::retranslate()
{
    m_activity->setToolTip(tr("Show or Hide Activity"));
    m_problems->setToolTip(tr("Show or Hide Problems"));
    m_problems->setAccessibleDescription(tr("Shows or hides the list of problems"));
    m_others->setAccessibleDescription(tr("Shows the connections"));
    m_activity->setAccessibleDescription(tr("Shows or hides the list of running runs"));
    update();
}

} // namespace assay
