#pragma once

#include "models/compare/ConfigModel.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QTableView;

namespace assay {

/// What the compared runs were made with, setting by setting.
class ConfigTab : public QWidget {
    Q_OBJECT
public:
    explicit ConfigTab(QWidget *parent = nullptr);
    void setRows(const QList<ConfigDiffRow> &rows, const QStringList &names);
    ConfigModel &model() { return m_model; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void updateWords();
    ConfigModel m_model;
    QTableView *m_table;
    QCheckBox *m_only;
    QLabel *m_words;
};

} // namespace assay
