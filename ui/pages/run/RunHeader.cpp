#include "ui/pages/run/RunHeader.h"

#include "models/common/Words.h"
#include "models/results/Rescore.h"
#include "models/results/RunRetry.h"
#include "services/core/JobExtras.h"
#include "services/core/Time.h"
#include "ui/pages/run/ToneLabel.h"
#include "ui/theme/Icons.h"
#include "ui/theme/ScaledFont.h"
#include "ui/widgets/PlainText.h"

#include <QAction>
#include <QClipboard>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

static QLabel *selectableLabel(const char *objectName)
{
    QLabel *label = plainLabel(new QLabel, objectName);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

RunHeader::RunHeader(RunModel &run, const Capabilities &capabilities, RunRetry *retry, QWidget *parent)
    : QWidget(parent), m_run(run), m_capabilities(capabilities), m_runRetry(retry)
{
    m_glyph = new ToneLabel;
    m_glyph->setObjectName(QStringLiteral("verdictGlyph"));
    m_sentence = selectableLabel("verdictSentence");
    for (QLabel *large : {m_sentence, static_cast<QLabel *>(m_glyph)})
        setHeadingFont(large, 1.45);
    m_facts = selectableLabel("runFacts");
    m_statistics = selectableLabel("statisticsVerdict");
    m_server = selectableLabel("serverVerdict");
    m_related = selectableLabel("relatedRuns");
    m_related->setTextFormat(Qt::RichText); // links; names are escaped
    m_related->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_related->setFocusPolicy(Qt::StrongFocus);
    connect(m_related, &QLabel::linkActivated, this, &RunHeader::runRequested);
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
    const auto menuButton = [this](const char *objectName, const QString &text, const QString &icon, QMenu *menu) {
        auto *made = new QToolButton;
        made->setObjectName(QLatin1String(objectName));
        made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        made->setText(text);
        made->setIcon(themeIcon(icon));
        made->setFocusPolicy(Qt::StrongFocus);
        made->setMenu(menu);
        made->setMinimumHeight(m_copy->sizeHint().height());
        return made;
    };
    m_retryMenu = new QMenu(this);
    m_retry = menuButton("retryFailed", tr("Retry Failed"), QStringLiteral("refresh"), m_retryMenu);
    m_retry->setPopupMode(QToolButton::MenuButtonPopup);
    connect(m_retryMenu, &QMenu::aboutToShow, this, &RunHeader::fillRetryMenu);
    if (m_runRetry) {
        connect(m_retry, &QToolButton::clicked, this, [this] { m_runRetry->retry(); });
        connect(m_runRetry, &RunRetry::changed, this, &RunHeader::updateButtons);
    }
    auto *more = new QMenu(this);
    m_more = menuButton("runMore", tr("More"), QStringLiteral("next"), more);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_compare = more->addAction(themeIcon(QStringLiteral("chart")), tr("Compare…"));
    m_compare->setObjectName(QStringLiteral("compareRun"));
    m_report = more->addAction(themeIcon(QStringLiteral("review")), tr("Report…"));
    m_report->setObjectName(QStringLiteral("reportRun"));
    m_rescore = more->addAction(themeIcon(QStringLiteral("refresh")), tr("Rescore…"));
    m_rescore->setObjectName(QStringLiteral("rescoreRun"));
    m_details = more->addAction(themeIcon(QStringLiteral("info")), tr("Details…"));
    m_details->setObjectName(QStringLiteral("runDetails"));
    m_archive = more->addAction(themeIcon(QStringLiteral("remove")), tr("Archive"));
    m_archive->setObjectName(QStringLiteral("archiveRun"));
    more->setToolTipsVisible(true);
    connect(m_rescore, &QAction::triggered, this, &RunHeader::rescoreClicked);
    connect(m_compare, &QAction::triggered, this, &RunHeader::compareClicked);
    connect(m_report, &QAction::triggered, this, &RunHeader::reportClicked);
    connect(m_details, &QAction::triggered, this, &RunHeader::detailsClicked);
    connect(m_archive, &QAction::triggered, this, &RunHeader::archiveClicked);
    setOffers(false, false);
    connect(m_cancel, &QPushButton::clicked, &run, &RunModel::cancel);
    connect(m_again, &QPushButton::clicked, this, &RunHeader::runAgainClicked);
    connect(m_copy, &QPushButton::clicked, this, &RunHeader::copyText);

    auto *top = new QHBoxLayout;
    top->addWidget(m_glyph, 0, Qt::AlignTop);
    top->addWidget(m_sentence, 1);
    top->addWidget(m_cancel, 0, Qt::AlignTop);
    for (QWidget *command : {static_cast<QWidget *>(m_retry), static_cast<QWidget *>(m_again), static_cast<QWidget *>(m_copy), static_cast<QWidget *>(m_more)})
        top->addWidget(command, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_facts);
    layout->addWidget(m_related);
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

void RunHeader::setOffers(bool compare, bool report)
{
    m_compare->setVisible(compare);
    m_report->setVisible(report);
    updateMore();
}

/// What the server cannot do is not in the menu.
void RunHeader::updateMore()
{
    m_details->setVisible(m_capabilities.has(Capability::EditJobs));
    m_details->setEnabled(!m_run.isChanging() && !m_run.isArchived());
    m_details->setToolTip(m_run.isArchived() ? tr("A run in the archive is not changed: restore it first.") : QString());
    m_archive->setVisible(m_capabilities.has(Capability::ArchiveJobs));
    m_archive->setEnabled(!m_run.isChanging());
    m_archive->setText(m_run.isArchived() ? tr("Restore") : tr("Archive"));
    m_more->setEnabled(m_run.hasJob());
    const QString cannotRescore = rescoreObstacle();
    m_rescore->setEnabled(cannotRescore.isEmpty());
    m_rescore->setToolTip(cannotRescore.isEmpty() ? tr("Scores the stored answers by another function, without asking the model (Ctrl+Shift+G).") : cannotRescore);
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
    updateMore();
    const int failed = m_runRetry ? int(m_runRetry->candidates().size()) : 0;
    const QString obstacle = m_runRetry ? m_runRetry->obstacle() : QString();
    m_retry->setVisible(failed > 0 || (m_runRetry && m_runRetry->isBusy()));
    m_retry->setEnabled(obstacle.isEmpty());
    const QString what = m_runRetry && m_runRetry->isInsideJob()
        ? tr("Runs %n benchmark(s) again that failed or were cancelled, inside this run (Ctrl+Shift+R).", nullptr, failed)
        : tr("Runs %n benchmark(s) again that failed or were cancelled, as a run of their own that is shown together with this one (Ctrl+Shift+R).", nullptr, failed);
    m_retry->setToolTip(obstacle.isEmpty() ? what : obstacle);
}

QString RunHeader::rescoreObstacle() const
{
    // A server that replays recorded answers takes stored ones, too.
    for (const Capability needed : {Capability::SubmitJobs, Capability::Samples, Capability::RecordedModels}) {
        if (!m_capabilities.has(needed))
            return m_capabilities.reasonMissing(needed);
    }
    if (!m_run.hasJob())
        return tr("Loading the run");
    if (m_run.isRunning())
        return tr("The run has not ended.");
    return m_run.isMerged() ? tr("This run is merged from several: open the one whose answers are to be scored.") : QString();
}

/// All at once, or one of them.
void RunHeader::fillRetryMenu()
{
    m_retryMenu->clear();
    const QList<ResultRow> rows = m_runRetry ? m_runRetry->candidates() : QList<ResultRow>();
    connect(m_retryMenu->addAction(tr("All %n of Them", nullptr, int(rows.size()))), &QAction::triggered, this, [this] { m_runRetry->retry(); });
    m_retryMenu->addSeparator();
    for (const ResultRow &row : rows) {
        const QString words = tr("%1: %2", "benchmark and its state").arg(row.id, stateText(row.state));
        QAction *one = m_retryMenu->addAction(QString(words).replace(QLatin1Char('&'), QLatin1String("&&")));
        connect(one, &QAction::triggered, this, [this, index = row.index] { m_runRetry->retry({index}); });
    }
}

static QString linkTo(const Job &job)
{
    const QString name = job.name.isEmpty() ? job.resource.id : job.name;
    return QStringLiteral("<a href=\"%1\">%2</a>").arg(job.resource.id.toHtmlEscaped(), name.toHtmlEscaped());
}

/// What this run has to do with others: it was tried again in them, or it tries one again.
QString RunHeader::relatedText() const
{
    if (const auto mark = retryMark(m_run.job())) {
        const QString first = QStringLiteral("<a href=\"%1\">%1</a>").arg(mark->jobId.toHtmlEscaped());
        return tr("Tries %n benchmark(s) of run %1 again. That page shows both as one run.", nullptr, int(mark->benchmarks.size())).arg(first);
    }
    QStringList links;
    for (const QString &run : answerRuns(m_run.job()))
        links << QStringLiteral("<a href=\"%1\">%1</a>").arg(run.toHtmlEscaped());
    if (!links.isEmpty())
        return tr("The answers are those of run %1, scored again; the model was not asked.").arg(links.join(QStringLiteral(", ")));
    if (!m_run.isMerged())
        return {};
    for (const Job &retry : m_run.retries())
        links << linkTo(retry);
    std::reverse(links.begin(), links.end()); // lists come newest first
    const QString policy = m_run.attemptPolicy() == AttemptPolicy::Last ? tr("the last completed attempt counts") : tr("the best attempt counts");
    return tr("Attempt %1 in run %2: merged by Assay, not by the server, with %3; %4.")
        .arg(QString::number(m_run.retries().size() + 1), linkTo(m_run.job()), links.join(QStringLiteral(", ")), policy);
}

QStringList RunHeader::facts() const
{
    const Job &job = m_run.job();
    const Word<RunState> state = m_run.shown().status.state;
    QStringList facts{QStringLiteral("%1 %2").arg(stateGlyph(state), stateText(state))};
    if (!job.name.isEmpty())
        facts << job.name;
    facts << tr("model %1").arg(job.model.name);
    if (const QDateTime archived = parseTime(jobArchivedAt(job)); m_run.isArchived())
        facts << (archived.isValid() ? tr("in the archive since %1").arg(QLocale().toString(archived.toLocalTime(), QLocale::ShortFormat)) : tr("in the archive"));
    if (job.collection) {
        const QDateTime version = parseTime(job.collection->collectionUpdatedAt);
        const QString collection = version.isValid() ? tr("collection %1 as of %2").arg(job.collection->id, QLocale().toString(version.toLocalTime(), QLocale::ShortFormat))
                                                     : tr("collection %1").arg(job.collection->id);
        //: %1 is "collection X as of 3/4/26"
        facts << (m_run.recorded().changed ? tr("%1, changed since").arg(collection) : collection);
    }
    if (job.status.message && state != RunState::Completed && isTerminal(state) && !m_run.isMerged() && !job.status.message->message.isEmpty())
        facts << job.status.message->message;
    return facts;
}

void RunHeader::copyText()
{
    QGuiApplication::clipboard()->setText(m_run.asText());
    Q_EMIT copied();
}

void RunHeader::update()
{
    updateButtons();
    const QString related = m_run.hasJob() ? relatedText() : QString();
    m_related->setVisible(!related.isEmpty());
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
    const Word<RunState> state = m_run.shown().status.state;
    const RunSummary words = m_run.summary();
    m_glyph->setTone(m_run.isRunning() ? stateTone(state) : verdictTone(words.verdict));
    m_glyph->setText(m_run.isRunning() ? stateGlyph(state) : verdictGlyph(words.verdict));
    m_sentence->setText(words.sentence);
    m_facts->setText(facts().join(QStringLiteral(" · ")));
    m_related->setText(related);
    m_statistics->setText(words.statistics);
    m_server->setText(words.server);
}

} // namespace assay
