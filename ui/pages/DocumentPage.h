#pragma once

#include <QIcon>
#include <QString>
#include <QVariantMap>
#include <QWidget>

#include <functional>

class QAbstractItemModel;

namespace assay {

/// A message for the window's message bar. Messages never block; modal boxes are for data loss only.
struct UserMessage {
    enum class Level { Info, Warning, Error };
    struct Action {
        QString label; ///< translated, a verb
        std::function<void()> run;
    };
    Level level = Level::Info;
    QString text;         ///< translated, whole sentences, plain text
    QList<Action> actions = {};
    int timeoutMs = 0;    ///< goes away by itself after this; 0 stays until closed
    std::function<void()> expired = {}; ///< called once when it goes without an action having been chosen
    QString key = {};     ///< a new message with the same key replaces the old one; empty: never
};

/// A document tab. Owned by the window; knows no other page: it asks through signals.
class DocumentPage : public QWidget {
    Q_OBJECT
public:
    explicit DocumentPage(QWidget *parent = nullptr) : QWidget(parent) {}
    /// Stable word for saved layouts, e.g. "runs", "run".
    virtual QString kind() const = 0;
    /// What tells tabs of one kind apart, e.g. a job id; empty for pages of which there is one.
    virtual QString subject() const { return {}; }
    virtual QString title() const = 0;
    virtual QIcon icon() const { return {}; }
    /// Tab tool tip; the title when empty.
    virtual QString toolTipText() const { return {}; }
    /// False keeps the tab open; the page says why with messageRequested.
    virtual bool canClose() { return true; }
    /// Filter, selection, scroll: small values only, kept in the saved layout.
    virtual QVariantMap saveState() const { return {}; }
    virtual void restoreState(const QVariantMap &) {}
    /// F5, Ctrl+R.
    virtual void refresh() {}
    /// Ctrl+F: puts the focus into the page's own search field; false when it has none.
    virtual bool focusFind() { return false; }
    /// Ctrl+Enter: submits what the page composes; false when it composes nothing.
    virtual bool submit() { return false; }
    /// Ctrl+E: the runs that a report on this page would be about, as the report page's subject: RunRef texts with commas between
    /// them, after "compare:" where the first is the baseline. Empty: none.
    virtual QString reportSubject() const { return {}; }
    /// What is wrong with the document: rows with ProblemListModel's roles, for the window's list of problems. Null: this page has
    /// no such list. Another list comes with titleChanged.
    virtual QAbstractItemModel *problems() { return nullptr; }
    /// Shows the place of a row of problems().
    virtual void goToProblem(int /*row*/) {}
    /// False for a document that cannot be changed.
    virtual bool canFixProblems() const { return false; }
    /// Makes the quick fix of a row of problems(), as one undo step; false when it has none.
    virtual bool fixProblem(int /*row*/) { return false; }

Q_SIGNALS:
    void titleChanged();
    void messageRequested(const assay::UserMessage &message);
    void closeRequested();
    /// Opens (or raises) another tab; subject as in subject(), e.g. ("run", jobId).
    void openRequested(const QString &kind, const QString &subject);
};

} // namespace assay
