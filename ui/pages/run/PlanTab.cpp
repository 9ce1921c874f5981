#include "ui/pages/run/PlanTab.h"

#include "models/common/Words.h"
#include "services/core/Time.h"
#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/StatePanel.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
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

PlanTab::PlanTab(RunModel &run, QWidget *parent) : QWidget(parent), m_run(run)
{
    m_benchmarks = makeTable(QStringLiteral("planBenchmarks"), tr("Benchmarks as sent and as returned"),
                             {tr("Benchmark"), tr("Provider"), tr("Weight"), tr("Metric Asked"), tr("Gate Asked"),
                              tr("State Returned"), tr("Metric Returned"), tr("Gate Returned"), tr("Difference")});
    const int widths[] = {24, 16, 9, 18, 13, 16, 18, 15, 24};
    for (int column = 0; column < 9; ++column)
        setColumnChars(*m_benchmarks, column, widths[column]);
    m_facts = makeTable(QStringLiteral("planFacts"), tr("Provenance"), {tr("What"), tr("Value")});
    m_parameters = makeTable(QStringLiteral("planParameters"), tr("Parameters"), {tr("Where"), tr("Key"), tr("Value")});
    setColumnChars(*m_facts, 0, 24);
    setColumnChars(*m_parameters, 0, 24);
    setColumnChars(*m_parameters, 1, 26);
    auto *lower = new QSplitter;
    lower->addWidget(withTitle(tr("Provenance"), m_facts));
    lower->addWidget(withTitle(tr("Parameters"), m_parameters));
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(withTitle(tr("Benchmarks as Sent and as Returned"), m_benchmarks));
    splitter->addWidget(lower);
    splitter->setChildrenCollapsible(false);
    lower->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(splitter);
    connect(&run, &RunModel::changed, this, &PlanTab::update);
    update();
}

void PlanTab::update()
{
    if (!m_run.hasJob())
        return;
    fillBenchmarks();
    fillFacts();
    fillParameters();
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

void PlanTab::fillBenchmarks()
{
    m_benchmarks->setRowCount(0);
    const QLocale locale;
    const QList<BenchmarkRef> &plan = m_run.plan();
    for (const ResultRow &row : m_run.results().rows()) {
        const BenchmarkRef ref = plan.value(row.index);
        QString askedMetric, askedGate, returnedGate, difference;
        if (ref.primaryScore)
            askedMetric = ref.primaryScore->metric + (ref.primaryScore->lowerIsBetter.value_or(false) ? QStringLiteral(" ↓") : QString());
        if (ref.passCriteria && ref.passCriteria->threshold)
            askedGate = formatMetric(row.metric, *ref.passCriteria->threshold, locale);
        const QString returnedMetric = row.server ? row.server->primaryScoreMetric : QString();
        if (row.server && row.server->threshold)
            returnedGate = formatMetric(row.metric, *row.server->threshold, locale);
        if (ref.primaryScore && !returnedMetric.isEmpty() && returnedMetric != ref.primaryScore->metric)
            difference = tr("The server judged another metric.");
        else if (!askedGate.isEmpty() && !returnedGate.isEmpty() && askedGate != returnedGate)
            difference = tr("The server used another gate.");
        else if (row.index >= plan.size())
            difference = tr("Not in the plan that is known here.");
        const double weight = ref.weight.value_or(1);
        addRow(m_benchmarks, {row.id, row.providerId, locale.toString(weight > 0 ? weight : 1, 'g', 6), askedMetric, askedGate,
                              stateText(row.state), returnedMetric, returnedGate, difference});
    }
}

void PlanTab::fillFacts()
{
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
    }
    for (const auto &[key, value] : flatMembers(job.custom))
        add(QStringLiteral("custom.%1").arg(key), value);
}

void PlanTab::fillParameters()
{
    m_parameters->setRowCount(0);
    const auto addAll = [this](const QString &where, const JsonText &object) {
        for (const auto &[key, value] : flatMembers(object))
            addRow(m_parameters, {where, key, value});
    };
    addAll(tr("model"), m_run.job().model.parameters);
    for (const BenchmarkRef &ref : m_run.plan())
        addAll(ref.id, ref.parameters);
    if (m_run.job().collection) {
        for (const BenchmarkRef &ref : m_run.job().collection->benchmarks)
            addAll(tr("%1 (override)").arg(ref.id), ref.parameters);
    }
}

} // namespace assay
