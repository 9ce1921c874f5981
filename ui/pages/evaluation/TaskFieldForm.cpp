#include "ui/pages/evaluation/TaskFieldForm.h"

#include "models/authoring/ScoringParams.h"
#include "ui/authoring/ScoringEditor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFocusEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace assay {

using Type = EvaluationField::Type;

namespace {

/// Completes the word at the end of several that commas separate; a comma alone shows all.
class WordCompleter final : public QCompleter {
public:
    using QCompleter::QCompleter;
    QString pathFromIndex(const QModelIndex &index) const override
    {
        const auto *line = qobject_cast<const QLineEdit *>(widget());
        const QString text = line ? line->text() : QString();
        const QString before = text.left(text.lastIndexOf(QLatin1Char(',')) + 1);
        return before + (before.isEmpty() ? QString() : QStringLiteral(" ")) + QCompleter::pathFromIndex(index);
    }
    QStringList splitPath(const QString &path) const override
    {
        return { path.section(QLatin1Char(','), -1).trimmed() };
    }
};

} // namespace

TaskFieldForm::TaskFieldForm(const QString &prefix, QWidget *parent)
    : QWidget(parent)
    , m_prefix(prefix)
    , m_layout(new QFormLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_layout->setRowWrapPolicy(QFormLayout::WrapLongRows);
}

void TaskFieldForm::setFields(const QList<EvaluationField> &fields, const EvaluationValues &values)
{
    const bool wasShown = m_more && m_more->isChecked();
    while (m_layout->rowCount() > 0)
        m_layout->removeRow(0);
    m_modelBoxes.clear();
    m_boxes.clear();
    m_lines.clear();
    m_scoring.clear();
    m_rare.clear();
    m_more = nullptr;
    m_first = nullptr;
    bool used = wasShown;
    const auto add = [&](const EvaluationField &field) {
        const QString value = values.value(field.key).toString();
        QWidget *made = editor(field, value);
        made->setObjectName(m_prefix + QLatin1Char('/') + field.key);
        made->setAccessibleName(field.label);
        auto *label = new QLabel(
            field.required ? tr("%1 *", "a field that has to be filled in").arg(field.label) : field.label, this);
        label->setBuddy(made);
        m_layout->addRow(label, made);
        if (!m_first)
            m_first = made;
        if (!field.rare)
            return;
        m_rare << label << made;
        used = used || !value.isEmpty();
    };
    for (const EvaluationField &field : fields) {
        if (!field.rare)
            add(field);
    }
    const bool anyRare
        = std::any_of(fields.cbegin(), fields.cend(), [](const EvaluationField &field) { return field.rare; });
    if (!anyRare)
        return;
    m_more = new QCheckBox(tr("All settings"), this);
    m_more->setObjectName(m_prefix + QStringLiteral("/more"));
    m_layout->addRow(QString(), m_more);
    for (const EvaluationField &field : fields) {
        if (field.rare)
            add(field);
    }
    m_more->setChecked(used);
    showRare(used);
    connect(m_more, &QCheckBox::toggled, this, &TaskFieldForm::showRare);
}

/// Whoever gives the form the focus gives it to the first editor.
void TaskFieldForm::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    if (m_first)
        m_first->setFocus(event->reason());
}

void TaskFieldForm::showRare(bool shown)
{
    for (QWidget *widget : std::as_const(m_rare))
        widget->setVisible(shown);
}

QWidget *TaskFieldForm::editor(const EvaluationField &field, const QString &value)
{
    switch (field.type) {
    case Type::YesNo:
    case Type::Choice:
    case Type::Model: return boxEditor(field, value);
    case Type::Line:
        if (field.suggested)
            return openBox(field, value);
        break;
    case Type::Text:
    case Type::Lines:
    case Type::Messages:
    case Type::Data: return textEditor(field, value);
    case Type::Scoring: return scoringEditor(field, value);
    case Type::Number:
    case Type::Words: break;
    }
    return lineEditor(field, value);
}

QWidget *TaskFieldForm::lineEditor(const EvaluationField &field, const QString &value)
{
    auto *line = new QLineEdit(value, this);
    line->setPlaceholderText(field.hint.isEmpty() && field.type == Type::Number && field.perRow
            ? tr("a number, or item.COLUMN")
            : field.hint);
    connect(line, &QLineEdit::textChanged, this,
        [this, key = field.key](const QString &text) { Q_EMIT edited(key, text); });
    if (field.suggested) {
        m_lines.insert(field.key, line);
        complete(*line, m_suggestions.value(field.key));
    }
    return line;
}

QWidget *TaskFieldForm::textEditor(const EvaluationField &field, const QString &value)
{
    auto *box = new QPlainTextEdit(value, this);
    box->setTabChangesFocus(true);
    box->setPlaceholderText(field.hint);
    const bool long_ = field.type == Type::Text || field.type == Type::Messages;
    box->setFixedHeight(fontMetrics().height() * (long_ ? 6 : 3));
    connect(box, &QPlainTextEdit::textChanged, this,
        [this, box, key = field.key] { Q_EMIT edited(key, box->toPlainText()); });
    return box;
}

QWidget *TaskFieldForm::scoringEditor(const EvaluationField &field, const QString &value)
{
    const FieldInfo info { .path = field.key,
        .kind = FieldKind::Scoring,
        .titleText = QT_TRANSLATE_NOOP("assay", "Parameters of the functions") };
    auto *editor = new ScoringEditor(info, this);
    editor->setSuggestions(m_suggestions.value(field.key));
    editor->setModels(m_models);
    editor->setValue(scoringValue(value));
    m_scoring.insert(field.key, editor);
    connect(editor, &FieldEditor::edited, this,
        [this, key = field.key](const QVariant &entered) { Q_EMIT edited(key, scoringText(entered)); });
    return editor;
}

QWidget *TaskFieldForm::boxEditor(const EvaluationField &field, const QString &value)
{
    if (field.type == Type::Model)
        return openBox(field, value);
    auto *box = new QComboBox(this);
    const bool yesNo = field.type == Type::YesNo;
    for (const QString &choice :
        yesNo ? QStringList { QString(), QStringLiteral("yes"), QStringLiteral("no") } : field.choices) {
        const QString shown = choice.isEmpty() ? tr("the service's own")
            : !yesNo                           ? choice
            : choice == QLatin1String("yes")   ? tr("yes")
                                               : tr("no");
        box->addItem(shown, choice);
    }
    box->setCurrentIndex(std::max(0, box->findData(value)));
    connect(box, &QComboBox::currentIndexChanged, this,
        [this, box, key = field.key] { Q_EMIT edited(key, box->currentData().toString()); });
    return box;
}

/// Names to choose from, and any other: a server may have what it does not list.
QWidget *TaskFieldForm::openBox(const EvaluationField &field, const QString &value)
{
    auto *box = new QComboBox(this);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setMinimumContentsLength(24);
    box->addItems(field.type == Type::Model ? m_models : m_suggestions.value(field.key));
    box->setCurrentIndex(-1); // the first is nobody's choice
    box->setCurrentText(value);
    box->lineEdit()->setPlaceholderText(field.hint);
    if (field.type == Type::Model)
        m_modelBoxes << box;
    else
        m_boxes.insert(field.key, box);
    connect(box, &QComboBox::currentTextChanged, this,
        [this, key = field.key](const QString &text) { Q_EMIT edited(key, text); });
    return box;
}

/// What was typed stays.
void TaskFieldForm::fill(QComboBox &box, const QStringList &names)
{
    const QString typed = box.currentText();
    const QSignalBlocker quiet(&box);
    box.clear();
    box.addItems(names);
    box.setCurrentIndex(-1);
    box.setCurrentText(typed);
}

void TaskFieldForm::complete(QLineEdit &line, const QStringList &words)
{
    auto *completer = new WordCompleter(words, &line);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    line.setCompleter(completer); // which deletes the one before
    line.setToolTip(words.join(QStringLiteral(", ")));
}

void TaskFieldForm::setModels(const QStringList &models)
{
    m_models = models;
    for (QComboBox *box : std::as_const(m_modelBoxes))
        fill(*box, models);
    for (ScoringEditor *editor : std::as_const(m_scoring))
        editor->setModels(models);
}

void TaskFieldForm::setSuggestions(const QString &key, const QStringList &names)
{
    m_suggestions.insert(key, names);
    if (QComboBox *box = m_boxes.value(key))
        fill(*box, names);
    if (QLineEdit *line = m_lines.value(key))
        complete(*line, names);
    if (ScoringEditor *editor = m_scoring.value(key))
        editor->setSuggestions(names);
}

} // namespace assay
