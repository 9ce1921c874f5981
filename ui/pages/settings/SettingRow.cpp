#include "ui/pages/settings/SettingRow.h"

#include "ui/theme/Icons.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/ProblemLabel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace assay {

namespace {

QStringList wordsOf(const QString &query) { return query.split(QLatin1Char(' '), Qt::SkipEmptyParts); }

/// The found words stand out by ground and by weight.
QString marked(const QString &text, const QStringList &words, const QPalette &palette)
{
    QList<bool> inside(text.size(), false);
    for (const QString &word : words) {
        if (word.size() < 2 && words.size() > 1)
            continue; // the “a” between two words would mark half of the text
        for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0; at = text.indexOf(word, at + 1, Qt::CaseInsensitive))
            std::fill_n(inside.begin() + at, word.size(), true);
    }
    const QString open = QStringLiteral("<b style=\"background:%1;color:%2\">")
                             .arg(palette.color(QPalette::Highlight).name(), palette.color(QPalette::HighlightedText).name());
    QString html;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (inside.at(i) && (i == 0 || !inside.at(i - 1)))
            html += open;
        html += text.at(i) == QLatin1Char('\n') ? QStringLiteral("<br>") : QString(text.at(i)).toHtmlEscaped();
        if (inside.at(i) && (i + 1 == text.size() || !inside.at(i + 1)))
            html += QStringLiteral("</b>");
    }
    return html;
}

} // namespace

SettingRow::SettingRow(SettingGroup group, QWidget *parent)
    : QWidget(parent), m_group(group), m_title(new QLabel(this)), m_help(new Heading(Heading::Level::Caption, this)), m_controls(new QHBoxLayout),
      m_problem(new ProblemLabel(this))
{
    auto *grid = new QGridLayout(this);
    const int gap = fontMetrics().height();
    grid->setContentsMargins(0, gap / 3, 0, gap / 3);
    grid->setHorizontalSpacing(gap);
    grid->setVerticalSpacing(gap / 6);
    grid->addWidget(m_title, 0, 0);
    grid->addWidget(m_help, 1, 0);
    grid->addLayout(m_controls, 0, 1, 2, 1, Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(m_problem, 2, 0, 1, 2);
    grid->setColumnStretch(0, 1);
    m_title->setObjectName(QStringLiteral("settingTitle"));
    m_problem->setObjectName(QStringLiteral("settingProblem"));
    for (QLabel *label : {m_title, m_help}) {
        label->setTextFormat(Qt::RichText);
        label->setWordWrap(true);
    }
}

void SettingRow::setTexts(const QString &title, const QString &help)
{
    m_titleText = title;
    m_helpText = help;
    m_help->setVisible(!help.isEmpty());
    if (m_reset) {
        m_reset->setAccessibleName(tr("Reset “%1”").arg(title));
        m_reset->setToolTip(tr("Back to the default"));
    }
    highlight(m_query);
}

bool SettingRow::matches(const QString &query) const
{
    const QString all = settingGroupTitle(m_group) + QLatin1Char('\n') + m_titleText + QLatin1Char('\n') + m_helpText;
    const QStringList words = wordsOf(query);
    return std::all_of(words.begin(), words.end(), [&](const QString &word) { return all.contains(word, Qt::CaseInsensitive); });
}

void SettingRow::highlight(const QString &query)
{
    m_query = query;
    const QStringList words = wordsOf(query);
    m_title->setText(marked(m_titleText, words, palette()));
    m_help->setText(marked(m_helpText, words, palette()));
}

void SettingRow::addBelow(QWidget *widget)
{
    auto *grid = static_cast<QGridLayout *>(layout());
    grid->addWidget(widget, grid->rowCount(), 0, 1, 2);
}

QToolButton *SettingRow::addReset()
{
    m_reset = new QToolButton(this);
    m_reset->setObjectName(QStringLiteral("settingReset"));
    m_reset->setIcon(themeIcon(QStringLiteral("undo")));
    m_reset->setAutoRaise(true);
    m_reset->setFocusPolicy(Qt::TabFocus);
    m_controls->addWidget(m_reset);
    return m_reset;
}

void SettingRow::setDefault(bool isDefault)
{
    if (m_reset)
        m_reset->setEnabled(!isDefault);
}

} // namespace assay
