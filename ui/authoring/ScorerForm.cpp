#include "ui/authoring/ScorerForm.h"

#include "services/authoring/ScorerFields.h"
#include "ui/authoring/FieldEditor.h"

#include <QEvent>
#include <QFormLayout>
#include <QLabel>

#include <utility>

namespace assay {

ScorerForm::ScorerForm(const QString &prefix, QWidget *parent) : QWidget(parent), m_prefix(prefix), m_layout(new QFormLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_layout->setRowWrapPolicy(QFormLayout::WrapLongRows);
}

void ScorerForm::setFunction(const QString &function, const QString &type)
{
    if (m_function == function && m_type == type)
        return;
    m_function = function;
    m_type = type;
    rebuild();
}

void ScorerForm::rebuild()
{
    while (m_layout->rowCount() > 0)
        m_layout->removeRow(0);
    m_editors.clear();
    if (m_function.isEmpty())
        return;
    const auto fields = scorerFields(m_function, m_type);
    for (const FieldInfo &field : fields) {
        auto *editor = FieldEditor::make(field, this);
        editor->control()->setObjectName(m_prefix + QLatin1Char('/') + field.path);
        editor->setToolTip(field.help());
        editor->setReadOnly(m_readOnly);
        editor->setSuggestions(m_suggestions.value(field.path));
        editor->setValue(m_params.value(field.path));
        auto *label = new QLabel(field.title(), this);
        label->setToolTip(field.help());
        label->setBuddy(editor->control());
        m_layout->addRow(label, editor);
        m_editors << editor;
        connect(editor, &FieldEditor::left, this, &ScorerForm::left);
        connect(editor, &FieldEditor::edited, this, [this, name = field.path](const QVariant &value) {
            if (value.isValid())
                m_params.insert(name, value);
            else
                m_params.remove(name);
            Q_EMIT edited(m_params);
        });
    }
}

void ScorerForm::setParams(const QVariantMap &params)
{
    m_params = params;
    for (FieldEditor *editor : std::as_const(m_editors))
        editor->setValue(params.value(editor->field().path));
}

void ScorerForm::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    for (FieldEditor *editor : std::as_const(m_editors))
        editor->setReadOnly(readOnly);
}

void ScorerForm::setSuggestions(const QString &parameter, const QStringList &words)
{
    m_suggestions.insert(parameter, words);
    for (FieldEditor *editor : std::as_const(m_editors)) {
        if (editor->field().path == parameter)
            editor->setSuggestions(words);
    }
}

QWidget *ScorerForm::firstControl() const { return m_editors.isEmpty() ? nullptr : m_editors.first()->control(); }

void ScorerForm::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        rebuild();
    QWidget::changeEvent(event);
}

} // namespace assay
