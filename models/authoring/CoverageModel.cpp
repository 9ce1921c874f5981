#include "models/authoring/CoverageModel.h"

#include "models/authoring/DocumentModel.h"
#include "services/authoring/Shares.h"

#include <QLocale>

#include <algorithm>

namespace assay {

CoverageModel::CoverageModel(DocumentModel &document, BenchmarkLookup lookup, std::function<QString(const QString &id)> names, QObject *parent)
    : QAbstractTableModel(parent), m_document(document), m_lookup(std::move(lookup)), m_names(std::move(names))
{
    connect(&m_document, &DocumentModel::changed, this, &CoverageModel::refresh);
    refresh();
}

/// Rows and columns are made of what is counted, so they are made anew as a whole.
void CoverageModel::refresh()
{
    const QVariantList rows = m_document.document().rows(QStringLiteral("benchmarks"));
    QList<double> weights;
    for (const QVariant &row : rows)
        weights << row.toMap().value(QStringLiteral("weight")).toDouble();
    const QList<double> shares = sharesOf(weights);
    QStringList categories, providers;
    QHash<QPair<QString, QString>, Cell> cells;
    int unknown = 0;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const QVariantMap entry = rows.at(i).toMap();
        const QString provider = entry.value(QStringLiteral("provider_id")).toString();
        const ProviderBenchmark *known = m_lookup ? m_lookup(provider, entry.value(QStringLiteral("id")).toString()) : nullptr;
        const QString category = known ? known->category : QString();
        unknown += known == nullptr;
        categories << category;
        providers << provider;
        Cell &cell = cells[{category, provider}];
        ++cell.count;
        cell.share += shares.at(i);
    }
    for (QStringList *words : {&categories, &providers}) {
        words->removeDuplicates();
        words->sort(Qt::CaseInsensitive);
    }
    if (categories.removeAll(QString()) > 0) // what has none stands last
        categories << QString();
    if (categories == m_categories && providers == m_providers && cells == m_cells && unknown == m_unknown)
        return;
    beginResetModel();
    m_categories = categories;
    m_providers = providers;
    m_cells = cells;
    m_unknown = unknown;
    endResetModel();
    Q_EMIT changed();
}

int CoverageModel::rowCount(const QModelIndex &parent) const { return parent.isValid() || m_categories.isEmpty() ? 0 : int(m_categories.size()) + 1; }
int CoverageModel::columnCount(const QModelIndex &parent) const { return parent.isValid() || m_categories.isEmpty() ? 0 : int(m_providers.size()) + 1; }

CoverageModel::Cell CoverageModel::cell(int row, int column) const
{
    Cell sum;
    for (int r = 0; r < int(m_categories.size()); ++r) {
        for (int c = 0; c < int(m_providers.size()); ++c) {
            const bool counts = (row == r || row == int(m_categories.size())) && (column == c || column == int(m_providers.size()));
            const Cell one = counts ? m_cells.value({m_categories.at(r), m_providers.at(c)}) : Cell();
            sum.count += one.count;
            sum.share += one.share;
        }
    }
    return sum;
}

QString CoverageModel::cellText(const Cell &cell) const
{
    return cell.count == 0 ? QStringLiteral("–") : tr("%1 · %2 %", "benchmarks and their share of the weight").arg(QLocale().toString(cell.count), QLocale().toString(cell.share, 'f', 1));
}

QVariant CoverageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QStringList &words = orientation == Qt::Horizontal ? m_providers : m_categories;
    if (role != Qt::DisplayRole || section < 0 || section > words.size())
        return {};
    if (section == words.size())
        return tr("All");
    if (orientation == Qt::Horizontal)
        return m_names ? m_names(words.at(section)) : words.at(section);
    return words.at(section).isEmpty() ? tr("no category") : words.at(section);
}

QVariant CoverageModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Cell shown = cell(index.row(), index.column());
    switch (role) {
    case Qt::DisplayRole: return cellText(shown);
    case Qt::AccessibleTextRole:
        return tr("%1, %2: %3", "category, provider, what is covered")
            .arg(headerData(index.row(), Qt::Vertical, Qt::DisplayRole).toString(), headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
                 shown.count == 0 ? tr("nothing") : cellText(shown));
    case Qt::TextAlignmentRole: return int(Qt::AlignRight | Qt::AlignVCenter);
    case SortRole: return shown.share;
    case ToneRole: return int(shown.count == 0 ? Tone::Muted : Tone::Plain);
    default: return {};
    }
}

QString CoverageModel::summary() const
{
    const int categories = int(m_categories.size()) - int(m_categories.contains(QString()));
    QStringList sentences{tr("%n category(ies) covered.", nullptr, categories), tr("%n provider(s) used.", nullptr, int(m_providers.size()))};
    if (m_unknown > 0)
        sentences << tr("%n benchmark(s) are not in the catalogue, so their category is not known.", nullptr, m_unknown);
    return sentences.join(QLatin1Char(' '));
}

} // namespace assay
