// Keys, mouse and tool tips: another part of ChartView.

#include "ui/charts/ChartView.h"

#include "ui/charts/ChartAccess.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>

#include <algorithm>
#include <limits>

namespace assay {

int ChartView::neighbour(int place, int key) const
{
    return place + (key == Qt::Key_Right || key == Qt::Key_Down ? 1 : -1);
}

int ChartView::markAt(const QPointF &point) const
{
    int best = -1;
    double nearest = std::numeric_limits<double>::infinity();
    for (int i = 0; i < m_marks.size(); ++i) {
        const QPointF way = m_marks.at(i).centre - point;
        const double distance = QPointF::dotProduct(way, way);
        if (m_marks.at(i).area.contains(point) && distance < nearest) {
            nearest = distance;
            best = i;
        }
    }
    return best;
}

void ChartView::keyPressEvent(QKeyEvent *event)
{
    const int last = int(m_marks.size()) - 1;
    int next = m_current;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: next = m_current < 0 ? 0 : neighbour(m_current, event->key()); break;
    case Qt::Key_Home: next = 0; break;
    case Qt::Key_End: next = last; break;
    case Qt::Key_PageDown: return setPage(m_page + 1);
    case Qt::Key_PageUp: return setPage(m_page - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            Q_EMIT activated(m_current);
        return;
    default: return event->ignore(); // a view would take more keys than it needs
    }
    if (last >= 0)
        setCurrent(std::clamp(next, 0, last));
}

void ChartView::focusInEvent(QFocusEvent *event)
{
    QGraphicsView::focusInEvent(event);
    if (m_current < 0 && !m_marks.isEmpty())
        setCurrent(0);
    else if (m_current >= 0)
        announceMark(*this, m_current);
    viewport()->update();
}

void ChartView::focusOutEvent(QFocusEvent *event)
{
    QGraphicsView::focusOutEvent(event);
    viewport()->update();
}

void ChartView::mousePressEvent(QMouseEvent *event)
{
    const int place = markAt(mapToScene(event->position().toPoint()));
    if (place >= 0 && event->button() == Qt::LeftButton) {
        setCurrent(place);
        Q_EMIT clicked(place);
    }
    event->accept();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int place = markAt(mapToScene(event->position().toPoint()));
    if (place >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT activated(place);
}

bool ChartView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QGraphicsView::viewportEvent(event);
    auto *help = static_cast<QHelpEvent *>(event);
    const int place = markAt(mapToScene(help->pos()));
    if (place < 0) {
        QToolTip::hideText();
        return true;
    }
    // Escaped: names are text, and tool tips would take them for markup.
    QString words = QStringLiteral("<p>%1</p>").arg(markReading(place).toHtmlEscaped());
    if (!m_marks.at(place).reason.isEmpty())
        words += QStringLiteral("<p>%1</p>").arg(m_marks.at(place).reason.toHtmlEscaped());
    QToolTip::showText(help->globalPos(), words, this, mapFromScene(m_marks.at(place).area).boundingRect());
    return true;
}

} // namespace assay
