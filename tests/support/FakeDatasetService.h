#pragma once

#include "services/api/DatasetService.h"
#include "services/core/Async.h"

#include <QHash>
#include <QPromise>

#include <deque>

namespace assay::test {

/// Datasets in memory. Answers come in the next turn of the event loop, as a server's do.
class FakeDatasetService final : public DatasetService {
public:
    QList<Dataset> stored;
    QList<DatasetRow> content;        ///< of every dataset
    bool tells = true;                ///< how many rows there are
    std::optional<Error> failWith, failBeyond; ///< failBeyond: rows behind the last one
    qint64 skipped = 0;
    int answerRows = pageRows;        ///< of one answer at most
    bool lies = false, repeats = false; ///< there is always more: nothing, or the first page
    QList<DatasetRequest> added;
    DatasetTakes takesAlso;
    QStringList removed, archived;
    QHash<qint64, QList<DatasetRow>> earlier; ///< rows of earlier versions
    QList<qint64> versionsAsked;
    QList<qint64> starts;             ///< what was asked for
    bool hold = false;                ///< rows are not answered; see held
    std::deque<QPromise<Result<DatasetRowPage>>> held;

    struct Edited {
        QString id;
        qint64 version;
        QList<RowEdit> edits;
    };
    QList<Edited> edited;
    std::optional<Error> editFails;
    QStringList filesRead;
    Result<FileRows> fileRows = Error{Error::Kind::NotFound, QStringLiteral("no file")};
    QList<QPair<QString, JsonText>> appended;

    static DatasetRow rowOf(qint64 n, const QString &text = QStringLiteral("row"))
    {
        return {{{QStringLiteral("n"), QString::number(n)}, {QStringLiteral("text"), text}}};
    }

    QFuture<Result<QList<Dataset>>> list() override { return failWith ? readyFuture(Result<QList<Dataset>>(*failWith)) : readyFuture(Result<QList<Dataset>>(stored)); }
    DatasetTakes takes() const override { return takesAlso; }
    QFuture<Result<DatasetAdded>> add(const DatasetRequest &request) override
    {
        added << request;
        if (failWith)
            return readyFuture(Result<DatasetAdded>(*failWith));
        Dataset dataset;
        dataset.id = request.id;
        dataset.purpose = request.purpose;
        dataset.uri = QStringLiteral("file://") + request.file;
        dataset.rows = content.size();
        stored << dataset;
        Q_EMIT datasetsChanged();
        DatasetAdded answer{dataset, skipped, {}};
        if (skipped > 0)
            answer.skippedTold << QStringLiteral("Line 2: it is no JSON.");
        return readyFuture(Result<DatasetAdded>(answer));
    }
    QFuture<Result<Done>> remove(const QString &id) override
    {
        removed << id;
        stored.removeIf([&](const Dataset &one) { return one.id == id; });
        Q_EMIT datasetsChanged();
        return readyFuture(Result<Done>(Done{}));
    }
    QFuture<Result<Done>> archive(const QString &id) override
    {
        archived << id;
        if (failWith)
            return readyFuture(Result<Done>(*failWith));
        stored.removeIf([&](const Dataset &one) { return one.id == id; });
        Q_EMIT datasetsChanged();
        return readyFuture(Result<Done>(Done{}));
    }
    /// Makes the changes of one dataset, in `content`, as the engine does.
    QFuture<Result<Dataset>> edit(const QString &id, qint64 version, const QList<RowEdit> &edits) override
    {
        edited << Edited{id, version, edits};
        if (editFails)
            return readyFuture(Result<Dataset>(*editFails));
        QList<DatasetRow> next;
        for (qint64 row = 0, gone = 0; row <= content.size(); ++row) {
            const DatasetRow *now = row < content.size() ? &content.at(row) : nullptr;
            for (const RowEdit &edit : edits) {
                if (edit.row == row && edit.kind == RowEdit::Kind::Insert)
                    next << edit.value;
                else if (edit.row == row && edit.kind == RowEdit::Kind::Replace)
                    now = &edit.value;
                else if (edit.row == row)
                    gone = row + edit.count;
            }
            if (now && row >= gone)
                next << *now;
        }
        content = next;
        Dataset answer;
        for (Dataset &one : stored) {
            if (one.id == id) {
                one.rows = content.size();
                one.version = version + 1;
                answer = one;
            }
        }
        Q_EMIT datasetsChanged();
        return readyFuture(Result<Dataset>(answer));
    }
    QFuture<Result<FileRows>> readFile(const QString &file, bool skipBroken) override
    {
        filesRead << file + (skipBroken ? QStringLiteral(" skip") : QString());
        return readyFuture(fileRows);
    }
    QFuture<Result<qint64>> append(const QString &id, const JsonText &rows) override
    {
        appended << QPair<QString, JsonText>{id, rows};
        return failWith ? readyFuture(Result<qint64>(*failWith)) : readyFuture(Result<qint64>(content.size() + 2));
    }
    QFuture<Result<DatasetRowPage>> rows(const QString &, qint64 start, int limit) override
    {
        starts << start;
        if (hold) {
            held.emplace_back().start();
            return held.back().future();
        }
        if (failWith)
            return readyFuture(Result<DatasetRowPage>(*failWith));
        if (failBeyond && start > content.size())
            return readyFuture(Result<DatasetRowPage>(*failBeyond));
        DatasetRowPage page;
        page.rows = content.mid(repeats ? 0 : start, std::min(limit, answerRows));
        page.more = lies || repeats || start + page.rows.size() < content.size();
        if (tells)
            page.total = content.size();
        return readyFuture(Result<DatasetRowPage>(page));
    }
    QFuture<Result<DatasetRowPage>> rowsAt(const QString &, qint64 version, qint64 start, int limit) override
    {
        versionsAsked << version;
        const QList<DatasetRow> all = earlier.value(version);
        DatasetRowPage page;
        page.rows = all.mid(start, limit);
        page.more = start + page.rows.size() < all.size();
        page.total = all.size();
        return failWith ? readyFuture(Result<DatasetRowPage>(*failWith)) : readyFuture(Result<DatasetRowPage>(page));
    }
};

} // namespace assay::test
