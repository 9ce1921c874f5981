#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <span>
#include <vector>

// How texts are made comparable when two datasets are searched for common rows. Pure functions, any thread.
//
// The words of a text:
//  - Letters, marks and numbers that stand together are a word. It is compared without case and whichever way its
//    accents are encoded (canonical equivalence), so that "STRASSE" is "Straße"; the Turkish dotless i is an i. Most
//    compatibility forms stay apart ("10²" is not "102").
//  - Scripts that put no spaces between words (Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar): each letter with
//  its
//    marks is a word.
//  - Apostrophes (' ‘ ’ ʼ) and format characters (soft hyphen, joiners, byte order mark) are left out without a gap:
//    "don't" is "dont".
//  - Symbols (Unicode Sm, Sc, So, and ^) are words of their own: "3 + 4" is not "3 4".
//  - "." and "," directly between two digits belong to the number: "1.5" is not "15".
//  - Dashes, * / and % next to a digit, spaces not counted, are words of their own, all dashes the same one: "3 - 4" is
//    neither "3 4" nor "3 / 4", and "−5" is "-5".
//  - All other punctuation, white space and control characters only separate words.
//
// The decontamination of EleutherAI's lm-evaluation-harness (lm_eval/decontamination/janitor.py), after appendix C of
// "Language Models are Few-Shot Learners" (Brown et al. 2020, arXiv 2005.14165), lowers A to Z, deletes ASCII
// punctuation and splits at white space. Arithmetic would lose its signs that way, and most scripts their case; hence
// the rules above.

namespace assay {

/// A word as it is compared, and where it stands in its text, in UTF-16 units.
struct OverlapWord {
    QString text;
    qsizetype start = 0, length = 0;
    bool operator==(const OverlapWord &) const = default;
};

QList<OverlapWord> overlapWords(const QString &text);

/// 64 bits: MurmurHash3's finaliser (Appleby, public domain), chained over the units and begun with their number. The
/// same in every process and on every machine. Among n different words or runs two have the same one with a chance of
/// about n²/2⁶⁵: 1 in 500,000 for 8 million.
quint64 overlapHash(QStringView word);
quint64 overlapHash(std::span<const quint64> words);

/// The hashes of its words, in their order.
std::vector<quint64> overlapHashes(const QString &text);

/// What two rows have in common.
enum class OverlapKind {
    Equal, ///< all words are the same, in the same order
    SharedWords, ///< a run of so many words is the same
};

/// The part of a row's text that is shared, to be shown and to be compared for certain.
struct OverlapExcerpt {
    QString text; ///< as it is in the row; with long texts the surroundings of the shared part, "…" where they are cut
    qsizetype start = 0, length = 0; ///< of the shared part in it
    QByteArray proof; ///< SHA-256 of the shared words: equal hashes may lie, this does not
    bool operator==(const OverlapExcerpt &) const = default;
};

/// None: the text has no such part (it is another text than the one that was hashed). `hash`: of all its words, or of
/// the run. At most about `mostChars` units of the text are kept.
std::optional<OverlapExcerpt> overlapExcerpt(
    const QString &text, OverlapKind kind, quint64 hash, int runWords, qsizetype mostChars = 1000);

} // namespace assay
