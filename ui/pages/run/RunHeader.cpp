#include "ui/pages/run/RunHeader.h"

#include "models/common/Words.h"
#include "ui/pages/run/ToneLabel.h"
#include "ui/theme/Icons.h"
#include "ui/theme/ScaledFont.h"

#include <QClipboard>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay {

static QLabel *plainLabel(const char *objectName)
{
    auto *label = new QLabel;
    label->setObjectName(QLatin1String(objectName));
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    return label;
}

RunHeader::RunHeader(RunModel &run, const Capabilities &capabilities, QWidget *parent)
    : QWidget(parent), m_run(run), m_capabilities(capabilities)
{
    m_glyph = new ToneLabel;
    m_glyph->setObjectName(QStringLiteral("verdictGlyph"));
    m_sentence = plainLabel("verdictSentence");
    for (QLabel *large : {m_sentence, static_cast<QLabel *>(m_glyph)})
        setHeadingFont(large, 1.45);
    m_facts = plainLabel("runFacts");
    m_statistics = plainLabel("statisticsVerdict");
    m_server = plainLabel("serverVerdict");
    auto *said = new QFormLayout;
    said->setContentsMargins({});
    said->setHorizontalSpacing(fontMetrics().horizontalAdvance(QLatin1Char('0')) * 2);
    said->setVerticalSpacing(2);
    said->addRow(tr("Statistics say"), m_statistics);
    said->addRow(tr("Server said"), m_server);
    for (QLabel *value : {m_statistics, m_server})
        static_cast<QLabel *>(said->labelForField(value))->setForegroundRole(QPalette::PlaceholderText);

    const auto button = [](const char *objectName, const QString &text, const QString &icon) {
        auto *made = new QPushButton(themeIcon(icon), text);
        made->setObjectName(QLatin1String(objectName));
        return made;
    };
    m_cancel = button("cancelRun", tr("Cancel Run"), QStringLiteral("cancel"));
    m_again = button("runAgain", tr("Run Again With…"), QStringLiteral("play"));
    m_copy = button("copyText", tr("Copy as Text"), QStringLiteral("copy"));
    connect(m_cancel, &QPushButton::clicked, &run, &RunModel::cancel);
    connect(m_again, &QPushButton::clicked, this, &RunHeader::runAgainClicked);
    connect(m_copy, &QPushButton::clicked, this, &RunHeader::copyText);

    auto *top = new QHBoxLayout;
    top->addWidget(m_glyph, 0, Qt::AlignTop);
    top->addWidget(m_sentence, 1);
    top->addWidget(m_cancel, 0, Qt::AlignTop);
    top->addWidget(m_again, 0, Qt::AlignTop);
    top->addWidget(m_copy, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_facts);
    layout->addLayout(said);

    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &RunHeader::update);
    connect(&run, &RunModel::changed, this, &RunHeader::update);
    connect(&run, &RunModel::progressed, this, &RunHeader::update);
    update();
}

void RunHeader::setCapabilities(const Capabilities &capabilities)
{
    m_capabilities = capabilities;
    updateButtons();
}

QString RunHeader::sentence() const
{
    return m_sentence->text();
}

void RunHeader::updateButtons()
{
    const bool canCancel = m_capabilities.has(Capability::CancelJobs);
    m_cancel->setVisible(m_run.isRunning());
    m_cancel->setEnabled(canCancel && !m_run.isCancelling());
    m_cancel->setText(m_run.isCancelling() ? tr("Cancelling…") : tr("Cancel Run"));
    m_cancel->setToolTip(canCancel ? tr("Stops asking the model. What is finished stays.")
                                   : m_capabilities.reasonMissing(Capability::CancelJobs));
    const bool canSubmit = m_capabilities.has(Capability::SubmitJobs);
    m_again->setEnabled(m_run.hasJob() && canSubmit);
    m_again->setToolTip(canSubmit ? tr("Opens a new job with the same settings, to be changed before it starts.")
                                  : m_capabilities.reasonMissing(Capability::SubmitJobs));
    m_copy->setEnabled(m_run.hasJob());
}

void RunHeader::copyText()
{
    QGuiApplication::clipboard()->setText(m_run.asText());
    Q_EMIT copied();
}

void RunHeader::update()
{
    updateButtons();
    m_statistics->setVisible(m_run.hasJob());
    m_server->setVisible(m_run.hasJob());
    if (!m_run.hasJob()) {
        m_glyph->clear();
        m_sentence->setText(m_run.load() == LoadState::Failed ? tr("Run not loaded") : tr("Loading the run"));
        m_facts->setText(m_run.jobId());
        return;
    }
    if (m_run.isRunning() && !m_tick.isActive())
        m_tick.start();
    else if (!m_run.isRunning())
        m_tick.stop();
    const Job &job = m_run.job();
    const RunSummary words = m_run.summary();
    m_glyph->setTone(m_run.isRunning() ? stateTone(job.status.state) : verdictTone(words.verdict));
    m_glyph->setText(m_run.isRunning() ? stateGlyph(job.status.state) : verdictGlyph(words.verdict));
    m_sentence->setText(words.sentence);
    QStringList facts{QStringLiteral("%1 %2").arg(stateGlyph(job.status.state), stateText(job.status.state))};
    if (!job.name.isEmpty())
        facts << job.name;
    facts << tr("model %1").arg(job.model.name);
    if (job.collection)
        facts << tr("collection %1").arg(job.collection->id);
    if (job.status.message && job.status.state != RunState::Completed && isTerminal(job.status.state)
        && !job.status.message->message.isEmpty())
        facts << job.status.message->message;
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    m_statistics->setText(words.statistics);
    m_server->setText(words.server);
}

} // namespace assay
