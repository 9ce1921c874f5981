#include "ui/pages/metrics/MetricsPage.h"

#include "ui/pages/metrics/MetricForm.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QTimer>

namespace assay {

MetricsPage::MetricsPage(MetricTableModel &model, const QString &refused, QWidget *parent)
    : DocumentPage(parent), m_model(model), m_refused(refused), m_shown(new QSortFilterProxyModel(this)), m_search(new QLineEdit(this)), m_table(new QTableView(this)),
      m_form(new MetricForm(model, this)), m_side(new QScrollArea(this)), m_none(new EmptyState(this)), m_note(new QLabel(this)),
      m_add(new QPushButton(themeIcon(QStringLiteral("add")), {}, this)), m_remove(new QPushButton(themeIcon(QStringLiteral("delete")), {}, this)),
      m_undo(new QPushButton(themeIcon(QStringLiteral("undo")), {}, this)), m_redo(new QPushButton(themeIcon(QStringLiteral("refresh")), {}, this))
{
    build();
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_shown->setFilterFixedString(text.trimmed());
        updateState();
    });
    connect(m_none, &EmptyState::activated, m_search, &QLineEdit::clear);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        m_form->showRow(currentRow());
        updateState();
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_model, signal, this, [this] { m_form->showRow(currentRow()); });
    connect(&m_model, &MetricTableModel::dictionaryChanged, this, &MetricsPage::updateState);
    connect(&m_model, &MetricTableModel::failed, this, [this](const QString &text) {
        Q_EMIT messageRequested({UserMessage::Level::Error, text, {}, 0, {}, QStringLiteral("metrics")});
    });
    connect(&m_model.undoStack(), &QUndoStack::indexChanged, this, &MetricsPage::updateState);
    connect(m_add, &QPushButton::clicked, this, &MetricsPage::add);
    connect(m_remove, &QPushButton::clicked, this, &MetricsPage::removeCurrent);
    connect(m_undo, &QPushButton::clicked, &m_model.undoStack(), &QUndoStack::undo);
    connect(m_redo, &QPushButton::clicked, &m_model.undoStack(), &QUndoStack::redo);
    const auto key = [this](const QList<QKeySequence> &keys, auto slot) {
        auto *action = new QAction(this);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, &m_model.undoStack(), slot);
        addAction(action);
    };
    key(QKeySequence::keyBindings(QKeySequence::Undo), &QUndoStack::undo);
    key(QKeySequence::keyBindings(QKeySequence::Redo), &QUndoStack::redo);
    enterAt(this, m_table);
    retranslate();
    choose(0);
}

QIcon MetricsPage::icon() const { return themeIcon(QStringLiteral("metric")); }

void MetricsPage::build()
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap / 2);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_search, 1);
    const char *names[] = {"metricAdd", "metricRemove", "metricUndo", "metricRedo"};
    int at = 0;
    for (QPushButton *button : {m_add, m_remove, m_undo, m_redo}) {
        button->setObjectName(QLatin1String(names[at++]));
        bar->addWidget(button);
    }
    layout->addLayout(bar);
    m_note->setObjectName(QStringLiteral("metricNote"));
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    layout->addWidget(m_note);
    m_search->setObjectName(QStringLiteral("metricSearch"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_shown->setSourceModel(&m_model);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_shown->setFilterKeyColumn(-1);
    m_table->setObjectName(QStringLiteral("metricTable"));
    m_table->setModel(m_shown);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(false);
    QHeaderView *header = m_table->horizontalHeader();
    const int unit = fontMetrics().averageCharWidth();
    const int widths[MetricTableModel::ColumnCount] = {30, 26, 19, 11, 19, 11, 22, 16};
    for (int column = 0; column < MetricTableModel::ColumnCount; ++column)
        header->resizeSection(column, widths[column] * unit);
    fitColumn(header, MetricTableModel::MetricColumn, 24);
    m_side->setObjectName(QStringLiteral("metricSide"));
    m_side->setWidget(m_form);
    m_side->setWidgetResizable(true);
    m_side->setFrameShape(QFrame::NoFrame);
    m_side->setFocusPolicy(Qt::NoFocus);
    auto *split = new QSplitter(this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_table);
    split->addWidget(m_none);
    split->addWidget(m_side);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 3);
    split->setStretchFactor(2, 1);
    split->setSizes({unit * 110, unit * 110, unit * 45});
    m_none->hide();
    layout->addWidget(split, 1);
}

/// The fields are never cut, at any size of the text: the table gives way.
void MetricsPage::fitSide() { m_side->setMinimumWidth(m_form->minimumSizeHint().width() + m_side->verticalScrollBar()->sizeHint().width()); }

int MetricsPage::currentRow() const { return m_shown->mapToSource(m_table->currentIndex()).row(); }
void MetricsPage::choose(int row) { m_table->setCurrentIndex(m_shown->mapFromSource(m_model.index(row, 0))); }

void MetricsPage::add()
{
    m_search->clear();
    // A name that stands for nothing yet, ready to be typed over.
    choose(m_model.add(QStringLiteral("my_metric")));
    m_form->showRow(currentRow());
    m_form->focusName();
}

void MetricsPage::showMetric(const QString &name)
{
    const QString whole = name.trimmed().toLower(), base = metricBaseName(name);
    m_search->clear();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QStringList &names = m_model.entry(row).names;
        if (!names.contains(whole) && !names.contains(base))
            continue;
        choose(row);
        m_table->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (!m_refused.isEmpty())
        return; // its file must not be written over; the page says so
    choose(m_model.add(whole));
    m_form->showRow(currentRow());
    m_form->focusName();
}

void MetricsPage::removeCurrent()
{
    const int row = currentRow();
    if (row >= 0)
        m_model.remove(row);
}

bool MetricsPage::focusFind()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
    return true;
}

QVariantMap MetricsPage::saveState() const { return {{QStringLiteral("search"), m_search->text()}}; }
void MetricsPage::restoreState(const QVariantMap &state) { m_search->setText(state.value(QStringLiteral("search")).toString()); }

void MetricsPage::updateState()
{
    const bool any = m_shown->rowCount() > 0, mayWrite = m_refused.isEmpty();
    m_table->setVisible(any);
    m_none->setVisible(!any);
    m_none->setContent(QStringLiteral("search"), tr("Nothing Found"), tr("No metric matches “%1”.").arg(m_search->text()), tr("Show All"));
    const int row = any ? currentRow() : -1;
    const bool own = row >= 0 && m_model.isOwn(row), seeded = row >= 0 && m_model.isSeeded(row);
    m_form->setEnabled(row >= 0 && mayWrite);
    m_add->setEnabled(mayWrite);
    m_remove->setEnabled(own && mayWrite);
    m_remove->setText(seeded ? tr("Reset") : tr("Remove"));
    m_remove->setToolTip(seeded && !own ? tr("This one is as it came with the program.") : QString());
    m_undo->setEnabled(m_model.undoStack().canUndo());
    m_redo->setEnabled(m_model.undoStack().canRedo());
    m_undo->setToolTip(m_model.undoStack().undoText());
    m_redo->setToolTip(m_model.undoStack().redoText());
    m_note->setVisible(!mayWrite);
    m_note->setText(tr("%1 Mend the file with a text editor or move it away, then start Assay again; until then nothing here can be changed.").arg(m_refused));
}

void MetricsPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::FontChange)
        QTimer::singleShot(0, this, &MetricsPage::fitSide); // the fields hear of it after the page
}

void MetricsPage::retranslate()
{
    m_search->setPlaceholderText(tr("Search metrics"));
    m_search->setAccessibleName(tr("Search Metrics"));
    m_table->setAccessibleName(tr("Metrics"));
    m_add->setText(tr("Add Metric"));
    m_undo->setText(tr("Undo"));
    m_redo->setText(tr("Redo"));
    updateState();
    fitSide();
    Q_EMIT titleChanged();
}

} // namespace assay
