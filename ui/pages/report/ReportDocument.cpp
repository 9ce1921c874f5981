#include "ui/pages/report/ReportDocument.h"

#include "services/reports/BarChartSvg.h"
#include "services/reports/HtmlStyle.h"
#include "services/reports/ReportText.h"

#include <QAbstractTextDocumentLayout>
#include <QCoreApplication>
#include <QFontDatabase>
#include <QPainter>
#include <QSvgRenderer>
#include <QTextCursor>
#include <QTextObjectInterface>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
namespace assay {

namespace {

using namespace reports;

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

constexpr int chartObject = QTextFormat::UserObject + 1, svgProperty = QTextFormat::UserProperty + 1;

QString escaped(const QString &text)
{
    return printable(text).toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"));
}

/// Draws charts, as wide as the paper lets them be.
class ChartObject : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)
public:
    using QObject::QObject;
    QSizeF intrinsicSize(QTextDocument *document, int, const QTextFormat &format) override
    {
        const QSizeF size = chart(format).viewBoxF().size();
        const double room = document->textWidth() > 0 ? document->textWidth() - 2 * document->documentMargin() : size.width();
        return size.isEmpty() ? QSizeF() : size * (room / size.width());
    }
    void drawObject(QPainter *painter, const QRectF &rect, QTextDocument *, int, const QTextFormat &format) override
    {
        chart(format).render(painter, rect);
    }

private:
    /// Read once, not each time it is painted.
    QSvgRenderer &chart(const QTextFormat &format)
    {
        const QByteArray svg = format.property(svgProperty).toByteArray();
        std::unique_ptr<QSvgRenderer> &known = m_charts[svg];
        if (!known)
            known = std::make_unique<QSvgRenderer>(svg);
        return *known;
    }
    std::map<QByteArray, std::unique_ptr<QSvgRenderer>> m_charts;
};

QString cell(const QString &text, bool right = false, const QString &more = {})
{
    return QStringLiteral("<td%1%2>%3</td>").arg(right ? QStringLiteral(" align=\"right\"") : QString(), more, text);
}

QString verdictSpan(ReportVerdict verdict)
{
    const char *colour = verdict == ReportVerdict::Pass ? "#0067a5" : verdict == ReportVerdict::Fail || verdict == ReportVerdict::NoResult ? "#b84a00" : "#1b1b1b";
    return QStringLiteral("<span style=\"color:%1; font-weight:600\">%2&nbsp;%3</span>")
        .arg(QLatin1String(colour), verdictGlyph(verdict), verdictWord(verdict).toHtmlEscaped());
}

/// Writes the part of HTML that QTextDocument reads.
class Paper {
public:
    explicit Paper(const ReportData &data) : m_data(data), m_rows(rowsByBenchmark(data)) {}

    QString html()
    {
        QStringList facts;
        for (const QString &fact : {m_data.date, m_data.toolVersion, m_data.policy}) {
            if (!fact.isEmpty())
                facts.append(escaped(fact));
        }
        m_out = QStringLiteral("<h1>%1</h1><p class=\"muted\">%2</p>").arg(escaped(reportTitle(m_data)), facts.join(QStringLiteral(" · ")));
        decision();
        caveats();
        scores();
        checks();
        differences();
        settings();
        flips();
        provenance();
        jobFiles();
        return m_out;
    }
    const QList<QByteArray> &charts() const { return m_charts; }

private:
    void heading(const QString &text) { m_out += QStringLiteral("<h2>%1</h2>").arg(escaped(text)); }

    /// `right` names the columns of numbers.
    void table(const QStringList &titles, const QStringList &rows, const QList<int> &right)
    {
        QString head;
        for (int i = 0; i < titles.size(); ++i)
            head += QStringLiteral("<th align=\"%1\">%2</th>").arg(right.contains(i) ? QStringLiteral("right") : QStringLiteral("left"), escaped(titles.at(i)));
        m_out += QStringLiteral("<table width=\"100%\" cellspacing=\"0\" cellpadding=\"4\"><thead><tr>") + head + QStringLiteral("</tr></thead>");
        for (const QString &row : rows)
            m_out += QStringLiteral("<tr>") + row + QStringLiteral("</tr>");
        m_out += QStringLiteral("</table>");
    }

    /// The inline element as a document of its own; its style comes first, as readers apply it to what follows.
    static QByteArray chart(QString svg)
    {
        svg.insert(svg.indexOf(u'>') + 1, QStringLiteral("<style>%1</style>").arg(chartStyle()));
        return svg.replace(svg.indexOf(QLatin1String("<svg ")), 5, QLatin1String("<svg xmlns=\"http://www.w3.org/2000/svg\" ")).toUtf8();
    }

    QString model(int run) const
    {
        return QStringLiteral("%1&nbsp;%2").arg(seriesMarker(run), escaped(m_data.runs.at(run).model));
    }

    void decision()
    {
        if (!m_data.decision.isEmpty())
            m_out += QStringLiteral("<p style=\"font-size:large\">%1</p><p>%2</p>").arg(verdictSpan(m_data.verdict), escaped(m_data.decision));
        for (int run = 0; m_data.decision.isEmpty() && run < m_data.runs.size(); ++run)
            m_out += QStringLiteral("<p><b>%1</b>: %2</p>").arg(model(run), escaped(runSentence(m_data.runs.at(run))));
    }

    void caveats()
    {
        if (m_data.caveats.isEmpty())
            return;
        heading(tr("Can these runs be compared?"));
        for (const ReportCaveat &caveat : m_data.caveats)
            m_out += QStringLiteral("<p><b>%1:</b> %2</p>").arg(escaped(caveatWord(caveat.level)), escaped(caveat.text));
    }

    void scores()
    {
        if (m_rows.isEmpty())
            return;
        heading(tr("Scores and gates"));
        QStringList models, units;
        for (const ReportRun &run : m_data.runs)
            models << run.model;
        for (const BenchmarkRows &row : m_rows) {
            if (!units.contains(row.unit))
                units << row.unit;
        }
        for (const QString &unit : units) {
            QList<BenchmarkRows> group;
            std::ranges::copy_if(m_rows, std::back_inserter(group), [&unit](const BenchmarkRows &row) { return row.unit == unit; });
            m_out += QStringLiteral("<p>@chart%1@</p>").arg(m_charts.size());
            m_charts << chart(barChartSvg(group, models, unit, m_data.level));
        }
        QStringList rows;
        for (const BenchmarkRows &row : m_rows) {
            for (const auto &[run, score] : row.scores) {
                const QString unit = score.unit.isEmpty() ? QString() : QStringLiteral("&nbsp;") + escaped(score.unit);
                rows << cell(QStringLiteral("<b>%1</b><br><span class=\"muted\">%2%3</span>")
                                 .arg(escaped(benchmarkLabel(row.id, row.name)), escaped(row.metric), row.lowerIsBetter ? QStringLiteral(" ↓") : QString()))
                        + cell(model(run)) + cell(valueText(score) + unit, true) + cell(intervalText(score), true)
                        + cell(score.n ? QString::number(*score.n) : QStringLiteral("–"), true) + cell(gateText(score), true) + cell(verdictSpan(score.verdict));
            }
        }
        table({tr("Benchmark"), tr("Model"), tr("Score"), intervalHeading(m_data.level), tr("Items"), tr("Gate"), tr("Verdict")}, rows, {2, 3, 4, 5});
    }

    void checks()
    {
        QStringList rows;
        for (int run = 0; run < m_data.runs.size(); ++run) {
            for (const ReportCheck &check : m_data.runs.at(run).checks)
                rows << cell(model(run)) + cell(escaped(check.benchmarkId)) + cell(escaped(check.name)) + cell(verdictSpan(check.verdict)) + cell(escaped(check.reason));
        }
        if (rows.isEmpty())
            return;
        heading(tr("Against the baseline"));
        table({tr("Model"), tr("Benchmark"), tr("Rule"), tr("Verdict"), tr("Reason")}, rows, {});
    }

    void differences()
    {
        if (m_data.differences.isEmpty() || !m_data.baseline)
            return;
        heading(tr("Differences to %1").arg(m_data.runs.at(*m_data.baseline).model));
        QStringList rows, sentences;
        for (const ReportDifference &one : m_data.differences) {
            const QString unit = one.unit.isEmpty() ? QString() : QStringLiteral("&nbsp;") + escaped(one.unit);
            rows << cell(QStringLiteral("<b>%1</b><br><span class=\"muted\">%2</span>").arg(escaped(benchmarkLabel(one.benchmarkId, one.benchmarkName)), escaped(one.metric)))
                    + cell(model(one.run)) + cell(one.difference ? differenceText(*one.difference, one.unit) + unit : QStringLiteral("–"), true)
                    + cell(one.low && one.high ? differenceText(*one.low, one.unit) + QStringLiteral(" – ") + differenceText(*one.high, one.unit) : QStringLiteral("–"), true)
                    + cell(escaped(pText(one)), true) + cell(one.pairs > 0 ? QString::number(one.pairs) : QStringLiteral("–"), true) + cell(escaped(directionText(one)));
            if (!one.sentence.isEmpty())
                sentences << QStringLiteral("<p>%1</p>").arg(escaped(one.sentence));
        }
        table({tr("Benchmark"), tr("Model"), tr("Difference"), intervalHeading(m_data.level),
               m_data.correction.isEmpty() ? tr("p") : tr("p (%1)").arg(m_data.correction), tr("Paired items"), tr("Finding")}, rows, {2, 3, 4, 5});
        m_out += sentences.join(QString());
    }

    void settings()
    {
        if (m_data.settings.isEmpty())
            return;
        heading(tr("Settings that differ"));
        QStringList titles{tr("Benchmark"), tr("Setting")}, rows;
        for (const ReportRun &run : m_data.runs)
            titles << run.model;
        for (const ReportSetting &setting : m_data.settings) {
            QString row = cell(setting.benchmarkId.isEmpty() ? escaped(tr("whole run")) : escaped(setting.benchmarkId)) + cell(escaped(setting.key));
            for (int run = 0; run < m_data.runs.size(); ++run)
                row += cell(setting.values.value(run).isNull() ? escaped(tr("not known")) : escaped(setting.values.at(run)));
            rows << row;
        }
        table(titles, rows, {});
    }

    void flips()
    {
        if (m_data.flips.isEmpty())
            return;
        heading(tr("Items gained and lost"));
        QStringList rows;
        for (const ReportFlips &one : m_data.flips)
            rows << cell(escaped(benchmarkLabel(one.benchmarkId, one.benchmarkName))) + cell(escaped(one.modelA) + QStringLiteral(" → ") + escaped(one.modelB))
                    + cell(QString::number(one.gained), true) + cell(QString::number(one.lost), true) + cell(QString::number(one.bothRight), true)
                    + cell(QString::number(one.bothWrong), true) + cell(escaped(chanceText(one)));
        table({tr("Benchmark"), tr("From → to"), tr("Gained"), tr("Lost"), tr("Both right"), tr("Both wrong"), tr("Difference")}, rows, {2, 3, 4, 5});
        for (const ReportFlips &one : m_data.flips) {
            items(one, tr("Lost: right only with %1").arg(one.modelA), one.lostItems);
            items(one, tr("Gained: right only with %1").arg(one.modelB), one.gainedItems);
        }
    }

    void items(const ReportFlips &flips, const QString &caption, const QList<ReportItem> &items)
    {
        if (items.isEmpty())
            return;
        m_out += QStringLiteral("<h3>%1: %2</h3>").arg(escaped(benchmarkLabel(flips.benchmarkId, flips.benchmarkName)), escaped(caption));
        QStringList rows;
        for (const ReportItem &item : items)
            rows << cell(escaped(item.key)) + cell(escaped(shortened(item.prompt))) + cell(escaped(shortened(item.target))) + cell(escaped(shortened(item.responseA)))
                    + cell(escaped(shortened(item.responseB)));
        table({tr("Item"), tr("Prompt"), tr("Expected"), flips.modelA, flips.modelB}, rows, {});
    }

    /// Paper has no room for answers of many pages; HTML and JSON hold them whole.
    static QString shortened(const QString &text)
    {
        constexpr qsizetype most = 600;
        return text.size() <= most ? text : text.left(most) + QStringLiteral("…");
    }

    void facts(const QList<QPair<QString, QString>> &list)
    {
        QStringList rows;
        for (const auto &[name, text] : list) {
            if (!text.isEmpty())
                rows << cell(escaped(name), false, QStringLiteral(" width=\"25%\" class=\"muted\"")) + cell(escaped(text));
        }
        m_out += QStringLiteral("<table width=\"100%\" cellspacing=\"0\" cellpadding=\"2\">");
        for (const QString &row : rows)
            m_out += QStringLiteral("<tr>") + row + QStringLiteral("</tr>");
        m_out += QStringLiteral("</table>");
    }

    void provenance()
    {
        const auto common = QList<QPair<QString, QString>>{{tr("Made by"), m_data.toolVersion}, {tr("Date"), m_data.date}, {tr("Policy"), m_data.policy}} + m_data.provenance;
        heading(tr("Where these numbers come from"));
        facts(common);
        for (int run = 0; run < m_data.runs.size(); ++run) {
            if (m_data.runs.at(run).provenance.isEmpty())
                continue;
            m_out += QStringLiteral("<h3>%1</h3>").arg(model(run));
            facts(m_data.runs.at(run).provenance);
        }
    }

    void jobFiles()
    {
        for (const ReportRun &run : m_data.runs) {
            if (run.jobFile.isEmpty())
                continue;
            heading(tr("Job file of %1").arg(run.model));
            m_out += QStringLiteral("<pre>%1</pre>").arg(printable(QString::fromUtf8(run.jobFile)).toHtmlEscaped());
        }
    }

    const ReportData &m_data;
    const QList<BenchmarkRows> m_rows;
    QString m_out;
    QList<QByteArray> m_charts;
};

} // namespace

std::unique_ptr<QTextDocument> reportDocument(const ReportData &data)
{
    auto document = std::make_unique<QTextDocument>();
    QFont font;
    font.setPointSizeF(9.5);
    document->setDefaultFont(font);
    document->setUndoRedoEnabled(false);
    document->setDefaultStyleSheet(QStringLiteral(
        "body { color: #1b1b1b; } h1 { font-size: 18pt; } h2 { font-size: 13pt; margin-top: 18px; margin-bottom: 6px; } h3 { font-size: 10.5pt; margin-top: 10px; }"
        "th { font-weight: 600; border-bottom: 1px solid #1b1b1b; } td { border-bottom: 1px solid #d9d9d9; } .muted { color: #5c5c5c; }"
        "pre { font-family: monospace; white-space: pre-wrap; }"));
    document->documentLayout()->registerHandler(chartObject, new ChartObject(document.get()));
    Paper paper(data);
    document->setHtml(QStringLiteral("<body>") + paper.html() + QStringLiteral("</body>"));
    for (qsizetype i = 0; i < paper.charts().size(); ++i) {
        // The first place is ours: texts come after the charts, and one that looks like a place stays a text.
        QTextCursor cursor = document->find(QStringLiteral("@chart%1@").arg(i));
        QTextCharFormat format;
        format.setObjectType(chartObject);
        format.setProperty(svgProperty, paper.charts().at(i));
        cursor.insertText(QString(QChar::ObjectReplacementCharacter), format);
    }
    return document;
}

} // namespace assay

#include "ReportDocument.moc"
