#include "ui/charts/ChartFrame.h"

#include "services/core/Async.h"
#include "ui/charts/ChartView.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/SaveDialog.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

ChartActions::ChartActions(Source source, QWidget *chart) : QObject(chart), m_source(std::move(source)), m_chart(chart) {}

void ChartActions::fill(QMenu &menu)
{
    menu.addAction(themeIcon(QStringLiteral("copy")), tr("&Copy Data"), this, &ChartActions::copyData)->setObjectName(QStringLiteral("copyData"));
    menu.addAction(tr("Copy &Picture"), this, &ChartActions::copyPicture)->setObjectName(QStringLiteral("copyPicture"));
    menu.addSeparator();
    const auto add = [&](const QString &text, const QString &name, ChartFormat format) {
        menu.addAction(text, this, [this, format] { chooseFile(format); })->setObjectName(name);
    };
    add(tr("Save as P&NG…"), QStringLiteral("savePng"), ChartFormat::Png);
    add(tr("Save as &SVG…"), QStringLiteral("saveSvg"), ChartFormat::Svg);
    add(tr("Save as P&DF…"), QStringLiteral("savePdf"), ChartFormat::Pdf);
}

void ChartActions::copyData() { copyText(m_source.text()); }
void ChartActions::copyPicture() { QApplication::clipboard()->setImage(chartImage(drawing(), 2)); }

void ChartActions::copyText(const QString &text)
{
    const QString gap = text.isEmpty() || text.endsWith(QLatin1Char('\n')) ? QString() : QStringLiteral("\n");
    QApplication::clipboard()->setText(m_caveat.isEmpty() ? text : text + gap + m_caveat + QLatin1Char('\n'));
}

ChartDrawing ChartActions::drawing() const
{
    constexpr int mostLines = 6; // the worst come first
    QStringList lines = m_caveat.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    if (const int further = int(lines.size()) - mostLines; further > 0)
        lines = lines.mid(0, mostLines) << tr("%n more caveat(s) in the copied data.", nullptr, further);
    return lines.isEmpty() ? m_source.drawing() : withCaveat(*m_chart, m_source.drawing(), lines.join(QLatin1Char('\n')));
}

void ChartActions::chooseFile(ChartFormat format)
{
    const QString suffix = chartSuffix(format);
    const SaveQuestion question{tr("Save Chart"), m_source.name() + QLatin1Char('.') + suffix, suffix, tr("%1 files (*.%2)").arg(suffix.toUpper(), suffix)};
    askWhereToSave(m_chart, question, this, [this, format](const QString &path) { save(path, format); });
}

void ChartActions::save(const QString &path, ChartFormat format)
{
    whenDone(saveChart(drawing(), path, format), this, [this, path](const Result<Done> &done) {
        UserMessage message;
        message.level = done ? UserMessage::Level::Info : UserMessage::Level::Error;
        message.text = done ? tr("The chart is saved as %1.").arg(path) : done.error().message;
        message.timeoutMs = done ? 8000 : 0;
        Q_EMIT messageRequested(message);
        for (QWidget *around = m_chart; around; around = around->parentWidget()) {
            if (auto *page = qobject_cast<DocumentPage *>(around))
                return Q_EMIT page->messageRequested(message);
        }
    });
}

ChartFrame::ChartFrame(ChartView *chart, QTableView *table, QWidget *parent) : QWidget(parent), m_chart(chart), m_table(table), m_menu(new QMenu(this))
{
    if (!m_table) {
        m_table = new QTableView;
        makeRowTable(*m_table);
        m_table->setModel(chart->model());
    }
    if (m_table->objectName().isEmpty())
        m_table->setObjectName(chart->objectName() + QStringLiteral("Table"));
    m_actions = new ChartActions({[this] { return m_chart->drawing(); }, [this] { return m_chart->asText(); },
                                  [this] { return m_fileName.isEmpty() ? m_chart->accessibleName() : m_fileName; }}, chart);
    m_title = new QLabel;
    m_title->setTextFormat(Qt::PlainText);
    m_pageLabel = new QLabel;
    const auto button = [](const QString &name) {
        auto *made = new QToolButton;
        made->setObjectName(name);
        made->setAutoRaise(true);
        return made;
    };
    m_previous = button(QStringLiteral("previousPage"));
    m_next = button(QStringLiteral("nextPage"));
    m_toggle = button(QStringLiteral("tableToggle"));
    m_toggle->setCheckable(true);
    m_menuButton = button(QStringLiteral("chartMenu"));
    m_menuButton->setIcon(themeIcon(QStringLiteral("chart")));
    m_menuButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_menuButton->setPopupMode(QToolButton::InstantPopup);
    m_menuButton->setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, [this] {
        m_menu->clear();
        fillMenu(*m_menu);
    });
    m_controls = new QHBoxLayout;
    m_controls->addWidget(m_title);
    m_controls->addStretch(1);
    for (QWidget *part : {static_cast<QWidget *>(m_previous), static_cast<QWidget *>(m_pageLabel), static_cast<QWidget *>(m_next), static_cast<QWidget *>(m_toggle),
                          static_cast<QWidget *>(m_menuButton)})
        m_controls->addWidget(part);
    m_stack = new QStackedWidget;
    m_stack->addWidget(chart);
    m_stack->addWidget(m_table);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(2);
    layout->addLayout(m_controls);
    layout->addWidget(m_stack, 1);
    chart->installEventFilter(this);
    chart->viewport()->installEventFilter(this);
    m_table->installEventFilter(this);
    connect(m_toggle, &QToolButton::clicked, this, [this](bool on) { setTable(on); });
    connect(m_previous, &QToolButton::clicked, this, [this] { m_chart->setPage(m_chart->page() - 1); });
    connect(m_next, &QToolButton::clicked, this, [this] { m_chart->setPage(m_chart->page() + 1); });
    connect(chart, &ChartView::rebuilt, this, &ChartFrame::updatePager);
    retranslate();
}

void ChartFrame::retranslate()
{
    m_toggle->setText(tr("Table"));
    m_toggle->setToolTip(tr("Show the numbers as a table (T)"));
    m_menuButton->setText(tr("Chart"));
    m_menuButton->setAccessibleName(tr("What can be done with this chart"));
    m_previous->setText(tr("Previous"));
    m_next->setText(tr("Next"));
    if (m_table->accessibleName().isEmpty())
        m_table->setAccessibleName(tr("%1, as a table").arg(m_chart->accessibleName()));
    updatePager();
}

void ChartFrame::updatePager()
{
    const bool several = m_chart->pages() > 1 && !isTable();
    for (QWidget *part : {static_cast<QWidget *>(m_previous), static_cast<QWidget *>(m_pageLabel), static_cast<QWidget *>(m_next)})
        part->setVisible(several);
    m_previous->setEnabled(m_chart->page() > 0);
    m_next->setEnabled(m_chart->page() + 1 < m_chart->pages());
    m_pageLabel->setText(tr("Page %1 of %2").arg(m_chart->page() + 1).arg(m_chart->pages()));
}

void ChartFrame::setTitle(const QString &title) { m_title->setText(title); }

void ChartFrame::addControl(QWidget *control)
{
    m_controls->insertWidget(1, control);
}

bool ChartFrame::isTable() const { return m_stack->currentWidget() == m_table; }

void ChartFrame::setTable(bool table)
{
    if (!m_table->model())
        m_table->setModel(m_chart->model());
    QWidget *shown = table ? static_cast<QWidget *>(m_table) : m_chart;
    const bool hadFocus = m_stack->currentWidget()->hasFocus();
    m_stack->setCurrentWidget(shown);
    m_toggle->setChecked(table);
    if (table && !m_table->currentIndex().isValid() && m_table->model() && m_table->model()->rowCount() > 0)
        m_table->setCurrentIndex(m_table->model()->index(0, 0));
    if (hadFocus)
        shown->setFocus(Qt::ShortcutFocusReason);
    updatePager();
}

void ChartFrame::fillMenu(QMenu &menu)
{
    QAction *toggle = menu.addAction(isTable() ? tr("Show as &Chart") : tr("Show as &Table"), this, [this] { setTable(!isTable()); });
    toggle->setObjectName(QStringLiteral("toggleTable"));
    menu.addSeparator();
    m_actions->fill(menu);
}

bool ChartFrame::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && (watched == m_chart || watched == m_table)) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_T && key->modifiers() == Qt::NoModifier) {
            setTable(!isTable());
            return true;
        }
    }
    if (event->type() == QEvent::ContextMenu && watched != m_table) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillMenu(*menu);
        const auto *where = static_cast<QContextMenuEvent *>(event);
        const bool byKey = where->reason() == QContextMenuEvent::Keyboard && m_chart->current() >= 0;
        menu->popup(byKey ? m_chart->mapToGlobal(m_chart->markPlace(m_chart->current()).center()) : where->globalPos());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ChartFrame::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace assay
