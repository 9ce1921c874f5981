#include "ui/pages/settings/PricesRow.h"

#include "models/prices/PriceListModel.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/ProblemLabel.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTimer>

#include <algorithm>

namespace assay {

namespace {

class PriceDelegate final : public ToneDelegate {
public:
    using ToneDelegate::ToneDelegate;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        auto *line = new QLineEdit(parent);
        line->setObjectName(QStringLiteral("priceEditor"));
        line->setAccessibleName(index.model()->headerData(index.column(), Qt::Horizontal).toString());
        line->setFrame(false);
        return line;
    }
};

} // namespace

PricesRow::PricesRow(PriceListModel &prices, QWidget *parent)
    : SettingRow(SettingGroup::Prices, parent)
    , m_prices(prices)
    , m_table(new QTableView(this))
    , m_none(new Heading(Heading::Level::Caption, this))
    , m_add(new QPushButton(themeIcon(QStringLiteral("add")), {}, this))
    , m_remove(new QPushButton(themeIcon(QStringLiteral("delete")), {}, this))
    , m_undo(new QPushButton(themeIcon(QStringLiteral("undo")), {}, this))
    , m_redo(new QPushButton(themeIcon(QStringLiteral("refresh")), {}, this))
{
    setObjectName(QStringLiteral("row:prices"));
    const char *names[] = { "priceAdd", "priceRemove", "priceUndo", "priceRedo" };
    int at = 0;
    for (QPushButton *button : { m_add, m_remove, m_undo, m_redo }) {
        button->setObjectName(QLatin1String(names[at++]));
        controls()->addWidget(button);
    }
    buildTable();
    addBelow(m_table);
    addBelow(m_none);
    connectParts();
    m_prices.load();
    problem()->setProblem(m_prices.error());
    retranslate();
}

void PricesRow::buildTable()
{
    m_table->setObjectName(QStringLiteral("priceTable"));
    m_table->setModel(&m_prices);
    m_table->setItemDelegate(new PriceDelegate(m_table));
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(
        QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_table->setWordWrap(false);
    QHeaderView *header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    const int unit = fontMetrics().averageCharWidth();
    const int widths[PriceListModel::ColumnCount] = { 34, 13, 26, 26, 16 };
    for (int column = 0; column < PriceListModel::ColumnCount; ++column)
        header->resizeSection(column, widths[column] * unit);
    fitColumn(header, PriceListModel::ModelColumn, 24);
}

void PricesRow::connectParts()
{
    connect(&m_prices, &PriceListModel::stateChanged, this, [this] {
        problem()->setProblem(m_prices.error());
        updateState();
    });
    connect(&m_prices, &PriceListModel::pricesChanged, this, &PricesRow::updateState);
    connect(&m_prices, &PriceListModel::typed, problem(),
        [this](const QString &sentence) { problem()->setProblem(sentence); });
    connect(&m_prices, &PriceListModel::failed, this, &PricesRow::failed);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &PricesRow::updateState);
    connect(m_add, &QPushButton::clicked, this, &PricesRow::add);
    connect(m_remove, &QPushButton::clicked, this, &PricesRow::removeCurrent);
    connect(m_undo, &QPushButton::clicked, &m_prices.undoStack(), &QUndoStack::undo);
    connect(m_redo, &QPushButton::clicked, &m_prices.undoStack(), &QUndoStack::redo);
    connect(&m_prices.undoStack(), &QUndoStack::indexChanged, this, &PricesRow::updateState);
    const auto key = [this](QWidget *where, const QList<QKeySequence> &keys, auto &receiver, auto slot) {
        auto *action = new QAction(where);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, &receiver, slot);
        where->addAction(action);
    };
    key(this, QKeySequence::keyBindings(QKeySequence::Undo), m_prices.undoStack(), &QUndoStack::undo);
    key(this, QKeySequence::keyBindings(QKeySequence::Redo), m_prices.undoStack(), &QUndoStack::redo);
    key(m_table, { QKeySequence::Delete }, *this, &PricesRow::removeCurrent);
}

/// A name that stands for nothing yet, ready to be typed over.
void PricesRow::add()
{
    const QModelIndex cell = m_prices.index(m_prices.add(), PriceListModel::ModelColumn);
    m_table->setFocus(Qt::OtherFocusReason);
    m_table->setCurrentIndex(cell);
    m_table->edit(cell);
}

void PricesRow::removeCurrent()
{
    m_prices.remove(m_table->currentIndex().row());
}

void PricesRow::updateState()
{
    const bool ready = m_prices.state() == LoadState::Ready, any = m_prices.rowCount() > 0;
    m_table->setVisible(any);
    m_none->setVisible(ready && !any);
    m_add->setEnabled(ready);
    m_remove->setEnabled(ready && m_table->currentIndex().isValid());
    m_undo->setEnabled(m_prices.undoStack().canUndo());
    m_redo->setEnabled(m_prices.undoStack().canRedo());
    m_undo->setToolTip(m_prices.undoStack().undoText());
    m_redo->setToolTip(m_prices.undoStack().redoText());
    fitHeight();
}

/// All rows, as long as they are few: a table inside a page that scrolls is scrolled only where it must be.
void PricesRow::fitHeight()
{
    constexpr int most = 10;
    const int rows = std::min(most, m_prices.rowCount()), frame = 2 * m_table->frameWidth();
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height()
        + rows * m_table->verticalHeader()->defaultSectionSize() + frame
        + m_table->horizontalScrollBar()->sizeHint().height());
}

void PricesRow::changeEvent(QEvent *event)
{
    SettingRow::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        QTimer::singleShot(0, this, &PricesRow::fitHeight); // the table hears of it after the row
}

void PricesRow::retranslate()
{
    setTexts(tr("Prices of models"),
        tr("What asking a model costs, for the plan of a job, for runs and for comparisons. Nothing is known here "
           "before you enter it. A name may have "
           "* for any characters; of several that fit, the most specific counts."));
    m_none->setText(tr("No price is entered yet: costs are shown as not known."));
    m_table->setAccessibleName(tr("Prices of models"));
    m_add->setText(tr("Add Price"));
    m_remove->setText(tr("Remove"));
    m_undo->setText(tr("Undo"));
    m_redo->setText(tr("Redo"));
    Q_EMIT m_prices.headerDataChanged(Qt::Horizontal, 0, PriceListModel::ColumnCount - 1);
    updateState();
}

} // namespace assay
