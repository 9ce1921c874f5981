#include "ui/widgets/ColumnFit.h"

#include <QAbstractItemView>
#include <QEvent>
#include <QHeaderView>
#include <QTimer>

#include <algorithm>

namespace assay {

namespace {

class Fitter : public QObject {
public:
    Fitter(QHeaderView *header, int column, int characters)
        : QObject(header)
        , m_header(header)
        , m_column(column)
        , m_characters(characters)
    {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        header->parentWidget()->installEventFilter(this);
        connect(header, &QHeaderView::sectionResized, this, [this](int section) {
            if (section != m_column)
                fit();
        });
        connect(header, &QHeaderView::sectionCountChanged, this, &Fitter::fit);
        fit();
    }
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        // The view lays its viewport out after it got the event.
        if (event->type() == QEvent::Resize || event->type() == QEvent::FontChange || event->type() == QEvent::Show)
            QTimer::singleShot(0, this, &Fitter::fit);
        return QObject::eventFilter(watched, event);
    }

private:
    void fit()
    {
        if (m_busy || m_header->count() <= m_column)
            return;
        m_busy = true;
        const int others = m_header->length() - m_header->sectionSize(m_column);
        const auto *view = qobject_cast<QAbstractItemView *>(m_header->parentWidget());
        const int room = (view ? view->viewport()->width() : m_header->width()) - others;
        m_header->resizeSection(m_column, std::max(room, m_header->fontMetrics().averageCharWidth() * m_characters));
        m_busy = false;
    }

    QHeaderView *m_header;
    int m_column, m_characters;
    bool m_busy = false;
};

} // namespace

void fitColumn(QHeaderView *header, int column, int characters)
{
    new Fitter(header, column, characters);
}

} // namespace assay
