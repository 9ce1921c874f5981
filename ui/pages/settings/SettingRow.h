#pragma once

#include "models/settings/SettingInfo.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace assay {

class ProblemLabel;

/// One row of the settings: what it is, what it means, what can be done, and what is wrong. Rows that match the search show where.
class SettingRow : public QWidget {
    Q_OBJECT
public:
    SettingRow(SettingGroup group, QWidget *parent);
    SettingGroup group() const { return m_group; }
    /// Every word of the query is in its texts; an empty query matches.
    bool matches(const QString &query) const;
    void highlight(const QString &query);
    virtual void retranslate() = 0;

protected:
    void setTexts(const QString &title, const QString &help);
    /// Where the controls go, right of the texts.
    QHBoxLayout *controls() const { return m_controls; }
    /// Under texts and controls, in the whole width.
    void addBelow(QWidget *widget);
    /// A button that undoes the decision.
    QToolButton *addReset();
    /// There is nothing to undo.
    void setDefault(bool isDefault);
    ProblemLabel *problem() const { return m_problem; }

private:
    SettingGroup m_group;
    QString m_titleText, m_helpText, m_query;
    QLabel *m_title, *m_help;
    QHBoxLayout *m_controls;
    ProblemLabel *m_problem;
    QToolButton *m_reset = nullptr;
};

} // namespace assay
