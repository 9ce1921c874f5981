#pragma once

#include "services/json/Mapping.h"

namespace assay::json {

/// A member of a type, as its one description names it.
struct Member {
    enum class Type { Text, Number, Integer, Boolean, Texts, Free, List };
    QString path; ///< "benchmarks/*/weight": names from the document down, `*` for each row of a list
    Type type;
};

/// Walks a type's description as Reader and Writer do, and writes down what it has. Values are not touched.
class Describer {
public:
    static constexpr bool reading = true;
    using Presence = Reader::Presence;

    explicit Describer(QList<Member> &members, const QString &prefix = {}) : m_members(members), m_prefix(prefix) {}

    void text(const char *name, QString &, Presence = Presence::Optional) { add(name, Member::Type::Text); }
    void textWithAlias(const char *name, const char *, QString &) { add(name, Member::Type::Text); }
    void number(const char *name, std::optional<double> &) { add(name, Member::Type::Number); }
    void integer(const char *name, std::optional<qint64> &, Presence = Presence::Optional) { add(name, Member::Type::Integer); }
    void boolean(const char *name, std::optional<bool> &) { add(name, Member::Type::Boolean); }
    void texts(const char *name, QStringList &) { add(name, Member::Type::Texts); }
    void free(const char *name, JsonText &) { add(name, Member::Type::Free); }
    template<typename E>
    void word(const char *name, Word<E> &)
    {
        add(name, Member::Type::Text);
    }
    template<typename T>
    void object(const char *name, std::optional<T> &)
    {
        below<T>(name);
    }
    template<typename T>
    void always(const char *name, T &)
    {
        below<T>(name);
    }
    template<typename T>
    void list(const char *name, QList<T> &, Presence = Presence::Optional)
    {
        add(name, Member::Type::List);
        below<T>((QByteArray(name) + "/*").constData());
    }
    template<typename Describe>
    void nested(const char *name, bool, Describe describe)
    {
        Describer inner(m_members, pathOf(name) + QLatin1Char('/'));
        describe(inner);
    }
    void rest(JsonText &) {}

private:
    QString pathOf(const char *name) const { return m_prefix + QLatin1String(name); }
    void add(const char *name, Member::Type type) { m_members.append({pathOf(name), type}); }
    template<typename T>
    void below(const char *name)
    {
        T value{};
        Describer inner(m_members, pathOf(name) + QLatin1Char('/'));
        map(inner, value);
    }

    QList<Member> &m_members;
    QString m_prefix;
};

/// Every member of Job, Provider, Collection or BenchmarkEvent, what servers add included.
template<typename T>
QList<Member> membersOf();

} // namespace assay::json
