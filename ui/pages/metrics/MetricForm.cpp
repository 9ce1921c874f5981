#include "ui/pages/metrics/MetricForm.h"

#include "ui/widgets/ProblemLabel.h"

#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QVBoxLayout>

namespace assay {

MetricForm::MetricForm(MetricTableModel &model, QWidget *parent) : QWidget(parent), m_model(model), m_layout(new QFormLayout(this))
{
    m_layout->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_names = addLine("names");
    m_pattern = addLine("pattern");
    m_title = addLine("title");
    m_unit = addChoice("unit");
    m_suffix = addLine("suffix");
    m_lowest = addLine("lowest");
    m_highest = addLine("highest");
    m_direction = addChoice("direction");
    m_decimals = new QSpinBox(this);
    m_decimals->setRange(-1, 12);
    m_decimals->setKeyboardTracking(false);
    connect(m_decimals, &QSpinBox::valueChanged, this, &MetricForm::take);
    addField("decimals", m_decimals);
    m_interval = addChoice("interval");
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &MetricForm::fill);
    retranslate();
    showRow(-1);
}

QLineEdit *MetricForm::addLine(const char *name)
{
    auto *line = new QLineEdit(this);
    connect(line, &QLineEdit::editingFinished, this, &MetricForm::take);
    addField(name, line);
    return line;
}

QComboBox *MetricForm::addChoice(const char *name)
{
    auto *choice = new QComboBox(this);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(choice, &QComboBox::activated, this, &MetricForm::take);
    addField(name, choice);
    return choice;
}

void MetricForm::addField(const char *name, QWidget *control)
{
    control->setObjectName(QStringLiteral("metric:") + QLatin1String(name));
    auto *holder = new QWidget(this);
    auto *column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(fontMetrics().height() / 6);
    auto *problem = new ProblemLabel(holder);
    column->addWidget(control);
    column->addWidget(problem);
    auto *label = new QLabel(this);
    label->setBuddy(control);
    m_layout->addRow(label, holder);
    m_fields.append({QLatin1String(name), label, control, problem});
}

void MetricForm::showRow(int row)
{
    m_row = row;
    setEnabled(row >= 0);
    fill();
}

void MetricForm::focusName()
{
    m_names->setFocus(Qt::OtherFocusReason);
    m_names->selectAll();
}

void MetricForm::fill()
{
    const QScopedValueRollback filling(m_filling, true);
    const MetricTableModel::Entry entry = m_row >= 0 && m_row < m_model.rowCount() ? m_model.entry(m_row) : MetricTableModel::Entry();
    const MetricInfo &info = entry.info;
    const auto end = [](const std::optional<double> &value) { return value ? QLocale().toString(*value, 'g', 12) : QString(); };
    m_names->setText(entry.names.join(QStringLiteral(", ")));
    m_pattern->setText(entry.pattern);
    m_title->setText(info.title);
    m_unit->setCurrentIndex(m_unit->findData(int(info.unit)));
    m_suffix->setText(info.suffix);
    m_lowest->setText(end(info.lowest));
    m_highest->setText(end(info.highest));
    m_direction->setCurrentIndex(info.lowerIsBetter ? 1 : 0);
    m_decimals->setValue(info.decimals.value_or(-1));
    m_interval->setCurrentIndex(m_interval->findData(int(info.interval)));
    // The names of one of the program's are what tells that it is meant; another name is another metric.
    const bool seeded = m_row >= 0 && m_row < m_model.rowCount() && m_model.isSeeded(m_row);
    m_names->setReadOnly(seeded);
    m_pattern->setReadOnly(seeded);
    tell({}, {});
}

void MetricForm::take()
{
    if (m_filling || m_row < 0 || m_row >= m_model.rowCount())
        return;
    MetricTableModel::Entry entry = m_model.entry(m_row);
    MetricInfo &info = entry.info;
    if (!m_names->isReadOnly()) {
        entry.names.clear();
        const QStringList names = m_names->text().toLower().split(QLatin1Char(','), Qt::SkipEmptyParts);
        for (const QString &name : names) {
            if (!name.trimmed().isEmpty())
                entry.names << name.trimmed();
        }
        entry.pattern = m_pattern->text().trimmed();
    }
    info.title = m_title->text().trimmed();
    info.unit = MetricUnit(m_unit->currentData().toInt());
    info.suffix = m_suffix->text().trimmed();
    info.lowerIsBetter = m_direction->currentIndex() == 1;
    info.decimals = m_decimals->value() < 0 ? std::nullopt : std::optional(m_decimals->value());
    info.interval = IntervalMethod(m_interval->currentData().toInt());
    for (auto [line, end] : {std::pair(m_lowest, &info.lowest), std::pair(m_highest, &info.highest)}) {
        bool isNumber = true;
        const QString text = line->text().trimmed();
        const double number = text.isEmpty() ? 0 : QLocale().toDouble(text, &isNumber);
        if (!isNumber)
            return tell(line->objectName().section(QLatin1Char(':'), 1), tr("“%1” is no number; write one, or leave it empty for an open end.").arg(text));
        *end = text.isEmpty() ? std::nullopt : std::optional(number);
    }
    if (const auto problem = MetricTableModel::problem(entry))
        return tell(problem->detail == QLatin1String("range") ? QStringLiteral("lowest") : problem->detail.isEmpty() ? QStringLiteral("names") : problem->detail, problem->message);
    tell({}, {});
    m_model.change(m_row, entry);
}

/// Below the field it is about; all other fields are fine.
void MetricForm::tell(const QString &field, const QString &message)
{
    for (const Field &one : std::as_const(m_fields))
        one.problem->setProblem(one.name == field ? message : QString());
}

void MetricForm::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void MetricForm::retranslate()
{
    const QScopedValueRollback filling(m_filling, true);
    const QStringList labels{tr("Names"), tr("Pattern"), tr("Title"), tr("Unit"), tr("Unit as text"), tr("Lowest"), tr("Highest"), tr("Direction"), tr("Decimals"), tr("Interval")};
    const QStringList tips{tr("As providers spell them, separated by commas."), tr("A regular expression over the whole name, in lower case."), tr("For screens and reports."),
                           tr("Values keep the unit they are reported in."), tr("For a unit that is not in the list, for example USD."), tr("Empty: no lower end."),
                           tr("Empty: no upper end."), tr("Decides what a gate asks for and which way a bar is good."), tr("Digits after the point."),
                           tr("How the uncertainty is computed.")};
    for (qsizetype i = 0; i < m_fields.size(); ++i) {
        m_fields.at(i).label->setText(labels.at(i));
        m_fields.at(i).control->setAccessibleName(labels.at(i));
        m_fields.at(i).control->setAccessibleDescription(tips.at(i));
        m_fields.at(i).control->setToolTip(tips.at(i));
    }
    const auto words = [](QComboBox *box, const QList<MetricTableModel::Word> &list) {
        box->clear();
        for (const MetricTableModel::Word &word : list)
            box->addItem(word.title, word.value);
    };
    words(m_unit, MetricTableModel::units());
    words(m_interval, MetricTableModel::intervals());
    words(m_direction, {{0, tr("↑ Higher is better")}, {1, tr("↓ Lower is better")}});
    m_decimals->setSpecialValueText(tr("Automatic"));
    fill();
}

} // namespace assay
