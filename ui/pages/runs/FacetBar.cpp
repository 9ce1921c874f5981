#include "ui/pages/runs/FacetBar.h"

#include "models/jobs/JobFilter.h"
#include "models/library/FilterCompletion.h"
#include "ui/widgets/FlowRow.h"

#include <QDateTime>
#include <QEvent>
#include <QLocale>
#include <QMenu>
#include <QToolButton>

namespace assay {

namespace {
constexpr int mostValues = 20; ///< of a menu; more are found by typing
}

FacetBar::FacetBar(const JobListModel &jobs, std::function<QString()> line, QWidget *parent) : QWidget(parent), m_jobs(jobs), m_line(std::move(line))
{
    auto *layout = new FlowRow(this);
    layout->setSpacing(fontMetrics().height() / 3);
    for (const QString &key : facetKeys()) {
        auto *button = new QToolButton(this);
        button->setObjectName(QStringLiteral("facet-") + key);
        button->setPopupMode(QToolButton::InstantPopup);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::StrongFocus);
        auto *menu = new QMenu(button);
        menu->setToolTipsVisible(true);
        button->setMenu(menu);
        connect(menu, &QMenu::aboutToShow, this, [this, key, button] { fill(key, button); });
        layout->addWidget(button);
        m_buttons << button;
    }
    update();
}

void FacetBar::fill(const QString &key, QToolButton *button)
{
    QMenu *menu = button->menu();
    menu->clear();
    const QList<FacetCount> counts = facetCounts(m_jobs, m_line(), key, QDateTime::currentMSecsSinceEpoch());
    for (const FacetCount &count : counts.mid(0, mostValues)) {
        QString title = count.title;
        title.replace(QLatin1Char('&'), QStringLiteral("&&"));
        QAction *action = menu->addAction(tr("%1 (%2)", "a value and how many runs have it").arg(title, QLocale().toString(count.count)));
        action->setCheckable(true);
        action->setChecked(hasFilterPart(m_line(), key, count.value));
        connect(action, &QAction::triggered, this, [this, key, value = count.value] { Q_EMIT lineRequested(toggledFilterPart(m_line(), key, value)); });
    }
    if (counts.isEmpty())
        menu->addAction(tr("None of the shown runs has one"))->setEnabled(false);
    if (counts.size() > mostValues)
        menu->addAction(tr("%n more: type %1: into the filter", nullptr, int(counts.size()) - mostValues).arg(key))->setEnabled(false);
}

void FacetBar::update()
{
    const QStringList keys = facetKeys(), parts = filterParts(m_line());
    for (qsizetype i = 0; i < keys.size(); ++i) {
        const QString prefix = keys.at(i) + QLatin1Char(':');
        QStringList values;
        for (const QString &part : parts) {
            if (part.startsWith(prefix, Qt::CaseInsensitive) && part.size() > prefix.size())
                values << part.mid(prefix.size()).remove(QLatin1Char('"'));
        }
        QString shown = values.join(QStringLiteral(", "));
        if (shown.size() > 24)
            shown = shown.left(23) + QStringLiteral("…");
        const QString title = facetTitle(keys.at(i));
        m_buttons.at(i)->setText(values.isEmpty() ? title : tr("%1: %2", "a facet and what it filters by").arg(title, shown));
        m_buttons.at(i)->setAccessibleName(values.isEmpty() ? tr("Filter by %1").arg(title) : m_buttons.at(i)->text());
        m_buttons.at(i)->setToolTip(tr("Filter by %1").arg(title));
    }
}

void FacetBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        update();
}

} // namespace assay
