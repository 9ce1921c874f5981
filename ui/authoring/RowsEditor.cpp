#include "ui/authoring/RowsEditor.h"

#include "models/authoring/DocumentModel.h"
#include "models/authoring/RowsModel.h"
#include "services/authoring/DocumentPath.h"
#include "ui/authoring/FieldForm.h"
#include "ui/authoring/RowsDelegate.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/RowTable.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

static void dressTable(QTableView *table, RowsModel &rows)
{
    table->setObjectName(QStringLiteral("rowsTable"));
    table->setModel(&rows);
    table->setItemDelegate(new RowsDelegate(table));
    makeRowTable(*table);
    table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    table->setDragDropMode(QAbstractItemView::DragDrop);
    table->setDefaultDropAction(Qt::MoveAction);
    table->setDragDropOverwriteMode(false);
    table->horizontalHeader()->setMaximumSectionSize(table->fontMetrics().averageCharWidth() * 40);
    for (int column = 1; column < rows.columnCount(); ++column)
        table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    fitColumn(table->horizontalHeader(), 0, 18);
}

RowsEditor::RowsEditor(DocumentModel &document, RowsModel &rows, const QList<QByteArray> &sections, Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent), m_document(document), m_rows(rows), m_table(new QTableView(this)), m_form(new FieldForm(document)), m_area(new QScrollArea(this))
{
    const QString pattern = path::parent(rows.rowPath(0)) + QStringLiteral("/*");
    for (const QByteArray &section : sections) {
        for (const FieldInfo &field : fieldsIn(document.kind(), section)) {
            if (path::within(field.path, pattern)) // a job has the same fields in two lists
                m_fields << field;
        }
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *halves = new QSplitter(orientation, this);
    halves->setChildrenCollapsible(false);
    halves->setHandleWidth(fontMetrics().height() / 2);
    auto *list = new QWidget(halves);
    auto *listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(0, 0, 0, 0);
    listLayout->addWidget(m_table, 1);
    auto *buttons = m_buttons = new QHBoxLayout;
    const auto button = [&](const char *icon, const char *name) {
        auto *made = new QPushButton(themeIcon(QLatin1String(icon)), {}, this);
        made->setObjectName(QLatin1String(name));
        buttons->addWidget(made);
        return made;
    };
    m_add = button("add", "rowAdd");
    m_duplicate = button("copy", "rowDuplicate");
    m_remove = button("remove", "rowRemove");
    m_up = button("previous", "rowUp");
    m_down = button("next", "rowDown");
    buttons->addStretch(1);
    listLayout->addLayout(buttons);
    m_area->setWidget(m_form);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus);
    halves->addWidget(list);
    halves->addWidget(m_area);
    // Half each: the table tells the rows apart, the form is where one works.
    m_area->setMinimumSize(fontMetrics().averageCharWidth() * 46, fontMetrics().height() * 5);
    halves->setSizes({10'000, 10'000});
    halves->setStretchFactor(0, 1);
    halves->setStretchFactor(1, 1);
    layout->addWidget(halves, 1);

    dressTable(m_table, m_rows);
    makeCommands();
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RowsEditor::showRow);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RowsEditor::updateCommands);
    connect(&m_rows, &QAbstractItemModel::rowsInserted, this, &RowsEditor::showRow);
    connect(&m_rows, &QAbstractItemModel::rowsRemoved, this, &RowsEditor::showRow);
    retranslate();
    showRow();
}

void RowsEditor::setCanAdd(bool can)
{
    m_add->setVisible(can);
    const auto keys = m_table->findChildren<QShortcut *>(Qt::FindDirectChildrenOnly);
    for (QShortcut *key : keys) {
        if (key->key() == QKeySequence(Qt::Key_Insert))
            key->setEnabled(can);
    }
}

void RowsEditor::makeCommands()
{
    const auto command = [this](QPushButton *button, const QKeySequence &key, auto handler) {
        if (button)
            connect(button, &QPushButton::clicked, this, handler);
        auto *shortcut = new QShortcut(key, m_table, nullptr, nullptr, Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, handler);
    };
    command(m_add, QKeySequence(Qt::Key_Insert), &RowsEditor::add);
    command(m_duplicate, QKeySequence(Qt::CTRL | Qt::Key_D), &RowsEditor::duplicate);
    command(m_remove, QKeySequence(Qt::Key_Delete), &RowsEditor::remove);
    command(m_up, QKeySequence(Qt::ALT | Qt::Key_Up), [this] { moveBy(-1); });
    command(m_down, QKeySequence(Qt::ALT | Qt::Key_Down), [this] { moveBy(1); });
    command(nullptr, QKeySequence::Copy, &RowsEditor::copy);
    command(nullptr, QKeySequence::Paste, &RowsEditor::paste);
}

QList<int> RowsEditor::selectedRows() const
{
    QList<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows << index.row();
    std::ranges::sort(rows);
    return rows;
}

void RowsEditor::selectRows(int first, int count)
{
    if (first < 0 || first + count > m_rows.rowCount() || count < 1)
        return;
    m_table->selectionModel()->setCurrentIndex(m_rows.index(first, 0), QItemSelectionModel::NoUpdate);
    m_table->selectionModel()->select(QItemSelection(m_rows.index(first, 0), m_rows.index(first + count - 1, m_rows.columnCount() - 1)),
                                      QItemSelectionModel::ClearAndSelect);
    m_table->scrollTo(m_rows.index(first, 0));
}

void RowsEditor::add()
{
    if (m_readOnly)
        return;
    const int at = m_rows.rowCount();
    m_rows.insert(at, {QVariantMap()});
    selectRows(at, 1);
    // A new row is filled from its first field on.
    if (!m_fields.isEmpty())
        m_form->focusField(path::inRow(m_fields.first().path, m_rows.rowPath(at)));
}

QPushButton *RowsEditor::addCommand(const QString &icon, const QString &name, const QKeySequence &key, const std::function<void(const QList<int> &rows)> &run)
{
    auto *button = new QPushButton(themeIcon(icon), {}, this);
    button->setObjectName(name);
    m_buttons->insertWidget(m_buttons->count() - 1, button); // before the stretch
    m_more << button;
    const auto act = [this, run] {
        if (const QList<int> rows = selectedRows(); !rows.isEmpty() && !m_readOnly)
            run(rows);
    };
    connect(button, &QPushButton::clicked, this, act);
    connect(new QShortcut(key, m_table, nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated, this, act);
    updateCommands();
    return button;
}

void RowsEditor::duplicate()
{
    const QList<int> rows = selectedRows();
    if (m_readOnly || rows.isEmpty())
        return;
    QVariantList copies;
    for (const int row : rows)
        copies << m_rows.rows().at(row);
    m_rows.insert(rows.last() + 1, copies);
    selectRows(rows.last() + 1, int(copies.size()));
}

void RowsEditor::remove()
{
    const QList<int> rows = selectedRows();
    if (m_readOnly || rows.isEmpty())
        return;
    m_rows.remove(rows);
    selectRows(qMin(rows.first(), m_rows.rowCount() - 1), 1);
}

void RowsEditor::moveBy(int step)
{
    const QList<int> rows = selectedRows();
    if (m_readOnly || rows.isEmpty() || (step < 0 && rows.first() == 0) || (step > 0 && rows.last() == m_rows.rowCount() - 1))
        return;
    const int first = step < 0 ? rows.first() - 1 : rows.last() + 2 - int(rows.size());
    m_rows.move(rows, step < 0 ? rows.first() - 1 : rows.last() + 2);
    selectRows(first, int(rows.size()));
    showRow();
}

void RowsEditor::copy()
{
    if (const QList<int> rows = selectedRows(); !rows.isEmpty())
        QGuiApplication::clipboard()->setMimeData(m_rows.copied(rows));
}

void RowsEditor::paste()
{
    if (m_readOnly)
        return;
    const QList<int> rows = selectedRows();
    const int at = rows.isEmpty() ? m_rows.rowCount() : rows.last() + 1, before = m_rows.rowCount();
    if (m_rows.paste(QGuiApplication::clipboard()->mimeData(), at))
        selectRows(at, m_rows.rowCount() - before);
    else
        Q_EMIT said(tr("The clipboard holds no rows: copy some from a table like this one, from a spreadsheet, or as JSON."));
}

void RowsEditor::showRow()
{
    const int row = m_table->currentIndex().row();
    const bool any = row >= 0 && row < m_rows.rowCount();
    const QString path = any ? m_rows.rowPath(row) : QString();
    if (any && (m_form->row() != path || m_form->isHidden() || m_fieldsOf))
        m_form->setFields(m_fieldsOf ? m_fieldsOf(path) + m_fields : m_fields, path);
    else if (!any)
        m_form->setFields({}, {});
    m_form->setVisible(any);
    m_form->setReadOnly(m_readOnly);
    updateCommands();
    Q_EMIT rowShown(path);
}

void RowsEditor::setFieldsOf(FieldsOf fieldsOf)
{
    m_fieldsOf = std::move(fieldsOf);
    showRow();
}

void RowsEditor::updateCommands()
{
    const QList<int> rows = selectedRows();
    m_add->setEnabled(!m_readOnly);
    m_duplicate->setEnabled(!m_readOnly && !rows.isEmpty());
    m_remove->setEnabled(!m_readOnly && !rows.isEmpty());
    for (QPushButton *button : std::as_const(m_more))
        button->setEnabled(!m_readOnly && !rows.isEmpty());
    m_up->setEnabled(!m_readOnly && !rows.isEmpty() && rows.first() > 0);
    m_down->setEnabled(!m_readOnly && !rows.isEmpty() && rows.last() < m_rows.rowCount() - 1);
}

void RowsEditor::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    m_rows.setReadOnly(readOnly);
    m_form->setReadOnly(readOnly);
    updateCommands();
}

bool RowsEditor::focusPath(const QString &path)
{
    const QString list = path::parent(m_rows.rowPath(0));
    if (!path::within(path, list))
        return false;
    bool number = false;
    const int row = path::split(path.mid(list.size() + 1)).value(0).toInt(&number);
    if (!number || row >= m_rows.rowCount()) {
        m_table->setFocus(Qt::OtherFocusReason);
        return true;
    }
    selectRows(row, 1);
    if (!m_form->focusField(path))
        m_table->setFocus(Qt::OtherFocusReason);
    return true;
}

void RowsEditor::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void RowsEditor::retranslate()
{
    m_table->setAccessibleName(tr("Rows"));
    m_add->setText(tr("Add"));
    m_add->setToolTip(tr("Add a row (Insert)"));
    m_duplicate->setText(tr("Duplicate"));
    m_duplicate->setToolTip(tr("Duplicate the chosen rows (Ctrl+D)"));
    m_remove->setText(tr("Remove"));
    m_remove->setToolTip(tr("Remove the chosen rows (Delete)"));
    m_up->setText(tr("Up"));
    m_up->setToolTip(tr("Move the chosen rows up (Alt+Up)"));
    m_down->setText(tr("Down"));
    m_down->setToolTip(tr("Move the chosen rows down (Alt+Down)"));
}

} // namespace assay
