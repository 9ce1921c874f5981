// The chosen sample, and which columns are shown: the second half of SamplesTab.

#include "models/samples/SampleText.h"
#include "services/core/Async.h"
#include "ui/pages/run/SampleDetail.h"
#include "ui/pages/run/SamplesTab.h"
#include "ui/pages/run/SliceView.h"
#include "ui/pages/run/StatePanel.h"
#include "ui/pages/triage/TriageStrip.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QTableView>
#include <QToolButton>

namespace assay {

static constexpr int wholeChars = 128 * 1024; ///< of each text, for the first look at a sample that is larger than its row

void SamplesTab::showCurrent()
{
    const Sample *sample = m_model.sampleAt(m_table->currentIndex().row());
    if (!sample)
        return showSample({}); // not the one before: what is noted now would go to it
    const auto &shown = m_detail->sample();
    if (shown && *shown == *sample)
        return;
    // A row's texts are cut; what was read of it meanwhile stays.
    if (shown && sample->cutBytes > 0 && shown->itemKey == sample->itemKey && shown->ordinal == sample->ordinal && shown->repeat == sample->repeat
        && shown->cutBytes < sample->cutBytes)
        return;
    showSample(*sample);
    if (sample->cutBytes > 0)
        readWhole(wholeChars);
}

void SamplesTab::showSample(const std::optional<Sample> &sample)
{
    m_detail->setSample(sample, !sample && m_table->currentIndex().isValid());
    if (m_strip)
        m_strip->setSample(sample);
    updateDiff();
}

/// Whether this is the sample of the row that is looked at.
bool SamplesTab::isCurrent(const Sample &sample) const
{
    const Sample *current = m_model.sampleAt(m_table->currentIndex().row());
    return current && current->ordinal == sample.ordinal && current->itemKey == sample.itemKey && current->repeat == sample.repeat;
}

void SamplesTab::readWhole(int textChars)
{
    m_model.readSample(m_table->currentIndex().row(), textChars, [this](const Result<Sample> &sample) {
        if (!sample)
            m_hint->setText(sample.error().message);
        else if (isCurrent(*sample) && m_detail->sample() && sample->cutBytes <= m_detail->sample()->cutBytes)
            showSample(*sample); // the reader may be at another row by now, or have more of this one already
    });
}

/// What was chosen when it was asked for, whichever row is looked at when it comes.
void SamplesTab::keepWhole()
{
    m_model.readSample(m_table->currentIndex().row(), 0, [this](const Result<Sample> &sample) {
        if (!sample)
            m_hint->setText(sample.error().message);
        else
            m_strip->keep(*sample);
    });
}

void SamplesTab::setDiff(bool on)
{
    m_detail->setDiff(on);
    m_diffWith->setVisible(on);
    if (on && m_diffWith->count() == 1)
        fillDiffRuns();
    updateDiff();
}

/// Other runs of the same benchmark, the newest first.
void SamplesTab::fillDiffRuns()
{
    const QString benchmark = m_picker->currentText();
    JobQuery query;
    query.limit = 100;
    whenDone(m_jobs.list(query), this, [this, benchmark, shown = m_model.jobId()](const Result<Page<Job>> &jobs) {
        if (!jobs || benchmark != m_picker->currentText() || shown != m_model.jobId() || m_diffWith->count() > 1)
            return;
        for (const Job &job : jobs->items) {
            for (const BenchmarkResult &result : job.results.benchmarks) {
                if (job.resource.id != shown && result.id == benchmark)
                    m_diffWith->addItem(tr("%1, %2").arg(job.name, job.model.name), QStringList{job.resource.id, QString::number(result.benchmarkIndex.value_or(0))});
            }
        }
    });
}

void SamplesTab::updateDiff()
{
    const auto &sample = m_detail->sample();
    ++m_diffTicket;
    if (!m_detail->showsDiff() || !sample)
        return;
    const QStringList run = m_diffWith->currentData().toStringList();
    if (run.isEmpty())
        return m_detail->setDiffBase(tr("the Target"), sample->target);
    SampleQuery query;
    query.itemKeys = {{sample->itemKey, sample->repeat}};
    query.textChars = wholeChars;
    query.count = false;
    whenDone(m_jobs.samples(run.first(), run.last().toInt(), query), this,
             [this, name = m_diffWith->currentText(), ticket = m_diffTicket](const Result<SamplePage> &page) {
                 if (ticket != m_diffTicket)
                     return;
                 if (!page)
                     m_hint->setText(page.error().message);
                 else if (page->items.isEmpty())
                     m_hint->setText(tr("That run has no answer to this item."));
                 else
                     m_detail->setDiffBase(name, page->items.first().response);
             });
}

void SamplesTab::copy(bool markdown)
{
    const auto &sample = m_detail->sample();
    if (!sample) {
        m_hint->setText(tr("Choose a sample first."));
        return;
    }
    const TriageNote note = m_book ? m_book->note({sample->itemKey, sample->repeat}) : TriageNote{};
    QGuiApplication::clipboard()->setText(markdown ? sampleAsMarkdown(*sample, note, m_book ? m_book->reasonName(note.reason) : QString())
                                                   : sampleAsJson(*sample));
    m_hint->setText(sample->cutBytes > 0 ? tr("The sample is on the clipboard, as far as it is shown.") : tr("The sample is on the clipboard."));
}

void SamplesTab::fillColumnMenu()
{
    m_columnMenu->clear();
    for (int column = 1; column < m_model.columnCount(); ++column) {
        QString title = m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        if (column >= SampleModel::FixedColumns)
            title = m_model.names().at(column - SampleModel::FixedColumns);
        if (!m_book && column >= SampleModel::ReasonColumn && column <= SampleModel::TagsColumn)
            continue;
        QAction *action = m_columnMenu->addAction(title.replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) { setColumnShown(column, shown); });
    }
}

static QString columnName(const SampleModel &model, int column)
{
    return column < SampleModel::FixedColumns ? QString::number(column) : model.names().at(column - SampleModel::FixedColumns);
}

void SamplesTab::setColumnShown(int column, bool shown)
{
    m_columnsShown.insert(columnName(m_model, column), shown);
    applyColumns();
}

/// Several scorers are shown at once; metadata only when it is asked for.
void SamplesTab::applyColumns()
{
    QStringList metadata;
    int scorers = 0;
    for (const QString &name : m_model.names()) {
        scorers += name.startsWith(QLatin1String("scorer.")) ? 1 : 0;
        if (name.startsWith(QLatin1String("meta.")))
            metadata << name.mid(5);
    }
    m_slices->setColumns(metadata);
    const bool blind = m_blindButton && m_blindButton->isChecked();
    for (int column = 0; column < m_model.columnCount(); ++column) {
        bool shown = true;
        if (column >= SampleModel::FixedColumns) {
            shown = scorers > 1 && m_model.names().at(column - SampleModel::FixedColumns).startsWith(QLatin1String("scorer."));
            if (m_table->columnWidth(column) == m_table->horizontalHeader()->defaultSectionSize())
                setColumnChars(*m_table, column, 16);
        } else if (column >= SampleModel::PromptTokensColumn) {
            shown = m_book && column == SampleModel::ReasonColumn;
        }
        shown = m_columnsShown.value(columnName(m_model, column), shown);
        const bool verdict = column == SampleModel::VerdictColumn || column == SampleModel::ScoreColumn
            || (column >= SampleModel::FixedColumns && m_model.names().at(column - SampleModel::FixedColumns).startsWith(QLatin1String("scorer.")));
        m_table->setColumnHidden(column, !shown || (blind && verdict));
    }
}

} // namespace assay
