#include "ui/pages/training/TrainingDialog.h"

#include "ui/widgets/Heading.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>

#include <utility>

namespace assay {

TrainingDialog::TrainingDialog(QWidget *parent) : QDialog(parent), m_kind(new QComboBox(this)), m_area(new QScrollArea(this)), m_problem(new QLabel(this))
{
    setObjectName(QStringLiteral("trainingDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("New Training"));
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 34);
    m_kind->setObjectName(QStringLiteral("trainingKind"));
    m_kind->setAccessibleName(tr("Kind of training"));
    m_kind->addItem(tr("Supervised fine-tuning with LoRA"), int(TrainingKind::SupervisedLora));
    m_kind->addItem(tr("Supervised fine-tuning, quantization-aware"), int(TrainingKind::SupervisedQat));
    m_kind->addItem(tr("Supervised fine-tuning of all weights"), int(TrainingKind::Supervised));
    m_kind->addItem(tr("Preference optimisation"), int(TrainingKind::Preference));
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus); // its fields have it
    m_problem->setObjectName(QStringLiteral("trainingProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_begin = buttons->addButton(tr("Begin Training"), QDialogButtonBox::ActionRole);
    m_begin->setObjectName(QStringLiteral("trainingBegin"));
    m_begin->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_kind);
    layout->addWidget(m_area, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &TrainingDialog::showKind);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_begin, &QPushButton::clicked, this, &TrainingDialog::beginRequested);
    setProblem({});
    showKind();
}

TrainingKind TrainingDialog::trainingKind() const { return TrainingKind(m_kind->currentData().toInt()); }

void TrainingDialog::showKind()
{
    m_nameBoxes.clear();
    auto *box = new QWidget;
    auto *form = new QFormLayout(box);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    for (const TrainingGroup &group : trainingGroups(trainingKind())) {
        auto *title = new Heading(Heading::Level::Section, box);
        title->setText(group.title);
        form->addRow(title);
        for (const TrainingField &field : group.fields) {
            QWidget *widget = editor(field, box);
            if (field.type == TrainingField::Type::Yes) {
                form->addRow(QString(), widget);
                continue;
            }
            auto *label = new QLabel(field.label, box);
            label->setBuddy(widget);
            widget->setAccessibleName(field.label);
            form->addRow(label, widget);
        }
    }
    m_area->setWidget(box);
}

QWidget *TrainingDialog::editor(const TrainingField &field, QWidget *parent)
{
    if (!m_values.contains(field.key))
        m_values.insert(field.key, field.standard);
    const QVariant now = m_values.value(field.key);
    QWidget *made = nullptr;
    const auto keep = [this, key = field.key](const QVariant &value) { m_values.insert(key, value); };
    if (field.type == TrainingField::Type::Yes) {
        auto *box = new QCheckBox(field.label, parent);
        box->setChecked(now.toBool());
        connect(box, &QCheckBox::toggled, this, keep);
        made = box;
    } else if (field.type == TrainingField::Type::Choice) {
        auto *box = new QComboBox(parent);
        for (const QString &choice : field.choices)
            box->addItem(choice.isEmpty() ? tr("the server's own") : choice, choice);
        box->setCurrentIndex(std::max(0, box->findData(now.toString())));
        connect(box, &QComboBox::currentIndexChanged, this, [box, keep] { keep(box->currentData()); });
        made = box;
    } else if (field.type == TrainingField::Type::Json) {
        auto *box = new QPlainTextEdit(now.toString(), parent);
        box->setTabChangesFocus(true);
        box->setFixedHeight(fontMetrics().height() * 3);
        box->setPlaceholderText(QStringLiteral("{}"));
        connect(box, &QPlainTextEdit::textChanged, this, [box, keep] { keep(box->toPlainText()); });
        made = box;
    } else if (field.names != TrainingField::Names::None) {
        made = nameEditor(field, now.toString(), parent);
    } else {
        auto *line = new QLineEdit(now.toString(), parent);
        connect(line, &QLineEdit::textChanged, this, keep);
        made = line;
    }
    made->setObjectName(QLatin1String("training/") + field.key);
    return made;
}

QWidget *TrainingDialog::nameEditor(const TrainingField &field, const QString &now, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // names may be long
    box->addItems(m_names.value(field.names));
    box->setCurrentIndex(-1); // the first is nobody's choice
    box->setCurrentText(now);
    box->lineEdit()->setAccessibleName(field.label);
    m_nameBoxes.append({field.names, box});
    connect(box, &QComboBox::currentTextChanged, this, [this, key = field.key](const QString &text) { m_values.insert(key, text); });
    return box;
}

/// What was typed stays.
void TrainingDialog::setNames(TrainingField::Names what, const QStringList &names)
{
    m_names.insert(what, names);
    for (const auto &[kind, box] : std::as_const(m_nameBoxes)) {
        if (kind != what)
            continue;
        const QSignalBlocker quiet(box);
        const QString now = box->currentText();
        box->clear();
        box->addItems(names);
        box->setCurrentIndex(-1);
        box->setCurrentText(now);
    }
}

void TrainingDialog::setBusy(bool busy) { m_begin->setEnabled(!busy); }

void TrainingDialog::setProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

} // namespace assay
