#pragma once

#include "services/api/DatasetService.h"
#include "services/core/Async.h"

#include <QHash>
#include <QPromise>

#include <deque>

namespace assay::test {

/// Several datasets in memory, each with rows of its own. Answers come in the next turn of the event loop.
class FakeOverlapDatasets final : public DatasetService {
public:
    enum class Lie { None, MoreThanThereIs, TheSameAgain, TooMany };
    struct Asked {
        QString id;
        qint64 start;
        int limit;
        bool operator==(const Asked &) const = default;
    };
    QHash<QString, QList<DatasetRow>> content;
    QHash<QString, Error> failures;
    QHash<QString, Lie> lies;
    bool tells = true;         ///< how many rows there are
    int answerRows = pageRows; ///< of one answer at most
    QList<Asked> asked;
    bool hold = false; ///< rows are not answered before release()

    static DatasetRow rowOf(const QString &question, const QString &answer = QStringLiteral("1"))
    {
        return {{{QStringLiteral("question"), question}, {QStringLiteral("answer"), answer}}};
    }
    Dataset described(const QString &id, bool withRows = true) const
    {
        Dataset dataset;
        dataset.id = id;
        if (withRows)
            dataset.rows = content.value(id).size();
        return dataset;
    }
    bool isHolding() const { return !m_held.empty(); }
    void release()
    {
        hold = false;
        while (!m_held.empty()) {
            m_held.front().first.addResult(answer(m_held.front().second));
            m_held.front().first.finish();
            m_held.pop_front();
        }
    }

    QFuture<Result<QList<Dataset>>> list() override { return readyFuture(Result<QList<Dataset>>(QList<Dataset>())); }
    QFuture<Result<DatasetAdded>> add(const DatasetRequest &) override { return readyFuture(Result<DatasetAdded>(Error{Error::Kind::Unsupported})); }
    QFuture<Result<Done>> remove(const QString &) override { return readyFuture(Result<Done>(Error{Error::Kind::Unsupported})); }
    QFuture<Result<DatasetRowPage>> rows(const QString &id, qint64 start, int limit) override
    {
        asked << Asked{id, start, limit};
        if (hold) {
            m_held.emplace_back().second = asked.last();
            m_held.back().first.start();
            return m_held.back().first.future();
        }
        return readyFuture(answer(asked.last()));
    }

private:
    Result<DatasetRowPage> answer(const Asked &what) const
    {
        if (failures.contains(what.id))
            return failures.value(what.id);
        const QList<DatasetRow> all = content.value(what.id);
        const Lie lie = lies.value(what.id, Lie::None);
        DatasetRowPage page;
        page.rows = all.mid(lie == Lie::TheSameAgain ? 0 : what.start, lie == Lie::TooMany ? what.limit + 7 : std::min(what.limit, answerRows));
        page.more = lie == Lie::MoreThanThereIs || lie == Lie::TheSameAgain || what.start + page.rows.size() < all.size();
        if (tells)
            page.total = all.size() + (lie == Lie::MoreThanThereIs ? 100 : 0);
        return page;
    }
    std::deque<std::pair<QPromise<Result<DatasetRowPage>>, Asked>> m_held;
};

} // namespace assay::test
