#include "models/rerank/RerankModel.h"

#include "services/core/Async.h"

#include <QLocale>

namespace assay {

RerankPart rerankPart(const QString &text)
{
    static const QLatin1String image("image:");
    RerankPart part;
    if (text.startsWith(image, Qt::CaseInsensitive)) {
        part.kind = RerankPart::Kind::Image;
        part.url = text.mid(image.size()).trimmed();
    } else {
        part.text = text.trimmed();
    }
    return part;
}

void RerankModel::ask(RerankService &service, const QString &model, const QString &query, const QStringList &items, int most)
{
    RerankRequest request;
    request.model = model;
    request.query = rerankPart(query);
    for (const QString &item : items)
        request.items << rerankPart(item);
    if (most > 0)
        request.maxNumResults = most;
    m_load = LoadState::Loading;
    Q_EMIT loadChanged();
    whenDone(service.rerank(request), this, [this, items, asked = ++m_asked](const Result<QList<RerankHit>> &answer) {
        if (asked != m_asked)
            return;
        m_load = answer ? LoadState::Ready : LoadState::Failed;
        m_error = answer ? Error() : answer.error();
        if (answer) {
            m_items = items;
            setHits(*answer);
        }
        Q_EMIT loadChanged();
    });
}

void RerankModel::clear()
{
    ++m_asked;
    m_load = LoadState::Idle;
    m_error = {};
    setHits({});
    Q_EMIT loadChanged();
}

void RerankModel::setHits(const QList<RerankHit> &hits)
{
    beginResetModel();
    m_hits = hits;
    endResetModel();
}

QVariant RerankModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const RerankHit &hit = m_hits.at(index.row());
    if (role == Qt::TextAlignmentRole)
        return int(index.column() == ItemColumn ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case RankColumn: return QLocale().toString(index.row() + 1);
    case ScoreColumn: return QLocale().toString(hit.score, 'g', role == Qt::ToolTipRole ? QLocale::FloatingPointShortest : 4);
    case ItemColumn: return m_items.value(hit.index);
    default: return QLocale().toString(hit.index + 1);
    }
}

QVariant RerankModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(section == ItemColumn ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case RankColumn: return tr("Rank");
    case ScoreColumn: return tr("Score");
    case ItemColumn: return tr("Item");
    case PlaceColumn: return tr("Was");
    default: return {};
    }
}

} // namespace assay
