#include "services/reports/JunitReport.h"

#include "services/core/States.h"
#include "services/reports/ReportText.h"

#include <QCoreApplication>
#include <QXmlStreamWriter>

#include <algorithm>

namespace assay::reports {

namespace {

struct Case {
    QString group, name, reason, output;
    ReportVerdict verdict = ReportVerdict::NotGated;
};

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

QString scoreText(const ReportScore &score)
{
    const QString value = score.value ? exactNumber(*score.value) : QStringLiteral("–");
    return score.unit.isEmpty() ? value : value + u' ' + score.unit;
}

QList<Case> casesOf(const ReportRun &run)
{
    QList<Case> cases;
    if (!run.state.isEmpty() && run.state != QLatin1String("completed")) {
        const bool ended = isTerminal(Word<RunState>::fromText(run.state));
        cases.append({tr("run"), tr("run"), ended ? tr("The run ended as %1.").arg(run.state) : tr("The run is not finished."), {},
                      ended ? ReportVerdict::NoResult : ReportVerdict::Pending});
    }
    for (const ReportScore &score : run.scores) {
        if (score.verdict == ReportVerdict::NotGated)
            continue;
        QString output = score.metric + QStringLiteral(" = ") + scoreText(score);
        if (score.low && score.high)
            output += QStringLiteral(" [%1, %2]").arg(exactNumber(*score.low), exactNumber(*score.high));
        if (!score.message.isEmpty())
            output += u'\n' + score.message;
        cases.append({score.benchmarkId, QStringLiteral("%1 %2").arg(score.metric, gateText(score)), score.reason, output, score.verdict});
    }
    if (run.runGate && run.runGate->verdict != ReportVerdict::NotGated)
        cases.append({tr("run"), QStringLiteral("score ≥ %1").arg(exactNumber(run.runGate->gate)), run.runGate->reason, {}, run.runGate->verdict});
    for (const ReportCheck &check : run.checks) {
        const QString name = check.metric.isEmpty() ? check.name : QStringLiteral("%1 %2").arg(check.metric, check.name);
        cases.append({check.benchmarkId.isEmpty() ? tr("run") : check.benchmarkId, name, check.reason, {}, check.verdict});
    }
    return cases;
}

/// The child element that tells how a case ended; null for one that passed.
const char *elementOf(ReportVerdict verdict)
{
    switch (verdict) {
    case ReportVerdict::Pass: return nullptr;
    case ReportVerdict::Fail:
    case ReportVerdict::TooClose: return "failure";
    case ReportVerdict::NoResult: return "error";
    case ReportVerdict::Pending:
    case ReportVerdict::NotGated: break;
    }
    return "skipped";
}

class Writer {
public:
    QByteArray write(const ReportData &data)
    {
        m_xml.setAutoFormatting(true);
        m_xml.setAutoFormattingIndent(1);
        m_xml.writeStartDocument();
        QList<QList<Case>> all;
        QList<Case> together;
        for (const ReportRun &run : data.runs) {
            all.append(casesOf(run));
            together += all.last();
        }
        m_xml.writeStartElement(QStringLiteral("testsuites"));
        attribute("name", reportTitle(data));
        counts(together);
        for (int i = 0; i < data.runs.size(); ++i)
            suite(data, i, all.at(i));
        m_xml.writeEndElement();
        m_xml.writeEndDocument();
        return m_out;
    }

private:
    void attribute(const char *name, const QString &value)
    {
        m_xml.writeAttribute(QLatin1String(name), printable(value));
    }

    void counts(const QList<Case> &cases)
    {
        const auto count = [&cases](const char *element) {
            return QString::number(std::ranges::count_if(cases, [element](const Case &one) { return qstrcmp(elementOf(one.verdict), element) == 0; }));
        };
        attribute("tests", QString::number(cases.size()));
        attribute("failures", count("failure"));
        attribute("errors", count("error"));
        attribute("skipped", count("skipped"));
    }

    void suite(const ReportData &data, int at, const QList<Case> &cases)
    {
        const ReportRun &run = data.runs.at(at);
        m_xml.writeStartElement(QStringLiteral("testsuite"));
        attribute("name", run.model);
        counts(cases);
        m_xml.writeStartElement(QStringLiteral("properties"));
        for (const auto &[name, value] : {std::pair("job_id", run.jobId), std::pair("job_name", run.jobName), std::pair("policy", data.policy),
                                          std::pair("made_by", data.toolVersion)})
            property(name, value);
        if (data.baseline != at)
            caveats(data);
        m_xml.writeEndElement();
        for (const Case &one : cases)
            testCase(one);
        m_xml.writeEndElement();
    }

    void caveats(const ReportData &data)
    {
        for (const ReportCaveat &caveat : data.caveats)
            property("caveat", caveatLine(caveat));
    }

    void property(const char *name, const QString &value)
    {
        if (value.isEmpty())
            return;
        m_xml.writeEmptyElement(QStringLiteral("property"));
        attribute("name", QLatin1String(name));
        attribute("value", value);
    }

    void testCase(const Case &one)
    {
        m_xml.writeStartElement(QStringLiteral("testcase"));
        attribute("classname", one.group);
        attribute("name", one.name);
        if (const char *element = elementOf(one.verdict)) {
            m_xml.writeStartElement(QLatin1String(element));
            attribute("message", one.reason);
            if (qstrcmp(element, "failure") == 0)
                attribute("type", one.verdict == ReportVerdict::TooClose ? QStringLiteral("too_close") : QStringLiteral("gate"));
            else if (qstrcmp(element, "error") == 0)
                attribute("type", QLatin1String(verdictId(one.verdict)));
            m_xml.writeCharacters(printable(one.reason));
            m_xml.writeEndElement();
        } else if (!one.reason.isEmpty() && one.output.isEmpty()) {
            m_xml.writeTextElement(QStringLiteral("system-out"), printable(one.reason));
        }
        if (!one.output.isEmpty())
            m_xml.writeTextElement(QStringLiteral("system-out"), printable(one.output));
        m_xml.writeEndElement();
    }

    QByteArray m_out;
    QXmlStreamWriter m_xml{&m_out};
};

} // namespace

QByteArray junitReport(const ReportData &data)
{
    return Writer().write(data);
}

} // namespace assay::reports
