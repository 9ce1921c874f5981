#pragma once

#include "services/api/TriageStore.h"
#include "services/core/Async.h"

#include <algorithm>

namespace assay::test {

/// Notes in memory; the writes answer with `failWith` while it is set.
class FakeTriageStore final : public TriageStore {
public:
    std::optional<Error> failWith;
    std::optional<Error> failReading; ///< what was noted cannot be read
    QList<std::pair<TriagePlace, TriageNote>> noted;
    QList<RegressionItem> kept;
    QStringList names = QStringList(TriageNote::reasons, QString());

    QFuture<Result<QList<TriageNote>>> notes(const TriagePlace &place) override
    {
        if (failReading)
            return readyFuture<QList<TriageNote>>(*failReading);
        QList<TriageNote> all;
        for (const auto &[where, note] : noted) {
            if (where == place)
                all << note;
        }
        for (const RegressionItem &item : kept) {
            if (!(item.place == place))
                continue;
            const auto at = std::find_if(all.begin(), all.end(), [&](const TriageNote &note) { return note.key == item.key; });
            TriageNote note;
            note.key = item.key;
            (at == all.end() ? all.emplace_back(note) : *at).kept = true;
        }
        return readyFuture<QList<TriageNote>>(all);
    }
    QFuture<Result<Done>> put(const TriagePlace &place, const TriageNote &note) override
    {
        if (failWith)
            return readyFuture<Done>(*failWith);
        noted.removeIf([&](const auto &one) { return one.first == place && one.second.key == note.key; });
        TriageNote without = note;
        without.kept = false;
        if (!without.isEmpty())
            noted.append({place, without});
        Q_EMIT changed(place);
        return readyFuture<Done>(Done{});
    }
    QFuture<Result<Done>> keep(const RegressionItem &item) override
    {
        if (failWith)
            return readyFuture<Done>(*failWith);
        kept << item;
        return tellSet(item.place);
    }
    QFuture<Result<Done>> drop(const TriagePlace &place, const SampleKey &key) override
    {
        kept.removeIf([&](const RegressionItem &item) { return item.place == place && item.key == key; });
        return tellSet(place);
    }
    QFuture<Result<QList<RegressionItem>>> regressionSet() override { return readyFuture<QList<RegressionItem>>(kept); }
    QFuture<Result<QStringList>> reasonNames() override { return readyFuture<QStringList>(names); }
    QFuture<Result<Done>> setReasonNames(const QStringList &changed) override
    {
        names = changed;
        Q_EMIT reasonsChanged();
        return readyFuture<Done>(Done{});
    }

private:
    QFuture<Result<Done>> tellSet(const TriagePlace &place)
    {
        Q_EMIT changed(place);
        Q_EMIT setChanged();
        return readyFuture<Done>(Done{});
    }
};

} // namespace assay::test
