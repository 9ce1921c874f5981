#include "ui/pages/compare/ComparePage.h"

#include "models/jobs/JobListModel.h"
#include "models/results/ResultRow.h"
#include "services/api/ConnectionRegistry.h"
#include "services/core/Async.h"
#include "ui/charts/ChartFrame.h"
#include "ui/charts/DotChart.h"
#include "ui/pages/compare/ComparabilityPanel.h"
#include "ui/pages/compare/ConfigTab.h"
#include "ui/pages/compare/FlipsTab.h"
#include "ui/pages/compare/HeatTab.h"
#include "ui/pages/compare/HeatView.h"
#include "ui/pages/compare/HistoryTab.h"
#include "ui/pages/compare/RunPicker.h"
#include "ui/pages/compare/RunStrip.h"
#include "ui/pages/compare/TradeOffTab.h"
#include "ui/pages/run/StatePanel.h"
#include "ui/theme/Icons.h"
#include "ui/theme/ScaledFont.h"
#include "ui/widgets/ProblemLabel.h"
#include "ui/widgets/RowTable.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

static DotData dotsOf(const HeatModel &model)
{
    DotData data;
    const RunComparison &comparison = model.comparison();
    data.series = comparison.names;
    for (int i = 0; i < model.rowCount(); ++i) {
        const ComparedRow &from = model.row(i);
        ResultRow words;
        words.id = from.id;
        words.metric = from.metric;
        words.unit = from.unit;
        words.lowerIsBetter = from.lowerIsBetter;
        DotRow row{i, comparedRowTitle(from), false, from.unit, axisGroup(words), axisGroupTitle(words), {}};
        for (int run = 0; run < from.cells.size(); ++run) {
            const ComparedCell &cell = from.cells.at(run);
            words.judged = cell.judged;
            words.judged.value = cell.value;
            words.judged.interval = cell.interval;
            DotPoint point{cell.value, cell.interval, {}, cell.value ? readingValueText(words, QLocale()) : QString(), missingText(cell.state), {}};
            if (cell.judged.gate)
                point.gate = cell.judged.gate->threshold;
            if (run != comparison.baseline)
                point.reason = cellSentence(comparison, model.sourceRow(i), run, QLocale(), model.wording());
            row.points << point;
        }
        data.rows << row;
    }
    return data;
}

ComparePage::ComparePage(const CompareServices &services, const QString &subject, QWidget *parent)
    : DocumentPage(parent), m_services(services), m_runs(services.connections), m_subject(subject)
{
    setObjectName(QStringLiteral("comparePage"));
    m_state = new StatePanel;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_state);
    makeContent();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);

    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(400);
    connect(&m_saveTimer, &QTimer::timeout, this, &ComparePage::save);
    connect(&m_runs, &RunSet::runsChanged, this, &ComparePage::updateRuns);
    connect(&m_runs, &RunSet::progressed, this, &ComparePage::updateProgress);
    connect(&m_runs, &RunSet::compared, this, &ComparePage::updateComparison);
    connect(m_state, &StatePanel::activated, this, [this] {
        if (m_gone)
            Q_EMIT closeRequested();
        else
            addRuns();
    });
    if (subject.startsWith(QLatin1String("saved:")))
        open(subject.mid(6));
    else
        take(subject.mid(4).split(QLatin1Char(','), Qt::SkipEmptyParts));
    updateRuns();
    updateProgress();
}

ComparePage::~ComparePage()
{
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

QWidget *ComparePage::makeHeader()
{
    m_titleEdit = new QLineEdit;
    m_titleEdit->setObjectName(QStringLiteral("compareTitle"));
    m_titleEdit->setAccessibleName(tr("Title of the comparison"));
    m_titleEdit->setFrame(false);
    m_titleEdit->setMaxLength(200);
    m_titleEdit->setToolTip(tr("Type to rename"));
    setHeadingFont(m_titleEdit, 1.35);
    m_titleEdit->setMinimumHeight(24); // without its frame it is as low as its text
    m_titleEdit->setStyleSheet(QStringLiteral("QLineEdit { background: transparent; }")); // a heading that can be typed into
    connect(m_titleEdit, &QLineEdit::editingFinished, this, [this] {
        const QString typed = m_titleEdit->text().trimmed();
        m_title = typed == defaultTitle() ? QString() : typed;
        updateTitle();
        saveLater();
    });
    m_sentence = new QLabel;
    m_sentence->setObjectName(QStringLiteral("compareSentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_comparability = new ComparabilityPanel;
    connect(m_comparability, &ComparabilityPanel::confirmedChanged, this, [this](bool confirmed) {
        m_confirmed = confirmed;
        updateComparison();
        saveLater();
    });
    m_strip = new RunStrip;
    connect(m_strip, &RunStrip::orderChanged, this, [this](const QStringList &refs) { m_runs.setRuns(refs); });
    connect(m_strip, &RunStrip::baselineChosen, this, [this](const QString &ref) { m_runs.setBaseline(ref); });
    connect(m_strip, &RunStrip::highlightChosen, this, &ComparePage::setHighlighted);
    connect(m_strip, &RunStrip::openRequested, this, [this](const QString &ref) { Q_EMIT openRequested(QStringLiteral("run"), ref); });
    connect(m_strip, &RunStrip::removeRequested, this, [this](const QString &ref) {
        QStringList refs = m_runs.refs();
        refs.removeAll(ref);
        m_runs.setRuns(refs);
    });
    m_add = new QPushButton(themeIcon(QStringLiteral("add")), tr("&Add Run…"));
    m_add->setObjectName(QStringLiteral("compareAdd"));
    connect(m_add, &QPushButton::clicked, this, &ComparePage::addRuns);
    m_runMenu = new QMenu(this);
    m_runMenuButton = new QToolButton;
    m_runMenuButton->setObjectName(QStringLiteral("compareRunMenu"));
    m_runMenuButton->setText(tr("Run"));
    m_runMenuButton->setAccessibleName(tr("What can be done with the chosen run"));
    m_runMenuButton->setPopupMode(QToolButton::InstantPopup);
    m_runMenuButton->setMenu(m_runMenu);
    connect(m_runMenu, &QMenu::aboutToShow, this, [this] {
        m_runMenu->clear();
        m_strip->fillMenu(*m_runMenu);
    });
    m_problem = new ProblemLabel;
    m_problem->setObjectName(QStringLiteral("compareProblem"));
    m_retry = new QPushButton(tr("&Try Again"));
    m_retry->setObjectName(QStringLiteral("compareRetry"));
    connect(m_retry, &QPushButton::clicked, this, &ComparePage::refresh);
    m_progress = new QProgressBar;
    m_progress->setObjectName(QStringLiteral("compareProgress"));
    m_progress->setAccessibleName(tr("Loading runs and items"));
    auto *cancel = new QPushButton(tr("&Stop"));
    cancel->setObjectName(QStringLiteral("compareCancel"));
    connect(cancel, &QPushButton::clicked, &m_runs, &RunSet::cancel);
    m_progressRow = new QWidget;
    auto *progress = new QHBoxLayout(m_progressRow);
    progress->setContentsMargins({});
    progress->addWidget(m_progress, 1);
    progress->addWidget(cancel);

    auto *header = new QWidget;
    auto *layout = new QVBoxLayout(header);
    layout->setContentsMargins({});
    layout->setSpacing(fontMetrics().height() / 4);
    auto *head = new QHBoxLayout;
    head->addWidget(m_titleEdit, 1);
    head->addWidget(m_comparability->light());
    layout->addLayout(head);
    layout->addWidget(m_sentence);
    auto *runs = new QHBoxLayout;
    runs->addWidget(m_strip, 1);
    runs->addWidget(m_runMenuButton, 0, Qt::AlignTop);
    runs->addWidget(m_add, 0, Qt::AlignTop);
    layout->addLayout(runs);
    auto *problem = new QHBoxLayout;
    problem->addWidget(m_problem, 1);
    problem->addWidget(m_retry);
    layout->addLayout(problem);
    layout->addWidget(m_progressRow);
    layout->addWidget(m_comparability);
    return header;
}

void ComparePage::makeTabs()
{
    m_tabs = new QTabWidget;
    m_tabs->setObjectName(QStringLiteral("compareTabs"));
    m_tabs->setAccessibleName(tr("Views of the comparison"));
    m_tabs->setDocumentMode(true);
    const auto add = [this](QWidget *tab, const QString &name, const QString &title) {
        tab->setProperty("tab", name);
        m_tabs->addTab(tab, title);
    };
    m_heatTab = new HeatTab(m_heat);
    add(m_heatTab, QStringLiteral("heat"), tr("&Heat Table"));
    connect(m_heatTab, &HeatTab::cellActivated, this, [this](int row, int column) {
        m_tabs->setCurrentWidget(m_flips);
        m_flips->showItems(row, column);
    });
    m_dots = new DotChart([this](const QAbstractItemModel &) { return dotsOf(m_heat); });
    m_dots->setModel(&m_heat);
    auto *table = new QTableView;
    makeRowTable(*table);
    table->verticalHeader()->show();
    table->horizontalHeader()->setDefaultSectionSize(fontMetrics().averageCharWidth() * 24);
    table->setModel(&m_heat);
    auto *dots = new ChartFrame(m_dots, table);
    auto *dotsTab = new QWidget;
    auto *dotsLayout = new QVBoxLayout(dotsTab);
    dotsLayout->addWidget(dots);
    add(dotsTab, QStringLiteral("dots"), tr("D&ots"));
    connect(m_dots, &ChartView::activated, this, [this](int place) {
        const ChartMark &mark = m_dots->marks().at(place);
        m_tabs->setCurrentWidget(m_flips);
        m_flips->showItems(m_heat.sourceRow(mark.row), mark.series);
    });
    m_flips = new FlipsTab(m_services.connections, m_runs);
    add(m_flips, QStringLiteral("flips"), tr("F&lips"));
    m_trade = new TradeOffTab(m_runs);
    add(m_trade, QStringLiteral("tradeoff"), tr("Trade-o&ff"));
    connect(m_trade, &TradeOffTab::axesChanged, this, &ComparePage::saveLater);
    connect(m_trade, &TradeOffTab::runActivated, this, [this](const QString &ref) { Q_EMIT openRequested(QStringLiteral("run"), ref); });
    m_history = new HistoryTab(m_services.connections, m_runs);
    add(m_history, QStringLiteral("history"), tr("Histor&y"));
    connect(m_history, &HistoryTab::runActivated, this, [this](const QString &ref) { Q_EMIT openRequested(QStringLiteral("run"), ref); });
    m_config = new ConfigTab;
    add(m_config, QStringLiteral("config"), tr("&Config Diff"));
    connect(m_tabs, &QTabWidget::currentChanged, this, &ComparePage::saveLater);
    connect(&m_heat, &QAbstractItemModel::modelReset, this, &ComparePage::saveLater);
}

QString ComparePage::subject() const { return m_id.isEmpty() ? m_subject : QStringLiteral("saved:") + m_id; }
QIcon ComparePage::icon() const { return themeIcon(QStringLiteral("compare")); }
QString ComparePage::toolTipText() const { return title(); }

QString ComparePage::defaultTitle() const
{
    QStringList names;
    for (const RunSet::Run &run : m_runs.runs())
        names << run.name;
    if (names.size() > 3)
        return tr("%1 and %n more", "names of runs", int(names.size()) - 2).arg(names.mid(0, 2).join(QStringLiteral(" ↔ ")));
    return names.isEmpty() ? tr("Comparison") : names.join(QStringLiteral(" ↔ "));
}

QString ComparePage::title() const { return m_title.isEmpty() ? defaultTitle() : m_title; }

void ComparePage::updateTitle()
{
    if (!m_titleEdit->hasFocus() || m_titleEdit->text().trimmed().isEmpty())
        m_titleEdit->setText(title());
    m_titleEdit->setCursorPosition(0);
    Q_EMIT titleChanged();
}

void ComparePage::open(const QString &id)
{
    m_state->setState(QStringLiteral("compare"), tr("Loading the comparison"), {});
    whenDone(m_services.saved.load(SavedComparison::kind(), id), this, [this, id](const Result<SavedDocument> &document) {
        const auto comparison = document ? SavedComparison::from(*document) : std::nullopt;
        if (comparison)
            return restoreFrom(*comparison);
        m_gone = true;
        const bool missing = !document && document.error().kind == Error::Kind::NotFound;
        m_state->setState(QStringLiteral("warning"), missing ? tr("This Comparison Was Deleted") : tr("This Comparison Cannot Be Read"),
                          document ? tr("It was written by a newer version of Assay.") : document.error().message, tr("Close"));
        m_stack->setCurrentIndex(0);
    });
}

void ComparePage::restoreFrom(const SavedComparison &comparison)
{
    m_id = comparison.id;
    m_saved = comparison;
    m_confirmed = comparison.confirmed;
    m_trade->setAxes(comparison.x, comparison.y);
    m_heatTab->setSignificantOnly(comparison.significantOnly);
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (m_tabs->widget(i)->property("tab").toString() == comparison.tab)
            m_tabs->setCurrentIndex(i);
    }
    m_runs.setRuns(comparison.runs, comparison.baseline);
    m_title = comparison.title;
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

void ComparePage::refresh() { m_runs.refresh(); }

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
        const bool waiting = m_subject.startsWith(QLatin1String("saved:")) && m_id.isEmpty();
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
    m_comparability->setComparability(m_runs.comparability(), m_runs.comparison().names, m_confirmed);
    m_config->setRows(m_runs.config(), m_runs.comparison().names);
    setHighlighted(m_highlighted);
    updateSentence();
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
    now.id = m_id;
    now.title = title();
    now.runs = m_runs.refs();
    for (const RunSet::Run &run : m_runs.runs())
        now.names << run.name;
    now.baseline = m_runs.baseline();
    now.tab = m_tabs->currentWidget() ? m_tabs->currentWidget()->property("tab").toString() : QString();
    now.x = m_trade->xId();
    now.y = m_trade->yId();
    now.significantOnly = m_heat.isSignificantOnly();
    now.confirmed = m_confirmed;
    return now;
}

void ComparePage::saveLater()
{
    // Nothing is worth keeping before its runs have names.
    if (m_gone || m_runs.runs().isEmpty() || m_runs.isBusy())
        return;
    m_saveTimer.start();
}

void ComparePage::save()
{
    const SavedComparison now = current();
    if (now == m_saved || now.runs.isEmpty())
        return;
    if (m_saving) // its id is on the way: a second one now would be a second document
        return m_saveTimer.start();
    m_saving = true;
    if (!m_id.isEmpty())
        return write(now);
    // The same runs compared once more are the same comparison, not a second one in the list.
    whenDone(m_services.saved.list(SavedComparison::kind()), this, [this, now](const Result<QList<SavedDocument>> &documents) {
        SavedComparison mine = now;
        for (const SavedDocument &document : documents ? *documents : QList<SavedDocument>()) {
            const auto other = SavedComparison::from(document);
            if (!other || other->runs != mine.runs || other->baseline != mine.baseline)
                continue;
            mine.id = other->id;
            if (m_title.isEmpty() && other->title != defaultTitle())
                m_title = mine.title = other->title;
        }
        updateTitle();
        write(mine);
    });
}

void ComparePage::write(const SavedComparison &now)
{
    whenDone(m_services.saved.save(SavedComparison::kind(), now.document()), this, [this, now](const Result<SavedDocument> &saved) {
        m_saving = false;
        if (!saved) {
            UserMessage message{UserMessage::Level::Error, tr("The comparison is not saved: %1").arg(saved.error().message)};
            message.key = QStringLiteral("compare-save");
            return Q_EMIT messageRequested(message);
        }
        m_saved = now;
        m_saved->id = saved->id;
        if (std::exchange(m_id, saved->id) != saved->id)
            Q_EMIT titleChanged(); // the layout keeps the new subject
    });
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
