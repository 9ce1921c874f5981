#include "ui/shell/StatusStrip.h"

#include "models/common/Words.h"
#include "models/jobs/JobListModel.h"
#include "services/api/Connection.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace assay {

StatusStrip::StatusStrip(Connection &connection, JobListModel &jobs, QWidget *parent)
    : QWidget(parent), m_connection(connection), m_jobs(jobs), m_state(new QLabel(this)), m_load(new QLabel(this)),
      m_age(new QLabel(this)), m_zoom(new QLabel(this)), m_activity(new QToolButton(this))
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
    for (QLabel *label : {m_state, m_load, m_age})
        layout->addWidget(label);
    layout->addStretch(1);
    layout->addWidget(m_activity);
    layout->addWidget(m_zoom);
    connect(m_activity, &QToolButton::clicked, this, &StatusStrip::activityRequested);
    connect(&m_connection, &Connection::stateChanged, this, &StatusStrip::update);
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

void StatusStrip::setZoom(int percent)
{
    m_percent = percent;
    update();
}

void StatusStrip::update()
{
    const Connection::State state = m_connection.state();
    const bool ready = state == Connection::State::Ready;
    switch (state) {
    case Connection::State::Idle: m_state->setText(tr("○ %1: not connected").arg(m_connection.name())); break;
    case Connection::State::Connecting: m_state->setText(tr("◔ %1: starting…").arg(m_connection.name())); break;
    case Connection::State::Ready: m_state->setText(tr("● %1: connected").arg(m_connection.name())); break;
    case Connection::State::Unreachable: m_state->setText(tr("✗ %1: not reachable").arg(m_connection.name())); break;
    }
    const EngineLoad load = m_connection.load();
    m_load->setVisible(ready && load.slotsTotal >= 0);
    m_load->setText(load.queued > 0 ? tr("%1 of %2 slots busy · %3 waiting").arg(load.slotsBusy).arg(load.slotsTotal).arg(load.queued)
                                    : tr("%1 of %2 slots busy").arg(load.slotsBusy).arg(load.slotsTotal));
    const qint64 age = m_jobs.ageMs();
    // Pushed changes keep the list fresh however old it is; its age matters when the server is gone.
    m_age->setVisible(age >= 0 && (!ready || m_jobs.load() == LoadState::Failed));
    m_age->setText(tr("Data from %1", "how old what is shown is, e.g. 8 s ago").arg(ageText(age)));
    m_activity->setText(m_active > 0 ? tr("▶ %n run(s) active", nullptr, m_active) : tr("Nothing running"));
    m_zoom->setText(tr("%1 %").arg(m_percent));
    m_zoom->setVisible(m_percent != 100);
}

void StatusStrip::retranslate()
{
    m_activity->setToolTip(tr("Show or Hide Activity"));
    m_activity->setAccessibleDescription(tr("Shows or hides the list of running runs"));
    update();
}

} // namespace assay
