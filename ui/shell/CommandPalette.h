#pragma once

#include <QFrame>
#include <QList>
#include <QPointer>

#include <functional>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace assay {

/// One line that finds everything: commands, runs, documents and settings by parts of their names. Keyboard only: type, arrows,
/// Enter, Escape. Names are made ready once each time it opens, so that a key stroke only compares, also with ten thousand runs.
class CommandPalette : public QFrame {
    Q_OBJECT
public:
    struct Entry {
        QString title;  ///< what is searched
        QString detail; ///< shown beside it: a shortcut, a model
        QString icon;
        std::function<void()> run;
    };
    /// Asked each time the palette opens, so that it never shows what is gone.
    using Source = std::function<QList<Entry>()>;

    explicit CommandPalette(QWidget *window);
    void addSource(Source source) { m_sources << std::move(source); }
    /// Shows it below the top of the window, empty, with the focus.
    void open();
    void retranslate();
    /// How well `text` answers `typed`; negative when it does not. Higher is better; exported for tests.
    static int rank(const QString &text, const QString &typed);
    /// How many entries it holds while it is open.
    qsizetype entryCount() const { return m_entries.size(); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    static int rankOf(const QString &lower, const QStringList &words);
    void fill();
    void choose(int row);
    void finish();
    QList<Source> m_sources;
    QList<Entry> m_entries, m_shown;
    QStringList m_lower; ///< titles and details of m_entries as they are compared
    QStringList m_words; ///< what was typed last
    QList<qsizetype> m_matches; ///< of m_words; typing on can only leave some of these
    QLineEdit *m_line;
    QListView *m_list;
    QStandardItemModel *m_model;
    QPointer<QWidget> m_previousFocus;
};

} // namespace assay
