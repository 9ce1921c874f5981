#include "ui/pages/run/PlanTab.h"

#include "models/plan/ReviewPlan.h"
#include "ui/pages/plan/PlanView.h"
#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/StatePanel.h"

#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

namespace assay {

static void flatten(const QString &key, const QVariant &value, QList<QPair<QString, QString>> &out)
{
    if (value.typeId() == QMetaType::QVariantMap && !value.toMap().isEmpty()) {
        const QVariantMap map = value.toMap();
        for (auto it = map.begin(); it != map.end(); ++it)
            flatten(key.isEmpty() ? it.key() : QStringLiteral("%1.%2").arg(key, it.key()), it.value(), out);
        return;
    }
    if (value.typeId() == QMetaType::QVariantList) {
        QStringList parts;
        for (const QVariant &part : value.toList()) {
            parts << (part.typeId() == QMetaType::QVariantMap ? QString::fromUtf8(JsonText::fromVariantMap(part.toMap()).text)
                                                              : part.toString());
        }
        out.append({key, parts.join(QStringLiteral(", "))});
        return;
    }
    out.append({key, value.isNull() ? QStringLiteral("null") : value.toString()});
}

QList<QPair<QString, QString>> flatMembers(const JsonText &object)
{
    QList<QPair<QString, QString>> out;
    const QVariantMap map = object.toVariantMap();
    for (auto it = map.begin(); it != map.end(); ++it)
        flatten(it.key(), it.value(), out);
    return out;
}

static QTableWidget *makeTable(const QString &objectName, const QString &accessibleName, const QStringList &headers)
{
    auto *table = new QTableWidget(0, int(headers.size()));
    setUpTable(*table, objectName, accessibleName);
    table->setItemDelegate(new CellDelegate(table));
    table->setHorizontalHeaderLabels(headers);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    return table;
}

static QWidget *withTitle(const QString &title, QWidget *content)
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins({});
    auto *label = new QLabel(title);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    layout->addWidget(label);
    layout->addWidget(content, 1);
    return box;
}

PlanTab::PlanTab(RunModel &run, CatalogueService *catalogue, const Capabilities &capabilities, QWidget *parent)
    : QWidget(parent), m_run(run), m_plan(run, catalogue, profileOf(capabilities))
{
    auto *view = new PlanView(m_plan.model());
    view->setFixes({{planfix::expandInline, tr("Run again with the benchmarks listed…")}});
    connect(view, &PlanView::fixRequested, this, [this] { Q_EMIT runInlineRequested(m_plan.expanded()); });
    m_facts = makeTable(QStringLiteral("planFacts"), tr("Provenance"), {tr("What"), tr("Value")});
    setColumnChars(*m_facts, 0, 24);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(withTitle(tr("Plan and What Came Back"), view));
    splitter->addWidget(withTitle(tr("Provenance"), m_facts));
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(splitter);
    connect(&run, &RunModel::changed, this, &PlanTab::fillFacts);
    fillFacts();
}

void PlanTab::setCapabilities(const Capabilities &capabilities)
{
    m_plan.setProfile(profileOf(capabilities));
}

static void addRow(QTableWidget *table, const QStringList &cells)
{
    const int row = table->rowCount();
    table->insertRow(row);
    for (int column = 0; column < cells.size(); ++column) {
        auto *item = new QTableWidgetItem(cells.at(column));
        table->setItem(row, column, item);
    }
}

void PlanTab::fillFacts()
{
    if (!m_run.hasJob())
        return;
    m_facts->setRowCount(0);
    const Job &job = m_run.job();
    const auto add = [this](const QString &what, const QString &value) {
        if (!value.isEmpty())
            addRow(m_facts, {what, value});
    };
    add(tr("Run"), job.resource.id);
    add(tr("Name"), job.name);
    add(tr("Description"), job.description);
    add(tr("Tags"), job.tags.join(QStringLiteral(", ")));
    add(tr("Created"), job.resource.createdAt);
    add(tr("Updated"), job.resource.updatedAt);
    add(tr("Owner"), job.resource.owner);
    add(tr("Tenant"), job.resource.tenant);
    add(tr("Model"), job.model.name);
    add(tr("Model address"), job.model.url);
    add(tr("Model card"), job.model.cardUrl);
    add(tr("Key used"), job.model.secretRef);
    for (const auto &[key, value] : flatMembers(job.model.parameters))
        add(tr("Model: %1").arg(key), value);
    if (job.collection) {
        add(tr("Collection"), job.collection->id);
        add(tr("Collection as of"), job.collection->collectionUpdatedAt);
    }
    if (job.experiment)
        add(tr("MLflow experiment"), job.experiment->name);
    add(tr("MLflow experiment id"), job.resource.mlflowExperimentId);
    add(tr("MLflow page"), job.results.mlflowExperimentUrl);
    for (const BenchmarkResult &result : job.results.benchmarks) {
        add(tr("%1: MLflow run").arg(result.id), result.mlflowRunId);
        add(tr("%1: logs").arg(result.id), result.logsPath);
        // Versions, prompts and settings as the program that ran it tells them.
        const QVariantMap own = result.additionalInfo.toVariantMap().value(QStringLiteral("assay")).toMap();
        if (const QVariantMap from = own.value(QStringLiteral("answers_from")).toMap(); !from.isEmpty()) {
            add(tr("%1: answers", "benchmark").arg(result.id),
                tr("stored by run %1 (%2), model %3; no model was asked")
                    .arg(from.value(QStringLiteral("job")).toString(), from.value(QStringLiteral("name")).toString(), from.value(QStringLiteral("model")).toString()));
        }
        for (const QVariant &one : own.value(QStringLiteral("judges")).toList()) {
            const QVariantMap judge = one.toMap();
            add(tr("%1: judge", "benchmark").arg(result.id),
                //: model, address, number
                tr("%1 at %2; answers without a score: %3")
                    .arg(judge.value(QStringLiteral("model")).toString(), judge.value(QStringLiteral("url")).toString(), judge.value(QStringLiteral("parse_failures")).toString()));
        }
        const QVariantMap config = own.value(QStringLiteral("config")).toMap();
        for (const auto &[key, value] : flatMembers(JsonText::fromVariantMap(config)))
            add(tr("%1: %2", "benchmark and what is told of it").arg(result.id, key), value);
    }
    for (const auto &[key, value] : flatMembers(job.custom))
        add(QStringLiteral("custom.%1").arg(key), value);
}

} // namespace assay
