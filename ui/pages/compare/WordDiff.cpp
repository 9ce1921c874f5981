#include "ui/pages/compare/WordDiff.h"

#include <algorithm>
#include <vector>

namespace assay {

static QList<TextSpan> words(const QString &text)
{
    QList<TextSpan> spans;
    for (qsizetype at = 0; at < text.size();) {
        if (text.at(at).isSpace()) {
            ++at;
            continue;
        }
        const bool word = text.at(at).isLetterOrNumber();
        qsizetype end = at + 1;
        while (word && end < text.size() && text.at(end).isLetterOrNumber())
            ++end;
        spans << TextSpan{at, end - at};
        at = end;
    }
    return spans;
}

/// Neighbours become one stretch, so that a changed sentence is not a row of separate words.
static QList<TextSpan> joined(const QList<TextSpan> &spans, const QString &text)
{
    QList<TextSpan> all;
    for (const TextSpan &span : spans) {
        const qsizetype end = all.isEmpty() ? -1 : all.last().start + all.last().length;
        const bool near = end >= 0 && QStringView(text).mid(end, span.start - end).trimmed().isEmpty();
        if (near)
            all.last().length = span.start + span.length - all.last().start;
        else
            all << span;
    }
    return all;
}

WordDifference wordDifference(const QString &before, const QString &after)
{
    QList<TextSpan> a = words(before), b = words(after);
    const auto same = [&](const TextSpan &x, const TextSpan &y) {
        return QStringView(before).mid(x.start, x.length) == QStringView(after).mid(y.start, y.length);
    };
    qsizetype head = 0, tail = 0;
    const qsizetype least = std::min(a.size(), b.size());
    while (head < least && same(a.at(head), b.at(head)))
        ++head;
    while (tail < least - head && same(a.at(a.size() - 1 - tail), b.at(b.size() - 1 - tail)))
        ++tail;
    a = a.mid(head, a.size() - head - tail);
    b = b.mid(head, b.size() - head - tail);
    WordDifference result;
    if (a.size() > mostWords || b.size() > mostWords) {
        result.tooLong = true;
        return result;
    }
    // Longest common subsequence of words.
    const auto rows = std::size_t(a.size()) + 1, columns = std::size_t(b.size()) + 1;
    std::vector<std::uint16_t> length(rows * columns, 0);
    for (std::size_t i = rows - 1; i-- > 0;) {
        for (std::size_t j = columns - 1; j-- > 0;) {
            length[i * columns + j] = same(a.at(qsizetype(i)), b.at(qsizetype(j)))
                ? std::uint16_t(length[(i + 1) * columns + j + 1] + 1)
                : std::max(length[(i + 1) * columns + j], length[i * columns + j + 1]);
        }
    }
    std::size_t i = 0, j = 0;
    QList<TextSpan> onlyBefore, onlyAfter;
    while (i + 1 < rows || j + 1 < columns) {
        const bool both = i + 1 < rows && j + 1 < columns;
        if (both && same(a.at(qsizetype(i)), b.at(qsizetype(j)))) {
            ++i;
            ++j;
        } else if (j + 1 == columns || (both && length[(i + 1) * columns + j] >= length[i * columns + j + 1])) {
            onlyBefore << a.at(qsizetype(i++));
        } else {
            onlyAfter << b.at(qsizetype(j++));
        }
    }
    result.before = joined(onlyBefore, before);
    result.after = joined(onlyAfter, after);
    return result;
}

} // namespace assay
