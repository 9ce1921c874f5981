#include "services/core/OverlapText.h"

#include <QCryptographicHash>
#include <QVarLengthArray>

#include <algorithm>
#include <array>

namespace assay {

namespace {

bool isDash(char32_t c)
{
    constexpr char32_t minus = 0x2212;
    return c == minus || QChar::category(c) == QChar::Punctuation_Dash;
}

bool isDigit(char32_t c)
{
    return QChar::category(c) == QChar::Number_DecimalDigit;
}

bool isApostrophe(char32_t c)
{
    return c == U'\'' || c == 0x2018 || c == 0x2019 || c == 0x02BC || c == 0xFF07;
}

bool hasNoSpaces(char32_t c)
{
    if (c < 0x0E00)
        return false;
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar: return true;
    default: return false;
    }
}

/// What a character is to the words around it.
enum class Kind : quint8 {
    Letter, ///< or a number
    Alone, ///< a letter that is a word with the marks behind it
    Mark,
    Nothing, ///< left out without a gap
    Point, ///< of a number, between two digits
    Sum, ///< a word beside a digit
    Symbol, ///< a word
    Gap,
};

Kind slowKindOf(char32_t c)
{
    if (isApostrophe(c))
        return Kind::Nothing;
    if (c == U'.' || c == U',')
        return Kind::Point;
    if (isDash(c) || c == U'*' || c == U'/' || c == U'%')
        return Kind::Sum;
    switch (QChar::category(c)) {
    case QChar::Letter_Lowercase:
    case QChar::Letter_Uppercase:
    case QChar::Letter_Titlecase:
    case QChar::Letter_Modifier:
    case QChar::Letter_Other:
    case QChar::Number_DecimalDigit:
    case QChar::Number_Letter:
    case QChar::Number_Other: return hasNoSpaces(c) ? Kind::Alone : Kind::Letter;
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
    case QChar::Mark_Enclosing: return Kind::Mark;
    case QChar::Other_Format: return Kind::Nothing;
    case QChar::Symbol_Math:
    case QChar::Symbol_Currency:
    case QChar::Symbol_Other: return Kind::Symbol;
    default: return c == U'^' ? Kind::Symbol : Kind::Gap;
    }
}

Kind kindOf(char32_t c)
{
    static const auto ascii = [] {
        std::array<Kind, 128> table {};
        for (std::size_t i = 0; i < table.size(); ++i)
            table[i] = slowKindOf(char32_t(i));
        return table;
    }();
    return c < ascii.size() ? ascii[c] : slowKindOf(c);
}

/// Qt folds a character to one character; by way of the capital letters "ß" becomes "ss" and "ﬁ" becomes "fi".
QString folded(QStringView word)
{
    const QString simple = word.toString().normalized(QString::NormalizationForm_D).toCaseFolded();
    return simple.toUpper().toCaseFolded().normalized(QString::NormalizationForm_C);
}

/// Goes over a text once and calls use(word, start, length) for each word.
template <typename Use>
class Splitter {
public:
    Splitter(const QString &text, Use use)
        : m_points(text.toUcs4())
        , m_use(std::move(use))
    {
    }
    void run()
    {
        qsizetype place = 0;
        for (qsizetype i = 0; i < m_points.size(); ++i) {
            const qsizetype units = QChar::requiresSurrogates(m_points.at(i)) ? 2 : 1;
            take(i, place, units);
            place += units;
        }
        finish();
    }

private:
    char32_t at(qsizetype i) const { return i < 0 || i >= m_points.size() ? U' ' : char32_t(m_points.at(i)); }

    void take(qsizetype i, qsizetype place, qsizetype units)
    {
        const char32_t c = at(i);
        const Kind kind = kindOf(c);
        switch (kind) {
        case Kind::Letter:
        case Kind::Alone:
            if (kind == Kind::Alone || m_alone)
                finish();
            m_alone = kind == Kind::Alone;
            return add(c, place, units);
        case Kind::Mark: return add(c, place, units);
        case Kind::Nothing: return;
        case Kind::Point: return isDigit(at(i - 1)) && isDigit(at(i + 1)) ? add(c, place, units) : finish();
        case Kind::Sum: return isBesideDigit(i) ? addWord(isDash(c) ? U'-' : c, place, units) : finish();
        case Kind::Symbol: return addWord(c, place, units);
        case Kind::Gap: return finish();
        }
    }

    void add(char32_t c, qsizetype place, qsizetype units)
    {
        if (m_word.isEmpty())
            m_start = place;
        m_end = place + units;
        if (c < 0x80)
            return m_word.append(c >= U'A' && c <= U'Z' ? char16_t(c + (U'a' - U'A')) : char16_t(c));
        m_ascii = false;
        for (const char16_t unit : QChar::fromUcs4(c))
            m_word.append(unit);
    }

    void addWord(char32_t c, qsizetype place, qsizetype units)
    {
        finish();
        add(c, place, units);
        finish();
    }

    void finish()
    {
        m_alone = false;
        if (m_word.isEmpty())
            return;
        const QStringView word(m_word.constData(), m_word.size());
        if (m_ascii)
            m_use(word, m_start, m_end - m_start);
        else
            m_use(QStringView(folded(word)), m_start, m_end - m_start);
        m_word.clear();
        m_ascii = true;
    }

    /// Each stretch of spaces is looked at from either end only.
    bool isBesideDigit(qsizetype i) const
    {
        qsizetype before = i - 1, behind = i + 1;
        while (before >= 0 && QChar::isSpace(at(before)))
            --before;
        while (behind < m_points.size() && QChar::isSpace(at(behind)))
            ++behind;
        return isDigit(at(before)) || isDigit(at(behind));
    }

    const QList<uint> m_points;
    Use m_use;
    QVarLengthArray<char16_t, 64> m_word; ///< as it is written, but for A to Z
    qsizetype m_start = 0, m_end = 0;
    bool m_alone = false; ///< the word is a letter that only marks may follow
    bool m_ascii = true;
};

quint64 mixed(quint64 x)
{
    x ^= x >> 33;
    x *= 0xFF51AFD7ED558CCDULL;
    x ^= x >> 33;
    x *= 0xC4CEB9FE1A85EC53ULL;
    return x ^ (x >> 33);
}

quint64 chained(quint64 before, quint64 next)
{
    return mixed((before ^ next) + 0x9E3779B97F4A7C15ULL);
}

QByteArray proofOf(const QList<OverlapWord> &words)
{
    QCryptographicHash sum(QCryptographicHash::Sha256);
    for (const OverlapWord &word : words)
        sum.addData(word.text.toUtf8() + ' ');
    return sum.result();
}

/// The part [start, end) of a text with what surrounds it, so that about `most` units are kept.
OverlapExcerpt around(const QString &text, qsizetype start, qsizetype end, qsizetype most)
{
    end = std::min(end, start + most);
    const qsizetype room = (most - (end - start)) / 2;
    qsizetype from = std::max<qsizetype>(0, start - room), to = std::min(text.size(), end + room);
    if (from > 0 && text.at(from).isLowSurrogate())
        --from;
    if (to < text.size() && text.at(to).isLowSurrogate())
        ++to;
    const QString before = from > 0 ? QStringLiteral("…") : QString();
    const QString behind = to < text.size() ? QStringLiteral("…") : QString();
    return { before + text.mid(from, to - from) + behind, start - from + before.size(), end - start, {} };
}

} // namespace

QList<OverlapWord> overlapWords(const QString &text)
{
    QList<OverlapWord> words;
    Splitter(text, [&words](QStringView word, qsizetype start, qsizetype length) {
        words.append({ word.toString(), start, length });
    }).run();
    return words;
}

quint64 overlapHash(QStringView word)
{
    quint64 hash = quint64(word.size());
    for (qsizetype i = 0; i < word.size(); i += 4) {
        quint64 part = 0;
        for (qsizetype j = i; j < std::min(i + 4, word.size()); ++j)
            part = part << 16 | word.at(j).unicode();
        hash = chained(hash, part);
    }
    return hash;
}

quint64 overlapHash(std::span<const quint64> words)
{
    quint64 hash = quint64(words.size());
    for (const quint64 word : words)
        hash = chained(hash, word);
    return hash;
}

std::vector<quint64> overlapHashes(const QString &text)
{
    std::vector<quint64> hashes;
    Splitter(text, [&hashes](QStringView word, qsizetype, qsizetype) { hashes.push_back(overlapHash(word)); }).run();
    return hashes;
}

std::optional<OverlapExcerpt> overlapExcerpt(
    const QString &text, OverlapKind kind, quint64 hash, int runWords, qsizetype mostChars)
{
    const std::vector<quint64> hashes = overlapHashes(text);
    const std::span<const quint64> all(hashes);
    const std::size_t length = kind == OverlapKind::Equal ? all.size() : std::size_t(std::max(1, runWords));
    for (std::size_t at = 0; length > 0 && at + length <= all.size(); ++at) {
        if (overlapHash(all.subspan(at, length)) != hash)
            continue;
        const QList<OverlapWord> shared = overlapWords(text).mid(qsizetype(at), qsizetype(length));
        const OverlapWord &last = shared.last();
        OverlapExcerpt excerpt = around(text, shared.first().start, last.start + last.length, mostChars);
        excerpt.proof = proofOf(shared);
        return excerpt;
    }
    return std::nullopt;
}

} // namespace assay
