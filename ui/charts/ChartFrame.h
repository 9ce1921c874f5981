#pragma once

#include "ui/charts/ChartExport.h"
#include "ui/pages/DocumentPage.h"

#include <QPointer>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QMenu;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace assay {

class ChartView;

/// What can be done with any chart: copy its data and its picture, save it as PNG, SVG and PDF. Belongs to its chart; the page around
/// the chart tells what became of a file.
class ChartActions : public QObject {
    Q_OBJECT
public:
    struct Source {
        std::function<ChartDrawing()> drawing;
        std::function<QString()> text; ///< with tabs
        std::function<QString()> name; ///< of files, without an ending
    };
    ChartActions(Source source, QWidget *chart);
    void fill(QMenu &menu);
    /// What must be read beside the chart, in lines: it goes with everything that is copied and saved. Empty: nothing.
    void setCaveat(const QString &caveat) { m_caveat = caveat; }
    void copyData();
    /// A part of the data, as copyData() copies all of it.
    void copyText(const QString &text);
    void copyPicture();
    /// Asks where to, without blocking.
    void chooseFile(ChartFormat format);
    void save(const QString &path, ChartFormat format);

Q_SIGNALS:
    void messageRequested(const assay::UserMessage &message);

private:
    ChartDrawing drawing() const;
    Source m_source;
    QWidget *m_chart;
    QString m_caveat;
};

/// A chart with what belongs to it: its numbers as a table of the same model (T shows one or the other), its menu (also by the menu key
/// and the right button), and pages where it has more marks than it draws at once.
class ChartFrame : public QWidget {
    Q_OBJECT
public:
    /// `table` may be null: then a table of the chart's model is made.
    ChartFrame(ChartView *chart, QTableView *table = nullptr, QWidget *parent = nullptr);
    ChartView *chart() const { return m_chart; }
    QTableView *table() const { return m_table; }
    ChartActions *actions() const { return m_actions; }
    bool isTable() const;
    void setTable(bool table);
    /// Further controls of the chart, before its menu button.
    void addControl(QWidget *control);
    /// Without an ending; what a file is called if nobody types another name.
    void setFileName(const QString &name) { m_fileName = name; }
    void setTitle(const QString &title);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fillMenu(QMenu &menu);
    void updatePager();
    void retranslate();

    ChartView *m_chart;
    QTableView *m_table;
    ChartActions *m_actions;
    QStackedWidget *m_stack;
    QHBoxLayout *m_controls;
    QLabel *m_title;
    QToolButton *m_toggle, *m_menuButton, *m_previous, *m_next;
    QLabel *m_pageLabel;
    QMenu *m_menu;
    QString m_fileName;
};

} // namespace assay
