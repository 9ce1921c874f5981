#include "ui/pages/compare/ComparePage.h"

#include "models/jobs/JobListModel.h"
#include "services/api/ConnectionRegistry.h"
#include "ui/pages/compare/ComparabilityPanel.h"
#include "ui/pages/compare/ConfigTab.h"
#include "ui/pages/compare/DotsTab.h"
#include "ui/pages/compare/FlipsTab.h"
#include "ui/pages/compare/HeatTab.h"
#include "ui/pages/compare/HistoryTab.h"
#include "ui/pages/compare/RunPicker.h"
#include "ui/pages/compare/RunStrip.h"
#include "ui/pages/compare/TradeOffTab.h"
#include "ui/pages/run/StatePanel.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ProblemLabel.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

ComparePage::ComparePage(const CompareServices &services, const QString &subject, QWidget *parent)
    : DocumentPage(parent), m_services(services), m_runs(services.connections), m_subject(subject), m_keeper(services.saved, [this] { return current(); })
{
    setObjectName(QStringLiteral("comparePage"));
    m_state = new StatePanel;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_state);
    makeContent();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);

    m_runs.setKnownNames([&jobs = services.jobs](const QString &ref) {
        const int row = jobs.rowOf(ref);
        return row < 0 ? QString() : jobTitle(jobs.row(row));
    });
    connectKeeper();
    connect(&m_runs, &RunSet::runsChanged, this, &ComparePage::updateRuns);
    connect(&m_runs, &RunSet::progressed, this, &ComparePage::updateProgress);
    connect(&m_runs, &RunSet::compared, this, &ComparePage::updateComparison);
    connect(m_state, &StatePanel::activated, this, [this] {
        if (m_gone)
            Q_EMIT closeRequested();
        else
            addRuns();
    });
    if (subject.startsWith(QLatin1String("saved:"))) {
        m_state->setState(QStringLiteral("compare"), tr("Loading the comparison"), {});
        m_keeper.open(subject.mid(6));
    } else {
        take(subject.mid(4).split(QLatin1Char(','), Qt::SkipEmptyParts));
    }
    updateRuns();
    updateProgress();
}

ComparePage::~ComparePage()
{
    const QSignalBlocker quiet(this); // nobody should hear of a page that goes
    if (m_titleEdit->isModified())
        takeTitle();
    m_keeper.flush();
    // What is edited or shown looks at this page's models until it is gone.
    m_titleEdit->disconnect(this);
    delete m_stack;
}

void ComparePage::makeContent()
{
    auto *content = new QWidget;
    auto *inside = new QVBoxLayout(content);
    const int gap = fontMetrics().height();
    inside->setContentsMargins(gap, gap / 2, gap, gap / 2);
    inside->setSpacing(gap / 3);
    inside->addWidget(makeHeader());
    makeTabs();
    inside->addWidget(m_tabs, 1);
    m_stack->addWidget(content);
}

/// In another language everything is made anew; what was loaded stays.
void ComparePage::remake()
{
    const int tab = m_tabs->currentIndex();
    const QString x = m_trade->xId(), y = m_trade->yId();
    m_titleEdit->disconnect(this); // it would end its editing when it loses the focus
    delete m_stack->widget(1);
    makeContent();
    m_tabs->setCurrentIndex(tab);
    m_trade->setAxes(x, y);
    m_heatTab->setSignificantOnly(m_heat.isSignificantOnly());
    updateComparison();
    updateRuns();
    updateProgress();
}

/// The items of one cell of the comparison.
void ComparePage::showItems(int row, int column)
{
    m_tabs->setCurrentWidget(m_flips);
    m_flips->showItems(row, column);
}

QString ComparePage::subject() const { return m_keeper.id().isEmpty() ? m_subject : QStringLiteral("saved:") + m_keeper.id(); }
QIcon ComparePage::icon() const { return themeIcon(QStringLiteral("compare")); }
QString ComparePage::toolTipText() const { return title(); }

QStringList ComparePage::names() const
{
    QStringList names;
    for (const RunSet::Run &run : m_runs.runs())
        names << run.name;
    return names;
}

QString ComparePage::reportSubject() const
{
    QStringList refs = m_runs.refs();
    const QString baseline = m_runs.baseline();
    if (refs.size() < 2)
        return refs.value(0);
    if (refs.removeOne(baseline))
        refs.prepend(baseline);
    return QStringLiteral("compare:") + (m_confirmed ? QStringLiteral("confirmed:") : QString()) + refs.join(QLatin1Char(','));
}

QString ComparePage::title() const { return m_title.isEmpty() ? SavedComparison::titleOf(names()) : m_title; }

/// An empty title, or the one that it has by itself, is not the user's.
void ComparePage::takeTitle()
{
    const QString typed = m_titleEdit->text().trimmed();
    m_titleEdit->setModified(false);
    m_title = typed == SavedComparison::titleOf(names()) ? QString() : typed;
    saveLater();
}

void ComparePage::updateTitle()
{
    // What somebody is typing stays; the focus alone, which the page begins with, is no typing.
    const bool typed = m_titleEdit->isModified() && !m_titleEdit->text().trimmed().isEmpty();
    if (!typed && m_titleEdit->text() != title()) {
        m_titleEdit->setText(title());
        m_titleEdit->setCursorPosition(0);
    }
    Q_EMIT titleChanged();
}

void ComparePage::connectKeeper()
{
    connect(&m_keeper, &ComparisonKeeper::opened, this, &ComparePage::restoreFrom);
    connect(&m_keeper, &ComparisonKeeper::notOpened, this, [this](const Error &error) {
        m_gone = true;
        m_state->setState(QStringLiteral("warning"), error.kind == Error::Kind::NotFound ? tr("This Comparison Was Deleted") : tr("This Comparison Cannot Be Read"),
                          error.message, tr("Close"));
        m_stack->setCurrentIndex(0);
    });
    connect(&m_keeper, &ComparisonKeeper::found, this, [this](const SavedComparison &same) {
        if (!m_title.isEmpty() || !same.ownTitle)
            return;
        m_title = same.title;
        updateTitle();
    });
    connect(&m_keeper, &ComparisonKeeper::saved, this, &ComparePage::titleChanged); // at first: the layout keeps the new subject
    connect(&m_keeper, &ComparisonKeeper::failed, this, [this](const Error &error) {
        UserMessage message{UserMessage::Level::Error, tr("The comparison is not saved: %1").arg(error.message)};
        message.key = QStringLiteral("compare-save");
        Q_EMIT messageRequested(message);
    });
}

void ComparePage::restoreFrom(const SavedComparison &comparison)
{
    m_confirmed = comparison.confirmed;
    m_trade->setAxes(comparison.x, comparison.y);
    m_heatTab->setSignificantOnly(comparison.significantOnly);
    m_metrics->setCurrentIndex(comparison.allMetrics ? 1 : 0);
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (m_tabs->widget(i)->property("tab").toString() == comparison.tab)
            m_tabs->setCurrentIndex(i);
    }
    m_title = comparison.ownTitle ? comparison.title : QString();
    m_runs.setRuns(comparison.runs, comparison.baseline);
    updateTitle();
}

void ComparePage::take(const QStringList &refs)
{
    m_runs.setRuns(m_runs.refs() + refs);
}

void ComparePage::addRuns()
{
    auto *picker = new RunPicker(m_services.jobs, m_runs.refs(), RunSet::mostRuns - int(m_runs.runs().size()), this);
    connect(picker, &RunPicker::chosen, this, &ComparePage::take);
    picker->open();
}

void ComparePage::refresh()
{
    m_history->refresh();
    m_runs.refresh();
}

void ComparePage::updateRuns()
{
    QList<RunChip> chips;
    QStringList problems;
    for (const RunSet::Run &run : m_runs.runs()) {
        RunChip chip{run.ref, run.name, run.job.model.name, RunChip::State::Ready, {}};
        if (run.load == LoadState::Failed) {
            chip.state = RunChip::State::Failed;
            chip.problem = run.error.message;
            problems << tr("%1: %2", "a run and its problem").arg(run.name, run.error.message);
        } else if (run.load != LoadState::Ready) {
            chip.state = RunChip::State::Loading;
        } else if (!run.mergedWith.isEmpty()) {
            chip.detail = tr("%1. Merged by Assay with %2, which tried its failed benchmarks again.", "a model; jobs").arg(chip.detail, run.mergedWith.join(QStringLiteral(", ")));
        }
        chips << chip;
    }
    m_strip->setRuns(chips, m_runs.baseline(), m_highlighted);
    m_problem->setProblem(problems.join(QLatin1Char('\n')));
    m_retry->setVisible(!problems.isEmpty());
    m_add->setEnabled(chips.size() < RunSet::mostRuns);
    m_add->setToolTip(chips.size() < RunSet::mostRuns ? QString() : tr("A comparison has at most 12 runs."));
    m_runMenuButton->setEnabled(!chips.isEmpty());
    if (!m_gone) {
        const bool waiting = m_subject.startsWith(QLatin1String("saved:")) && m_keeper.id().isEmpty();
        if (chips.isEmpty() && !waiting)
            m_state->setState(QStringLiteral("compare"), tr("Nothing to Compare Yet"), tr("Choose two runs or more: their scores, the items that flipped and what is chance."), tr("Add Runs…"));
        m_stack->setCurrentIndex(chips.isEmpty() ? 0 : 1);
    }
    updateTitle();
    saveLater();
}

void ComparePage::updateProgress()
{
    m_progressRow->setVisible(m_runs.isBusy());
    m_progress->setRange(0, std::max(1, m_runs.asked()));
    m_progress->setValue(m_runs.answered());
}

void ComparePage::updateComparison()
{
    const Wording wording = wordingOf(m_runs.comparability(), m_confirmed);
    m_heat.setComparison(m_runs.comparison(), wording);
    m_heatTab->setPlainWording(wording == Wording::Plain);
    m_flips->setPlainWording(wording == Wording::Plain);
    showCaveat();
    m_comparability->setComparability(m_runs.comparability(), m_runs.comparison().names, m_confirmed);
    m_config->setRows(m_runs.config(), m_runs.comparison().names);
    setHighlighted(m_highlighted);
    updateSentence();
}

/// What must be read beside runs that are not comparable goes wherever their numbers and pictures go.
void ComparePage::showCaveat()
{
    const Comparability &comparability = m_runs.comparability();
    const QString caveat = comparability.light() == Light::Red ? caveatText(comparability, m_runs.comparison().names, m_confirmed) : QString();
    m_heatTab->setCaveat(caveat);
    m_dots->setCaveat(caveat);
    m_flips->setCaveat(caveat);
    m_trade->setCaveat(caveat);
}

void ComparePage::updateSentence()
{
    const RunComparison &comparison = m_runs.comparison();
    QStringList sentences;
    for (int run = 0; run < comparison.refs.size(); ++run) {
        const QString one = runSentence(comparison, run, m_heat.wording());
        if (!one.isEmpty())
            sentences << one;
    }
    constexpr int most = 3; // the heads of the columns say the rest
    const int further = int(sentences.size()) - most;
    if (further > 0)
        sentences = sentences.mid(0, most) << tr("%n more run(s) in the table.", nullptr, further);
    if (comparison.refs.size() < 2)
        sentences = {m_runs.runs().size() < 2 ? tr("Add a second run to compare with.") : tr("Fewer than two runs could be loaded.")};
    m_sentence->setText(sentences.join(QLatin1Char('\n')));
}

void ComparePage::setHighlighted(const QString &ref)
{
    m_highlighted = ref;
    const int column = int(m_runs.comparison().refs.indexOf(ref));
    m_heatTab->setHighlighted(column);
    m_dots->setHighlighted(column);
    m_trade->setHighlighted(column);
    updateRuns();
}

SavedComparison ComparePage::current() const
{
    SavedComparison now;
    now.title = title();
    now.ownTitle = !m_title.isEmpty();
    now.runs = m_runs.refs();
    now.names = names();
    now.baseline = m_runs.baseline();
    now.tab = m_tabs->currentWidget() ? m_tabs->currentWidget()->property("tab").toString() : QString();
    now.x = m_trade->xId();
    now.y = m_trade->yId();
    now.significantOnly = m_heat.isSignificantOnly();
    now.confirmed = m_confirmed;
    now.allMetrics = m_runs.hasAllMetrics();
    return now;
}

void ComparePage::saveLater()
{
    // Nothing is worth keeping before its runs have names.
    if (m_gone || m_runs.runs().isEmpty() || m_runs.isBusy())
        return;
    m_keeper.saveLater();
}

QVariantMap ComparePage::saveState() const
{
    return {{QStringLiteral("highlighted"), m_highlighted}};
}

void ComparePage::restoreState(const QVariantMap &state)
{
    setHighlighted(state.value(QStringLiteral("highlighted")).toString());
}

void ComparePage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        QTimer::singleShot(0, this, &ComparePage::remake); // once all translations are there
}

} // namespace assay
