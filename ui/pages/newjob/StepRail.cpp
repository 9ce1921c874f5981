#include "ui/pages/newjob/StepRail.h"

#include "models/authoring/ProblemListModel.h"
#include "models/composer/JobEntries.h"
#include "models/composer/JobSteps.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"

namespace assay {

StepRail::StepRail(QWidget *parent) : QListWidget(parent)
{
    const int gap = fontMetrics().height();
    setObjectName(QStringLiteral("stepRail"));
    setFixedWidth(fontMetrics().averageCharWidth() * 26);
    setSpacing(2);
    setFrameShape(QFrame::NoFrame);
    viewport()->setAutoFillBackground(false);
    setIconSize(QSize(gap, gap));
    for (const char *icon : {"target", "collection", "settings", "gate", "review"}) {
        auto *item = new QListWidgetItem(themeIcon(QLatin1String(icon)), QString(), this);
        item->setSizeHint(QSize(1, gap * 5 / 2));
    }
}

void StepRail::showMarks(const ProblemListModel &problems, const JobEntries &entries)
{
    const QString titles[] = {tr("Target"), tr("Benchmarks"), tr("Settings"), tr("Gates"), tr("Plan")};
    for (int step = 0; step < jobSteps; ++step) {
        QString mark = glyph::pass, note;
        Severity worst = Severity::Note;
        for (int row = 0; row < problems.rowCount(); ++row) {
            const QModelIndex index = problems.index(row);
            const QString path = index.data(ProblemListModel::PathRole).toString();
            const auto severity = Severity(index.data(ProblemListModel::SeverityRole).toInt());
            // A job without a name gets one where it can be made up, and where it cannot, something else is missing.
            if (int(stepOf(path)) != step || int(severity) <= int(worst) || path == QLatin1String("name"))
                continue;
            worst = severity;
            mark = severity == Severity::Error ? QStringLiteral("!") : QStringLiteral("⚠");
            note = index.data(Qt::ToolTipRole).toString();
        }
        if (note.isEmpty() && (step == int(JobStep::Plan) || (step >= int(JobStep::Settings) && entries.count() == 0)))
            mark.clear(); // nothing to judge yet
        item(step)->setText(QStringLiteral("%1  %2  %3").arg(step + 1).arg(titles[step], mark).trimmed());
        item(step)->setToolTip(note);
    }
}

} // namespace assay
