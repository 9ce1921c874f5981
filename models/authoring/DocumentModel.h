#pragma once

#include "services/authoring/AuthoredDocument.h"

#include <QObject>
#include <QUndoStack>

namespace assay {

/// A document that is being written. Form and YAML text are two views of it and share its undo steps: whatever changes goes
/// through here, once, and can be taken back. GUI thread.
class DocumentModel : public QObject {
    Q_OBJECT
public:
    explicit DocumentModel(DocumentKind kind, QObject *parent = nullptr);

    /// As the server has it: clean, no steps to take back.
    void open(const AuthoredDocument &saved);
    /// Work that was not saved: `base` is what the server had then. Dirty unless equal.
    void openUnsaved(const AuthoredDocument &document, const AuthoredDocument &base, const QByteArray &yaml = {});
    /// The server has it now.
    void markSaved();
    /// Another has changed what the server holds; what is written here stays.
    void setBase(const AuthoredDocument &base);

    DocumentKind kind() const { return m_state.document.kind(); }
    const AuthoredDocument &document() const { return m_state.document; }
    const AuthoredDocument &base() const { return m_base; }
    QVariant value(const QString &path) const { return m_state.document.value(path); }
    bool isDirty() const { return m_dirty; }
    QUndoStack &undoStack() { return m_stack; }

    /// One undo step; while one field is typed into, its steps become one. False: nothing changed.
    bool set(const QString &path, const QVariant &value);
    /// The same value, or the same members of each row, for many rows: one step.
    void setAll(const QStringList &paths, const QVariant &value);
    void choose(const QString &path, const QString &member);
    void insertRows(const QString &path, qsizetype at, const QVariantList &rows);
    void removeRows(const QString &path, QList<int> rows);
    /// The rows in their order, so that the first stands before what is now row `before` (the number of rows: the end).
    void moveRows(const QString &path, QList<int> rows, int before);
    /// As a whole: a merge, a quick fix, an import. `text` names the step for the Undo command.
    void replace(const AuthoredDocument &document, const QString &text);
    /// The next change of the same field is a step of its own.
    void endTyping() { ++m_typing; }

    /// The text as typed, as long as nothing else changed the document; otherwise made from it.
    QByteArray yaml() const;
    /// A text that cannot be read is kept, and the document stays as it was.
    void setYaml(const QByteArray &text);
    /// Why the text cannot be read, with its line; empty when it can.
    QString yamlError() const { return m_yamlError; }
    int yamlErrorLine() const { return m_yamlErrorLine; }
    int lineOf(const QString &path) const;

    /// Own rules first, then what the server refused and nobody changed since.
    const QList<FieldProblem> &problems() const { return m_problems; }
    /// Those of our own rules alone.
    const QList<FieldProblem> &ownProblems() const { return m_own; }
    QString problemAt(const QString &path) const;
    /// The first problem of the value or of anything below it.
    QString problemWithin(const QString &path) const;
    void setRefusals(const QList<FieldProblem> &refusals);
    /// Says the problems anew, in the language of now; what the server refused stays in its words.
    void retranslate() { refreshProblems(); }

Q_SIGNALS:
    void changed(const QString &path); ///< this value, or something below it; empty: anything
    void problemsChanged();
    void dirtyChanged(bool dirty);
    void yamlChanged();

private:
    struct State {
        AuthoredDocument document;
        std::optional<QByteArray> yaml; ///< as typed
    };
    class Step;
    void push(State next, const QString &path, const QString &text, const QString &merge);
    void enter(const State &state, const QString &path);
    void refreshProblems();
    void refreshDirty();

    State m_state;
    AuthoredDocument m_base;
    QUndoStack m_stack;
    QList<FieldProblem> m_own, m_problems, m_refusals;
    QString m_yamlError;
    int m_yamlErrorLine = 0;
    quint64 m_typing = 0;
    bool m_dirty = false;
};

} // namespace assay
