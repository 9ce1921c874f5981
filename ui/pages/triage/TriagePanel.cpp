#include "ui/pages/triage/TriagePanel.h"

#include "models/results/Rescore.h"
#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/StatePanel.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/SaveDialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

static QLabel *heading(const QString &text)
{
    auto *label = new QLabel(text);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

static QLabel *words(const char *name)
{
    auto *label = new QLabel;
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

TriagePanel::TriagePanel(TriageBook &book, TriageStore &store, JobService &jobs, const Capabilities &capabilities, QWidget *parent)
    : QWidget(parent), m_reasons(book), m_set(store, jobs), m_calibration(book, jobs), m_capabilities(capabilities)
{
    setObjectName(QStringLiteral("triagePanel"));
    auto *inside = new QWidget;
    auto *layout = new QVBoxLayout(inside);
    layout->setContentsMargins({});
    buildReasons(*layout);
    buildSet(*layout);
    buildCalibration(*layout);
    layout->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inside);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins({});
    outer->addWidget(scroll);
    setMinimumWidth(fontMetrics().horizontalAdvance(QLatin1Char('0')) * 42);
    showSet();
    showCalibration();
}

void TriagePanel::buildReasons(QVBoxLayout &layout)
{
    auto *title = heading(tr("Reasons"));
    m_reasonTable = new QTableView;
    setUpTable(*m_reasonTable, QStringLiteral("reasonTable"), tr("Reasons and how often each was given"));
    title->setBuddy(m_reasonTable);
    m_reasonTable->setModel(&m_reasons);
    m_reasonTable->setItemDelegate(new CellDelegate(m_reasonTable));
    m_reasonTable->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_reasonTable->horizontalHeader()->setStretchLastSection(false);
    setColumnChars(*m_reasonTable, ReasonModel::CountColumn, 9);
    setColumnChars(*m_reasonTable, ReasonModel::BarColumn, 8);
    fitColumn(m_reasonTable->horizontalHeader(), ReasonModel::NameColumn, 14);
    connect(m_reasonTable, &QTableView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT chosen(QStringLiteral("reason=%1").arg(index.row() + 1)); });
    auto *hint = words("reasonHint");
    hint->setText(tr("Enter shows its samples, F2 changes the name."));
    layout.addWidget(title);
    layout.addWidget(m_reasonTable);
    layout.addWidget(hint);
}

void TriagePanel::buildSet(QVBoxLayout &layout)
{
    layout.addWidget(heading(tr("Regression Set")));
    m_setCount = words("setCount");
    layout.addWidget(m_setCount);
    auto *form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_name = new QLineEdit(QStringLiteral("regression-set"));
    m_name->setObjectName(QStringLiteral("setName"));
    form->addRow(tr("Benchmark:"), m_name);
    m_scorer = new QComboBox;
    m_scorer->setObjectName(QStringLiteral("setScorer"));
    for (const QString &function : {QStringLiteral("basic::subset_of"), QStringLiteral("basic::equality")})
        m_scorer->addItem(scorerTitle(function), function);
    m_scorer->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_scorer->setMinimumContentsLength(12);
    form->addRow(tr("Right when:"), m_scorer);
    layout.addLayout(form);
    m_make = new QPushButton(tr("Make a Benchmark"));
    m_make->setObjectName(QStringLiteral("makeBenchmark"));
    m_export = new QPushButton(tr("Export as JSONL …"));
    m_export->setObjectName(QStringLiteral("exportSet"));
    layout.addWidget(m_make);
    layout.addWidget(m_export);
    m_setSaid = words("setSaid");
    layout.addWidget(m_setSaid);
    connect(m_make, &QPushButton::clicked, this, [this] { m_set.makeBenchmark(m_name->text(), m_scorer->currentData().toString()); });
    connect(m_name, &QLineEdit::returnPressed, m_make, &QPushButton::click);
    connect(m_export, &QPushButton::clicked, this, [this] {
        askWhereToSave(this, {tr("Export the Regression Set"), QStringLiteral("regression-set.jsonl"), QStringLiteral("jsonl"), tr("JSON lines (*.jsonl)")}, &m_set,
                       [this](const QString &path) { m_set.exportTo(path); });
    });
    connect(&m_set, &RegressionSet::changed, this, &TriagePanel::showSet);
    connect(&m_set, &RegressionSet::said, this, [this](const QString &sentence, bool wrong) { m_setSaid->setText(wrong ? tr("⚠ %1").arg(sentence) : sentence); });
    connect(&m_set, &RegressionSet::made, this, &TriagePanel::benchmarkMade);
}

void TriagePanel::buildCalibration(QVBoxLayout &layout)
{
    layout.addWidget(heading(tr("Judge Against Your Labels")));
    m_judge = new QComboBox;
    m_judge->setObjectName(QStringLiteral("calibrationScorer"));
    m_judge->setAccessibleName(tr("Scorer or judge that is compared with your labels"));
    m_judge->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_judge->setMinimumContentsLength(12);
    m_judge->addItem(tr("Primary score"), QString());
    connect(m_judge, &QComboBox::currentIndexChanged, this, [this] { m_calibration.setScorer(m_judge->currentData().toString()); });
    m_agreement = words("calibrationSentence");
    m_confusion = words("calibrationTable");
    layout.addWidget(m_judge);
    layout.addWidget(m_agreement);
    layout.addWidget(m_confusion);
    connect(&m_calibration, &Calibration::changed, this, &TriagePanel::showCalibration);
}

void TriagePanel::setCapabilities(const Capabilities &capabilities)
{
    m_capabilities = capabilities;
    showSet();
}

void TriagePanel::showSet()
{
    const qsizetype all = m_set.items().size(), usable = m_set.usable();
    QString text = all == 0 ? tr("Nothing is kept yet: A on a sample keeps it.") : tr("%n sample(s) of all runs.", nullptr, int(all));
    if (usable < all)
        text += QLatin1Char(' ') + tr("%n of them cannot be asked again: they have no target or no prompt.", nullptr, int(all - usable));
    m_setCount->setText(text);
    const QString missing = m_capabilities.reasonMissing(Capability::PutTasks);
    m_make->setEnabled(usable > 0 && missing.isEmpty() && !m_set.isBusy());
    m_make->setToolTip(missing);
    if (!missing.isEmpty() && m_setSaid->text().isEmpty())
        m_setSaid->setText(missing);
    m_export->setEnabled(usable > 0);
}

void TriagePanel::showCalibration()
{
    for (const QString &name : m_calibration.scorers()) {
        if (m_judge->findData(name) < 0)
            m_judge->addItem(name, name);
    }
    m_judge->setVisible(m_calibration.labels() > 0);
    m_agreement->setText(m_calibration.sentence());
    const ConfusionTable &table = m_calibration.table();
    m_confusion->setVisible(table.total() > 0);
    const QLocale locale;
    m_confusion->setText(tr("Both right: %1\nOnly the judge says right: %2\nOnly you say right: %3\nBoth wrong: %4")
                             .arg(locale.toString(table.bothRight), locale.toString(table.onlyJudge), locale.toString(table.onlyPerson),
                                  locale.toString(table.bothWrong)));
}

void TriagePanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_calibration.setActive(true);
    // All rows at once, now that their height is known.
    m_reasonTable->setFixedHeight(m_reasonTable->horizontalHeader()->sizeHint().height() + m_reasonTable->verticalHeader()->length()
                                  + 2 * m_reasonTable->frameWidth() + m_reasonTable->fontMetrics().height());
}

void TriagePanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_calibration.setActive(false);
}

} // namespace assay
