#include "models/datasets/RowDraft.h"

#include "models/datasets/DatasetEditModel.h"
#include "services/api/DraftStore.h"
#include "services/core/Async.h"
#include "services/core/OnPool.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace assay {

namespace {

QJsonObject objectOf(const DatasetRow &row)
{
    QJsonArray cells;
    for (const auto &[column, text] : row.cells)
        cells << QJsonArray{column, text, row.values.contains(column)};
    return {{QStringLiteral("cells"), cells}};
}

DatasetRow rowOf(const QJsonValue &object)
{
    DatasetRow row;
    const QJsonArray cells = object[QLatin1String("cells")].toArray();
    for (const QJsonValue &cell : cells) {
        row.cells.append({cell[0].toString(), cell[1].toString()});
        if (cell[2].toBool())
            row.values.insert(cell[0].toString());
    }
    return row;
}

} // namespace

QByteArray UnsavedRows::encode() const
{
    QJsonArray pieces, changed, fresh;
    for (const EditedRows::Piece &one : rows.pieces)
        pieces << QJsonArray{one.fresh, one.first, one.count};
    for (auto it = rows.changed.cbegin(); it != rows.changed.cend(); ++it)
        changed << QJsonArray{it.key(), objectOf(it.value())};
    for (const DatasetRow &row : rows.fresh)
        fresh << objectOf(row);
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), version},
                                     {QStringLiteral("pieces"), pieces},
                                     {QStringLiteral("changed"), changed},
                                     {QStringLiteral("fresh"), fresh},
                                     {QStringLiteral("columns"), QJsonArray::fromStringList(rows.columns)}})
        .toJson(QJsonDocument::Compact);
}

std::optional<UnsavedRows> UnsavedRows::decode(const QByteArray &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    if (!object.contains(QLatin1String("version")))
        return {};
    UnsavedRows out;
    out.version = object[QLatin1String("version")].toInteger();
    const QJsonArray pieces = object[QLatin1String("pieces")].toArray(), changed = object[QLatin1String("changed")].toArray(),
                     fresh = object[QLatin1String("fresh")].toArray(), columns = object[QLatin1String("columns")].toArray();
    for (const QJsonValue &one : pieces)
        out.rows.pieces << EditedRows::Piece{one[0].toBool(), one[1].toInt(), one[2].toInt()};
    for (const QJsonValue &one : changed)
        out.rows.changed.insert(one[0].toInt(), rowOf(one[1]));
    for (const QJsonValue &one : fresh)
        out.rows.fresh << rowOf(one);
    for (const QJsonValue &one : columns)
        out.rows.columns << one.toString();
    return out;
}

RowDraft::RowDraft(DatasetEditModel &model, DraftStore &store, const QString &place, QObject *parent)
    : QObject(parent), m_model(model), m_store(store), m_place(place)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &RowDraft::flush);
    connect(&m_model, &DatasetEditModel::changed, this, &RowDraft::follow);
    connect(&m_model.rows(), &DatasetRowsModel::loadChanged, this, &RowDraft::look);
}

void RowDraft::follow()
{
    const QString name = m_model.id().isEmpty() ? QString() : QStringLiteral("rows/%1/%2").arg(m_place, m_model.id());
    if (name != m_name) { // what was unsaved there was dropped knowingly
        drop();
        m_name = name;
        m_looked = false;
    }
    if (m_model.isChanged() && !m_model.isSaving())
        m_timer.start();
    else if (!m_model.isChanged())
        drop();
}

/// Once the rows are there, for what is kept is told by their numbers.
void RowDraft::look()
{
    if (m_looked || m_name.isEmpty() || !m_model.isEditable() || m_model.rows().load() != LoadState::Ready)
        return;
    m_looked = true;
    whenDone(m_store.load(m_name), this, [this, name = m_name](const Result<QByteArray> &text) {
        if (name == m_name && text && !text->isEmpty())
            found(*text);
    });
}

void RowDraft::found(const QByteArray &text)
{
    whenDone(onPool<UnsavedRows>([text] {
                 const auto draft = UnsavedRows::decode(text);
                 return draft ? Result<UnsavedRows>(*draft) : Result<UnsavedRows>(Error{Error::Kind::Invalid});
             }),
             this, [this, name = m_name](const Result<UnsavedRows> &draft) {
                 if (name != m_name || m_model.isChanged())
                     return; // edited meanwhile: that is kept instead
                 m_kept = true;
                 if (draft && m_model.restore(draft->rows, draft->version))
                     return Q_EMIT restored(m_model.changes());
                 drop();
                 if (draft && draft->version != m_model.version())
                     Q_EMIT outdated(draft->version);
             });
}

void RowDraft::flush()
{
    if (!m_model.isChanged() || m_name.isEmpty())
        return;
    const UnsavedRows draft{m_model.version(), m_model.state()};
    whenDone(onPool<QByteArray>([draft] { return Result<QByteArray>(draft.encode()); }), this, [this, ticket = ++m_ticket](const Result<QByteArray> &text) {
        if (ticket != m_ticket || !text)
            return;
        m_kept = true;
        whenDone(m_store.save(m_name, *text), this, [this](const Result<Done> &done) {
            if (!done)
                Q_EMIT failed(done.error().message);
        });
    });
}

void RowDraft::drop()
{
    m_timer.stop();
    ++m_ticket;
    if (std::exchange(m_kept, false))
        m_store.remove(m_name);
}

} // namespace assay
