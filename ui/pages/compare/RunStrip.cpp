#include "ui/pages/compare/RunStrip.h"

#include "ui/charts/SeriesLook.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"

#include <QContextMenuEvent>
#include <QDropEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTimer>

namespace assay {

namespace {

enum Role { RefRole = Qt::UserRole, SeriesRole, CountRole, BaselineRole, StateRole, HighlightRole };

/// Marker in its colour, ★ for the baseline, name; a frame around it.
class ChipDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QFontMetrics metrics(option.font);
        const int words = qMin(metrics.horizontalAdvance(label(index)), metrics.averageCharWidth() * 34);
        return {words + metrics.height() * 2 + metrics.averageCharWidth(), qMax(28, int(metrics.height() * 1.8))};
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const ThemeTokens &tokens = themeTokens(option.palette);
        const QFontMetrics metrics(option.font);
        const bool current = (option.state & QStyle::State_HasFocus) || (option.state & QStyle::State_Selected);
        const QRectF frame = QRectF(option.rect).adjusted(2.5, 2.5, -2.5, -2.5);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(option.state & QStyle::State_HasFocus ? option.palette.color(QPalette::Highlight) : tokens.outline, current ? 2 : 1));
        painter->setBrush(tokens.raised);
        painter->drawRoundedRect(frame, frame.height() / 2, frame.height() / 2);
        const double side = metrics.height() * 0.65;
        const int highlighted = index.data(HighlightRole).toInt();
        const SeriesLook look = seriesLook(index.data(SeriesRole).toInt(), index.data(CountRole).toInt(), highlighted, option.palette);
        paintMarker(*painter, QPointF(frame.left() + metrics.height() * 0.75, frame.center().y()), side, look, tokens.raised);
        const QRectF words = frame.adjusted(metrics.height() * 1.35, 0, -metrics.averageCharWidth(), 0);
        painter->setPen(index.data(StateRole).toInt() == int(RunChip::State::Failed) ? tokens.error : option.palette.color(QPalette::Text));
        painter->drawText(words, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, metrics.elidedText(label(index), Qt::ElideMiddle, int(words.width())));
        painter->restore();
    }

private:
    static QString label(const QModelIndex &index)
    {
        const QString name = index.data(Qt::DisplayRole).toString();
        switch (RunChip::State(index.data(StateRole).toInt())) {
        case RunChip::State::Loading: return QStringLiteral("… ") + name;
        case RunChip::State::Failed: return QStringLiteral("✗ ") + name;
        case RunChip::State::Ready: break;
        }
        return index.data(BaselineRole).toBool() ? QStringLiteral("★ ") + name : name;
    }
};

} // namespace

RunStrip::RunStrip(QWidget *parent) : QListWidget(parent)
{
    setObjectName(QStringLiteral("runStrip"));
    setAccessibleName(tr("Runs that are compared"));
    setAccessibleDescription(tr("B makes a run the baseline, Ctrl+Shift+Left and Right move it, Delete takes it out, Enter opens it."));
    setItemDelegate(new ChipDelegate(this));
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setFrameShape(QFrame::NoFrame);
    setSpacing(1);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setDragDropMode(QAbstractItemView::InternalMove);
    setDefaultDropAction(Qt::MoveAction);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false);
    viewport()->setAutoFillBackground(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QListWidget::itemActivated, this, [this](QListWidgetItem *item) { Q_EMIT openRequested(item->data(RefRole).toString()); });
}

void RunStrip::setRuns(const QList<RunChip> &runs, const QString &baseline, const QString &highlighted)
{
    if (runs == m_runs && baseline == m_baseline && highlighted == m_highlighted && count() == runs.size())
        return;
    const QString kept = m_moving.isEmpty() ? currentRef() : m_moving;
    m_moving.clear();
    m_runs = runs;
    m_baseline = baseline;
    m_highlighted = highlighted;
    int bright = -1;
    for (int i = 0; i < runs.size(); ++i)
        bright = runs.at(i).ref == highlighted ? i : bright;
    while (count() > runs.size())
        delete takeItem(count() - 1);
    for (int i = 0; i < runs.size(); ++i) {
        const RunChip &run = runs.at(i);
        if (i == count())
            addItem(new QListWidgetItem);
        QListWidgetItem *chip = item(i);
        chip->setText(run.name);
        chip->setData(RefRole, run.ref);
        chip->setData(SeriesRole, i);
        chip->setData(CountRole, int(runs.size()));
        chip->setData(BaselineRole, run.ref == baseline);
        chip->setData(StateRole, int(run.state));
        chip->setData(HighlightRole, bright);
        QString words = run.ref == baseline ? tr("%1, baseline", "a run").arg(run.name) : run.name;
        if (run.state == RunChip::State::Failed)
            words = tr("%1, could not be loaded: %2").arg(run.name, run.problem);
        else if (run.state == RunChip::State::Loading)
            words = tr("%1, loading").arg(run.name);
        chip->setData(Qt::AccessibleTextRole, words);
        chip->setToolTip(QStringLiteral("<p>%1</p><p>%2</p>").arg(words.toHtmlEscaped(), run.detail.toHtmlEscaped()));
        if (run.ref == kept)
            setCurrentRow(i);
    }
    if (!currentItem() && count() > 0)
        setCurrentRow(0);
    scheduleDelayedItemsLayout();
    QTimer::singleShot(0, this, &RunStrip::fitHeight);
}

QString RunStrip::currentRef() const { return currentItem() ? currentItem()->data(RefRole).toString() : QString(); }

QStringList RunStrip::order() const
{
    QStringList refs;
    for (int i = 0; i < count(); ++i)
        refs << item(i)->data(RefRole).toString();
    return refs;
}

void RunStrip::move(int by)
{
    const int from = currentRow(), to = from + by;
    if (from < 0 || to < 0 || to >= count())
        return;
    QStringList refs = order();
    m_moving = refs.at(from); // it keeps the focus once the new order is shown
    refs.move(from, to);
    Q_EMIT orderChanged(refs);
}

void RunStrip::fillMenu(QMenu &menu)
{
    const QString ref = currentRef();
    const auto add = [&](const QString &text, const QString &name, bool enabled, auto run) {
        QAction *action = menu.addAction(text, this, run);
        action->setObjectName(name);
        action->setEnabled(enabled && !ref.isEmpty());
        return action;
    };
    const int at = currentRow();
    add(tr("Make &Baseline"), QStringLiteral("makeBaseline"), ref != m_baseline, [this, ref] { Q_EMIT baselineChosen(ref); })->setIcon(themeIcon(QStringLiteral("target")));
    add(ref == m_highlighted ? tr("Stop &Highlighting") : tr("&Highlight"), QStringLiteral("highlightRun"), true,
        [this, ref] { Q_EMIT highlightChosen(ref == m_highlighted ? QString() : ref); });
    menu.addSeparator();
    add(tr("Move &Left"), QStringLiteral("moveLeft"), at > 0, [this] { move(-1); });
    add(tr("Move &Right"), QStringLiteral("moveRight"), at + 1 < count(), [this] { move(1); });
    menu.addSeparator();
    add(tr("&Open Run"), QStringLiteral("openRun"), true, [this, ref] { Q_EMIT openRequested(ref); })->setIcon(themeIcon(QStringLiteral("run")));
    add(tr("&Take Out"), QStringLiteral("removeRun"), true, [this, ref] { Q_EMIT removeRequested(ref); })->setIcon(themeIcon(QStringLiteral("remove")));
}

void RunStrip::keyPressEvent(QKeyEvent *event)
{
    const bool shifted = event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier);
    if (shifted && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right))
        return move(event->key() == Qt::Key_Left ? -1 : 1);
    if (event->key() == Qt::Key_Delete && !currentRef().isEmpty())
        return Q_EMIT removeRequested(currentRef());
    if (event->key() == Qt::Key_B && event->modifiers() == Qt::NoModifier && !currentRef().isEmpty())
        return Q_EMIT baselineChosen(currentRef());
    QListWidget::keyPressEvent(event);
}

void RunStrip::contextMenuEvent(QContextMenuEvent *event)
{
    if (QListWidgetItem *chip = itemAt(event->pos()); chip && event->reason() == QContextMenuEvent::Mouse)
        setCurrentItem(chip);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu);
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard && currentItem();
    menu->popup(byKey ? viewport()->mapToGlobal(visualItemRect(currentItem()).bottomLeft()) : event->globalPos());
}

void RunStrip::dropEvent(QDropEvent *event)
{
    QListWidget::dropEvent(event);
    Q_EMIT orderChanged(order());
}

QSize RunStrip::sizeHint() const
{
    const int line = qMax(28, int(fontMetrics().height() * 1.8)) + 4;
    if (count() == 0)
        return {fontMetrics().averageCharWidth() * 20, line};
    return {fontMetrics().averageCharWidth() * 20, qMax(line, visualItemRect(item(count() - 1)).bottom() + verticalOffset() + 4)};
}

void RunStrip::fitHeight()
{
    doItemsLayout();
    updateGeometry();
}

void RunStrip::resizeEvent(QResizeEvent *event)
{
    QListWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        QTimer::singleShot(0, this, &RunStrip::fitHeight);
}

void RunStrip::changeEvent(QEvent *event)
{
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        QTimer::singleShot(0, this, &RunStrip::fitHeight);
}

} // namespace assay
