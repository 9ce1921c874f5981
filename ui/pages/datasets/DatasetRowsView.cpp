#include "ui/pages/datasets/DatasetRowsView.h"

#include "models/datasets/DatasetDraft.h"
#include "models/datasets/DatasetEditModel.h"
#include "models/datasets/RowDraft.h"
#include "services/api/Connection.h"
#include "services/core/Async.h"
#include "ui/pages/datasets/AppendDialog.h"
#include "ui/pages/datasets/RowCellDelegate.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/FlowRow.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/SaveDialog.h"
#include "ui/widgets/TallPage.h"

#include <QAction>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

static constexpr qsizetype detailChars = 200'000; ///< of a cell: the box wraps it

DatasetRowsView::DatasetRowsView(Connection &connection, QWidget *parent)
    : QWidget(parent), m_connection(connection), m_model(new DatasetEditModel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_about = plainLabel(new Heading(Heading::Level::Caption, this), "datasetAbout");
    m_about->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_about);
    layout->addWidget(m_bar = buildBar());
    m_problem = plainLabel(new Heading(Heading::Level::Caption, this), "datasetRowProblem");
    layout->addWidget(m_problem);
    layout->addWidget(buildTables(), 1);
    addKeys();
    connect(&m_model->rows(), &DatasetRowsModel::loadChanged, this, [this] {
        if (m_goTo >= 0 && m_model->rowCount() > 0) {
            m_table->setCurrentIndex(m_model->index(std::min(std::exchange(m_goTo, -1), m_model->rowCount() - 1), 0));
            m_table->scrollTo(m_table->currentIndex());
        }
        update();
        Q_EMIT loadChanged();
    });
    connect(m_model, &DatasetEditModel::changed, this, [this] {
        update();
        Q_EMIT changed();
    });
    connect(m_model, &DatasetEditModel::refused, this, [this](const QString &sentence) { tell(UserMessage::Level::Warning, sentence); });
    connect(m_model, &DatasetEditModel::notSaved, this, [this](const Error &error) { tell(UserMessage::Level::Error, error.message); });
    connect(m_model, &DatasetEditModel::saved, this, &DatasetRowsView::saved);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &DatasetRowsView::showRow);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &DatasetRowsView::showRow);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DatasetRowsView::update);
    retranslate();
}

bool DatasetRowsView::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    keepLeastHeight(*this, *event); // the words about the dataset
    return done;
}

QWidget *DatasetRowsView::buildBar()
{
    auto *bar = new QWidget(this);
    auto *row = new FlowRow(bar);
    const auto button = [&](const char *name, const char *icon, auto slot) {
        auto *made = new QPushButton(themeIcon(QLatin1String(icon)), {}, bar);
        made->setObjectName(QLatin1String(name));
        connect(made, &QPushButton::clicked, this, slot);
        row->addWidget(made);
        return made;
    };
    m_version = new QSpinBox(bar);
    m_version->setObjectName(QStringLiteral("datasetVersion"));
    m_version->setKeyboardTracking(false); // "12" is no look at version 1
    connect(m_version, &QSpinBox::valueChanged, this, &DatasetRowsView::showVersion);
    row->addWidget(m_version);
    m_addRow = button("rowAdd", "add", [this] { addRow(); });
    m_removeRows = button("rowRemove", "remove", [this] { removeRows(); });
    m_newColumn = new QLineEdit(bar);
    m_newColumn->setObjectName(QStringLiteral("rowColumn"));
    m_newColumn->setMaximumWidth(20 * fontMetrics().averageCharWidth());
    connect(m_newColumn, &QLineEdit::returnPressed, this, &DatasetRowsView::addColumn);
    row->addWidget(m_newColumn);
    m_appendFile = button("rowAppend", "open", [this] { chooseFile(); });
    m_undo = button("rowUndo", "undo", [this] { m_model->undoStack().undo(); });
    m_redo = button("rowRedo", "refresh", [this] { m_model->undoStack().redo(); });
    m_changes = plainLabel(new QLabel(bar), "rowChanges");
    m_changes->setWordWrap(false);
    row->addWidget(m_changes);
    m_discard = button("rowDiscard", "cancel", [this] { m_model->discard(); });
    m_save = button("rowSave", "check", [this] { m_model->save(); });
    m_changes->setMinimumHeight(m_save->sizeHint().height()); // in a line with them
    return bar;
}

QWidget *DatasetRowsView::buildTables()
{
    auto *rows = new QSplitter(Qt::Horizontal, this);
    rows->setObjectName(QStringLiteral("datasetRowSplitter"));
    rows->setChildrenCollapsible(false);
    m_table = new QTableView(rows);
    m_table->setObjectName(QStringLiteral("datasetRows"));
    m_table->setModel(m_model);
    makeRowTable(*m_table);
    m_table->setItemDelegate(new RowCellDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->setVisible(true); // says which rows were changed
    m_table->horizontalHeader()->setDefaultSectionSize(40 * fontMetrics().averageCharWidth());
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_detail = plainTextBox(QStringLiteral("datasetDetail"), tr("The Whole Row"));
    rows->addWidget(m_detail);
    rows->setStretchFactor(0, 2);
    rows->setStretchFactor(1, 1);
    return rows;
}

void DatasetRowsView::addKeys()
{
    const auto key = [this](const QList<QKeySequence> &keys, QWidget *owner, auto slot) {
        auto *action = new QAction(this);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        owner->addAction(action);
    };
    key(QKeySequence::keyBindings(QKeySequence::Undo), this, [this] { m_model->undoStack().undo(); });
    key(QKeySequence::keyBindings(QKeySequence::Redo), this, [this] { m_model->undoStack().redo(); });
    key({QKeySequence::Save}, this, [this] { m_model->save(); });
    key({QKeySequence::Delete}, m_table, [this] { removeRows(); });
    key({QKeySequence(Qt::Key_Insert)}, m_table, [this] { addRow(); });
}

void DatasetRowsView::show(const Dataset *dataset)
{
    if (!dataset && m_dataset.id.isEmpty())
        return;
    const bool same = dataset && dataset->id == m_dataset.id;
    const bool older = same && dataset->version < m_dataset.version; // a list that was asked for before the last change
    if (same && (older || m_model->isChanged() || m_model->isSaving() || *dataset == m_dataset))
        return;
    const bool keeps = same && isOld() && dataset->version > *m_at; // what was is the same after a change
    m_dataset = dataset ? *dataset : Dataset();
    if (keeps)
        return update();
    m_goTo = same && m_table->currentIndex().isValid() ? m_table->currentIndex().row() : -1;
    m_at.reset();
    load();
}

void DatasetRowsView::load()
{
    const bool edits = m_connection.capabilities().has(Capability::EditRows);
    m_model->show(m_dataset.id.isEmpty() ? nullptr : m_connection.datasets(), m_dataset.id, edits ? m_dataset.version : std::nullopt, m_at);
    showRow();
    update();
}

void DatasetRowsView::keepDrafts(DraftStore &store)
{
    auto *draft = new RowDraft(*m_model, store, m_connection.id(), this);
    connect(draft, &RowDraft::restored, this, [this](const QString &changes) {
        UserMessage message;
        message.text = tr("Rows of “%1” that were not saved are here again (%2).").arg(m_dataset.id, changes);
        message.actions = {{tr("Discard"), [model = QPointer(m_model)] {
                                if (model)
                                    model->discard();
                            }}};
        message.key = QStringLiteral("datasets");
        Q_EMIT messageRequested(message);
    });
    connect(draft, &RowDraft::outdated, this, [this](qint64 version) {
        tell(UserMessage::Level::Warning, tr("Rows of “%1” were changed and not saved, at its version %2. It is another version now, so the changes are not put back.").arg(m_dataset.id).arg(version));
    });
    connect(draft, &RowDraft::failed, this, [this](const QString &sentence) { tell(UserMessage::Level::Warning, sentence); });
}

void DatasetRowsView::showVersion(int version)
{
    if (isChanged()) { // they are for the rows that are there
        askToSave();
        return updateVersion();
    }
    m_goTo = -1;
    m_at = version < m_dataset.version.value_or(0) ? std::optional<qint64>(version) : std::nullopt;
    load();
}

void DatasetRowsView::updateVersion()
{
    const int newest = int(std::min<qint64>(m_dataset.version.value_or(0), std::numeric_limits<int>::max()));
    const QSignalBlocker quiet(m_version);
    m_version->setVisible(newest > 1 && m_connection.capabilities().has(Capability::DatasetVersions));
    m_version->setRange(1, std::max(newest, 1));
    m_version->setSuffix(QLatin1Char(' ') + tr("of %1", "behind the number of a version").arg(QLocale().toString(newest)));
    m_version->setValue(int(m_at.value_or(newest)));
}

bool DatasetRowsView::isChanged() const { return m_model->isChanged() || m_model->isSaving(); }

void DatasetRowsView::askToSave()
{
    UserMessage message;
    message.level = UserMessage::Level::Warning;
    message.text = tr("Rows of “%1” have unsaved changes (%2). Save or discard them first.").arg(m_dataset.id, m_model->changes());
    const auto action = [this](void (DatasetEditModel::*what)()) {
        return [model = QPointer(m_model), what] {
            if (model)
                (model->*what)();
        };
    };
    message.actions = {{tr("Save"), action(&DatasetEditModel::save)}, {tr("Discard"), action(&DatasetEditModel::discard)}};
    message.key = QStringLiteral("datasets");
    Q_EMIT messageRequested(message);
}

void DatasetRowsView::retry() { m_model->rows().retry(); }

QStringList DatasetRowsView::columns() const
{
    QStringList names;
    for (int i = 0; i < m_model->rows().columnCount(); ++i)
        names << m_model->rows().column(i);
    return names;
}

const DatasetRow *DatasetRowsView::firstRow() const
{
    return m_model->rows().rowCount() > 0 ? m_model->rows().row(0) : nullptr;
}

/// The whole of a row, a column after another.
void DatasetRowsView::showRow()
{
    const QModelIndex current = m_table->currentIndex();
    const DatasetRow *row = current.isValid() ? m_model->row(current.row()) : nullptr;
    QString text = row ? tr("Row %1").arg(QLocale().toString(current.row() + 1)) + QLatin1String("\n\n") : QString();
    for (const auto &[name, cell] : row ? row->cells : QList<QPair<QString, QString>>()) {
        text += name + QLatin1Char('\n') + cell.left(detailChars) + QLatin1String("\n\n");
        if (cell.size() > detailChars)
            text += tr("Only the beginning is shown.") + QLatin1String("\n\n");
    }
    if (std::exchange(m_detailText, text) != text) // else the place that is read would be lost
        showPlainText(*m_detail, text);
}

void DatasetRowsView::update()
{
    const Capabilities &can = m_connection.capabilities();
    const bool shown = !m_dataset.id.isEmpty(), editable = m_model->isEditable(), changed = m_model->isChanged();
    updateVersion();
    const QString old = isOld() ? tr("Version %1 of %2: these are the rows as they were. They are for reading only.").arg(QLocale().toString(*m_at), QLocale().toString(m_dataset.version.value_or(0))) : QString();
    QStringList about{m_dataset.sha256.isEmpty() ? QString() : tr("Rows of %1 · SHA-256 %2").arg(m_dataset.id, m_dataset.sha256.left(16)), aboutDataset(m_dataset)};
    about.removeAll(QString());
    m_about->setText(isOld() ? old : about.join(QLatin1Char('\n')));
    m_about->setToolTip(isOld() ? QString() : m_dataset.sha256);
    m_about->setVisible(!m_about->text().isEmpty());
    m_problem->setText(m_model->rows().problem());
    m_problem->setVisible(!m_problem->text().isEmpty());
    const bool edits = shown && !isOld() && can.has(Capability::EditRows);
    for (QPushButton *one : {m_addRow, m_removeRows, m_undo, m_redo})
        one->setVisible(edits);
    m_appendFile->setVisible(shown && !isOld() && can.has(Capability::AppendRows));
    m_bar->setVisible(edits || m_appendFile->isVisibleTo(m_bar) || m_version->isVisibleTo(m_bar));
    m_newColumn->setVisible(edits);
    m_newColumn->setEnabled(editable);
    m_addRow->setEnabled(editable && m_model->columnCount() > 0);
    m_removeRows->setEnabled(editable && m_table->selectionModel()->hasSelection());
    m_appendFile->setEnabled(!changed && !m_model->isSaving());
    m_appendFile->setToolTip(changed ? tr("Save or discard the changes first.") : QString());
    m_undo->setEnabled(editable && m_model->undoStack().canUndo());
    m_redo->setEnabled(editable && m_model->undoStack().canRedo());
    m_changes->setText(m_model->isSaving() ? tr("Saving…") : m_model->changes());
    for (QWidget *one : std::initializer_list<QWidget *>{m_changes, m_discard, m_save})
        one->setVisible(changed || m_model->isSaving());
    m_discard->setEnabled(editable);
    m_save->setEnabled(editable);
}

void DatasetRowsView::addRow()
{
    const QModelIndex current = m_table->currentIndex();
    const int at = current.isValid() ? current.row() + 1 : m_model->rowCount();
    if (!m_addRow->isEnabled())
        return;
    m_model->addRow(at);
    m_table->setCurrentIndex(m_model->index(at, 0));
    m_table->setFocus();
    m_table->edit(m_table->currentIndex());
}

/// The name stays where it was refused, to be mended.
void DatasetRowsView::addColumn()
{
    const int was = m_model->columnCount();
    m_model->addColumn(m_newColumn->text());
    if (m_model->columnCount() == was)
        return;
    m_newColumn->clear();
    m_table->scrollTo(m_model->index(std::max(m_table->currentIndex().row(), 0), was));
}

void DatasetRowsView::removeRows()
{
    QList<int> numbers;
    for (const QItemSelectionRange &range : m_table->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            numbers << row;
    }
    m_model->removeRows(numbers);
}

void DatasetRowsView::saved(const Dataset &dataset)
{
    const QModelIndex current = m_table->currentIndex();
    m_dataset = dataset;
    m_model->show(m_connection.datasets(), dataset.id, dataset.version);
    m_goTo = current.isValid() ? current.row() : -1;
    const int rows = int(std::min<qint64>(dataset.rows.value_or(0), std::numeric_limits<int>::max()));
    tell(UserMessage::Level::Info, tr("Saved: “%1” has %n row(s) and is version %2.", nullptr, rows).arg(dataset.id).arg(dataset.version.value_or(0)));
}

void DatasetRowsView::chooseFile()
{
    askWhatToOpen(this, {tr("Append a File"), tr("Rows (*.jsonl *.ndjson *.json *.csv *.tsv);;All Files (*)")}, this, [this](const QString &path) { append(path); });
}

void DatasetRowsView::append(const QString &file)
{
    if (!m_connection.datasets() || m_dataset.id.isEmpty())
        return;
    auto *dialog = new AppendDialog(*m_connection.datasets(), m_dataset.id, file, columns(), this);
    connect(dialog, &AppendDialog::appendRequested, this, [this, id = m_dataset.id](const FileRows &rows) { appendRows(id, rows); });
    dialog->open();
}

void DatasetRowsView::appendRows(const QString &id, const FileRows &rows)
{
    if (!m_connection.datasets())
        return;
    const int added = int(rows.rows); // of a file of some megabytes
    tell(UserMessage::Level::Info, tr("Adding %n row(s) to “%1”…", nullptr, added).arg(id));
    whenDone(m_connection.datasets()->append(id, rows.all), this, [this, id, added](const Result<qint64> &all) {
        if (!all)
            return tell(UserMessage::Level::Error, all.error().message);
        tell(UserMessage::Level::Info, tr("%n row(s) added; counted anew, “%1” has %2.", nullptr, added).arg(id, QLocale().toString(*all)));
    });
}

void DatasetRowsView::tell(UserMessage::Level level, const QString &text)
{
    Q_EMIT messageRequested({level, text, {}, level == UserMessage::Level::Info ? 8000 : 0, {}, QStringLiteral("datasets")});
}

void DatasetRowsView::retranslate()
{
    m_version->setPrefix(tr("Version", "before its number") + QLatin1Char(' '));
    m_version->setAccessibleName(tr("Version of the Rows"));
    m_version->setToolTip(tr("Rows of an earlier version are read only."));
    m_addRow->setText(tr("Add Row"));
    m_removeRows->setText(tr("Remove Rows"));
    m_newColumn->setPlaceholderText(tr("New column"));
    m_newColumn->setAccessibleName(tr("Name of a New Column"));
    m_newColumn->setToolTip(tr("Enter adds a column of this name."));
    m_appendFile->setText(tr("Append a File…"));
    m_undo->setText(tr("Undo"));
    m_redo->setText(tr("Redo"));
    m_discard->setText(tr("Discard"));
    m_save->setText(tr("Save Rows"));
    m_table->setAccessibleName(tr("Rows of the Dataset"));
    m_detail->setAccessibleName(tr("The Whole Row"));
    update();
}

} // namespace assay
