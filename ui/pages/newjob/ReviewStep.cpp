#include "ui/pages/newjob/ReviewStep.h"

#include "models/jobs/JobDraftModel.h"
#include "models/plan/PlanWords.h"
#include "services/api/Connection.h"
#include "ui/pages/plan/PlanView.h"
#include "ui/widgets/Heading.h"

#include <QEvent>
#include <QGridLayout>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>
#include <QVBoxLayout>

namespace assay {

ReviewStep::ReviewStep(const NewJobContext &context, JobDraftModel &draft, QWidget *parent)
    : QWidget(parent), m_context(context), m_draft(draft), m_plan(context.connection.jobs(), context.catalogue, context.collections), m_title(new Heading(Heading::Level::Section, this)), m_nameLabel(new QLabel(this)),
      m_tagsLabel(new QLabel(this)), m_limitLabel(new QLabel(this)), m_summary(new QLabel(this)), m_cost(new QLabel(this)), m_issues(new QLabel(this)),
      m_name(new QLineEdit(this)), m_tags(new QLineEdit(this)), m_limit(new QSpinBox(this)), m_view(new PlanView(m_plan.model(), this))
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
    for (QLabel *label : {m_summary, m_cost, m_issues}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    layout->addSpacing(fontMetrics().height() / 2);
    layout->addWidget(m_summary);
    m_cost->setObjectName(QStringLiteral("jobCost"));
    layout->addWidget(m_cost);
    m_view->setFixes({{planfix::expandInline, {}}, {planfix::editGate, {}}});
    layout->addWidget(m_view, 1);
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
    connect(&m_plan, &ReviewPlan::changed, this, [this] {
        const auto &estimate = m_plan.model().estimate();
        m_cost->setText(estimate ? estimateSentence(*estimate, QLocale()) : QString());
        m_cost->setToolTip(estimate ? QStringList{estimate->tokens.basis, estimate->seconds.basis}.join(u'\n') : QString());
        m_cost->setVisible(estimate.has_value());
    });
    connect(m_view, &PlanView::fixRequested, this, &ReviewStep::mend);
    connect(&context.connection, &Connection::stateChanged, this, &ReviewStep::updatePlan);
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
    updatePlan();
}

void ReviewStep::updatePlan()
{
    if (isVisible()) // nobody asks the server for a plan that is not looked at
        m_plan.setJob(m_draft.draft().toJob(), m_context.connection.capabilities());
}

void ReviewStep::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updatePlan();
}

void ReviewStep::mend(const QString &fix)
{
    if (fix == planfix::editGate)
        Q_EMIT gatesRequested();
    else if (fix == planfix::expandInline)
        m_draft.edit([](JobDraft &edited) { edited.collectionId.clear(); }); // its benchmarks and its gate stay
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
    updateTexts();
}

} // namespace assay
