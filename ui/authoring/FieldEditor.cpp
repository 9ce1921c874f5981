#include "ui/authoring/FieldEditor.h"

#include "models/authoring/RowsModel.h"
#include "services/authoring/AuthoredDraft.h"
#include "ui/authoring/ScoringEditor.h"
#include "ui/theme/ScaledFont.h"
#include "ui/widgets/FlowRow.h"

#include <QAbstractTextDocumentLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStringListModel>

namespace assay {

FieldEditor *FieldEditor::make(const FieldInfo &field, QWidget *parent)
{
    switch (field.kind) {
    case FieldKind::Words:
        if (!field.choices.isEmpty())
            return new TicksEditor(field, parent);
        return new TextEditor(field, parent);
    case FieldKind::Text:
    case FieldKind::Json: return new TextEditor(field, parent);
    case FieldKind::Scoring: return new ScoringEditor(field, parent);
    case FieldKind::Choice:
    case FieldKind::YesNo:
    case FieldKind::OneOf: return new ChoiceEditor(field, parent);
    case FieldKind::KeyValues: return new PairsEditor(field, parent);
    case FieldKind::Line:
    case FieldKind::Number:
    case FieldKind::Integer:
    case FieldKind::Rows: break;
    }
    return new LineEditor(field, parent);
}

FieldEditor::FieldEditor(const FieldInfo &field, QWidget *parent) : QWidget(parent), m_field(field) {}

void FieldEditor::adopt(QWidget *control)
{
    control->setAccessibleName(m_field.title());
    control->setAccessibleDescription(m_field.help());
    control->installEventFilter(this);
    setFocusProxy(control);
}

bool FieldEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut)
        Q_EMIT left();
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore(); // the page's command takes it
            return true;
        }
    }
    // A form is scrolled with the wheel; a value under the pointer must not change by that.
    if (event->type() == QEvent::Wheel && qobject_cast<QComboBox *>(watched)) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

LineEditor::LineEditor(const FieldInfo &field, QWidget *parent) : FieldEditor(field, parent), m_line(new QLineEdit(this)), m_unit(new QLabel(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_line);
    layout->addWidget(m_unit);
    const bool number = field.kind != FieldKind::Line;
    if (number) {
        m_line->setMaximumWidth(fontMetrics().averageCharWidth() * 24);
        layout->addStretch(1);
    }
    m_unit->setVisible(false);
    adopt(m_line);
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString &text) { Q_EMIT edited(valueOfText(m_field, text)); });
    setUnit(field.unit());
}

void LineEditor::setValue(const QVariant &value)
{
    if (valueOfText(m_field, m_line->text()) != value || (!value.isValid() && !m_line->hasFocus()))
        m_line->setText(textOfValue(m_field, value));
}

QWidget *LineEditor::control() const { return m_line; }
void LineEditor::setReadOnly(bool readOnly) { m_line->setReadOnly(readOnly || m_field.readOnly); }

void LineEditor::setUnit(const QString &unit)
{
    m_unit->setText(unit);
    m_unit->setVisible(!unit.isEmpty());
}

void LineEditor::setSuggestions(const QStringList &words)
{
    if (!m_line->completer()) {
        auto *completer = new QCompleter(new QStringListModel(words, m_line), m_line);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        completer->setFilterMode(Qt::MatchContains);
        m_line->setCompleter(completer);
        connect(completer, qOverload<const QString &>(&QCompleter::activated), this,
                [this](const QString &text) { Q_EMIT edited(valueOfText(m_field, text)); });
    } else {
        static_cast<QStringListModel *>(m_line->completer()->model())->setStringList(words);
    }
}

TextEditor::TextEditor(const FieldInfo &field, QWidget *parent) : FieldEditor(field, parent), m_text(new QPlainTextEdit(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
    m_text->setTabChangesFocus(true);
    m_text->setProperty("outlined", true); // see Theme
    m_text->setUndoRedoEnabled(false);
    if (field.kind == FieldKind::Json)
        setMonospaced(m_text);
    adopt(m_text);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        if (!m_showing)
            Q_EMIT edited(typed());
    });
    connect(m_text->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, &TextEditor::fitHeight);
    fitHeight();
}

QVariant TextEditor::typed() const
{
    const QString text = m_text->toPlainText();
    if (m_field.kind != FieldKind::Words)
        return text.trimmed().isEmpty() ? QVariant() : valueOfText(m_field, text);
    QVariantList words; // commas belong to a word here: each has a line
    const QStringList lines = text.split(QLatin1Char('\n'));
    for (const QString &line : lines) {
        if (!line.trimmed().isEmpty())
            words << (m_field.form == FieldShape::Pattern ? line : line.trimmed()); // blanks belong to a pattern
    }
    return words.isEmpty() ? QVariant() : QVariant(words);
}

void TextEditor::setValue(const QVariant &value)
{
    if (typed() == value)
        return;
    QString text = value.toString();
    if (m_field.kind == FieldKind::Words && value.typeId() == QMetaType::QVariantList)
        text = value.toStringList().join(QLatin1Char('\n'));
    else if (value.isValid() && value.typeId() != QMetaType::QString)
        text = QString::fromUtf8(yamlOf(value)).trimmed();
    m_showing = true;
    m_text->setPlainText(text);
    m_showing = false;
}

/// Two lines at least, ten at most.
void TextEditor::fitHeight()
{
    // A plain text's document is as high as it has lines, wrapped ones included.
    const int lines = qBound(2, qMax(m_text->blockCount(), int(m_text->document()->size().height())), 10);
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * lines + 2 * int(m_text->document()->documentMargin()) + 2 * m_text->frameWidth() + 2);
}

QWidget *TextEditor::control() const { return m_text; }
void TextEditor::setReadOnly(bool readOnly) { m_text->setReadOnly(readOnly || m_field.readOnly); }

ChoiceEditor::ChoiceEditor(const FieldInfo &field, QWidget *parent) : FieldEditor(field, parent), m_box(new QComboBox(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_box);
    layout->addStretch(1);
    m_box->setFocusPolicy(Qt::StrongFocus);
    m_box->addItem(tr("not set"), QVariant());
    if (field.kind == FieldKind::YesNo) {
        const bool direction = field.path.endsWith(QLatin1String("lower_is_better"));
        m_box->addItem(direction ? tr("↑ higher is better") : tr("no"), false);
        m_box->addItem(direction ? tr("↓ lower is better") : tr("yes"), true);
    }
    for (const FieldChoice &choice : field.choices)
        m_box->addItem(field.choiceTitle(QLatin1String(choice.word)), QString::fromLatin1(choice.word));
    adopt(m_box);
    connect(m_box, &QComboBox::activated, this, [this] { Q_EMIT edited(m_box->currentData()); });
}

void ChoiceEditor::setValue(const QVariant &value)
{
    int at = value.isValid() ? -1 : 0;
    for (int i = 1; i < m_box->count() && at < 0; ++i) {
        if (m_box->itemData(i) == value)
            at = i;
    }
    if (at < 0) { // a word this version does not know is shown, not lost
        m_box->addItem(value.toString(), value);
        at = m_box->count() - 1;
    }
    m_box->setCurrentIndex(at);
}

QWidget *ChoiceEditor::control() const { return m_box; }
void ChoiceEditor::setReadOnly(bool readOnly) { m_box->setEnabled(!readOnly && !m_field.readOnly); }

TicksEditor::TicksEditor(const FieldInfo &field, QWidget *parent) : FieldEditor(field, parent)
{
    auto *row = new FlowRow(this);
    for (const FieldChoice &choice : field.choices) {
        auto *box = new QCheckBox(field.choiceTitle(QLatin1String(choice.word)), this);
        row->addWidget(box);
        adopt(box);
        box->setAccessibleName(field.title() + QStringLiteral(": ") + box->text());
        connect(box, &QCheckBox::clicked, this, [this] { Q_EMIT edited(ticked()); });
        m_boxes << box;
    }
    setFocusProxy(m_boxes.first());
}

QVariant TicksEditor::ticked() const
{
    QVariantList words;
    for (qsizetype i = 0; i < m_boxes.size(); ++i) {
        if (m_boxes.at(i)->isChecked())
            words << QString::fromLatin1(m_field.choices.at(i).word);
    }
    words += m_others;
    return words.isEmpty() ? QVariant() : QVariant(words);
}

void TicksEditor::setValue(const QVariant &value)
{
    m_others = value.toList();
    for (qsizetype i = 0; i < m_boxes.size(); ++i)
        m_boxes.at(i)->setChecked(m_others.removeAll(QString::fromLatin1(m_field.choices.at(i).word)) > 0);
}

QWidget *TicksEditor::control() const { return m_boxes.first(); }

void TicksEditor::setReadOnly(bool readOnly)
{
    for (QCheckBox *box : std::as_const(m_boxes))
        box->setEnabled(!readOnly && !m_field.readOnly);
}

} // namespace assay
