#pragma once

#include "services/core/Result.h"

#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <optional>

namespace assay::engine {

struct Generation;
class JsonReader;

/// The first fault found in one file or object of settings, as "PLACE: MEMBER fault and fix".
class JsonFaults {
public:
    /// place: file name, or words such as "benchmark facts-v1".
    explicit JsonFaults(QString place) : m_place(std::move(place)) {}
    JsonReader object(const nlohmann::json &value, const QString &path);
    void fail(const QString &path, const QString &what);
    const std::optional<Error> &fault() const { return m_fault; }

private:
    QString m_place;
    std::optional<Error> m_fault;
};

/// Reads members of one JSON object with their types; every fault goes to the JsonFaults, and something harmless is returned.
/// Names are UTF-8. The value and the faults must outlive the reader.
class JsonReader {
public:
    JsonReader(JsonFaults &faults, const nlohmann::json &value, QString path);

    bool has(const char *name) const; ///< present and not null
    QStringList names() const;
    void onlyMembers(std::initializer_list<const char *> known) const;
    JsonReader member(const char *name) const; ///< an object that must be there
    JsonReader object(const nlohmann::json &value, const QString &path) const { return m_faults.object(value, path); }
    const nlohmann::json &raw(const char *name) const;
    nlohmann::json list(const char *name) const; ///< must be there
    QString text(const char *name) const;        ///< must be there, not empty
    QString text(const char *name, const QString &otherwise) const;
    QStringList textList(const char *name) const; ///< absent: empty; a single text counts as a list of one
    bool boolean(const char *name, bool otherwise) const;
    double number(const char *name, double lowest, double highest) const; ///< must be there
    qint64 whole(const char *name, qint64 lowest, qint64 highest) const;  ///< must be there; 3.0 counts
    void fail(const char *name, const QString &what) const;

private:
    QString path(const char *name) const;

    JsonFaults &m_faults;
    const nlohmann::json &m_value;
    QString m_path;
};

/// max_tokens, temperature, top_p, seed and stop, those that are there, over what `out` has.
void readGeneration(const JsonReader &in, Generation &out);

} // namespace assay::engine
