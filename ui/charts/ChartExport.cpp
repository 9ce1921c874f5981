#include "ui/charts/ChartExport.h"

#include "services/core/OnPool.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPainter>
#include <QPdfWriter>
#include <QPicture>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QWidget>

#include <algorithm>

namespace assay {

static QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

ChartDrawing recordChart(const QWidget &chart, const QSize &size, const QString &title, const std::function<void(QPainter &)> &paint)
{
    ChartDrawing drawing;
    drawing.size = size;
    drawing.dpi = chart.logicalDpiX();
    drawing.ground = chart.palette().color(QPalette::Base);
    drawing.title = title;
    QPicture picture;
    QPainter painter(&picture);
    paint(painter);
    painter.end();
    drawing.strokes = QByteArray(picture.data(), qsizetype(picture.size()));
    return drawing;
}

ChartDrawing withCaveat(const QWidget &chart, const ChartDrawing &drawing, const QString &caveat)
{
    const int gap = chart.fontMetrics().height() / 2;
    const QRect room(gap, drawing.size.height() + gap, std::max(1, drawing.size.width() - 2 * gap), 100'000);
    const QRect text = chart.fontMetrics().boundingRect(room, Qt::TextWordWrap, caveat);
    const QSize size(drawing.size.width(), text.bottom() + 1 + gap);
    ChartDrawing all = recordChart(chart, size, drawing.title, [&](QPainter &painter) {
        QPicture picture;
        picture.setData(drawing.strokes.constData(), uint(drawing.strokes.size()));
        painter.drawPicture(0, 0, picture);
        painter.setFont(chart.font());
        painter.setPen(chart.palette().color(QPalette::Text));
        painter.drawText(room, Qt::TextWordWrap, caveat);
    });
    all.dpi = drawing.dpi;
    all.ground = drawing.ground;
    return all;
}

static void play(const ChartDrawing &drawing, QPainter &painter)
{
    painter.fillRect(QRect({}, drawing.size), drawing.ground);
    QPicture picture;
    picture.setData(drawing.strokes.constData(), uint(drawing.strokes.size()));
    painter.drawPicture(0, 0, picture);
}

QImage chartImage(const ChartDrawing &drawing, double scale)
{
    QImage image(drawing.size * scale, QImage::Format_RGB32);
    const int dots = int(drawing.dpi / 0.0254); // fonts keep their size in pixels
    image.setDotsPerMeterX(dots);
    image.setDotsPerMeterY(dots);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(scale, scale);
    play(drawing, painter);
    return image;
}

QString chartSuffix(ChartFormat format)
{
    switch (format) {
    case ChartFormat::Png: return QStringLiteral("png");
    case ChartFormat::Svg: return QStringLiteral("svg");
    case ChartFormat::Pdf: break;
    }
    return QStringLiteral("pdf");
}

static QByteArray encoded(const ChartDrawing &drawing, ChartFormat format)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (format == ChartFormat::Png) {
        chartImage(drawing, 2).save(&buffer, "PNG");
    } else if (format == ChartFormat::Svg) {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(drawing.size);
        generator.setViewBox(QRect({}, drawing.size));
        generator.setResolution(drawing.dpi);
        generator.setTitle(drawing.title);
        QPainter painter(&generator);
        play(drawing, painter);
    } else {
        QPdfWriter writer(&buffer);
        writer.setResolution(drawing.dpi);
        writer.setPageMargins({});
        writer.setPageSize(QPageSize(QSizeF(drawing.size) / drawing.dpi, QPageSize::Inch, {}, QPageSize::ExactMatch));
        writer.setTitle(drawing.title);
        QPainter painter(&writer);
        play(drawing, painter);
    }
    return bytes;
}

QFuture<Result<Done>> saveChart(const ChartDrawing &drawing, const QString &path, ChartFormat format)
{
    return onPool<Done>([drawing, path, format] {
        const QByteArray bytes = encoded(drawing, format);
        QSaveFile file(path);
        const bool good = !bytes.isEmpty() && file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
        return good ? Result<Done>(Done{}) : Error{Error::Kind::Storage, tr("%1 cannot be written: %2").arg(path, file.errorString())};
    });
}

} // namespace assay
