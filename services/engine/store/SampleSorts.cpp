#include "services/engine/store/SampleSorts.h"

namespace assay::engine {

namespace {

constexpr int sortedAtOnce = 20'000; ///< a fifth of a second; a piece writes nearly all pages of the indexes, so smaller ones write more

bool hasEnded(Database &db, const SampleScope &scope)
{
    auto row = db.prepare(
        "SELECT 1 FROM bench WHERE job = ?1 AND idx = ?2 AND (attempt > ?3 OR status NOT IN ('pending', 'running'))");
    scope.bind(row);
    return row.step();
}

} // namespace

bool sortSamples(Transaction &tx)
{
    SampleScope scope;
    do {
        auto next = tx.db.prepare("SELECT job, idx, attempt FROM sample INDEXED BY sample_unsorted WHERE sorted = 0"
                                  " AND (job, idx, attempt) > (?1, ?2, ?3) ORDER BY job, idx, attempt LIMIT 1");
        scope.bind(next);
        if (!next.step())
            return false;
        scope = {next.integer(0), int(next.integer(1)), int(next.integer(2))};
    } while (!hasEnded(tx.db, scope));
    auto update = tx.db.prepare("UPDATE sample SET sorted = 1 WHERE job = ?1 AND idx = ?2 AND attempt = ?3 AND (ordinal, repeat) IN"
                                " (SELECT ordinal, repeat FROM sample INDEXED BY sample_unsorted WHERE job = ?1 AND idx = ?2 AND attempt = ?3"
                                " AND sorted = 0 ORDER BY ordinal, repeat LIMIT ?4)");
    scope.bind(update);
    update.bind(4, sortedAtOnce).run();
    return true;
}

bool areSorted(Database &db, const SampleScope &scope)
{
    auto row = db.prepare("SELECT 1 FROM sample INDEXED BY sample_unsorted WHERE job = ?1 AND idx = ?2 AND attempt = ?3 AND sorted = 0");
    scope.bind(row);
    return !row.step();
}

} // namespace assay::engine
