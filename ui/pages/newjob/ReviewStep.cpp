#include "ui/pages/newjob/ReviewStep.h"

#include "models/jobs/JobDraftModel.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/ToneDelegate.h"

#include <QEvent>
#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

ReviewStep::ReviewStep(JobDraftModel &draft, QWidget *parent)
    : QWidget(parent), m_draft(draft), m_title(new Heading(Heading::Level::Section, this)), m_nameLabel(new QLabel(this)),
      m_tagsLabel(new QLabel(this)), m_limitLabel(new QLabel(this)), m_summary(new QLabel(this)), m_issues(new QLabel(this)),
      m_name(new QLineEdit(this)), m_tags(new QLineEdit(this)), m_limit(new QSpinBox(this)), m_table(new QTableView(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 2);
    layout->addWidget(m_title);
    auto *form = new QGridLayout;
    form->setHorizontalSpacing(fontMetrics().height());
    form->setVerticalSpacing(fontMetrics().height() / 2);
    form->addWidget(m_nameLabel, 0, 0);
    form->addWidget(m_name, 0, 1);
    form->addWidget(m_tagsLabel, 1, 0);
    form->addWidget(m_tags, 1, 1);
    form->addWidget(m_limitLabel, 2, 0);
    form->addWidget(m_limit, 2, 1, Qt::AlignLeft);
    form->setColumnStretch(1, 1);
    layout->addLayout(form);
    m_name->setObjectName(QStringLiteral("jobName"));
    m_tags->setObjectName(QStringLiteral("jobTags"));
    m_limit->setObjectName(QStringLiteral("jobLimit"));
    m_limit->setRange(0, 1'000'000);
    m_limit->setSingleStep(10);
    m_limit->setMinimumWidth(fontMetrics().averageCharWidth() * 22);
    m_nameLabel->setBuddy(m_name);
    m_tagsLabel->setBuddy(m_tags);
    m_limitLabel->setBuddy(m_limit);
    m_summary->setObjectName(QStringLiteral("jobSummary"));
    for (QLabel *label : {m_summary, m_issues}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    layout->addSpacing(fontMetrics().height() / 2);
    layout->addWidget(m_summary);
    m_table->setObjectName(QStringLiteral("reviewTable"));
    m_table->setModel(&m_draft);
    auto *delegate = new ToneDelegate(m_table);
    delegate->setReadOnly(true);
    m_table->setItemDelegate(delegate);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 19 / 10);
    m_table->horizontalHeader()->setHighlightSections(false);
    fitColumn(m_table->horizontalHeader(), JobDraftModel::BenchmarkColumn, 24);
    m_table->hideColumn(JobDraftModel::WeightColumn);
    layout->addWidget(m_table, 1);
    m_issues->setObjectName(QStringLiteral("reviewIssues"));
    layout->addWidget(m_issues);

    connect(m_name, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (!m_reading)
            m_draft.edit([&text](JobDraft &edited) { edited.name = text; });
    });
    connect(m_tags, &QLineEdit::textChanged, this, [this](const QString &text) {
        QStringList tags;
        for (const QString &tag : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            if (!tag.trimmed().isEmpty())
                tags << tag.trimmed();
        }
        if (!m_reading)
            m_draft.edit([&tags](JobDraft &edited) { edited.tags = tags; });
    });
    connect(m_limit, &QSpinBox::valueChanged, this, [this](int value) {
        if (!m_reading)
            m_draft.edit([value](JobDraft &edited) { edited.numExamples = value; });
    });
    connect(&m_draft, &QAbstractItemModel::modelReset, this, &ReviewStep::readDraft);
    connect(&m_draft, &JobDraftModel::changed, this, &ReviewStep::updateTexts);
    retranslate();
    readDraft();
}

void ReviewStep::readDraft()
{
    m_reading = true;
    const JobDraft &draft = m_draft.draft();
    m_name->setText(draft.name);
    m_tags->setText(draft.tags.join(QStringLiteral(", ")));
    m_limit->setValue(int(qMin(draft.numExamples, qint64(m_limit->maximum()))));
    m_reading = false;
    updateTexts();
}

void ReviewStep::updateTexts()
{
    const JobDraft &draft = m_draft.draft();
    const Job job = draft.toJob();
    m_name->setPlaceholderText(draft.benchmarks.isEmpty() ? QString() : JobDraft(draft).toJob().name);
    QStringList lines;
    if (!job.model.name.isEmpty())
        lines << (draft.target == JobDraft::Target::Recorded ? tr("Scores the recorded answers %1.").arg(job.model.name)
                                                             : tr("Asks %1 at %2.").arg(job.model.name, job.model.url));
    if (draft.sendsCollection())
        lines << tr("Sent as the collection %1; its own gates apply.").arg(draft.collectionId);
    else if (!draft.collectionId.isEmpty())
        lines << tr("Sent as single benchmarks, because the collection %1 was changed or limited here and servers ignore such changes inside a collection.")
                     .arg(draft.collectionId);
    m_summary->setText(lines.join(QLatin1Char(' ')));
    m_summary->setVisible(!lines.isEmpty());
    QStringList problems;
    for (const DraftIssue &issue : draftIssues(draft))
        problems << QStringLiteral("%1 %2").arg(issue.error ? QStringLiteral("✗") : QStringLiteral("⚠"), issue.text);
    m_issues->setText(problems.join(QLatin1Char('\n')));
    m_issues->setVisible(!problems.isEmpty());
}

void ReviewStep::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ReviewStep::retranslate()
{
    m_title->setText(tr("Review and run"));
    m_nameLabel->setText(tr("&Name"));
    m_tagsLabel->setText(tr("Ta&gs"));
    m_tags->setPlaceholderText(tr("separated by commas"));
    m_limitLabel->setText(tr("&Items of each benchmark"));
    m_limit->setSpecialValueText(tr("all"));
    m_table->setAccessibleName(tr("Effective Benchmarks"));
    updateTexts();
}

} // namespace assay
