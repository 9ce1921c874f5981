#pragma once

#include "models/compare/RunSet.h"

#include <QFrame>

class QCheckBox;
class QLabel;
class QToolButton;
class QTreeWidget;

namespace assay {

/// Whether the runs can be compared: a light in words, and behind it what differs. While something is red nothing is called better;
/// the user may take the responsibility here.
class ComparabilityPanel : public QFrame {
    Q_OBJECT
public:
    explicit ComparabilityPanel(QWidget *parent = nullptr);
    /// The button that opens and closes the panel, for whoever places it.
    QToolButton *light() const { return m_light; }
    void setComparability(const Comparability &comparability, const QStringList &names, bool confirmed);
    bool isConfirmed() const;

Q_SIGNALS:
    void confirmedChanged(bool confirmed);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void drawLight();
    Comparability m_comparability;
    QStringList m_names;
    QToolButton *m_light;
    QLabel *m_words;
    QTreeWidget *m_tree;
    QCheckBox *m_confirm;
};

} // namespace assay
