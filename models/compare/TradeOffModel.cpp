#include "models/compare/TradeOffModel.h"

#include "models/common/Roles.h"
#include "models/compare/HeatModel.h"
#include "models/prices/CostWords.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay {

static QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

namespace {

/// A number beside the scores: the mean of what the benchmarks say, weighted by their items; a sum for tokens.
struct Extra {
    const char *group, *name, *id, *title, *metric;
    MetricUnit unit;
    bool sum;
};
const Extra extras[] = {
    {"latency_ms", "p50", "latency_p50", QT_TRANSLATE_NOOP("assay", "Latency, median, ms"), "latency_ms", MetricUnit::Milliseconds, false},
    {"latency_ms", "p95", "latency_p95", QT_TRANSLATE_NOOP("assay", "Latency, 95th percentile, ms"), "latency_ms", MetricUnit::Milliseconds, false},
    {"tokens", "prompt", "tokens_prompt", QT_TRANSLATE_NOOP("assay", "Tokens sent"), "tokens", MetricUnit::Tokens, true},
    {"tokens", "completion", "tokens_completion", QT_TRANSLATE_NOOP("assay", "Tokens answered"), "tokens", MetricUnit::Tokens, true},
};

std::optional<RunFigure::Value> extraOf(const Job &job, const Extra &extra)
{
    double sum = 0, weight = 0;
    for (const BenchmarkResult &result : job.results.benchmarks) {
        const QVariantMap notes = result.additionalInfo.toVariantMap().value(QStringLiteral("assay")).toMap();
        const QVariant value = notes.value(QLatin1String(extra.group)).toMap().value(QLatin1String(extra.name));
        if (!value.isValid())
            continue;
        const double items = std::max(1.0, result.metrics.toVariantMap().value(QStringLiteral("samples")).toDouble());
        sum += value.toDouble() * (extra.sum ? 1 : items);
        weight += items;
    }
    if (weight == 0)
        return std::nullopt;
    return RunFigure::Value{extra.sum ? sum : sum / weight, {}};
}

/// Why a run stands beside a figure in this currency, or what its amount does not count.
QString costNote(const Cost &cost, const RunTokens &tokens, const QString &currency)
{
    if (!cost.unpriced.isEmpty())
        return tr("no price for %1").arg(cost.unpriced.join(QStringLiteral(", ")));
    if (cost.amounts.isEmpty())
        return tr("its tokens are not known");
    if (!cost.amounts.contains(currency))
        return tr("its price is in %1").arg(cost.amounts.firstKey());
    return cost.missing ? tr("tokens: %1").arg(runTokensText(tokens, QLocale())) : QString();
}

QList<RunFigure> costFigures(const QList<Job> &jobs, const QList<ModelPrice> &prices)
{
    if (prices.isEmpty())
        return {};
    QList<RunTokens> tokens;
    QList<Cost> costs;
    QStringList currencies;
    for (const Job &job : jobs) {
        tokens << runTokens(job);
        costs << runCost(tokens.last(), job.model.name, prices);
        currencies += costs.last().amounts.keys();
    }
    currencies.sort();
    currencies.removeDuplicates();
    QList<RunFigure> figures;
    for (const QString &currency : std::as_const(currencies)) {
        RunFigure figure{QStringLiteral("cost_") + currency, tr("Cost, %1").arg(currency), {}, MetricUnit::Unbounded, true, {}};
        figure.currency = currency;
        for (qsizetype run = 0; run < costs.size(); ++run) {
            const auto amount = costs.at(run).amounts.constFind(currency);
            figure.values << (amount == costs.at(run).amounts.constEnd() ? std::nullopt : std::optional(RunFigure::Value{*amount, {}}));
            figure.notes << costNote(costs.at(run), tokens.at(run), currency);
        }
        figures << figure;
    }
    return figures;
}

bool known(const RunFigure &figure)
{
    return std::ranges::any_of(figure.values, [](const auto &value) { return value.has_value(); });
}

} // namespace

QList<RunFigure> runFigures(const RunComparison &comparison, const QList<Job> &jobs, const QList<ModelPrice> &prices)
{
    QList<RunFigure> figures;
    for (const ComparedRow &row : comparison.rows) {
        RunFigure figure{row.providerId + QLatin1Char('/') + row.id + QLatin1Char('/') + row.metric + QLatin1Char('/') + QString::number(row.turn), {}, row.metric, row.unit, row.lowerIsBetter, {}};
        const QString unit = metricUnitText(row.metric);
        const QString metric = metricInfo(row.metric).title.isEmpty() ? row.metric : metricInfo(row.metric).title;
        figure.title = unit.isEmpty() ? tr("%1, %2").arg(row.id, metric) : tr("%1, %2, %3").arg(row.id, metric, unit);
        for (const ComparedCell &cell : row.cells)
            figure.values << (cell.value ? std::optional(RunFigure::Value{*cell.value, cell.interval}) : std::nullopt);
        figures << figure;
    }
    RunFigure whole{QStringLiteral("score"), tr("Score of the whole run"), {}, MetricUnit::Unbounded, false, {}};
    for (const Job &job : jobs)
        whole.values << (job.results.test && job.results.test->score ? std::optional(RunFigure::Value{*job.results.test->score, {}}) : std::nullopt);
    figures << whole;
    for (const Extra &extra : extras) {
        RunFigure figure{QLatin1String(extra.id), tr(extra.title), QLatin1String(extra.metric), extra.unit, true, {}};
        for (const Job &job : jobs)
            figure.values << extraOf(job, extra);
        figures << figure;
    }
    figures.removeIf([](const RunFigure &figure) { return !known(figure); });
    return figures + costFigures(jobs, prices);
}

void TradeOffModel::setRuns(const RunSet &runs, const QList<ModelPrice> &prices)
{
    const QString x = m_x >= 0 && m_x < m_figures.size() ? m_figures.at(m_x).id : QString(), y = m_y >= 0 && m_y < m_figures.size() ? m_figures.at(m_y).id : QString();
    beginResetModel();
    const RunComparison &comparison = runs.comparison();
    m_names = comparison.names;
    m_refs = comparison.refs;
    QList<Job> jobs;
    for (int column = 0; column < comparison.refs.size(); ++column) {
        const RunSet::Run *run = runs.loaded(runs.placeOfColumn(column));
        jobs << (run ? run->job : Job());
    }
    m_figures = runFigures(comparison, jobs, prices);
    const auto placeOf = [this](const QString &id) { return int(std::ranges::find(m_figures, id, &RunFigure::id) - m_figures.begin()); };
    m_x = placeOf(x);
    m_y = placeOf(y);
    // Cost against quality is what people ask for first.
    if (m_y == m_figures.size())
        m_y = 0;
    if (m_x == m_figures.size())
        m_x = placeOf(QStringLiteral("latency_p50"));
    if (m_x == m_figures.size())
        m_x = m_figures.size() > 1 ? 1 : 0;
    endResetModel();
}

void TradeOffModel::setAxes(int x, int y)
{
    if (x == m_x && y == m_y)
        return;
    beginResetModel();
    m_x = x;
    m_y = y;
    endResetModel();
}

int TradeOffModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_names.size()); }
int TradeOffModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QString TradeOffModel::valueText(const RunFigure &figure, int run, const QLocale &locale) const
{
    const auto &value = figure.values.at(run);
    const QString note = figure.notes.value(run);
    if (!value)
        return note.isEmpty() ? QCoreApplication::translate("assay", "not known") : QCoreApplication::translate("assay", "not known: %1").arg(note);
    if (!figure.currency.isEmpty()) {
        const QString money = moneyText(value->value, figure.currency, locale);
        return note.isEmpty() ? money : QCoreApplication::translate("assay", "at least %1").arg(money);
    }
    const QString number = formatMetric(figure.metric, value->value, locale);
    return value->interval ? QCoreApplication::translate("assay", "%1, interval %2 to %3").arg(number, formatMetric(figure.metric, value->interval->low, locale), formatMetric(figure.metric, value->interval->high, locale)) : number;
}

QString TradeOffModel::notice() const
{
    QStringList out, least;
    for (const RunFigure *figure : {x(), y()}) {
        for (int run = 0; figure && run < figure->notes.size(); ++run) {
            if (figure->notes.at(run).isEmpty())
                continue;
            QStringList &list = figure->values.at(run) ? least : out;
            const QString words = QCoreApplication::translate("assay", "%1 (%2)", "a run, a remark on it").arg(m_names.at(run), figure->notes.at(run));
            if (!list.contains(words))
                list << words;
        }
    }
    QStringList sentences;
    if (!out.isEmpty())
        sentences << tr("Left out: %1.").arg(out.join(QStringLiteral(", ")));
    if (!least.isEmpty())
        sentences << tr("Known in part: %1.").arg(least.join(QStringLiteral(", ")));
    return sentences.join(QLatin1Char(' '));
}

QVariant TradeOffModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == IdRole)
        return m_refs.at(index.row());
    if (index.column() == RunColumn)
        return role == Qt::DisplayRole ? QVariant(m_names.at(index.row())) : QVariant();
    const RunFigure *figure = index.column() == XColumn ? x() : y();
    if (!figure)
        return {};
    if (role == Qt::DisplayRole)
        return valueText(*figure, index.row(), QLocale());
    if (role == SortRole && figure->values.at(index.row()))
        return figure->values.at(index.row())->value;
    return {};
}

QVariant TradeOffModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    if (section == RunColumn)
        return tr("Run");
    const RunFigure *figure = section == XColumn ? x() : y();
    return figure ? figure->title : QString();
}

} // namespace assay
