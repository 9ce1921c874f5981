#include "ui/theme/Icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

static void initResources()
{
    static const bool once = [] {
        Q_INIT_RESOURCE(resources); // lives in a static library: nothing else would pull it in
        return true;
    }();
    Q_UNUSED(once);
}

namespace assay {

namespace {

/// Draws an SVG whose strokes say currentColor in the colour of the text of the moment.
class ThemeIconEngine final : public QIconEngine {
public:
    explicit ThemeIconEngine(QByteArray svg) : m_svg(std::move(svg)) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QApplication::palette();
        QColor colour = palette.color(QPalette::Active, QPalette::ButtonText);
        if (mode == QIcon::Disabled)
            colour = palette.color(QPalette::Disabled, QPalette::ButtonText);
        else if (mode == QIcon::Selected)
            colour = palette.color(QPalette::Active, QPalette::HighlightedText);
        QByteArray svg = m_svg;
        svg.replace("currentColor", colour.name().toLatin1());
        QSvgRenderer(svg).render(painter, rect);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new ThemeIconEngine(m_svg); }

private:
    QByteArray m_svg;
};

} // namespace

QIcon themeIcon(const QString &role)
{
    initResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(role));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new ThemeIconEngine(file.readAll()));
}

} // namespace assay
