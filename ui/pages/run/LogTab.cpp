#include "ui/pages/run/LogTab.h"

#include "models/results/AttemptModel.h"
#include "ui/pages/run/LogBar.h"
#include "ui/pages/run/LogDelegate.h"
#include "ui/pages/run/StatePanel.h"
#include "ui/theme/ScaledFont.h"
#include "ui/widgets/SaveDialog.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace assay {

static constexpr qint64 positionUnit = 1024; ///< a scroll bar counts in int: 2 TiB are enough

LogTab::LogTab(RunModel &run, AttemptModel &attempts, JobService &jobs, const Capabilities &capabilities, QWidget *parent)
    : QWidget(parent), m_run(run), m_attempts(attempts), m_capabilities(capabilities), m_model(jobs), m_download(jobs)
{
    m_filter.setSourceModel(&m_model);
    auto *layout = new QVBoxLayout(this);
    m_bar = new LogBar;
    layout->addWidget(m_bar);
    m_note = new QLabel;
    m_note->setObjectName(QStringLiteral("logNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->hide();
    layout->addWidget(m_note);
    m_state = new StatePanel;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_state);
    m_stack->addWidget(buildView());
    layout->addWidget(m_stack, 1);
    m_followTimer.setInterval(1000);
    connect(&m_followTimer, &QTimer::timeout, this, [this] {
        if (m_run.isRunning() && m_model.follow())
            m_model.refresh();
    });
    m_goTimer.setSingleShot(true);
    m_goTimer.setInterval(60); // a bar that is drawn asks for the places it rests at
    connect(&m_goTimer, &QTimer::timeout, this, [this] { m_model.goTo(qint64(m_position->value()) * positionUnit); });
    connectModel();
    connectBar();
    connect(&run, &RunModel::changed, this, [this] {
        fillBenchmarkPicker(m_bar->picker(), m_run.results());
        update();
    });
    connect(&run, &RunModel::finished, &m_model, &LogModel::refresh);
    for (const auto signal : {&AttemptModel::rowsInserted, &AttemptModel::rowsRemoved})
        connect(&attempts, signal, this, &LogTab::fillAttempts);
    connect(&attempts, &AttemptModel::dataChanged, this, &LogTab::fillAttempts);
    fillBenchmarkPicker(m_bar->picker(), m_run.results());
    setCapabilities(capabilities);
}

QWidget *LogTab::buildView()
{
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
    m_view->setModel(&m_filter);
    m_delegate = new LogDelegate(m_view);
    m_view->setItemDelegate(m_delegate);
    m_view->installEventFilter(this);
    m_position = new QScrollBar(Qt::Vertical);
    m_position->setObjectName(QStringLiteral("logPosition"));
    m_position->setAccessibleName(tr("Position in the whole log"));
    m_position->setToolTip(tr("Position in the whole log. The bar beside it moves in the part that is loaded."));
    m_position->setFocusPolicy(Qt::StrongFocus);
    m_position->hide();
    auto *box = new QWidget;
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins({});
    layout->setSpacing(2);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_position);
    connect(m_position, &QScrollBar::valueChanged, this, [this] {
        m_bar->setFollow(false);
        m_goTimer.start();
    });
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, &LogTab::scrolled);
    return box;
}

void LogTab::connectModel()
{
    connect(m_state, &StatePanel::activated, &m_model, &LogModel::refresh);
    connect(&m_model, &LogModel::loadChanged, this, &LogTab::update);
    connect(&m_model, &LogModel::sizeChanged, this, &LogTab::updateSize);
    const auto atEnd = [this] {
        m_delegate->setCharacters(m_model.longestLine());
        update();
        if (m_model.follow())
            m_view->scrollToBottom();
        updatePosition();
    };
    // Of the filter: its rows are there when it tells.
    connect(&m_filter, &LogFilter::rowsInserted, this, [this, atEnd](const QModelIndex &, int first, int last) {
        // Earlier lines come above what is read: that stays where it is.
        if (first == 0 && !m_model.follow() && m_filter.rowCount() > last + 1)
            m_view->scrollTo(m_filter.index(last + 1, 0), QAbstractItemView::PositionAtTop);
        atEnd();
    });
    connect(&m_filter, &LogFilter::modelReset, this, atEnd);
    connect(&m_model, &LogModel::found, this, [this](int row) {
        m_bar->setFollow(m_model.follow());
        m_nowhere = row < 0;
        updateCount();
        if (!m_nowhere)
            showRow(row);
    });
    connect(&m_model, &LogModel::rowShown, this, [this](int row) {
        m_view->scrollTo(m_filter.mapFromSource(m_model.index(row)), QAbstractItemView::PositionAtTop);
        updateSize();
    });
    connect(&m_model.search(), &LogSearch::counted, this, [this](qint64 matching, qint64 read, qint64 size) {
        m_matching = tr("%n line(s) match", nullptr, int(std::min<qint64>(matching, std::numeric_limits<int>::max())));
        m_countedPercent = read >= size ? 100 : 100 * read / std::max<qint64>(1, size);
        updateCount();
    });
}

/// What the search found and what was counted come in any order.
void LogTab::updateCount()
{
    if (m_matching.isEmpty())
        return m_bar->setCount(m_nowhere ? tr("Not found from here on.") : QString());
    const QString number = m_nowhere ? tr("Not found from here on; %1").arg(m_matching) : m_matching;
    m_bar->setCount(m_countedPercent == 100 ? number : tr("%1 in the first %2 %").arg(number, QLocale().toString(m_countedPercent)));
}

void LogTab::connectBar()
{
    connect(&m_bar->picker(), &QComboBox::activated, this, [this](int at) { showBenchmark(m_bar->picker().itemData(at).toInt()); });
    connect(m_bar, &LogBar::logChosen, this, &LogTab::showLog);
    connect(m_bar, &LogBar::followChanged, this, [this](bool on) {
        m_model.setFollow(on);
        if (on)
            m_view->scrollToBottom();
    });
    connect(m_bar, &LogBar::wrapChanged, this, &LogTab::setWrap);
    connect(m_bar, &LogBar::levelChosen, this, [this](LogLevel least) {
        m_filter.setLeast(least);
        update();
    });
    connect(m_bar, &LogBar::findRequested, this, &LogTab::find);
    connect(m_bar, &LogBar::searchChanged, this, [this] {
        m_nowhere = false;
        m_matching.clear();
        m_counting = {};
        m_model.search().stop();
    });
    connect(m_bar, &LogBar::downloadRequested, this, &LogTab::chooseFile);
    connect(&m_download, &LogDownload::progressed, this, [this](qint64 done, qint64 size) {
        m_saved = tr("%1 of %2 saved").arg(sizeText(done, QLocale()), sizeText(size, QLocale()));
        updateSize();
    });
    const auto ended = [this](const QString &sentence) {
        m_saved = sentence;
        m_bar->setDownloading(false);
        updateSize();
    };
    connect(&m_download, &LogDownload::finished, this, [ended](const QString &path) { ended(tr("Saved to %1").arg(path)); });
    connect(&m_download, &LogDownload::failed, this, [ended](const QString &why) { ended(tr("Not saved: %1").arg(why)); });
}

void LogTab::chooseFile()
{
    if (m_download.isRunning()) {
        m_download.cancel();
        m_saved.clear();
        m_bar->setDownloading(false);
        return updateSize();
    }
    const qint64 attempt = m_model.source().attempt;
    const QString name = attempt > 0 ? QStringLiteral("%1-attempt-%2.log").arg(m_bar->picker().currentText()).arg(attempt)
                                     : QStringLiteral("%1.log").arg(m_bar->picker().currentText());
    const SaveQuestion question{tr("Save the Log"), name, QStringLiteral("log"), {}};
    QFileDialog *dialog = askWhereToSave(this, question, this, [this](const QString &path) {
        m_download.start(m_model.source(), m_model.chunk(), path);
        m_bar->setDownloading(m_download.isRunning());
    });
    dialog->setObjectName(QStringLiteral("logFile"));
}

void LogTab::setCapabilities(const Capabilities &capabilities)
{
    m_capabilities = capabilities;
    const bool whole = capabilities.has(Capability::Logs) && !capabilities.has(Capability::LogRanges);
    m_model.setWhole(whole);
    m_note->setText(tr("This server sends a log only as a whole: each look at it takes all of it over the network."));
    m_note->setVisible(whole);
    update();
}

void LogTab::showBenchmark(int benchmarkIndex)
{
    QComboBox &picker = m_bar->picker();
    if (const int at = picker.findData(benchmarkIndex); at >= 0)
        picker.setCurrentIndex(at);
    const auto [job, index] = m_run.source(benchmarkIndex);
    showLog({job, index});
}

void LogTab::showSource(const LogSource &source)
{
    for (const RunAttempt &attempt : m_run.attempts()) {
        if (attempt.jobId == source.jobId && attempt.jobIndex == source.benchmarkIndex)
            m_bar->picker().setCurrentIndex(m_bar->picker().findData(attempt.index));
    }
    showLog(source);
}

void LogTab::showLog(const LogSource &source)
{
    if (!m_capabilities.has(Capability::Logs))
        return;
    m_model.setSource(source);
    m_attempts.want(m_bar->picker().currentData().toInt());
    fillAttempts();
}

void LogTab::fillAttempts()
{
    m_bar->setLogs(m_attempts.logs(m_bar->picker().currentData().toInt()), m_model.source());
}

bool LogTab::focusSearch()
{
    m_bar->focusSearch();
    return true;
}

void LogTab::find(bool backwards)
{
    const QRegularExpression wanted = m_bar->expression();
    if (wanted.pattern().isEmpty() || !wanted.isValid())
        return;
    const QModelIndex current = m_view->currentIndex();
    m_model.find(wanted, current.isValid() ? m_filter.mapToSource(current).row() : -1, backwards);
    if (std::exchange(m_counting, wanted) != wanted) // once: it goes through all of the log
        m_model.search().count(wanted);
}

void LogTab::showRow(int row)
{
    QModelIndex shown = m_filter.mapFromSource(m_model.index(row));
    if (!shown.isValid()) // the level hides it
        shown = m_filter.index(0, 0);
    m_view->setCurrentIndex(shown);
    m_view->scrollTo(shown, QAbstractItemView::PositionAtCenter);
    updateSize();
}

void LogTab::setWrap(bool wrap)
{
    m_delegate->setWrap(wrap);
    // Heights of wrapped lines differ: they are measured in batches, so that the window does not wait for thousands.
    m_view->setUniformItemSizes(!wrap);
    m_view->setLayoutMode(wrap ? QListView::Batched : QListView::SinglePass);
    m_view->setResizeMode(wrap ? QListView::Adjust : QListView::Fixed);
    m_view->setHorizontalScrollBarPolicy(wrap ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    m_view->doItemsLayout();
}

void LogTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_followTimer.start();
    if (m_model.load() == LoadState::Idle && m_bar->picker().count() > 0)
        showBenchmark(m_bar->picker().currentData().toInt());
}

void LogTab::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_followTimer.stop();
}

void LogTab::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updatePosition();
}

bool LogTab::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool control = key->modifiers() == Qt::ControlModifier;
        if (control && key->key() == Qt::Key_Home && m_model.hasEarlier()) {
            m_bar->setFollow(false);
            m_model.goTo(0);
            return true;
        }
        if (control && key->key() == Qt::Key_End) {
            m_bar->setFollow(true);
            m_model.setFollow(true);
            m_view->scrollToBottom();
            return true;
        }
        if (key->key() == Qt::Key_F3) {
            find(key->modifiers() & Qt::ShiftModifier);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void LogTab::scrolled(int value)
{
    const QScrollBar *bar = m_view->verticalScrollBar();
    if (value == bar->minimum() && m_model.hasEarlier() && !m_model.follow())
        m_model.loadEarlier();
    else if (value == bar->maximum() && m_model.hasLater() && !m_model.follow())
        m_model.loadLater();
    updatePosition();
}

void LogTab::updatePosition()
{
    const bool parts = m_model.bytesInMemory() < m_model.size();
    m_position->setVisible(parts);
    if (!parts || m_goTimer.isActive())
        return;
    const QSignalBlocker quiet(m_position);
    const qint64 page = std::max<qint64>(1, LogModel::chunkBytes / positionUnit);
    m_position->setRange(0, int(std::min<qint64>(m_model.size() / positionUnit, std::numeric_limits<int>::max())));
    m_position->setPageStep(int(page));
    m_position->setSingleStep(16);
    const QModelIndex top = m_view->indexAt(QPoint(2, 2));
    const qint64 offset = m_model.follow() ? m_model.size() : top.isValid() ? top.data(LogModel::OffsetRole).toLongLong() : m_model.firstOffset();
    m_position->setValue(int(std::min<qint64>(offset / positionUnit, std::numeric_limits<int>::max())));
}

void LogTab::updateSize()
{
    const QLocale locale;
    QString text = sizeText(m_model.size(), locale);
    if (m_model.bytesInMemory() < m_model.size())
        text = tr("%1 of %2 shown").arg(sizeText(m_model.bytesInMemory(), locale), text);
    if (m_filter.least() != LogLevel::None)
        text = tr("%1 of %2 loaded lines, %3").arg(locale.toString(m_filter.rowCount()), locale.toString(m_model.rowCount()), text);
    if (!m_saved.isEmpty())
        text = m_saved;
    m_bar->setSize(m_model.load() == LoadState::Failed ? m_model.lastError().message : text);
}

void LogTab::update()
{
    updateSize();
    const int benchmarks = m_bar->picker().count();
    const bool offered = m_capabilities.has(Capability::Logs);
    if (offered && m_model.load() == LoadState::Idle && isVisible() && benchmarks > 0)
        return showBenchmark(m_bar->picker().currentData().toInt());
    if (!offered)
        m_state->setState(QStringLiteral("log"), tr("No Logs From This Server"), m_capabilities.reasonMissing(Capability::Logs));
    else if (m_model.load() == LoadState::Failed)
        m_state->setState(QStringLiteral("error"), tr("The Log Could Not Be Loaded"), m_model.lastError().message, tr("Try Again"));
    else if (m_model.load() == LoadState::Ready && m_model.rowCount() > 0)
        m_state->setState(QStringLiteral("filter"), tr("No Line of This Level"), tr("None of the %n loaded line(s) has it.", nullptr, m_model.rowCount()));
    else if (m_model.load() == LoadState::Ready)
        m_state->setState(QStringLiteral("log"), tr("The Log Is Empty"), m_run.isRunning() ? tr("Lines appear here as soon as the benchmark writes some.")
                                                                    : tr("This benchmark wrote nothing."));
    else
        m_state->setState(QStringLiteral("log"), benchmarks > 0 ? tr("Loading the log") : tr("No Benchmark Yet"), {});
    m_stack->setCurrentIndex(offered && m_filter.rowCount() > 0 ? 1 : 0);
}

} // namespace assay
