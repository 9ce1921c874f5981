#include "ui/charts/ChartAccess.h"

#include "ui/charts/ResultChart.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QLocale>
#include <QPointer>

namespace assay {

namespace {

/// One bar. It names its chart by a guarded pointer: screen readers may ask after the chart is gone.
class MarkAccess final : public QAccessibleInterface {
public:
    MarkAccess(ResultChart *chart, int place) : m_chart(chart), m_place(place) {}
    bool isValid() const override { return m_chart && m_place < m_chart->marks().size(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_chart); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString &) override {}
    QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        const ResultRow &row = m_chart->marks().at(m_place).row;
        switch (kind) {
        // List items are read by their name alone, so the name says it all.
        case QAccessible::Name: return readingText(row, QLocale());
        case QAccessible::Value: return readingValueText(row, QLocale());
        case QAccessible::Description: return row.judged.reason;
        default: return {};
        }
    }
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect mark = m_chart->markRect(m_chart->marks().at(m_place).modelRow);
        return QRect(m_chart->mapToGlobal(mark.topLeft()), mark.size());
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        const bool current = m_chart->marks().at(m_place).modelRow == m_chart->current();
        state.focusable = state.selectable = true;
        state.selected = current;
        state.focused = current && m_chart->hasFocus();
        state.offscreen = !m_chart->rect().intersects(m_chart->markRect(m_chart->marks().at(m_place).modelRow));
        return state;
    }

private:
    QPointer<ResultChart> m_chart;
    int m_place;
};

class ChartInterface final : public QAccessibleWidget {
public:
    explicit ChartInterface(ResultChart *chart)
        : QAccessibleWidget(chart, QAccessible::List, chart->accessibleName()), m_chart(chart)
    {
    }
    ~ChartInterface() override
    {
        for (const QAccessible::Id id : std::as_const(m_children))
            QAccessible::deleteAccessibleInterface(id);
    }
    int childCount() const override { return m_chart ? int(m_chart->marks().size()) : 0; }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        while (m_children.size() <= index) {
            auto *mark = new MarkAccess(m_chart, int(m_children.size()));
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
        for (int i = 0; m_chart && m_chart->hasFocus() && i < childCount(); ++i) {
            if (child(i)->state().focused)
                return child(i);
        }
        return nullptr;
    }

private:
    QPointer<ResultChart> m_chart;
    mutable QList<QAccessible::Id> m_children;
};

QAccessibleInterface *makeInterface(const QString &className, QObject *object)
{
    Q_UNUSED(className)
    auto *chart = qobject_cast<ResultChart *>(object);
    return chart ? new ChartInterface(chart) : nullptr;
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

void announceMark(ResultChart *chart, int place)
{
    if (place < 0 || !QAccessible::isActive())
        return;
    QAccessibleEvent event(chart, QAccessible::Focus);
    event.setChild(place);
    QAccessible::updateAccessibility(&event);
}

} // namespace assay
