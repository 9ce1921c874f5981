#include "ui/charts/ResultChart.h"

#include "models/results/ResultModel.h"
#include "ui/charts/ChartAccess.h"
#include "ui/charts/ChartFrame.h"
#include "ui/theme/Icons.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

ResultChart::ResultChart(QWidget *parent) : QWidget(parent)
{
    installChartAccess();
    setObjectName(QStringLiteral("resultChart"));
    setAccessibleName(tr("Scores and gates"));
    setAccessibleDescription(tr("Bars by benchmark. Arrow keys go from bar to bar, Enter shows its samples, T shows the numbers as a table."));
    setFocusPolicy(Qt::StrongFocus);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins({});
    m_scroll = new QScrollArea;
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setBackgroundRole(QPalette::Base);
    auto *inside = new QWidget;
    inside->setBackgroundRole(QPalette::Base);
    inside->setAutoFillBackground(true);
    m_layout = new QVBoxLayout(inside);
    m_layout->addStretch(1);
    m_scroll->setWidget(inside);
    outer->addWidget(m_scroll, 1);

    m_pager = new QWidget;
    auto *pager = new QHBoxLayout(m_pager);
    pager->setContentsMargins({});
    m_previous = new QToolButton;
    m_previous->setObjectName(QStringLiteral("previousPage"));
    m_previous->setText(tr("Previous"));
    m_next = new QToolButton;
    m_next->setObjectName(QStringLiteral("nextPage"));
    m_next->setText(tr("Next"));
    m_pageLabel = new QLabel;
    pager->addStretch(1);
    for (QWidget *part : {static_cast<QWidget *>(m_previous), static_cast<QWidget *>(m_pageLabel), static_cast<QWidget *>(m_next)})
        pager->addWidget(part);
    pager->addStretch(1);
    m_pager->hide();
    outer->addWidget(m_pager);
    connect(m_previous, &QToolButton::clicked, this, [this] { showPage(m_page - 1); });
    connect(m_next, &QToolButton::clicked, this, [this] { showPage(m_page + 1); });

    m_actions = new ChartActions({[this] { return drawing(); }, [this] { return asText(); }, [this] { return accessibleName(); }}, this);
    m_menu = new QMenu(this);
    m_actions->fill(*m_menu);
    m_menuButton = new QToolButton(this);
    m_menuButton->setObjectName(QStringLiteral("chartMenu"));
    m_menuButton->setIcon(themeIcon(QStringLiteral("chart")));
    m_menuButton->setText(tr("Chart"));
    m_menuButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_menuButton->setAutoRaise(true);
    m_menuButton->setAccessibleName(tr("What can be done with this chart"));
    m_menuButton->setPopupMode(QToolButton::InstantPopup);
    m_menuButton->setMenu(m_menu);

    m_rebuildTimer.setSingleShot(true);
    m_rebuildTimer.setInterval(0);
    connect(&m_rebuildTimer, &QTimer::timeout, this, &ResultChart::rebuild);
}

void ResultChart::setModel(QAbstractItemModel *model)
{
    if (m_model)
        disconnect(m_model, nullptr, this, nullptr);
    m_model = model;
    if (model) {
        const auto later = [this] { m_rebuildTimer.start(); };
        connect(model, &QAbstractItemModel::modelReset, this, later);
        connect(model, &QAbstractItemModel::rowsInserted, this, later);
        connect(model, &QAbstractItemModel::rowsRemoved, this, later);
        connect(model, &QAbstractItemModel::layoutChanged, this, later);
        connect(model, &QAbstractItemModel::dataChanged, this, later);
    }
    rebuild();
}

void ResultChart::rebuild()
{
    const int total = m_model ? m_model->rowCount() : 0;
    m_page = std::clamp(m_page, 0, std::max(0, (total - 1) / pageRows));
    const int first = m_page * pageRows, last = std::min(total, first + pageRows);
    QStringList groups;
    QHash<QString, QList<BarPanel::Mark>> marks;
    QList<BarPanel::Mark> unknown; // without a metric there is no axis of their own
    for (int row = first; row < last; ++row) {
        BarPanel::Mark mark{row, m_model->index(row, 0).data(ResultModel::RowRole).value<ResultRow>()};
        if (mark.row.metric.isEmpty()) {
            unknown << mark;
            continue;
        }
        const QString group = axisGroup(mark.row);
        if (!groups.contains(group))
            groups << group;
        marks[group] << mark;
    }
    if (!unknown.isEmpty()) {
        if (groups.isEmpty())
            groups << QString();
        marks[groups.first()] << unknown;
    }

    while (m_panels.size() > groups.size()) {
        delete m_panels.takeLast();
        delete m_titles.takeLast();
    }
    while (m_panels.size() < groups.size()) {
        auto *title = new QLabel;
        title->setTextFormat(Qt::PlainText);
        QFont bold = title->font();
        bold.setBold(true);
        title->setFont(bold);
        auto *panel = new BarPanel;
        connect(panel, &BarPanel::markClicked, this, [this](int row) {
            setFocus(Qt::MouseFocusReason);
            setCurrent(row);
        });
        connect(panel, &BarPanel::markActivated, this, &ResultChart::activated);
        m_layout->insertWidget(m_layout->count() - 1, title);
        m_layout->insertWidget(m_layout->count() - 1, panel);
        m_titles << title;
        m_panels << panel;
    }
    m_marks.clear();
    for (int i = 0; i < groups.size(); ++i) {
        const QList<BarPanel::Mark> &own = marks[groups.at(i)];
        m_titles.at(i)->setText(axisGroupTitle(own.first().row));
        m_panels.at(i)->setMarks(own);
        m_marks += own;
    }
    BarPanel::Columns columns;
    for (const BarPanel *panel : std::as_const(m_panels))
        columns = columns.widest(panel->neededColumns());
    for (BarPanel *panel : std::as_const(m_panels))
        panel->setColumns(columns);
    m_pager->setVisible(total > pageRows);
    m_previous->setEnabled(m_page > 0);
    m_next->setEnabled(last < total);
    m_pageLabel->setText(tr("%1 to %2 of %3 benchmarks").arg(first + 1).arg(last).arg(total));
    if (place(m_current) < 0)
        m_current = -1;
    showCurrent();
    placeMenuButton();
    Q_EMIT rebuilt();
}

void ResultChart::showPage(int page)
{
    m_page = page;
    rebuild();
    m_scroll->verticalScrollBar()->setValue(0);
}

int ResultChart::place(int modelRow) const
{
    for (int i = 0; i < m_marks.size(); ++i) {
        if (m_marks.at(i).modelRow == modelRow)
            return i;
    }
    return -1;
}

QRect ResultChart::markRect(int modelRow) const
{
    for (const BarPanel *panel : m_panels) {
        const QRect rect = panel->markRect(modelRow);
        if (!rect.isEmpty())
            return QRect(panel->mapTo(this, rect.topLeft()), rect.size());
    }
    return {};
}

QString ResultChart::markReading(int place) const { return readingText(m_marks.at(place).row, QLocale()); }
QString ResultChart::markValue(int place) const { return readingValueText(m_marks.at(place).row, QLocale()); }

int ResultChart::contentHeight() const
{
    return m_panels.isEmpty() ? 0 : m_scroll->widget()->sizeHint().height() + 2;
}

ChartDrawing ResultChart::drawing() const
{
    QWidget *rows = m_scroll->widget();
    return recordChart(*rows, rows->size(), accessibleName(), [rows](QPainter &painter) { rows->render(&painter); });
}

QString ResultChart::asText() const
{
    QString text = QStringList{tr("Benchmark"), tr("Metric"), tr("Score"), tr("Low"), tr("High"), tr("Gate"), tr("Verdict")}.join(QLatin1Char('\t')) + QLatin1Char('\n');
    const auto number = [](const std::optional<double> &value) { return value ? QString::number(*value, 'g', 12) : QString(); };
    for (const BarPanel::Mark &mark : m_marks) {
        const GateVerdict &judged = mark.row.judged;
        const QStringList cells{mark.row.id, mark.row.metric, number(judged.value), judged.interval ? number(judged.interval->low) : QString(),
                                judged.interval ? number(judged.interval->high) : QString(), judged.gate ? number(judged.gate->threshold) : QString(),
                                verdictName(judged.verdict)};
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return text;
}

/// Beside the first panel's title, where nothing is drawn.
void ResultChart::placeMenuButton()
{
    m_menuButton->setVisible(!m_marks.isEmpty());
    m_menuButton->resize(m_menuButton->sizeHint());
    m_menuButton->move(m_scroll->viewport()->width() - m_menuButton->width() - 4, 2);
    m_menuButton->raise();
}

void ResultChart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeMenuButton();
}

void ResultChart::contextMenuEvent(QContextMenuEvent *event)
{
    m_menu->popup(event->globalPos());
}

void ResultChart::showCurrent()
{
    for (BarPanel *panel : std::as_const(m_panels))
        panel->setCurrent(m_current, hasFocus());
}

void ResultChart::setCurrent(int modelRow)
{
    if (modelRow >= 0 && place(modelRow) < 0 && m_model && modelRow < m_model->rowCount()) {
        m_page = modelRow / pageRows;
        rebuild();
    }
    if (modelRow == m_current || place(modelRow) < 0)
        return;
    m_current = modelRow;
    showCurrent();
    for (BarPanel *panel : std::as_const(m_panels)) {
        const QRect rect = panel->markRect(modelRow);
        if (!rect.isEmpty()) {
            const QPoint middle = panel->mapTo(m_scroll->widget(), rect.center());
            m_scroll->ensureVisible(0, middle.y(), 0, rect.height());
        }
    }
    if (hasFocus())
        announceMark(*this, place(modelRow));
    Q_EMIT currentChanged(modelRow);
}

void ResultChart::step(int by)
{
    if (m_marks.isEmpty())
        return;
    const int last = int(m_marks.size()) - 1, at = place(m_current);
    if (at == last && by == 1 && m_next->isEnabled() && !m_pager->isHidden()) {
        showPage(m_page + 1);
        return setCurrent(m_marks.first().modelRow);
    }
    if (at == 0 && by == -1 && m_previous->isEnabled() && !m_pager->isHidden()) {
        showPage(m_page - 1);
        return setCurrent(m_marks.last().modelRow);
    }
    setCurrent(m_marks.at(at < 0 ? 0 : std::clamp(at + by, 0, last)).modelRow);
}

void ResultChart::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Right: return step(1);
    case Qt::Key_Up:
    case Qt::Key_Left: return step(-1);
    case Qt::Key_PageDown: return step(10);
    case Qt::Key_PageUp: return step(-10);
    case Qt::Key_Home: return step(-int(m_marks.size()));
    case Qt::Key_End: return step(int(m_marks.size()));
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            Q_EMIT activated(m_current);
        return;
    default: QWidget::keyPressEvent(event);
    }
}

void ResultChart::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    if (m_current < 0 && !m_marks.isEmpty())
        setCurrent(m_marks.first().modelRow);
    showCurrent();
    if (m_current >= 0)
        announceMark(*this, place(m_current));
}

void ResultChart::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    showCurrent();
}

} // namespace assay
