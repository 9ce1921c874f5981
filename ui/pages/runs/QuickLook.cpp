#include "ui/pages/runs/QuickLook.h"

#include "models/common/Words.h"
#include "models/jobs/JobCells.h"
#include "models/results/ResultRow.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Heading.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

/// One line a benchmark: name, bar with the gate's mark, number.
class QuickLook::Bars final : public QWidget {
public:
    explicit Bars(QWidget *parent) : QWidget(parent) { setObjectName(QStringLiteral("quickLookBars")); }
    void setRows(const QList<QuickLookRow> &rows)
    {
        m_rows = rows;
        QStringList sentences;
        for (const QuickLookRow &row : rows)
            sentences << row.sentence;
        setAccessibleName(sentences.join(QStringLiteral("; ")));
        setMinimumHeight(lineHeight() * int(rows.size()));
        update();
    }

protected:
    void changeEvent(QEvent *event) override
    {
        QWidget::changeEvent(event);
        if (event->type() == QEvent::FontChange)
            setMinimumHeight(lineHeight() * int(m_rows.size()));
    }
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        int nameWidth = 0, valueWidth = 0;
        for (const QuickLookRow &row : m_rows) {
            nameWidth = qMax(nameWidth, fontMetrics().horizontalAdvance(row.title));
            valueWidth = qMax(valueWidth, fontMetrics().horizontalAdvance(valueOf(row)));
        }
        nameWidth = qMin(nameWidth, width() / 3);
        for (int i = 0; i < int(m_rows.size()); ++i)
            paintRow(painter, m_rows.at(i), QRect(0, i * lineHeight(), width(), lineHeight()), nameWidth, valueWidth);
    }

private:
    int lineHeight() const { return fontMetrics().height() * 3 / 2; }
    static QString valueOf(const QuickLookRow &row) { return row.gate.isEmpty() ? row.value : QStringLiteral("%1  %2").arg(row.value, row.gate); }
    void paintRow(QPainter &painter, const QuickLookRow &row, const QRect &line, int nameWidth, int valueWidth) const
    {
        const ThemeTokens &tokens = themeTokens(this);
        const int gap = fontMetrics().averageCharWidth() * 2;
        painter.setPen(palette().color(QPalette::WindowText));
        const QRect name(line.left(), line.top(), nameWidth, line.height());
        painter.drawText(name, Qt::AlignVCenter | Qt::AlignLeft, fontMetrics().elidedText(row.title, Qt::ElideMiddle, nameWidth));
        const QRect value(line.right() - valueWidth, line.top(), valueWidth, line.height());
        painter.drawText(value, Qt::AlignVCenter | Qt::AlignRight, valueOf(row));
        QRect track(name.right() + gap, line.top() + line.height() / 3, value.left() - name.right() - 2 * gap, line.height() / 3);
        if (!row.fraction || track.width() < gap)
            return;
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.border);
        painter.drawRect(track);
        const QColor colour = row.tone == Tone::Pass ? tokens.pass : row.tone == Tone::Fail ? tokens.fail : tokens.neutral;
        painter.setBrush(colour);
        painter.drawRect(QRect(track.topLeft(), QSize(int(track.width() * *row.fraction), track.height())));
        if (!row.gateFraction)
            return;
        const int at = track.left() + int(track.width() * *row.gateFraction);
        painter.setPen(QPen(palette().color(QPalette::WindowText), qMax(2, fontMetrics().height() / 8)));
        painter.drawLine(at, line.top() + line.height() / 6, at, line.bottom() - line.height() / 6);
    }
    QList<QuickLookRow> m_rows;
};

QuickLook::QuickLook(QWidget *parent)
    : QFrame(parent), m_title(new Heading(Heading::Level::Section, this)), m_facts(new QLabel(this)), m_note(new QLabel(this)),
      m_close(new QToolButton(this)), m_bars(new Bars(this))
{
    setObjectName(QStringLiteral("quickLook"));
    setFrameShape(QFrame::StyledPanel);
    auto *layout = new QVBoxLayout(this);
    auto *head = new QHBoxLayout;
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    head->addWidget(m_title, 1);
    m_close->setObjectName(QStringLiteral("quickLookClose"));
    m_close->setIcon(themeIcon(QStringLiteral("close")));
    m_close->setAutoRaise(true);
    connect(m_close, &QToolButton::clicked, this, &QuickLook::closeRequested);
    head->addWidget(m_close, 0, Qt::AlignTop);
    layout->addLayout(head);
    for (QLabel *label : {m_facts, m_note}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    m_facts->setObjectName(QStringLiteral("quickLookFacts"));
    m_note->setObjectName(QStringLiteral("quickLookNote"));
    layout->addWidget(m_facts);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("quickLookScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // the arrows stay with the table
    scroll->setWidget(m_bars);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_note);
    setMaximumHeight(fontMetrics().height() * 14);
    retranslate();
}

void QuickLook::setRun(const JobRow &row)
{
    m_title->setText(jobTitle(row));
    QStringList facts{stateText(row.state), verdictGlyph(row.verdict) + QLatin1Char(' ') + verdictName(row.verdict)};
    if (!row.verdictReason.isEmpty())
        facts << row.verdictReason;
    if (!row.delta.reason.isEmpty())
        facts << row.delta.text + QStringLiteral(" – ") + row.delta.reason;
    if (!row.message.isEmpty())
        facts << row.message;
    if (row.state == RunState::Running)
        facts << progressText(row.itemsDone, row.itemsTotal);
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    QStringList words;
    if (const QStringList tags = row.allTags(); !tags.isEmpty())
        words << tr("Tags: %1").arg(tags.join(QStringLiteral(", ")));
    if (!row.note.isEmpty())
        words << tr("Note: %1").arg(row.note);
    m_note->setText(words.join(QLatin1Char('\n')));
    m_note->setVisible(!words.isEmpty());
    m_bars->setRows(quickLookRows(row));
}

void QuickLook::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::FontChange)
        setMaximumHeight(fontMetrics().height() * 14);
}

void QuickLook::retranslate()
{
    m_close->setAccessibleName(tr("Close Quick Look"));
    m_close->setToolTip(tr("Close Quick Look"));
}

} // namespace assay
