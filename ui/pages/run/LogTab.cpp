#include "ui/pages/run/LogTab.h"

#include "ui/pages/run/StatePanel.h"
#include "ui/theme/ScaledFont.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace assay {

LogTab::LogTab(RunModel &run, JobService &jobs, const Capabilities &capabilities, QWidget *parent)
    : QWidget(parent), m_run(run), m_capabilities(capabilities), m_model(jobs)
{
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(buildBar());
    m_view = new QListView;
    m_view->setObjectName(QStringLiteral("logView"));
    m_view->setAccessibleName(tr("Log"));
    m_view->setUniformItemSizes(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setFrameShape(QFrame::NoFrame);
    setMonospaced(m_view);
    m_view->setTextElideMode(Qt::ElideNone);
    m_view->setModel(&m_model);
    m_state = new StatePanel;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_view);
    layout->addWidget(m_stack, 1);

    m_followTimer.setInterval(1000);
    connect(&m_followTimer, &QTimer::timeout, this, [this] {
        if (m_run.isRunning() && m_model.follow())
            m_model.refresh();
    });
    connect(m_state, &StatePanel::activated, &m_model, &LogModel::refresh);
    connect(&m_model, &LogModel::loadChanged, this, &LogTab::update);
    connect(&m_model, &LogModel::sizeChanged, this, &LogTab::updateSize);
    const auto atEnd = [this] {
        update();
        if (m_model.follow())
            m_view->scrollToBottom();
    };
    connect(&m_model, &LogModel::rowsInserted, this, atEnd);
    connect(&m_model, &LogModel::modelReset, this, atEnd);
    connect(&m_model, &LogModel::found, this, [this](int row) {
        m_follow->setChecked(m_model.follow());
        if (row < 0)
            return m_size->setText(tr("Not found from here to the end."));
        m_view->setCurrentIndex(m_model.index(row));
        m_view->scrollTo(m_model.index(row), QAbstractItemView::PositionAtCenter);
        updateSize();
    });
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, &LogTab::scrolled);
    connect(&run, &RunModel::changed, this, [this] {
        fillBenchmarkPicker(*m_picker, m_run.results());
        update();
    });
    connect(&run, &RunModel::finished, &m_model, &LogModel::refresh);
    fillBenchmarkPicker(*m_picker, m_run.results());
    update();
}

QWidget *LogTab::buildBar()
{
    auto *bar = new QWidget;
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins({});
    m_picker = new QComboBox;
    m_picker->setObjectName(QStringLiteral("logBenchmark"));
    m_picker->setAccessibleName(tr("Benchmark whose log is shown"));
    m_picker->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_picker->setMaximumWidth(m_picker->fontMetrics().horizontalAdvance(QLatin1Char('0')) * 28);
    connect(m_picker, &QComboBox::activated, this, [this](int at) { showBenchmark(m_picker->itemData(at).toInt()); });
    m_follow = new QCheckBox(tr("Follow"));
    m_follow->setObjectName(QStringLiteral("logFollow"));
    m_follow->setToolTip(tr("Stay at the end as new lines arrive."));
    m_follow->setChecked(true);
    connect(m_follow, &QCheckBox::toggled, this, [this](bool on) {
        m_model.setFollow(on);
        if (on)
            m_view->scrollToBottom();
    });
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("logSearch"));
    m_search->setAccessibleName(tr("Search in the log"));
    m_search->setPlaceholderText(tr("Search in the log"));
    m_search->setClearButtonEnabled(true);
    connect(m_search, &QLineEdit::returnPressed, this, &LogTab::findNext);
    auto *next = new QPushButton(tr("Find Next"));
    next->setObjectName(QStringLiteral("logFindNext"));
    connect(next, &QPushButton::clicked, this, &LogTab::findNext);
    m_size = new QLabel;
    m_size->setObjectName(QStringLiteral("logSize"));
    layout->addWidget(m_picker);
    layout->addWidget(m_follow);
    layout->addWidget(m_search, 1);
    layout->addWidget(next);
    layout->addWidget(m_size);
    return bar;
}

void LogTab::setCapabilities(const Capabilities &capabilities)
{
    m_capabilities = capabilities;
    update();
}

void LogTab::showBenchmark(int benchmarkIndex)
{
    const int at = m_picker->findData(benchmarkIndex);
    if (at >= 0)
        m_picker->setCurrentIndex(at);
    if (m_capabilities.has(Capability::Logs))
        m_model.setSource(m_run.jobId(), benchmarkIndex);
}

bool LogTab::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
    return true;
}

void LogTab::findNext()
{
    if (!m_search->text().isEmpty())
        m_model.find(m_search->text(), m_view->currentIndex().isValid() ? m_view->currentIndex().row() : -1);
}

void LogTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_followTimer.start();
    if (m_model.load() == LoadState::Idle && m_picker->count() > 0)
        showBenchmark(m_picker->currentData().toInt());
}

void LogTab::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_followTimer.stop();
}

void LogTab::scrolled(int value)
{
    if (value == m_view->verticalScrollBar()->minimum() && m_model.hasEarlier() && !m_model.follow()) {
        const qint64 offset = m_model.firstOffset();
        m_model.loadEarlier();
        Q_UNUSED(offset)
    } else if (value == m_view->verticalScrollBar()->maximum() && m_model.hasLater() && !m_model.follow()) {
        m_model.loadLater();
    }
}

void LogTab::updateSize()
{
    const QLocale locale;
    QString text = sizeText(m_model.size(), locale);
    if (m_model.bytesInMemory() < m_model.size())
        text = tr("%1 of %2 shown").arg(sizeText(m_model.bytesInMemory(), locale), text);
    m_size->setText(m_model.load() == LoadState::Failed ? m_model.lastError().message : text);
}

void LogTab::update()
{
    updateSize();
    const bool offered = m_capabilities.has(Capability::Logs);
    if (offered && m_model.load() == LoadState::Idle && isVisible() && m_picker->count() > 0)
        return showBenchmark(m_picker->currentData().toInt());
    if (!offered)
        m_state->setState(QStringLiteral("log"), tr("No Logs From This Server"), m_capabilities.reasonMissing(Capability::Logs));
    else if (m_model.load() == LoadState::Failed)
        m_state->setState(QStringLiteral("error"), tr("The Log Could Not Be Loaded"), m_model.lastError().message, tr("Try Again"));
    else if (m_model.load() == LoadState::Ready)
        m_state->setState(QStringLiteral("log"), tr("The Log Is Empty"), m_run.isRunning() ? tr("Lines appear here as soon as the benchmark writes some.")
                                                                    : tr("This benchmark wrote nothing."));
    else
        m_state->setState(QStringLiteral("log"), m_picker->count() > 0 ? tr("Loading the log") : tr("No Benchmark Yet"), {});
    m_stack->setCurrentIndex(offered && m_model.rowCount() > 0 ? 1 : 0);
}

} // namespace assay
