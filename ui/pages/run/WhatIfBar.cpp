#include "ui/pages/run/WhatIfBar.h"

#include "ui/theme/Icons.h"
#include "ui/widgets/FlowRow.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace assay {

GateBox::GateBox(QWidget *parent) : QDoubleSpinBox(parent)
{
    setRange(-1e12, 1e12);
    setDecimals(9);
    setKeyboardTracking(false);
    setCorrectionMode(QAbstractSpinBox::CorrectToPreviousValue);
    setMinimumWidth(fontMetrics().horizontalAdvance(QLatin1Char('0')) * 10);
    setMaximumWidth(fontMetrics().horizontalAdvance(QLatin1Char('0')) * 16);
}

void GateBox::setName(const QString &name)
{
    setAccessibleName(name);
    lineEdit()->setAccessibleName(name);
}

QString GateBox::textFromValue(double value) const
{
    return m_none ? tr("none", "there is no gate") : locale().toString(value, 'g', 9);
}

void GateBox::setGate(const std::optional<double> &gate, double start, double step)
{
    setSingleStep(step);
    if (m_none == !gate && value() == gate.value_or(start))
        return; // what is being typed stays
    const QSignalBlocker quiet(this);
    m_none = !gate;
    // Through another value: text is made only when the value changes.
    setValue(gate.value_or(start) + step);
    setValue(gate.value_or(start));
}

void GateBox::stepBy(int steps)
{
    m_none = false;
    QDoubleSpinBox::stepBy(steps);
}

static constexpr double weightSteps[] = {0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
                                         1.2, 1.5, 1.75, 2, 2.5, 3,   4,   5,   6,   7,   8,   9, 10};

WeightSlider::WeightSlider(QWidget *parent) : QSlider(Qt::Horizontal, parent)
{
    setRange(0, int(std::size(weightSteps)) - 1);
    setPageStep(4);
    setFixedWidth(fontMetrics().horizontalAdvance(QLatin1Char('0')) * 14);
    setMinimumHeight(24);
    connect(this, &QSlider::valueChanged, this, [this](int at) { Q_EMIT drawn(weightSteps[at]); });
}

void WeightSlider::setWeight(double weight)
{
    const QSignalBlocker quiet(this);
    const auto nearest = std::ranges::min_element(weightSteps, {}, [weight](double step) { return std::abs(step - weight); });
    setValue(int(nearest - std::begin(weightSteps)));
}

static QLabel *sentenceLabel(const char *objectName)
{
    auto *label = new QLabel;
    label->setObjectName(QLatin1String(objectName));
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    return label;
}

WhatIfBar::WhatIfBar(WhatIf &whatIf, QWidget *parent) : QWidget(parent), m_whatIf(whatIf)
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    auto *fields = new FlowRow;
    fields->setSpacing(gap);
    const auto field = [&](const char *objectName, QLabel *&label, bool stretches) {
        auto *box = new GateBox;
        box->setObjectName(QLatin1String(objectName));
        label = new QLabel;
        label->setTextFormat(Qt::PlainText);
        label->setBuddy(box);
        if (stretches) // a long name is cut, its field is not
            label->setMinimumWidth(gap * 8);
        auto *together = new QWidget;
        auto *row = new QHBoxLayout(together);
        row->setContentsMargins({});
        row->addWidget(label);
        row->addWidget(box);
        fields->addWidget(together);
        return box;
    };
    m_gate = field("whatIfGate", m_gateLabel, true);
    m_weight = field("whatIfWeight", m_weightLabel, false);
    m_weight->setRange(0.001, 1e6);
    m_weightSlider = new WeightSlider;
    m_weightSlider->setObjectName(QStringLiteral("whatIfWeightSlider"));
    m_weight->parentWidget()->layout()->addWidget(m_weightSlider);
    m_runGate = field("whatIfRunGate", m_runGateLabel, false);
    layout->addLayout(fields);

    m_tried = sentenceLabel("whatIfSentence");
    m_recorded = sentenceLabel("whatIfRecorded");
    QFont bold = m_tried->font();
    bold.setBold(true);
    m_tried->setFont(bold);
    m_recorded->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_tried); // each the whole width: long ones are broken, not cut
    layout->addWidget(m_recorded);
    m_outcome = new QWidget;
    auto *outcome = new QHBoxLayout(m_outcome);
    outcome->setContentsMargins({});
    outcome->addStretch(1);
    const auto button = [outcome](const char *objectName, const QString &icon, const QString &text) {
        auto *made = new QPushButton(themeIcon(icon), text);
        made->setObjectName(QLatin1String(objectName));
        outcome->addWidget(made);
        return made;
    };
    m_reset = button("whatIfReset", QStringLiteral("undo"), tr("Reset"));
    m_reset->setToolTip(tr("Back to the gates and weights of the record."));
    m_save = button("whatIfSave", QStringLiteral("collection"), tr("Save as New Version…"));
    m_again = button("whatIfRunAgain", QStringLiteral("play"), tr("Run Again with These Gates…"));
    layout->addWidget(m_outcome);

    connect(m_gate, &QDoubleSpinBox::valueChanged, this, [this](double value) { m_whatIf.setGate(m_benchmark, value); });
    connect(m_weight, &QDoubleSpinBox::valueChanged, this, [this](double value) { m_whatIf.setWeight(m_benchmark, value); });
    connect(m_weightSlider, &WeightSlider::drawn, this, [this](double value) { m_whatIf.setWeight(m_benchmark, value); });
    connect(m_runGate, &QDoubleSpinBox::valueChanged, this, [this](double value) { m_whatIf.setJobGate(value); });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        m_gate->setFocus(Qt::OtherFocusReason); // the button goes away
        m_whatIf.reset();
    });
    connect(m_save, &QPushButton::clicked, this, &WhatIfBar::saveRequested);
    connect(m_again, &QPushButton::clicked, this, &WhatIfBar::runAgainRequested);
    connect(&whatIf, &WhatIf::changed, this, &WhatIfBar::update);
    update();
}

void WhatIfBar::setBenchmark(int benchmarkIndex, double step)
{
    m_benchmark = benchmarkIndex;
    m_step = step;
    update();
}

void WhatIfBar::focusGate()
{
    m_gate->setFocus(Qt::ShortcutFocusReason);
    m_gate->selectAll();
}

void WhatIfBar::setObstacles(const QString &save, const QString &runAgain)
{
    m_saveObstacle = save;
    m_runObstacle = runAgain;
    update();
}

const ResultRow *WhatIfBar::row() const
{
    const QList<ResultRow> &rows = m_whatIf.results().rows();
    const auto found = std::ranges::find(rows, m_benchmark, &ResultRow::index);
    return found == rows.end() ? nullptr : &*found;
}

void WhatIfBar::update()
{
    setVisible(m_whatIf.canTry());
    const ResultRow *chosen = row();
    const bool gateable = chosen && !chosen->metric.isEmpty();
    const QString name = chosen ? chosen->id : QString();
    m_gateLabel->setText(chosen ? tr("What if the gate of %1 is").arg(name) : tr("What if the gate of the chosen benchmark is"));
    m_weightLabel->setText(tr("its weight"));
    m_runGateLabel->setText(tr("the run’s gate"));
    m_gate->setName(m_gateLabel->text());
    m_weight->setName(tr("What if the weight of %1 is").arg(name));
    m_weightSlider->setAccessibleName(tr("Drag the weight of %1").arg(name));
    m_weightSlider->setToolTip(tr("Drag to try another weight, from a tenth to ten times."));
    m_runGate->setName(tr("What if the gate of the whole run’s score is"));
    m_gate->setEnabled(gateable);
    for (QWidget *part : {static_cast<QWidget *>(m_weight), static_cast<QWidget *>(m_weightSlider)})
        part->setEnabled(chosen); // also without a gate or a score: it counts in the next run
    m_gate->setToolTip(gateable ? tr("Type a number, press the arrow keys, or draw the diamond in the chart. The run’s record stays as it is.")
                             : tr("Choose a benchmark with a score in the chart or the table."));
    m_gate->setGate(m_whatIf.gate(m_benchmark), chosen ? chosen->judged.value.value_or(0) : 0, m_step);
    m_weight->setGate(m_whatIf.weight(m_benchmark), 1, 0.1);
    m_weightSlider->setWeight(m_whatIf.weight(m_benchmark));
    m_runGate->setGate(m_whatIf.jobGate(), m_whatIf.jobGate(), 0.01);
    for (QWidget *part : {static_cast<QWidget *>(m_tried), static_cast<QWidget *>(m_recorded), m_outcome})
        part->setVisible(m_whatIf.isActive());
    if (!m_whatIf.isActive())
        return;
    m_tried->setText(tr("What if: %1").arg(m_whatIf.sentence()));
    m_recorded->setText(tr("Recorded: %1").arg(m_whatIf.recordedSentence()));
    const QString obstacle = !m_saveObstacle.isEmpty() ? m_saveObstacle : m_whatIf.canBeKept() ? QString() : tr("The run’s collection is being read.");
    m_save->setEnabled(obstacle.isEmpty());
    m_save->setToolTip(obstacle.isEmpty() ? tr("Opens the collection with these gates and weights, to be looked at and saved.") : obstacle);
    m_again->setEnabled(m_runObstacle.isEmpty());
    m_again->setToolTip(m_runObstacle.isEmpty() ? tr("Opens a new job with the same settings and these gates.") : m_runObstacle);
}

} // namespace assay
