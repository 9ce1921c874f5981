#include "ui/pages/report/ReportDocument.h"

#include "services/reports/ReportText.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QPainter>
#include <QPdfWriter>

#include <cctype>

namespace assay {

namespace {

constexpr int dotsPerInch = 96; ///< of the layout; the drawing is scaled to the printer's

/// Qt writes the time of day and a random id into the file: the same report must have the same bytes, so both are made from it.
/// They keep their length, because the file's table of contents counts bytes.
void settle(QByteArray &pdf)
{
    static const QByteArray date = "/CreationDate (D:";
    if (const qsizetype at = pdf.indexOf(date); at >= 0) {
        const qsizetype from = at + date.size(), end = pdf.indexOf(')', from);
        for (qsizetype i = from; i < end; ++i) {
            if (pdf.at(i) >= '0' && pdf.at(i) <= '9')
                pdf[i] = i - from == 0 ? '2' : i - from == 5 || i - from == 7 ? '1' : '0';
            else if (pdf.at(i) == '-')
                pdf[i] = '+';
        }
    }
    const qsizetype id = pdf.lastIndexOf("/ID [");
    if (id < 0)
        return;
    const QByteArray hash = QCryptographicHash::hash(pdf.left(id), QCryptographicHash::Sha256).toHex();
    int used = 0;
    for (qsizetype i = id; i < pdf.size() && pdf.at(i) != ']'; ++i) {
        if (std::isxdigit(static_cast<unsigned char>(pdf.at(i))) && pdf.at(i) != 'D' && i > id + 4)
            pdf[i] = hash.at(used++ % hash.size());
    }
}

} // namespace

QByteArray pdfReport(const reports::ReportData &data)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF(18, 16, 18, 18), QPageLayout::Millimeter);
        writer.setResolution(1200);
        writer.setTitle(reports::printable(reports::reportTitle(data)));
        writer.setCreator(data.toolVersion);
        const auto document = reportDocument(data);
        QPainter painter(&writer);
        const double scale = double(writer.resolution()) / dotsPerInch;
        painter.scale(scale, scale);
        const QSizeF paper = QSizeF(writer.width(), writer.height()) / scale;
        const double footer = QFontMetricsF(document->defaultFont(), &writer).height() / scale * 2;
        const QSizeF room(paper.width(), paper.height() - footer);
        document->setDocumentMargin(0);
        document->setPageSize(room);
        const int pages = document->pageCount();
        for (int page = 0; page < pages; ++page) {
            if (page > 0)
                writer.newPage();
            painter.save();
            painter.setClipRect(QRectF(QPointF(), room));
            painter.translate(0, -page * room.height());
            QAbstractTextDocumentLayout::PaintContext context;
            context.clip = QRectF(0, page * room.height(), room.width(), room.height());
            context.palette.setColor(QPalette::Text, Qt::black);
            document->documentLayout()->draw(&painter, context);
            painter.restore();
            QFont small = document->defaultFont();
            small.setPointSizeF(small.pointSizeF() * 0.85);
            painter.setFont(small);
            painter.setPen(QColor(0x5c, 0x5c, 0x5c));
            const QRectF foot(0, room.height(), paper.width(), footer);
            const QString title = painter.fontMetrics().elidedText(reports::printable(reports::reportTitle(data)), Qt::ElideRight, int(paper.width() * 0.75));
            painter.drawText(foot, Qt::AlignLeft | Qt::AlignBottom, title);
            //: a page's foot, e.g. "2 of 5"
            painter.drawText(foot, Qt::AlignRight | Qt::AlignBottom,
                             QCoreApplication::translate("assay", "%1 of %2").arg(QString::number(page + 1), QString::number(pages)));
        }
    }
    buffer.close();
    settle(bytes);
    return bytes;
}

} // namespace assay
