#include "ui/pages/newjob/PlanStep.h"

#include "models/authoring/DocumentModel.h"
#include "models/composer/JobEntries.h"
#include "models/composer/JobTargets.h"
#include "models/plan/PlanWords.h"
#include "models/prices/CostWords.h"
#include "models/prices/PriceListModel.h"
#include "services/api/Connection.h"
#include "services/authoring/DocumentPath.h"
#include "ui/pages/newjob/PriceField.h"
#include "ui/pages/plan/PlanView.h"
#include "ui/widgets/Heading.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

PlanStep::PlanStep(const NewJobContext &context, DocumentModel &document, JobEntries &entries, QWidget *parent)
    : QWidget(parent), m_context(context), m_document(document), m_entries(entries), m_plan(context.connection.jobs(), context.catalogue, context.collections),
      m_title(new Heading(Heading::Level::Section, this)), m_summary(new QLabel(this)), m_cost(new QLabel(this)), m_view(new PlanView(m_plan.model(), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 2);
    m_summary->setObjectName(QStringLiteral("jobSummary"));
    m_cost->setObjectName(QStringLiteral("jobCost"));
    for (QLabel *label : {m_summary, m_cost}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    layout->addWidget(m_title);
    layout->addWidget(m_summary);
    auto *costs = new QHBoxLayout;
    costs->addWidget(m_cost, 1);
    layout->addLayout(costs);
    if (m_context.prices) {
        buildPrices();
        costs->addWidget(m_enterPrice);
        layout->addWidget(m_price);
    }
    layout->addWidget(m_view, 1);
    m_view->setFixes({{planfix::expandInline, {}}, {planfix::editGate, {}}, {planfix::editParameter, {}}});
    m_typed.setSingleShot(true);
    m_typed.setInterval(150);
    connect(&m_typed, &QTimer::timeout, this, &PlanStep::updatePlan);
    connect(&m_document, &DocumentModel::changed, &m_typed, qOverload<>(&QTimer::start));
    connect(&m_entries, &JobEntries::changed, &m_typed, qOverload<>(&QTimer::start));
    connect(&m_plan, &ReviewPlan::changed, this, &PlanStep::showCost);
    connect(m_view, &PlanView::fixRequested, this, &PlanStep::mend);
    connect(&context.connection, &Connection::stateChanged, this, [this] {
        if (m_context.connection.state() == Connection::State::Ready)
            m_typed.start(); // not while it is away: to ask begins the connection anew, which is told here again
    });
    retranslate();
}

/// A price that is missing is entered where it is missed.
void PlanStep::buildPrices()
{
    m_enterPrice = new QPushButton(this);
    m_enterPrice->setObjectName(QStringLiteral("enterPrice"));
    m_enterPrice->hide();
    m_price = new PriceField(*m_context.prices, this);
    m_price->hide();
    connect(m_enterPrice, &QPushButton::clicked, this, [this] {
        if (m_plan.money() && !m_plan.money()->unpriced.isEmpty())
            m_price->open(m_plan.money()->unpriced.first());
        showMissingPrice();
    });
    connect(m_price, &PriceField::closed, this, &PlanStep::showMissingPrice);
    connect(m_context.prices, &PriceListModel::stateChanged, this, &PlanStep::showCost);
    m_plan.setPrices(*m_context.prices);
}

void PlanStep::showMissingPrice()
{
    if (!m_price)
        return;
    const QStringList without = m_plan.money() ? m_plan.money()->unpriced : QStringList();
    if (m_price->isVisibleTo(this) && !without.contains(m_price->model()))
        m_price->hide(); // it was entered, here or in the settings, or another model was chosen
    m_enterPrice->setVisible(!without.isEmpty() && !m_price->isVisibleTo(this));
}

QString PlanStep::moneyText() const
{
    if (m_plan.money())
        return tr("Cost: %1").arg(costText(*m_plan.money(), QLocale()));
    return m_context.prices && m_context.prices->state() == LoadState::Failed ? tr("Cost: not known. %1").arg(m_context.prices->error()) : QString();
}

void PlanStep::updatePlan()
{
    m_typed.stop();
    const Result<Job> job = m_document.document().toJob();
    if (!job) // a value of the wrong type: it is said beside its field
        return;
    QList<ModelTarget> further;
    for (const AuthoredDocument &one : jobsOf(m_document.document()).mid(1)) {
        if (const Result<Job> other = one.toJob())
            further << other->model;
    }
    m_plan.setFurther(further, std::max(0, m_context.connection.load().slotsTotal));
    m_plan.setJob(*job, m_context.connection.capabilities(), isVisible()); // nobody asks the server for a plan that is not looked at
    QStringList lines;
    const int targets = 1 + int(m_document.document().rows(QStringLiteral("targets")).size());
    if (targets > 1)
        lines << tr("%n run(s), one for each target; this is the plan of the first.", nullptr, targets);
    else if (job->model.url.startsWith(QLatin1String("recorded:")))
        lines << tr("Scores the recorded answers %1.").arg(job->model.name);
    else if (!job->model.name.isEmpty())
        lines << tr("Asks %1 at %2.").arg(job->model.name, job->model.url);
    if (m_entries.isCollection())
        lines << tr("Sent as the collection %1; its own gates apply.").arg(m_entries.collectionName());
    m_summary->setText(lines.join(QLatin1Char(' ')));
    m_summary->setVisible(!lines.isEmpty());
}

void PlanStep::showCost()
{
    const auto &estimate = m_plan.cost();
    const int targets = 1 + int(m_document.document().rows(QStringLiteral("targets")).size());
    QString sentence = estimate ? estimateSentence({{}, estimate->requests, estimate->tokens, estimate->seconds}, QLocale()) : QString();
    if (const QString money = estimate ? moneyText() : QString(); !money.isEmpty())
        sentence += QStringLiteral("  ·  ") + money;
    m_costText = !estimate || targets == 1 ? sentence : tr("%n run(s) together: %1", nullptr, targets).arg(sentence);
    m_cost->setText(m_costText);
    QStringList bases = estimate ? QStringList{estimate->requests.basis, estimate->tokens.basis, estimate->seconds.basis} : QStringList();
    bases += m_plan.money() ? m_plan.money()->bases : QStringList();
    m_cost->setToolTip(bases.join(u'\n'));
    m_cost->setVisible(estimate.has_value());
    showMissingPrice();
    Q_EMIT costChanged();
}

void PlanStep::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updatePlan();
}

void PlanStep::mend(const QString &fix, const QString &pointer)
{
    if (fix == planfix::expandInline)
        m_entries.listHere();
    else
        Q_EMIT fieldRequested(path::fromPointer(pointer));
}

void PlanStep::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void PlanStep::retranslate()
{
    m_title->setText(tr("What the server will do"));
    if (m_price) {
        m_enterPrice->setText(tr("Enter Price…"));
        m_enterPrice->setToolTip(tr("What the model costs for a million tokens. All prices are in the settings."));
        m_price->retranslate();
    }
    updatePlan();
    showCost();
}

} // namespace assay
