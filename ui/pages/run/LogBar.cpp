#include "ui/pages/run/LogBar.h"

#include "models/logs/LogSearch.h"
#include "ui/theme/Icons.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

LogBar::LogBar(QWidget *parent) : QWidget(parent)
{
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins({});
    auto *layout = new QHBoxLayout;
    m_picker = new QComboBox;
    m_picker->setObjectName(QStringLiteral("logBenchmark"));
    m_picker->setAccessibleName(tr("Benchmark whose log is shown"));
    m_picker->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_picker->setMaximumWidth(fontMetrics().horizontalAdvance(QLatin1Char('0')) * 28);
    m_logs = new QComboBox;
    m_logs->setObjectName(QStringLiteral("logAttempt"));
    m_logs->setAccessibleName(tr("Attempt whose log is shown"));
    m_logs->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_logs->hide();
    m_level = new QComboBox;
    m_level->setObjectName(QStringLiteral("logLevel"));
    m_level->setAccessibleName(tr("Lines by their level"));
    m_level->setToolTip(tr("Of the part of the log that is loaded. A line without a level belongs to the one before it."));
    m_level->addItem(tr("All lines"), int(LogLevel::None));
    m_level->addItem(tr("From information on"), int(LogLevel::Info));
    m_level->addItem(tr("Warnings and errors"), int(LogLevel::Warning));
    m_level->addItem(tr("Errors"), int(LogLevel::Error));
    m_follow = new QCheckBox(tr("Follow"));
    m_follow->setObjectName(QStringLiteral("logFollow"));
    m_follow->setToolTip(tr("Stay at the end as new lines arrive (Ctrl+End)."));
    m_follow->setChecked(true);
    m_wrap = new QCheckBox(tr("Wrap"));
    m_wrap->setObjectName(QStringLiteral("logWrap"));
    m_wrap->setToolTip(tr("Break long lines at the width of the window."));
    m_download = button("logDownload", QStringLiteral("next"), tr("Save As…"), tr("Writes the whole log into a file."));
    m_size = new QLabel;
    m_size->setObjectName(QStringLiteral("logSize"));
    layout->addWidget(m_picker);
    layout->addWidget(m_logs);
    layout->addWidget(m_level);
    layout->addWidget(m_follow);
    layout->addWidget(m_wrap);
    layout->addWidget(m_download);
    layout->addStretch(1);
    layout->addWidget(m_size);
    rows->addLayout(layout);
    rows->addWidget(buildSearch());
    connect(m_logs, &QComboBox::activated, this, [this](int at) { Q_EMIT logChosen(m_choices.at(at).source); });
    connect(m_follow, &QCheckBox::toggled, this, &LogBar::followChanged);
    connect(m_wrap, &QCheckBox::toggled, this, &LogBar::wrapChanged);
    connect(m_level, &QComboBox::activated, this, [this](int at) { Q_EMIT levelChosen(LogLevel(m_level->itemData(at).toInt())); });
    connect(m_download, &QToolButton::clicked, this, &LogBar::downloadRequested);
}

QToolButton *LogBar::button(const char *objectName, const QString &icon, const QString &text, const QString &tip)
{
    auto *made = new QToolButton;
    made->setObjectName(QLatin1String(objectName));
    made->setIcon(themeIcon(icon));
    made->setText(text);
    made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    made->setToolTip(tip);
    made->setFocusPolicy(Qt::StrongFocus);
    return made;
}

QWidget *LogBar::buildSearch()
{
    auto *bar = new QWidget;
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins({});
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("logSearch"));
    m_search->setAccessibleName(tr("Search in the log"));
    m_search->setPlaceholderText(tr("Search in the log"));
    m_search->setClearButtonEnabled(true);
    m_regular = button("logRegex", QStringLiteral("filter"), tr("Regular Expression"), tr("Read what is looked for as a regular expression."));
    m_regular->setCheckable(true);
    m_previous = button("logFindPrevious", QStringLiteral("previous"), tr("Previous"), tr("The match before this line (Shift+F3)."));
    m_next = button("logFindNext", QStringLiteral("next"), tr("Next"), tr("The match after this line (Enter, F3)."));
    m_count = new QLabel;
    m_count->setObjectName(QStringLiteral("logCount"));
    m_count->setTextFormat(Qt::PlainText);
    layout->addWidget(m_search, 1);
    for (QWidget *part : {static_cast<QWidget *>(m_regular), static_cast<QWidget *>(m_previous), static_cast<QWidget *>(m_next), static_cast<QWidget *>(m_count)})
        layout->addWidget(part);
    const auto key = [this](const QKeySequence &keys, bool backwards) {
        auto *action = new QAction(this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, backwards] { Q_EMIT findRequested(backwards); });
        return action;
    };
    addAction(key(QKeySequence(Qt::Key_F3), false));
    addAction(key(QKeySequence(Qt::SHIFT | Qt::Key_F3), true));
    connect(m_search, &QLineEdit::returnPressed, this, [this] { Q_EMIT findRequested(false); });
    connect(m_next, &QToolButton::clicked, this, [this] { Q_EMIT findRequested(false); });
    connect(m_previous, &QToolButton::clicked, this, [this] { Q_EMIT findRequested(true); });
    connect(m_search, &QLineEdit::textChanged, this, &LogBar::checkExpression);
    connect(m_regular, &QToolButton::toggled, this, &LogBar::checkExpression);
    return bar;
}

QRegularExpression LogBar::expression() const { return LogSearch::expressionOf(m_search->text(), m_regular->isChecked()); }

void LogBar::checkExpression()
{
    const QRegularExpression wanted = expression();
    const bool usable = wanted.isValid() && !wanted.pattern().isEmpty();
    m_next->setEnabled(usable);
    m_previous->setEnabled(usable);
    setCount(wanted.isValid() ? QString() : tr("No regular expression: %1").arg(wanted.errorString()));
    Q_EMIT searchChanged();
}

void LogBar::setLogs(const QList<LogChoice> &logs, const LogSource &shown)
{
    const QSignalBlocker quiet(m_logs);
    if (logs != m_choices) { // an open list stays open
        m_choices = logs;
        m_logs->clear();
        for (const LogChoice &choice : logs)
            m_logs->addItem(choice.text);
    }
    m_logs->setCurrentIndex(int(std::ranges::find(m_choices, shown, &LogChoice::source) - m_choices.begin()));
    m_logs->setVisible(m_choices.size() > 1);
}

void LogBar::setFollow(bool follow)
{
    const QSignalBlocker quiet(m_follow);
    m_follow->setChecked(follow);
}

void LogBar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LogBar::setSize(const QString &text) { m_size->setText(text); }

void LogBar::setCount(const QString &text) { m_count->setText(text); }

void LogBar::setDownloading(bool running)
{
    m_download->setText(running ? tr("Stop Saving") : tr("Save As…"));
}

} // namespace assay
