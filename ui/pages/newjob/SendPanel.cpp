#include "ui/pages/newjob/SendPanel.h"

#include "models/composer/JobSender.h"
#include "ui/theme/Icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay {

SendPanel::SendPanel(JobSender &sender, QWidget *parent)
    : QFrame(parent), m_sender(sender), m_summary(new QLabel(this)), m_list(new QListWidget(this)),
      m_again(new QPushButton(themeIcon(QStringLiteral("refresh")), {}, this)), m_giveUp(new QPushButton(this))
{
    setObjectName(QStringLiteral("card"));
    m_list->setObjectName(QStringLiteral("sendList"));
    m_again->setObjectName(QStringLiteral("sendAgain"));
    m_giveUp->setObjectName(QStringLiteral("sendGiveUp"));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_list->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_summary, 1);
    bar->addWidget(m_again);
    bar->addWidget(m_giveUp);
    layout->addLayout(bar);
    layout->addWidget(m_list);
    connect(m_again, &QPushButton::clicked, this, [this] { m_sender.send(); });
    connect(m_giveUp, &QPushButton::clicked, this, [this] {
        m_sender.giveUp();
        hide();
    });
    BatchSubmit &batch = m_sender.batch();
    connect(&batch, &BatchSubmit::finished, this, &SendPanel::update);
    connect(&batch, &BatchSubmit::jobChanged, this, &SendPanel::update);
    connect(&batch, &BatchSubmit::runningChanged, this, &SendPanel::update);
    connect(&batch, &QAbstractItemModel::modelReset, this, &SendPanel::update);
    retranslate();
}

void SendPanel::update()
{
    const BatchSubmit &batch = m_sender.batch();
    const auto &jobs = batch.batch().jobs;
    setVisible(!jobs.isEmpty() && (batch.isRunning() || !batch.allSent()));
    m_list->clear();
    for (const BatchJob &job : jobs) {
        const QString name = job.document.text(QStringLiteral("name"));
        QString glyph = QStringLiteral("…");
        switch (job.state) {
        case BatchJob::State::Waiting: break;
        case BatchJob::State::Sending: glyph = QStringLiteral("→"); break;
        case BatchJob::State::Unknown: glyph = QStringLiteral("?"); break;
        case BatchJob::State::Sent: glyph = QStringLiteral("✓"); break;
        case BatchJob::State::Refused: glyph = QStringLiteral("✗"); break;
        }
        const QString line = QStringLiteral("%1  %2: %3").arg(glyph, name, BatchSubmit::stateText(job.state));
        m_list->addItem(job.message.isEmpty() ? line : QStringLiteral("%1. %2").arg(line, job.message));
    }
    m_list->setFixedHeight(fontMetrics().height() * 3 / 2 * int(qBound(qsizetype(2), jobs.size() + 1, qsizetype(6))));
    m_summary->setText(tr("%1 of %n run(s) are at the server.", nullptr, int(jobs.size())).arg(batch.batch().count(BatchJob::State::Sent)));
    m_again->setEnabled(!batch.isRunning());
    m_giveUp->setEnabled(!batch.isRunning());
}

void SendPanel::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void SendPanel::retranslate()
{
    m_list->setAccessibleName(tr("Runs That Are Sent"));
    m_again->setText(tr("Try Again"));
    m_giveUp->setText(tr("Give Up the Rest"));
    m_giveUp->setToolTip(tr("What was sent goes on running; what was not stays here"));
    update();
}

} // namespace assay
