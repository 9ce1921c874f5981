#include "ui/pages/datasets/OverlapForm.h"

#include "models/datasets/DatasetBenchmark.h"
#include "models/datasets/DatasetRowsModel.h"
#include "services/api/Connection.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSpinBox>

#include <algorithm>

namespace assay {

namespace {

enum Kind { EqualRows = 1, SharedWords = 2 };

QStringList columnsOf(const DatasetRowsModel &rows)
{
    QStringList columns;
    for (int i = 0; i < rows.columnCount(); ++i)
        columns << rows.headerData(i, Qt::Horizontal).toString();
    return columns;
}

} // namespace

OverlapForm::OverlapForm(Connection &connection, const QString &dataset, const QList<Dataset> &all, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_dataset(dataset)
    , m_all(all)
    , m_hereRows(new DatasetRowsModel(this))
    , m_thereRows(new DatasetRowsModel(this))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    grid->setHorizontalSpacing(fontMetrics().averageCharWidth() * 2);
    m_other = addBox("overlapOther", tr("Compare &with:"), 0, 0);
    m_hereColumn = addBox("overlapHereColumn", tr("Column &here:"), 1, 0);
    m_thereColumn = addBox("overlapThereColumn", tr("Column &there:"), 2, 0);
    m_kind = addBox("overlapKind", tr("&Find:"), 0, 2);
    m_words = new QSpinBox(this);
    m_words->setObjectName(QStringLiteral("overlapWords"));
    m_words->setRange(OverlapOptions::fewestWords, OverlapOptions::mostWords);
    m_words->setValue(OverlapOptions().runWords);
    m_words->setToolTip(tr("13 is usual: the check of GPT-3 and that of lm-evaluation-harness take so many. Fewer "
                           "words find more, and more that is chance."));
    addField(*m_words, tr("Words in a &row:"), 1, 2);

    m_other->addItem(tr("itself: rows that are there twice"), QString());
    for (const Dataset &one : m_all) {
        if (one.id != m_dataset)
            m_other->addItem(one.id, one.id);
    }
    m_other->setCurrentIndex(m_other->count() > 1 ? 1 : 0);
    m_kind->addItem(tr("equal rows and shared words"), EqualRows | SharedWords);
    m_kind->addItem(tr("equal rows only"), int(EqualRows));
    m_kind->addItem(tr("shared words only"), int(SharedWords));
    connect(m_hereRows, &DatasetRowsModel::loadChanged, this,
        [this] { fillColumns(*m_hereColumn, *m_hereRows, m_dataset); });
    connect(m_thereRows, &DatasetRowsModel::loadChanged, this,
        [this] { fillColumns(*m_thereColumn, *m_thereRows, m_other->currentData().toString()); });
    connect(m_other, &QComboBox::currentIndexChanged, this, &OverlapForm::showOther);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &OverlapForm::update);
    m_hereRows->show(m_connection.datasets(), m_dataset);
    showOther();
}

QComboBox *OverlapForm::addBox(const char *name, const QString &label, int row, int column)
{
    auto *box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // names of columns may be of any length
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    addField(*box, label, row, column);
    return box;
}

void OverlapForm::addField(QWidget &field, const QString &label, int row, int column)
{
    auto *text = new QLabel(label, this);
    text->setBuddy(&field);
    auto *grid = static_cast<QGridLayout *>(layout());
    grid->addWidget(text, row, column);
    grid->addWidget(&field, row, column + 1, qobject_cast<QSpinBox *>(&field) ? Qt::AlignLeft : Qt::Alignment());
}

bool OverlapForm::isWithin() const
{
    return m_other->currentData().toString().isEmpty();
}

void OverlapForm::showOther()
{
    m_thereColumn->clear();
    m_thereRows->show(m_connection.datasets(), m_other->currentData().toString());
    update();
}

/// Once for each dataset: what was chosen stays while further rows arrive.
void OverlapForm::fillColumns(QComboBox &box, const DatasetRowsModel &rows, const QString &dataset)
{
    const QStringList columns = columnsOf(rows);
    if (box.count() == 0 && !columns.isEmpty()) {
        for (const QString &column : columns)
            box.addItem(column, column);
        box.addItem(tr("all columns together"), QString());
        const int guess = box.findData(guessedBenchmark(dataset, columns).inputColumn);
        box.setCurrentIndex(guess >= 0 ? guess : box.count() - 1);
    }
    update();
}

void OverlapForm::update()
{
    m_hereColumn->setEnabled(m_hereColumn->count() > 0);
    m_thereColumn->setEnabled(m_thereColumn->count() > 0);
    auto *grid = static_cast<QGridLayout *>(layout());
    for (const int column : { 0, 1 })
        grid->itemAtPosition(2, column)->widget()->setVisible(!isWithin()); // the column there, and its label
    m_words->setEnabled((m_kind->currentData().toInt() & SharedWords) != 0);
    Q_EMIT changed();
}

bool OverlapForm::isReady() const
{
    return m_hereColumn->count() > 0 && (isWithin() || m_thereColumn->count() > 0);
}

QString OverlapForm::problem() const
{
    if (!m_connection.datasets())
        return m_connection.capabilities().reasonMissing(Capability::Datasets);
    for (const auto &[rows, dataset] :
        { std::pair(m_hereRows, m_dataset), std::pair(m_thereRows, m_other->currentData().toString()) }) {
        if (rows->load() == LoadState::Failed)
            return tr("The columns of “%1” cannot be read: %2").arg(dataset, rows->problem());
        if (rows->load() == LoadState::Ready && rows->columnCount() == 0)
            return tr("“%1” has no rows.").arg(dataset);
    }
    return {};
}

OverlapSide OverlapForm::sideOf(const QString &dataset, const QComboBox &column) const
{
    OverlapSide side;
    side.dataset = dataset;
    side.column = column.currentData().toString();
    const auto known
        = std::find_if(m_all.cbegin(), m_all.cend(), [&](const Dataset &one) { return one.id == dataset; });
    if (known != m_all.cend())
        side.rows = known->rows;
    return side;
}

OverlapRequest OverlapForm::request() const
{
    OverlapRequest request;
    request.here = sideOf(m_dataset, *m_hereColumn);
    request.options.within = isWithin();
    if (!isWithin())
        request.there = sideOf(m_other->currentData().toString(), *m_thereColumn);
    request.options.equalRows = (m_kind->currentData().toInt() & EqualRows) != 0;
    request.options.sharedWords = (m_kind->currentData().toInt() & SharedWords) != 0;
    request.options.runWords = m_words->value();
    return request;
}

} // namespace assay
