#include "services/backends/evalhub/JobChanges.h"

#include <nlohmann/json.hpp>

#include <QLoggingCategory>

Q_LOGGING_CATEGORY(lcEvents, "assay.backends.events", QtInfoMsg)

namespace assay {

namespace {
constexpr int gatherMs = 100;

std::optional<qint64> optionalInteger(const nlohmann::json &in, const char *name)
{
    const auto it = in.find(name);
    return it != in.end() && it->is_number_integer() ? std::optional<qint64>(it->get<qint64>()) : std::nullopt;
}

QString optionalText(const nlohmann::json &in, const char *name)
{
    const auto it = in.find(name);
    return it != in.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
}

bool isTrue(const nlohmann::json &in, const char *name)
{
    const auto it = in.find(name);
    return it != in.end() && it->is_boolean() && it->get<bool>();
}
} // namespace

JobChanges::JobChanges(JobService &service, QObject *parent) : QObject(parent), m_service(service)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(gatherMs);
    connect(&m_timer, &QTimer::timeout, this, &JobChanges::flush);
}

void JobChanges::addEvent(const QByteArray &data)
{
    const auto in = nlohmann::json::parse(data.begin(), data.end(), nullptr, false);
    const QString id = in.is_object() ? optionalText(in, "job") : QString();
    if (id.isEmpty()) {
        qCWarning(lcEvents) << "an event that cannot be read:" << data.left(200);
        return;
    }
    JobChange change;
    change.jobId = id;
    change.state = Word<RunState>::fromText(optionalText(in, "state"));
    change.benchmarkIndex = optionalInteger(in, "benchmark_index");
    change.benchmarkState = Word<RunState>::fromText(optionalText(in, "benchmark_state"));
    change.itemsDone = optionalInteger(in, "items_done");
    change.itemsTotal = optionalInteger(in, "items_total");
    if (isTrue(in, "created") || isTrue(in, "removed"))
        listChanged();
    if (isTrue(in, "removed"))
        return;
    add(change);
}

void JobChanges::add(const JobChange &change)
{
    const QPair<QString, qint64> key(change.jobId, change.benchmarkIndex.value_or(-1));
    if (!m_waiting.contains(key))
        m_order.append(key);
    m_waiting.insert(key, change);
    if (!m_timer.isActive())
        m_timer.start();
}

void JobChanges::listChanged()
{
    m_listChanged = true;
    if (!m_timer.isActive())
        m_timer.start();
}

void JobChanges::flush()
{
    const auto order = std::exchange(m_order, {});
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &key : order)
        Q_EMIT m_service.jobChanged(waiting.value(key));
    if (std::exchange(m_listChanged, false))
        Q_EMIT m_service.listChanged();
}

} // namespace assay
