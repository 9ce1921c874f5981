#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;
class QMenu;

namespace assay {

class ChartActions;
class HeatLegend;
class HeatModel;
class HeatView;

/// The comparison as a heat table, with what its signs mean above and the smallest detectable difference below. G shows significant
/// rows only, Enter goes to a row's items.
class HeatTab : public QWidget {
    Q_OBJECT
public:
    explicit HeatTab(HeatModel &model, QWidget *parent = nullptr);
    HeatView *view() const { return m_view; }
    bool isSignificantOnly() const;
    void setSignificantOnly(bool only);
    void setHighlighted(int column);
    void setPlainWording(bool plain);
    /// See ChartActions::setCaveat().
    void setCaveat(const QString &caveat);

Q_SIGNALS:
    void cellActivated(int sourceRow, int column);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void copySelection();
    void fillMenu(QMenu &menu);
    void updateWords();
    HeatModel &m_model;
    HeatView *m_view;
    QCheckBox *m_only;
    QLabel *m_detectable;
    HeatLegend *m_legend;
    ChartActions *m_actions;
    QMenu *m_menu;
};

} // namespace assay
