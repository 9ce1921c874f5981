#pragma once

#include "services/api/SavedDocuments.h"
#include "services/core/Async.h"

#include <QMap>

#include <optional>

namespace assay::test {

/// Documents in memory, by kind and id.
class FakeSavedDocuments final : public SavedDocuments {
public:
    QMap<QString, QMap<QString, SavedDocument>> stored;
    std::optional<Error> failWith;
    int saves = 0, lists = 0;

    QFuture<Result<QList<SavedDocument>>> list(const QString &kind) override
    {
        ++lists;
        return readyFuture<QList<SavedDocument>>(failWith ? Result<QList<SavedDocument>>(*failWith) : stored.value(kind).values());
    }
    QFuture<Result<SavedDocument>> load(const QString &kind, const QString &id) override
    {
        if (failWith)
            return readyFuture<SavedDocument>(*failWith);
        const auto &all = stored[kind];
        if (!all.contains(id))
            return readyFuture<SavedDocument>(Error{Error::Kind::NotFound, QStringLiteral("There is no such document.")});
        return readyFuture<SavedDocument>(all.value(id));
    }
    QFuture<Result<SavedDocument>> save(const QString &kind, const SavedDocument &document) override
    {
        if (failWith)
            return readyFuture<SavedDocument>(*failWith);
        SavedDocument made = document;
        if (made.id.isEmpty())
            made.id = QStringLiteral("d%1").arg(++m_next);
        made.changedMs = 1'800'000'000'000 + ++saves;
        stored[kind].insert(made.id, made);
        Q_EMIT changed(kind);
        return readyFuture<SavedDocument>(made);
    }
    QFuture<Result<Done>> remove(const QString &kind, const QString &id) override
    {
        if (failWith)
            return readyFuture<Done>(*failWith);
        stored[kind].remove(id);
        Q_EMIT changed(kind);
        return readyFuture<Done>(Done{});
    }

private:
    int m_next = 0;
};

} // namespace assay::test
