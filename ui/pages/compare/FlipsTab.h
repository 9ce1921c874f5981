#pragma once

#include "models/compare/FlipItemsModel.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QTableView;
class QToolButton;

namespace assay {

class AnswerPair;
class ChartFrame;
class ConnectionRegistry;
class DifferenceChart;
class FlipChart;
class RunSet;
class SpreadChart;
struct ComparedRow;

/// What became of the items of one benchmark from the baseline to another run: how many, which, and what both answered. J and K go
/// to the next and previous item, F to the next failure, X to the next flip, D shows where two answers differ.
class FlipsTab : public QWidget {
    Q_OBJECT
public:
    FlipsTab(ConnectionRegistry &connections, RunSet &runs, QWidget *parent = nullptr);
    /// A row of the comparison and a column that is not the baseline's.
    void showItems(int sourceRow, int column);
    FlipItemsModel &items() { return m_items; }
    void setPlainWording(bool plain);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    struct Side {
        QString ref, name;
        int index = -1;
        std::optional<Sample> sample;
        QString problem;
    };
    void fillChoices();
    void fill();
    void updateSentence(const ComparedRow &row, int column);
    void showClass(int place);
    void showCurrent();
    void ask(int side);
    qint64 placeInRun(const Side &side, const QString &key, int repeat) const;
    bool letter(int key);
    void goTo(int row);
    QString emptyReason(const ComparedRow &row, int column) const;

    ConnectionRegistry &m_connections;
    RunSet &m_runs;
    FlipItemsModel m_items;
    QComboBox *m_benchmark, *m_run;
    QLabel *m_sentence, *m_count;
    FlipChart *m_square;
    DifferenceChart *m_strip;
    SpreadChart *m_spread;
    ChartFrame *m_stripFrame, *m_spreadFrame;
    QTableView *m_table;
    AnswerPair *m_answers;
    QToolButton *m_diff;
    QTimer m_askTimer; ///< who scrolls through items asks for those only that it stays at
    Side m_sides[2];
    quint64 m_ticket = 0;
    QString m_empty, m_title;
    bool m_stale = true, m_plain = false, m_lower = false;
    QString m_metric;
};

} // namespace assay
