// What the page is made of: the second half of ComparePage.

#include "ui/pages/compare/ComparePage.h"

#include "ui/pages/compare/ComparabilityPanel.h"
#include "ui/pages/compare/ConfigTab.h"
#include "ui/pages/compare/DotsTab.h"
#include "ui/pages/compare/FlipsTab.h"
#include "ui/pages/compare/HeatTab.h"
#include "ui/pages/compare/HistoryTab.h"
#include "ui/pages/compare/RunStrip.h"
#include "ui/pages/compare/TradeOffTab.h"
#include "ui/theme/Icons.h"
#include "ui/theme/ScaledFont.h"
#include "ui/widgets/ProblemLabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

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
        takeTitle();
        updateTitle();
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
    makeActions();
    makeProgress();

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

void ComparePage::makeActions()
{
    m_add = new QPushButton(themeIcon(QStringLiteral("add")), tr("&Add Run…"));
    m_add->setObjectName(QStringLiteral("compareAdd"));
    connect(m_add, &QPushButton::clicked, this, &ComparePage::addRuns);
        m_runMenuButton = new QToolButton;
    m_runMenu = new QMenu(m_runMenuButton); // goes with it when another language makes everything anew
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
}

void ComparePage::makeProgress()
{
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
}

void ComparePage::makeMetrics()
{
    m_metrics = new QComboBox;
    m_metrics->setObjectName(QStringLiteral("compareMetrics"));
    m_metrics->setAccessibleName(tr("Metrics that are compared"));
    m_metrics->addItems({tr("Primary metrics"), tr("All metrics")});
    m_metrics->setCurrentIndex(m_runs.hasAllMetrics() ? 1 : 0);
    m_metrics->setToolTip(tr("Each benchmark's primary metric, or every one that was reported. More tests make the correction for their number stricter for all."));
    connect(m_metrics, &QComboBox::currentIndexChanged, this, [this](int at) {
        m_runs.setAllMetrics(at == 1);
        saveLater();
    });
}

void ComparePage::makeTabs()
{
    m_tabs = new QTabWidget;
    m_tabs->setObjectName(QStringLiteral("compareTabs"));
    m_tabs->setAccessibleName(tr("Views of the comparison"));
    m_tabs->setDocumentMode(true);
    makeMetrics();
    m_tabs->setCornerWidget(m_metrics);
    const auto add = [this](QWidget *tab, const QString &name, const QString &title) {
        tab->setProperty("tab", name);
        m_tabs->addTab(tab, title);
    };
    m_heatTab = new HeatTab(m_heat);
    add(m_heatTab, QStringLiteral("heat"), tr("&Heat Table"));
    m_dots = new DotsTab(m_heat);
    add(m_dots, QStringLiteral("dots"), tr("D&ots"));
    connect(m_heatTab, &HeatTab::cellActivated, this, &ComparePage::showItems);
    connect(m_dots, &DotsTab::cellActivated, this, &ComparePage::showItems);
    m_flips = new FlipsTab(m_services.connections, m_runs, m_services.triage);
    add(m_flips, QStringLiteral("flips"), tr("F&lips"));
    m_trade = new TradeOffTab(m_runs, m_services.prices);
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

} // namespace assay
