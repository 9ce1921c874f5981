#pragma once

#include "services/core/JsonText.h"
#include "services/core/Word.h"

#include <nlohmann/json.hpp>

#include <QList>
#include <QSet>
#include <QStringList>

#include <optional>

// One function a type, `map(archive, value)`, says which members it has; Reader and Writer carry it out. So a member's
// name stands in one place, for reading and for writing.

namespace assay::json {

inline QString fromUtf8(const std::string &text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }
inline std::string toUtf8(const QString &text) { return text.toUtf8().toStdString(); }

/// Reads an object. Member names match without regard to case, an exact match first, as EvalHub does; null means absent.
/// A member of the wrong type throws nlohmann::json::type_error with its path in the message.
class Reader {
public:
    static constexpr bool reading = true;

    explicit Reader(const nlohmann::json &object);

    enum class Presence { Optional, Always };

    void text(const char *name, QString &value, Presence = Presence::Optional);
    /// A second spelling that some servers use; the first one found counts.
    void textWithAlias(const char *name, const char *alias, QString &value);
    void number(const char *name, std::optional<double> &value);
    void integer(const char *name, std::optional<qint64> &value, Presence = Presence::Optional);
    void boolean(const char *name, std::optional<bool> &value);
    void texts(const char *name, QStringList &value);
    void free(const char *name, JsonText &value);
    template<typename E>
    void word(const char *name, Word<E> &value)
    {
        QString raw;
        text(name, raw);
        if (!raw.isNull())
            value = Word<E>::fromText(raw);
    }
    template<typename T>
    void object(const char *name, std::optional<T> &value)
    {
        if (const auto *in = find(name)) {
            value.emplace();
            into(*in, *value);
        }
    }
    template<typename T>
    void always(const char *name, T &value)
    {
        if (const auto *in = find(name))
            into(*in, value);
    }
    template<typename T>
    void list(const char *name, QList<T> &value, Presence = Presence::Optional)
    {
        if (const auto *in = find(name)) {
            requireArray(*in);
            value.clear();
            value.reserve(qsizetype(in->size()));
            for (const auto &item : *in)
                into(item, value.emplace_back());
        }
    }
    /// An object whose members are described on the spot.
    template<typename Describe>
    void nested(const char *name, bool /*present*/, Describe describe)
    {
        if (const auto *in = find(name)) {
            Reader inner(*in);
            describe(inner);
        }
    }
    /// Call last: collects what no call above asked for.
    void rest(JsonText &value);

private:
    template<typename T>
    static void into(const nlohmann::json &in, T &value)
    {
        Reader inner(in);
        map(inner, value);
    }
    static void requireArray(const nlohmann::json &in);
    const nlohmann::json *find(const char *name);

    const nlohmann::json &m_object;
    QSet<QString> m_seen; ///< lower case
};

/// Writes an object; absent members are left out unless they are Always there.
class Writer {
public:
    static constexpr bool reading = false;
    using Presence = Reader::Presence;

    nlohmann::json take() { return std::move(m_object); }

    void text(const char *name, const QString &value, Presence presence = Presence::Optional);
    void textWithAlias(const char *name, const char *, const QString &value) { text(name, value); }
    void number(const char *name, const std::optional<double> &value);
    void integer(const char *name, const std::optional<qint64> &value, Presence presence = Presence::Optional);
    void boolean(const char *name, const std::optional<bool> &value);
    void texts(const char *name, const QStringList &value);
    void free(const char *name, const JsonText &value);
    template<typename E>
    void word(const char *name, const Word<E> &value)
    {
        text(name, value.isSet() ? value.text() : QString());
    }
    template<typename T>
    void object(const char *name, const std::optional<T> &value)
    {
        if (value)
            m_object[name] = of(*value);
    }
    template<typename T>
    void always(const char *name, const T &value)
    {
        m_object[name] = of(value);
    }
    template<typename T>
    void list(const char *name, const QList<T> &value, Presence presence = Presence::Optional)
    {
        if (value.isEmpty() && presence == Presence::Optional)
            return;
        auto &out = m_object[name] = nlohmann::json::array();
        for (const T &item : value)
            out.push_back(of(item));
    }
    template<typename Describe>
    void nested(const char *name, bool present, Describe describe)
    {
        if (!present)
            return;
        Writer inner;
        describe(inner);
        m_object[name] = inner.take();
    }
    void rest(const JsonText &value);

    /// While one lives on this thread, rest() writes nothing.
    struct OnlyKnown {
        OnlyKnown() { ++depth; }
        ~OnlyKnown() { --depth; }
        Q_DISABLE_COPY_MOVE(OnlyKnown)
        static thread_local int depth;
    };

private:
    template<typename T>
    static nlohmann::json of(const T &value)
    {
        Writer inner;
        map(inner, const_cast<T &>(value)); // one description serves both directions; the writer changes nothing
        return inner.take();
    }
    nlohmann::json m_object = nlohmann::json::object();
};

} // namespace assay::json
