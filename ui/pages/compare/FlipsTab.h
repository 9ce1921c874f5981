#pragma once

#include "models/triage/TriageBook.h"
#include "ui/pages/compare/FlipAnswers.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QTableView;
class QToolButton;

namespace assay {

class FlipPictures;
class TriageStore;
struct ComparedRow;

/// What became of the items of one benchmark from the baseline to another run: how many, which, what both answered, and what a person
/// notes about it. J and K go to the next and previous item, F to the next failure, X to the next flip, U to the next one that nothing
/// was noted about, D shows where two answers differ; the keys of notes are those of the samples' page.
class FlipsTab : public QWidget {
    Q_OBJECT
public:
    /// triage: null where nothing can be noted.
    FlipsTab(ConnectionRegistry &connections, RunSet &runs, TriageStore *triage = nullptr, QWidget *parent = nullptr);
    ~FlipsTab() override;
    /// A row of the comparison and a column that is not the baseline's.
    void showItems(int sourceRow, int column);
    FlipItemsModel &items() { return m_items; }
    void setPlainWording(bool plain);
    void setCaveat(const QString &caveat); ///< see ChartActions::setCaveat()

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void buildChoices();
    void buildTable();
    QHBoxLayout *buildButtons();
    void buildSides();
    void connectModels();
    void fillChoices();
    void fill();
    void updateSentence(const ComparedRow &row, int column);
    void updateCount();
    void showClass(std::optional<FlipChange> change);
    void setToDo(bool on);
    void showCurrent();
    bool letter(int key);
    bool noteKey(int key);
    void nextToDo();
    void goTo(int row);
    void showFirst();
    QString emptyReason(const ComparedRow &row, int column) const;

    RunSet &m_runs;
    std::unique_ptr<TriageBook> m_book; ///< null where nothing can be noted
    FlipItemsModel m_items;
    QComboBox *m_benchmark, *m_run;
    QLabel *m_sentence, *m_count, *m_hint;
    FlipPictures *m_pictures;
    QTableView *m_table;
    FlipAnswers *m_answers;
    QToolButton *m_diff, *m_notes = nullptr, *m_toDo = nullptr;
    QString m_empty; ///< why the runs share no item
    bool m_stale = true, m_plain = false;
};

} // namespace assay
