#include "ui/pages/runs/ViewsButton.h"

#include <QActionGroup>
#include <QEvent>
#include <QMenu>

namespace assay {

ViewsButton::ViewsButton(SavedViews &views, std::function<RunsView()> shown, InlineInput &input, QWidget &back, QWidget *parent)
    : QToolButton(parent), m_views(views), m_shown(std::move(shown)), m_input(input), m_back(back)
{
    setObjectName(QStringLiteral("runsViews"));
    setPopupMode(QToolButton::InstantPopup);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setFocusPolicy(Qt::StrongFocus);
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &ViewsButton::fill);
    connect(&m_views, &SavedViews::changed, this, &ViewsButton::update);
    connect(&m_views, &SavedViews::saved, this, [this](const QString &id) {
        if (std::exchange(m_saving, false))
            setCurrent(id);
    });
    update();
}

void ViewsButton::setCurrent(const QString &id)
{
    m_current = id;
    update();
}

void ViewsButton::update()
{
    QString title;
    for (const RunsView &view : m_views.views()) {
        if (view.id == m_current)
            title = view.title;
    }
    setText(title.isEmpty() ? tr("Views") : tr("View: %1").arg(title));
    setAccessibleName(text());
    setToolTip(tr("Saved views of the runs"));
}

void ViewsButton::fill()
{
    QMenu &menu = *this->menu();
    menu.clear();
    auto *group = new QActionGroup(&menu);
    bool separated = false;
    const QList<RunsView> views = m_views.views();
    for (const RunsView &view : views) {
        if (!view.builtIn && !std::exchange(separated, true))
            menu.addSeparator();
        QAction *action = menu.addAction(QString(view.title).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(view.id == m_current);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, view] {
            setCurrent(view.id);
            Q_EMIT viewChosen(view);
        });
    }
    menu.addSeparator();
    const RunsView *mine = m_views.find(m_current);
    connect(menu.addAction(tr("Save View As…")), &QAction::triggered, this, &ViewsButton::saveAs);
    QAction *save = menu.addAction(mine ? tr("Save Changes to “%1”").arg(mine->title) : tr("Save Changes"));
    QAction *renamed = menu.addAction(tr("Rename View…")), *removed = menu.addAction(tr("Delete View"));
    for (QAction *action : {save, renamed, removed})
        action->setEnabled(mine != nullptr);
    connect(save, &QAction::triggered, this, [this] {
        const RunsView *now = m_views.find(m_current);
        if (!now)
            return;
        RunsView view = m_shown();
        view.id = now->id;
        view.title = now->title;
        m_views.save(view);
    });
    connect(renamed, &QAction::triggered, this, &ViewsButton::rename);
    connect(removed, &QAction::triggered, this, [this] {
        m_views.remove(m_current);
        setCurrent({});
    });
}

void ViewsButton::saveAs()
{
    m_input.ask({tr("Name of the view:"), tr("Save View"), {}, {}, [this](const QString &title) { return m_views.titleProblem(title); },
                 [this](const QString &title) {
                     RunsView view = m_shown();
                     view.title = title.trimmed();
                     m_saving = true;
                     m_views.save(view);
                 }}, &m_back);
}

void ViewsButton::rename()
{
    const RunsView *now = m_views.find(m_current);
    if (!now)
        return;
    m_input.ask({tr("New name of the view:"), tr("Rename"), now->title, {}, [this](const QString &title) { return m_views.titleProblem(title, m_current); },
                 [this, view = *now](const QString &title) {
                     RunsView renamed = view;
                     renamed.title = title.trimmed();
                     m_views.save(renamed);
                 }}, &m_back);
}

void ViewsButton::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        update();
}

} // namespace assay
