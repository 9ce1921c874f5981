#include "services/reports/MarkdownReport.h"

#include "services/reports/ReportText.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace assay::reports {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

constexpr qsizetype longestCell = 400; // of a model's answer; Markdown has no way to fold a cell

QString shortened(const QString &text)
{
    return text.size() <= longestCell ? text : text.left(longestCell) + QStringLiteral("…");
}

class Markdown {
public:
    explicit Markdown(const ReportData &data) : m_data(data) {}

    QByteArray bytes()
    {
        line(QStringLiteral("# ") + markdownEscaped(reportTitle(m_data)));
        decision();
        scores();
        reasons();
        checks();
        caveats();
        differences();
        settings();
        flips();
        provenance();
        jobFiles();
        return m_out.toUtf8();
    }

private:
    void line(const QString &text) { m_out += text + u'\n'; }
    void heading(const QString &text) { m_out += QStringLiteral("\n## ") + markdownEscaped(text) + QStringLiteral("\n\n"); }

    /// Cells must be escaped; `right` names the columns of numbers.
    void table(const QStringList &titles, const QList<QStringList> &rows, const QList<int> &right)
    {
        QStringList heads, rules;
        for (int i = 0; i < titles.size(); ++i) {
            heads << markdownEscaped(titles.at(i));
            rules << (right.contains(i) ? QStringLiteral("---:") : QStringLiteral("---"));
        }
        line(QStringLiteral("| %1 |").arg(heads.join(QStringLiteral(" | "))));
        line(QStringLiteral("| ") + rules.join(QStringLiteral(" | ")) + QStringLiteral(" |"));
        for (const QStringList &row : rows)
            line(QStringLiteral("| ") + row.join(QStringLiteral(" | ")) + QStringLiteral(" |"));
    }

    QString model(int run) const { return markdownEscaped(m_data.runs.at(run).model); }

    void decision()
    {
        if (!m_data.decision.isEmpty())
            line(QStringLiteral("\n**") + verdictGlyph(m_data.verdict) + u' ' + markdownEscaped(verdictWord(m_data.verdict)) + QStringLiteral("**\n\n")
                 + markdownEscaped(m_data.decision));
        else if (!m_data.runs.isEmpty())
            line(QString());
        for (int run = 0; m_data.decision.isEmpty() && run < m_data.runs.size(); ++run)
            line(QStringLiteral("- **") + model(run) + QStringLiteral("**: ") + markdownEscaped(runSentence(m_data.runs.at(run))));
    }

    void scores()
    {
        QList<QStringList> rows;
        for (const BenchmarkRows &row : rowsByBenchmark(m_data)) {
            for (const auto &[run, score] : row.scores) {
                const QString unit = score.unit.isEmpty() ? QString() : u' ' + markdownEscaped(score.unit);
                rows.append({markdownEscaped(benchmarkLabel(row.id, row.name)), markdownEscaped(row.metric) + (row.lowerIsBetter ? QStringLiteral(" ↓") : QString()),
                             model(run), valueText(score) + unit, intervalText(score), score.n ? QString::number(*score.n) : QStringLiteral("–"),
                             gateText(score), verdictGlyph(score.verdict) + u' ' + markdownEscaped(verdictWord(score.verdict))});
            }
        }
        if (rows.isEmpty())
            return;
        heading(tr("Scores and gates"));
        table({tr("Benchmark"), tr("Metric"), tr("Model"), tr("Score"), intervalHeading(m_data.level), tr("Items"), tr("Gate"), tr("Verdict")}, rows,
              {3, 4, 5, 6});
    }

    void reasons()
    {
        QStringList items;
        for (int run = 0; run < m_data.runs.size(); ++run) {
            for (const ReportScore &score : m_data.runs.at(run).scores) {
                if (score.verdict != ReportVerdict::NotGated && !score.reason.isEmpty())
                    items << QStringLiteral("- ") + model(run) + QStringLiteral(", ")
                            + markdownEscaped(benchmarkLabel(score.benchmarkId, score.benchmarkName)) + QStringLiteral(": ") + markdownEscaped(score.reason);
            }
        }
        if (items.isEmpty())
            return;
        heading(tr("The verdicts in words"));
        line(items.join(u'\n'));
    }

    void checks()
    {
        QList<QStringList> rows;
        for (int run = 0; run < m_data.runs.size(); ++run) {
            for (const ReportCheck &check : m_data.runs.at(run).checks)
                rows.append({model(run), markdownEscaped(check.benchmarkId), markdownEscaped(check.metric), markdownEscaped(check.name),
                             verdictGlyph(check.verdict) + u' ' + markdownEscaped(verdictWord(check.verdict)), markdownEscaped(check.reason)});
        }
        if (rows.isEmpty())
            return;
        heading(tr("Against the baseline"));
        table({tr("Model"), tr("Benchmark"), tr("Metric"), tr("Rule"), tr("Verdict"), tr("Reason")}, rows, {});
    }

    void caveats()
    {
        if (m_data.caveats.isEmpty())
            return;
        heading(tr("Can these runs be compared?"));
        for (const ReportCaveat &caveat : m_data.caveats)
            line(QStringLiteral("- **") + markdownEscaped(caveatWord(caveat.level)) + QStringLiteral("**: ") + markdownEscaped(caveat.text));
    }

    void differences()
    {
        if (m_data.differences.isEmpty() || !m_data.baseline)
            return;
        heading(tr("Differences to %1").arg(m_data.runs.at(*m_data.baseline).model));
        QList<QStringList> rows;
        QStringList sentences;
        for (const ReportDifference &one : m_data.differences) {
            const QString unit = one.unit.isEmpty() ? QString() : u' ' + markdownEscaped(one.unit);
            rows.append({markdownEscaped(benchmarkLabel(one.benchmarkId, one.benchmarkName)), markdownEscaped(one.metric), model(one.run),
                         one.difference ? differenceText(*one.difference, one.unit) + unit : QStringLiteral("–"),
                         one.low && one.high ? differenceText(*one.low, one.unit) + QStringLiteral(" – ") + differenceText(*one.high, one.unit)
                                             : QStringLiteral("–"),
                         markdownEscaped(pText(one)), one.pairs > 0 ? QString::number(one.pairs) : QStringLiteral("–"),
                         one.gained ? QString::number(*one.gained) : QStringLiteral("–"), one.lost ? QString::number(*one.lost) : QStringLiteral("–"),
                         markdownEscaped(directionText(one))});
            if (!one.sentence.isEmpty())
                sentences << QStringLiteral("- ") + markdownEscaped(one.sentence);
        }
        table({tr("Benchmark"), tr("Metric"), tr("Model"), tr("Difference"), intervalHeading(m_data.level),
               m_data.correction.isEmpty() ? tr("p") : tr("p (%1)").arg(m_data.correction), tr("Paired items"), tr("Gained"), tr("Lost"), tr("Finding")},
              rows, {3, 4, 5, 6, 7, 8});
        if (!sentences.isEmpty())
            line(u'\n' + sentences.join(u'\n'));
    }

    void settings()
    {
        if (m_data.settings.isEmpty())
            return;
        heading(tr("Settings that differ"));
        QStringList titles{tr("Benchmark"), tr("Setting")};
        for (const ReportRun &run : m_data.runs)
            titles << run.model;
        QList<QStringList> rows;
        for (const ReportSetting &setting : m_data.settings) {
            QStringList row{setting.benchmarkId.isEmpty() ? markdownEscaped(tr("whole run")) : markdownEscaped(setting.benchmarkId),
                            markdownEscaped(setting.key)};
            for (int run = 0; run < m_data.runs.size(); ++run)
                row << (setting.values.value(run).isNull() ? markdownEscaped(tr("not known")) : markdownEscaped(setting.values.at(run)));
            rows << row;
        }
        table(titles, rows, {});
    }

    void flips()
    {
        if (m_data.flips.isEmpty())
            return;
        heading(tr("Items gained and lost"));
        QList<QStringList> rows;
        for (const ReportFlips &one : m_data.flips)
            rows.append({markdownEscaped(benchmarkLabel(one.benchmarkId, one.benchmarkName)), markdownEscaped(one.modelA) + QStringLiteral(" → ") + markdownEscaped(one.modelB),
                         QString::number(one.gained), QString::number(one.lost), QString::number(one.bothRight), QString::number(one.bothWrong),
                         markdownEscaped(chanceText(one))});
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
        line(QStringLiteral("\n### ") + markdownEscaped(benchmarkLabel(flips.benchmarkId, flips.benchmarkName)) + QStringLiteral(": ") + markdownEscaped(caption)
             + u'\n');
        QList<QStringList> rows;
        for (const ReportItem &item : items)
            rows.append({markdownEscaped(item.key), markdownEscaped(shortened(item.prompt)), markdownEscaped(shortened(item.target)),
                         markdownEscaped(shortened(item.responseA)), markdownEscaped(shortened(item.responseB))});
        table({tr("Item"), tr("Prompt"), tr("Expected"), flips.modelA, flips.modelB}, rows, {});
    }

    void facts(const QList<QPair<QString, QString>> &list)
    {
        for (const auto &[name, text] : list) {
            if (!text.isEmpty())
                line(QStringLiteral("- ") + markdownEscaped(name) + QStringLiteral(": ") + markdownEscaped(text));
        }
    }

    void provenance()
    {
        heading(tr("Where these numbers come from"));
        facts(QList<QPair<QString, QString>>{{tr("Made by"), m_data.toolVersion}, {tr("Date"), m_data.date}, {tr("Policy"), m_data.policy}}
              + m_data.provenance);
        for (const ReportRun &run : m_data.runs) {
            if (run.provenance.isEmpty())
                continue;
            line(QStringLiteral("\n### ") + markdownEscaped(run.model) + u'\n');
            facts(run.provenance);
        }
    }

    void jobFiles()
    {
        for (const ReportRun &run : m_data.runs) {
            if (run.jobFile.isEmpty())
                continue;
            heading(tr("Job file of %1").arg(run.model));
            QString text = printable(QString::fromUtf8(run.jobFile));
            if (!text.endsWith(u'\n'))
                text += u'\n';
            QString fence = QStringLiteral("```");
            while (text.contains(fence))
                fence += u'`';
            m_out += fence + QStringLiteral("yaml\n") + text + fence + u'\n';
        }
    }

    const ReportData &m_data;
    QString m_out;
};

} // namespace

QByteArray markdownReport(const ReportData &data)
{
    return Markdown(data).bytes();
}

QString markdownEscaped(const QString &text)
{
    QString out;
    const QString clean = printable(text).simplified();
    for (const QChar c : clean) {
        switch (c.unicode()) {
        case '<': out += QStringLiteral("&lt;"); break;
        case '>': out += QStringLiteral("&gt;"); break;
        case '&': out += QStringLiteral("&amp;"); break;
        case '\\': case '`': case '*': case '_': case '[': case ']': case '|': case '~': case '#': case '!': case '$':
            out += u'\\';
            out += c;
            break;
        default: out += c;
        }
    }
    // Addresses would become links.
    for (const char *scheme : {"http://", "https://", "ftp://", "mailto:", "xmpp:"}) {
        const QString from = QLatin1String(scheme);
        out.replace(from, QString(from).replace(u':', QStringLiteral("\\:")), Qt::CaseInsensitive);
    }
    out.replace(QLatin1String("www."), QStringLiteral("www\\."), Qt::CaseInsensitive);
    // What a line begins with may make it a list, a heading's rule or a table's.
    if (!out.isEmpty() && (out.at(0) == u'-' || out.at(0) == u'+' || out.at(0) == u'='))
        out.prepend(u'\\');
    static const QRegularExpression numbered(QStringLiteral("^(\\d+)([.)])(?=\\s|$)"));
    out.replace(numbered, QStringLiteral("\\1\\\\2"));
    return out;
}

} // namespace assay::reports
