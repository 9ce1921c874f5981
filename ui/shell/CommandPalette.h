#pragma once

#include <QFrame>
#include <QList>
#include <QPointer>

#include <functional>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace assay {

/// One line that finds everything: commands and runs by parts of their names. Keyboard only: type, arrows, Enter, Escape.
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

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void fill();
    void choose(int row);
    void finish();
    QList<Source> m_sources;
    QList<Entry> m_entries, m_shown;
    QLineEdit *m_line;
    QListView *m_list;
    QStandardItemModel *m_model;
    QPointer<QWidget> m_previousFocus;
};

} // namespace assay
