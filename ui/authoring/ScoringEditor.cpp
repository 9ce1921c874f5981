#include "ui/authoring/ScoringEditor.h"

#include "services/authoring/ScorerFields.h"
#include "ui/authoring/ScorerForm.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/PlainText.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace assay {

namespace {

FieldInfo asJson(FieldInfo field)
{
    field.kind = FieldKind::Json;
    return field;
}

} // namespace

ScoringEditor::ScoringEditor(const FieldInfo &field, QWidget *parent)
    : FieldEditor(field, parent), m_function(new QComboBox(this)), m_type(new QComboBox(this)), m_typeLabel(new QLabel(this)), m_said(plainLabel(new QLabel(this), "scoringSaid")),
      m_remove(new QPushButton(themeIcon(QStringLiteral("remove")), {}, this)), m_asText(new QCheckBox(this)), m_fields(new QWidget(this)),
      m_form(new ScorerForm(QStringLiteral("scoring"), m_fields)), m_text(new TextEditor(asJson(field), this))
{
    m_function->setObjectName(QStringLiteral("scoringFunction"));
    m_type->setObjectName(QStringLiteral("scoringType"));
    m_remove->setObjectName(QStringLiteral("scoringRemove"));
    m_asText->setObjectName(QStringLiteral("scoringAsText"));
    m_text->control()->setObjectName(QStringLiteral("scoringText"));
    m_function->setEditable(true);
    m_function->setInsertPolicy(QComboBox::NoInsert);
    m_function->setMinimumContentsLength(24);
    m_typeLabel->setBuddy(m_type);
    for (QComboBox *box : {m_type, m_function}) {
        box->setFocusPolicy(Qt::StrongFocus);
        adopt(box);
    }
    m_function->lineEdit()->installEventFilter(this);
    build();
    fillFunctions();
    retranslate();
    showParams();
    follow();
}

void ScoringEditor::build()
{
    auto *choice = new QHBoxLayout;
    choice->addWidget(m_function, 1);
    choice->addWidget(m_remove);
    auto *type = new QHBoxLayout;
    type->addWidget(m_typeLabel);
    type->addWidget(m_type, 1);
    auto *fields = new QVBoxLayout(m_fields);
    fields->setContentsMargins(0, 0, 0, 0);
    fields->addLayout(choice);
    fields->addWidget(m_said);
    fields->addLayout(type);
    fields->addWidget(m_form);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_fields);
    layout->addWidget(m_asText);
    layout->addWidget(m_text);
}

void ScoringEditor::follow()
{
    connect(m_function, &QComboBox::currentTextChanged, this, &ScoringEditor::showParams);
    connect(m_type, &QComboBox::activated, this, [this] {
        ScoringParams params = m_params;
        params.setType(m_function->currentText().trimmed(), m_type->currentData().toString());
        take(params);
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        ScoringParams params = m_params;
        params.remove(m_function->currentText().trimmed());
        take(params);
        m_function->setFocus();
    });
    connect(m_asText, &QCheckBox::toggled, this, &ScoringEditor::showParams);
    connect(m_form, &ScorerForm::edited, this, [this](const QVariantMap &entered) {
        ScoringParams params = m_params;
        params.set(m_function->currentText().trimmed(), entered);
        take(params);
    });
    connect(m_text, &FieldEditor::edited, this, [this](const QVariant &value) {
        setValue(value);
        Q_EMIT edited(value);
    });
    connect(m_form, &ScorerForm::left, this, &FieldEditor::left);
    connect(m_text, &FieldEditor::left, this, &FieldEditor::left);
}

void ScoringEditor::retranslate()
{
    m_function->lineEdit()->setPlaceholderText(tr("choose a scoring function"));
    m_remove->setToolTip(tr("Remove the parameters of this function"));
    m_remove->setAccessibleName(m_remove->toolTip());
    m_typeLabel->setText(tr("Kind:"));
    m_type->setAccessibleName(tr("Kind of the function"));
    m_asText->setText(tr("Show as text (JSON or YAML)"));
    const QString type = m_type->currentData().toString();
    m_type->clear();
    for (const QString &one : scorerTypes())
        m_type->addItem(scorerTypeTitle(one), one);
    m_type->setCurrentIndex(std::max(0, m_type->findData(type)));
}

void ScoringEditor::fillFunctions()
{
    const QSignalBlocker quiet(m_function);
    const QString typed = m_function->currentText();
    QStringList names = m_params.functions() + m_offered;
    for (const ScorerInfo &one : scorers()) {
        if (!one.type.isEmpty()) // the engine's own are none of Llama Stack's
            names << one.id;
    }
    names.removeDuplicates();
    QStringList there;
    for (int i = 0; i < m_function->count(); ++i)
        there << m_function->itemText(i);
    if (there == names)
        return; // the cursor stays in what is typed
    m_function->clear();
    m_function->addItems(names);
    m_function->setCurrentIndex(-1);
    m_function->setCurrentText(typed);
}

void ScoringEditor::setValue(const QVariant &value)
{
    const auto params = ScoringParams::of(value);
    m_readable = params.has_value();
    m_params = params.value_or(ScoringParams());
    fillFunctions();
    if (m_function->currentText().isEmpty() && !m_params.functions().isEmpty()) {
        const QSignalBlocker quiet(m_function);
        m_function->setCurrentText(m_params.functions().first());
    }
    m_text->setValue(value);
    showParams();
}

void ScoringEditor::take(const ScoringParams &params)
{
    const QVariant value = params.value();
    setValue(value);
    Q_EMIT edited(value);
}

void ScoringEditor::showParams()
{
    const QString function = m_function->currentText().trimmed();
    const ScorerInfo *known = scorerOf(function);
    const bool asText = m_asText->isChecked() || !m_readable, chosen = !function.isEmpty();
    const QString type = m_params.type(function);
    m_fields->setVisible(!asText);
    m_text->setVisible(asText);
    m_asText->setEnabled(m_readable);
    for (QWidget *one : {static_cast<QWidget *>(m_typeLabel), static_cast<QWidget *>(m_type)})
        one->setVisible(chosen && !known);
    m_type->setCurrentIndex(std::max(0, m_type->findData(type)));
    m_form->setVisible(chosen);
    m_form->setFunction(function, type);
    m_form->setParams(m_params.of(function));
    const QStringList said = m_params.functions();
    m_said->setText(said.isEmpty() ? QString() : tr("Parameters are given for %1.").arg(said.join(QStringLiteral(", "))));
    m_said->setVisible(!said.isEmpty());
    m_remove->setEnabled(!m_readOnly && said.contains(function));
}

QWidget *ScoringEditor::control() const { return m_function; }

void ScoringEditor::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly || m_field.readOnly;
    m_type->setEnabled(!m_readOnly);
    m_form->setReadOnly(m_readOnly);
    m_text->setReadOnly(m_readOnly);
    showParams();
}

void ScoringEditor::setSuggestions(const QStringList &functions)
{
    m_offered = functions;
    fillFunctions();
}

void ScoringEditor::setModels(const QStringList &models) { m_form->setSuggestions(QStringLiteral("judge_model"), models); }

void ScoringEditor::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        showParams();
    }
    FieldEditor::changeEvent(event);
}

} // namespace assay
