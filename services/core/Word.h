#pragma once

#include <QString>

namespace assay {

/// The words of an enum on the wire. Specialise with `static constexpr std::pair<E, const char *> all[]`.
template<typename E>
struct WordTable;

/// An enum value that remembers the word it was read from: a newer server's word shows as it is and is written back unchanged.
/// E must have a member Unknown.
template<typename E>
class Word {
public:
    Word() = default;
    Word(E value) : m_value(value)
    {
        for (const auto &[known, word] : WordTable<E>::all) {
            if (known == value)
                m_text = QString::fromLatin1(word);
        }
    }
    static Word fromText(const QString &text)
    {
        Word result;
        result.m_text = text;
        for (const auto &[known, word] : WordTable<E>::all) {
            if (text == QLatin1String(word))
                result.m_value = known;
        }
        return result;
    }
    E value() const { return m_value; }
    operator E() const { return m_value; }
    const QString &text() const { return m_text; } ///< as on the wire; empty when never set
    bool isSet() const { return !m_text.isEmpty(); }
    bool operator==(const Word &other) const { return m_text == other.m_text; }
    bool operator==(E value) const { return m_value == value; }

private:
    E m_value = E::Unknown;
    QString m_text;
};

} // namespace assay
