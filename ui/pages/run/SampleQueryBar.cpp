#include "ui/pages/run/SampleQueryBar.h"

#include "ui/widgets/ProblemLabel.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QStandardItemModel>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

static constexpr int pauseMs = 250; ///< after the last key, before the server is asked

SampleQueryBar::SampleQueryBar(SampleModel &model, QWidget *parent) : QWidget(parent), m_model(model)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    m_line = new QLineEdit;
    m_line->setObjectName(QStringLiteral("sampleSearch"));
    m_line->setAccessibleName(tr("Filter of the samples"));
    m_line->setPlaceholderText(tr("Filter: words, or score<0.5 latency>2s response~/…/ meta.subject=algebra reason:none"));
    m_line->setClearButtonEnabled(true);
    m_line->installEventFilter(this);
    layout->addWidget(m_line);
    m_problem = new ProblemLabel;
    m_problem->setObjectName(QStringLiteral("sampleQueryProblem"));
    layout->addWidget(m_problem);
    m_progressRow = new QWidget;
    auto *row = new QHBoxLayout(m_progressRow);
    row->setContentsMargins({});
    m_progress = new QLabel;
    m_progress->setObjectName(QStringLiteral("sampleSearchProgress"));
    m_progress->setWordWrap(true);
    m_stop = new QToolButton;
    m_stop->setObjectName(QStringLiteral("sampleSearchStop"));
    m_stop->setText(tr("Stop"));
    m_stop->setAccessibleName(tr("Stop the search"));
    connect(m_stop, &QToolButton::clicked, &m_model, &SampleModel::stopSearch);
    row->addWidget(m_progress, 1);
    row->addWidget(m_stop);
    layout->addWidget(m_progressRow);

    m_timer = new QTimer(this);
    m_timer->setSingleShot(true);
    m_timer->setInterval(pauseMs);
    connect(m_timer, &QTimer::timeout, this, &SampleQueryBar::apply);
    m_words = new QStandardItemModel(this);
    m_completer = new QCompleter(m_words, this);
    m_completer->setWidget(m_line);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setCompletionRole(Qt::EditRole);
    m_completer->popup()->setObjectName(QStringLiteral("sampleCompletions"));
    m_completer->popup()->setAccessibleName(tr("Ways to go on"));
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this,
            [this](const QModelIndex &index) { insertCompletion(index.data(Qt::EditRole).toString()); });
    connect(m_line, &QLineEdit::textEdited, this, [this] {
        m_timer->start();
        complete();
    });
    connect(m_line, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty())
            apply(); // the button that clears it
    });
    connect(m_line, &QLineEdit::returnPressed, this, &SampleQueryBar::apply);
    connect(&m_model, &SampleModel::problemChanged, this, &SampleQueryBar::showProblem);
    connect(&m_model, &SampleModel::searchChanged, this, &SampleQueryBar::showProgress);
    connect(&m_model, &SampleModel::loadChanged, this, &SampleQueryBar::showProgress);
    connect(&m_model, &SampleModel::modelReset, this, &SampleQueryBar::showProgress);
    showProblem();
    showProgress();
}

QString SampleQueryBar::text() const
{
    return m_line->text();
}

void SampleQueryBar::setExpression(const QString &text)
{
    m_line->setText(text);
    apply();
}

void SampleQueryBar::addTerm(const QString &term)
{
    const QString before = text().trimmed();
    const bool either = before.contains(QRegularExpression(QStringLiteral("\\bor\\b"), QRegularExpression::CaseInsensitiveOption));
    setExpression(before.isEmpty() ? term : (either ? QStringLiteral("(%1) %2") : QStringLiteral("%1 %2")).arg(before, term));
}

void SampleQueryBar::focusLine()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void SampleQueryBar::apply()
{
    m_timer->stop();
    m_model.setExpression(m_line->text());
}

void SampleQueryBar::complete()
{
    const auto ways = completeSampleExpression(m_line->text(), m_line->cursorPosition(), m_model.names());
    const bool typing = m_line->cursorPosition() > 0 && !m_line->text().at(m_line->cursorPosition() - 1).isSpace();
    if (ways.isEmpty() || !typing)
        return m_completer->popup()->hide();
    m_completeFrom = ways.first().from;
    m_words->clear();
    for (const SampleCompletion &way : ways) {
        auto *item = new QStandardItem;
        item->setData(way.word, Qt::EditRole);
        item->setData(QStringLiteral("%1 – %2").arg(way.word, way.help), Qt::AccessibleTextRole);
        item->setData(way.help, Qt::ToolTipRole);
        m_words->appendRow(item);
    }
    m_completer->setCompletionPrefix(m_line->text().mid(m_completeFrom, m_line->cursorPosition() - m_completeFrom));
    m_completer->complete();
}

void SampleQueryBar::insertCompletion(const QString &word)
{
    QString text = m_line->text();
    const int cursor = m_line->cursorPosition();
    text.replace(m_completeFrom, cursor - m_completeFrom, word);
    m_line->setText(text);
    m_line->setCursorPosition(int(m_completeFrom + word.size()));
    m_timer->start();
}

void SampleQueryBar::showProblem()
{
    const auto problem = m_model.problem();
    m_problem->setProblem(problem ? tr("Character %1: %2").arg(problem->position + 1).arg(problem->message) : QString());
}

void SampleQueryBar::showProgress()
{
    const SampleRows &rows = m_model.rows();
    const QLocale locale;
    const bool visible = rows.searches() && (rows.isSearching() || rows.isStopped() || rows.gaveUp() > 0);
    m_progressRow->setVisible(visible);
    m_stop->setVisible(rows.isSearching());
    if (!visible)
        return;
    const QString found = tr("%n found", "samples", rows.total()), looked = locale.toString(rows.lookedAt()), of = locale.toString(rows.toLookAt());
    QString words;
    if (rows.isSearching())
        words = tr("Searching: %1 of %2 looked through, %3.").arg(looked, of, found);
    else if (rows.isStopped())
        words = tr("Stopped after %1 of %2, %3.").arg(looked, of, found);
    if (rows.gaveUp() > 0)
        words = (words + QLatin1Char(' ') + tr("The regular expression took too long for %n sample(s); they count as no match.", nullptr, int(rows.gaveUp()))).trimmed();
    m_progress->setText(words);
}

bool SampleQueryBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_line && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::ControlModifier) {
            complete();
            return true;
        }
        if (key->key() == Qt::Key_Escape && !m_line->text().isEmpty()) {
            m_line->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay
