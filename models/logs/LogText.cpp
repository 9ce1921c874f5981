#include "models/logs/LogText.h"

#include <QRegularExpression>

namespace assay {

namespace {

/// What is in effect where the reader stands.
struct Pen {
    int colour = -1;
    bool bold = false;
    bool isPlain() const { return colour < 0 && !bold; }

    /// The parameters of a sequence that ends in m.
    void apply(QStringView parameters)
    {
        const auto codes = parameters.split(u';');
        for (qsizetype i = 0; i < codes.size(); ++i) {
            const int code = codes.at(i).isEmpty() ? 0 : codes.at(i).toInt();
            if (code == 0)
                *this = {};
            else if (code == 1)
                bold = true;
            else if (code == 22)
                bold = false;
            else if (code == 39)
                colour = -1;
            else if (code >= 30 && code <= 37)
                colour = code - 30;
            else if (code >= 90 && code <= 97)
                colour = code - 90;
            else if (code == 38 || code == 48) // of 256 or of all: five or two more numbers that are no codes
                i += i + 1 < codes.size() && codes.at(i + 1).toInt() == 2 ? 4 : 2;
        }
    }
};

class Writer {
public:
    void add(QChar c, const Pen &pen)
    {
        if (!pen.isPlain()) {
            LogSpan *last = m_out.spans.isEmpty() ? nullptr : &m_out.spans.last();
            if (last && last->start + last->length == m_out.text.size() && last->colour == pen.colour && last->bold == pen.bold)
                ++last->length;
            else
                m_out.spans << LogSpan{int(m_out.text.size()), 1, pen.colour, pen.bold};
        }
        m_out.text += c;
    }
    void clear() { m_out = {}; }
    LogText take() { return std::move(m_out); }
    void reserve(qsizetype size) { m_out.text.reserve(size); }

private:
    LogText m_out;
};

/// The end of an escape sequence that begins at `at`: the place of its last character.
qsizetype skipSequence(const QString &raw, qsizetype at, Pen &pen)
{
    if (at + 1 >= raw.size())
        return at;
    const QChar kind = raw.at(at + 1);
    qsizetype end = at + 2;
    if (kind == QLatin1Char('[')) { // colours and cursor moves: parameters, ended by a letter
        while (end < raw.size() && !raw.at(end).isLetter())
            ++end;
        if (end < raw.size() && raw.at(end) == QLatin1Char('m'))
            pen.apply(QStringView(raw).mid(at + 2, end - at - 2));
        return std::min(end, raw.size() - 1);
    }
    if (kind == QLatin1Char(']')) { // a window's title or a link: up to BEL or ESC backslash
        while (end < raw.size() && raw.at(end) != QChar(0x07) && raw.at(end) != QChar(0x1b))
            ++end;
        return end < raw.size() && raw.at(end) == QChar(0x1b) ? std::min(end + 1, raw.size() - 1) : std::min(end, raw.size() - 1);
    }
    return at;
}

} // namespace

/// Most lines have none, and millions are looked at in a search.
static bool hasControls(const QByteArray &bytes)
{
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const auto byte = uchar(bytes.at(i));
        const bool c1 = byte == 0xC2 && i + 1 < bytes.size() && uchar(bytes.at(i + 1)) < 0xA0; // in UTF-8
        if (byte < 0x20 || byte == 0x7F || c1)
            return true;
    }
    return false;
}

LogText logText(const QByteArray &bytes)
{
    if (!hasControls(bytes))
        return {QString::fromUtf8(bytes), {}};
    const QString raw = QString::fromUtf8(bytes);
    Writer out;
    out.reserve(raw.size());
    Pen pen;
    for (qsizetype i = 0; i < raw.size(); ++i) {
        const QChar c = raw.at(i);
        if (c == QChar(0x1b)) {
            i = skipSequence(raw, i, pen);
        } else if (c == QLatin1Char('\r')) {
            if (i + 1 < raw.size())
                out.clear();
        } else if (c == QLatin1Char('\t')) {
            for (int space = 0; space < 4; ++space)
                out.add(QLatin1Char(' '), pen);
        } else if (c.category() != QChar::Other_Control) {
            out.add(c, pen);
        }
    }
    return out.take();
}

LogLevel logLevel(const QString &text)
{
    constexpr qsizetype head = 200; // a level stands before the words
    static const QRegularExpression pattern(QStringLiteral("\\b(?:(?<e>CRITICAL|FATAL|ERROR|Traceback)|(?<w>WARNING|WARN)|(?<i>INFO|NOTICE)|(?<d>DEBUG|TRACE))\\b"
                                                           "|(?:^|[\\[\\s\"=])(?:(?<e2>fatal|error)|(?<w2>warning|warn)|(?<i2>info)|(?<d2>debug|trace))(?=[\\]:\"])"));
    const QRegularExpressionMatch match = pattern.match(text.left(head));
    if (!match.hasMatch())
        return LogLevel::None;
    const auto has = [&](const char *a, const char *b) { return match.capturedStart(QLatin1String(a)) >= 0 || match.capturedStart(QLatin1String(b)) >= 0; };
    return has("e", "e2") ? LogLevel::Error : has("w", "w2") ? LogLevel::Warning : has("i", "i2") ? LogLevel::Info : LogLevel::Debug;
}

} // namespace assay
