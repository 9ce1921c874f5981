#include "models/rerank/RerankModel.h"

#include "models/rerank/PictureFile.h"
#include "services/core/OnPool.h"

#include <QLocale>

#include <utility>

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

QString rerankLine(const QString &file)
{
    return QStringLiteral("image: ") + file;
}

Result<ReadRerank> readRerank(RerankRequest request)
{
    ReadRerank out;
    qint64 bytes = 0;
    // The query, and then the items.
    for (int place = -1; place < request.items.size(); ++place) {
        RerankPart &part = place < 0 ? request.query : request.items[place];
        if (part.kind != RerankPart::Kind::Image)
            continue;
        const QString file = localFileOf(part.url), scheme = part.url.section(QLatin1Char(':'), 0, 0).toLower();
        const QStringList remote { QStringLiteral("http"), QStringLiteral("https"), QStringLiteral("data") };
        if (file.isEmpty() && (!remote.contains(scheme) || !part.url.contains(QLatin1Char(':'))))
            return Error { Error::Kind::Invalid,
                RerankModel::tr("“%1” is no picture's address: begin it with https://, http:// or data:, or enter the "
                                "whole path of a file.")
                    .arg(part.url.left(100)) };
        if (file.isEmpty())
            continue;
        const auto read = readPicture(file);
        if (!read)
            return read.error();
        bytes += read->url.size();
        if (bytes > largestPictures)
            return Error { Error::Kind::Invalid,
                RerankModel::tr("The pictures are longer than %1 MiB together; ask about fewer at once.")
                    .arg(largestPictures >> 20) };
        part.url = read->url;
        if (place >= 0 && !read->small.isNull())
            out.pictures.insert(place, read->small);
    }
    out.request = std::move(request);
    return out;
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
    const auto read = onPool<ReadRerank>([request] { return readRerank(request); });
    whenDone(read, this, [this, &service, items, asked = ++m_asked](const Result<ReadRerank> &ready) {
        if (asked != m_asked)
            return;
        ready ? send(service, *ready, items) : fail(ready.error());
    });
}

void RerankModel::send(RerankService &service, const ReadRerank &read, const QStringList &items)
{
    whenDone(service.rerank(read.request), this,
        [this, items, pictures = read.pictures, asked = m_asked](const Result<QList<RerankHit>> &answer) {
            if (asked != m_asked)
                return;
            if (!answer)
                return fail(answer.error());
            m_load = LoadState::Ready;
            m_error = {};
            m_items = items;
            m_pictures = pictures;
            setHits(*answer);
            Q_EMIT loadChanged();
        });
}

void RerankModel::fail(const Error &error)
{
    m_load = LoadState::Failed;
    m_error = error;
    Q_EMIT loadChanged();
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
    if (role == Qt::DecorationRole && index.column() == ItemColumn && m_pictures.contains(hit.index))
        return m_pictures.value(hit.index);
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
