#include "ui/authoring/FieldForm.h"

#include "models/authoring/DocumentModel.h"
#include "services/authoring/DocumentPath.h"
#include "services/authoring/GateText.h"
#include "ui/authoring/FieldEditor.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/ProblemLabel.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>

#include <algorithm>
#include <utility>

namespace assay {

FieldForm::FieldForm(DocumentModel &document, QWidget *parent) : QWidget(parent), m_document(document), m_layout(new QGridLayout(this))
{
    m_layout->setContentsMargins(fontMetrics().height() / 3, 0, fontMetrics().height() / 2, 0);
    m_layout->setHorizontalSpacing(fontMetrics().height());
    m_layout->setVerticalSpacing(fontMetrics().height() / 5);
    m_layout->setColumnStretch(1, 1);
    connect(&m_document, &DocumentModel::changed, this, &FieldForm::showValues);
    connect(&m_document, &DocumentModel::problemsChanged, this, &FieldForm::showProblems);
}

FieldForm::~FieldForm()
{
    for (const Line &line : std::as_const(m_lines)) // a window that goes takes the focus away, and then this is a form no more
        line.editor->disconnect(this);
}

void FieldForm::setFields(const QList<FieldInfo> &fields, const QString &row)
{
    m_fields = fields;
    m_row = row;
    for (const Line &line : std::as_const(m_lines)) {
        for (QWidget *widget : {static_cast<QWidget *>(line.label), static_cast<QWidget *>(line.help), static_cast<QWidget *>(line.problem),
                                static_cast<QWidget *>(line.editor), static_cast<QWidget *>(line.gate)})
            delete widget;
    }
    m_lines.clear();
    int at = 0;
    for (const FieldInfo &field : fields) {
        if (field.kind != FieldKind::Rows) { // a table of its own
            addLine(field, at);
            at += 5;
        }
    }
    for (int i = 0; i < m_layout->rowCount(); ++i)
        m_layout->setRowStretch(i, 0);
    m_layout->setRowStretch(at, 1);
    showValues();
    showProblems();
}

/// One edge for all forms of a document: wide enough for its longest word, since German ones are not broken.
static int labelWidth(DocumentKind kind, const QFont &font, int least)
{
    const QFontMetrics metrics(font);
    int width = least;
    for (const FieldInfo &field : fieldsOf(kind)) {
        for (const QString &word : field.title().split(QLatin1Char(' ')))
            width = qMax(width, metrics.horizontalAdvance(word) + metrics.averageCharWidth());
    }
    return width;
}

void FieldForm::addLine(const FieldInfo &field, int at)
{
    Line line{field, path::inRow(field.path, m_row), new QLabel(field.title(), this), new Heading(field.help(), Heading::Level::Caption, this),
              new ProblemLabel(this), FieldEditor::make(field, this), nullptr};
    line.label->setBuddy(line.editor->control());
    line.label->setWordWrap(true);
    line.label->setTextFormat(Qt::PlainText);
    QFont bold = line.label->font();
    bold.setWeight(QFont::DemiBold);
    line.label->setFont(bold);
    line.label->setFixedWidth(labelWidth(m_document.kind(), bold, line.label->fontMetrics().averageCharWidth() * 22));
    line.help->setWordWrap(true);
    line.problem->setObjectName(QStringLiteral("problem:") + line.path);
    line.editor->control()->setObjectName(QStringLiteral("field:") + line.path);
    line.editor->setReadOnly(m_readOnly);
    m_layout->addWidget(line.label, at, 0, Qt::AlignTop);
    m_layout->addWidget(line.editor, at, 1);
    m_layout->addWidget(line.problem, at + 1, 1);
    if (!m_row.isEmpty() && field.path.endsWith(QLatin1String("pass_criteria/threshold"))) {
        line.gate = new QLabel(this);
        line.gate->setObjectName(QStringLiteral("gate:") + line.path);
        line.gate->setWordWrap(true);
        m_layout->addWidget(line.gate, at + 2, 1);
    }
    m_layout->addWidget(line.help, at + 3, 1);
    m_layout->setRowMinimumHeight(at + 4, fontMetrics().height() / 2);
    connect(line.editor, &FieldEditor::edited, this, [this, path = line.path, kind = field.kind](const QVariant &value) {
        if (kind == FieldKind::OneOf)
            m_document.choose(path, value.toString());
        else
            m_document.set(path, value);
    });
    connect(line.editor, &FieldEditor::left, this, [this] {
        m_document.endTyping();
        Q_EMIT focusLeft();
    });
    m_lines.append(line);
}

/// Members of a source that is not chosen are hidden, and what the server makes as long as it made nothing.
bool FieldForm::isShown(const Line &line) const
{
    if (line.field.readOnly && !m_document.value(line.path).isValid())
        return false;
    for (QString above = path::parent(line.path); !above.isEmpty(); above = path::parent(above)) {
        const FieldInfo *field = fieldAt(m_document.kind(), above);
        if (!field || field->kind != FieldKind::OneOf)
            continue;
        const QString chosen = m_document.document().chosen(above);
        const QString member = path::split(line.path.mid(above.size() + 1)).value(0);
        const bool isChoice = std::ranges::any_of(field->choices, [&](const FieldChoice &choice) { return member == QLatin1String(choice.word); });
        return isChoice ? member == chosen : !chosen.isEmpty();
    }
    return true;
}

void FieldForm::showValues()
{
    for (const Line &line : std::as_const(m_lines)) {
        const bool shown = isShown(line);
        for (QWidget *widget : {static_cast<QWidget *>(line.label), static_cast<QWidget *>(line.help), static_cast<QWidget *>(line.editor),
                                static_cast<QWidget *>(line.gate)}) {
            if (widget)
                widget->setVisible(shown);
        }
        const int at = m_layout->indexOf(line.editor);
        int row = 0, column = 0, rows = 0, columns = 0;
        m_layout->getItemPosition(at, &row, &column, &rows, &columns);
        m_layout->setRowMinimumHeight(row + 4, shown ? fontMetrics().height() / 2 : 0);
        line.editor->setValue(line.field.kind == FieldKind::OneOf && !m_document.document().chosen(line.path).isEmpty()
                                  ? QVariant(m_document.document().chosen(line.path))
                              : line.field.kind == FieldKind::OneOf ? QVariant() : m_document.value(line.path));
        if (line.gate) {
            line.gate->setText(gateOf(m_document.document(), m_row).sentence);
            line.editor->setUnit(unitAt(m_document.document(), line.path));
        }
    }
}

void FieldForm::showProblems()
{
    for (const Line &line : std::as_const(m_lines)) {
        const bool own = line.field.kind == FieldKind::OneOf || line.field.kind == FieldKind::Number || line.field.kind == FieldKind::Integer;
        const QString problem = own ? m_document.problemAt(line.path) : m_document.problemWithin(line.path);
        line.problem->setProblem(problem, isShown(line));
        line.editor->control()->setAccessibleDescription(problem.isEmpty() ? line.field.help() : problem + QLatin1Char(' ') + line.field.help());
    }
}

void FieldForm::setReadOnly(bool readOnly)
{
    if (std::exchange(m_readOnly, readOnly) == readOnly)
        return;
    for (const Line &line : std::as_const(m_lines))
        line.editor->setReadOnly(readOnly);
}

FieldEditor *FieldForm::editorFor(const QString &path) const
{
    const auto it = std::ranges::find(m_lines, path, &Line::path);
    return it == m_lines.end() ? nullptr : it->editor;
}

QWidget *FieldForm::controlFor(const QString &path) const
{
    const FieldEditor *editor = editorFor(path);
    return editor ? editor->control() : nullptr;
}

bool FieldForm::focusField(const QString &path)
{
    QWidget *control = nullptr;
    for (QString at = path; !control && !at.isEmpty(); at = path::parent(at))
        control = controlFor(at);
    if (!control)
        return false;
    for (QWidget *above = parentWidget(); above; above = above->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(above))
            area->ensureWidgetVisible(control, 0, fontMetrics().height() * 3);
    }
    control->setFocus(Qt::OtherFocusReason);
    return true;
}

void FieldForm::setSuggestions(const QString &path, const QStringList &words)
{
    if (FieldEditor *editor = editorFor(path))
        editor->setSuggestions(words);
}

void FieldForm::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        setFields(QList<FieldInfo>(m_fields), QString(m_row));
}

} // namespace assay
