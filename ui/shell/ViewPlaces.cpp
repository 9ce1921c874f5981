#include "ui/shell/ViewPlaces.h"

#include "models/common/Roles.h"

#include <QAbstractItemView>
#include <QHeaderView>
#include <QPointer>
#include <QScrollBar>
#include <QTimer>

namespace assay {

namespace {

constexpr int patienceMs = 60'000; ///< rows that are not there by then belong to another day

QVariantList pathOf(const QModelIndex &index)
{
    QVariantList path;
    for (QModelIndex at = index; at.isValid(); at = at.parent())
        path.prepend(at.row());
    return path;
}

QModelIndex indexOf(const QAbstractItemModel &model, const QVariantMap &place)
{
    const QString id = place.value(QStringLiteral("id")).toString();
    if (!id.isEmpty()) // rows move, what they are about does not
        return model.match(model.index(0, 0), IdRole, id, 1, Qt::MatchExactly | Qt::MatchWrap).value(0);
    QModelIndex found;
    const QVariantList path = place.value(QStringLiteral("path")).toList();
    for (const QVariant &row : path) {
        found = model.index(row.toInt(), 0, found);
        if (!found.isValid())
            return {};
    }
    return found;
}

/// Rows come later, page by page: tried at each change of the model until it succeeds or the reader moves by himself.
class PlaceRestorer final : public QObject {
public:
    PlaceRestorer(QAbstractItemView *view, const QVariantMap &place) : QObject(view), m_view(view), m_place(place)
    {
        view->installEventFilter(this);
        view->viewport()->installEventFilter(this);
        m_later.setSingleShot(true);
        connect(&m_later, &QTimer::timeout, this, &PlaceRestorer::attempt);
        const QAbstractItemModel *model = view->model();
        for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
            connect(model, signal, &m_later, qOverload<>(&QTimer::start));
        connect(model, &QAbstractItemModel::modelReset, &m_later, qOverload<>(&QTimer::start));
        connect(model, &QAbstractItemModel::layoutChanged, &m_later, qOverload<>(&QTimer::start));
        connect(view->verticalScrollBar(), &QScrollBar::rangeChanged, &m_later, qOverload<>(&QTimer::start));
        m_later.start();
        QTimer::singleShot(patienceMs, this, &QObject::deleteLater);
    }
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const auto type = event->type();
        if (type == QEvent::Wheel || type == QEvent::KeyPress || type == QEvent::MouseButtonPress)
            deleteLater();
        return QObject::eventFilter(watched, event);
    }

private:
    void attempt()
    {
        const bool wantsRow = m_place.contains(QStringLiteral("path"));
        const QModelIndex row = wantsRow ? indexOf(*m_view->model(), m_place) : QModelIndex();
        if (row.isValid() && !m_rowDone) {
            m_view->setCurrentIndex(row.siblingAtColumn(qMax(0, m_view->currentIndex().column())));
            m_rowDone = true;
        }
        const int scroll = m_place.value(QStringLiteral("scroll")).toInt();
        QScrollBar *bar = m_view->verticalScrollBar();
        if (bar->maximum() < scroll)
            return;
        bar->setValue(scroll);
        if (!wantsRow || m_rowDone)
            deleteLater();
    }
    QAbstractItemView *m_view;
    QVariantMap m_place;
    QTimer m_later;
    bool m_rowDone = false;
};

bool isPlace(const QAbstractItemView *view, const QWidget &page)
{
    return !view->objectName().isEmpty() && !view->objectName().startsWith(QLatin1String("qt_")) && !qobject_cast<const QHeaderView *>(view)
        && view->window() == page.window() && view->model() && view->selectionModel();
}

} // namespace

QVariantMap viewPlaces(const QWidget &page)
{
    QVariantMap places;
    const auto views = page.findChildren<QAbstractItemView *>();
    for (const QAbstractItemView *view : views) {
        if (!isPlace(view, page))
            continue;
        QVariantMap place;
        if (const QModelIndex current = view->currentIndex(); current.isValid()) {
            place.insert(QStringLiteral("path"), pathOf(current));
            if (const QString id = current.siblingAtColumn(0).data(IdRole).toString(); !id.isEmpty())
                place.insert(QStringLiteral("id"), id);
        }
        if (const int scroll = view->verticalScrollBar()->value(); scroll > 0)
            place.insert(QStringLiteral("scroll"), scroll);
        if (!place.isEmpty())
            places.insert(view->objectName(), place);
    }
    return places;
}

void restoreViewPlaces(QWidget &page, const QVariantMap &places)
{
    const auto views = page.findChildren<QAbstractItemView *>();
    for (QAbstractItemView *view : views) {
        if (isPlace(view, page) && places.contains(view->objectName()))
            new PlaceRestorer(view, places.value(view->objectName()).toMap());
    }
}

} // namespace assay
