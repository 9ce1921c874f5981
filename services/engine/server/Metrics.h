#pragma once

#include "services/engine/server/HttpServer.h"
#include "services/engine/store/Store.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <array>
#include <mutex>
#include <optional>
#include <vector>

// What Prometheus may ask about, counted since the start of the engine. Names: EvalHub contract, section 13.

namespace assay::engine {

/// Times in buckets, as Prometheus counts them.
struct Histogram {
    explicit Histogram(QList<double> boundsIn = {}) : bounds(std::move(boundsIn)), counts(std::size_t(bounds.size()), 0) {}
    void add(double seconds);
    /// labels: `a="b"`, may be empty
    void write(QByteArray &out, const QByteArray &name, const QByteArray &labels) const;

    QList<double> bounds;
    std::vector<qint64> counts; ///< up to and including each bound
    qint64 total = 0;
    double sum = 0;
};

/// Requests by the path of their route (with its {names}, so that their number stays small). Any thread.
class HttpMetrics {
public:
    /// A responder that counts the answer of a request and hands it on. path: of the route, e.g. "/api/v1/health".
    Responder watch(const Responder &responder, const QByteArray &method, const QString &path);
    QByteArray text() const;

private:
    struct Watched;
    struct Counts {
        qint64 active = 0;
        QMap<int, qint64> byStatus;
        Histogram seconds{{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}};
    };
    using Key = std::pair<QString, QByteArray>; ///< path, method
    void began(const Key &key);
    void ended(const Key &key, int status, double seconds);

    mutable std::mutex m_mutex;
    QMap<Key, Counts> m_counts;
};

/// Jobs and benchmarks that came to their end. Told by the store's changes; what it has to know about a job it reads from the
/// store then. Outlives the store's threads.
class JobMetrics {
public:
    explicit JobMetrics(Store &store);
    /// queued: benchmarks that wait for a slot
    QByteArray text(qint64 queued) const;

private:
    struct Open {
        std::optional<QList<BenchmarkRef>> entries; ///< none: not read yet
        bool asked = false;
        QList<std::pair<int, QString>> ended;       ///< index and state, until the entries are known
        QSet<int> counted;
    };
    struct End {
        QString state, collection;
        double seconds = 0;
    };
    void noticed(const ChangeRecord &change);
    void readEntries(const QString &jobId, std::optional<End> end);
    void jobEnded(const QString &jobId, const QString &state);
    void countBenchmarks(Open &job);
    void countJob(const Open &job, const End &end);

    Store &m_store;
    mutable std::mutex m_mutex;
    QHash<QString, Open> m_open;
    QMap<std::array<QString, 3>, qint64> m_jobs, m_benchmarks;
    Histogram m_seconds{{1, 5, 15, 60, 300, 900, 3600, 14400, 86400}};
};

/// Memory, processor time and open files of this process, from /proc.
QByteArray processMetrics();

} // namespace assay::engine
