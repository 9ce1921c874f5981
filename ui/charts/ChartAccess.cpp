#include "ui/charts/ChartAccess.h"

#include "ui/charts/Marked.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>
#include <QWidget>

namespace assay {

namespace {

/// One mark. It names its chart by a guarded pointer: screen readers may ask after the chart is gone.
class MarkAccess final : public QAccessibleInterface {
public:
    MarkAccess(Marked &chart, int place) : m_widget(chart.markWidget()), m_chart(&chart), m_place(place) {}
    bool isValid() const override { return m_widget && m_place < m_chart->markCount(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_widget); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString &) override {}
    QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        switch (kind) {
        // List items are read by their name alone, so the name says it all.
        case QAccessible::Name: return m_chart->markReading(m_place);
        case QAccessible::Value: return m_chart->markValue(m_place);
        case QAccessible::Description: return m_chart->markReason(m_place);
        default: return {};
        }
    }
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect mark = m_chart->markPlace(m_place);
        return QRect(m_widget->mapToGlobal(mark.topLeft()), mark.size());
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        const bool current = m_chart->focusedMark() == m_place;
        state.focusable = state.selectable = true;
        state.selected = current;
        state.focused = current && m_widget->hasFocus();
        state.offscreen = !m_widget->rect().intersects(m_chart->markPlace(m_place));
        return state;
    }

private:
    QPointer<QWidget> m_widget;
    Marked *m_chart;
    int m_place;
};

class ChartInterface final : public QAccessibleWidget {
public:
    explicit ChartInterface(Marked &chart)
        : QAccessibleWidget(chart.markWidget(), QAccessible::List, chart.markWidget()->accessibleName()), m_widget(chart.markWidget()), m_chart(&chart)
    {
    }
    ~ChartInterface() override
    {
        for (const QAccessible::Id id : std::as_const(m_children))
            QAccessible::deleteAccessibleInterface(id);
    }
    int childCount() const override { return m_widget ? m_chart->markCount() : 0; }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        while (m_children.size() <= index) {
            auto *mark = new MarkAccess(*m_chart, int(m_children.size()));
            m_children << QAccessible::registerAccessibleInterface(mark);
        }
        return QAccessible::accessibleInterface(m_children.at(index));
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        return int(m_children.indexOf(QAccessible::uniqueId(const_cast<QAccessibleInterface *>(child))));
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i)->rect().contains(x, y))
                return child(i);
        }
        return nullptr;
    }
    QAccessibleInterface *focusChild() const override
    {
        return m_widget && m_widget->hasFocus() ? child(m_chart->focusedMark()) : nullptr;
    }

private:
    QPointer<QWidget> m_widget;
    Marked *m_chart;
    mutable QList<QAccessible::Id> m_children;
};

QAccessibleInterface *makeInterface(const QString &className, QObject *object)
{
    Q_UNUSED(className)
    auto *chart = dynamic_cast<Marked *>(object);
    return chart ? new ChartInterface(*chart) : nullptr;
}

} // namespace

void installChartAccess()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(installed)
}

void announceMark(Marked &chart, int place)
{
    if (place < 0 || !QAccessible::isActive())
        return;
    QAccessibleEvent event(chart.markWidget(), QAccessible::Focus);
    event.setChild(place);
    QAccessible::updateAccessibility(&event);
}

} // namespace assay
