#include "ui/shell/CommandPalette.h"

#include "models/common/Roles.h"
#include "ui/theme/Icons.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace assay {

namespace {

constexpr int mostShown = 60; ///< nobody reads further; typing on narrows it

/// The detail stands at the right end, muted.
class EntryDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QFontMetrics &metrics = option.fontMetrics;
        const int gap = metrics.height() / 2;
        QStyleOptionViewItem shown = option;
        initStyleOption(&shown, index);
        const int room = option.rect.width() - shown.decorationSize.width() - 4 * gap;
        const QString detail = index.data(FirstOwnRole).toString();
        // A long title leaves the detail a third, so that two of the same name are told apart.
        const int titleMost = detail.isEmpty() ? room : std::max(room - metrics.horizontalAdvance(detail), room * 2 / 3);
        shown.text = metrics.elidedText(shown.text, Qt::ElideMiddle, titleMost);
        const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
        style->drawControl(QStyle::CE_ItemViewItem, &shown, painter, option.widget);
        const bool selected = option.state & QStyle::State_Selected;
        painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::PlaceholderText));
        painter->drawText(option.rect.adjusted(0, 0, -gap, 0), Qt::AlignRight | Qt::AlignVCenter,
                          metrics.elidedText(detail, Qt::ElideMiddle, room - metrics.horizontalAdvance(shown.text)));
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {100, option.fontMetrics.height() * 2};
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget *window)
    : QFrame(window), m_line(new QLineEdit(this)), m_list(new QListView(this)), m_model(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_line);
    layout->addWidget(m_list);
    m_line->setObjectName(QStringLiteral("paletteLine"));
    m_line->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_line->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_list, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) { choose(index.row()); });
    hide();
    retranslate();
}

int CommandPalette::rank(const QString &text, const QString &typed)
{
    return rankOf(text.toLower(), typed.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts));
}

int CommandPalette::rankOf(const QString &lower, const QStringList &words)
{
    if (words.isEmpty())
        return 0;
    int sum = 0;
    for (const QString &word : words) {
        const qsizetype at = lower.indexOf(word);
        if (at >= 0) {
            sum += at == 0 ? 100 : (lower.at(at - 1).isLetterOrNumber() ? 40 : 80);
            continue;
        }
        qsizetype from = 0; // letters in their order: "nj" finds "New Job"
        for (const QChar letter : word) {
            from = lower.indexOf(letter, from) + 1;
            if (from == 0)
                return -1;
        }
        sum += 10;
    }
    return sum * 4 - int(qMin(lower.size(), qsizetype(80))) / 4; // the shorter of two equals first
}

void CommandPalette::open()
{
    m_entries.clear();
    for (const Source &source : std::as_const(m_sources))
        m_entries += source();
    m_lower.clear();
    m_lower.reserve(m_entries.size());
    m_matches.clear();
    m_words.clear();
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        m_lower << m_entries.at(i).title.toLower();
        m_matches << i;
    }
    if (!isVisible())
        m_previousFocus = QApplication::focusWidget();
    const int unit = fontMetrics().height();
    const int wide = qMin(parentWidget()->width() - 2 * unit, fontMetrics().averageCharWidth() * 90);
    const int high = qMin(parentWidget()->height() - 4 * unit, unit * 26);
    setGeometry((parentWidget()->width() - wide) / 2, unit * 3, wide, high);
    m_line->clear();
    fill();
    show();
    raise();
    m_line->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::fill()
{
    const QStringList words = m_line->text().toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    // One letter more leaves some of what matched before; anything else begins anew.
    const bool typedOn = !m_words.isEmpty() && words.join(QLatin1Char(' ')).startsWith(m_words.join(QLatin1Char(' ')));
    if (!typedOn) {
        m_matches.resize(m_entries.size());
        std::iota(m_matches.begin(), m_matches.end(), qsizetype(0));
    }
    m_words = words;
    QList<std::pair<int, qsizetype>> order;
    QList<qsizetype> matches;
    order.reserve(m_matches.size());
    for (const qsizetype i : std::as_const(m_matches)) {
        const int score = rankOf(m_lower.at(i), words);
        if (score < 0)
            continue;
        matches << i;
        order.append({-score, i});
    }
    m_matches = matches;
    const auto shown = order.begin() + qMin(qsizetype(mostShown), order.size());
    std::partial_sort(order.begin(), shown, order.end()); // by score, then in the order of the sources
    m_model->clear();
    m_shown.clear();
    for (const auto &[score, at] : order.mid(0, mostShown)) {
        const Entry &entry = m_entries.at(at);
        m_shown << entry;
        auto *item = new QStandardItem(themeIcon(entry.icon), entry.title);
        item->setData(entry.detail, FirstOwnRole);
        item->setData(QString(entry.title + QStringLiteral(", ") + entry.detail), Qt::AccessibleTextRole);
        m_model->appendRow(item);
    }
    if (m_shown.isEmpty()) {
        auto *nothing = new QStandardItem(tr("Nothing matches “%1”.").arg(m_line->text()));
        nothing->setFlags(Qt::NoItemFlags);
        m_model->appendRow(nothing);
    } else {
        m_list->setCurrentIndex(m_model->index(0, 0));
    }
}

void CommandPalette::choose(int row)
{
    if (row < 0 || row >= m_shown.size())
        return;
    const auto run = m_shown.at(row).run;
    finish();
    if (run)
        run();
}

void CommandPalette::finish()
{
    hide();
    const QPointer<QWidget> back = std::exchange(m_previousFocus, {});
    if (back)
        back->setFocus(Qt::OtherFocusReason);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_line)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason
        && static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason) {
        hide();
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    const int row = m_list->currentIndex().row(), rows = int(m_shown.size());
    switch (key) {
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (rows > 0)
            m_list->setCurrentIndex(m_model->index((row + (key == Qt::Key_Down ? 1 : rows - 1)) % rows, 0));
        return true;
    case Qt::Key_PageDown:
    case Qt::Key_PageUp:
        if (rows > 0)
            m_list->setCurrentIndex(m_model->index(qBound(0, row + (key == Qt::Key_PageDown ? 8 : -8), rows - 1), 0));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: choose(row); return true;
    case Qt::Key_Escape: finish(); return true;
    default: return QFrame::eventFilter(watched, event);
    }
}

void CommandPalette::focusOutEvent(QFocusEvent *event)
{
    QFrame::focusOutEvent(event);
    hide();
}

void CommandPalette::retranslate()
{
    m_line->setPlaceholderText(tr("Type a command, or the name of a run, a document or a setting"));
    m_line->setAccessibleName(tr("Search or Command"));
    m_list->setAccessibleName(tr("Commands, Runs, Documents and Settings"));
}

} // namespace assay
