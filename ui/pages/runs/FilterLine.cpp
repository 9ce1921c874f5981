#include "ui/pages/runs/FilterLine.h"

#include "models/jobs/JobFilter.h"
#include "models/library/FilterCompletion.h"
#include "ui/theme/Icons.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QEvent>
#include <QKeyEvent>
#include <QStringListModel>

namespace assay {

FilterLine::FilterLine(const JobListModel &jobs, QWidget *parent)
    : QLineEdit(parent), m_jobs(jobs), m_completer(new QCompleter(this)), m_offers(new QStringListModel(this))
{
    setObjectName(QStringLiteral("runsFilter"));
    setClearButtonEnabled(true);
    addAction(themeIcon(QStringLiteral("filter")), QLineEdit::LeadingPosition);
    m_completer->setModel(m_offers);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->popup()->setAccessibleName(tr("Suggestions"));
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &FilterLine::take);
    connect(this, &QLineEdit::textEdited, this, &FilterLine::offer);
    retranslate();
}

void FilterLine::offer()
{
    const QStringList offers = filterCompletions(m_jobs, text(), cursorPosition());
    const int start = filterPartStart(text(), cursorPosition());
    const QString part = text().mid(start, cursorPosition() - start);
    if (offers.isEmpty() || (offers.size() == 1 && offers.first() == part))
        return m_completer->popup()->hide();
    m_offers->setStringList(offers);
    m_completer->complete();
}

void FilterLine::take(const QString &part)
{
    const int start = filterPartStart(text(), cursorPosition());
    const bool whole = part.size() > 1 && !part.endsWith(QLatin1Char(':')) && !part.endsWith(QLatin1Char('<')) && !part.endsWith(QLatin1Char('>'))
        && !part.endsWith(QLatin1Char('='));
    const QString before = text().left(start), after = text().mid(cursorPosition()).trimmed();
    QString put = part;
    if (whole)
        put += QLatin1Char(' ');
    setText(before + put + after);
    setCursorPosition(int(before.size() + put.size()));
    if (!whole)
        offer();
}

/// What is offered is taken when it was chosen; otherwise Enter and Escape belong to the line itself.
void FilterLine::keyPressEvent(QKeyEvent *event)
{
    QAbstractItemView *popup = m_completer->popup();
    if (popup->isVisible()) {
        switch (event->key()) {
        case Qt::Key_Enter:
        case Qt::Key_Return:
        case Qt::Key_Tab:
            if (popup->currentIndex().isValid())
                return event->ignore(); // the completer takes it
            popup->hide();
            break;
        case Qt::Key_Escape: popup->hide(); return;
        default: break;
        }
    }
    QLineEdit::keyPressEvent(event);
}

void FilterLine::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void FilterLine::retranslate()
{
    setPlaceholderText(tr("Filter, for example state:failed model:llama* after:-7d score<0.5"));
    setAccessibleName(tr("Filter Runs"));
    setToolTip(tr("Words, or %1. A - in front means not.").arg(JobFilter::tokens().join(QLatin1Char(' '))));
}

} // namespace assay
