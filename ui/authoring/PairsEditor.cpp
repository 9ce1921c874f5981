#include "services/authoring/AuthoredDraft.h"
#include "ui/authoring/FieldEditor.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/RowTable.h"

#include <QHeaderView>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace assay {

PairsEditor::PairsEditor(const FieldInfo &field, QWidget *parent)
    : FieldEditor(field, parent), m_table(new QTableWidget(0, 2, this)), m_add(new QPushButton(themeIcon(QStringLiteral("add")), tr("Add Row"), this)),
      m_remove(new QPushButton(themeIcon(QStringLiteral("remove")), tr("Remove Row"), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 4);
    layout->addWidget(m_table);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    const bool range = field.keyMember == QLatin1String("range");
    m_table->setHorizontalHeaderLabels({range ? tr("Range") : tr("Name"), range ? tr("Meaning") : tr("Value")});
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Interactive);
    m_table->horizontalHeader()->resizeSection(0, fontMetrics().averageCharWidth() * 28);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->verticalHeader()->hide();
    keepRowHeight(*m_table);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    adopt(m_table);
    m_add->setAccessibleName(tr("Add Row to %1").arg(field.title()));
    m_remove->setAccessibleName(tr("Remove Row of %1").arg(field.title()));
    m_add->setObjectName(QStringLiteral("add:") + field.path);
    m_remove->setObjectName(QStringLiteral("remove:") + field.path);
    m_remove->setEnabled(false);
    connect(m_add, &QPushButton::clicked, this, &PairsEditor::addRow);
    connect(m_remove, &QPushButton::clicked, this, &PairsEditor::removeRow);
    connect(m_table, &QTableWidget::currentCellChanged, this, [this](int row) { m_remove->setEnabled(m_add->isEnabled() && row >= 0); });
    // The header knows its height only in its style.
    connect(m_table->horizontalHeader(), &QHeaderView::geometriesChanged, this, &PairsEditor::fitHeight);
    connect(m_table, &QTableWidget::cellChanged, this, [this] {
        if (!m_showing)
            Q_EMIT edited(typed());
    });
    fitHeight();
}

static QString cell(const QTableWidget *table, int row, int column)
{
    const QTableWidgetItem *item = table->item(row, column);
    return item ? item->text() : QString();
}

/// As the help says: what reads as a number, true, false or JSON is that; anything else, and what stands in quotation marks, is text.
static QVariant typedValue(const QString &text)
{
    const QVariant value = valueFromJson(text.trimmed().toUtf8());
    return value.isValid() ? value : QVariant(text);
}

static QString typedText(const QVariant &value)
{
    const QString text = value.toString();
    const bool plain = value.typeId() == QMetaType::QString && typedValue(text) == value;
    return plain ? text : QString::fromUtf8(jsonOf(value));
}

QVariant PairsEditor::typed() const
{
    QVariantMap object;
    QVariantList list;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const QString key = cell(m_table, row, 0).trimmed(), text = cell(m_table, row, 1);
        if (key.isEmpty() && text.isEmpty())
            continue; // a row that waits to be filled
        if (m_field.keyMember.isEmpty())
            object.insert(key, m_field.typedValues ? typedValue(text) : QVariant(text));
        else
            list << QVariantMap{{m_field.keyMember, key}, {m_field.valueMember, text}};
    }
    return !list.isEmpty() ? QVariant(list) : !object.isEmpty() ? QVariant(object) : QVariant();
}

void PairsEditor::setValue(const QVariant &value)
{
    if (typed() == value)
        return;
    m_showing = true;
    QList<QPair<QString, QString>> rows;
    if (m_field.keyMember.isEmpty()) {
        const QVariantMap object = value.toMap();
        for (auto it = object.begin(); it != object.end(); ++it)
            rows.append({it.key(), m_field.typedValues ? typedText(it.value()) : it.value().toString()});
    } else {
        for (const QVariant &row : value.toList())
            rows.append({row.toMap().value(m_field.keyMember).toString(), row.toMap().value(m_field.valueMember).toString()});
    }
    m_table->setRowCount(int(rows.size()));
    for (int row = 0; row < int(rows.size()); ++row) {
        m_table->setItem(row, 0, new QTableWidgetItem(rows.at(row).first));
        m_table->setItem(row, 1, new QTableWidgetItem(rows.at(row).second));
    }
    m_showing = false;
    fitHeight();
}

void PairsEditor::addRow()
{
    m_showing = true;
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    for (int column = 0; column < 2; ++column)
        m_table->setItem(row, column, new QTableWidgetItem);
    m_showing = false;
    fitHeight();
    m_table->setCurrentCell(row, 0);
    m_table->setFocus(Qt::OtherFocusReason);
    m_table->editItem(m_table->item(row, 0));
}

void PairsEditor::removeRow()
{
    if (m_table->currentRow() < 0 || !m_add->isEnabled())
        return;
    m_table->removeRow(m_table->currentRow());
    fitHeight();
    Q_EMIT edited(typed());
}

/// Header and up to eight rows.
void PairsEditor::fitHeight()
{
    const int rows = qBound(1, m_table->rowCount(), 8);
    const QHeaderView *header = m_table->horizontalHeader();
    m_table->setFixedHeight(qMax(header->sizeHint().height(), header->isVisible() ? header->height() : 0) + rows * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth());
}

bool PairsEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Insert && m_add->isEnabled())
            return addRow(), true;
        if (key == Qt::Key_Delete && !m_table->isPersistentEditorOpen(m_table->currentItem()))
            return removeRow(), true;
    }
    return FieldEditor::eventFilter(watched, event);
}

QWidget *PairsEditor::control() const { return m_table; }

void PairsEditor::setReadOnly(bool readOnly)
{
    m_add->setEnabled(!readOnly);
    m_remove->setEnabled(!readOnly && m_table->currentRow() >= 0);
    m_table->setEditTriggers(readOnly ? QAbstractItemView::NoEditTriggers
                                      : QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
}

} // namespace assay
