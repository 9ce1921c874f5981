#include "ui/pages/compare/FlipsTab.h"

#include "models/compare/HeatModel.h"
#include "models/compare/RunSet.h"
#include "services/api/ConnectionRegistry.h"
#include "ui/charts/FlipChart.h"
#include "ui/pages/compare/FlipPictures.h"
#include "ui/widgets/ColumnChars.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

FlipsTab::FlipsTab(ConnectionRegistry &connections, RunSet &runs, TriageStore *triage, QWidget *parent)
    : QWidget(parent), m_runs(runs), m_book(triage ? std::make_unique<TriageBook>(*triage) : nullptr)
{
    if (m_book)
        m_items.setTriage(*m_book);
    buildChoices();
    buildTable();
    m_pictures = new FlipPictures(m_items);
    m_answers = new FlipAnswers(connections, m_runs, m_book.get());
    m_hint = plainLabel(new QLabel, "flipHint");
    buildSides();
    connectModels();
    updateCount();
}

FlipsTab::~FlipsTab() = default;

void FlipsTab::buildChoices()
{
    m_benchmark = new QComboBox;
    m_benchmark->setObjectName(QStringLiteral("flipBenchmark"));
    m_benchmark->setAccessibleName(tr("Benchmark"));
    m_run = new QComboBox;
    m_run->setObjectName(QStringLiteral("flipRun"));
    m_run->setAccessibleName(tr("Run that is compared with the baseline"));
    for (QComboBox *box : {m_benchmark, m_run}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        connect(box, &QComboBox::currentIndexChanged, this, &FlipsTab::fill);
    }
    m_sentence = plainLabel(new QLabel, "flipSentence");
}

void FlipsTab::buildTable()
{
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("flipItems"));
    m_table->setAccessibleName(tr("Items that both runs have"));
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setModel(&m_items);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setColumnChars(*m_table, FlipItemsModel::ChangeColumn, 17);
    setColumnChars(*m_table, FlipItemsModel::BeforeColumn, 10);
    setColumnChars(*m_table, FlipItemsModel::AfterColumn, 10);
    if (m_book)
        setColumnChars(*m_table, FlipItemsModel::NotedColumn, 22);
    fitColumn(m_table->horizontalHeader(), FlipItemsModel::ItemColumn, 14);
    m_table->installEventFilter(this);
}

QHBoxLayout *FlipsTab::buildButtons()
{
    m_count = plainLabel(new QLabel, "flipCount");
    auto *row = new QHBoxLayout;
    row->addWidget(m_count, 1);
    const auto add = [row](const char *name, const QString &text, const QString &tip) {
        auto *button = new QToolButton;
        button->setObjectName(QLatin1String(name));
        button->setText(text);
        button->setToolTip(tip);
        button->setCheckable(true);
        row->addWidget(button);
        return button;
    };
    if (m_book) {
        m_toDo = add("flipToDo", tr("Flips to Do"), tr("Flips that nothing was noted about; each reason goes on to the next (U)"));
        connect(m_toDo, &QToolButton::toggled, this, &FlipsTab::setToDo);
        m_notes = add("flipNotes", tr("Notes"), tr("Reasons, labels, tags, a note and the regression set"));
        connect(m_notes, &QToolButton::toggled, m_answers, &FlipAnswers::setNotesShown);
    }
    m_diff = add("flipDiff", tr("Show Differences"), tr("Mark what only one of the two answers says (D)"));
    connect(m_diff, &QToolButton::toggled, m_answers, &FlipAnswers::setDiff);
    return row;
}

void FlipsTab::buildSides()
{
    auto *choices = new QFormLayout;
    choices->setRowWrapPolicy(QFormLayout::WrapLongRows);
    choices->addRow(tr("&Benchmark:"), m_benchmark);
    choices->addRow(tr("&Run:"), m_run);
    auto *left = new QWidget;
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins({});
    leftLayout->addLayout(choices);
    leftLayout->addWidget(m_pictures, 1);
    auto *right = new QWidget;
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins({});
    rightLayout->addLayout(buildButtons());
    auto *inner = new QSplitter(Qt::Vertical);
    inner->setChildrenCollapsible(false);
    inner->addWidget(m_table);
    inner->addWidget(m_answers);
    inner->setStretchFactor(0, 2);
    inner->setStretchFactor(1, 3);
    rightLayout->addWidget(inner, 1);
    auto *splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(left);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_sentence);
    layout->addWidget(splitter, 1);
    layout->addWidget(m_hint);
}

static QString keyHint(bool notes)
{
    return notes ? FlipsTab::tr("J, K: next, previous · F: next failure · X: next flip · U: next flip to do · D: differences · 1–5: reason · R, W: right, wrong · N: note · T: tags · A: regression set · Ctrl+Z: undo")
                 : FlipsTab::tr("J, K: next, previous · F: next failure · X: next flip · D: differences");
}

void FlipsTab::connectModels()
{
    m_hint->setText(keyHint(m_book != nullptr));
    m_pictures->square().installEventFilter(this);
    connect(m_pictures, &FlipPictures::chosen, this, &FlipsTab::showClass);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &FlipsTab::showCurrent);
    connect(&m_items, &QAbstractItemModel::modelReset, this, &FlipsTab::updateCount);
    connect(m_answers, &FlipAnswers::leave, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_answers, &FlipAnswers::failed, m_hint, &QLabel::setText);
    if (m_book) {
        connect(m_answers, &FlipAnswers::notesWanted, this, [this] { m_notes->setChecked(true); });
        connect(m_book.get(), &TriageBook::reasonsChanged, this, &FlipsTab::updateCount);
        connect(m_book.get(), &TriageBook::failed, this, [this](const Error &error) { m_hint->setText(tr("Not kept: %1").arg(error.message)); });
        connect(m_book.get(), &TriageBook::placeRead, this, [this] {
            updateCount();
            if (m_items.isToDo())
                showFirst();
        });
    }
    connect(&m_runs, &RunSet::compared, this, [this] {
        m_stale = true;
        if (isVisible())
            fillChoices();
    });
}

void FlipsTab::setCaveat(const QString &caveat) { m_pictures->setCaveat(caveat); }

void FlipsTab::setPlainWording(bool plain)
{
    m_plain = plain;
    m_stale = true;
    if (isVisible())
        fillChoices();
}

void FlipsTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        fillChoices();
}

void FlipsTab::fillChoices()
{
    m_stale = false;
    const RunComparison &comparison = m_runs.comparison();
    const QString run = m_run->currentData().toString(), benchmark = m_benchmark->currentText();
    {
        const QSignalBlocker quietBenchmark(m_benchmark), quietRun(m_run);
        m_benchmark->clear();
        m_run->clear();
        for (int i = 0; i < comparison.rows.size(); ++i) {
            if (comparison.rows.at(i).primary) // what single items are scored by
                m_benchmark->addItem(comparedRowTitle(comparison.rows.at(i)), i);
        }
        for (int i = 0; i < comparison.refs.size(); ++i) {
            if (i != comparison.baseline)
                m_run->addItem(comparison.names.at(i), comparison.refs.at(i));
        }
        m_benchmark->setCurrentIndex(std::max(0, m_benchmark->findText(benchmark)));
        m_run->setCurrentIndex(std::max(0, m_run->findData(run)));
    }
    fill();
}

void FlipsTab::showItems(int sourceRow, int column)
{
    if (m_stale)
        fillChoices();
    const RunComparison &comparison = m_runs.comparison();
    m_benchmark->setCurrentIndex(m_benchmark->findData(primaryRow(comparison, sourceRow)));
    if (column != comparison.baseline)
        m_run->setCurrentIndex(m_run->findData(comparison.refs.value(column)));
    m_table->setFocus(Qt::OtherFocusReason);
}

QString FlipsTab::emptyReason(const ComparedRow &row, int column) const
{
    const RunComparison &comparison = m_runs.comparison();
    for (const int at : {comparison.baseline, column}) {
        const QString name = comparison.names.value(at);
        if (!row.cells.at(at).value)
            return tr("%1 has no score here: %2.", "a run and why").arg(name, missingText(row.cells.at(at).state));
        const RunSet::Run *run = m_runs.loaded(m_runs.placeOfColumn(at));
        if (run && !run->scores.contains(row.cells.at(at).index))
            return run->withoutScores.isEmpty() ? tr("%1 has no scores of single items.").arg(name) : tr("%1 has no scores of single items. %2").arg(name, run->withoutScores);
    }
    return tr("The two runs share no item.");
}

void FlipsTab::fill()
{
    const RunComparison &comparison = m_runs.comparison();
    const int rowAt = m_benchmark->currentData().isValid() ? m_benchmark->currentData().toInt() : -1;
    const int column = int(comparison.refs.indexOf(m_run->currentData().toString()));
    FlipPictures::Subject subject;
    FlipAnswers::Side sides[2];
    ScoreColumns scores[2];
    QString benchmarkId;
    RightRule rule;
    auto missing = MissingScores::LeftOut;
    if (rowAt < 0 || rowAt >= comparison.rows.size() || column < 0) {
        subject.empty = tr("Two runs are needed.");
        m_sentence->clear();
    } else {
        const ComparedRow &row = comparison.rows.at(rowAt);
        benchmarkId = row.id;
        subject.metric = row.metric;
        subject.unit = metricInfo(row.metric).unit;
        rule = rightRule(row.metric, row.lowerIsBetter);
        missing = row.cells.at(column).missing;
        const int columns[2] = {comparison.baseline, column};
        for (int side = 0; side < 2; ++side) {
            sides[side] = {comparison.refs.at(columns[side]), comparison.names.at(columns[side]), row.cells.at(columns[side]).index};
            if (const RunSet::Run *run = m_runs.loaded(m_runs.placeOfColumn(columns[side])))
                scores[side] = run->scores.value(sides[side].index);
        }
        subject.empty = emptyReason(row, column);
        updateSentence(row, column);
    }
    subject.before = sides[0].name;
    subject.after = sides[1].name;
    m_empty = subject.empty;
    m_answers->setSides(sides[0], sides[1], benchmarkId);
    m_items.setScores(scores[0], scores[1], rule, missing);
    if (m_items.isMeasured())
        subject.empty = tr("This metric measures: no item is right or wrong.");
    for (int side = 0; side < 2 && !m_items.isBinary(); ++side) {
        for (const auto &score : scores[side].scores) {
            if (score)
                subject.scores[side] << *score;
        }
    }
    m_pictures->show(subject);
    if (!m_items.isToDo())
        m_items.setShown({});
    showFirst();
}

void FlipsTab::updateSentence(const ComparedRow &row, int column)
{
    const ComparedCell &cell = row.cells.at(column);
    QString text;
    if (cell.comparison)
        text = comparisonSentence(*cell.comparison, m_runs.comparison().names.at(column), QLocale(), m_plain ? Wording::Plain : Wording::Judging);
    if (!cell.note.isEmpty())
        text += (text.isEmpty() ? QString() : QStringLiteral(" ")) + cell.note;
    m_sentence->setText(text);
    m_sentence->setVisible(!text.isEmpty());
}

void FlipsTab::updateCount()
{
    const int rows = m_items.rowCount();
    QString text = m_items.shown() ? tr("%n item(s): %1", "of one kind", rows).arg(flipChangeText(*m_items.shown())) : tr("%n item(s)", nullptr, rows);
    if (m_items.isToDo())
        text = tr("%1 of %n flip(s) to do", "how many of how many", m_items.flips()).arg(QLocale().toString(m_items.untouched()));
    m_count->setText(text);
}

void FlipsTab::showClass(std::optional<FlipChange> change)
{
    if (m_toDo)
        m_toDo->setChecked(false);
    m_items.setShown(change);
    showFirst();
}

void FlipsTab::setToDo(bool on)
{
    m_items.setToDo(on);
    if (on)
        m_notes->setChecked(true);
    showFirst();
    m_table->setFocus(Qt::OtherFocusReason);
}

void FlipsTab::goTo(int row)
{
    if (row < 0)
        return;
    m_hint->setText(keyHint(m_book != nullptr));
    m_table->setCurrentIndex(m_items.index(row, 0));
}

void FlipsTab::showFirst()
{
    goTo(m_items.rowCount() > 0 ? 0 : -1);
    showCurrent();
}

void FlipsTab::showCurrent()
{
    const int row = m_table->currentIndex().row();
    m_diff->setEnabled(row >= 0);
    if (row >= 0 && row < m_items.rowCount())
        return m_answers->showItem(m_items.item(row));
    const bool none = m_items.rowCount() == 0;
    if (none && m_items.isToDo())
        m_answers->clear(m_items.flips() > 0 ? tr("Something was noted about every flip.") : tr("No item flipped."));
    else
        m_answers->clear(none ? (m_items.shown() ? tr("There is no such item.") : m_empty) : tr("Choose an item to see both answers."));
}

void FlipsTab::nextToDo()
{
    const int row = m_items.nextUntouched(m_table->currentIndex().row());
    if (row >= 0)
        goTo(row);
    else
        m_hint->setText(m_items.untouched() > 0 ? tr("No flip of these is left to do.") : tr("Something was noted about every flip."));
}

bool FlipsTab::noteKey(int key)
{
    const TriageStrip::Key done = m_answers->key(key);
    // In the queue the next one is shown once a reason is given.
    if (done == TriageStrip::Key::Noted && m_items.isToDo() && key >= Qt::Key_1 && key <= Qt::Key_5)
        nextToDo();
    return done != TriageStrip::Key::NotMine;
}

bool FlipsTab::letter(int key)
{
    const int row = m_table->currentIndex().row();
    switch (key) {
    case Qt::Key_J: goTo(std::min(row + 1, m_items.rowCount() - 1)); return true;
    case Qt::Key_K: goTo(std::max(row - 1, m_items.rowCount() > 0 ? 0 : -1)); return true;
    case Qt::Key_F: goTo(m_items.nextFailure(row)); return true;
    case Qt::Key_X: goTo(m_items.nextFlip(row)); return true;
    case Qt::Key_D: m_diff->toggle(); return true;
    case Qt::Key_U:
        if (m_book)
            nextToDo();
        return m_book != nullptr;
    default: return noteKey(key);
    }
}

bool FlipsTab::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::NoModifier && letter(key->key()))
            return true;
        if (m_book && key->matches(QKeySequence::Undo)) {
            if (!m_book->undo())
                m_hint->setText(tr("There is nothing to undo."));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay
