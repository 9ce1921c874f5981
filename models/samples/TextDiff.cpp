#include "models/samples/TextDiff.h"

#include <algorithm>
#include <vector>

namespace assay {

namespace {

QList<QStringView> wordsOf(const QString &text)
{
    QList<QStringView> words;
    qsizetype from = 0;
    for (qsizetype at = 1; at <= text.size(); ++at) {
        const bool ends = at == text.size() || (text.at(at - 1).isSpace() && !text.at(at).isSpace());
        if (!ends)
            continue;
        words << QStringView(text).mid(from, at - from);
        from = at;
        if (words.size() == diffWordLimit)
            break;
    }
    return words;
}

void append(QList<DiffPart> &parts, DiffPart::Kind kind, QStringView text)
{
    if (text.isEmpty())
        return;
    if (!parts.isEmpty() && parts.last().kind == kind)
        parts.last().text += text;
    else
        parts.append({kind, text.toString()});
}

} // namespace

QList<DiffPart> diffWords(const QString &before, const QString &after)
{
    const QList<QStringView> a = wordsOf(before), b = wordsOf(after);
    const auto same = [&](qsizetype i, qsizetype j) { return a.at(i).trimmed() == b.at(j).trimmed(); };
    // The longest common subsequence of words, from the end, so that the walk below goes forward.
    const std::size_t width = std::size_t(b.size()) + 1;
    std::vector<quint16> length((std::size_t(a.size()) + 1) * width, 0);
    const auto cell = [&](qsizetype i, qsizetype j) -> quint16 & { return length[std::size_t(i) * width + std::size_t(j)]; };
    for (qsizetype i = a.size() - 1; i >= 0; --i) {
        for (qsizetype j = b.size() - 1; j >= 0; --j)
            cell(i, j) = same(i, j) ? quint16(cell(i + 1, j + 1) + 1) : std::max(cell(i + 1, j), cell(i, j + 1));
    }
    QList<DiffPart> parts;
    qsizetype i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && same(i, j)) {
            append(parts, DiffPart::Kind::Same, b.at(j++));
            ++i;
        } else if (i < a.size() && (j == b.size() || cell(i + 1, j) >= cell(i, j + 1))) {
            append(parts, DiffPart::Kind::Removed, a.at(i++));
        } else {
            append(parts, DiffPart::Kind::Added, b.at(j++));
        }
    }
    const auto rest = [](const QString &text, const QList<QStringView> &words) {
        return words.size() < diffWordLimit ? QStringView() : QStringView(text).mid(words.last().end() - text.constData());
    };
    append(parts, DiffPart::Kind::Removed, rest(before, a));
    append(parts, DiffPart::Kind::Added, rest(after, b));
    return parts;
}

} // namespace assay
