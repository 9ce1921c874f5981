#include "models/samples/WordDiff.h"

#include <QHash>

#include <algorithm>
#include <vector>

namespace assay {

namespace {

struct Words {
    QList<TextSpan> spans;
    std::vector<int> numbers; ///< the same word has the same number in both texts: numbers are compared, not texts
};

Words wordsOf(const QString &text, QHash<QStringView, int> &known)
{
    Words words;
    for (qsizetype at = 0; at < text.size();) {
        if (text.at(at).isSpace()) {
            ++at;
            continue;
        }
        qsizetype end = at + 1;
        if (text.at(at).isLetterOrNumber()) {
            while (end < text.size() && text.at(end).isLetterOrNumber())
                ++end;
        }
        words.spans << TextSpan{at, end - at};
        const QStringView word = QStringView(text).mid(at, end - at);
        auto number = known.constFind(word);
        if (number == known.cend())
            number = known.insert(word, int(known.size()));
        words.numbers.push_back(*number);
        at = end;
    }
    return words;
}

/// One word, or with `cut` all that is left, and who has it.
struct Step {
    DiffPart::Kind kind;
    qsizetype before, after; ///< places of words
};

struct Compared {
    Words before, after;
    QList<Step> steps;
    bool cut = false;
};

/// The longest common subsequence of the words between a head and a tail that both have.
void walkMiddle(Compared &all, qsizetype head, qsizetype beforeEnd, qsizetype afterEnd)
{
    const qsizetype a = std::min(beforeEnd - head, diffWordLimit), b = std::min(afterEnd - head, diffWordLimit);
    const std::size_t width = std::size_t(b) + 1;
    std::vector<quint16> length((std::size_t(a) + 1) * width, 0);
    const auto cell = [&](qsizetype i, qsizetype j) -> quint16 & { return length[std::size_t(i) * width + std::size_t(j)]; };
    const auto same = [&](qsizetype i, qsizetype j) { return all.before.numbers[std::size_t(head + i)] == all.after.numbers[std::size_t(head + j)]; };
    for (qsizetype i = a - 1; i >= 0; --i) { // from the end, so that the walk goes forward
        for (qsizetype j = b - 1; j >= 0; --j)
            cell(i, j) = same(i, j) ? quint16(cell(i + 1, j + 1) + 1) : std::max(cell(i + 1, j), cell(i, j + 1));
    }
    qsizetype i = 0, j = 0;
    while (i < a || j < b) {
        if (i < a && j < b && same(i, j)) {
            all.steps << Step{DiffPart::Kind::Same, head + i, head + j};
            ++i;
            ++j;
        } else if (i < a && (j == b || cell(i + 1, j) >= cell(i, j + 1))) {
            all.steps << Step{DiffPart::Kind::Removed, head + i++, head + j};
        } else {
            all.steps << Step{DiffPart::Kind::Added, head + i, head + j++};
        }
    }
    all.cut = head + a < beforeEnd || head + b < afterEnd;
    for (qsizetype at = head + a; at < beforeEnd; ++at)
        all.steps << Step{DiffPart::Kind::Removed, at, head + b};
    for (qsizetype at = head + b; at < afterEnd; ++at)
        all.steps << Step{DiffPart::Kind::Added, beforeEnd, at};
}

Compared compare(const QString &before, const QString &after)
{
    Compared all;
    QHash<QStringView, int> known;
    all.before = wordsOf(before, known);
    all.after = wordsOf(after, known);
    const auto &a = all.before.numbers, &b = all.after.numbers;
    const std::size_t least = std::min(a.size(), b.size());
    std::size_t head = 0, tail = 0;
    while (head < least && a[head] == b[head])
        ++head;
    while (tail < least - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    for (std::size_t at = 0; at < head; ++at)
        all.steps << Step{DiffPart::Kind::Same, qsizetype(at), qsizetype(at)};
    const auto beforeEnd = qsizetype(a.size() - tail), afterEnd = qsizetype(b.size() - tail);
    walkMiddle(all, qsizetype(head), beforeEnd, afterEnd);
    for (qsizetype at = 0; at < qsizetype(tail); ++at)
        all.steps << Step{DiffPart::Kind::Same, beforeEnd + at, afterEnd + at};
    return all;
}

/// Neighbours become one stretch, so that a changed sentence is not a row of separate words.
void join(QList<TextSpan> &spans, const TextSpan &span, const QString &text)
{
    const qsizetype end = spans.isEmpty() ? -1 : spans.last().start + spans.last().length;
    if (end >= 0 && QStringView(text).mid(end, span.start - end).trimmed().isEmpty())
        spans.last().length = span.start + span.length - spans.last().start;
    else
        spans << span;
}

} // namespace

WordDifference wordDifference(const QString &before, const QString &after)
{
    const Compared all = compare(before, after);
    WordDifference result;
    result.cut = all.cut;
    for (const Step &step : all.steps) {
        if (step.kind == DiffPart::Kind::Removed)
            join(result.before, all.before.spans.at(step.before), before);
        else if (step.kind == DiffPart::Kind::Added)
            join(result.after, all.after.spans.at(step.after), after);
    }
    return result;
}

QList<DiffPart> diffWords(const QString &before, const QString &after)
{
    const Compared all = compare(before, after);
    // A word with the white space behind it, and the first one with that before it.
    const auto piece = [](const QString &text, const QList<TextSpan> &spans, qsizetype at) {
        const qsizetype from = at == 0 ? 0 : spans.at(at).start, to = at + 1 < spans.size() ? spans.at(at + 1).start : text.size();
        return QStringView(text).mid(from, to - from);
    };
    QList<DiffPart> parts;
    for (const Step &step : all.steps) {
        const bool old = step.kind == DiffPart::Kind::Removed;
        const QStringView text = old ? piece(before, all.before.spans, step.before) : piece(after, all.after.spans, step.after);
        if (!parts.isEmpty() && parts.last().kind == step.kind)
            parts.last().text += text;
        else
            parts.append({step.kind, text.toString()});
    }
    return parts;
}

} // namespace assay
