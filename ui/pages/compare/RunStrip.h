#pragma once

#include <QListWidget>

class QMenu;

namespace assay {

/// One run of a comparison, as its chip shows it.
struct RunChip {
    enum class State { Loading, Ready, Failed };
    QString ref, name;
    QString detail; ///< model and time, for the tool tip
    State state = State::Ready;
    QString problem; ///< why it failed
    bool operator==(const RunChip &) const = default;
};

/// The runs of a comparison in a row: colour and marker, name, ★ for the baseline. Dragged into another order, or moved with
/// Ctrl+Shift+Left and Right; B makes the baseline, Delete takes a run out, Enter opens it; all of it also in the menu.
class RunStrip : public QListWidget {
    Q_OBJECT
public:
    explicit RunStrip(QWidget *parent = nullptr);
    void setRuns(const QList<RunChip> &runs, const QString &baseline, const QString &highlighted);
    QString currentRef() const;
    /// Commands for the chip that has the focus.
    void fillMenu(QMenu &menu);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    bool hasHeightForWidth() const override { return false; }

Q_SIGNALS:
    void orderChanged(const QStringList &refs);
    void baselineChosen(const QString &ref);
    void highlightChosen(const QString &ref); ///< empty: none
    void removeRequested(const QString &ref);
    void openRequested(const QString &ref);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void move(int by);
    QStringList order() const;
    void fitHeight();
    QList<RunChip> m_runs;
    QString m_baseline, m_highlighted, m_moving;
};

} // namespace assay
