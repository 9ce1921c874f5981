#include "ui/shell/DocumentTabs.h"

#include "ui/shell/PageFactory.h"
#include "ui/shell/ViewPlaces.h"
#include "ui/theme/Icons.h"

#include <QEvent>
#include <QScreen>
#include <QScrollArea>
#include <QStyle>
#include <QTabBar>
#include <QToolButton>

namespace assay {

namespace {

/// A page of a text size or a language that needs more room than the screen has is scrolled; else it would push the window beyond
/// the screen. The page gets the whole room, and never less than it needs: an area that resizes its widget by itself gives
/// pages with broken lines the height they would like, not the one they can do with.
class PageRoom : public QScrollArea {
public:
    PageRoom(DocumentPage *page, QWidget *parent) : QScrollArea(parent)
    {
        setFrameShape(QFrame::NoFrame);
        setFocusPolicy(Qt::NoFocus);
        setWidget(page);
    }
    /// Of the page that is shown, as far as the screen has room beside what is around the pages.
    QSize minimumSizeHint() const override
    {
        constexpr QSize least(320, 160);
        if (!isVisible())
            return least;
        const QSize around = window()->size() - parentWidget()->size();
        return needed().boundedTo(screen()->availableSize() - around).expandedTo(least);
    }
    QSize sizeHint() const override { return widget() ? widget()->sizeHint() : minimumSizeHint(); }

protected:
    void showEvent(QShowEvent *event) override
    {
        QScrollArea::showEvent(event);
        updateGeometry();
    }
    void hideEvent(QHideEvent *event) override
    {
        QScrollArea::hideEvent(event);
        updateGeometry();
    }
    void resizeEvent(QResizeEvent *event) override
    {
        fit();
        QScrollArea::resizeEvent(event);
    }
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == widget() && event->type() == QEvent::LayoutRequest) {
            fit();
            updateGeometry();
        }
        return QScrollArea::eventFilter(watched, event);
    }

private:
    QSize needed() const { return widget() ? widget()->minimumSizeHint().expandedTo(widget()->minimumSize()) : QSize(); }
    void fit()
    {
        if (!widget())
            return;
        const QSize least = needed();
        QSize room = size(); // it has no frame
        const int bar = style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, this);
        bool across = least.width() > room.width();
        const bool down = least.height() > room.height() - (across ? bar : 0);
        across = across || least.width() > room.width() - (down ? bar : 0);
        room -= QSize(down ? bar : 0, across ? bar : 0);
        // Said, not left to the area, which shows bars until a later turn when a page has been larger for a moment.
        setHorizontalScrollBarPolicy(across ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
        setVerticalScrollBarPolicy(down ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
        widget()->resize(least.expandedTo(room));
    }
};

/// Tabs that do not fit are scrolled to; they are not cut until nothing of their titles is left.
class TitleTabBar : public QTabBar {
public:
    using QTabBar::QTabBar;

protected:
    QSize minimumTabSizeHint(int index) const override
    {
        const QSize least = QTabBar::minimumTabSizeHint(index), liked = tabSizeHint(index);
        return {std::min(liked.width(), least.width() + 10 * fontMetrics().averageCharWidth()), least.height()};
    }
};

} // namespace

DocumentTabs::DocumentTabs(const PageFactory &factory, QWidget *parent) : QTabWidget(parent), m_factory(factory)
{
    setObjectName(QStringLiteral("documents"));
    setTabBar(new TitleTabBar(this));
    setDocumentMode(true);
    setMovable(true);
    setElideMode(Qt::ElideMiddle);
    tabBar()->setObjectName(QStringLiteral("documentTabBar"));
    tabBar()->setExpanding(false);
    tabBar()->setUsesScrollButtons(true);
    connect(this, &QTabWidget::currentChanged, this, [this] { Q_EMIT currentPageChanged(current()); });
}

DocumentPage *DocumentTabs::page(int index) const
{
    const auto *room = static_cast<const QScrollArea *>(widget(index));
    return room ? static_cast<DocumentPage *>(room->widget()) : nullptr;
}

DocumentPage *DocumentTabs::current() const { return page(currentIndex()); }

int DocumentTabs::indexOfPage(const DocumentPage *page) const
{
    for (int i = 0; i < count(); ++i) {
        if (this->page(i) == page)
            return i;
    }
    return -1;
}

DocumentPage *DocumentTabs::open(const QString &kind, const QString &subject)
{
    for (int i = 0; i < count(); ++i) {
        if (page(i)->kind() == kind && page(i)->subject() == subject) {
            setCurrentIndex(i);
            return page(i);
        }
    }
    DocumentPage *made = m_factory.make(kind, subject, this);
    if (!made)
        return nullptr;
    addPage(made);
    setCurrentIndex(indexOfPage(made));
    made->setFocus(Qt::OtherFocusReason);
    return made;
}

void DocumentTabs::addPage(DocumentPage *page)
{
    const int index = addTab(new PageRoom(page, this), page->icon(), page->title());
    auto *button = new QToolButton(tabBar()); // the style's own is a red square in every theme
    button->setObjectName(QStringLiteral("tabClose"));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::NoFocus); // Ctrl+W and the menu are the keyboard's way
    button->setIcon(themeIcon(QStringLiteral("close")));
    const int side = fontMetrics().height() * 3 / 4;
    button->setIconSize({side, side});
    connect(button, &QToolButton::clicked, page, [this, page] { close(indexOfPage(page)); });
    tabBar()->setTabButton(index, QTabBar::RightSide, button);
    updateTab(page);
    connect(page, &DocumentPage::titleChanged, this, [this, page] { updateTab(page); });
    connect(page, &DocumentPage::messageRequested, this, &DocumentTabs::messageRequested);
    connect(page, &DocumentPage::openRequested, this, [this](const QString &kind, const QString &subject) { open(kind, subject); });
    connect(page, &DocumentPage::closeRequested, this, [this, page] { close(indexOfPage(page)); });
    Q_EMIT pageAdded(page);
}

void DocumentTabs::updateTab(DocumentPage *page)
{
    const int index = indexOfPage(page);
    if (index < 0)
        return;
    QString title = page->title();
    title.replace(QLatin1Char('&'), QStringLiteral("&&"));
    setTabText(index, title);
    setTabIcon(index, page->icon());
    setTabToolTip(index, page->toolTipText().isEmpty() ? page->title() : page->toolTipText());
    page->setAccessibleName(page->title());
    if (QWidget *button = tabBar()->tabButton(index, QTabBar::RightSide)) {
        button->setToolTip(tr("Close “%1”").arg(page->title()));
        button->setAccessibleName(button->toolTip());
    }
}

bool DocumentTabs::close(int index)
{
    DocumentPage *closing = index < 0 ? nullptr : page(index);
    if (!closing || !closing->canClose())
        return false;
    QWidget *room = widget(index);
    removeTab(index);
    room->hide();
    room->deleteLater();
    if (count() == 0)
        Q_EMIT lastTabClosed();
    return true;
}

QVariantList DocumentTabs::saveTabs() const
{
    QVariantList tabs;
    for (int i = 0; i < count(); ++i) {
        tabs << QVariantMap{{QStringLiteral("kind"), page(i)->kind()},
                            {QStringLiteral("subject"), page(i)->subject()},
                            {QStringLiteral("state"), page(i)->saveState()},
                            {QStringLiteral("views"), viewPlaces(*page(i))}};
    }
    return tabs;
}

void DocumentTabs::restoreTabs(const QVariantList &tabs, int currentIndex)
{
    for (const QVariant &entry : tabs) {
        const QVariantMap tab = entry.toMap();
        DocumentPage *made = m_factory.make(tab.value(QStringLiteral("kind")).toString(),
                                            tab.value(QStringLiteral("subject")).toString(), this);
        if (!made)
            continue;
        addPage(made);
        made->restoreState(tab.value(QStringLiteral("state")).toMap());
        restoreViewPlaces(*made, tab.value(QStringLiteral("views")).toMap());
    }
    if (currentIndex >= 0 && currentIndex < count())
        setCurrentIndex(currentIndex);
}

} // namespace assay
