#pragma once

#include <QList>
#include <QString>

namespace assay::engine::scoring {

/// The flags of Python's `re` that mean something for text.
struct PyFlags {
    bool ignoreCase = false, multiLine = false, dotAll = false, verbose = false, ascii = false;
};

/// Rewrites a Python expression in the dialect of PCRE, so that it matches the same texts: anchors, character classes,
/// escapes and quantifiers where the two differ are spelled out, and what Python refuses is refused. One use an object.
class PyRegexTranslator {
public:
    PyRegexTranslator(const QString &pattern, PyFlags flags)
        : m_in(pattern.toUcs4())
        , m_global(flags)
    {
    }

    /// Throws PyError of type "error" that says what is wrong and where.
    QString translate();
    PyFlags flags() const { return m_global; } ///< with those that the pattern itself sets
    int groupCount() const { return m_groups; }

private:
    enum class Atom { None, Plain, Anchor, Repeated };

    [[noreturn]] void fail(const QString &what, qsizetype at) const;
    bool atEnd() const { return m_at >= m_in.size(); }
    char32_t peek(qsizetype ahead = 0) const { return m_at + ahead < m_in.size() ? m_in.at(m_at + ahead) : 0; }
    bool startsWith(const char *text) const;
    bool take(const char *text);

    void readGlobalFlags();
    void readAlternatives(PyFlags flags);
    bool skipVerbose(PyFlags flags);
    Atom readAtom(PyFlags flags);
    bool readRepeat(Atom previous);
    Atom readGroup(PyFlags flags);
    Atom readFlagGroup(PyFlags flags, qsizetype start);
    Atom readCondition(PyFlags flags);
    void readCapture(PyFlags flags, const QString &name);
    void finishGroup(PyFlags flags, qsizetype start);
    QString readName(char32_t end);
    Atom readEscape(PyFlags flags);
    void readReference();
    void readClass(PyFlags flags);
    bool readClassItem(PyFlags flags, char32_t &single); ///< false: it was a whole class, written already
    char32_t readCharacterEscape(bool inClass, qsizetype start);
    char32_t readHex(int digits, qsizetype start);
    void writeReference(int group, qsizetype at);
    void writeCategory(char32_t c, bool ascii, bool inClass);
    void writeLiteral(char32_t c);

    QList<uint> m_in;
    qsizetype m_at = 0;
    PyFlags m_global;
    QString m_out;
    int m_groups = 0;
    QList<int> m_open; ///< groups that have not been closed yet
    QList<QPair<QString, int>> m_names;
};

} // namespace assay::engine::scoring
