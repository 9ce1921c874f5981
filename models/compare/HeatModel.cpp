#include "models/compare/HeatModel.h"

#include <algorithm>

namespace assay {

QString comparedRowTitle(const ComparedRow &row)
{
    QString title = row.id;
    if (row.turn > 0)
        title += QStringLiteral(" (%1)").arg(row.turn + 1);
    if (!row.primary)
        title += QStringLiteral(" · ") + row.metric;
    if (row.lowerIsBetter)
        title += QStringLiteral(" ↓");
    return title;
}

int primaryRow(const RunComparison &comparison, int row)
{
    if (row < 0 || row >= comparison.rows.size())
        return -1;
    const ComparedRow &wanted = comparison.rows.at(row);
    const auto found = std::ranges::find_if(comparison.rows, [&wanted](const ComparedRow &one) {
        return one.primary && one.providerId == wanted.providerId && one.id == wanted.id && one.turn == wanted.turn;
    });
    return found == comparison.rows.end() ? -1 : int(found - comparison.rows.begin());
}

int HeatModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_shown.size()); }
int HeatModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_comparison.refs.size()); }

QVariant HeatModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    switch (role) {
    case Qt::DisplayRole: return cellText(row(index.row()), index.column(), QLocale(), m_wording);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
    case ReadingRole: return cellSentence(m_comparison, m_shown.at(index.row()), index.column(), QLocale(), m_wording);
    case IdRole: return m_comparison.refs.at(index.column());
    case SortRole: {
        const ComparedCell &one = cell(index);
        return one.difference ? QVariant(*one.difference) : one.value ? QVariant(*one.value) : QVariant();
    }
    default: return {};
    }
}

QVariant HeatModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && section >= 0 && section < m_comparison.names.size()) {
        const QString &name = m_comparison.names.at(section);
        if (role == Qt::DisplayRole)
            return section == m_comparison.baseline ? QStringLiteral("★ ") + name : name;
        if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
            return section == m_comparison.baseline ? tr("%1, baseline", "a run").arg(name) : runSentence(m_comparison, section, m_wording);
    }
    if (orientation == Qt::Vertical && section >= 0 && section < m_shown.size()) {
        const ComparedRow &one = row(section);
        if (role == Qt::DisplayRole)
            return comparedRowTitle(one);
        if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
            return one.lowerIsBetter ? tr("%1, %2, lower is better", "benchmark, metric").arg(one.id, one.metric) : tr("%1, %2", "benchmark, metric").arg(one.id, one.metric);
    }
    return {};
}

void HeatModel::setComparison(const RunComparison &comparison, Wording wording)
{
    beginResetModel();
    m_comparison = comparison;
    m_wording = wording;
    fill();
    endResetModel();
}

void HeatModel::setSignificantOnly(bool only)
{
    if (m_significantOnly == only)
        return;
    beginResetModel();
    m_significantOnly = only;
    fill();
    endResetModel();
}

void HeatModel::fill()
{
    m_shown.clear();
    for (int i = 0; i < m_comparison.rows.size(); ++i) {
        const auto &cells = m_comparison.rows.at(i).cells;
        if (!m_significantOnly || std::ranges::any_of(cells, &ComparedCell::significant))
            m_shown << i;
    }
}

double HeatModel::strength(const QModelIndex &index) const
{
    const ComparedCell &one = cell(index);
    if (!one.significant() || m_wording == Wording::Plain)
        return 0;
    return (one.comparison->better() ? 1 : -1) * (one.comparison->p() < 0.001 ? 1.0 : 0.5);
}

QString HeatModel::asText(const QList<int> &rows) const
{
    const QChar tab(u'\t');
    QString text = tr("Benchmark") + tab + tr("Metric");
    for (const QString &name : m_comparison.names) {
        for (const QString &what : {tr("score"), tr("low"), tr("high"), tr("difference"), tr("p (Holm)")})
            text += tab + name + QLatin1Char(' ') + what;
    }
    text += QLatin1Char('\n');
    const auto number = [](const std::optional<double> &value) { return value ? QString::number(*value, 'g', 12) : QString(); };
    const auto write = [&](const ComparedRow &one) {
        text += one.id + tab + one.metric;
        for (const ComparedCell &each : one.cells) {
            text += tab + (each.value ? number(each.value) : missingText(each.state)) + tab + (each.interval ? number(each.interval->low) : QString()) + tab
                + (each.interval ? number(each.interval->high) : QString()) + tab + number(each.difference) + tab + (each.comparison ? number(each.comparison->p()) : QString());
        }
        text += QLatin1Char('\n');
    };
    for (int i = 0; i < m_shown.size(); ++i) {
        if (rows.isEmpty() || rows.contains(i))
            write(row(i));
    }
    return text;
}

QString HeatModel::detectableText(const QLocale &locale, int most) const
{
    QStringList parts;
    int further = 0;
    for (const int at : m_shown) {
        const ComparedRow &one = m_comparison.rows.at(at);
        std::optional<double> largest; // what every run of the row can show
        for (const ComparedCell &each : one.cells) {
            if (each.comparison && each.comparison->detectable)
                largest = std::max(largest.value_or(0), *each.comparison->detectable);
        }
        if (!largest)
            continue;
        if (parts.size() >= most)
            ++further;
        else
            parts << tr("%1 %2", "benchmark and amount").arg(one.primary ? one.id : comparedRowTitle(one), amountText(one.metric, *largest, locale));
    }
    if (parts.isEmpty())
        return {};
    const QString list = parts.join(QStringLiteral(", "));
    return further > 0 ? tr("Smallest difference that this data can show: %1, and %n more benchmark(s)", nullptr, further).arg(list) : tr("Smallest difference that this data can show: %1").arg(list);
}

} // namespace assay
